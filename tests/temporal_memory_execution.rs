//! Which form a step runs, and that both give the same result at full size.

use bami_htm::observer::{LineEvent, Observer, OnLine};
use bami_htm::random::{Pcg32, PortableRng};
use bami_htm::sdr::Sdr;
use bami_htm::temporal_memory::{
    TemporalMemory, TemporalMemoryError, TemporalMemoryExtensions, TemporalMemoryParameters,
};
use bami_htm::{Execution, Learning};

fn memory(columns: u32) -> TemporalMemory {
    let parameters = TemporalMemoryParameters::book().with_column_count(columns);
    TemporalMemory::new(parameters, 42).unwrap()
}

/// The number of line events of a step.
fn events(memory: &mut TemporalMemory) -> Result<usize, TemporalMemoryError> {
    let columns = Sdr::new(8, [1, 5]).unwrap();
    let mut events = 0;
    let count = |_: LineEvent<'_>| events += 1;
    memory.step_observed(&columns, Learning::On, &mut OnLine(count))?;
    Ok(events)
}

/// Observes the phases and no lines.
#[derive(Default)]
struct Phases(usize);

impl Observer for Phases {
    fn observes_lines(&self) -> bool {
        false
    }

    fn phase_done(&mut self, _phase: bami_htm::observer::Phase) {
        self.0 += 1;
    }
}

#[test]
fn lines_are_reported_unless_the_indexed_form_is_chosen() {
    let mut memory = memory(8);
    assert_eq!(memory.execution(), None);
    assert!(events(&mut memory).unwrap() > 0);
    memory.set_execution(Execution::Literal);
    assert!(events(&mut memory).unwrap() > 0);
}

#[test]
fn a_step_in_the_indexed_form_reports_phases_and_refuses_to_report_lines() {
    let mut memory = memory(8);
    memory.set_execution(Execution::Indexed);
    assert_eq!(memory.execution(), Some(Execution::Indexed));
    let before = memory.pin().to_string();
    let error = events(&mut memory).unwrap_err();
    assert_eq!(error, TemporalMemoryError::IndexedReportsNoLines);
    assert_eq!(
        error.to_string(),
        "the observer asks for line events, which the indexed form does not report; choose the \
         literal form for this step"
    );
    assert_eq!(memory.pin().to_string(), before, "nothing has changed");
    let mut phases = Phases::default();
    let columns = Sdr::new(8, [1]).unwrap();
    memory.step_observed(&columns, Learning::On, &mut phases).unwrap();
    assert_eq!(phases.0, 2);
}

/// Two sequences of 50 elements with 40 of 2,048 columns each, with noise and resets.
fn input(step: u64, random: &mut Pcg32) -> Sdr {
    let sequence = step / 50 % 2;
    let mut element = Pcg32::new(sequence * 50 + step % 50, 3);
    let mut columns: Vec<u32> = (0..40).map(|_| element.below(2048)).collect();
    for column in &mut columns {
        if random.below(20) == 0 {
            *column = random.below(2048);
        }
    }
    columns.sort_unstable();
    columns.dedup();
    Sdr::new(2048, columns).unwrap()
}

#[test]
#[cfg_attr(debug_assertions, ignore = "takes minutes in a debug build; `.ci/full` runs it")]
fn both_forms_are_equal_at_full_size() {
    let bounded = TemporalMemoryExtensions::default()
        .with_max_segments_per_cell(Some(4))
        .with_max_synapses_per_segment(Some(24))
        .with_prune_zero_permanence(true)
        .with_skip_empty_segments(true);
    for extensions in [TemporalMemoryExtensions::default(), bounded] {
        let parameters = TemporalMemoryParameters::practical()
            .with_predicted_decrement(0.004)
            .with_extensions(extensions);
        let mut indexed = TemporalMemory::new(parameters, 42).unwrap();
        let mut literal = indexed.clone();
        indexed.set_execution(Execution::Indexed);
        literal.set_execution(Execution::Literal);
        let mut random = Pcg32::new(7, 4);
        for step in 0..1000 {
            let columns = input(step, &mut random);
            let learning = Learning::from(step % 100 < 95);
            indexed.step(&columns, learning).unwrap();
            literal.step(&columns, learning).unwrap();
            assert_eq!(indexed.active_cells(), literal.active_cells(), "step {step}");
            assert_eq!(indexed.winner_cells(), literal.winner_cells(), "step {step}");
            assert_eq!(
                indexed.active_potential_counts(),
                literal.active_potential_counts(),
                "step {step}"
            );
            assert_eq!(indexed.random(), literal.random(), "step {step}");
            if step % 250 == 249 {
                assert_eq!(indexed.pin(), literal.pin(), "step {step}");
                indexed.reset();
                literal.reset();
            }
        }
        assert!(indexed.layer().synapse_count() > 100_000);
    }
}
