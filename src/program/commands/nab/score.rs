//! `bami nab score`: scores the results of detectors.

use std::path::{Path, PathBuf};

use super::ScoreArgs;
use super::corpus::Corpus;
use super::error::NabError;
use super::judge::{Rules, judge};
use super::profiles::{self, Profile};
use super::results::{Column, Results, detector_of};
use super::table::{self, Entry};
use super::thresholds::Thresholds;
use crate::output::to_stdout;

/// Scores the folders of results and prints the table.
pub(crate) fn run(args: &ScoreArgs) -> anyhow::Result<()> {
    let thresholds = Thresholds::new(args.threshold, args.thresholds.as_deref())?;
    let profiles = profiles::read(&args.corpus.nab)?;
    let corpus = Corpus::read(&args.corpus)?;
    let columns: &[Column] =
        if args.raw { &[Column::AnomalyScore, Column::RawScore] } else { &[Column::AnomalyScore] };
    let names = names(&args.results)?;
    let mut entries = Vec::new();
    for (folder, name) in args.results.iter().zip(names) {
        for &column in columns {
            let results = Results::read(folder, &corpus, column)?;
            let rules = rules(&profiles, &thresholds, &results.detector, args.cross_validate)?;
            let judged = judge(&corpus, &results.scores, &rules)?;
            let name = match column {
                Column::AnomalyScore => name.clone(),
                Column::RawScore => format!("{name} (raw_score)"),
            };
            entries.push(Entry { name, judged });
        }
    }
    let text = if args.json {
        let value = table::json(&corpus, &entries, args.per_file);
        serde_json::to_string_pretty(&value)? + "\n"
    } else {
        table::text(&corpus, &entries, args.per_file)
    };
    to_stdout(text.as_bytes())
}

/// How a detector is scored.
pub(super) fn rules<'a>(
    profiles: &'a [Profile],
    thresholds: &Thresholds,
    detector: &str,
    cross_validate: bool,
) -> Result<Rules<'a>, NabError> {
    let with = |profile: &'a Profile| Ok((profile, thresholds.of(detector, &profile.name)?));
    let profiles = profiles.iter().map(with).collect::<Result<_, NabError>>()?;
    Ok(Rules { profiles, cross_validate })
}

/// The names of the folders in the table: that of the detector, or the path if two have the same name.
fn names(folders: &[PathBuf]) -> Result<Vec<String>, NabError> {
    let detectors: Vec<String> = folders
        .iter()
        .map(|folder: &PathBuf| detector_of(Path::new(folder)))
        .collect::<Result<_, _>>()?;
    let name = |(folder, detector): (&PathBuf, &String)| {
        let is_only = detectors.iter().filter(|other| *other == detector).count() == 1;
        if is_only { detector.clone() } else { folder.display().to_string() }
    };
    Ok(folders.iter().zip(&detectors).map(name).collect())
}
