//! The memory that an anomaly likelihood takes.

use super::AnomalyLikelihoodParameters;
use crate::limits::MemoryEstimate;
use crate::limits::bytes::{grown, product, sum};
use crate::parameters::ParameterError;

impl AnomalyLikelihoodParameters {
    /// The memory that an anomaly likelihood with these parameters takes: that of the rows it
    /// remembers.
    ///
    /// # Errors
    ///
    /// The parameters are invalid; see [`validate`](Self::validate).
    pub fn memory(&self) -> Result<MemoryEstimate, ParameterError> {
        self.validate()?;
        let rows = u64::from(self.history_window);
        // The rows, and the averages and values of an estimate.
        let of_rows =
            sum([grown::<[u64; 3]>(rows.saturating_add(1)), product([2, grown::<f64>(rows)])]);
        Ok(MemoryEstimate::later(of_rows))
    }
}
