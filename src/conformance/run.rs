//! Querying the library or a port, and checking the answers.

use std::io::BufRead;

use serde::Serialize;
use serde_json::{Value, json};

use super::port::{Recorded, Session};
use super::{
    Blame, Divergence, Header, Model, ModelError, Port, PortError, PortFault, Vector, blame,
    compare,
};

/// What a vector is run against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The library itself.
    Library,
    /// A command.
    Port(Port),
}

/// The result of running a vector.
///
/// ```
/// use bami_conformance::{Target, embedded_vectors, run};
///
/// let vector = &embedded_vectors()?[0];
/// let report = run(vector, &Target::Library)?;
/// assert_eq!((&report.name, &report.algorithm), (&vector.header.name, &vector.header.algorithm));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// The name of the vector.
    pub name: String,
    /// Its algorithm.
    pub algorithm: String,
    /// The outcome.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// The possible outcomes of a vector.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "outcome", rename_all = "lowercase")]
pub enum Outcome {
    /// Every answer matched.
    Passed,
    /// The algorithm is not supported.
    Skipped,
    /// The vector failed.
    Failed(Box<Failure>),
}

/// What went wrong, and where.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Failure {
    /// The step, counted from 0; `None` if the failure came after the last one.
    pub step: Option<usize>,
    /// The first key that diverged, if there was an answer.
    #[serde(flatten)]
    pub divergence: Option<Divergence>,
    /// What determines that key.
    #[serde(flatten)]
    pub blame: Option<Blame>,
    /// How the port failed to answer, or the unexpected error.
    pub problem: Option<String>,
    /// The end of what the port wrote to standard error.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub stderr: String,
}

/// The source of the answers: the library, a running port, or recorded output.
enum Answers<'a> {
    Library(Result<Option<Model>, ModelError>),
    Port(Session),
    Recorded(Recorded<&'a mut dyn BufRead>),
}

impl Answers<'_> {
    fn start(header: &Header, target: &Target) -> Result<Self, PortError> {
        Ok(match target {
            Target::Library => Self::Library(Model::new(header)),
            Target::Port(port) => Self::Port(port.start(header)?),
        })
    }

    fn answer(&mut self, input: &Value) -> Result<Value, PortFault> {
        match self {
            Self::Library(Ok(Some(model))) => Ok(match model.step(input) {
                Ok(output) => output,
                Err(error) => json!({ "error": error.to_string() }),
            }),
            Self::Library(Ok(None)) => Ok(json!({ "unsupported": true })),
            Self::Library(Err(error)) => Ok(json!({ "error": error.to_string() })),
            Self::Port(session) => session.answer(input),
            Self::Recorded(recorded) => recorded.answer(),
        }
    }

    fn finish(&mut self, after_error: bool) -> Result<(), PortFault> {
        match self {
            Self::Library(_) => Ok(()),
            Self::Port(session) => session.finish(after_error),
            Self::Recorded(recorded) => recorded.finish(),
        }
    }

    fn said(&mut self) -> String {
        match self {
            Self::Library(_) | Self::Recorded(_) => String::new(),
            Self::Port(session) => session.said(),
        }
    }
}

/// Runs a vector up to its first divergence.
///
/// ```
/// use bami_conformance::{Outcome, Target, embedded_vectors, run};
///
/// let report = run(&embedded_vectors()?[0], &Target::Library)?;
/// assert_eq!(report.outcome, Outcome::Passed);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// A port that cannot be started.
pub fn run(vector: &Vector, target: &Target) -> Result<Report, PortError> {
    Ok(report(vector, &mut Answers::start(&vector.header, target)?))
}

/// Checks the recorded standard output of a port for a vector. How the port exited is then unknown.
///
/// ```
/// use bami_conformance::{Outcome, embedded_vectors, run_recorded};
///
/// let vector = &embedded_vectors()?[0];
/// let report = run_recorded(vector, &mut &b"{}\n"[..]);
/// assert!(matches!(report.outcome, Outcome::Failed(_)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn run_recorded(vector: &Vector, output: &mut dyn BufRead) -> Report {
    report(vector, &mut Answers::Recorded(Recorded(output)))
}

fn report(vector: &Vector, answers: &mut Answers<'_>) -> Report {
    let outcome = match judge(vector, answers) {
        Ok(outcome) => outcome,
        Err(mut failure) => {
            failure.stderr = answers.said();
            Outcome::Failed(failure)
        }
    };
    let Header { name, algorithm, .. } = &vector.header;
    Report { name: name.clone(), algorithm: algorithm.clone(), outcome }
}

fn judge(vector: &Vector, answers: &mut Answers<'_>) -> Result<Outcome, Box<Failure>> {
    let algorithm = &vector.header.algorithm;
    let mut skipped = false;
    for (n, step) in vector.steps.iter().enumerate() {
        let answer = answers.answer(&step.input).map_err(|fault| fault_at(Some(n), &fault))?;
        let unsupported = answer.get("unsupported") == Some(&Value::Bool(true));
        if n > 0 && unsupported != skipped {
            return Err(fault_at(Some(n), &PortFault::Wavering));
        }
        //= spec/conformance.md#conf-run-skipped
        //# A vector of which every step is answered with unsupported MUST count as skipped, never
        //# as passed.
        skipped = unsupported;
        if skipped {
            continue;
        }
        //= spec/conformance.md#conf-run-divergence
        //# For the first divergence of a vector, the vector, the step, the key, the expected and
        //# the actual value, and the lines of BAMI and the section of the specification that
        //# determine the key MUST be reported.
        if let Some(divergence) = compare(&step.output, &answer) {
            return Err(diverged(algorithm, n, divergence));
        }
    }
    let after_error = vector.expects_error() && !skipped;
    answers.finish(after_error).map_err(|fault| fault_at(None, &fault))?;
    Ok(if skipped { Outcome::Skipped } else { Outcome::Passed })
}

fn diverged(algorithm: &str, step: usize, divergence: Divergence) -> Box<Failure> {
    let unexpected_error = divergence.key == "error" && divergence.expected.is_none();
    let text = |got: &Value| match got {
        Value::String(text) => format!("an unexpected error: {text}"),
        other => format!("an unexpected error: {other}"),
    };
    let problem = divergence.got.as_ref().filter(|_| unexpected_error).map(text);
    let blame = blame(algorithm, &divergence.key);
    let divergence = Some(divergence).filter(|_| !unexpected_error);
    Box::new(Failure { step: Some(step), divergence, blame, problem, stderr: String::new() })
}

fn fault_at(step: Option<usize>, fault: &PortFault) -> Box<Failure> {
    let problem = Some(fault.to_string());
    Box::new(Failure { step, divergence: None, blame: None, problem, stderr: String::new() })
}
