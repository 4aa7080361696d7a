//! What BAMI's chapter on the temporal memory says in prose of a memory as a whole. The numbers are
//! in `book_numbers.rs`.

use std::collections::BTreeSet;

use bami_htm::Learning;
use bami_htm::anatomy::{CellIndex, SegmentId};
use bami_htm::observer::Observer;
use bami_htm::random::{Pcg32, PortableRng};
use bami_htm::sdr::Sdr;
use bami_htm::temporal_memory::{TemporalMemory, TemporalMemoryEvent, TemporalMemoryParameters};
use proptest::prelude::*;

const COLUMNS: u32 = 1000;
/// The active columns of an element: 2 %.
const ACTIVE: usize = 20;

fn parameters() -> TemporalMemoryParameters {
    TemporalMemoryParameters::book()
        .with_column_count(COLUMNS)
        .with_cells_per_column(8)
        .with_activation_threshold(12)
        .with_learning_threshold(10)
        .with_initial_permanence(0.5)
}

/// An element: active columns at random.
fn element(random: &mut Pcg32) -> Sdr {
    let mut columns = BTreeSet::new();
    while columns.len() < ACTIVE {
        columns.insert(random.below(COLUMNS));
    }
    Sdr::new(COLUMNS, columns).unwrap()
}

fn elements(count: usize, seed: u64) -> Vec<Sdr> {
    let mut random = Pcg32::new(seed, 1);
    (0..count).map(|_| element(&mut random)).collect()
}

/// A memory that has seen the sequences several times, each from its beginning.
fn trained(parameters: TemporalMemoryParameters, sequences: &[Vec<&Sdr>]) -> TemporalMemory {
    let mut memory = TemporalMemory::new(parameters, 42).unwrap();
    for _ in 0..12 {
        for sequence in sequences {
            play(&mut memory, sequence, Learning::On);
        }
    }
    memory
}

/// Resets the memory and shows it a sequence.
fn play(memory: &mut TemporalMemory, sequence: &[&Sdr], learning: Learning) {
    memory.reset();
    for element in sequence {
        memory.step(element, learning).unwrap();
    }
}

/// How many columns of an element are predicted.
fn predicted_of(memory: &TemporalMemory, element: &Sdr) -> usize {
    let columns = memory.predicted_columns();
    columns.iter().filter(|column| element.contains(column.get())).count()
}

/// The segments on which a step learned.
#[derive(Default)]
struct Learned(Vec<SegmentId>);

