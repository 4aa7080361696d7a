//! What a detector has found out about its stream.

use super::season::Season;
use super::step::{PROVISIONAL, UNSCORED};
use super::{Detector, FieldKind};
use crate::encoders::EncoderParameters;
use crate::parameters::ParameterError;
use crate::region::Region;
use crate::time_scales::Look;

/// What was found out about a field.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct FieldDescription {
    /// The name.
    pub name: String,
    /// What its values are.
    pub kind: FieldKind,
    /// Whether it has never had a second value.
    pub constant: bool,
    /// The time scales of its memory; none without the memory.
    pub scales: Vec<ScaleDescription>,
    /// The season; none if it is not watched.
    pub season: Option<SeasonDescription>,
    /// How many categories are known; 0 for a field of numbers.
    pub categories: u64,
}

/// A time scale of the memory of a field.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct ScaleDescription {
    /// The rows of a group.
    pub rows: u32,
    /// How a group is represented.
    pub look: Look,
    /// The resolution of the regions; none before they are built.
    pub resolution: Option<f64>,
    /// How many buckets of this resolution make up the range for which the regions were built.
    pub buckets: Option<u64>,
    /// How often the regions were built.
    pub builds: u64,
    /// How many numbers were out of the encoder's reach and were replaced by the nearest that is not.
    pub clamped: u64,
}

/// What is known of the season of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum SeasonDescription {
    /// Too few rows with a time were seen.
    Unknown,
    /// The rows come at no regular interval, or too seldom.
    None,
    /// The rows are compared with those of the same time on other days.
    Day {
        /// The steps of a day.
        steps: u64,
        /// The rows of a step.
        rows: u32,
    },
}

impl Detector {
    /// The rows at the start of a stream that have no score, 50.
    pub const UNSCORED_ROWS: u64 = UNSCORED;

    /// The rows at the start of a stream in which the stated rate has not been measured yet, 840.
    pub const PROVISIONAL_ROWS: u64 = PROVISIONAL;

    /// Wants at most one false alarm in this many rows from the next row on. What was learned does not
    /// depend on it.
    ///
    /// # Errors
    ///
    /// A number that [`DetectorParameters::validate`](super::DetectorParameters::validate) rejects; the
    /// detector is then unchanged.
    pub fn set_rows_per_alarm(&mut self, rows_per_alarm: f64) -> Result<(), ParameterError> {
        let parameters = self.parameters.clone().with_rows_per_alarm(rows_per_alarm);
        parameters.validate()?;
        self.parameters = parameters;
        Ok(())
    }

    /// What was found out about each field.
    #[must_use]
    pub fn fields(&self) -> Vec<FieldDescription> {
        let describe = |(index, field): (usize, &super::DetectorField)| {
            let class = &self.classes[self.class_of[index]];
            let is_number = field.kind == FieldKind::Number;
            let season = match &class.season {
                Season::Unknown(_) => SeasonDescription::Unknown,
                Season::None => SeasonDescription::None,
                Season::Known(slots) => {
                    SeasonDescription::Day { steps: slots.day as u64, rows: slots.rows }
                }
            };
            let scales = class.scales.iter().map(|scale| {
                let resolution = scale.regions.first().and_then(resolution);
                let width = scale.widths[0];
                ScaleDescription {
                    rows: scale.rows(),
                    look: scale.look,
                    resolution,
                    buckets: resolution.map(|resolution| (width / resolution).round() as u64),
                    builds: scale.builds,
                    clamped: scale.clamped,
                }
            });
            FieldDescription {
                name: field.name.clone(),
                kind: field.kind,
                constant: class.is_constant(),
                scales: scales.collect(),
                season: (is_number && self.parameters.season).then_some(season),
                categories: class.categories.len() as u64,
            }
        };
        self.parameters.fields.iter().enumerate().map(describe).collect()
    }
}

/// The resolution of a region's first encoder.
fn resolution(region: &Region) -> Option<f64> {
    match &region.parameters().encoders.first()?.encoder {
        EncoderParameters::RandomDistributedScalar(encoder) => Some(encoder.resolution),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{DetectorField, DetectorParameters, DetectorScale};
    use super::*;
    use crate::region::Record;

    fn small() -> DetectorParameters {
        let defaults = DetectorParameters::default();
        let mut region = defaults.region.clone();
        region.sp.column_dimensions = vec![64];
        region.sp.num_active_columns_per_inh_area = Some(6);
        region.tm.column_count = 64;
        let fields = vec![DetectorField::number("load"), DetectorField::category("state")];
        let scales = vec![DetectorScale::new(2, Look::Extreme)];
        defaults.with_fields(fields).with_scales(scales).with_region(region)
    }

    #[test]
    fn a_detector_tells_what_it_has_found_out() {
        let mut detector = Detector::new(small()).unwrap();
        let of = |detector: &Detector| detector.fields();
        let before = of(&detector);
        assert_eq!((before[0].name.as_str(), before[0].constant), ("load", true));
        assert_eq!(before[0].scales[0].resolution, None);
        assert_eq!(before[0].season, Some(SeasonDescription::Unknown));
        assert_eq!((before[1].season, before[1].categories), (None, 0));

        let start: jiff::civil::DateTime = "2026-01-01T00:00:00".parse().unwrap();
        for row in 0..60_i64 {
            let time = start + jiff::Span::new().minutes(30 * row);
            let record = Record::new()
                .with("timestamp", Some(time))
                .number("load", (row % 7) as f64)
                .with("state", if row % 2 == 0 { "on" } else { "off" });
            detector.step(&record).unwrap();
        }
        let after = of(&detector);
        assert!(!after[0].constant);
        assert_eq!((after[0].scales[0].rows, after[0].scales[0].builds), (2, 1));
        // From 0 to 6, less a margin where the groups hide an extreme.
        let resolution = after[0].scales[0].resolution.unwrap();
        assert!((0.03..0.1).contains(&resolution), "{resolution}");
        assert_eq!(after[0].scales[0].buckets, Some(93));
        assert_eq!(after[0].season, Some(SeasonDescription::Day { steps: 48, rows: 1 }));
        assert_eq!(after[1].categories, 2);
    }

    #[test]
    fn another_rate_holds_from_the_next_row_on() {
        let mut detector = Detector::new(small()).unwrap();
        detector.set_rows_per_alarm(2000.0).unwrap();
        assert_eq!(detector.parameters().rows_per_alarm, 2000.0);
        let error = detector.set_rows_per_alarm(1.0).unwrap_err();
        assert!(error.to_string().contains("rows_per_alarm"), "{error}");
        assert_eq!(detector.parameters().rows_per_alarm, 2000.0);
    }
}
