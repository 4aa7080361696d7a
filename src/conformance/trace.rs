//! Traces: what each line of BAMI did in a run, as JSON lines.
//!
//! A [`TraceWriter`] is an [`Observer`]: pass it to a step, and it writes what every line did. The
//! format is described in `spec/trace.md` and, for machines, in `spec/trace.schema.json`.
//!
//! ```
//! use bami_conformance::Vector;
//! use bami_conformance::trace::trace_vector;
//!
//! let vector = Vector::from_json(
//!     r#"{"format": "bami-conformance/1", "name": "burst", "about": "A column bursts.",
//!         "covers": ["BAMI TM 26-27"], "algorithm": "temporal-memory", "seed": 42,
//!         "parameters": {"column_count": 2, "cells_per_column": 2, "activation_threshold": 1,
//!           "learning_threshold": 1, "initial_permanence": 0.5, "connected_permanence": 0.5,
//!           "permanence_increment": 0.1, "permanence_decrement": 0.1, "predicted_decrement": 0.0,
//!           "synapse_sample_size": 2},
//!         "steps": [{"input": {"active_columns": [1]}, "output": {}}]}"#,
//! )?;
//! let mut trace = Vec::new();
//! trace_vector(&vector, &mut trace, |_, _| true)?;
//! let lines: Vec<&str> = std::str::from_utf8(&trace)?.lines().collect();
//! assert!(lines[0].starts_with(r#"{"kind":"start","format":"bami-trace/1""#));
//! assert!(lines.iter().any(|line| line.contains(r#""chapter":"TM","line":27"#)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::io::{self, Write};

use serde_json::{Map, Value, json};
use thiserror::Error;

use crate::{ALGORITHMS, Model, ModelError, Vector, read_json};
use bami_htm::observer::{LineEvent, Observer};
use bami_htm::spatial_pooler::SpatialPoolerEvent;
use bami_htm::temporal_memory::TemporalMemoryEvent;

/// The format that this version writes.
pub const FORMAT: &str = "bami-trace/1";

/// Why a trace could not be made.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TraceError {
    /// The trace could not be written.
    #[error("the trace could not be written: {0}")]
    Write(#[from] io::Error),
    /// The algorithm rejects the vector.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The library does not know the algorithm.
    #[error("the library cannot trace the algorithm {algorithm:?}")]
    UnknownAlgorithm {
        /// The name as given.
        algorithm: String,
    },
}

/// Writes a trace: a start, then for each step its input, what each line did, and its output.
///
/// ```
/// use bami_conformance::trace::TraceWriter;
/// use bami_htm::Learning;
/// use bami_htm::sdr::Sdr;
/// use bami_htm::temporal_memory::{TemporalMemory, TemporalMemoryParameters};
/// use serde_json::json;
///
/// let parameters = TemporalMemoryParameters::default().with_column_count(4);
/// let mut memory = TemporalMemory::new(parameters, 42)?;
/// let mut writer = TraceWriter::new(Vec::new(), &json!({ "about": "one step" }))?;
/// writer.begin_step(1, &json!({ "active_columns": [2] }))?;
/// memory.step_observed(&Sdr::new(4, [2])?, Learning::On, &mut writer)?;
/// writer.end_step(&json!({ "active_cells": memory.active_cells().len() }))?;
/// let trace = String::from_utf8(writer.finish()?)?;
/// assert!(trace.contains(r#""chapter":"TM","line":27"#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct TraceWriter<W> {
    out: W,
    step: u64,
    /// The region of a network that emits the current events.
    region: Option<String>,
    written: io::Result<()>,
}

impl<W: Write> TraceWriter<W> {
    /// Starts a trace of the run that `source` describes.
    ///
    /// # Errors
    ///
    /// The trace cannot be written.
    //= spec/trace.md#trace-start
    //# The first line of a trace MUST have the kind start, the format bami-trace/1, and the source,
    //# which says what was run.
    pub fn new(out: W, source: &Value) -> io::Result<Self> {
        let mut writer = Self { out, step: 0, region: None, written: Ok(()) };
        writer.write(&json!({ "kind": "start", "format": FORMAT, "source": source }))?;
        Ok(writer)
    }

    /// Begins the step with this number; the first is 1.
    ///
    /// # Errors
    ///
    /// The trace cannot be written.
    //= spec/trace.md#trace-step
    //# Each step MUST begin with a line of the kind input and end with a line of the kind output,
    //# with the lines of its events between the two in the order in which they occurred.
    pub fn begin_step(&mut self, step: u64, input: &Value) -> io::Result<()> {
        self.step = step;
        self.write(&json!({ "kind": "input", "step": step, "input": input }))
    }

    /// Ends the current step.
    ///
    /// # Errors
    ///
    /// The trace, or one of the earlier events, cannot be written.
    pub fn end_step(&mut self, output: &Value) -> io::Result<()> {
        std::mem::replace(&mut self.written, Ok(()))?;
        self.write(&json!({ "kind": "output", "step": self.step, "output": output }))
    }

    /// Writes what a line did. An error is kept until the end of the step.
    //= spec/trace.md#trace-event
    //# A line of the kind event MUST name the step, the chapter, the line or null, the rule of the
    //# specification and the event, followed by the parts and operands of that event.
    pub fn event(&mut self, event: &LineEvent<'_>) {
        if self.written.is_ok() {
            let line = event_as_json(self.step, self.region.as_deref(), event);
            self.written = line.and_then(|line| self.write(&line));
        }
    }

