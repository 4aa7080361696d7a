//! Common parts of the experiments of the chapter: letters, words, and the steps of a memory.

use bami_htm::anatomy::CellIndex;
use bami_htm::sdr::Sdr;
use bami_htm::temporal_memory::{
    TemporalMemory, TemporalMemoryExtensions, TemporalMemoryParameters,
};

pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// Columns per letter.
pub const WIDTH: u32 = 20;
/// Number of letters.
pub const LETTERS: u32 = 26;
/// The seed of all memories.
pub const SEED: u64 = 42;

/// PREDICTED_DECREMENT of the usual memory.
pub const PREDICTED_DECREMENT: f64 = 0.005;

/// The description of the usual memory.
pub const USUAL: &str = "Each letter has its own 20 of 520 columns. The memory has the defaults known from NuPIC \
                         (activation threshold 13, learning threshold 10, initial permanence 0.21, connected 0.5, \
                         increment and decrement 0.1, sample of 20 synapses) and a predicted decrement of 0.005, \
                         slightly more than sparsity times increment, as NuPIC recommends; no extension is on; seed \
                         42, with a varying number of cells per column. Each word begins with a reset.";

/// The parameters of a memory, with every switch as in the book.
pub fn sized(columns: u32, cells_per_column: u32) -> TemporalMemoryParameters {
    TemporalMemoryParameters::default()
        .with_column_count(columns)
        .with_cells_per_column(cells_per_column)
        .with_extensions(no_extensions())
}

/// No extension: empty segments are grown, and nothing is bounded or pruned.
pub fn no_extensions() -> TemporalMemoryExtensions {
    TemporalMemoryExtensions::default()
        .with_max_segments_per_cell(None)
        .with_max_synapses_per_segment(None)
        .with_prune_zero_permanence(false)
        .with_skip_empty_segments(false)
}

/// The parameters of the usual memory.
pub fn usual(cells_per_column: u32) -> TemporalMemoryParameters {
    sized(LETTERS * WIDTH, cells_per_column).with_predicted_decrement(PREDICTED_DECREMENT)
}

/// An untrained memory.
pub fn memory(parameters: TemporalMemoryParameters) -> Result<TemporalMemory, Error> {
    Ok(TemporalMemory::new(parameters, SEED)?)
}

/// The first column of a letter.
fn first_column(letter: char) -> u32 {
    (letter as u32 - 'A' as u32) * WIDTH
}

/// The columns of a letter, A to Z.
pub fn columns(letter: char) -> std::ops::Range<u32> {
    let first = first_column(letter);
    first..first + WIDTH
}

/// The SDR of a letter, A to Z.
pub fn letter(letter: char) -> Result<Sdr, Error> {
    Ok(Sdr::new(LETTERS * WIDTH, columns(letter))?)
}

/// The results of one step.
pub struct Step {
    /// The letter.
    pub letter: char,
    /// The fraction of its columns that was not predicted.
    pub anomaly: f64,
    /// Columns that burst.
    pub bursting: usize,
    /// Its active cells.
    pub active: Vec<u32>,
    /// Its winner cells.
    pub winners: Vec<u32>,
    /// Cells predicted for the next step.
    pub predicted: Vec<u32>,
    /// Letters with at least half of their columns predicted for the next step.
    pub next: String,
}

/// Shows a word letter by letter, without a reset.
pub fn go_on(memory: &mut TemporalMemory, word: &str, learn: bool) -> Result<Vec<Step>, Error> {
    let mut steps = Vec::new();
    for letter in word.chars() {
        memory.step(&self::letter(letter)?, learn.into())?;
        steps.push(Step {
            letter,
            anomaly: memory.anomaly(),
            bursting: memory.bursting_columns().len(),
            active: CellIndex::numbers(memory.active_cells()),
            winners: CellIndex::numbers(memory.winner_cells()),
            predicted: CellIndex::numbers(memory.predictive_cells()),
            next: predicted_letters(memory),
        });
    }
    Ok(steps)
}

/// Shows a word after a reset.
pub fn show(memory: &mut TemporalMemory, word: &str, learn: bool) -> Result<Vec<Step>, Error> {
    memory.reset();
    go_on(memory, word, learn)
}

/// Shows the words in turn for a number of rounds, with learning.
pub fn train(memory: &mut TemporalMemory, words: &[&str], rounds: u32) -> Result<(), Error> {
    for _ in 0..rounds {
        for word in words {
            show(memory, word, true)?;
        }
    }
    Ok(())
}

/// The letters with at least half of their columns predicted.
fn predicted_letters(memory: &TemporalMemory) -> String {
    let predicted = memory.predicted_columns();
    let is_predicted = |letter: &char| {
        let own = columns(*letter);
        let columns = predicted.iter().filter(|column| own.contains(&column.get()));
        2 * columns.count() as u32 >= WIDTH
    };
    ('A'..='Z').filter(is_predicted).collect()
}

/// The number of cells that belong to columns of a letter.
pub fn cells_of(cells: &[u32], letter: char, cells_per_column: u32) -> usize {
    let first = first_column(letter) * cells_per_column;
    let range = first..first + WIDTH * cells_per_column;
    cells.iter().filter(|cell| range.contains(cell)).count()
}

/// The number of cells that two lists have in common.
pub fn common(a: &[u32], b: &[u32]) -> usize {
    a.iter().filter(|cell| b.contains(cell)).count()
}

/// The letters, or a dash for none.
pub fn or_dash(letters: &str) -> &str {
    if letters.is_empty() { "-" } else { letters }
}

/// A fraction as a percentage.
pub fn percent(part: f64) -> String {
    format!("{:.1} %", part * 100.0)
}

/// The last of some steps.
pub fn last(steps: &[Step]) -> Result<&Step, Error> {
    steps.last().ok_or_else(|| "a word has at least one letter".into())
}
