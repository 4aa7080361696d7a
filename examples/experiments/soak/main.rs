//! The memory use of an endless stream: a small region with a bound on its segments and synapses learns and predicts a
//! stream that never stops changing.
//!
//! ```text
//! cargo run --release --example soak -- --rows 10000000 -o soak.csv --plot soak.svg
//! ```
//!
//! At regular intervals, a line reports the resident memory of the process on Linux, and the numbers of segments and
//! synapses. Once the bounds are reached, nothing may grow any more. The stream is noisy, drifts to new values, and
//! its patterns occasionally change permanently, so that the memory forgets as much as it learns until the last row.

use bami_experiments::soak::stream;
use bami_experiments::support;
use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Parser;
use indicatif::{ProgressBar, ProgressStyle};

use bami_htm::region::Predictor;
use stream::{Stream, parameters};
use support::files::WholeFile;
use support::plot::{Mark, Plot};

/// The memory of a region over an endless stream
#[derive(Parser, Debug)]
struct Args {
    /// Number of rows
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    rows: u64,
    /// Number of rows between two lines
    #[arg(long, value_name = "N", default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(1..))]
    every: u64,
    /// The seed of the stream and of the region
    #[arg(long, value_name = "N", default_value_t = 42)]
    seed: u64,
    /// Write the lines to a file, which appears when it is complete; without it, to standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Draw resident memory, segments and synapses; .svg or .png
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,
}

/// The state of the process after some rows.
struct Sample {
    rows: u64,
    seconds: f64,
    /// `None` if the system does not report it.
    resident: Option<u64>,
    segments: usize,
    synapses: usize,
    /// The mean raw score of the rows since the previous sample; shows that the memory works.
    raw_score: f64,
}

const HEAD: &str = "rows,seconds,resident_bytes,segments,synapses,mean_raw_score";

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let mut out: Box<dyn Write> = Box::new(std::io::stdout());
    let mut file = args.output.as_deref().map(WholeFile::create).transpose()?;
    let mut write = |line: String| match &mut file {
        Some(file) => writeln!(file, "{line}"),
        None => writeln!(out, "{line}").and_then(|()| out.flush()),
    };
    write(HEAD.to_owned())?;
    let mut samples = Vec::new();
    run(&args, |sample| {
        let Sample { rows, seconds, segments, synapses, raw_score, .. } = sample;
        let resident = sample.resident.map_or(String::new(), |bytes| bytes.to_string());
        write(format!("{rows},{seconds:.1},{resident},{segments},{synapses},{raw_score:.4}"))?;
        samples.push(sample);
        Ok(())
    })?;
    if let Some(file) = file {
        file.finish()?;
    }
    match &args.plot {
        Some(path) => plot(&samples).write(path),
        None => Ok(()),
    }
}

/// Runs the stream, and reports a sample at regular intervals.
fn run(args: &Args, mut tell: impl FnMut(Sample) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let (region, predictor) = parameters(args.seed);
    let mut predictor = Predictor::new(region, predictor)?;
    let bar = ProgressBar::new(args.rows);
    bar.set_style(ProgressStyle::with_template("{bar:30} {pos} of {len} rows, {eta} to go")?);
    bar.enable_steady_tick(Duration::from_secs(1));
    let start = Instant::now();
    let mut raw_scores = 0.0;
    for (row, record) in (1..=args.rows).zip(Stream::new(args.seed)) {
        raw_scores += predictor.step(&record)?.result.raw_score;
        if row % args.every == 0 || row == args.rows {
            bar.set_position(row);
            let rows_since = if row % args.every == 0 { args.every } else { row % args.every };
            let layer = predictor.region().temporal_memory().layer();
            tell(Sample {
                rows: row,
                seconds: start.elapsed().as_secs_f64(),
                resident: resident_memory(),
                segments: layer.segment_count(),
                synapses: layer.synapse_count(),
                raw_score: raw_scores / rows_since as f64,
            })?;
            raw_scores = 0.0;
        }
    }
    bar.finish_and_clear();
    Ok(())
}

/// The resident memory of the process in bytes, if the system reports it.
fn resident_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kibibytes.checked_mul(1024)
}

/// The samples as curves.
fn plot(samples: &[Sample]) -> Plot {
    let curve = |of: &dyn Fn(&Sample) -> Option<f64>| -> Vec<(f64, f64)> {
        let point = |sample: &Sample| Some((sample.rows as f64 / 1e6, of(sample)?));
        samples.iter().filter_map(point).collect()
    };
    let resident = curve(&|sample| sample.resident.map(|bytes| bytes as f64 / 1e6));
    let synapses = curve(&|sample| Some(sample.synapses as f64 / 1e3));
    let segments = curve(&|sample| Some(sample.segments as f64 / 1e2));
    Plot::new(
        "The memory of a small region over an endless stream",
        "rows, in millions",
        "resident memory, segments, synapses",
    )
    .series("resident memory, MB", Mark::Line, resident)
    .series("synapses, thousands", Mark::Line, synapses)
    .series("segments, hundreds", Mark::Line, segments)
}
