//! What a detector has chosen for its stream, in words.

use bami_htm::detector::{Detector, FieldDescription, FieldKind, SeasonDescription};

use crate::notes::{plural, shortest};

/// How many fields are described; the rest are counted.
const DESCRIBED: usize = 4;

/// Whether everything is chosen, or so many rows were seen that the rest may never be.
pub(super) fn is_known(detector: &Detector) -> bool {
    let has_time = detector.parameters().time.is_some();
    let is_chosen = |field: &FieldDescription| {
        let season = !has_time || field.season != Some(SeasonDescription::Unknown);
        season && field.scales.iter().all(|scale| scale.resolution.is_some())
    };
    detector.rows() >= Detector::PROVISIONAL_ROWS
        || detector.rows() >= Detector::UNSCORED_ROWS && detector.fields().iter().all(is_chosen)
}

/// A line for each of the first fields, one for the others, and one for the warm-up.
//= spec/program.md#program-choices
//# As soon as they are known, the program MUST print the resolution and the number of buckets on
//# each time scale of each of the first 4 fields, its season, and how many rows the warm-up takes.
pub(crate) fn lines(detector: &Detector) -> Vec<String> {
    let fields = detector.fields();
    let has_time = detector.parameters().time.is_some();
    let mut lines: Vec<String> =
        fields.iter().take(DESCRIBED).map(|field| line(field, has_time)).collect();
    if let Some(others) = fields.len().checked_sub(DESCRIBED).filter(|&others| others > 0) {
        lines.push(format!("{others} more field{} chosen for alike", plural(others as u64)));
    }
    lines.push(format!(
        "warm-up: the first {} rows have no score, and the first {} a provisional one",
        Detector::UNSCORED_ROWS,
        Detector::PROVISIONAL_ROWS
    ));
    lines
}

fn line(field: &FieldDescription, has_time: bool) -> String {
    let scale = |scale: &bami_htm::detector::ScaleDescription| {
        let rows = format!("{} row{}", scale.rows, plural(scale.rows.into()));
        match (scale.resolution, scale.buckets) {
            (Some(resolution), Some(buckets)) => {
                format!("{rows} (resolution {}, {buckets} buckets)", significant(resolution))
            }
            _ => format!("{rows} (not built yet)"),
        }
    };
    let mut parts = Vec::new();
    if !field.scales.is_empty() {
        let scales: Vec<String> = match field.kind {
            FieldKind::Number => field.scales.iter().map(scale).collect(),
            _ => vec![format!("1 row ({} categories)", field.categories)],
        };
        parts.push(format!("time scales of {}", scales.join(", ")));
    }
    parts.extend(field.season.map(|season| match season {
        SeasonDescription::Day { steps, rows: 1 } => format!("a day of {steps} steps"),
        SeasonDescription::Day { steps, rows } => {
            format!("a day of {steps} steps of {rows} rows")
        }
        SeasonDescription::Unknown if has_time => "season not yet known".to_owned(),
        SeasonDescription::Unknown => "no season without times".to_owned(),
        _ => "no season, as the rows come at no regular interval that divides a day".to_owned(),
    }));
    if field.constant {
        parts.push("it never varies".to_owned());
    }
    let parts =
        if parts.is_empty() { "range and flat lines only".to_owned() } else { parts.join("; ") };
    format!("{}: {parts}", field.name)
}

/// A number with three significant digits.
fn significant(number: f64) -> String {
    shortest(format!("{number:.2e}").parse().unwrap_or(number))
}
