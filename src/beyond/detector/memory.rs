//! The memory that a detector takes.

use super::blocks::BLOCKS;
use super::scale::REPLAYED;
use super::season::DAYS;
use super::{DetectorParameters, FieldKind};
use crate::limits::MemoryEstimate;
use crate::limits::bytes::{grown, product, sum};
use crate::parameters::ParameterError;
use crate::time_scales::Look;

/// The statistics of a field that are not those of the memory.
const COMPANIONS: u64 = 5;
/// The most steps of a day.
const MOST_A_DAY: u64 = 288;

impl DetectorParameters {
    /// The memory of a detector with these parameters, if all fields differ.
    ///
    /// # Errors
    ///
    /// As for [`validate`](Self::validate).
    pub fn memory(&self) -> Result<MemoryEstimate, ParameterError> {
        self.validate()?;
        let region = |look| self.region_of(look, &[1.0; 2], 0.0, (0, 0)).memory();
        let regions = u64::from(self.regions);
        let history = MemoryEstimate::later(grown::<[f64; 2]>(REPLAYED as u64 + 1));
        let blocks = grown::<f64>(BLOCKS as u64 + 1);
        let mut total = MemoryEstimate::later(blocks);
        for field in &self.fields {
            let looks: Vec<Look> = match field.kind {
                FieldKind::Number => self.scales.iter().map(|scale| scale.look).collect(),
                FieldKind::Category => vec![Look::Extreme],
            };
            let statistics = looks.len() as u64 + COMPANIONS;
            for look in looks.into_iter().filter(|_| self.memory) {
                total = total + region(look)?.made_later().times(regions) + history;
            }
            let season = grown::<f64>(DAYS as u64 * MOST_A_DAY + 1);
            let own = sum([product([statistics, blocks]), season]);
            total = total + MemoryEstimate::later(own);
        }
        Ok(total)
    }
}
