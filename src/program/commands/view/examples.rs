//! The three examples that are shown when no file is named.

use anyhow::Context;
use bami_htm::Learning;
use bami_htm::encoders::{CategoryEncoderParameters, EncoderParameters};
use bami_htm::region::{FieldEncoder, Record, Region, RegionParameters};
use serde_json::json;

use super::recording::{Recorder, Recording, with_observer};

/// The field of the letters.
const FIELD: &str = "letter";

/// An example: one letter per step, and the size of the region that reads them.
struct Example {
    title: &'static str,
    about: &'static str,
    letters: String,
    columns: u32,
    winners: u32,
    cells_per_column: u32,
}

/// All three.
//= spec/view.md#view-examples
//# Without a file, the page MUST show three examples: one step on ten columns, learning A B C D,
//# and two sequences that share a middle.
pub(super) fn all() -> anyhow::Result<Vec<Recording>> {
    let examples = [
        Example {
            title: "One step on ten columns",
            about: "A single letter and ten columns with three cells each: every line of the pooler, and the first bursts.",
            letters: "A".into(),
            columns: 10,
            winners: 2,
            cells_per_column: 3,
        },
        Example {
            title: "Learning A B C D",
            about: "Four letters, repeated twelve times. Columns burst where the learned sequence ends, and each repetition makes it longer.",
            letters: "ABCD".repeat(12),
            columns: 24,
            winners: 4,
            cells_per_column: 4,
        },
        Example {
            title: "Two sequences that share a middle",
            about: "A B C D and X B C Y, with a pause after each. The memory learns to represent B and C by different cells in each \
                    sequence, so that it predicts the right end.",
            letters: "ABCD-XBCY-".repeat(20),
            columns: 36,
            winners: 4,
            cells_per_column: 6,
        },
    ];
    examples.iter().map(record).collect()
}

fn record(example: &Example) -> anyhow::Result<Recording> {
    let mut region = Region::new(parameters(example)).context(example.title)?;
    let source = json!({ "stream": { "file": example.title, "parameters": region.parameters() } });
    let mut recorder = Recorder::new(&region, None, &source)?;
    for (number, letter) in (1..).zip(example.letters.chars()) {
        let letter = letter.to_string();
        let input = json!({ "timestamp": "", "values": { FIELD: letter } });
        let record = Record::new().category(FIELD, &letter);
        let result = recorder.step(number, &input, |stepper| {
            Ok(with_observer!(stepper, |observer| region.step_with(
                &record,
                Learning::On,
                observer
            ))?)
        })?;
        recorder.note(&region, &result, true);
    }
    Ok(recorder.finish(example.title, example.about)?)
}

fn parameters(example: &Example) -> RegionParameters {
    let mut letters: Vec<char> = example.letters.chars().chain("ABCD".chars()).collect();
    letters.sort_unstable();
    letters.dedup();
    let categories =
        CategoryEncoderParameters::new(letters.iter().map(char::to_string)).with_active_bits(3);
    RegionParameters::default()
        .with_encoders([FieldEncoder::new(FIELD, EncoderParameters::Category(categories))])
        .with_sp(
            RegionParameters::default()
                .sp
                .with_column_dimensions([example.columns])
                .with_potential_pct(0.8)
                .with_num_active_columns_per_inh_area(example.winners)
                .with_tie_break(bami_htm::spatial_pooler::TieBreak::LowestIndex),
        )
        .with_tm(
            RegionParameters::book()
                .tm
                .with_cells_per_column(example.cells_per_column)
                .with_activation_threshold(3)
                .with_learning_threshold(2)
                .with_synapse_sample_size(4)
                .with_initial_permanence(0.41)
                .with_predicted_decrement(0.02),
        )
}
