//! The raw anomaly score of a step: D-TM-11. The public path is [`crate::anomaly`].

/// The raw anomaly score of a step: the fraction of its active columns that were not predicted,
/// 0 to 1.
///
/// `active_columns` is the number of active columns, `predicted_and_active` the number of those
/// that were predicted (D-TM-11); a number above `active_columns` counts as all of them. Not in
/// BAMI.
///
/// ```
/// use bami_htm::anomaly::raw_anomaly_score;
///
/// assert_eq!(raw_anomaly_score(40, 10), 0.75);
/// assert_eq!(raw_anomaly_score(0, 0), 0.0);
/// ```
//= spec/anomaly.md#anom-raw
//# The raw anomaly score of a step MUST be 1 - p / a, where a is the number of active columns and p
//# the number of those that were predicted.
#[must_use]
pub fn raw_anomaly_score(active_columns: u32, predicted_and_active: u32) -> f64 {
    //= spec/anomaly.md#anom-raw
    //# The raw anomaly score of a step without active columns MUST be 0.
    if active_columns == 0 {
        return 0.0;
    }
    1.0 - f64::from(predicted_and_active.min(active_columns)) / f64::from(active_columns)
}
