//! What `bami nab run` prints: scores, alarms and, for other benchmarks, the score of their authors.

use super::author_score::{Authored, authored};
use super::benchmark::{AuthorScore, Benchmark};
use super::corpus::Corpus;
use super::error::NabError;
use super::judge::{Judged, Rules, judge};
use super::profiles::Profile;
use super::table::threshold_text;
use crate::detectors::{ALARM, alarm_starts};
use crate::figures::{median, shown};
use crate::output::aligned;

/// A detector in the tables.
pub(super) struct Ran {
    /// Its name.
    pub(super) name: String,
    /// The stated rate of alarms: one per so many rows.
    pub(super) rows_per_alarm: Option<u32>,
    /// Its seeds with their scores; a single entry without a seed for a detector that has none.
    pub(super) runs: Vec<Run>,
}

/// A seed and its scores.
pub(super) type Run = (Option<u64>, Judgement);

/// The scores of one run.
pub(super) struct Judgement {
    /// For each profile, with the threshold 0.5.
    fixed: Vec<Judged>,
    /// For each profile, with the best threshold and with those chosen on other categories.
    best: Vec<Judged>,
    alarms: Alarms,
    authored: Option<Authored>,
}

/// Alarms in all rows, also those that NAB does not score.
#[derive(Clone, Debug, Default, PartialEq)]
struct Alarms {
    /// The number of alarms that start outside windows.
    false_alarms: usize,
    /// The number of rows outside windows.
    rows_outside: usize,
    /// For each window in which an alarm starts, the rows from its first row to the first alarm.
    delays: Vec<usize>,
}

impl Judgement {
    /// Judges the scores of all files, in the order of the corpus.
    //= spec/nab.md#nab-summary
    //# `bami nab run` MUST print for each profile the score with the threshold 0.5, with the best
    //# one (NAB-THRESHOLD) and, if there are several categories, with those chosen on other
    //# categories (NAB-CROSS-VALIDATION).
    pub(super) fn of(
        corpus: &Corpus,
        profiles: &[Profile],
        scores: &[Vec<f64>],
    ) -> Result<Self, NabError> {
        let rules = |threshold, cross_validate| Rules {
            profiles: profiles.iter().map(|profile| (profile, threshold)).collect(),
            cross_validate,
        };
        Ok(Self {
            fixed: judge(corpus, scores, &rules(Some(ALARM), false))?,
            best: judge(corpus, scores, &rules(None, corpus.has_categories()))?,
            alarms: Alarms::of(corpus, scores),
            authored: corpus.benchmark.as_ref().and_then(|b| authored(b, corpus, scores)),
        })
    }
}

impl Alarms {
    //= spec/nab.md#nab-summary
    //# It MUST print the number of alarms that start outside windows, the number of rows outside
    //# windows for each of them, and the median number of rows from the first row of a window to
    //# the first alarm that starts in it.
    fn of(corpus: &Corpus, scores: &[Vec<f64>]) -> Self {
        let mut sum = Self::default();
        for (file, scores) in corpus.files.iter().zip(scores) {
            let windows = &file.labels.windows;
            let mut alarmed = vec![None; windows.len()];
            for row in alarm_starts(scores.iter().copied()) {
                match file.labels.window_of(row) {
                    Some(window) => {
                        alarmed[window].get_or_insert(row - windows[window].first);
                    }
                    None => sum.false_alarms += 1,
                }
            }
            sum.delays.extend(alarmed.into_iter().flatten());
            let inside: usize = windows.iter().map(|window| window.rows()).sum();
            sum.rows_outside += scores.len() - inside;
        }
        sum
    }
}

/// The tables.
pub(super) fn text(corpus: &Corpus, profiles: &[Profile], ran: &[Ran]) -> String {
    let mut text = scores(profiles, ran);
    text.push('\n');
    text += &alarms(ran);
    if let Some(benchmark) = &corpus.benchmark {
        text.push('\n');
        text += &authors(benchmark, ran);
    }
    text
}

/// Each detector, with a line for each seed and one for the mean if there are several.
//= spec/nab.md#nab-seeds
//# With several seeds, the mean over the seeds MUST be printed below the figures of each seed.
fn lines(ran: &[Ran]) -> Vec<(String, &Ran, &[Run])> {
    let mut lines = Vec::new();
    for ran in ran {
        match &ran.runs[..] {
            [_] => lines.push((ran.name.clone(), ran, &ran.runs[..])),
            several => {
                for run in several.chunks(1) {
                    let seed = run[0].0.map_or(String::new(), |seed| format!("-{seed}"));
                    lines.push((format!("{}{seed}", ran.name), ran, run));
                }
                let name = format!("{}, mean of {} seeds", ran.name, several.len());
                lines.push((name, ran, several));
            }
        }
    }
    lines
}

