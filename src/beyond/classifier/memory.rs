//! The memory that a classifier takes.

use super::{Outcome, SdrClassifierParameters};
use crate::limits::MemoryEstimate;
use crate::limits::bytes::{exact, grown, product, sum};
use crate::parameters::ParameterError;

impl SdrClassifierParameters {
    /// The memory that a classifier of patterns of `size` bits takes.
    ///
    /// ```
    /// use bami_htm::classifier::SdrClassifierParameters;
    ///
    /// let parameters = SdrClassifierParameters::default().with_max_buckets(100);
    /// let memory = parameters.memory(2048)?;
    /// assert!(memory.start > 2048 * 24 && memory.greatest > Some(2048 * 24 + 2048 * 100 * 8));
    /// # Ok::<(), bami_htm::parameters::ParameterError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The parameters are invalid (see [`validate`](Self::validate)), or there are too many bits
    /// for the number of horizons.
    pub fn memory(&self, size: u32) -> Result<MemoryEstimate, ParameterError> {
        self.check_size(size)?;
        let (size, horizons) = (u64::from(size), self.steps.len() as u64);
        let buckets = u64::from(self.max_buckets);
        let start = product([horizons, exact::<Vec<f64>>(size)]);
        let farthest = self.steps.last().map_or(0, |&step| u64::from(step));
        let more = sum([
            product([horizons, size, grown::<f64>(buckets)]),
            // The buckets with their indices and values, and the probabilities of a prediction.
            product([buckets, 40]),
            product([horizons + 1, buckets, size_of::<Outcome>() as u64 + 16]),
            // The patterns of earlier steps.
            product([farthest, exact::<u32>(size) + 24]),
        ]);
        Ok(MemoryEstimate::bounded(start, more))
    }
}
