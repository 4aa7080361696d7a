//! One alarm for an event.

/// The rows without an unusual one after which a new event begins.
const QUIET: u64 = 84;
/// How much stronger than the last alarm a row has to be for a new one within an event.
const STRONGER: f64 = 100.0;

/// When there was an alarm.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Alarm {
    /// The rows since the last unusual one; none before the first.
    pub(super) since: Option<u64>,
    /// The strength of the last alarm.
    pub(super) strength: f64,
}

impl Alarm {
    pub(super) fn new() -> Self {
        Self { since: None, strength: 0.0 }
    }

    /// Whether a row of this strength gives an alarm.
    //= spec/detector.md#det-alarm
    //# A row MUST give an alarm if and only if its strength is at least 1, and either none of the
    //# 84 rows before it had a strength of at least 1, or its strength is at least 100 times that
    //# of the last alarm.
    pub(super) fn step(&mut self, strength: f64) -> bool {
        let is_strong = strength >= 1.0;
        let is_new = self.since.is_none_or(|since| since >= QUIET);
        let alarm = is_strong && (is_new || strength >= STRONGER * self.strength);
        if alarm {
            self.strength = strength;
        }
        self.since = if is_strong { Some(0) } else { self.since.map(|since| since + 1) };
        alarm
    }
}
