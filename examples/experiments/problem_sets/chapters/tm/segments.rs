//! One segment per cell and many: TM.11.

use super::lab::{self, Error, last};
use crate::problem_sets::chapters::answer::{Answer, Effort, Outcome};
use crate::support::plot::{Mark, Plot};
use crate::support::table::Table;

/// "1 cell", "2 cells".
fn cell_count(cells: u32) -> String {
    if cells == 1 { "1 cell".into() } else { format!("{cells} cells") }
}

/// TM.11.
pub fn one_segment_against_many(effort: Effort) -> Outcome {
    let cell_counts = [1_u32, 2, 4, 8];
    let contexts = [1_usize, 2, 3, 4, 6, 8, 12, 16];
    let rounds = effort.pick(30, 200);
    let headings = ["letters before Z".to_owned(), "segments per cell".to_owned()]
        .into_iter()
        .chain(cell_counts.map(cell_count));
    let mut table = Table::with_headings(
        format!("Letters that predict Z after {rounds} rounds"),
        headings.collect(),
    );
    let mut known = Vec::new();
    for &count in &contexts {
        for limit in [Some(1), None] {
            let mut row = vec![count.to_string(), limit.map_or("many".into(), |n| n.to_string())];
            for cells in cell_counts {
                let number = contexts_known(count, cells, limit, rounds)?;
                row.push(number.to_string());
                known.push((count, limit.is_none(), cells, number));
            }
            table.row(row);
        }
    }
    let of = |count: usize, many: bool, cells: u32| {
        let found = known.iter().find(|k| k.0 == count && k.1 == many && k.2 == cells);
        found.map_or(0, |k| k.3)
    };
    let line = |many: bool, cells: u32| {
        contexts.map(|count| (count as f64, of(count, many, cells) as f64))
    };
    let plot = Plot::new("One segment per cell and many", "letters before Z", "that predict Z")
        .y_range(0.0, 16.5)
        .series("one, 1 cell", Mark::LineAndDots, line(false, 1))
        .series("one, 4 cells", Mark::LineAndDots, line(false, 4))
        .series("one, 8 cells", Mark::LineAndDots, line(false, 8))
        .series("many, 1 cell", Mark::LineAndDots, line(true, 1));
    Ok(Answer::to(format!(
        "{} Up to 16 words of two letters, AZ, BZ, CZ and so on, in turn for {rounds} rounds, with at most one \
         segment per cell (the extension EXT-TM-MAX-SEGMENTS, which evicts the least recently active one) and \
         without a limit; then, without learning, the number of first letters that predict Z.",
        lab::USUAL
    ))
    .finding("one_4_cells_4", of(4, false, 4) as f64, "of 4 letters, one segment, 4 cells")
    .finding("one_4_cells_16", of(16, false, 4) as f64, "of 16 letters, one segment, 4 cells")
    .finding("one_8_cells_16", of(16, false, 8) as f64, "of 16 letters, one segment, 8 cells")
    .finding("one_1_cell_16", of(16, false, 1) as f64, "of 16 letters, one segment, 1 cell")
    .finding("many_1_cell_16", of(16, true, 1) as f64, "of 16 letters, many segments, 1 cell")
    .finding("many_8_cells_16", of(16, true, 8) as f64, "of 16 letters, many segments, 8 cells")
    .reading(format!(
        "A segment recognizes one set of cells, so a cell with one segment can be predicted in only one context. \
         With one segment per cell and 4 cells per column, {} of 4 letters predict Z and {} of 16; with 8 cells {} \
         of 16, with 1 cell {}. With more contexts than cells, one might expect as many known contexts as there are \
         cells; but none is known. The words come in turn, each new one evicts the least recently active segment, \
         which is the next one to be needed, and so none lasts long enough to be connected. With many segments, even \
         a single cell knows all {} of 16: segments are alternatives, any of which predicts the cell. Cells keep \
         contexts apart; segments let one cell respond to several.",
        of(4, false, 4),
        of(16, false, 4),
        of(16, false, 8),
        of(16, false, 1),
        of(16, true, 1),
    ))
    .table(table)
    .plot(plot))
}

/// The number of the words AZ, BZ, CZ, ... that are known after a number of rounds.
fn contexts_known(
    count: usize,
    cells: u32,
    max_segments_per_cell: Option<u32>,
    rounds: u32,
) -> Result<usize, Error> {
    let words: Vec<String> = ('A'..='Y').take(count).map(|letter| format!("{letter}Z")).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let extensions = lab::no_extensions().with_max_segments_per_cell(max_segments_per_cell);
    let parameters = lab::usual(cells).with_extensions(extensions);
    let mut memory = lab::memory(parameters)?;
    lab::train(&mut memory, &words, rounds)?;
    let mut known = 0;
    for word in words {
        let steps = lab::show(&mut memory, &word[..1], false)?;
        known += usize::from(last(&steps)?.next == "Z");
    }
    Ok(known)
}
