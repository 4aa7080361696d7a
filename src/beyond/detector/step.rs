//! The detector: its fields, and when there is an alarm.

use jiff::civil::DateTime;

use super::alarm::Alarm;
use super::blocks::BLOCK;
use super::combined::Combined;
use super::field::{Field, Rarity};
use super::{Component, DetectorParameters, DetectorResult, FieldKind, Reason};
use crate::encoders::{EncoderError, Value, ValueKind};
use crate::limits::Limits;
use crate::region::{Inputs, Record, Region, RegionError};
use crate::{Execution, Learning};

/// The rows before the first score.
pub(super) const UNSCORED: u64 = 50;
/// The rows before the stated rate is measured.
pub(super) const PROVISIONAL: u64 = 10 * BLOCK as u64;
/// The score of a row of an event after its first.
const SUPPRESSED: f64 = 0.3;

/// A detector of anomalies that is told nothing about a stream in advance.
///
/// ```
/// use bami_htm::detector::{Detector, DetectorParameters};
/// use bami_htm::region::Record;
///
/// let mut detector = Detector::new(DetectorParameters::default())?;
/// let mut alarms = Vec::new();
/// for row in 0..1500_u32 {
///     let value = if row == 1400 { 500.0 } else { f64::from(row * 7919 % 31) };
///     let result = detector.step(&Record::new().number("value", value))?;
///     if let Some(reason) = result.reason {
///         alarms.push((row, reason.to_string()));
///     }
/// }
/// assert_eq!(alarms, [(1400, "value: range, expected 30, was 500".to_owned())]);
/// # Ok::<(), bami_htm::region::RegionError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Detector {
    pub(super) parameters: DetectorParameters,
    pub(super) limits: Limits,
    /// The detector of each class of fields.
    pub(super) classes: Vec<Field>,
    /// The class of each field: fields with equal values so far share one.
    pub(super) class_of: Vec<usize>,
    pub(super) combined: Combined,
    pub(super) alarm: Alarm,
    pub(super) rows: u64,
    execution: Option<Execution>,
}

impl Detector {
    /// A detector before its first row.
    ///
    /// # Errors
    ///
    /// Whatever [`DetectorParameters::validate`] rejects, and parameters with which it would take
    /// more memory than the default of [`Limits`].
    pub fn new(parameters: DetectorParameters) -> Result<Self, RegionError> {
        Self::with_limits(parameters, &Limits::default())
    }

    /// A detector before its first row, with another limit for its memory.
    ///
    /// # Errors
    ///
    /// As for [`new`](Self::new).
    pub fn with_limits(
        parameters: DetectorParameters,
        limits: &Limits,
    ) -> Result<Self, RegionError> {
        limits.admit("the detector", &parameters.memory()?)?;
        Ok(Self::unlimited(parameters, limits))
    }

    pub(super) fn unlimited(parameters: DetectorParameters, limits: &Limits) -> Self {
        let (mut classes, mut class_of) = (Vec::new(), Vec::new());
        //= spec/detector.md#det-copies
        //# Fields of the same kind MUST share one detector as long as all their values were equal.
        for kind in parameters.fields.iter().map(|field| field.kind) {
            let same =
                parameters.fields.iter().zip(&class_of).find(|(other, _)| other.kind == kind);
            let class = same.map(|(_, &class)| class);
            class_of.push(class.unwrap_or(classes.len()));
            if class.is_none() {
                classes.push(Field::new(&parameters, kind));
            }
        }
        let statistics = classes.iter().map(Field::statistics).sum();
        Self {
            combined: Combined::new(statistics),
            alarm: Alarm::new(),
            rows: 0,
            execution: None,
            limits: *limits,
            classes,
            class_of,
            parameters,
        }
    }

    /// The parameters.
    #[must_use]
    pub fn parameters(&self) -> &DetectorParameters {
        &self.parameters
    }

    /// The number of rows so far.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Chooses the form of the algorithms that every further step of the regions runs.
    pub fn set_execution(&mut self, execution: Execution) {
        self.execution = Some(execution);
        self.classes.iter_mut().for_each(|class| class.set_execution(execution));
    }

    /// The form that was chosen, if one was.
    #[must_use]
    pub fn execution(&self) -> Option<Execution> {
        self.execution
    }

    /// Begins a new sequence: the next row has nothing to do with the last one. What was learned
    /// stays.
    //= spec/detector.md#det-reset
    //# A reset MUST reset the regions, drop the rows of incomplete groups and end the run of equal
    //# values.
    pub fn reset(&mut self) {
        self.classes.iter_mut().for_each(Field::reset);
    }

    /// The fields that have never had a second value.
    pub fn constant_fields(&self) -> impl Iterator<Item = &str> {
        let fields = self.parameters.fields.iter().zip(&self.class_of);
        let constant = fields.filter(|(_, class)| self.classes[**class].is_constant());
        constant.map(|(field, _)| field.name.as_str())
    }

    /// The regions of a field's memory: those of each scale in turn, as far as they are built.
    pub fn regions(&self, field: usize) -> impl Iterator<Item = &Region> {
        let class = self.class_of.get(field).and_then(|&class| self.classes.get(class));
        class.into_iter().flat_map(|class| class.scales.iter().flat_map(|scale| &scale.regions))
    }

    /// One row, with learning.
    ///
    /// # Errors
    ///
    /// A record with a field that is neither watched nor the time, or with a value of another kind.
    /// The detector is then unchanged.
    pub fn step(&mut self, record: &Record) -> Result<DetectorResult, RegionError> {
        self.step_with(record, Learning::On)
    }