    fn event_if(
        &mut self,
        event: &LineEvent<'_>,
        step: u64,
        keep: impl Fn(u64, Option<&LineEvent<'_>>) -> bool,
    ) {
        if keep(step, Some(event)) {
            self.event(event);
        }
    }

    /// Returns the underlying writer.
    ///
    /// # Errors
    ///
    /// The end of the trace cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        self.written.map(|()| self.out)
    }

    fn write(&mut self, line: &Value) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, line)?;
        self.out.write_all(b"\n")
    }
}

/// An event as a line of a trace.
fn event_as_json(step: u64, region: Option<&str>, event: &LineEvent<'_>) -> io::Result<Value> {
    let mut line = Map::new();
    line.insert("kind".into(), "event".into());
    line.insert("step".into(), step.into());
    //= spec/trace.md#trace-region
    //# In a trace of a network, a line of the kind event MUST name the region after the step.
    if let Some(region) = region {
        line.insert("region".into(), region.into());
    }
    line.insert("chapter".into(), event.chapter().into());
    line.insert("line".into(), event.line().into());
    line.insert("rule".into(), event.rule().into());
    if let Value::Object(fields) = serde_json::to_value(event)? {
        line.extend(fields.into_iter().filter(|(name, _)| name != "line"));
    }
    Ok(line.into())
}

impl<W: Write> Observer for TraceWriter<W> {
    fn region(&mut self, name: &str) {
        self.region = Some(name.to_owned());
    }

    fn temporal_memory(&mut self, event: &TemporalMemoryEvent<'_>) {
        self.event(&LineEvent::TemporalMemory(event));
    }

    fn spatial_pooler(&mut self, event: &SpatialPoolerEvent<'_>) {
        self.event(&LineEvent::SpatialPooler(event));
    }
}

/// Why a string is not a trace.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum NotATrace {
    /// There are no lines.
    #[error("the trace is empty")]
    Empty,
    /// The first line is not the first line of a trace.
    #[error("line 1 is not the start of a trace of the format {FORMAT}")]
    NoStart,
    /// A line is not JSON.
    #[error("line {line}: {problem}")]
    NoJson {
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        problem: serde_json::Error,
    },
    /// A line is not an object, or has no kind.
    #[error("line {line} has no kind")]
    NoKind {
        /// The line, from 1.
        line: usize,
    },
}

/// Checks that a string can be shown as a trace: its first line is that of a trace, and every line
/// is a JSON object with a kind.
///
/// # Errors
///
/// The first line that is wrong.
///
/// ```
/// use bami_conformance::trace::check;
///
/// assert!(check(r#"{"kind": "start", "format": "bami-trace/1"}"#).is_ok());
/// assert_eq!(check("").unwrap_err().to_string(), "the trace is empty");
/// ```
//= spec/view.md#view-trace
//# A trace file MUST be rejected, with the line number, if its first line is not the first line of
//# a trace or if any other line is not a JSON object with a kind.
pub fn check(text: &str) -> Result<(), NotATrace> {
    let mut is_empty = true;
    for (number, line) in (1..).zip(text.lines()) {
        let value =
            read_json(line).map_err(|problem| NotATrace::NoJson { line: number, problem })?;
        let kind = value["kind"].as_str().ok_or(NotATrace::NoKind { line: number })?;
        if is_empty && (kind != "start" || value["format"] != FORMAT) {
            return Err(NotATrace::NoStart);
        }
        is_empty = false;
    }
    if is_empty { Err(NotATrace::Empty) } else { Ok(()) }
}

/// Runs the steps of a vector and writes a trace of them. Step 0 is the initialization.
///
/// `keep` decides whether a step is written and, given an event, whether that event is written.
///
/// # Errors
///
/// An algorithm that the library does not know, parameters or an input that it rejects, or a trace
/// that cannot be written.
//= spec/trace.md#trace-step-number
//# Steps MUST be numbered from 1.
//= spec/trace.md#trace-step-number
//# Everything that an algorithm does before its first step MUST have the number 0.
pub fn trace_vector<W: Write>(
    vector: &Vector,
    out: W,
    keep: impl Fn(u64, Option<&LineEvent<'_>>) -> bool,
) -> Result<W, TraceError> {
    let header = &vector.header;
    // NB: checked before anything is written.
    if !ALGORITHMS.contains(&header.algorithm.as_str()) {
        return Err(TraceError::UnknownAlgorithm { algorithm: header.algorithm.clone() });
    }
    let source = serde_json::to_value(header).map_err(io::Error::from)?;
    let mut trace = TraceWriter::new(out, &json!({ "vector": source }))?;
    if keep(0, None) {
        trace.begin_step(0, &Value::Null)?;
    }
    let unknown = || TraceError::UnknownAlgorithm { algorithm: header.algorithm.clone() };
    let mut model = Model::new_observed(header, |event| trace.event_if(&event, 0, &keep))?
        .ok_or_else(unknown)?;
    if keep(0, None) {
        trace.end_step(&Value::Null)?;
    }
    for (number, step) in (1..).zip(&vector.steps) {
        if keep(number, None) {
            trace.begin_step(number, &step.input)?;
        }
        let outcome =
            model.step_observed(&step.input, |event| trace.event_if(&event, number, &keep));
        if keep(number, None) {
            // NB: a vector may expect an error; the trace then has the error in place of the
            // output.
            let error = |error: ModelError| json!({ "error": error.to_string() });
            trace.end_step(&outcome.unwrap_or_else(error))?;
        }
    }
    Ok(trace.finish()?)
}
