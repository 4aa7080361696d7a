//! `cargo bench`: short forms of the workloads of `bami bench`, and each phase of their steps on its own.
//!
//! `cargo bench w2` runs the benchmarks with that in their names; `cargo bench -- --quick` gives
//! rough results. What is timed is always so many steps, with learning, of a copy of something that
//! was made before; elements are steps. A whole workload starts with nothing learned. A phase is
//! timed within the steps, by the clock of `bami bench`, and after as many steps that are not timed
//! that most of what comes is known.

use std::ops::Range;
use std::time::Duration;

use bami::commands::bench::clock::{Clock, Part};
use bami::commands::bench::subject::{Inputs, Subject};
use bami::commands::bench::workloads;
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use jiff::ToSpan;
use jiff::civil::date;

/// The number of steps in one measurement.
const STEPS: usize = 100;

/// The number of steps before the measurement of phases.
const BEFORE: usize = 500;

/// Values that differ by less are nearly the same.
const RESOLUTION: f64 = 1.0;

/// The workloads that have a short form.
fn workloads() -> [(&'static str, Inputs); 4] {
    const ALL: usize = BEFORE + STEPS;
    let sequences = workloads::sequences(100, 20, ALL).expect("the sizes are valid");
    let patterns = workloads::patterns(ALL).expect("the sizes are valid");
    let monday = date(2026, 1, 5).at(0, 0, 0, 0);
    let row = |(hour, value)| (monday + (hour as i64).hours(), value);
    let rows = workloads::load(ALL).map(row).collect();
    [
        ("w1", Inputs::Columns(sequences)),
        ("w2-0", Inputs::Bits(patterns.clone(), 0.0)),
        ("w2-3", Inputs::Bits(patterns, 3.0)),
        ("w3", Inputs::Metric(rows, RESOLUTION)),
    ]
}

fn subject(inputs: Inputs) -> Subject {
    Subject::new(inputs, None).expect("the parameters are valid")
}

/// Makes steps and times their parts with the clock.
fn run(subject: &mut Subject, steps: Range<usize>, clock: &mut Clock) {
    for step in steps {
        subject.step(step, clock).expect("the input fits");
    }
}

/// Short settings: all benchmarks together take a minute or two.
fn settings() -> Criterion {
    Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
}

/// The time until the first step can be made.
fn start(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("start");
    for (name, inputs) in workloads() {
        group.bench_function(name, |bencher| {
            bencher.iter_batched(|| inputs.clone(), subject, BatchSize::PerIteration);
        });
    }
}

/// The first steps as a whole.
fn whole(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("steps");
    group.throughput(Throughput::Elements(STEPS as u64));
    for (name, inputs) in workloads() {
        let new = subject(inputs);
        group.bench_function(name, |bencher| {
            let steps = |mut copy: Subject| {
                run(&mut copy, 0..STEPS, &mut Clock::new());
                copy
            };
            bencher.iter_batched(|| new.clone(), steps, BatchSize::PerIteration);
        });
    }
}

/// Each phase of later steps.
fn phases(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("phases");
    group.throughput(Throughput::Elements(STEPS as u64));
    for (name, inputs) in workloads() {
        let mut learned = subject(inputs);
        let mut clock = Clock::new();
        run(&mut learned, 0..BEFORE, &mut clock);
        let parts: Vec<Part> = clock.parts().map(|(part, _)| part).collect();
        for part in parts {
            group.bench_function(format!("{name}, {}", part.name()), |bencher| {
                bencher.iter_custom(|times| {
                    let mut clock = Clock::new();
                    for _ in 0..times {
                        run(&mut learned.clone(), BEFORE..BEFORE + STEPS, &mut clock);
                    }
                    clock.of(part)
                });
            });
        }
    }
}

criterion_group!(name = benches; config = settings(); targets = start, whole, phases);
criterion_main!(benches);
