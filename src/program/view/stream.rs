//! The steps of a region on a CSV stream, for those who look at the region itself.

use std::ops::RangeInclusive;
use std::path::Path;

use anyhow::bail;
use bami_htm::observer::NoObserver;
use bami_htm::region::Region;
use clap::Args;
use serde_json::{Value, json};

use crate::args::{InputArgs, RegionArgs};
use crate::input::Row;
use crate::input::reader::RowReader;
use crate::notes::Notes;
use crate::parameters::{Configuration, NetworkConfiguration};
use crate::progress::Progress;
use crate::run::{Gate, columns_of, wanted};
use crate::scorer::Scorer;
use crate::trace::{input, steps};

/// A stream and the region on it.
#[derive(Args, Debug)]
pub(crate) struct StreamArgs {
    /// The steps to be shown, the first and the last included; an end may be left out
    #[arg(long, value_name = "A..B", value_parser = steps)]
    pub(crate) steps: Option<RangeInclusive<u64>>,

    #[command(flatten)]
    pub(crate) input: InputArgs,

    #[command(flatten)]
    pub(crate) region: RegionArgs,

    /// Rows from whose values the resolution is estimated, where it is not given
    #[arg(long, value_name = "N", default_value_t = crate::args::DEFAULT_CALIBRATION_ROWS, help_heading = "Region")]
    pub(crate) calibration_rows: u32,
}

/// Looks at the region in each step that is asked for.
pub(crate) trait Watcher {
    /// Called before the first step that is looked at. `source` is that of a trace.
    fn begin(&mut self, region: &Region, source: &Value) -> anyhow::Result<()>;

    /// Makes a step on a row. `input` is that of a trace.
    fn step(
        &mut self,
        number: u64,
        input: &Value,
        row: &Row,
        scorer: &mut Scorer,
    ) -> anyhow::Result<()>;
}

/// Runs a region on a stream. Rows before those asked for are learned and not looked at.
pub(crate) fn watch(
    args: &StreamArgs,
    path: &Path,
    watcher: &mut impl Watcher,
) -> anyhow::Result<()> {
    if NetworkConfiguration::from_args(&args.region)?.is_some() {
        bail!(
            "a network has no one region to be shown; write its trace with `bami trace` and show that"
        );
    }
    let notes = Notes::new(false);
    let configuration = Configuration::from_args(&args.region)?;
    let wanted = wanted(&args.input, configuration.readings()?);
    let mut reader = RowReader::open(path, args.input.delimiter, &wanted)?;
    let columns = columns_of(&reader, &notes);
    let names = columns.values.clone();
    let mut scorer = Scorer::new(configuration, columns, args.calibration_rows as usize)?;
    let mut progress = Progress::new(reader.size(), false, false);
    let mut gate = Gate::new(&args.input, None);
    let (mut number, mut watched) = (0, 0_u64);
    let is_over = |number| args.steps.as_ref().is_some_and(|steps| number >= *steps.end());
    while !is_over(number) {
        let Some(row) = reader.next() else { break };
        let Some(row) = gate.pass(row, reader.source())? else { continue };
        number += 1;
        let is_wanted = args.steps.as_ref().is_none_or(|steps| steps.contains(&number));
        match scorer.region() {
            Some(region) if is_wanted => {
                if watched == 0 {
                    let source =
                        json!({ "file": reader.source(), "parameters": region.parameters() });
                    watcher.begin(region, &json!({ "stream": source }))?;
                }
                watcher.step(number, &input(&names, &row), &row, &mut scorer)?;
                watched += 1;
            }
            _ => {
                scorer.step_observed(&row, &mut NoObserver)?;
            }
        }
        progress.row(reader.bytes_read());
    }
    progress.clear();
    gate.finish(&notes, number)?;
    if watched > 0 {
        return Ok(());
    }
    if scorer.is_calibrating()
        || number <= u64::from(args.calibration_rows) && number > 0 && args.steps.is_none()
    {
        bail!(
            "there is nothing to show in {number} rows that only serve to estimate the resolution; \
             give --resolution, or --min and --max"
        );
    }
    bail!("there is nothing to show: {} has {number} rows", reader.source());
}