impl Observer for Learned {
    fn temporal_memory(&mut self, event: &TemporalMemoryEvent<'_>) {
        if let TemporalMemoryEvent::GrowSynapsesCalled { segment, .. } = event {
            self.0.push(*segment);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// p. 48: a memory keeps working when some cells fail, as long as the segments keep enough
    /// synapses to become active.
    #[test]
    fn a_memory_works_without_a_tenth_of_its_cells(seed: u64, first in 0u32..10) {
        let elements = elements(6, seed);
        let sequence: Vec<&Sdr> = elements.iter().collect();
        let mut memory = trained(parameters(), std::slice::from_ref(&sequence));
        let cells = memory.layer().cell_count();
        memory.kill_cells((first..cells).step_by(10)).unwrap();
        let threshold = memory.parameters().activation_threshold as usize;
        // Segments without synapses are those that the first step has grown.
        let enough = |synapses: usize| synapses == 0 || synapses >= threshold;
        prop_assume!(memory.layer().segments().all(|segment| enough(segment.synapses().len())));
        memory.reset();
        for pair in sequence.windows(2) {
            memory.step(pair[0], Learning::Off).unwrap();
            let best = elements.iter().max_by_key(|element| predicted_of(&memory, element));
            prop_assert_eq!(best, Some(pair[1]));
        }
    }

    /// p. 49: with one cell per column, the prediction depends on the last element alone.
    #[test]
    fn one_cell_per_column_makes_a_first_order_memory(
        seed: u64,
        one in prop::collection::vec(0usize..5, 1..6),
        other in prop::collection::vec(0usize..5, 1..6),
    ) {
        let elements = elements(5, seed);
        let of = |order: &[usize]| order.iter().map(|&n| &elements[n]).collect::<Vec<&Sdr>>();
        let (one, other) = (of(&one), of(&other));
        let p = parameters().with_cells_per_column(1);
        let memory = trained(p, &[one.clone(), other.clone()]);
        for last in &elements {
            let predictions = [&one, &other].map(|context| {
                let mut memory = memory.clone();
                play(&mut memory, context, Learning::Off);
                memory.step(last, Learning::Off).unwrap();
                memory.predictive_cells().to_vec()
            });
            prop_assert_eq!(&predictions[0], &predictions[1]);
        }
    }

    /// p. 51: with several predictions at once, an input that was predicted can be told from one
    /// that was not.
    #[test]
    fn a_predicted_input_is_told_from_another_among_many_predictions(
        seed: u64,
        successors in 2usize..=20,
    ) {
        let elements = elements(successors + 2, seed);
        let (start, other) = (&elements[0], &elements[1]);
        let sequences: Vec<Vec<&Sdr>> =
            elements[2..].iter().map(|successor| vec![start, successor]).collect();
        let mut memory = trained(parameters(), &sequences);
        play(&mut memory, &[start], Learning::Off);
        for successor in &elements[2..] {
            let mut memory = memory.clone();
            memory.step(successor, Learning::Off).unwrap();
            prop_assert_eq!(memory.anomaly(), 0.0);
        }
        memory.step(other, Learning::Off).unwrap();
        prop_assert!(memory.anomaly() > 0.2, "{}", memory.anomaly());
    }

    /// p. 52, step 1b: every active column learns on at least one segment.
    #[test]
    fn every_active_column_learns(seed: u64, order in prop::collection::vec(0usize..5, 2..30)) {
        let elements = elements(5, seed);
        let mut memory = TemporalMemory::new(parameters(), seed).unwrap();
        for n in order {
            let had_winners = !memory.winner_cells().is_empty();
            let mut learned = Learned::default();
            memory.step_observed(&elements[n], Learning::On, &mut learned).unwrap();
            let layer = memory.layer();
            let column = |segment: &SegmentId| layer.segment(*segment).unwrap().column().index();
            let columns: BTreeSet<u32> = learned.0.iter().map(|s| column(s).get()).collect();
            let active: BTreeSet<u32> = elements[n].on().iter().copied().collect();
            prop_assert_eq!(&columns, &active);
            let grown = |s: &SegmentId| layer.segment(*s).unwrap().synapses().len() > 0;
            prop_assert!(!had_winners || learned.0.iter().all(grown));
        }
    }
}

/// p. 50: two words that end alike, "ate" and "eight". For the shared sound the columns are the
/// same, the cells and the predictions differ.
#[test]
fn the_shared_end_of_two_words_has_other_cells_and_other_predictions() {
    let sounds = elements(5, 7);
    let [i, give, shared, pears, dollars] = [0, 1, 2, 3, 4].map(|n| &sounds[n]);
    let mut memory = trained(
        parameters().with_predicted_decrement(0.05),
        &[vec![i, shared, pears], vec![give, shared, dollars]],
    );
    let mut hear = |first: &Sdr| {
        play(&mut memory, &[first, shared], Learning::Off);
        let columns = |cells: &[CellIndex]| -> BTreeSet<u32> {
            cells.iter().map(|cell| cell.get() / 8).collect()
        };
        assert_eq!(memory.anomaly(), 0.0);
        assert_eq!(columns(memory.active_cells()), shared.on().iter().copied().collect());
        // BAMI TM 13: all predicted cells win.
        assert_eq!(memory.winner_cells(), memory.active_cells());
        (memory.active_cells().to_vec(), memory.predicted_columns().to_vec())
    };
    let (ate, after_ate) = hear(i);
    let (eight, after_eight) = hear(give);
    assert!(ate.iter().all(|cell| !eight.contains(cell)), "the cells differ");
    assert_eq!(after_ate, pears.on());
    assert_eq!(after_eight, dollars.on());
}

/// p. 57: in AABC, when A bursts, A and B are predicted, so some cells of A are active and
/// predictive at once.
#[test]
fn aabc_predicts_a_and_b_when_a_bursts() {
    let letters = elements(3, 3);
    let [a, b, c] = [0, 1, 2].map(|n| &letters[n]);
    let mut memory = trained(parameters(), &[vec![a, a, b, c]]);
    play(&mut memory, &[a], Learning::Off);
    assert_eq!(memory.bursting_columns(), a.on());
    assert_eq!((predicted_of(&memory, a), predicted_of(&memory, b)), (ACTIVE, ACTIVE));
    let active = memory.active_cells();
    assert!(memory.predictive_cells().iter().any(|cell| active.contains(cell)));
}