/// The scores for each profile.
fn scores(profiles: &[Profile], ran: &[Ran]) -> String {
    let header = [
        "detector",
        "profile",
        "at 0.5",
        "windows hit",
        "false rows",
        "best",
        "threshold",
        "other categories",
    ];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    for (name, _, runs) in lines(ran) {
        for (place, profile) in profiles.iter().enumerate() {
            let fixed = |figure: fn(&Judged) -> Option<f64>| {
                mean(runs.iter().map(|(_, judgement)| figure(&judgement.fixed[place])))
            };
            let best = |figure: fn(&Judged) -> Option<f64>| {
                mean(runs.iter().map(|(_, judgement)| figure(&judgement.best[place])))
            };
            let hit = fixed(|judged| Some(judged.total.windows_hit as f64));
            let windows = runs[0].1.fixed[place].total.windows;
            let threshold = match runs {
                [(_, judgement)] => threshold_text(judgement.best[place].threshold),
                _ => "-".to_owned(),
            };
            rows.push(vec![
                name.clone(),
                profile.name.clone(),
                shown(fixed(|judged| judged.score), 2),
                format!("{} of {windows}", count(hit)),
                count(fixed(|judged| Some(judged.total.counts.fp as f64))),
                shown(best(|judged| judged.score), 2),
                threshold,
                shown(best(|judged| judged.crossed.as_ref()?.score), 2),
            ]);
        }
    }
    aligned(&rows, 2)
}

/// The alarms.
//= spec/nab.md#nab-summary
//# For a detector that states a rate of one alarm per N rows, the ratio MUST be k * N / n for k
//# alarms that start outside windows and n rows outside windows.
fn alarms(ran: &[Ran]) -> String {
    let header =
        ["alarms at 0.5", "outside windows", "one per", "stated", "ratio", "windows", "delay"];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    for (name, ran, runs) in lines(ran) {
        let of = |figure: &dyn Fn(&Alarms) -> Option<f64>| {
            mean(runs.iter().map(|(_, judgement)| figure(&judgement.alarms)))
        };
        let false_alarms = of(&|alarms| Some(alarms.false_alarms as f64));
        let rows_outside = of(&|alarms| Some(alarms.rows_outside as f64));
        let one_per = rows_outside.zip(false_alarms).filter(|(_, alarms)| *alarms > 0.0);
        let stated = ran.rows_per_alarm.map(f64::from);
        let ratio = stated.zip(false_alarms).zip(rows_outside);
        rows.push(vec![
            name,
            count(false_alarms),
            shown(one_per.map(|(rows, alarms)| rows / alarms), 0),
            shown(stated, 0),
            shown(ratio.map(|((stated, alarms), rows)| alarms * stated / rows), 2),
            count(of(&|alarms| Some(alarms.delays.len() as f64))),
            shown(of(&|alarms| median(alarms.delays.iter().map(|delay| *delay as f64))), 1),
        ]);
    }
    aligned(&rows, 1)
}

/// The score as the authors of the benchmark define it.
fn authors(benchmark: &Benchmark, ran: &[Ran]) -> String {
    if benchmark.score == AuthorScore::Nab {
        return "The authors of this benchmark score it as NAB does.\n".to_owned();
    }
    let header = ["as its authors score", "at 0.5", "best"];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    for (name, _, runs) in lines(ran) {
        let of = |figure: fn(&Authored) -> Option<f64>| {
            mean(runs.iter().map(|(_, judgement)| figure(judgement.authored.as_ref()?)))
        };
        let fixed = of(|authored| Some(authored.fixed));
        rows.push(vec![name, shown(fixed, 2), shown(of(|authored| authored.best), 2)]);
    }
    format!("{}(percent: {})\n", aligned(&rows, 1), benchmark.score.name())
}

/// The mean; none if there is nothing, or if one of them is missing.
fn mean(figures: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let figures: Option<Vec<f64>> = figures.collect();
    let figures = figures.filter(|figures| !figures.is_empty())?;
    Some(figures.iter().sum::<f64>() / figures.len() as f64)
}

/// A number of things, or the mean of several numbers.
fn count(figure: Option<f64>) -> String {
    shown(figure, if figure.is_some_and(|figure| figure.fract() == 0.0) { 0 } else { 1 })
}
