//! One workload, step by step: its cost and its results.

use std::time::{Duration, Instant};

use bami_htm::anatomy::{Layer, PresynapticView};
use bami_htm::hash::murmur3_32;
use bami_htm::{Execution, Profile};

use super::clock::{Clock, Part};
use super::memory::ResidentMemory;
use super::report::{Measured, Phase, Stretch, fitted};
use super::subject::{Inputs, Outcome, Subject};
use crate::progress::Progress;

/// The number of sections into which a run is divided.
const STRETCHES: usize = 10;

/// The synapses that active cells reach are counted in one of this many steps: counting in every
/// step would take a tenth of all instructions.
const LOOKED_AT: usize = 16;

/// In which form a workload runs, where another than its own is chosen.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Forms {
    /// The profile of its switches.
    pub(crate) profile: Option<Profile>,
    /// The form of the algorithms.
    pub(crate) execution: Option<Execution>,
}

/// Runs the workload of this name on these inputs.
pub(crate) fn measure(
    name: &str,
    about: &str,
    inputs: Inputs,
    forms: Forms,
    progress: &mut Progress,
) -> anyhow::Result<Measured> {
    let steps = inputs.len();
    let memory = ResidentMemory::now();
    let start = Instant::now();
    let mut subject = Subject::new(inputs, forms.profile)?;
    if let Some(execution) = forms.execution {
        subject.set_execution(execution);
    }
    let start_seconds = start.elapsed().as_secs_f64();
    let mut clock = Clock::new();
    let mut fingerprint = 0;
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut before = Duration::ZERO;
    let (mut heard, mut looks) = (0, 0_usize);
    for step in 0..steps {
        let outcome = subject.step(step, &mut clock)?;
        add_step(&mut fingerprint, &subject, &outcome);
        let ends_stretch = (step + 1) * STRETCHES / steps > step * STRETCHES / steps;
        if ends_stretch || step.is_multiple_of(LOOKED_AT) {
            heard += active_synapses(&subject);
            looks += 1;
        }
        progress.row(step as u64 + 1);
        if ends_stretch {
            let first = stretches.last().map_or(0, |before| before.first_step + before.steps);
            let steps = step + 1 - first;
            stretches.push(Stretch {
                first_step: first,
                steps,
                seconds: (clock.whole() - before).as_secs_f64(),
                synapses: synapses(&subject),
                active_synapses: heard as f64 / looks.max(1) as f64,
            });
            (before, heard, looks) = (clock.whole(), 0, 0);
        }
    }
    let peak_growth = memory.and_then(|before| before.growth_to_peak());
    let seconds: f64 = stretches.iter().map(|stretch| stretch.seconds).sum();
    let segments = subject.layers().map(Layer::segment_count).sum();
    let synapses = synapses(&subject);
    add_layers(&mut fingerprint, &subject);
    Ok(Measured {
        name: name.to_owned(),
        about: about.to_owned(),
        steps,
        seconds,
        steps_per_second: steps as f64 / seconds,
        start_seconds,
        phases: phases(&clock),
        segments,
        synapses,
        //= spec/program.md#program-bench
        //# The bytes per synapse MUST be the growth of the resident memory, from before the
        //# workload to its peak, divided by the number of synapses at the end, and be omitted if
        //# the system does not report the resident memory or there are no synapses.
        bytes_per_synapse: peak_growth
            .filter(|_| synapses > 0)
            .map(|growth| growth as f64 / synapses as f64),
        peak_growth_bytes: peak_growth,
        growth: fitted(&stretches, Stretch::millions),
        growth_with_active: fitted(&stretches, Stretch::active_millions),
        stretches,
        fingerprint: format!("{fingerprint:08x}"),
    })
}

/// The times of the parts.
//= spec/program.md#program-bench
//# The phases MUST be timed within the steps themselves: the encoders, lines 1 to 5, 6 to 10, 11 to
//# 18 and 19 to 26 of the spatial pooler, stages 1 and 2 of the temporal memory, and the
//# likelihood, as far as the workload has them.
//= spec/program.md#program-bench
//# The times of the phases MUST add up to the whole time of the steps.
fn phases(clock: &Clock) -> Vec<Phase> {
    let phase = |part: Part, took: Duration| Phase {
        name: part.name().to_owned(),
        seconds: took.as_secs_f64(),
    };
    clock.parts().map(|(part, took)| phase(part, took)).collect()
}

/// The number of synapses.
fn synapses(subject: &Subject) -> usize {
    subject.layers().map(Layer::synapse_count).sum()
}

/// The number of synapses on the axons of the active cells.
fn active_synapses(subject: &Subject) -> usize {
    let Some(memory) = subject.memory() else { return 0 };
    memory.active_cells().iter().map(|&cell| memory.layer().axon_len(cell)).sum()
}

/// Adds the result of a step.
fn add_step(fingerprint: &mut u32, subject: &Subject, outcome: &Outcome) {
    if let Some(active_columns) = &outcome.active_columns {
        add(fingerprint, active_columns.on().iter().copied());
    }
    if let Some(memory) = subject.memory() {
        add(fingerprint, words(memory.anomaly().to_bits()));
        add(fingerprint, memory.bursting_columns().iter().map(|column| column.get()));
    }
    if let Some(likelihood) = outcome.likelihood {
        add(fingerprint, words(likelihood.to_bits()));
    }
}

/// Adds everything that was learned.
//= spec/program.md#program-bench
//# The fingerprint MUST hash the active columns of each step of a spatial pooler, the
//# bursting columns and the anomaly score of each step of a temporal memory, and at the end every
//# segment with its serial number, its column and the source and permanence of each of its
//# synapses.
fn add_layers(fingerprint: &mut u32, subject: &Subject) {
    for segment in subject.layers().flat_map(Layer::segments) {
        add(fingerprint, words(segment.serial().get()));
        add(fingerprint, [segment.column().index().get()]);
        for synapse in segment.synapses() {
            let source = PresynapticView::index(&synapse.presynaptic());
            add(fingerprint, [source]);
            add(fingerprint, words(synapse.permanence().to_bits()));
        }
    }
}

/// Both halves of a number, the lower first.
fn words(number: u64) -> [u32; 2] {
    [number as u32, (number >> 32) as u32]
}

/// Adds numbers to a fingerprint.
fn add(fingerprint: &mut u32, numbers: impl IntoIterator<Item = u32>) {
    for number in numbers {
        *fingerprint = murmur3_32(&number.to_le_bytes(), *fingerprint);
    }
}
