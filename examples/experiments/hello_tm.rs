//! Hello, temporal memory: A B C D, again and again, printed step by step.
//!
//! Each letter is four of sixteen columns; each column has two cells. At first every column bursts,
//! because nothing was predicted. After three rounds each letter predicts the next one. Each round
//! begins with a reset, so A is never predicted and always bursts.
//!
//! `cargo run --example hello_tm`

use bami_htm::Learning;
use bami_htm::anatomy::CellIndex;
use bami_htm::sdr::Sdr;
use bami_htm::temporal_memory::{TemporalMemory, TemporalMemoryParameters};

const COLUMNS: u32 = 16;
const COLUMNS_PER_LETTER: u32 = 4;
const LETTERS: [char; 4] = ['A', 'B', 'C', 'D'];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut memory = TemporalMemory::new(
        TemporalMemoryParameters::book()
            .with_column_count(COLUMNS)
            .with_cells_per_column(2)
            .with_activation_threshold(3)
            .with_learning_threshold(2)
            .with_initial_permanence(0.3)
            .with_connected_permanence(0.5)
            .with_synapse_sample_size(4),
        42,
    )?;
    println!("step  input  active cells          bursting  anomaly  then predicts");
    for step in 0..24 {
        let letter = step % LETTERS.len() as u32;
        let first = letter * COLUMNS_PER_LETTER;
        if letter == 0 {
            memory.reset();
        }
        memory.step(&Sdr::new(COLUMNS, first..first + COLUMNS_PER_LETTER)?, Learning::On)?;
        println!(
            "{:>4}  {:>5}  {}  {:>8}  {:>7.2}  {}",
            step + 1,
            LETTERS[letter as usize],
            cells_as_picture(memory.active_cells(), first),
            memory.bursting_columns().len(),
            memory.anomaly(),
            predicted_letters(&memory),
        );
        if letter as usize == LETTERS.len() - 1 {
            println!();
        }
    }
    let layer = memory.layer();
    println!(
        "learned: {} segments with {} synapses.",
        layer.segment_count(),
        layer.synapse_count()
    );
    let cell = layer.cell(memory.winner_cells()[0]).ok_or("every winner is a cell of the layer")?;
    println!("The longest segment of cell {}, a winner of the last D, listens to:", cell.index());
    if let Some(segment) = cell.segments().max_by_key(|segment| segment.synapses().len()) {
        for synapse in segment.synapses() {
            let presynaptic = synapse.presynaptic().index();
            println!("  cell {presynaptic:>2}, permanence {:.1}", synapse.permanence());
        }
    }
    Ok(())
}

/// The columns of the letter, each as its cells: `#` for active, `.` for inactive.
fn cells_as_picture(active_cells: &[CellIndex], first_column: u32) -> String {
    let columns = first_column..first_column + COLUMNS_PER_LETTER;
    let picture: Vec<String> = columns
        .map(|column| {
            let cells = [2 * column, 2 * column + 1].map(CellIndex::new);
            cells.iter().map(|cell| if active_cells.contains(cell) { '#' } else { '.' }).collect()
        })
        .collect();
    format!("{:<20}", picture.join(" "))
}

/// The letters with all columns predicted.
fn predicted_letters(memory: &TemporalMemory) -> String {
    let predicted = memory.predicted_columns();
    let letters = LETTERS.iter().zip(0..).filter(|&(_, letter)| {
        let first = letter * COLUMNS_PER_LETTER;
        (first..first + COLUMNS_PER_LETTER).all(|column| predicted.contains(&column.into()))
    });
    let letters: String = letters.map(|(letter, _)| *letter).collect();
    if letters.is_empty() { "-".into() } else { letters }
}
