//! The page: the score, the table of files, and a figure for each.

use super::super::corpus::Corpus;
use super::super::judge::Judged;
use super::super::results::Results;
use super::super::scoring::FileScore;
use super::super::table::{score_text, threshold_text};
use super::escaped;
use super::figure::{figure, legend};
use crate::notes::plural;

/// Light and dark; the colours can be told apart by colour-blind people (Okabe and Ito), and nothing is said by
/// a colour alone.
const STYLE: &str = "
:root { color-scheme: light dark; --ink: #222; --paper: #fff; --faint: #ddd; --dim: #666; --value: #0072b2; --hit: #00725a; --wrong: #b84a00; --window: #e69f0033; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e4e4; --paper: #17181a; --faint: #3a3c40; --dim: #a0a0a0; --value: #56b4e9; --hit: #2fc99f; --wrong: #ff8c42; --window: #e69f0040; } }
body { margin: 2rem auto; max-width: 62rem; padding: 0 1rem; background: var(--paper); color: var(--ink); font: 15px/1.45 system-ui, sans-serif; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .2rem .7rem; text-align: right; border-bottom: 1px solid var(--faint); }
th:first-child, td:first-child { text-align: left; }
a { color: inherit; }
h2 { font-size: 1.05rem; margin: 2.2rem 0 .2rem; overflow-wrap: anywhere; }
p { margin: .3rem 0; }
.scroll { overflow-x: auto; }
svg { display: block; width: 100%; height: auto; }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.6rem; margin-top: 1rem; }
svg.sign { display: inline; width: 24px; height: 18px; vertical-align: -4px; }
svg text { fill: var(--ink); font: 11px system-ui, sans-serif; }
.grid { stroke: var(--faint); fill: none; }
.value { stroke: var(--value); fill: none; }
.dot { fill: var(--value); }
.score { stroke: var(--dim); fill: none; }
.threshold { stroke: var(--wrong); fill: none; stroke-dasharray: 6 4; }
.probation { fill: var(--faint); fill-opacity: .35; }
.window { fill: var(--window); stroke: var(--hit); }
.missed { fill: var(--window); stroke: var(--wrong); stroke-dasharray: 3 3; stroke-width: 1.5; }
.hit { fill: var(--hit); stroke: var(--paper); }
.alarm { stroke: var(--wrong); fill: none; stroke-width: 1.6; }
";

/// The report on a detector.
//= spec/nab.md#nab-report
//# The report MUST be one file that needs no other.
pub(super) fn page(corpus: &Corpus, results: &Results, judged: &Judged) -> String {
    let title = format!("{} on NAB", escaped(&results.detector));
    let order = by_loss(judged);
    let mut html = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n{}",
        summary(judged)
    );
    html += &table(corpus, judged, &order);
    html += &legend();
    for &file in &order {
        let (data, score) = (&corpus.files[file], &judged.files[file]);
        html += &format!("<h2 id=\"file-{file}\">{}</h2>\n", escaped(&data.name));
        html += &format!("<p>{}</p>\n", escaped(&line(score, judged)));
        html += &figure(data, &results.scores[file], judged.threshold);
    }
    html + "</body>\n</html>\n"
}

/// The files, the one that lost the most first.
//= spec/nab.md#nab-report
//# The table of files MUST be sorted by the score that each file lost compared with a perfect
//# detector, the largest loss first.
fn by_loss(judged: &Judged) -> Vec<usize> {
    let lost = |file: usize| judged.files[file].lost(&judged.profile.weights);
    let mut order: Vec<usize> = (0..judged.files.len()).collect();
    order.sort_by(|&a, &b| lost(b).total_cmp(&lost(a)));
    order
}

fn summary(judged: &Judged) -> String {
    let total = &judged.total;
    let w = &judged.profile.weights;
    format!(
        "<p>Score <strong>{}</strong> by the profile {} (a window hit at once {}, a missed one {}, a false alarm up to {}), at the \
         threshold {}. {} of {} windows hit, {} row{} of false alarms.</p>\n",
        score_text(judged.score),
        escaped(&judged.profile.name),
        w.true_positive,
        -w.false_negative,
        -w.false_positive,
        threshold_text(judged.threshold),
        total.windows_hit,
        total.windows,
        total.counts.fp,
        plural(total.counts.fp),
    )
}

fn table(corpus: &Corpus, judged: &Judged, order: &[usize]) -> String {
    let mut html = "<div class=\"scroll\"><table>\n<thead><tr><th>file</th><th>lost</th><th>score</th><th>windows</th>\
                    <th>hit</th><th>missed</th><th>false alarms</th></tr></thead>\n<tbody>\n"
        .to_owned();
    for &file in order {
        let score = &judged.files[file];
        html += &format!(
            "<tr><td><a href=\"#file-{file}\">{}</a></td><td>{:.2}</td><td>{:.2}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
            escaped(&corpus.files[file].name),
            score.lost(&judged.profile.weights),
            score.score,
            score.windows,
            score.windows_hit,
            score.windows - score.windows_hit,
            score.counts.fp,
        );
    }
    html + "</tbody>\n</table></div>\n"
}

/// What a file reached.
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
