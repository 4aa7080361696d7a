//! `bami state`: checks a snapshot and shows its state.

use std::path::PathBuf;

use anyhow::Context;
use bami_htm::detector::Detector;
use bami_htm::network::Network;
use bami_htm::region::{Predictor, Region};
use bami_htm::snapshot::{Array, Kind, Snapshot};
use bami_htm::spatial_pooler::SpatialPooler;
use bami_htm::temporal_memory::TemporalMemory;
use clap::Args;
use serde_json::{Value, json};

use crate::output::to_stdout;
use crate::state::StreamState;
use crate::stream::chosen_lines;

/// Check a snapshot and show its state
#[derive(Args, Debug)]
#[command(after_help = "\
The checksum, the format, every array and every invariant of the state are checked, as when it is
loaded.

Examples:
  bami run load.csv --save load.state > scores.csv
  bami state load.state
  bami state load.state --json | jq .arrays")]
pub(crate) struct StateArgs {
    /// The snapshot
    file: PathBuf,
    /// Print JSON, with the parameters
    #[arg(long)]
    json: bool,
}

/// Runs `bami state`.
//= spec/program.md#program-state-show
//# `bami state` MUST check a snapshot as loading does.
//= spec/program.md#program-state-show
//# `bami state` MUST report the kind of a snapshot, the program that wrote it, its arrays and the
//# position of its stream.
//= spec/program.md#program-state-show
//# Of a detector, `bami state` MUST also report what PROGRAM-CHOICES prints.
pub(crate) fn run(args: &StateArgs) -> anyhow::Result<()> {
    let name = || args.file.display().to_string();
    let snapshot = Snapshot::read(&args.file).with_context(name)?;
    let detector = check(snapshot.clone()).with_context(name)?;
    let stream = StreamState::of(&snapshot, &args.file).ok();
    if args.json {
        let text =
            serde_json::to_string_pretty(&as_json(&snapshot, stream.as_ref(), detector.as_ref())?)?;
        return to_stdout(format!("{text}\n").as_bytes());
    }
    to_stdout(as_text(&snapshot, stream.as_ref(), detector.as_ref()).as_bytes())
}

/// Checks a snapshot by loading it; gives the detector, if it is one.
fn check(snapshot: Snapshot) -> anyhow::Result<Option<Detector>> {
    match snapshot.kind() {
        Kind::SpatialPooler => drop(SpatialPooler::from_snapshot(snapshot)?),
        Kind::TemporalMemory => drop(TemporalMemory::from_snapshot(snapshot)?),
        Kind::Region => drop(Region::from_snapshot(snapshot)?),
        Kind::Predictor => drop(Predictor::from_snapshot(snapshot)?),
        Kind::Network => drop(Network::from_snapshot(snapshot)?),
        Kind::Detector => return Ok(Some(Detector::from_snapshot(snapshot)?)),
        _ => {}
    }
    Ok(None)
}

fn as_json(
    snapshot: &Snapshot,
    stream: Option<&StreamState>,
    detector: Option<&Detector>,
) -> anyhow::Result<Value> {
    let array = |(name, array): (&String, &Array)| {
        (name.clone(), json!({ "type": array.type_name(), "length": array.len() }))
    };
    let arrays: serde_json::Map<String, Value> = snapshot.arrays().iter().map(array).collect();
    let mut object = json!({
        "kind": snapshot.kind(),
        "program": snapshot.program(),
        "stream": serde_json::to_value(stream)?,
        "arrays": arrays,
        "parameters": snapshot.parameters(),
    });
    if let Some(detector) = detector {
        object["fields"] = serde_json::to_value(detector.fields())?;
    }
    Ok(object)
}

fn as_text(
    snapshot: &Snapshot,
    stream: Option<&StreamState>,
    detector: Option<&Detector>,
) -> String {
    let mut text = format!("{}, written by {}\n", snapshot.kind().name(), snapshot.program());
    if let Some(stream) = stream {
        text.push_str(&format!("rows read {}, written {}", stream.read, stream.written));
        if let Some(time) = stream.time {
            text.push_str(&format!(", the last at {}", time.0));
        }
        if let Some(warm_up) = &stream.warm_up {
            let (rows, wanted) = (warm_up.rows.len(), warm_up.wanted);
            text.push_str(&format!(", {rows} of {wanted} warm-up rows"));
        }
        text.push('\n');
    }
    if let Some(detector) = detector {
        let rows = detector.parameters().rows_per_alarm;
        text.push_str(&format!("at most one false alarm per {rows} rows\n"));
        chosen_lines(detector).iter().for_each(|line| text.push_str(&format!("{line}\n")));
    }
    let widest = snapshot.arrays().keys().map(String::len).max().unwrap_or(0);
    for (name, array) in snapshot.arrays() {
        text.push_str(&format!("{name:widest$}  {}  {}\n", array.type_name(), array.len()));
    }
    text
}
