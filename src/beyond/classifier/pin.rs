//! The pin of a classifier: `spec/pin.md`, PIN-PREDICTOR.

use super::SdrClassifier;
use crate::pin::{Lines, Number, Runs, Writer, put_fields};

impl SdrClassifier {
    pub(crate) fn write_pin(&self, section: &str, writer: &mut Writer) {
        writer.section(
            section,
            |lines| self.pin_state(lines),
            |lines| {
                lines.put("step", &self.step);
                lines.put("buckets", &self.values.len());
                lines.put("weights", &self.weights.iter().flatten().map(Vec::len).sum::<usize>());
            },
        );
    }

    //= spec/pin.md#pin-predictor
    //# The section of a classifier MUST hold `steps`, `learning_rate`, `value_rate`, `max_buckets`
    //# and `step`, then each bucket in the order in which it became known, each remembered pattern,
    //# the latest first, and the weights of each bit that has any, ascending.
    fn pin_state(&self, lines: &mut Lines) {
        put_fields!(lines, self.parameters, steps, learning_rate, value_rate, max_buckets);
        lines.put("step", &self.step);
        let mut buckets: Vec<_> = self.places.iter().collect();
        buckets.sort_unstable_by_key(|&(_, &place)| place);
        for ((bucket, _), &value) in buckets.into_iter().zip(&self.values) {
            lines.line(format_args!("bucket {bucket}:"), [Number(value)]);
        }
        for (place, pattern) in self.history.iter().enumerate() {
            lines.line(format_args!("pattern {place}:"), Runs::new(pattern.iter().copied()));
        }
        // NB: the classifiers of a predictor have one horizon each.
        for (bit, weights) in self.weights.iter().flatten().enumerate() {
            if !weights.is_empty() {
                let weights = weights.iter().map(|&weight| Number(weight));
                lines.line(format_args!("weights of bit {bit}:"), weights);
            }
        }
    }
}
