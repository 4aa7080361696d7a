//! `bami nab report`: one page that shows where the score was lost.

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
