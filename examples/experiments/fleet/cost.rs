//! The cost of a stream, measured on one stream that `bami run` resumes again and again.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::streams::{ROWS_OF_A_DAY, rows};

/// The number of measured days: three weeks, so that the region has learned the stream.
const DAYS: u32 = 21;
/// The number of measured starts without rows.
const STARTS: u32 = 20;
/// Clock ticks per second in the process statistics of Linux.
const TICKS: f64 = 100.0;
const MILLION: f64 = 1e6;

/// The resources used by a run of the program.
struct Needed {
    seconds: f64,
    peak_bytes: u64,
}

/// Measures one stream and estimates the cost of many.
pub fn measure(bami: &Path, more: &[String]) -> Result<(), Box<dyn Error>> {
    if children_ticks().is_none() {
        return Err("process statistics need /proc, which does not exist on this system".into());
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

    println!("A stream with a row every 15 minutes, after {DAYS} days:");
    println!("  one row                            {:9.3} ms of CPU", step * 1e3);
    println!("  one start: load and save           {:9.1} ms of CPU", start * 1e3);
    println!("  one state on disk                  {:9.2} MB", state_bytes / 1e6);
    println!("  one running process                {:9.1} MB", peak / 1e6);
    println!();
    println!(
        "{:34}{:>14}{:>18}{:>22}",
        "each stream is scored", "CPU per day", "streams per core", "cores for 1,000,000"
    );
    let rows = ROWS_OF_A_DAY as f64;
    for (name, starts) in [
        ("at every row", rows),
        ("every hour", 24.0),
        ("every day", 1.0),
        ("continuously, kept in memory", 0.0),
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
        "  {:.2} GB/s read, and as much written, if each is scored every hour;",
        MILLION * state_bytes / 3600.0 / 1e9
    );
    println!(
        "  {:.0} TB of memory if all are kept in memory, otherwise {:.2} GB per core.",
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
    // The third field is the first after the name, which may contain spaces; cutime and cstime are 16 and 17.
    let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    Some(fields.get(13)?.parse::<f64>().ok()? + fields.get(14)?.parse::<f64>().ok()?)
}

/// The peak memory of a process so far.
fn peak_of(process: u32) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok()? * 1024)
}
