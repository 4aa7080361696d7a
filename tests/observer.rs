//! Observers: what they receive, and the forms in which they can be passed.

use bami_htm::Learning;
use bami_htm::observer::{NoObserver, Observer, Phase, SpatialPoolerEvent, TemporalMemoryEvent};
use bami_htm::sdr::Sdr;
use bami_htm::spatial_pooler::{SpatialPooler, SpatialPoolerParameters, TieBreak};
use bami_htm::temporal_memory::{TemporalMemory, TemporalMemoryParameters};

/// Records the phases and counts the lines.
#[derive(Default)]
struct Phases<const LINES: bool> {
    phases: Vec<Phase>,
    lines: usize,
}

impl<const LINES: bool> Observer for Phases<LINES> {
    fn observes_lines(&self) -> bool {
        LINES
    }

    fn temporal_memory(&mut self, _event: &TemporalMemoryEvent<'_>) {
        self.lines += 1;
    }

    fn spatial_pooler(&mut self, _event: &SpatialPoolerEvent<'_>) {
        self.lines += 1;
    }

    fn phase_done(&mut self, phase: Phase) {
        self.phases.push(phase);
    }
}

/// One step of each algorithm, and the state after it.
fn step<O: Observer + ?Sized>(learning: Learning, observer: &mut O) -> String {
    let parameters = SpatialPoolerParameters::default()
        .with_tie_break(TieBreak::All)
        .with_input_dimensions([20])
        .with_column_dimensions([20]);
    let mut pooler = SpatialPooler::new(parameters, 1).unwrap();
    let input = Sdr::new(20, 3..7).unwrap();
    let columns = pooler.step_observed(&input, learning, observer).unwrap();
    let parameters = TemporalMemoryParameters::book()
        .with_cells_per_column(32)
        .with_activation_threshold(13)
        .with_column_count(20);
    let mut memory = TemporalMemory::new(parameters, 1).unwrap();
    memory.step_observed(&columns, learning, observer).unwrap();
    format!("{:?} {:?} {:?}", pooler.state(), memory.layer(), memory.winner_cells())
}

fn observed<const LINES: bool>(learning: Learning) -> (Vec<Phase>, usize) {
    let mut phases = Phases::<LINES>::default();
    step(learning, &mut phases);
    (phases.phases, phases.lines)
}

#[test]
fn phases_are_reported_in_order_even_without_lines() {
    use Phase::*;
    let learning =
        [Overlap, Inhibition, Learning, DutyCyclesAndBoosts, ActivateColumns, ActivateDendrites];
    let recall = [Overlap, Inhibition, ActivateColumns, ActivateDendrites];
    assert!(learning.is_sorted());
    assert_eq!(observed::<false>(bami_htm::Learning::On), (learning.to_vec(), 0));
    assert_eq!(observed::<false>(bami_htm::Learning::Off), (recall.to_vec(), 0));
    let (phases, lines) = observed::<true>(bami_htm::Learning::On);
    assert_eq!(phases, learning);
    assert!(lines > 0);
}

#[test]
fn a_trait_object_observes_the_same_as_a_type_parameter() {
    let mut by_type = Phases::<true>::default();
    let mut by_object = Phases::<true>::default();
    let state = step(Learning::On, &mut by_type);
    let object: &mut dyn Observer = &mut by_object;
    assert_eq!(step(Learning::On, object), state);
    assert_eq!((by_object.phases, by_object.lines), (by_type.phases, by_type.lines));
    let nothing: &mut dyn Observer = &mut NoObserver;
    assert_eq!(step(Learning::On, nothing), state);
}

/// Gives a different answer each time it is asked whether it wants lines.
#[derive(Default)]
struct Fickle(std::cell::Cell<u32>, usize);

impl Observer for Fickle {
    fn observes_lines(&self) -> bool {
        self.0.set(self.0.get().wrapping_mul(5).wrapping_add(3));
        self.0.get() & 4 == 0
    }

    fn temporal_memory(&mut self, _event: &TemporalMemoryEvent<'_>) {
        self.1 += 1;
    }
}

#[test]
fn an_observer_cannot_change_a_result_whatever_it_answers() {
    let parameters = TemporalMemoryParameters::book()
        .with_column_count(24)
        .with_cells_per_column(3)
        .with_activation_threshold(2)
        .with_learning_threshold(1)
        .with_synapse_sample_size(3)
        .with_predicted_decrement(0.02);
    let mut alone = TemporalMemory::new(parameters.clone(), 7).unwrap();
    let mut observed = TemporalMemory::new(parameters, 7).unwrap();
    let mut fickle = Fickle::default();
    for step in 0..60_u32 {
        let first = step * 7 % 5 * 4;
        let columns = Sdr::new(24, first..first + 4).unwrap();
        alone.step(&columns, Learning::On).unwrap();
        observed.step_observed(&columns, Learning::On, &mut fickle).unwrap();
        assert_eq!(observed.active_cells(), alone.active_cells(), "step {step}");
        assert_eq!(observed.winner_cells(), alone.winner_cells(), "step {step}");
        assert_eq!(format!("{:?}", observed.layer()), format!("{:?}", alone.layer()));
    }
    assert!(fickle.1 > 0);
}
