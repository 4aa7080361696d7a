//! A run of a region in the form that the page reads: a key frame, and the changes in each step.

use std::io;

use bami_conformance::trace::TraceWriter;
use bami_htm::observer::{LineEvent, NoObserver, Observer};
use bami_htm::region::{Region, StepResult};
use bami_htm::spatial_pooler::{SpatialPooler, SpatialPoolerEvent};
use bami_htm::temporal_memory::{TemporalMemory, TemporalMemoryEvent};
use serde_json::{Value, json};

/// The format of the recordings.
const FORMAT: &str = "bami-view/1";

/// The size limit up to which the events are kept verbatim.
const MOST_EVENTS: usize = 150_000;

/// A run as the page gets it.
pub(crate) struct Recording {
    /// Its name.
    pub(crate) title: String,
    /// Its description.
    pub(crate) about: String,
    /// The head of the key frame and the steps, as JSON.
    pub(crate) document: Option<Value>,
    /// The permanences of the pooler in the key frame, as bytes.
    pub(crate) permanences: Vec<u8>,
    /// The events, as the JSON lines of a trace; empty if there are too many.
    pub(crate) trace: Vec<u8>,
}

/// Records a region step by step.
pub(crate) struct Recorder {
    /// The name of the region in a network.
    name: Option<String>,
    document: Value,
    steps: Vec<Value>,
    permanences: Vec<u8>,
    trace: Option<TraceWriter<Vec<u8>>>,
    events: usize,
}

impl Recorder {
    /// A recorder of a region, with its name in a network, from its current state on. `source` is as
    /// in a trace.
    //= spec/view.md#view-recording
    //# A recording MUST begin with a key frame, which is the entire state of the pooler and the
    //# memory at the start of the recording.
    pub(crate) fn new(region: &Region, name: Option<String>, source: &Value) -> io::Result<Self> {
        let (pooler, permanences) = pooler_frame(region.spatial_pooler());
        let document = json!({
            "format": FORMAT,
            "source": source,
            "parameters": region.parameters(),
            "pooler": pooler,
            "memory": memory_frame(region.temporal_memory()),
        });
        Ok(Self {
            name,
            document,
            steps: Vec::new(),
            permanences,
            trace: Some(TraceWriter::new(Vec::new(), source)?),
            events: 0,
        })
    }

    /// Makes a step and records it. `make` gets the observer that the step must use.
    pub(crate) fn step(
        &mut self,
        number: u64,
        input: &Value,
        make: impl FnOnce(&mut dyn Stepper) -> anyhow::Result<StepResult>,
    ) -> anyhow::Result<StepResult> {
        if let Some(trace) = &mut self.trace {
            trace.begin_step(number, input)?;
        }
        let name = self.name.as_deref();
        let mut stepper = Events { name, is_own: true, trace: self.trace.as_mut(), count: 0 };
        let result = make(&mut stepper)?;
        self.events += stepper.count;
        let output = output(&result);
        if let Some(trace) = &mut self.trace {
            trace.end_step(&output)?;
        }
        //= spec/view.md#view-recording
        //# If a recording has more than 150,000 events, it MUST omit them, and the page recomputes
        //# them from the key frame, the input bits and the parameters.
        if self.events > MOST_EVENTS {
            self.trace = None;
        }
        self.steps.push(json!({ "step": number, "input": input, "output": output }));
        Ok(result)
    }

    /// Records the state of the region after the step.
    //= spec/view.md#view-recording
    //# Each step of a recording MUST contain its input and output, its input bits, its active
    //# columns and, for the memory, the winner cells, the active segments, the matching segments
    //# with their counts, the numbers of segments and of synapses, and the state of the generator.
    pub(crate) fn note(&mut self, region: &Region, result: &StepResult, learns: bool) {
        let memory = region.temporal_memory();
        let (counted, counts): (Vec<_>, Vec<_>) =
            memory.active_potential_counts().into_iter().unzip();
        let layer = memory.layer();
        let note = json!({
            "bits": result.encoded.on(),
            "columns": result.active_columns.on(),
            "winners": memory.winner_cells(),
            "active": memory.active_segments(),
            "matching": memory.matching_segments(),
            "counted": counted,
            "counts": counts,
            "segments": layer.segment_count(),
            "synapses": layer.synapse_count(),
            "random": random(memory),
            "learn": learns,
        });
        if let (Some(Value::Object(step)), Value::Object(note)) = (self.steps.last_mut(), note) {
            step.extend(note);
        }
    }

    /// Number of steps recorded.
    pub(crate) fn len(&self) -> usize {
        self.steps.len()
    }

    /// The recording for the page.
    pub(crate) fn finish(mut self, title: &str, about: &str) -> io::Result<Recording> {
        self.document["steps"] = self.steps.into();
        let trace = self.trace.map(TraceWriter::finish).transpose()?;
        Ok(Recording {
            title: title.into(),
            about: about.into(),
            document: Some(self.document),
            permanences: self.permanences,
            trace: trace.unwrap_or_default(),
        })
    }
}

/// Makes a step, observed or not.
pub(crate) trait Stepper {
    /// Whether events are recorded.
    fn listens(&self) -> bool;
    /// The region of a network to which the next events belong.
    fn region(&mut self, name: &str);
    /// Takes an event.
    fn tell(&mut self, event: &LineEvent<'_>);
}

struct Events<'a> {
    /// The name of the region in a network, and whether the events are its own.
    name: Option<&'a str>,
    is_own: bool,
    trace: Option<&'a mut TraceWriter<Vec<u8>>>,
    count: usize,
}

