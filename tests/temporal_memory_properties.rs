//! Properties of every temporal memory, whatever its parameters and its input.

use bami_htm::anatomy::{CellIndex, ColumnIndex, SegmentId};
use bami_htm::observer::Observer;
use bami_htm::pin::Pin;
use bami_htm::sdr::Sdr;
use bami_htm::temporal_memory::{
    InitialSegment, InitialState, TemporalMemory, TemporalMemoryExtensions,
    TemporalMemoryParameters,
};
use bami_htm::{Execution, Learning};
use proptest::prelude::*;

const COLUMNS: u32 = 8;

prop_compose! {
    fn extensions()(
        max_segments_per_cell in prop::option::of(1u32..4),
        max_synapses_per_segment in prop::option::of(1u32..6),
        prune_zero_permanence: bool,
        skip_empty_segments: bool,
    ) -> TemporalMemoryExtensions {
        TemporalMemoryExtensions::default()
.with_max_segments_per_cell(max_segments_per_cell)
.with_max_synapses_per_segment(max_synapses_per_segment)
.with_prune_zero_permanence(prune_zero_permanence)
.with_skip_empty_segments(skip_empty_segments)
    }
}

prop_compose! {
    fn parameters()(
        cells_per_column in 1u32..4,
        (activation_threshold, learning_threshold) in (0u32..4, 0u32..4),
        (initial_permanence, connected_permanence) in (0.0..=1.0f64, 0.0..=1.0f64),
        (permanence_increment, permanence_decrement) in (0.0..=0.5f64, 0.0..=0.5f64),
        predicted_decrement in 0.0..=0.3f64,
        synapse_sample_size in 0u32..6,
        extensions in prop_oneof![Just(TemporalMemoryExtensions::default()), extensions()],
    ) -> TemporalMemoryParameters {
        TemporalMemoryParameters::default()
.with_column_count(COLUMNS)
.with_cells_per_column(cells_per_column)
.with_activation_threshold(activation_threshold)
.with_learning_threshold(learning_threshold)
.with_initial_permanence(initial_permanence)
.with_connected_permanence(connected_permanence)
.with_permanence_increment(permanence_increment)
.with_permanence_decrement(permanence_decrement)
.with_predicted_decrement(predicted_decrement)
.with_synapse_sample_size(synapse_sample_size)
.with_extensions(extensions)
    }
}

/// Steps: the active columns, or none for a reset. Few elements, so that sequences recur.
fn steps() -> impl Strategy<Value = Vec<Option<Sdr>>> {
    let element = prop::collection::btree_set(0..COLUMNS, 0..5);
    let elements = prop::collection::vec(element, 1..5);
    (elements, prop::collection::vec(0usize..9, 1..40)).prop_map(|(elements, order)| {
        let sdr =
            |n: usize| Sdr::new(COLUMNS, elements[n % elements.len()].iter().copied()).unwrap();
        order.into_iter().map(|n| (n < 8).then(|| sdr(n))).collect()
    })
}

fn apply(memory: &mut TemporalMemory, step: &Option<Sdr>, learn: bool) {
    match step {
        Some(active) => memory.step(active, learn.into()).unwrap(),
        None => memory.reset(),
    }
}

/// Everything that a memory exposes: its state, and for each segment what stage 2 counted.
fn everything(memory: &TemporalMemory) -> (Pin, Vec<Option<u32>>) {
    let serials = memory.layer().segments().map(|segment| segment.serial());
    let counts = serials.map(|serial| memory.num_active_potential_synapses(serial));
    (memory.pin(), counts.collect())
}

/// A cell and the segments that have a synapse to it, each with the permanence, ascending.
type Axon = (CellIndex, Vec<(SegmentId, f64)>);

/// The axon of each cell as the cell lists it.
fn axons(memory: &TemporalMemory) -> Vec<Axon> {
    let cells = memory.layer().cells();
    let axon = |cell: bami_htm::anatomy::CellView<'_>| {
        cell.axon().map(|s| (s.segment().serial(), s.permanence())).collect()
    };
    sorted(cells.map(|cell| (cell.index(), axon(cell))).collect())
}

/// The axon of each cell as derived from the synapses.
fn axons_by_synapse(memory: &TemporalMemory) -> Vec<Axon> {
    let mut axons: Vec<Axon> =
        (0..memory.layer().cell_count()).map(|n| (n.into(), vec![])).collect();
    for segment in memory.layer().segments() {
        for synapse in segment.synapses() {
            let axon = &mut axons[synapse.presynaptic().index() as usize].1;
            axon.push((segment.serial(), synapse.permanence()));
        }
    }
    sorted(axons)
}

