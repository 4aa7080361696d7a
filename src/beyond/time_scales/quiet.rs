//! One alarm for each anomaly.

/// Tells the first row of a stretch of strong rows from the others.
#[derive(Clone, Debug)]
pub(super) struct Quiet {
    /// Rows without a strong one before there can be an alarm.
    rows: u64,
    /// Rows since the last strong one, if there was one.
    since: Option<u64>,
}

impl Quiet {
    pub(super) fn new(rows: u64) -> Self {
        Self { rows, since: None }
    }

    /// Whether the next row gives an alarm.
    //= spec/time-scales.md#scale-alarm
    //# A row MUST give an alarm if and only if its strength is at least 1 and none of the q rows
    //# before it had a strength of at least 1, where q is quiet_groups times the number of rows in
    //# a group of the first scale.
    pub(super) fn alarm(&mut self, strength: f64) -> bool {
        let is_strong = strength >= 1.0;
        let is_quiet = self.since.is_none_or(|since| since >= self.rows);
        if is_strong {
            self.since = Some(0);
        } else {
            self.since = self.since.map(|since| since + 1);
        }
        is_strong && is_quiet
    }
}
