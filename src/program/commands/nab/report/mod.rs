//! `bami nab report`: one page that says where the score was lost.

mod figure;
mod page;

use std::io::Write;

use super::ReportArgs;
use super::corpus::Corpus;
use super::judge::{Rules, judge};
use super::profiles;
use super::results::{Column, Results};
use crate::files::WholeFile;

/// Scores the results and draws them.
pub(crate) fn run(args: &ReportArgs) -> anyhow::Result<()> {
    let profiles = profiles::read(&args.corpus.nab)?;
    let profile = profiles::named(&profiles, &args.profile)?;
    let corpus = Corpus::read(&args.corpus)?;
    let results = Results::read(&args.results, &corpus, Column::AnomalyScore)?;
    let rules = Rules { profiles: vec![(profile, args.threshold)], cross_validate: false };
    let judged = judge(&corpus, &results.scores, &rules)?;
    let page: String = judged.iter().map(|judged| page::page(&corpus, &results, judged)).collect();
    let mut file = WholeFile::create(&args.output)?;
    file.write_all(page.as_bytes())?;
    file.finish()
}

/// A text in which nothing is taken for markup.
//= spec/nab.md#nab-report
//# Every name that the report shows MUST be escaped.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(character),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    //= spec/nab.md#nab-report
    //= type=test
    //# Every name that the report shows MUST be escaped.
    #[test]
    fn markup_is_escaped() {
        assert_eq!(escaped(r#"<a href="x">&'"#), "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
    }
}
