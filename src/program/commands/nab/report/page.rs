//! The page: the score, the table of files, and a figure for each.

use maud::{Markup, html};

use super::super::corpus::Corpus;
use super::super::judge::Judged;
use super::super::results::Results;
use super::super::scoring::FileScore;
use super::super::table::{score_text, threshold_text};
use super::figure::{figure, legend};
use crate::html::Page;
use crate::notes::plural;

/// The report on a detector.
//= spec/nab.md#nab-report
//# The report MUST be one file that needs no other.
//= spec/nab.md#nab-report
//# Every name that the report shows MUST be escaped.
pub(super) fn page(corpus: &Corpus, results: &Results, judged: &Judged) -> String {
    let title = format!("{} on NAB", results.detector);
    let order = by_loss(judged);
    let body = html! {
        h1 { (title) }
        (summary(judged))
        (table(corpus, judged, &order))
        (legend())
        @for file in order {
            h2 id={ "file-" (file) } { (corpus.files[file].name) }
            p { (line(&judged.files[file], judged)) }
            (figure(&corpus.files[file], &results.scores[file], judged.threshold))
        }
    };
    Page::new(&title, body).document()
}

/// The files, sorted by the score lost, the worst first.
//= spec/nab.md#nab-report
//# The table of files MUST be sorted by the score that each file lost compared with a perfect
//# detector, the largest loss first.
fn by_loss(judged: &Judged) -> Vec<usize> {
    let lost = |file: usize| judged.files[file].lost(&judged.profile.weights);
    let mut order: Vec<usize> = (0..judged.files.len()).collect();
    order.sort_by(|&a, &b| lost(b).total_cmp(&lost(a)));
    order
}

fn summary(judged: &Judged) -> Markup {
    let total = &judged.total;
    let w = &judged.profile.weights;
    let plural = plural(total.counts.fp);
    html! {
        p {
            "Score " strong { (score_text(judged.score)) } " by the profile " (judged.profile.name)
            " (a window hit at once " (w.true_positive) ", a missed one " (-w.false_negative)
            ", a false alarm up to " (-w.false_positive) "), at the threshold "
            (threshold_text(judged.threshold)) ". " (total.windows_hit) " of " (total.windows)
            " windows hit, " (total.counts.fp) " row" (plural) " of false alarms."
        }
    }
}

fn table(corpus: &Corpus, judged: &Judged, order: &[usize]) -> Markup {
    let numbers = ["lost", "score", "windows", "hit", "missed", "false alarms"];
    let row = |score: &FileScore| {
        [
            format!("{:.2}", score.lost(&judged.profile.weights)),
            format!("{:.2}", score.score),
            score.windows.to_string(),
            score.windows_hit.to_string(),
            (score.windows - score.windows_hit).to_string(),
            score.counts.fp.to_string(),
        ]
    };
    html! {
        div.scroll { table {
            thead { tr { th { "file" } @for name in numbers { th.number { (name) } } } }
            tbody { @for &file in order {
                tr {
                    td { a href={ "#file-" (file) } { (corpus.files[file].name) } }
                    @for cell in row(&judged.files[file]) { td.number { (cell) } }
                }
            } }
        } }
    }
}

/// The result of a file.
fn line(score: &FileScore, judged: &Judged) -> String {
    format!(
        "Score {:.2}, {:.2} lost: {} of {} windows hit, {} row{} of false alarms.",
        score.score,
        score.lost(&judged.profile.weights),
        score.windows_hit,
        score.windows,
        score.counts.fp,
        plural(score.counts.fp),
    )
}
