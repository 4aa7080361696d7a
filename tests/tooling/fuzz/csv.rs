//! Streams: the reader of CSV, and a small region behind it.

use std::io::Cursor;

use bami_htm::encoders::Value;

use bami::args::RegionArgs;
use bami::input::column_type::ColumnType;
use bami::input::error::InputError;
use bami::input::layout::ColumnOptions;
use bami::input::reader::RowReader;
use bami::input::{Columns, Row};
use bami::parameters::Model;
use bami::stream::{Scored, Scorer};

/// Modes with these bits have a region behind the reader. It takes a hundred times as long, so the others have none.
const WITH_REGION: u8 = 7;

/// So many rows go to the region.
const SCORED: usize = 12;

/// The first byte says what is asked of the reader, the others are the stream.
pub fn run(bytes: &[u8]) {
    let Some((&mode, stream)) = bytes.split_first() else { return };
    let mut reader = match reader(mode, stream) {
        Ok(reader) => reader,
        Err(error) => return assert_told(&error),
    };
    let values = reader.layout().values.len();
    assert_eq!(reader.layout().value_names().len(), values);
    let columns = Columns::of_layout(reader.layout());
    let mut rows = Vec::new();
    let mut line = 0;
    for row in &mut reader {
        match row {
            Ok(row) => {
                assert!(row.line > line, "rows come in the order of their lines");
                line = row.line;
                assert_eq!(row.values.len(), values);
                assert!(row.numbers().into_iter().flatten().all(|number| number.abs() <= 1e150));
                rows.push(row);
            }
            Err(error) => {
                assert_told(&error);
                if !error.problem.is_of_one_row() {
                    break;
                }
            }
        }
    }
    let is_of_numbers = |row: &Row| {
        row.values.iter().all(|value| matches!(value, Value::Number(_) | Value::Missing))
    };
    if mode & WITH_REGION == WITH_REGION && values <= 4 && rows.iter().all(is_of_numbers) {
        rows.truncate(SCORED);
        score(&columns, &rows);
    }
}

fn reader(mode: u8, stream: &[u8]) -> Result<RowReader, InputError> {
    let column_types = match mode & 6 {
        2 => vec![("value".to_owned(), ColumnType::Category)],
        4 => vec![("value".to_owned(), ColumnType::Bits)],
        _ => Vec::new(),
    };
    let options = ColumnOptions {
        timestamp_column: (mode & 8 > 0).then(|| "timestamp".to_owned()),
        value_columns: if mode & 16 > 0 { vec!["value".to_owned()] } else { Vec::new() },
        timestamp_format: match mode & 96 {
            32 => Some("unix".to_owned()),
            64 => Some("%d %b %Y %H:%M".to_owned()),
            _ => None,
        },
        no_header: mode & 128 > 0,
        column_types,
        ..ColumnOptions::default()
    };
    let size = Some(stream.len() as u64);
    RowReader::new("fuzz.csv", Box::new(Cursor::new(stream.to_vec())), size, None, &options)
}

/// An error is told with its place, and the message is as long as it may be.
fn assert_told(error: &InputError) {
    let message = bami::notes::shown(&error.to_string());
    assert!(message.starts_with("fuzz.csv") && !message.chars().any(is_steering), "{message}");
}

fn is_steering(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t')
}

/// Every score is a number from 0 to 1.
fn score(columns: &Columns, rows: &[Row]) {
    let set = [
        "sp.column_dimensions=[16]",
        "sp.num_active_columns_per_inh_area=2",
        "tm.cells_per_column=2",
        "anomaly.learning_period=2",
        "anomaly.estimation_samples=2",
        "range_rule=true",
    ];
    let set = set.map(str::to_owned).to_vec();
    let args = RegionArgs { set, ..RegionArgs::default() };
    let model = Model::from_args(&args).expect("valid settings");
    let mut scorer = Scorer::new(model, columns, 3).expect("valid parameters");
    for row in rows {
        let Ok(scores) = scorer.score(row) else { return };
        let Scored::Regions(scores) = scores else { panic!("it is a region") };
        let [Some(scores)] = scores[..] else { panic!("a region has scores in every row") };
        let all = [Some(scores.likelihood), Some(scores.anomaly_score), scores.raw_score];
        for score in all.into_iter().flatten() {
            assert!((-1e-11..=1.0).contains(&score), "{score}");
        }
    }
}
