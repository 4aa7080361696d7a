//! The library's own answers to the inputs of a vector.

mod anomaly;
mod classifier;
mod encoder;
mod random;
mod spatial_pooler;
mod temporal_memory;

use serde_json::Value;

use super::{Header, JsonError, must_be_object};
use bami_htm::Execution;
use bami_htm::observer::{LineEvent, NoObserver, Observer, OnLine};
use bami_htm::pin::Pin;

/// The algorithms that the library implements, by the names that vectors use.
pub const ALGORITHMS: [&str; 16] = [
    "random",
    "temporal-memory",
    "spatial-pooler",
    "scalar-encoder",
    "random-distributed-scalar-encoder",
    "category-encoder",
    "periodic-encoder",
    "date-encoder",
    "log-encoder",
    "delta-encoder",
    "ordered-category-encoder",
    "coordinate-encoder",
    "geospatial-encoder",
    "pass-through-encoder",
    "anomaly-likelihood",
    "sdr-classifier",
];

/// Why a model cannot be created or a step cannot run, and where the error is in the header or
/// step.
pub type ModelError = JsonError;

/// An algorithm as vectors see it: JSON in, JSON out.
trait Algorithm: Send {
    /// The output of a step. After an error, the state is unchanged.
    fn step(&mut self, input: &Value) -> Result<Value, ModelError>;

    /// Like `step`, and reports what each line did. An algorithm without lines reports nothing.
    fn step_observed(
        &mut self,
        input: &Value,
        _on_line: &mut dyn FnMut(LineEvent<'_>),
    ) -> Result<Value, ModelError> {
        self.step(input)
    }

    /// Chooses the form of the further steps. An algorithm without lines has one form only.
    fn set_execution(&mut self, _execution: Execution) {}

    /// The complete state as text; none for an algorithm without lines.
    fn pin(&self) -> Option<Pin> {
        None
    }
}

/// An algorithm that reports to an observer what each of its lines did.
trait LineByLine: Send {
    /// Chooses the form of the further steps.
    fn choose(&mut self, execution: Execution);

    /// The complete state as text.
    fn state_as_text(&self) -> Pin;

    /// The output of a step. After an error, the state is unchanged.
    fn step_by_lines(
        &mut self,
        input: &Value,
        observer: &mut impl Observer,
    ) -> Result<Value, ModelError>;
}

impl<A: LineByLine> Algorithm for A {
    fn step(&mut self, input: &Value) -> Result<Value, ModelError> {
        self.step_by_lines(input, &mut NoObserver)
    }

    fn step_observed(
        &mut self,
        input: &Value,
        on_line: &mut dyn FnMut(LineEvent<'_>),
    ) -> Result<Value, ModelError> {
        self.step_by_lines(input, &mut OnLine(on_line))
    }

    fn set_execution(&mut self, execution: Execution) {
        self.choose(execution);
    }

    fn pin(&self) -> Option<Pin> {
        Some(self.state_as_text())
    }
}

/// The default for whether a step learns.
fn learns_by_default() -> bool {
    true
}

/// The library's implementation of an algorithm, as vectors see it.
///
/// ```
/// use bami_conformance::{Header, Model};
///
/// let header = Header::from_json(
///     r#"{"format": "bami-conformance/1", "name": "x", "about": "", "covers": [],
///         "algorithm": "random", "parameters": {"stream": 54}, "seed": 42}"#,
/// )?;
/// let mut model = Model::new(&header)?.expect("the library knows this algorithm");
/// let input = serde_json::from_str(r#"{"draw": "u32"}"#).unwrap();
/// assert_eq!(model.step(&input)?.to_string(), r#"{"value":2707161783}"#);
/// # Ok::<(), bami_conformance::ModelError>(())
/// ```
pub struct Model(Box<dyn Algorithm>);

impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Model")
    }
}

impl Model {
    /// The algorithm of a header, in its initial state; `None` if the library does not have the
    /// algorithm.
    ///
    /// # Errors
    ///
    /// A parameter that is missing, unknown, of the wrong type or out of range, or an invalid
    /// initial state.
    pub fn new(header: &Header) -> Result<Option<Self>, ModelError> {
        Self::build(header, None)
    }