impl Stepper for Events<'_> {
    fn listens(&self) -> bool {
        self.trace.is_some()
    }

    fn region(&mut self, name: &str) {
        self.is_own = self.name.is_none_or(|own| own == name);
    }

    fn tell(&mut self, event: &LineEvent<'_>) {
        if !self.is_own {
            return;
        }
        self.count += 1;
        if let Some(trace) = &mut self.trace {
            // NB: the step that exceeds the limit is not kept to its end, nor is the rest of the trace.
            if self.count <= MOST_EVENTS {
                trace.event(event);
            }
        }
    }
}

/// An observer that forwards everything.
struct Passing<'a>(&'a mut dyn Stepper);

impl Observer for Passing<'_> {
    fn region(&mut self, name: &str) {
        self.0.region(name);
    }

    fn temporal_memory(&mut self, event: &TemporalMemoryEvent<'_>) {
        self.0.tell(&LineEvent::TemporalMemory(event));
    }

    fn spatial_pooler(&mut self, event: &SpatialPoolerEvent<'_>) {
        self.0.tell(&LineEvent::SpatialPooler(event));
    }
}

/// Calls a function that is generic over observers with the observer that the stepper needs.
macro_rules! with_observer {
    ($stepper:expr, |$observer:ident| $call:expr) => {
        if $stepper.listens() {
            let $observer = &mut $crate::commands::view::recording::passing($stepper);
            $call
        } else {
            let $observer = &mut $crate::commands::view::recording::nobody();
            $call
        }
    };
}
pub(crate) use with_observer;

/// The observer when events are recorded.
pub(crate) fn passing(stepper: &mut dyn Stepper) -> impl Observer + '_ {
    Passing(stepper)
}

/// The observer when no events are recorded.
pub(crate) fn nobody() -> NoObserver {
    NoObserver
}

/// A result as the output of a step.
pub(crate) fn output(result: &StepResult) -> Value {
    json!({
        "anomaly_score": result.score,
        "likelihood": result.likelihood,
        "raw_score": result.raw_score,
        "bursting_columns": result.bursting_columns.len(),
        "predicted_columns": result.predicted_columns,
    })
}

/// The current state of the pooler: numbers as JSON; inputs and permanences as bytes.
///
/// The bytes are, for each column, its potential inputs as bits, the lowest first, and then the
/// permanences of all columns: the first bytes of all of them, the second bytes, ..., of their
/// little-endian binary64. This puts similar bytes next to each other, so that they compress
/// better.
fn pooler_frame(pooler: &SpatialPooler) -> (Value, Vec<u8>) {
    let state = pooler.state();
    let inputs = pooler.layer().input_count() as usize;
    let mut bytes = Vec::new();
    let mut permanences = Vec::new();
    for synapses in &state.potential_synapses {
        let mut bits = vec![0_u8; inputs.div_ceil(8)];
        for &(input, permanence) in synapses {
            bits[input as usize / 8] |= 1 << (input % 8);
            permanences.push(permanence.to_le_bytes());
        }
        bytes.extend(bits);
    }
    for plane in 0..8 {
        bytes.extend(permanences.iter().map(|permanence| permanence[plane]));
    }
    let frame = json!({
        "inputs": inputs,
        "overlaps": state.overlaps,
        "boosts": state.boosts,
        "active_duty_cycles": state.active_duty_cycles,
        "overlap_duty_cycles": state.overlap_duty_cycles,
        "learning_steps": state.learning_steps,
        "inhibition_radius": state.inhibition_radius,
    });
    (frame, bytes)
}

/// The current state of the memory.
fn memory_frame(memory: &TemporalMemory) -> Value {
    let last_active = memory.last_active_steps();
    let (counted, counts): (Vec<_>, Vec<_>) = memory.active_potential_counts().into_iter().unzip();
    let mut segments: Vec<_> = memory.layer().segments().collect();
    segments.sort_by_key(|segment| segment.serial());
    let segments: Vec<Value> = segments
        .into_iter()
        .map(|segment| {
            let synapses = segment.synapses();
            let (cells, permanences): (Vec<u32>, Vec<f64>) =
                synapses.map(|s| (s.presynaptic().index(), s.permanence())).unzip();
            json!({
                "serial": segment.serial(),
                "cell": segment.cell().map(|cell| cell.index()),
                "cells": cells,
                "permanences": permanences,
                "last_active": last_active.get(&segment.serial()),
            })
        })
        .collect();
    json!({
        "t": memory.t(),
        "random": random(memory),
        "active_cells": memory.active_cells(),
        "winner_cells": memory.winner_cells(),
        "bursting_columns": memory.bursting_columns(),
        "active_segments": memory.active_segments(),
        "matching_segments": memory.matching_segments(),
        "counted": counted,
        "counts": counts,
        "next_serial": memory.layer().next_serial(),
        "segments": segments,
    })
}

/// The state and the increment of the generator, each as its upper and its lower half.
fn random(memory: &TemporalMemory) -> [u32; 4] {
    let (state, increment) = memory.random().into_parts();
    [(state >> 32) as u32, state as u32, (increment >> 32) as u32, increment as u32]
}

impl Recording {
    /// A recording of a trace alone; the caller adds the trace.
    pub(crate) fn of_trace(title: &str, about: &str) -> Self {
        let (title, about) = (title.into(), about.into());
        Self { title, about, document: None, permanences: Vec::new(), trace: Vec::new() }
    }
}
