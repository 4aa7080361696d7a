//! `bami planted write`: the streams as files.

use std::io::Write;

use anyhow::Context;
use serde_json::{Map, Value};

use super::WriteArgs;
use super::suite::{self, TRUTH};
use crate::files::WholeFile;
use crate::notes::shortest;
use crate::notes::{Notes, plural};
use crate::output::csv_line;
use crate::progress::Progress;

/// Writes the streams and where their anomalies are.
//= spec/nab.md#planted-folder
//# `bami planted write DIR` MUST write each stream to DIR/NAME.csv with the columns timestamp and
//# value, and to DIR/truth.json an object with an entry for each stream with an anomaly: NAME.csv,
//# and the list of start, end, base, kind and rows per week.
pub(super) fn run(args: &WriteArgs) -> anyhow::Result<()> {
    let suite = suite::chosen(suite::generated(&args.choice.seeds), &args.choice.only)?;
    std::fs::create_dir_all(&args.folder)
        .with_context(|| format!("{}: cannot be created", args.folder.display()))?;
    let rows = suite.iter().map(|planted| planted.rows as u64).sum();
    let mut progress = Progress::new(Some(rows), args.quiet, false);
    let mut written = 0;
    let mut truth = Map::new();
    for planted in &suite {
        let (series, anomaly) = planted.series()?;
        let name = format!("{}.csv", planted.name);
        let mut file = WholeFile::create(&args.folder.join(&name))?;
        file.write_all(&csv_line(&["timestamp", "value"])?)?;
        for row in &series.rows {
            let value = shortest(row.number(0).unwrap_or_default());
            file.write_all(&csv_line(&[&row.timestamp_text, &value])?)?;
            written += 1;
            progress.row(written);
        }
        file.finish()?;
        if let Some(anomaly) = anomaly {
            truth.insert(name, serde_json::to_value(anomaly)?);
        }
    }
    let mut file = WholeFile::create(&args.folder.join(TRUTH))?;
    file.write_all((serde_json::to_string(&Value::Object(truth))? + "\n").as_bytes())?;
    file.finish()?;
    progress.clear();
    Notes::new(args.quiet).print(&format!(
        "{} stream{} and {TRUTH} are in {}",
        suite.len(),
        plural(suite.len() as u64),
        args.folder.display()
    ));
    Ok(())
}
