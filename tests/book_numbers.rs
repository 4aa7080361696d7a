//! The numbers that the book's chapter on the temporal memory works out, computed with the equations
//! of the chapter on sparse distributed representations.

use bami_htm::sdr::Sdr;
use bami_htm::sdr::mathematics::{
    WideNumber, capacity, false_positive_subsampled, union_on_probability,
};

/// Columns that are active at a time, and cells in each, on pp. 49 and 51.
const COLUMNS: u32 = 100;
const CELLS: u32 = 4;

/// Cells of a layer, and active ones, on pp. 48 and 49.
const LAYER: u32 = 10_000;
const ACTIVE: u32 = 200;
/// Synapses for one pattern, and the threshold of a segment, on p. 49.
const SAMPLE: u32 = 20;
const THRESHOLD: u32 = 15;

/// The integer, exactly.
fn whole(number: u32) -> WideNumber {
    capacity(number, 1).unwrap()
}

/// The number of codes of columns with one active cell each.
fn codes(cells: u32) -> WideNumber {
    whole(cells).powi(COLUMNS.into())
}

/// The probability that two codes drawn at random share exactly `shared` cells.
fn codes_share(shared: u32) -> WideNumber {
    let differ = whole(CELLS - 1).powi((COLUMNS - shared).into());
    capacity(COLUMNS, shared).unwrap() * differ / codes(CELLS)
}

/// The probability that a random pattern has `THRESHOLD` active cells among those of a segment with
/// this many synapses.
fn mistaken(synapses: u32) -> WideNumber {
    false_positive_subsampled(LAYER, synapses, ACTIVE, THRESHOLD).unwrap()
}

fn percent(part: f64, decimals: usize) -> String {
    format!("{:.decimals$} %", 100.0 * part)
}

/// p. 48.
#[test]
fn two_hundred_of_ten_thousand_cells_are_2_percent() {
    let pattern = Sdr::new(LAYER, (0..ACTIVE).map(|cell| cell * 50)).unwrap();
    assert_eq!(pattern.sparsity(), 0.02);
}

/// p. 49: 20 of the 200 cells are nearly as good as all of them.
#[test]
fn a_segment_of_20_synapses_hardly_ever_mistakes_a_pattern() {
    let one_in = mistaken(SAMPLE).recip().unwrap();
    assert_eq!(format!("{one_in:.4}"), "3.6418e21");
}

/// p. 49: four patterns on one segment, and 15 active cells by a mixture of them.
#[test]
fn a_segment_of_four_patterns_hardly_ever_mistakes_one() {
    let synapses = 4 * SAMPLE;
    assert_eq!(synapses, 80);
    let one_in = mistaken(synapses).recip().unwrap();
    assert_eq!(format!("{one_in:.4}"), "2.4367e10");
}

/// pp. 49 and 51.
#[test]
fn a_hundred_columns_of_4_cells_have_4_to_the_100_codes() {
    assert_eq!(format!("{:.4}", codes(4)), "1.6069e60");
    assert_eq!(codes(4), whole(2).powi(200));
    assert_eq!(format!("{:.4}", codes(5)), "7.8886e69");
    assert_eq!(format!("{:.4}", codes(5) / codes(4)), "4.9091e9");
}

/// p. 51: two codes share about 25 cells and differ in 75.
#[test]
fn two_codes_share_25_cells_in_the_mean() {
    let sum = |weight: fn(f64) -> f64| -> f64 {
        (0..=COLUMNS).map(|shared| weight(shared.into()) * codes_share(shared).to_f64()).sum()
    };
    let near = |found: f64, exact: f64| (found - exact).abs() < 1e-12;
    assert!(near(sum(|_| 1.0), 1.0));
    assert!(near(sum(|shared| shared), 25.0));
    assert!(near(sum(|shared| (shared - 25.0) * (shared - 25.0)), 18.75));
    let most: f64 = (15..=35).map(|shared| codes_share(shared).to_f64()).sum();
    assert_eq!(percent(most, 3), "98.517 %");
}

/// p. 51: the book adds the columns of 10 or 20 predictions, which gives upper bounds. The columns
/// of independent predictions overlap.
#[test]
fn ten_predictions_reach_18_percent_of_the_columns() {
    let predicted = |n, w, predictions| union_on_probability(n, w, predictions).unwrap();
    let [ten, twenty] = [10, 20].map(|predictions| predicted(100, 2, predictions));
    assert!(ten < 0.2 && twenty < 0.4);
    assert_eq!([percent(ten, 4), percent(twenty, 4)], ["18.2927 %", "33.2392 %"]);
    // 10 cells per column, one of them predicted at a time: 40 % / 10 in the book.
    let cells = predicted(1000, 2, 20);
    assert!(cells < 0.04);
    assert_eq!(percent(cells, 4), "3.9249 %");
}
