//! The errors of a spatial pooler.

use thiserror::Error;

use crate::anatomy::{ColumnIndex, InputIndex};
use crate::limits::MemoryError;
use crate::parameters::ParameterError;

/// Why a spatial pooler cannot be created or cannot take a step.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum SpatialPoolerError {
    /// An invalid parameter.
    #[error(transparent)]
    Parameter(#[from] ParameterError),
    /// It would exceed the memory limit.
    #[error(transparent)]
    Memory(#[from] MemoryError),
    /// The number of input bits differs from the pooler's number of inputs.
    #[error("the input has {got} bits where the pooler has {expected} inputs; both must be equal")]
    InputSize {
        /// Number of inputs of the pooler.
        expected: u32,
        /// Number of bits of the input.
        got: u32,
    },
    /// A step in the indexed form whose observer asks for line events.
    #[error(
        "the observer asks for line events, which the indexed form does not report; choose the \
         literal form for this step"
    )]
    IndexedReportsNoLines,
    /// A window of duty cycles in a given state does not have the right length.
    #[error(
        "the {list} has {got} words where it needs {expected}: one bit for each column, in words of 32, for each learning step in the window"
    )]
    WindowLength {
        /// What the list contains.
        list: &'static str,
        /// Number of words needed.
        expected: u64,
        /// Number of words given.
        got: usize,
    },
    /// A window of duty cycles in a given state has a bit for a column that does not exist.
    #[error("the {list} has a bit beyond the last of {columns} columns")]
    WindowBit {
        /// What the list contains.
        list: &'static str,
        /// Number of columns.
        columns: u32,
    },
    /// A list does not have one element for each column.
    #[error("{got} {list} are given for {expected} columns; give one for each")]
    ColumnCount {
        /// What the list contains.
        list: &'static str,
        /// Number of columns.
        expected: u32,
        /// Number of elements given.
        got: usize,
    },
    /// A potential synapse listens to an input that does not exist.
    #[error(
        "column {column} has a potential synapse to input {input}; inputs are numbered 0 to {last}"
    )]
    NoSuchInput {
        /// The column.
        column: ColumnIndex,
        /// The input.
        input: InputIndex,
        /// The last input that exists.
        last: InputIndex,
    },
    /// The potential synapses of a column are not in order, or two have the same input.
    #[error(
        "column {column} has a potential synapse to input {input} behind one to input {previous}; list every input once, ascending"
    )]
    OutOfOrder {
        /// The column.
        column: ColumnIndex,
        /// The input of the previous synapse.
        previous: InputIndex,
        /// The input.
        input: InputIndex,
    },
    /// A number in a given state is outside its range.
    #[error("among the {what}, that of column {column} is {value}; it must be {allowed}")]
    OutOfRange {
        /// What the number is.
        what: &'static str,
        /// The column.
        column: ColumnIndex,
        /// The number.
        value: f64,
        /// The allowed range.
        allowed: &'static str,
    },
    /// The active columns of a given state are not in order, or name a column that does not exist.
    #[error(
        "the active columns must be ascending, each once and below {columns}, but {column} is not"
    )]
    ActiveColumns {
        /// The column that is out of order or does not exist.
        column: ColumnIndex,
        /// Number of columns.
        columns: u32,
    },
}
