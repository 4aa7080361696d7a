//! Plans, delivers and checks the streams of the fleet.

use std::error::Error;
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use bami_htm::random::{Pcg32, PortableRng};
use jiff::ToSpan;
use jiff::civil::date;

/// Rows per day.
pub const ROWS_OF_A_DAY: usize = 96;

/// The rows of a stream: its own daily wave with noise, and an occasional odd day.
pub fn rows(stream: u32, days: u32) -> Result<Vec<String>, jiff::Error> {
    let mut random = Pcg32::new(u64::from(stream), 1);
    let (base, height) = (20.0 + 80.0 * random.unit(), 5.0 + 20.0 * random.unit());
    let peak = random.unit();
    let mut rows = Vec::new();
    for day in 0..days {
        let is_odd = day > 2 && random.below(10) == 0;
        for quarter in 0..ROWS_OF_A_DAY {
            let time = date(2026, 1, 1).at(0, 0, 0, 0);
            let minutes = (i64::from(day) * ROWS_OF_A_DAY as i64 + quarter as i64) * 15;
            let time = time.checked_add(minutes.minutes())?;
            let phase = quarter as f64 / ROWS_OF_A_DAY as f64 - peak;
            let wave = (std::f64::consts::TAU * phase).cos();
            let wave = if is_odd && (40..56).contains(&quarter) { -wave } else { wave };
            let value = base + height * wave + random.unit() - 0.5;
            rows.push(format!("{},{value:.2}\n", time.strftime("%Y-%m-%d %H:%M:%S")));
        }
    }
    Ok(rows)
}

/// Plans the streams: writes all their rows, without delivering any.
pub fn make(folder: &Path, streams: u32, days: u32) -> Result<(), Box<dyn Error>> {
    let plan = folder.join("plan");
    fs::create_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    fs::create_dir(&plan)?;
    fs::create_dir(folder.join("streams"))?;
    for stream in 0..streams {
        fs::write(plan.join(format!("{stream:06}.csv")), rows(stream, days)?.concat())?;
    }
    println!("{streams} streams of {days} days are planned; `deliver` adds their rows day by day");
    Ok(())
}

/// Adds the rows of the next days to every stream.
pub fn deliver(folder: &Path, days: u32) -> Result<(), Box<dyn Error>> {
    let mut delivered = 0;
    for plan in files(&folder.join("plan"))? {
        let stream = folder.join("streams").join(plan.file_name().unwrap_or_default());
        let before = match File::open(&stream) {
            Ok(file) => BufReader::new(file).lines().count().saturating_sub(1),
            Err(_) => {
                fs::write(&stream, "timestamp,value\n")?;
                0
            }
        };
        let rows = BufReader::new(File::open(plan)?).lines();
        let mut text = String::new();
        for row in rows.skip(before).take(days as usize * ROWS_OF_A_DAY) {
            text.push_str(&row?);
            text.push('\n');
            delivered += 1;
        }
        OpenOptions::new().append(true).open(&stream)?.write_all(text.as_bytes())?;
    }
    println!("{delivered} rows delivered");
    Ok(())
}

/// Compares the scores of every stream with those of an uninterrupted run.
pub fn check(folder: &Path, bami: &Path, more: &[String]) -> Result<(), Box<dyn Error>> {
    let (mut same, mut rows) = (0, 0);
    for stream in files(&folder.join("streams"))? {
        let name = stream.file_name().unwrap_or_default();
        let scores = fs::read(folder.join("scores").join(name)).unwrap_or_default();
        let run = Command::new(bami).arg("run").arg(&stream).arg("--quiet").args(more).output()?;
        if !run.status.success() {
            return Err(String::from_utf8_lossy(&run.stderr).into_owned().into());
        }
        if run.stdout != scores {
            return Err(format!("{}: the scores differ from a single run", stream.display()).into());
        }
        same += 1;
        rows += scores.iter().filter(|&&byte| byte == b'\n').count() - 1;
    }
    println!(
        "{same} streams with {rows} rows: the scores equal those of uninterrupted runs, byte for byte"
    );
    Ok(())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut files =
        entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, std::io::Error>>()?;
    files.sort();
    Ok(files)
}