fn sorted(mut axons: Vec<Axon>) -> Vec<Axon> {
    for (_, axon) in &mut axons {
        axon.sort_unstable_by_key(|(serial, _)| *serial);
    }
    axons
}

/// Observes lines, so that the literal form of each line runs.
struct Listener;
impl Observer for Listener {}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn the_graph_stays_whole_and_permanences_stay_in_range(p in parameters(), steps in steps(), seed: u64) {
        let mut memory = TemporalMemory::new(p, seed).unwrap();
        for step in &steps {
            apply(&mut memory, step, true);
            prop_assert_eq!(memory.layer().check_invariants(), Ok(()));
        }
    }

    #[test]
    fn the_indexed_form_equals_the_literal_one(
        p in parameters(),
        steps in steps(),
        learning in prop::collection::vec(prop::bool::weighted(0.8), 1..9),
        deaths in prop::collection::vec(prop::option::weighted(0.1, 0u32..4 * COLUMNS), 1..40),
        seed: u64,
    ) {
        let mut indexed = TemporalMemory::new(p, seed).unwrap();
        let mut mixed = indexed.clone();
        let mut literal = indexed.clone();
        indexed.set_execution(Execution::Indexed);
        literal.set_execution(Execution::Literal);
        for (n, step) in steps.iter().enumerate() {
            let learn = learning[n % learning.len()];
            apply(&mut indexed, step, learn);
            apply(&mut literal, step, learn);
            match step {
                Some(active) if n % 2 == 0 => {
                    mixed.step_observed(active, learn.into(), &mut Listener).unwrap();
                }
                _ => apply(&mut mixed, step, learn),
            }
            prop_assert_eq!(everything(&indexed), everything(&literal));
            prop_assert_eq!(everything(&indexed), everything(&mixed));
            prop_assert_eq!(indexed.layer().check_invariants(), Ok(()));
            prop_assert_eq!(literal.layer().check_invariants(), Ok(()));
            prop_assert_eq!(axons(&indexed), axons_by_synapse(&indexed));
            if let Some(cell) = deaths[n % deaths.len()] {
                let cell = cell % indexed.layer().cell_count();
                prop_assert_eq!(indexed.kill_cells([cell]), literal.kill_cells([cell]));
                let _ = mixed.kill_cells([cell]);
                prop_assert_eq!(everything(&indexed), everything(&literal));
            }
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_everything(p in parameters(), steps in steps(), seed: u64) {
        let mut one = TemporalMemory::new(p.clone(), seed).unwrap();
        let mut other = TemporalMemory::new(p, seed).unwrap();
        for step in &steps {
            apply(&mut one, step, true);
            apply(&mut other, step, true);
        }
        prop_assert_eq!(everything(&one), everything(&other));
    }

    #[test]
    fn learning_off_changes_nothing_but_the_random_state(p in parameters(), steps in steps(), seed: u64) {
        let mut memory = TemporalMemory::new(p, seed).unwrap();
        for step in &steps {
            apply(&mut memory, step, true);
        }
        let graph = |memory: &TemporalMemory| (memory.layer().next_serial(), axons_by_synapse(memory));
        let before = graph(&memory);
        for step in &steps {
            apply(&mut memory, step, false);
            prop_assert_eq!(graph(&memory), before.clone());
        }
    }

    #[test]
    fn the_sets_of_a_step_fit_together(p in parameters(), steps in steps(), seed: u64) {
        let mut memory = TemporalMemory::new(p.clone(), seed).unwrap();
        let mut predicted = vec![];
        for step in &steps {
            apply(&mut memory, step, true);
            if let Some(active) = step {
                let (cells, winners) = (memory.active_cells(), memory.winner_cells());
                prop_assert!(cells.is_sorted_by(|a, b| a < b) && winners.is_sorted_by(|a, b| a < b));
                prop_assert!(winners.iter().all(|cell| cells.contains(cell)));
                let mut columns: Vec<u32> = cells.iter().map(|cell| cell.get() / p.cells_per_column).collect();
                columns.dedup();
                prop_assert_eq!(&columns, active.on(), "every active column has active cells");
                let columns = active.on().iter().map(|&bit| ColumnIndex::new(bit));
                let bursting: Vec<ColumnIndex> =
                    columns.filter(|column| !predicted.contains(column)).collect();
                prop_assert_eq!(memory.bursting_columns(), bursting);
            }
            predicted = memory.predicted_columns().to_vec();
        }
    }

    #[test]
    fn the_graph_stays_whole_and_the_dead_stay_out_of_it(
        p in parameters(), steps in steps(), cells in prop::collection::vec(0u32..4 * COLUMNS, 1..6), seed: u64,
    ) {
        let mut memory = TemporalMemory::new(p.clone(), seed).unwrap();
        let mut dead = std::collections::HashSet::new();
        for (n, step) in steps.iter().enumerate() {
            apply(&mut memory, step, true);
            let cell = CellIndex::new(cells[n % cells.len()] % memory.layer().cell_count());
            let alive = memory.layer().cell(cell).unwrap().column().cells().len();
            let killed = memory.kill_cells([cell]);
            prop_assert_eq!(killed.is_err(), alive == 1 && !dead.contains(&cell));
            if killed.is_ok() {
                dead.insert(cell);
            }
            prop_assert_eq!(memory.layer().check_invariants(), Ok(()));
            let acting = [memory.active_cells(), memory.winner_cells(), memory.predictive_cells()];
            prop_assert!(acting.into_iter().flatten().all(|cell| !dead.contains(cell)));
        }
    }

    #[test]
    fn limits_hold_at_every_step(steps in steps(), seed: u64, segments in 1u32..4, synapses in 1u32..5) {
        let p = TemporalMemoryParameters::default()
.with_column_count(COLUMNS)
.with_cells_per_column(2)
.with_activation_threshold(2)
.with_learning_threshold(2)
.with_synapse_sample_size(4)
.with_extensions(TemporalMemoryExtensions::default()
.with_max_segments_per_cell(segments)
.with_max_synapses_per_segment(synapses));
        let mut memory = TemporalMemory::new(p, seed).unwrap();
        for step in steps.iter().cycle().take(60) {
            apply(&mut memory, step, true);
            for cell in memory.layer().cells() {
                prop_assert!(cell.segments().len() <= segments as usize);
                prop_assert!(cell.segments().all(|s| s.synapses().len() <= synapses as usize));
            }
        }
    }
}

/// Two sequences that share their middle, A B C D and X B C Y: a high-order memory keeps them
/// apart.
///
/// While B and C still burst, both endings are learned from one C; PREDICTED_DECREMENT unlearns the
/// wrong one.
#[test]
fn a_shared_middle_is_kept_apart_by_its_context() {
    let p = TemporalMemoryParameters::book()
        .with_column_count(24)
        .with_cells_per_column(4)
        .with_activation_threshold(3)
        .with_learning_threshold(2)
        .with_synapse_sample_size(4)
        .with_predicted_decrement(0.05);
    let mut memory = TemporalMemory::new(p, 42).unwrap();
    let letter = |l: u32| Sdr::new(24, l * 4..l * 4 + 4).unwrap();
    let [a, b, c, d, x, y] = [0, 1, 2, 3, 4, 5].map(letter);
    for _ in 0..20 {
        for sequence in [[&a, &b, &c, &d], [&x, &b, &c, &y]] {
            memory.reset();
            for element in sequence {
                memory.step(element, Learning::On).unwrap();
            }
        }
    }
    for (start, end) in [(&a, &d), (&x, &y)] {
        memory.reset();
        for element in [start, &b, &c] {
            memory.step(element, Learning::Off).unwrap();
        }
        assert_eq!(memory.predicted_columns(), end.on());
    }
}

#[test]
fn a_small_run_is_as_it_was() {
    let p = TemporalMemoryParameters::book()
        .with_column_count(6)
        .with_cells_per_column(2)
        .with_activation_threshold(2)
        .with_learning_threshold(1)
        .with_synapse_sample_size(2)
        .with_predicted_decrement(0.02);
    let mut memory = TemporalMemory::new(p, 42).unwrap();
    let mut log = String::new();
    for n in 0..16 {
        let first = n % 3 * 2;
        memory.step(&Sdr::new(6, [first, first + 1]).unwrap(), Learning::On).unwrap();
        log += &format!(
            "{:>2}: active {:?} winners {:?} predictive {:?} anomaly {}\n",
            n + 1,
            memory.active_cells(),
            memory.winner_cells(),
            memory.predictive_cells(),
            memory.anomaly(),
        );
    }
    log += memory.pin().as_str();
    insta::assert_snapshot!(log);
}

#[test]
fn an_event_stream_is_as_it_was() {
    struct Events(String);
    impl Observer for Events {
        fn temporal_memory(&mut self, event: &bami_htm::temporal_memory::TemporalMemoryEvent<'_>) {
            let line = event.line().expect("no extension is on");
            self.0 += &format!("TM {line:>3}  {event:?}\n");
        }
    }
    let p = TemporalMemoryParameters::book()
        .with_column_count(3)
        .with_cells_per_column(2)
        .with_activation_threshold(1)
        .with_learning_threshold(1)
        .with_synapse_sample_size(2)
        .with_predicted_decrement(0.02);
    let initial = InitialState {
        segments: vec![
            InitialSegment { cell: 0, synapses: vec![(4, 0.6), (2, 0.3)] },
            InitialSegment { cell: 3, synapses: vec![(4, 0.6)] },
        ],
        active_cells: vec![4, 5],
        winner_cells: vec![4, 5],
    };
    let mut memory = TemporalMemory::with_initial_state(p, 42, &initial).unwrap();
    let mut events = Events(String::new());
    memory.step_observed(&Sdr::new(3, [0, 2]).unwrap(), Learning::On, &mut events).unwrap();
    insta::assert_snapshot!(events.0);
}

#[test]
fn errors_and_warnings_say_what_where_and_what_would_be_right() {
    let good = TemporalMemoryParameters::default().with_column_count(4).with_cells_per_column(2);
    let with = |change: fn(&mut TemporalMemoryParameters)| {
        let mut p = good.clone();
        change(&mut p);
        p
    };
    let mut text = String::from("errors\n");
    for bad in [
        with(|p| p.column_count = 0),
        with(|p| p.cells_per_column = 0),
        with(|p| p.cells_per_column = 1 << 30),
        with(|p| p.initial_permanence = 1.5),
        with(|p| p.connected_permanence = f64::NAN),
        with(|p| p.permanence_increment = -0.1),
        with(|p| p.extensions.max_segments_per_cell = Some(0)),
        with(|p| p.extensions.max_synapses_per_segment = Some(0)),
    ] {
        text += &format!("{}\n", TemporalMemory::new(bad, 0).unwrap_err());
    }
    let initial = |segments: &[(u32, &[(u32, f64)])], active: &[u32]| InitialState {
        segments: segments
            .iter()
            .map(|s| InitialSegment { cell: s.0, synapses: s.1.to_vec() })
            .collect(),
        active_cells: active.to_vec(),
        winner_cells: vec![],
    };
    for bad in [
        initial(&[(8, &[])], &[]),
        initial(&[(0, &[]), (0, &[(9, 0.5)])], &[]),
        initial(&[(0, &[(1, 1.5)])], &[]),
        initial(&[(0, &[(1, 0.5), (1, 0.5)])], &[]),
        initial(&[], &[3, 2]),
        initial(&[], &[2, 2]),
        initial(&[], &[8]),
    ] {
        text += &format!(
            "{}\n",
            TemporalMemory::with_initial_state(good.clone(), 0, &bad).unwrap_err()
        );
    }
    let mut memory = TemporalMemory::new(good.clone(), 0).unwrap();
    text += &format!("{}\n", memory.step(&Sdr::empty(5).unwrap(), Learning::On).unwrap_err());
    assert_eq!(memory.t(), 0, "an error leaves the memory as it was");
    text += "warnings\n";
    for odd in [
        good.clone(),
        with(|p| p.synapse_sample_size = 9),
        with(|p| p.permanence_increment = 0.0),
        with(|p| p.activation_threshold = 0),
        with(|p| p.synapse_sample_size = 0),
        with(|p| p.extensions.max_synapses_per_segment = Some(12)),
    ] {
        let warnings: Vec<String> = odd.warnings().iter().map(ToString::to_string).collect();
        text += &format!("{warnings:?}\n");
    }
    insta::assert_snapshot!(text);
}

#[test]
fn settings_on_the_edge_of_what_can_work_are_not_warned_of() {
    let on_the_edge = TemporalMemoryParameters::default()
        .with_synapse_sample_size(12)
        .with_activation_threshold(12)
        .with_learning_threshold(12)
        .with_initial_permanence(0.5)
        .with_connected_permanence(0.5)
        .with_permanence_increment(0.0)
        .with_extensions(TemporalMemoryExtensions::default().with_max_synapses_per_segment(12));
    assert_eq!(on_the_edge.warnings(), []);
    let beyond: [fn(&mut TemporalMemoryParameters); 3] = [
        |p| p.synapse_sample_size = 11,
        |p| p.extensions.max_synapses_per_segment = Some(11),
        |p| p.initial_permanence = 0.49,
    ];
    for change in beyond {
        let mut parameters = on_the_edge.clone();
        change(&mut parameters);
        assert_ne!(parameters.warnings(), [], "{parameters:?}");
    }
}
