//! Random vectors of the SDR classifier.

use serde_json::{Value, json};

use super::generate::{Draw, Drawn};

impl Draw {
    /// Alternating patterns with their buckets, and occasionally something else.
    pub(super) fn sdr_classifier(&mut self) -> Drawn {
        let size = self.between(1, 12);
        let horizons: Vec<u32> = (1..6).filter(|_| self.one_in(3)).collect();
        let horizons = if horizons.is_empty() { vec![self.between(1, 3)] } else { horizons };
        let mut parameters = json!({
            "size": size,
            "steps": horizons,
            "value_rate": self.pick(&[0.1, 0.3, 1.0]),
            "max_buckets": self.pick(&[1, 2, 3, 1000]),
        });
        // NB: with at most 12 active bits, the learning rate times the number of bits is at most 4,
        // so that learning does not amplify differences (spec/conformance.md).
        if !self.one_in(5) {
            parameters["learning_rate"] = self.pick(&[0.001, 0.05, 0.1, 0.3]).into();
        }
        let patterns: Vec<Vec<u32>> =
            (0..self.between(1, 4)).map(|_| self.subset(size, 3)).collect();
        let inputs = (0..self.between(1, 30))
            .map(|n| match self.below(14) {
                0 => json!({ "reset": true }),
                1 => json!({ "active_bits": self.subset(size, 2) }),
                2 => json!({ "active_bits": self.subset(size, 2), "bucket": null, "value": null }),
                _ => {
                    let turn = n as usize % patterns.len();
                    let bucket = if self.one_in(4) { self.below(9) } else { turn as u32 };
                    let bucket = i64::from(bucket) - 3;
                    let mut input = json!({
                        "active_bits": patterns[turn],
                        "bucket": bucket,
                        "value": self.decimal(-20, 40),
                        "learn": !self.one_in(8),
                    });
                    if self.one_in(2) {
                        input["quantile"] = self.decimal(0, 1).into();
                    }
                    input
                }
            })
            .collect::<Vec<Value>>();
        (parameters, None, inputs)
    }
}
