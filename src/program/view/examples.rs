//! The three examples that are shown when no file is named.

use anyhow::Context;
use bami_htm::Learning;
use bami_htm::encoders::{CategoryEncoderParameters, EncoderParameters};
use bami_htm::region::{FieldEncoder, Record, Region, RegionParameters};
use bami_htm::spatial_pooler::SpatialPoolerParameters;
use bami_htm::temporal_memory::TemporalMemoryParameters;
use serde_json::json;

use super::recording::{Recorder, Recording, with_observer};

/// The field of the letters.
const FIELD: &str = "letter";

/// An example: letters, one a step, and the size of the region that reads them.
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
            about: "A single letter, ten columns of three cells: every line of the pooler once, and the first burst.",
            letters: "A".into(),
            columns: 10,
            winners: 2,
            cells_per_column: 3,
        },
        Example {
            title: "Learning A B C D",
            about: "Four letters in a row, twelve times. The memory bursts where what it knows ends, and knows a longer run each time.",
            letters: "ABCD".repeat(12),
            columns: 24,
            winners: 4,
            cells_per_column: 4,
        },
        Example {
            title: "Two sequences that share a middle",
            about: "A B C D and X B C Y with a pause after each. After B C the memory comes to know, by the cells that stand for \
                    them, which of the two it is in.",
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
    let mut recorder = Recorder::new(&region, &source)?;
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
        recorder.note(&region, &result);
    }
    Ok(recorder.finish(example.title, example.about)?)
}

fn parameters(example: &Example) -> RegionParameters {
    let mut letters: Vec<char> = example.letters.chars().chain("ABCD".chars()).collect();
    letters.sort_unstable();
    letters.dedup();
    let categories = CategoryEncoderParameters {
        active_bits: 3,
        ..CategoryEncoderParameters::new(letters.iter().map(char::to_string))
    };
    let defaults = RegionParameters::default();
    RegionParameters {
        encoders: vec![FieldEncoder::new(FIELD, EncoderParameters::Category(categories))],
        sp: SpatialPoolerParameters {
            column_dimensions: vec![example.columns],
            potential_pct: 0.8,
            num_active_columns_per_inh_area: Some(example.winners),
            tie_break: bami_htm::spatial_pooler::TieBreak::LowestIndex,
            ..defaults.sp
        },
        tm: TemporalMemoryParameters {
            cells_per_column: example.cells_per_column,
            activation_threshold: 3,
            learning_threshold: 2,
            synapse_sample_size: 4,
            initial_permanence: 0.41,
            predicted_decrement: 0.02,
            ..defaults.tm
        },
        ..defaults
    }
}
