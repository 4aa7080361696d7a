//! The memory use of a spatial pooler.

use super::{DutyCycles, SpatialPoolerParameters};
use crate::anatomy::memory::{graph, segments};
use crate::anatomy::{Synapse, SynapseKey};
use crate::limits::MemoryEstimate;
use crate::limits::bytes::{arena, exact, grown, product, sum};
use crate::parameters::ParameterError;
use crate::sdr::grid_size;

/// How many lists with one number per column a spatial pooler keeps.
const COLUMN_NUMBERS: u64 = 4;

impl SpatialPoolerParameters {
    /// How much memory a spatial pooler with these parameters takes; nearly all of it is allocated
    /// on construction.
    ///
    /// ```
    /// use bami_htm::spatial_pooler::SpatialPoolerParameters;
    ///
    /// let parameters = SpatialPoolerParameters::default().with_potential_pct(0.8);
    /// println!("{}", parameters.memory()?);
    /// # Ok::<(), bami_htm::parameters::ParameterError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Parameters that [`validate`](Self::validate) rejects.
    pub fn memory(&self) -> Result<MemoryEstimate, ParameterError> {
        self.validate()?;
        let inputs = grid_size(&self.input_dimensions).map_or(0, u64::from);
        let columns = grid_size(&self.column_dimensions).map_or(0, u64::from);
        let pool = u64::from(self.largest_pool());
        let synapses = columns.saturating_mul(pool);
        let of_input = synapses.div_ceil(inputs.max(1));
        let lists = product([inputs, 2, size_of::<Vec<SynapseKey>>() as u64]);
        let windows = if self.duty_cycles == DutyCycles::Window { 2 } else { 0 };
        let words = columns.div_ceil(u32::BITS.into());
        let start = sum([
            graph(columns, 0),
            segments(columns),
            arena::<Synapse>(synapses),
            product([columns, grown::<SynapseKey>(pool)]),
            // The axons of the inputs, and the lists of connected columns, about half as long.
            lists,
            product([inputs, grown::<SynapseKey>(of_input)]),
            product([inputs, grown::<u32>(of_input.div_ceil(2))]),
            exact::<Option<f64>>(columns),
            product([COLUMN_NUMBERS, exact::<f64>(columns)]),
            product([windows, exact::<u32>(columns)]),
        ]);
        let more = sum([
            product([inputs, grown::<u32>(columns)]),
            // The input of a step, the neighbours of a column, and the values computed over them.
            exact::<u8>(inputs),
            product([4, grown::<u32>(columns)]),
            product([4, grown::<f64>(columns)]),
            product([windows, grown::<u32>(product([u64::from(self.duty_cycle_period), words]))]),
        ]);
        Ok(MemoryEstimate::bounded(start, more))
    }
}
