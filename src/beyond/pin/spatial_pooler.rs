//! The pin of a spatial pooler: PIN-SP.

use super::{Lines, Number, Pin, Statistic, Word, Writer, put_fields};
use crate::spatial_pooler::{
    BoostingOrder, ConnectedInOverlap, DutyCycles, SpatialPooler, TieBreak, WindowStep,
};

impl SpatialPooler {
    /// The whole state as readable text, the same for the same state in every release; see
    /// [`pin`](crate::pin). About 30 bytes for each potential synapse.
    ///
    /// ```
    /// use bami_htm::spatial_pooler::{SpatialPooler, SpatialPoolerParameters};
    ///
    /// let parameters = SpatialPoolerParameters::default()
    ///     .with_input_dimensions([4])
    ///     .with_column_dimensions([1]);
    /// let synapses = [vec![(0, 0.25), (3, 0.125)]];
    /// let pooler = SpatialPooler::with_potential_synapses(parameters, &synapses)?;
    /// assert!(pooler.pin().as_str().ends_with("column 0 synapses: 0:0.25 3:0.125\n"));
    /// # Ok::<(), bami_htm::spatial_pooler::SpatialPoolerError>(())
    /// ```
    #[must_use]
    pub fn pin(&self) -> Pin {
        Pin::of("spatial-pooler", |writer| self.write_pin(writer))
    }

    /// Counts, statistics and the digest of [`pin`](Self::pin), in a few lines.
    #[must_use]
    pub fn pin_summary(&self) -> Pin {
        Pin::summary_of("spatial-pooler", |writer| self.write_pin(writer))
    }

    pub(crate) fn write_pin(&self, writer: &mut Writer) {
        writer.section("sp", |lines| self.pin_state(lines), |lines| self.pin_counts(lines));
    }

    //= spec/pin.md#pin-sp
    //# The section of a spatial pooler MUST hold the values of the table, in its order.
    fn pin_state(&self, lines: &mut Lines) {
        let parameters = self.parameters();
        put_fields!(
            lines,
            parameters,
            input_dimensions,
            column_dimensions,
            potential_radius,
            potential_pct,
            global_inhibition,
            local_area_density,
            num_active_columns_per_inh_area,
            stimulus_threshold,
            connected_permanence,
            syn_perm_active_inc,
            syn_perm_inactive_dec,
            min_pct_overlap_duty_cycle,
            duty_cycle_period,
            boost_strength,
            initial_permanence_range,
            center_bias,
        );
        let tie_break = match parameters.tie_break {
            TieBreak::All => "all",
            TieBreak::LowestIndex => "lowest_index",
        };
        lines.put("tie_break", &Word(tie_break));
        lines.put("wrap_around", &parameters.wrap_around);
        //= spec/pin.md#pin-sp
        //# A switch of the book profile MUST be left out where it has the value of an absent one.
        if parameters.connected_in_overlap == ConnectedInOverlap::Above {
            lines.put("connected_in_overlap", &Word("above"));
        }
        if parameters.duty_cycles == DutyCycles::Window {
            lines.put("duty_cycles", &Word("window"));
        }
        if parameters.boosting_order == BoostingOrder::OneLoop {
            lines.put("boosting_order", &Word("one_loop"));
        }
        lines.put("learning_steps", &self.learning_steps());
        lines.put("inhibition_radius", &self.inhibition_radius());
        lines.put_indices("active_columns", self.active_columns().iter().copied());
        self.pin_windows(lines);
        for column in 0..self.layer().column_count() {
            self.pin_column(column, lines);
        }
    }

    //= spec/pin.md#pin-sp
    //# With a window of duty cycles, the table MUST be followed by `active_window` and
    //# `overlap_window`, each with the step, counted from 1, and the columns for which it counts,
    //# for each learning step in the window, the oldest first.
    fn pin_windows(&self, lines: &mut Lines) {
        let windows = ["active_window", "overlap_window"];
        for (name, steps) in windows.into_iter().zip(self.window_steps().into_iter().flatten()) {
            for WindowStep { step, columns } in steps {
                lines.put_indices(&format!("{name}.{step}"), columns);
            }
        }
    }

    //= spec/pin.md#pin-sp
    //# After them it MUST hold two lines for each column, in ascending order: `column`, its number,
    //# a colon, and its overlap, its boost, its active duty cycle and its overlap duty cycle, each
    //# as name, equals sign and number; then `column`, its number, `synapses:`, and each potential
    //# synapse as input, colon and permanence, ascending by input.
    fn pin_column(&self, column: u32, lines: &mut Lines) {
        let place = column as usize;
        let numbers = [
            ("overlap", self.overlaps()[place]),
            ("boost", self.boosts()[place]),
            ("active_duty_cycle", self.active_duty_cycles()[place]),
            ("overlap_duty_cycle", self.overlap_duty_cycles()[place]),
        ];
        let numbers = numbers.map(|(name, number)| format!("{name}={}", Number(number)));
        lines.line(format_args!("column {column}:"), numbers);
        let head = format_args!("column {column} synapses:");
        lines.synapses(head, self.potential_synapses(column).into_iter().flatten());
    }

    fn pin_counts(&self, lines: &mut Lines) {
        let columns = self.layer().column_count();
        lines.put("learning_steps", &self.learning_steps());
        lines.put("inhibition_radius", &self.inhibition_radius());
        lines.put("columns", &columns);
        lines.put("active_columns", &self.active_columns().len());
        let permanences = || {
            let synapses =
                (0..columns).filter_map(|column| self.potential_synapses(column)).flatten();
            synapses.map(|(_, permanence)| permanence)
        };
        lines.put("synapses", &self.layer().synapse_count());
        let connected = self.parameters().connected_permanence;
        let connected = permanences().filter(|&permanence| permanence >= connected);
        lines.put("connected_synapses", &connected.count());
        lines.put("permanence", &Statistic::of(permanences()));
        lines.put("overlap", &statistic(self.overlaps()));
        lines.put("boost", &statistic(self.boosts()));
        lines.put("active_duty_cycle", &statistic(self.active_duty_cycles()));
        lines.put("overlap_duty_cycle", &statistic(self.overlap_duty_cycles()));
    }
}

fn statistic(values: &[f64]) -> Option<Statistic> {
    Statistic::of(values.iter().copied())
}
