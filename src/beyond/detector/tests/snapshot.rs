use proptest::prelude::*;

use super::Noise;
use crate::detector::{Detector, DetectorField, DetectorParameters};
use crate::region::Record;
use crate::snapshot::Snapshot;
use jiff::ToSpan;
use jiff::civil::DateTime;

/// A row of three fields: a daily rhythm, its copy for a while, and a state.
fn record(row: i64, noise: &mut Noise) -> Record {
    let start = DateTime::constant(2026, 1, 5, 0, 0, 0, 0);
    let load = (row % 24) as f64 + noise.normal();
    let copy = if row > 300 { load + 1.0 } else { load };
    Record::new()
        .time("timestamp", start + row.hours())
        .number("load", load)
        .number("copy", copy)
        .category("state", ["on", "off", "idle"][(row / 7 % 3) as usize])
}

fn parameters() -> DetectorParameters {
    let numbers = ["load", "copy"].map(DetectorField::number);
    let fields = numbers.into_iter().chain([DetectorField::category("state")]);
    DetectorParameters::default().with_fields(fields)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, ..ProptestConfig::default() })]

    //= spec/snapshot.md#snap-detector
    //= type=test
    //# The arrays of a detector MUST be those of the table, together with those of the regions of
    //# each scale, each name prefixed with `classes`, the number of the class, `scales`, the number
    //# of the scale, `regions` and the number of the region, each followed by a dot.
    #[test]
    fn a_detector_continues_from_a_snapshot_bit_for_bit(at in 0_i64..420) {
        let mut noise = Noise(17);
        let mut detector = Detector::new(parameters()).unwrap();
        for row in 0..at {
            detector.step(&record(row, &mut noise)).unwrap();
        }
        let bytes = detector.snapshot().unwrap().to_bytes().unwrap();
        let snapshot = Snapshot::from_bytes(&bytes).unwrap();
        let mut again = Detector::from_snapshot(snapshot).unwrap();
        prop_assert_eq!(again.snapshot().unwrap().to_bytes().unwrap(), bytes);
        for row in at..at + 60 {
            let record = record(row, &mut noise);
            prop_assert_eq!(again.step(&record).unwrap(), detector.step(&record).unwrap());
        }
        let [one, other] = [again, detector].map(|d| d.snapshot().unwrap().to_bytes().unwrap());
        prop_assert_eq!(one, other);
    }
}
