//! A step that has nothing new to learn allocates nothing: temporary buffers are kept and reused.

use allocation_counter::measure;
use bami_htm::Learning;
use bami_htm::sdr::Sdr;
use bami_htm::temporal_memory::{
    TemporalMemory, TemporalMemoryExtensions, TemporalMemoryParameters,
};

/// The number of allocations in each of twenty rounds of a sequence that was learned before, of six
/// elements of eight columns each. A reset begins each round, so the first element bursts and the
/// others are predicted.
fn allocations(learn: bool, limit: Option<u32>) -> Vec<u64> {
    let parameters = TemporalMemoryParameters::default()
        .with_column_count(48)
        .with_cells_per_column(4)
        .with_activation_threshold(5)
        .with_learning_threshold(4)
        .with_synapse_sample_size(8)
        .with_predicted_decrement(0.01)
        .with_extensions(
            TemporalMemoryExtensions::default()
                .with_max_segments_per_cell(limit)
                .with_max_synapses_per_segment(limit)
                // NB: otherwise every reset grows segments without synapses (D-TM-6).
                .with_skip_empty_segments(true),
        );
    let mut memory = TemporalMemory::new(parameters, 42).unwrap();
    let elements: Vec<Sdr> = (0..6).map(|n| Sdr::new(48, n * 8..n * 8 + 8).unwrap()).collect();
    let round = |memory: &mut TemporalMemory, learn: bool| {
        memory.reset();
        for element in &elements {
            memory.step(element, learn.into()).unwrap();
        }
        assert!(learn || memory.anomaly() == 0.0);
    };
    for _ in 0..100 {
        round(&mut memory, true);
    }
    let synapses = memory.layer().synapse_count();
    let allocations: Vec<u64> =
        (0..20).map(|_| measure(|| round(&mut memory, learn)).count_total).collect();
    assert_eq!(memory.layer().synapse_count(), synapses, "there was nothing new to learn");
    assert_eq!(memory.anomaly(), 0.0, "the sequence is learned");
    allocations
}

#[test]
fn a_settled_step_allocates_nothing() {
    for limit in [None, Some(255)] {
        for learn in [true, false] {
            assert_eq!(allocations(learn, limit), [0; 20]);
        }
    }
}

/// The count can be above 0: a first step has to grow its lists.
#[test]
fn a_first_step_allocates() {
    let mut memory = TemporalMemory::new(
        TemporalMemoryParameters::book().with_cells_per_column(32).with_activation_threshold(13),
        42,
    )
    .unwrap();
    let element = Sdr::new(2048, 0..40).unwrap();
    assert!(measure(|| memory.step(&element, Learning::On).unwrap()).count_total > 0);
}
