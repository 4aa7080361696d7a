//! The memory that a detector with several time scales takes.

use super::{Known, Scale, TimeScalesParameters};
use crate::limits::MemoryEstimate;
use crate::limits::bytes::{grown, product, sum};
use crate::parameters::ParameterError;
use crate::region::RegionParameters;

impl TimeScalesParameters {
    /// The memory that a detector of these parameters takes, with these parameters for its regions, on a
    /// known stream.
    ///
    /// # Errors
    ///
    /// Invalid parameters of the detector or of the regions.
    pub fn memory(
        &self,
        region: &RegionParameters,
        known: &Known,
    ) -> Result<MemoryEstimate, ParameterError> {
        self.check(region, known)?;
        let scale = |scale: &Scale| {
            let parameters = self.region(region, scale.look, known, known.minimum, 0);
            let rows = u64::from(self.history_window).saturating_add(1);
            let windows = self.averaging_windows.len() as u64;
            let longest = self.averaging_windows.iter().copied().max().map_or(0, u64::from);
            let surprise =
                sum([product([windows + 1, grown::<f64>(rows)]), grown::<f64>(longest + 1)]);
            let group = grown::<f64>(u64::from(self.group(scale, known)));
            let one = parameters.memory()? + MemoryEstimate::later(surprise);
            Ok(one.times(u64::from(self.regions)) + MemoryEstimate::later(group))
        };
        self.scales.iter().map(scale).sum()
    }
}
