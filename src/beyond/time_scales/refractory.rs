//! One alarm for each anomaly.

/// Suppresses alarms until enough rows without a strong one have passed.
#[derive(Clone, Debug)]
pub(super) struct Refractory {
    /// The length of the refractory period in rows.
    rows: u64,
    /// The number of rows since the last strong one, if there was one.
    since: Option<u64>,
}

impl Refractory {
    /// A refractory period of this many rows.
    pub(super) fn new(rows: u64) -> Self {
        Self { rows, since: None }
    }

    /// Whether the next row gives an alarm.
    //= spec/time-scales.md#scale-alarm
    //# A row MUST give an alarm if and only if its strength is at least 1 and none of the q rows
    //# before it had a strength of at least 1, where q is refractory_groups times the number of
    //# rows in a group of the first scale.
    pub(super) fn alarm(&mut self, strength: f64) -> bool {
        let is_strong = strength >= 1.0;
        let is_suppressed = self.since.is_some_and(|since| since < self.rows);
        if is_strong {
            self.since = Some(0);
        } else {
            self.since = self.since.map(|since| since + 1);
        }
        is_strong && !is_suppressed
    }
}
