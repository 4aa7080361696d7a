//! Of the parts that `cargo bench` uses too.

use std::time::{Duration, Instant};

use bami_htm::observer::{Observer, Phase};
use bami_htm::region::{Record, Region};
use jiff::civil::{DateTime, date};

use super::clock::{Clock, Part};
use super::subject::{Inputs, Subject};
use super::workloads::region_parameters;

#[test]
fn a_clock_counts_from_part_to_part_and_not_what_was_before_the_start() {
    let wait = || std::thread::sleep(Duration::from_millis(2));
    let mut clock = Clock::new();
    let begin = Instant::now();
    let mut before = Duration::ZERO;
    for _ in 0..2 {
        let wait_begins = Instant::now();
        wait();
        before += wait_begins.elapsed();
        clock.start();
        clock.part_done(Part::Likelihood);
        clock.phase_done(Phase::Inhibition);
        wait();
        clock.part_done(Part::Encoders);
    }
    let all = begin.elapsed();
    let parts: Vec<(Part, Duration)> = clock.parts().collect();
    let names: Vec<&str> = parts.iter().map(|(part, _)| part.name()).collect();
    assert_eq!(names, ["encoders", "SP inhibition", "likelihood"]);
    assert!(parts[0].1 >= Duration::from_millis(4));
    assert_eq!(clock.whole(), parts.iter().map(|(_, took)| *took).sum());
    assert!(clock.whole() + before <= all);
}

/// The parts one behind the other are a region.
#[test]
fn the_stream_is_scored_as_by_a_region() {
    let rows: Vec<(DateTime, f64)> =
        (0..6_i8).map(|row| (date(2026, 1, 5).at(row, 0, 0, 0), f64::from(row % 3))).collect();
    let mut subject = Subject::new(Inputs::Metric(rows.clone(), 0.5), None).unwrap();
    let mut region = Region::new(region_parameters(0.5, None)).unwrap();
    for (step, (time, value)) in rows.into_iter().enumerate() {
        let outcome = subject.step(step, &mut Clock::new()).unwrap();
        let record = Record::new().time("timestamp", time).number("value", value);
        let result = region.step(&record).unwrap();
        assert_eq!(outcome.active_columns.as_ref(), Some(&result.active_columns));
        assert_eq!(subject.memory().unwrap().anomaly(), result.raw_score);
        assert_eq!(outcome.likelihood, Some(result.likelihood));
    }
}
