//! What a stream costs: by a stream that goes on day after day, each day in a process of its own.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::streams::{ROWS_OF_A_DAY, rows};

/// How many days are measured: three weeks, so that the region has learned what there is.
const DAYS: u32 = 21;
/// How often a start without rows is measured.
const STARTS: u32 = 20;
/// Ticks of a second in the accounts of Linux.
const TICKS: f64 = 100.0;
const MILLION: f64 = 1e6;

/// What a run of the program needed.
struct Needed {
    seconds: f64,
    peak_bytes: u64,
}

/// Measures and reckons.
pub fn measure(bami: &Path, more: &[String]) -> Result<(), Box<dyn Error>> {
    if children_ticks().is_none() {
        return Err("the accounts of processes are read from /proc, which is not here".into());
    }
    let folder = tempfile::tempdir()?;
    let (stream, state) = (folder.path().join("stream.csv"), folder.path().join("state"));
    let run = |rows: &[String]| -> Result<Needed, Box<dyn Error>> {
        fs::write(&stream, format!("timestamp,value\n{}", rows.concat()))?;
        let mut command = Command::new(bami);
        command.arg("run").arg(&stream).arg("--state").arg(&state).arg("--quiet").args(more);
        needed(&mut command)
    };
    let all = rows(1, DAYS)?;
    let mut last = run(&all)?;
    let learned = last.seconds;
    let mut start = 0.0;
    for _ in 0..STARTS {
        last = run(&[])?;
        start += last.seconds / f64::from(STARTS);
    }
    let step = (learned - start).max(0.0) / all.len() as f64;
    let state_bytes = fs::metadata(&state)?.len() as f64;
    let peak = last.peak_bytes as f64;

    println!("A stream of a row each quarter of an hour, after {DAYS} days:");
    println!("  a row                              {:9.3} ms of CPU", step * 1e3);
    println!("  a start: load, save, nothing else  {:9.1} ms of CPU", start * 1e3);
    println!("  its state on disk                  {:9.2} MB", state_bytes / 1e6);
    println!("  its process at work                {:9.1} MB", peak / 1e6);
    println!();
    println!(
        "{:34}{:>14}{:>18}{:>22}",
        "each stream is looked at", "CPU a day", "streams a core", "cores for 1,000,000"
    );
    let rows = ROWS_OF_A_DAY as f64;
    for (name, starts) in [
        ("with every row", rows),
        ("each hour", 24.0),
        ("each day", 1.0),
        ("in memory all the time", 0.0),
    ] {
        let day = rows * step + starts * start;
        println!(
            "{name:34}{:>12.2} s{:>18.0}{:>22.0}",
            day,
            86_400.0 / day,
            (MILLION * day / 86_400.0).ceil()
        );
    }
    println!();
    println!("For 1,000,000 streams: {:.1} TB of states,", MILLION * state_bytes / 1e12);
    println!(
        "  {:.2} GB/s read and as much written where each is looked at each hour;",
        MILLION * state_bytes / 3600.0 / 1e9
    );
    println!(
        "  {:.0} TB of memory where all are kept at work, {:.2} GB for each core where they are not.",
        MILLION * peak / 1e12,
        peak / 1e9
    );
    Ok(())
}

/// Runs a command to its end.
fn needed(command: &mut Command) -> Result<Needed, Box<dyn Error>> {
    let before = children_ticks().unwrap_or_default();
    let mut child = command.stdout(Stdio::null()).spawn()?;
    let mut peak_bytes = 0;
    let status = loop {
        peak_bytes = peak_bytes.max(peak_of(child.id()).unwrap_or_default());
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::sleep(Duration::from_micros(500));
    };
    if !status.success() {
        return Err(format!("{command:?} ended with {status}").into());
    }
    let ticks = children_ticks().unwrap_or_default() - before;
    Ok(Needed { seconds: ticks / TICKS, peak_bytes })
}

/// The CPU time of all children that have ended, in ticks.
fn children_ticks() -> Option<f64> {
    let text = fs::read_to_string("/proc/self/stat").ok()?;
    // Behind the name, which may have blanks, the third field comes first; cutime and cstime are 16 and 17.
    let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    Some(fields.get(13)?.parse::<f64>().ok()? + fields.get(14)?.parse::<f64>().ok()?)
}

/// The most memory that a process has had so far.
fn peak_of(process: u32) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok()? * 1024)
}
