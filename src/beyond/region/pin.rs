//! The pins of a region and of a predictor: `spec/pin.md`, PIN-REGION and PIN-PREDICTOR.

use super::{ClassifierInput, FieldEncoder, Predictor, Region};
use crate::pin::{Lines, Pin, Runs, Word, Writer, parts, write_part};

impl Region {
    /// The whole state as readable text, the same for the same state in every release; see
    /// [`pin`](crate::pin). About 30 bytes for each synapse.
    ///
    /// ```no_run
    /// # let region = bami_htm::region::Region::new(Default::default())?;
    /// insta::assert_snapshot!(region.pin());
    /// # Ok::<(), bami_htm::region::RegionError>(())
    /// ```
    #[must_use]
    pub fn pin(&self) -> Pin {
        Pin::of("region", |writer| self.write_pin(writer))
    }

    /// Counts, statistics and the digest of each section of [`pin`](Self::pin), in a few lines.
    ///
    /// ```
    /// use bami_htm::region::{Record, Region, RegionParameters};
    ///
    /// let mut region = Region::new(RegionParameters::for_metric(0.5))?;
    /// region.step(&Record::new().number("value", 21.0))?;
    /// let summary = region.pin_summary();
    /// assert!(summary.as_str().contains("[tm]\nt = 1\nanomaly = 1\n"));
    /// # Ok::<(), bami_htm::region::RegionError>(())
    /// ```
    #[must_use]
    pub fn pin_summary(&self) -> Pin {
        Pin::summary_of("region", |writer| self.write_pin(writer))
    }

    fn write_pin(&self, writer: &mut Writer) {
        writer.section(
            "region",
            |lines| self.pin_state(lines),
            |lines| lines.put("steps", &self.steps()),
        );
        self.pin_parts(writer);
    }

    /// The sections of the parts.
    pub(crate) fn pin_parts(&self, writer: &mut Writer) {
        self.pipeline.spatial_pooler.write_pin(writer);
        self.pipeline.temporal_memory.write_pin(writer);
        self.pipeline.likelihood.write_pin(writer);
    }

    /// What belongs to no part but the encoders.
    //= spec/pin.md#pin-region
    //# The section of a region MUST hold `seed`, `metric`, `range_rule`, `steps` and `range`,
    //# followed by the values of its encoders.
    pub(crate) fn pin_state(&self, lines: &mut Lines) {
        let parameters = self.parameters();
        lines.put("seed", &parameters.seed);
        lines.put("metric", &parameters.metric);
        lines.put("range_rule", &parameters.range_rule);
        lines.put("steps", &self.steps());
        lines.put("range", &self.pipeline.range_rule.and_then(|rule| rule.range()));
        let memory = self.encoder().memory();
        let memories = parts(Some(&memory));
        for (place, field) in parameters.encoders.iter().enumerate() {
            let FieldEncoder { field, columns, encoder } = field;
            lines.within(&format!("encoders.{place}"), |lines| {
                lines.put("field", field);
                lines.put("columns", columns);
                write_part(encoder, memories.get(place), lines);
            });
        }
    }
}

impl Predictor {
    /// The whole state as readable text, the same for the same state in every release; see
    /// [`pin`](crate::pin). About 30 bytes for each synapse and each weight.
    ///
    /// ```no_run
    /// # use bami_htm::region::{Predictor, PredictorParameters, RegionParameters};
    /// # let predictor = Predictor::new(RegionParameters::default(), PredictorParameters::default())?;
    /// insta::assert_snapshot!(predictor.pin());
    /// # Ok::<(), bami_htm::region::RegionError>(())
    /// ```
    #[must_use]
    pub fn pin(&self) -> Pin {
        Pin::of("predictor", |writer| self.write_pin(writer))
    }

    /// Counts, statistics and the digest of each section of [`pin`](Self::pin), in a few lines.
    #[must_use]
    pub fn pin_summary(&self) -> Pin {
        Pin::summary_of("predictor", |writer| self.write_pin(writer))
    }

    fn write_pin(&self, writer: &mut Writer) {
        self.region.write_pin(writer);
        writer.section(
            "predictor",
            |lines| self.pin_state(lines),
            |lines| {
                lines.put("steps", &self.region.steps());
            },
        );
        for (place, classifier) in self.classifiers.iter().enumerate() {
            classifier.write_pin(&format!("classifiers.{place}"), writer);
        }
    }

    //= spec/pin.md#pin-predictor
    //# The section `predictor` MUST hold `inputs`, `target_width` if it is not 1, the times `time`
    //# and `time_before`, and a line `bits at`, the time, a colon and the bits for each time that
    //# `week-before` remembers, ascending.
    fn pin_state(&self, lines: &mut Lines) {
        let word = |input: &ClassifierInput| {
            Word(match input {
                ClassifierInput::Encoding => "encoding",
                ClassifierInput::Columns => "columns",
                ClassifierInput::Cells => "cells",
                ClassifierInput::WinnerCells => "winner-cells",
                ClassifierInput::PredictedColumns => "predicted-columns",
                ClassifierInput::ComingTime => "coming-time",
                ClassifierInput::WeekBefore => "week-before",
            })
        };
        lines.put("inputs", &self.inputs.iter().map(word).collect::<Vec<_>>());
        if self.target_width != 1 {
            lines.put("target_width", &self.target_width);
        }
        let [time, before] = self.coming.times;
        lines.put("time", &time);
        lines.put("time_before", &before);
        for (time, bits) in &self.coming.target_bits {
            lines.line(format_args!("bits at {time}:"), Runs::new(bits.iter().copied()));
        }
    }
}