    /// One row, with learning on or off.
    ///
    /// # Errors
    ///
    /// As for [`step`](Self::step).
    //= spec/detector.md#det-learning
    //# With learning off, a row MUST change neither the regions' synapses nor a range, a
    //# resolution, a mean distance or a calibration.
    pub fn step_with(
        &mut self,
        record: &Record,
        learning: Learning,
    ) -> Result<DetectorResult, RegionError> {
        let (values, time) = self.accept(record)?;
        self.split(&values);
        let mut rarest: Option<(Rarity, usize)> = None;
        let mut seen = vec![false; self.classes.len()];
        for (field, value) in values.iter().enumerate() {
            let class = self.class_of[field];
            if std::mem::replace(&mut seen[class], true) {
                continue;
            }
            let Self { parameters, limits, classes, .. } = self;
            let rarity = classes[class].step(parameters, value, time, learning, limits)?;
            let Some(rarity) = rarity else { continue };
            if rarest.is_none_or(|(other, _)| rarity.period > other.period) {
                rarest = Some((rarity, field));
            }
        }
        Ok(self.judge(rarest, learning))
    }

    /// Checks a record, and gives the values of the fields and the time in seconds.
    fn accept(&self, record: &Record) -> Result<(Vec<Value>, Option<i64>), RegionError> {
        let step = self.rows;
        Inputs::check_names(self.parameters.reads(), record)
            .map_err(|error| RegionError::Field { step, error })?;
        let value = |field: &super::DetectorField| {
            let value = record.get(&field.name).cloned().unwrap_or_default();
            let error = match (&value, field.kind) {
                (Value::Missing, _) | (Value::Category(_), FieldKind::Category) => None,
                (Value::Number(number), FieldKind::Number) if !number.is_infinite() => None,
                (Value::Number(number), FieldKind::Number) => {
                    Some(EncoderError::NotFinite { value: *number })
                }
                (other, kind) => Some(EncoderError::WrongKind {
                    expected: match kind {
                        FieldKind::Number => ValueKind::Number,
                        FieldKind::Category => ValueKind::Category,
                    },
                    found: other.kind(),
                }),
            };
            match error {
                None => Ok(value),
                Some(error) => Err(RegionError::Encoder { step, error: error.within(&field.name) }),
            }
        };
        let values: Result<Vec<Value>, RegionError> =
            self.parameters.fields.iter().map(value).collect();
        let time = self.parameters.time.as_ref().and_then(|name| record.get(name));
        Ok((values?, time.and_then(seconds)))
    }

    /// Gives fields with values that differ from that of the rest of their class a class of their own.
    fn split(&mut self, values: &[Value]) {
        let mut firsts: Vec<Vec<(usize, &Value)>> = vec![Vec::new(); self.classes.len()];
        for (field, value) in values.iter().enumerate() {
            let class = self.class_of[field];
            let known = firsts[class].iter().find(|(_, other)| *other == value);
            if let Some(&(same, _)) = known {
                self.class_of[field] = same;
            } else {
                let own = if firsts[class].is_empty() { class } else { self.classes.len() };
                if own == self.classes.len() {
                    self.classes.push(self.classes[class].clone());
                    self.combined.grow(self.classes[class].statistics());
                }
                firsts[class].push((own, value));
                self.class_of[field] = own;
            }
        }
    }

    /// The result of a row whose rarest value is this one.
    fn judge(&mut self, rarest: Option<(Rarity, usize)>, learning: Learning) -> DetectorResult {
        let row = self.rows;
        self.rows += 1;
        let provisional = row < PROVISIONAL;
        let Some((rarity, field)) = rarest else {
            let anomaly_score = 0.0;
            return DetectorResult {
                row,
                anomaly_score,
                return_period: 1.0,
                alarm: false,
                provisional,
                reason: None,
            };
        };
        let return_period = self.combined.period(rarity.period);
        if learning == Learning::On {
            self.combined.push(rarity.period);
        }
        //= spec/detector.md#det-alarm
        //# The strength of a row MUST be its return period divided by rows_per_alarm, and 0 in the
        //# first 50 rows.
        let strength =
            if row < UNSCORED { 0.0 } else { return_period / self.parameters.rows_per_alarm };
        let alarm = self.alarm.step(strength);
        let reason = alarm.then(|| self.reason(field, rarity.component));
        DetectorResult {
            row,
            anomaly_score: score(strength, alarm),
            return_period,
            alarm,
            provisional,
            reason,
        }
    }

    fn reason(&self, field: usize, component: Component) -> Reason {
        let (expected, actual) = self.classes[self.class_of[field]].expected(component);
        let field = self.parameters.fields[field].name.clone();
        Reason { field, component, expected, actual }
    }
}

/// The score of a row.
//= spec/detector.md#det-score
//# The anomaly score of a row with the strength x MUST be x / (1 + x), but 0.3 if x is at least 1
//# and the row gives no alarm.
fn score(strength: f64, alarm: bool) -> f64 {
    if strength >= 1.0 && !alarm { SUPPRESSED } else { strength / (1.0 + strength) }
}

/// The seconds of a time since 1970 by the same clock.
fn seconds(value: &Value) -> Option<i64> {
    let Value::Time(time) = value else { return None };
    Some(time.duration_since(DateTime::constant(1970, 1, 1, 0, 0, 0, 0)).as_secs())
}
