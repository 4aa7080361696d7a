//! The pin of an anomaly likelihood: `spec/pin.md`, PIN-ANOMALY.

use super::{AnomalyLikelihood, Tail};
use crate::pin::{Joined, Lines, Number, Word, Writer, put_fields};

impl AnomalyLikelihood {
    pub(crate) fn write_pin(&self, writer: &mut Writer) {
        writer.section(
            "anomaly",
            |lines| self.pin_state(lines),
            |lines| {
                self.pin_estimate(lines);
                lines.put("history", &self.history.len());
            },
        );
    }

    //= spec/pin.md#pin-anomaly
    //# The section of an anomaly likelihood MUST hold `learning_period`, `estimation_samples`,
    //# `history_window`, `reestimation_period`, `averaging_window`, `tail`, then `row`,
    //# `distribution`, `tail_before` and `history`.
    fn pin_state(&self, lines: &mut Lines) {
        put_fields!(
            lines,
            self.parameters,
            learning_period,
            estimation_samples,
            history_window,
            reestimation_period,
            averaging_window,
        );
        let tail = match self.parameters.tail {
            Tail::OneSided => "one-sided",
            Tail::TwoSided => "two-sided",
        };
        lines.put("tail", &Word(tail));
        self.pin_estimate(lines);
        let value = |value: Option<f64>| value.map_or("none".to_owned(), |v| Number(v).to_string());
        let history = self.history.iter().map(|entry| Joined(value(entry.value), entry.raw));
        lines.line("history =", history);
    }

    fn pin_estimate(&self, lines: &mut Lines) {
        lines.put("row", &self.row);
        lines.put("distribution", &self.distribution.map(|d| (d.mean, d.deviation)));
        lines.put("tail_before", &self.tail_before);
    }
}
