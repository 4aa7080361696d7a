//! The pin of a temporal memory: PIN-TM.

use super::{Lines, Pin, Statistic, Writer, put_fields};
use crate::anatomy::CellIndex;
use crate::temporal_memory::TemporalMemory;

impl TemporalMemory {
    /// The whole state as readable text, the same for the same state in every release; see
    /// [`pin`](crate::pin). About 30 bytes for each synapse.
    ///
    /// ```
    /// use bami_htm::Learning;
    /// use bami_htm::sdr::Sdr;
    /// use bami_htm::temporal_memory::{TemporalMemory, TemporalMemoryParameters};
    ///
    /// let parameters =
    ///     TemporalMemoryParameters::default().with_column_count(4).with_cells_per_column(1);
    /// let mut memory = TemporalMemory::new(parameters, 42)?;
    /// memory.step(&Sdr::new(4, [0])?, Learning::On)?;
    /// memory.step(&Sdr::new(4, [3])?, Learning::On)?;
    /// assert!(memory.pin().as_str().ends_with("segment 0 on cell 3, active in step 2: 0:0.21\n"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn pin(&self) -> Pin {
        Pin::of("temporal-memory", |writer| self.write_pin(writer))
    }

    /// Counts, statistics and the digest of [`pin`](Self::pin), in a few lines.
    #[must_use]
    pub fn pin_summary(&self) -> Pin {
        Pin::summary_of("temporal-memory", |writer| self.write_pin(writer))
    }

    pub(crate) fn write_pin(&self, writer: &mut Writer) {
        writer.section("tm", |lines| self.pin_state(lines), |lines| self.pin_counts(lines));
    }

    //= spec/pin.md#pin-tm
    //# The section of a temporal memory MUST hold the values of the table, in its order.
    fn pin_state(&self, lines: &mut Lines) {
        let parameters = self.parameters();
        put_fields!(
            lines,
            parameters,
            column_count,
            cells_per_column,
            activation_threshold,
            learning_threshold,
            initial_permanence,
            connected_permanence,
            permanence_increment,
            permanence_decrement,
            predicted_decrement,
            synapse_sample_size,
        );
        lines.within("extensions", |lines| {
            put_fields!(
                lines,
                parameters.extensions,
                max_segments_per_cell,
                max_synapses_per_segment,
                prune_zero_permanence,
                skip_empty_segments,
            );
        });
        lines.put("t", &self.t());
        lines.put("random", &self.random().into_parts());
        lines.put("anomaly", &self.anomaly());
        lines.put_indices("active_cells", self.active_cells().iter().copied());
        lines.put_indices("winner_cells", self.winner_cells().iter().copied());
        lines.put_indices("predictive_cells", self.predictive_cells().iter().copied());
        lines.put_indices("bursting_columns", self.bursting_columns().iter().copied());
        lines.put_indices("active_segments", self.active_segments());
        lines.put_indices("matching_segments", self.matching_segments());
        lines.put_indices("dead_cells", self.dead_cells());
        lines.put("next_serial", &self.layer().next_serial());
        self.pin_segments(lines);
    }

    //= spec/pin.md#pin-tm
    //# After them it MUST hold a line for each segment, by ascending serial number: `segment`, the
    //# serial number, `on cell`, the cell, a colon, and each synapse as presynaptic cell, colon and
    //# permanence in the order of creation.
    //= spec/pin.md#pin-tm
    //# With `max_segments_per_cell`, the cell MUST be followed by `, active in step` and the last
    //# step in which the segment counts as active, if one is known.
    fn pin_segments(&self, lines: &mut Lines) {
        let steps = self.last_active_steps();
        let cells = self.layer().cells().flat_map(|cell| {
            cell.segments().map(move |segment| (segment.serial(), cell.index(), segment))
        });
        let mut segments: Vec<_> = cells.collect();
        segments.sort_unstable_by_key(|&(serial, ..)| serial);
        for (serial, cell, segment) in segments {
            let step = steps.get(&serial).map(|step| format!(", active in step {step}"));
            let head = format!("segment {serial} on cell {cell}{}:", step.unwrap_or_default());
            let synapses = segment.synapses();
            lines.synapses(head, synapses.map(|s| (s.presynaptic().index(), s.permanence())));
        }
    }

    fn pin_counts(&self, lines: &mut Lines) {
        lines.put("t", &self.t());
        lines.put("anomaly", &self.anomaly());
        lines.put("active_cells", &self.active_cells().len());
        lines.put("winner_cells", &self.winner_cells().len());
        lines.put("predictive_cells", &self.predictive_cells().len());
        lines.put("bursting_columns", &self.bursting_columns().len());
        lines.put("active_segments", &self.active_segments().len());
        lines.put("matching_segments", &self.matching_segments().len());
        lines.put("dead_cells", &self.dead_cells().count());
        lines.put("segments", &self.layer().segment_count());
        lines.put("synapses", &self.layer().synapse_count());
        let connected = self.parameters().connected_permanence;
        let permanences = self.permanences_by_serial();
        let connected = permanences.iter().filter(|&&permanence| permanence >= connected);
        lines.put("connected_synapses", &connected.count());
        lines.put("permanence", &Statistic::of(permanences));
    }

    fn dead_cells(&self) -> impl Iterator<Item = CellIndex> {
        self.layer().cells().filter(|cell| cell.is_dead()).map(|cell| cell.index())
    }

    /// The permanences of all synapses in the order of the pin.
    fn permanences_by_serial(&self) -> Vec<f64> {
        let mut segments: Vec<_> = self.layer().segments().collect();
        segments.sort_unstable_by_key(|segment| segment.serial());
        let synapses = segments.into_iter().flat_map(|segment| segment.synapses());
        synapses.map(|synapse| synapse.permanence()).collect()
    }
}
