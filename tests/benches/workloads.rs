//! `cargo bench`: short forms of the workloads of `bami bench`, and each phase on its own.
//!
//! `cargo bench w2` runs what has that in its name. What is timed is always so many steps of something
//! that was made before; `items` are steps. The phases run on what has learned for a while.

#[path = "../../src/cli/demo/load.rs"]
mod load;
#[path = "../../src/cli/bench/workloads.rs"]
mod workloads;

use bami_htm::anomaly::AnomalyLikelihood;
use bami_htm::encoders::{DateEncoder, RandomDistributedScalarEncoder};
use bami_htm::region::{Record, Region};
use bami_htm::spatial_pooler::SpatialPooler;
use bami_htm::temporal_memory::TemporalMemory;
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use jiff::ToSpan;
use jiff::civil::{DateTime, date};
use workloads::{
    Patterns, date_parameters, memory_parameters, pooler_parameters, region_parameters,
    value_parameters,
};

/// The seed of everything.
const SEED: u64 = 42;

/// Steps that are timed at once.
const STEPS: usize = 100;

/// Steps that come before, where a phase is timed.
const BEFORE: usize = 500;

/// Numbers that differ by less are nearly the same.
const RESOLUTION: f64 = 1.0;

fn main() {
    divan::main();
}

fn memory() -> TemporalMemory {
    TemporalMemory::new(memory_parameters(32), SEED).expect("the parameters are valid")
}

fn pooler(boost_strength: f64) -> SpatialPooler {
    SpatialPooler::new(pooler_parameters(boost_strength), SEED).expect("the parameters are valid")
}

fn region() -> Region {
    Region::new(region_parameters(RESOLUTION)).expect("the parameters are valid")
}

fn sequences() -> Patterns {
    workloads::sequences(100, 20, BEFORE + STEPS).expect("the sizes are valid")
}

fn patterns() -> Patterns {
    workloads::patterns(BEFORE + STEPS).expect("the sizes are valid")
}

fn rows() -> Vec<(DateTime, f64)> {
    let monday = date(2026, 1, 5).at(0, 0, 0, 0);
    workloads::load(STEPS).map(|(hour, value)| (monday + (hour as i64).hours(), value)).collect()
}

#[divan::bench(sample_count = 20)]
fn w1(bencher: Bencher) {
    let inputs = sequences();
    bencher.counter(ItemsCount::new(STEPS)).with_inputs(memory).bench_local_values(|mut memory| {
        for step in 0..STEPS {
            memory.compute(inputs.at(step), true).expect("the input fits");
        }
        memory
    });
}

#[divan::bench(sample_count = 20, args = [0.0, 3.0])]
fn w2(bencher: Bencher, boost_strength: f64) {
    let inputs = patterns();
    let pooler = pooler(boost_strength);
    let copy = || pooler.clone();
    bencher.counter(ItemsCount::new(STEPS)).with_inputs(copy).bench_local_values(|mut pooler| {
        for step in 0..STEPS {
            black_box(pooler.compute(inputs.at(step), true).expect("the input fits"));
        }
        pooler
    });
}

#[divan::bench(sample_count = 20)]
fn w3(bencher: Bencher) {
    let rows = rows();
    bencher.counter(ItemsCount::new(STEPS)).with_inputs(region).bench_local_values(|mut region| {
        for &(time, value) in &rows {
            let record = Record::new().time("timestamp", time).number("value", value);
            black_box(region.step(&record).expect("the record can be read"));
        }
        region
    });
}

/// Each phase of a step on its own.
mod phases {
    use super::*;

    #[divan::bench]
    fn encoders(bencher: Bencher) {
        let rows = rows();
        let date = DateEncoder::new(date_parameters()).expect("the parameters are valid");
        let value = RandomDistributedScalarEncoder::new(value_parameters(RESOLUTION))
            .expect("the parameters are valid");
        bencher.counter(ItemsCount::new(STEPS)).bench_local(|| {
            for &(time, number) in &rows {
                black_box(date.encode_time(time).expect("a time"));
                black_box(value.encode_number(number).expect("a number"));
            }
        });
    }

    /// A pooler that has learned for a while.
    fn learned_pooler(inputs: &Patterns) -> SpatialPooler {
        let mut pooler = pooler(0.0);
        for step in 0..BEFORE {
            pooler.compute(inputs.at(step), true).expect("the input fits");
        }
        pooler
    }

    #[divan::bench(sample_count = 20)]
    fn overlap_and_inhibition(bencher: Bencher) {
        let inputs = patterns();
        let mut pooler = learned_pooler(&inputs);
        bencher.counter(ItemsCount::new(STEPS)).bench_local(|| {
            for step in BEFORE..BEFORE + STEPS {
                black_box(pooler.compute(inputs.at(step), false).expect("the input fits"));
            }
        });
    }

    #[divan::bench(sample_count = 20)]
    fn overlap_inhibition_and_learning(bencher: Bencher) {
        let inputs = patterns();
        let mut pooler = learned_pooler(&inputs);
        bencher.counter(ItemsCount::new(STEPS)).bench_local(|| {
            for step in BEFORE..BEFORE + STEPS {
                black_box(pooler.compute(inputs.at(step), true).expect("the input fits"));
            }
        });
    }

    #[divan::bench(sample_count = 20, args = [false, true])]
    fn temporal_memory(bencher: Bencher, learn: bool) {
        let inputs = sequences();
        let mut learned = memory();
        for step in 0..BEFORE {
            learned.compute(inputs.at(step), true).expect("the input fits");
        }
        let copy = || learned.clone();
        bencher.counter(ItemsCount::new(STEPS)).with_inputs(copy).bench_local_values(
            |mut memory| {
                for step in BEFORE..BEFORE + STEPS {
                    memory.compute(inputs.at(step), learn).expect("the input fits");
                }
                memory
            },
        );
    }

    #[divan::bench]
    fn likelihood(bencher: Bencher) {
        let rows = rows();
        let mut likelihood =
            AnomalyLikelihood::new(Default::default()).expect("the parameters are valid");
        bencher.counter(ItemsCount::new(STEPS)).bench_local(|| {
            for (&(_, value), row) in rows.iter().zip(0_u32..) {
                let raw = f64::from(row % 10) / 10.0;
                black_box(likelihood.step(Some(value), raw).expect("a score"));
            }
        });
    }
}
