//! Which form of the algorithms a step runs.

/// Which form of the algorithms a step runs: the code that reads like the book's pseudocode, or the
/// code that gives the same result through indexes.
///
/// Both forms make the same random draws and leave the same state. By default a step runs the
/// indexed form, and the literal form if its observer asks for line events.
///
/// ```
/// use bami_htm::Execution;
/// use bami_htm::temporal_memory::{TemporalMemory, TemporalMemoryParameters};
///
/// let mut memory = TemporalMemory::new(TemporalMemoryParameters::default(), 42)?;
/// assert_eq!(memory.execution(), None);
/// memory.set_execution(Execution::Literal);
/// assert_eq!(memory.execution(), Some(Execution::Literal));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Execution {
    /// The literal form: line by line, as the pseudocode is printed.
    Literal,
    /// The indexed form: only what can change the result is visited. It reports no lines, so a step
    /// whose observer asks for line events is refused.
    Indexed,
}
