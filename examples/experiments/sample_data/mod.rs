//! The sample data in `examples/data/`: generated, and the same on every machine.

use std::fmt::Write as _;

use bami_htm::random::{Pcg32, PortableRng};
use jiff::ToSpan;
use jiff::civil::{DateTime, date};

/// Rows of a day in files with a row each half hour.
const DAY: usize = 48;

/// The files, as names and contents.
#[must_use]
pub fn files() -> Vec<(&'static str, String)> {
    vec![
        ("load.csv", load()),
        ("letters.csv", letters()),
        ("streams.csv", streams()),
        ("two-fields.csv", two_fields()),
    ]
}

/// Noise around 0, nearly normal, with a standard deviation of 1.2: the sum of twelve uniform draws, less six.
fn noise(random: &mut Pcg32) -> f64 {
    1.2 * ((0..12).map(|_| random.unit()).sum::<f64>() - 6.0)
}

/// The load without noise: low at night, high in the morning and highest in the evening. On days 5 and
/// 6, the weekend, it is lower and has no peak in the morning.
fn rhythm(day: usize, half_hour: usize) -> f64 {
    let wave = |hours: f64| {
        let angle = std::f64::consts::TAU * (half_hour as f64 / 2.0 - 4.0) / hours;
        (1.0 - libm::cos(angle)) / 2.0
    };
    if day >= 5 { 22.0 + 22.0 * wave(24.0) } else { 25.0 + 30.0 * wave(24.0) + 14.0 * wave(12.0) }
}

fn time(row: usize, minutes: i64) -> DateTime {
    date(2026, 1, 5).at(0, 0, 0, 0) + (minutes * row as i64).minutes()
}

fn written(time: DateTime) -> impl std::fmt::Display {
    time.strftime("%Y-%m-%d %H:%M:%S")
}

/// The load of a building over eight weeks, with four anomalies in the second half.
fn load() -> String {
    let mut random = Pcg32::new(1, 0);
    let mut text = "timestamp,load\n".to_owned();
    let at = |week: usize, day: usize, half_hour: usize| ((week - 1) * 7 + day) * DAY + half_hour;
    let spike = at(5, 2, 6)..at(5, 2, 8);
    let outage = at(6, 1, 20)..at(6, 1, 30);
    let swing = at(7, 3, 18)..at(7, 3, 34);
    let level = at(8, 1, 24)..at(8, 3, 24);
    for row in 0..56 * DAY {
        let usual = rhythm(row / DAY % 7, row % DAY) + noise(&mut random);
        let value = match row {
            _ if spike.contains(&row) => usual + 40.0,
            _ if outage.contains(&row) => 0.0,
            _ if swing.contains(&row) => usual + if row % 4 < 2 { 12.0 } else { -12.0 },
            _ if level.contains(&row) => usual + 15.0,
            _ => usual,
        };
        let _ = writeln!(text, "{},{value:.1}", written(time(row, 30)));
    }
    text
}

/// A, B, C, D again and again; one letter in fifty is another one.
fn letters() -> String {
    const LETTERS: [char; 4] = ['A', 'B', 'C', 'D'];
    let mut random = Pcg32::new(2, 0);
    let mut text = "step,letter\n".to_owned();
    for step in 0..1_000 {
        let noisy = random.below(50) == 0;
        let letter = if noisy { random.choose_random(4) } else { step % 4 };
        let _ = writeln!(text, "{step},{}", LETTERS[letter]);
    }
    text
}

/// The loads of five machines over two weeks, in the order of time. Each machine has its own level and
/// its own noise, and the third one stops for three hours.
fn streams() -> String {
    let mut randoms: Vec<Pcg32> = (0..5).map(|machine| Pcg32::new(3, machine)).collect();
    let mut text = "timestamp,machine,load\n".to_owned();
    let stop = 10 * DAY + 20..10 * DAY + 26;
    for row in 0..14 * DAY {
        for (machine, random) in randoms.iter_mut().enumerate() {
            let usual = rhythm(row / DAY % 7, row % DAY) * (1.0 + machine as f64 / 4.0);
            let value = usual + noise(random);
            let value = if machine == 2 && stop.contains(&row) { 0.0 } else { value };
            let _ = writeln!(text, "{},m{},{value:.1}", written(time(row, 30)), machine + 1);
        }
    }
    text
}

/// The hourly load and the temperature of a building over four weeks. On one day the load does not
/// follow the temperature.
fn two_fields() -> String {
    let mut random = Pcg32::new(4, 0);
    let mut text = "timestamp,load,temperature\n".to_owned();
    for row in 0..28 * 24 {
        let (day, hour) = (row / 24, row % 24);
        let angle = std::f64::consts::TAU * (hour as f64 - 15.0) / 24.0;
        let temperature = 8.0 + 6.0 * libm::cos(angle) + noise(&mut random) / 2.0;
        let heating = if day == 22 { 0.0 } else { 1.5 * (16.0 - temperature).max(0.0) };
        let load = rhythm(day % 7, hour * 2) + heating + noise(&mut random);
        let _ = writeln!(text, "{},{load:.1},{temperature:.1}", written(time(row, 60)));
    }
    text
}
