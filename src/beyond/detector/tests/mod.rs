//! Tests of the detector, rule by rule.

mod calibration;
mod companions;
mod memory;
#[cfg(feature = "snapshot")]
mod snapshot;
mod step;

use super::{Detector, DetectorParameters};
use crate::region::Record;

/// A generator of numbers that look random, 0 to 1.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Roughly normal, with mean 0 and deviation 1.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.next()).sum::<f64>() - 6.0
    }
}

/// The companions alone, which are fast.
fn companions() -> DetectorParameters {
    DetectorParameters::default().with_memory(false)
}

/// The rows with an alarm.
fn alarms(detector: &mut Detector, values: impl IntoIterator<Item = f64>) -> Vec<u64> {
    let mut rows = Vec::new();
    for value in values {
        let result = detector.step(&Record::new().number("value", value)).unwrap();
        assert_eq!(result.alarm, result.anomaly_score >= 0.5);
        assert_eq!(result.alarm, result.reason.is_some());
        if result.alarm {
            rows.push(result.row);
        }
    }
    rows
}