    /// Like [`new`](Self::new), with a function that receives what the initialization did.
    ///
    /// # Errors
    ///
    /// As for [`new`](Self::new).
    pub fn new_observed(
        header: &Header,
        mut on_line: impl FnMut(LineEvent<'_>),
    ) -> Result<Option<Self>, ModelError> {
        Self::build(header, Some(&mut on_line))
    }

    fn build(
        header: &Header,
        on_line: Option<&mut dyn FnMut(LineEvent<'_>)>,
    ) -> Result<Option<Self>, ModelError> {
        let Header { algorithm, .. } = header;
        must_be_object("parameters", &header.parameters)?;
        header.initial.iter().try_for_each(|initial| must_be_object("initial", initial))?;
        let takes_initial = matches!(algorithm.as_str(), "temporal-memory" | "spatial-pooler");
        if !takes_initial && ALGORITHMS.contains(&algorithm.as_str()) {
            check_no_initial_state(header)?;
        }
        Ok(Some(Self(match algorithm.as_str() {
            "random" => random::new(header)?,
            "temporal-memory" => temporal_memory::new(header)?,
            "spatial-pooler" => spatial_pooler::new(header, on_line)?,
            "scalar-encoder" => encoder::scalar(header)?,
            "random-distributed-scalar-encoder" => encoder::random_distributed_scalar(header)?,
            "category-encoder" => encoder::category(header)?,
            "periodic-encoder" => encoder::periodic(header)?,
            "date-encoder" => encoder::date(header)?,
            "log-encoder" => encoder::log(header)?,
            "delta-encoder" => encoder::delta(header)?,
            "ordered-category-encoder" => encoder::ordered_category(header)?,
            "coordinate-encoder" => encoder::coordinate(header)?,
            "geospatial-encoder" => encoder::geospatial(header)?,
            "pass-through-encoder" => encoder::pass_through(header)?,
            "anomaly-likelihood" => anomaly::new(header)?,
            "sdr-classifier" => classifier::new(header)?,
            _ => return Ok(None),
        })))
    }

    /// Chooses the form of the further steps. An algorithm that has only one form ignores it.
    ///
    /// A step that reports its lines needs the literal form.
    pub fn set_execution(&mut self, execution: Execution) {
        self.0.set_execution(execution);
    }

    /// The complete state as text; none for an algorithm that is not one of BAMI's two.
    #[must_use]
    pub fn pin(&self) -> Option<Pin> {
        self.0.pin()
    }

    /// The output of a step.
    ///
    /// # Errors
    ///
    /// An input that lacks a field, has an unknown one or one of the wrong type, or that the
    /// algorithm rejects. The model is then unchanged.
    //= spec/conformance.md#conf-error-state
    //# A step that is rejected with an error MUST leave the state of the algorithm unchanged.
    pub fn step(&mut self, input: &Value) -> Result<Value, ModelError> {
        self.0.step(input)
    }

    /// The same step, with a function that receives what each line of BAMI did. The output is the
    /// same.
    ///
    /// # Errors
    ///
    /// As for [`step`](Self::step).
    pub fn step_observed(
        &mut self,
        input: &Value,
        mut on_line: impl FnMut(LineEvent<'_>),
    ) -> Result<Value, ModelError> {
        self.0.step_observed(input, &mut on_line)
    }
}

/// Rejects parameters that omit one without a default in vectors.
//= spec/conformance.md#conf-parameters
//# A vector MUST give every parameter that this chapter does not call optional.
fn require(parameters: &Value, names: &[&str]) -> Result<(), ModelError> {
    match names.iter().find(|name| parameters.get(name).is_none_or(Value::is_null)) {
        Some(name) => Err(ModelError::new(format!("parameters.{name}"), "is missing")),
        None => Ok(()),
    }
}

/// Rejects an initial state for an algorithm that has only one.
//= spec/conformance.md#conf-initial
//# If this chapter defines no initial state for an algorithm, an initial state MUST be rejected
//# unless it is an empty object.
fn check_no_initial_state(header: &Header) -> Result<(), ModelError> {
    let fields = header.initial.as_ref().and_then(Value::as_object);
    match fields.and_then(|fields| fields.keys().next()) {
        Some(field) => {
            let problem = format!("unknown field; {} has no initial state", header.algorithm);
            Err(ModelError::new(format!("initial.{field}"), problem))
        }
        None => Ok(()),
    }
}

/// Attributes an error of the library to the parameters.
fn in_parameters(error: impl ToString) -> ModelError {
    ModelError::new("parameters", error)
}

/// Rejects a list that does not ascend.
//= spec/conformance.md#conf-ascending
//# Lists of cells, columns, bits and segments MUST be strictly ascending, in inputs and in outputs.
fn check_ascending(path: &str, list: &[u32]) -> Result<(), ModelError> {
    match list.windows(2).position(|pair| pair[0] >= pair[1]) {
        Some(n) => {
            let problem =
                format!("{} follows {}; the list must be ascending", list[n + 1], list[n]);
            Err(ModelError::new(format!("{path}[{}]", n + 1), problem))
        }
        None => Ok(()),
    }
}
