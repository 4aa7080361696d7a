//! Finds the most unusual rows of a file:
//!
//! ```text
//! cargo run --release --example anomaly_csv [FILE.csv]
//! ```
//!
//! The file has a header and the columns `timestamp` (`2026-03-01 08:30:00`) and `value`; an empty
//! value counts as missing. Without a file, the example generates a daily wave with one unusual morning.

use std::error::Error;

use bami_htm::anomaly::AnomalyLikelihoodParameters;
use bami_htm::encoders::estimate_resolution;
use bami_htm::region::{Record, Region, RegionParameters, StepResult};
use jiff::ToSpan;
use jiff::civil::{DateTime, date};

struct Row {
    timestamp: DateTime,
    value: f64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let rows = match std::env::args().nth(1) {
        Some(path) => read(&path)?,
        None => made_up()?,
    };
    let values: Vec<f64> = rows.iter().map(|row| row.value).collect();
    let resolution = estimate_resolution(&values).ok_or("the file has no values")?;

    // The first sixth of the rows is for learning only.
    let probation = (rows.len() / 6).min(750) as u32;
    let mut region = Region::new(
        RegionParameters::for_metric(resolution)
            .with_anomaly(AnomalyLikelihoodParameters::for_probation(probation)),
    )?;

    let mut results: Vec<(&Row, StepResult)> = Vec::new();
    for row in &rows {
        let record = Record::new().time("timestamp", row.timestamp).number("value", row.value);
        results.push((row, region.step(&record)?));
    }

    results.sort_by(|(_, a), (_, b)| b.score.total_cmp(&a.score));
    println!("The most unusual of {} rows:", rows.len());
    println!("{:19} {:>10} {:>9} {:>10}", "timestamp", "value", "raw score", "likelihood");
    for (Row { timestamp, value }, result) in results.iter().take(5) {
        let time = timestamp.strftime("%Y-%m-%d %H:%M:%S");
        println!("{time} {value:10.3} {:9.3} {:10.6}", result.raw_score, result.likelihood);
    }
    Ok(())
}

fn read(path: &str) -> Result<Vec<Row>, Box<dyn Error>> {
    let mut reader = csv::Reader::from_path(path)?;
    let header = reader.headers()?.clone();
    let column = |name: &str| {
        let place = header.iter().position(|field| field == name);
        place.ok_or_else(|| {
            format!("{path} has no column `{name}`; `timestamp` and `value` are required")
        })
    };
    let (timestamp, value) = (column("timestamp")?, column("value")?);
    let mut rows = Vec::new();
    for (number, record) in reader.records().enumerate() {
        let record = record?;
        let at = |error: &dyn Error| format!("{path}, row {}: {error}", number + 1);
        rows.push(Row {
            timestamp: record[timestamp].parse().map_err(|error: jiff::Error| at(&error))?,
            value: match record[value].trim() {
                "" => f64::NAN,
                text => text.parse().map_err(|error: std::num::ParseFloatError| at(&error))?,
            },
        });
    }
    Ok(rows)
}

/// Three weeks with a row every 30 minutes: 20 at night, 30 by day. The morning of the 18th stays cold.
fn made_up() -> Result<Vec<Row>, jiff::Error> {
    let mut timestamp = date(2026, 3, 1).at(0, 0, 0, 0);
    let mut rows = Vec::new();
    for step in 0..21 * 48 {
        let hour = f64::from(step % 48) / 2.0;
        let cold = step / 48 == 17 && (6.0..12.0).contains(&hour);
        let wave = -f64::cos(hour / 24.0 * std::f64::consts::TAU);
        rows.push(Row { timestamp, value: if cold { 15.0 } else { 25.0 + 5.0 * wave } });
        timestamp = timestamp.checked_add(30.minutes())?;
    }
    Ok(rows)
}
