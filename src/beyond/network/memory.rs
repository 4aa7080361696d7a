//! The memory that a network takes.

use super::{LinkOutput, NetworkError, NetworkParameters};
use crate::limits::MemoryEstimate;
use crate::limits::bytes::{exact, product};

/// The memory beside the regions.
const BESIDE: u64 = 4096;

impl NetworkParameters {
    /// The memory that a network of these parameters takes.
    ///
    /// # Errors
    ///
    /// Whatever [`validate`](Self::validate) rejects.
    pub fn memory(&self) -> Result<MemoryEstimate, NetworkError> {
        let resolved = self.planned()?;
        let mut whole = MemoryEstimate::bounded(BESIDE, 0);
        for (own, region) in self.regions.iter().zip(&resolved) {
            let wrong = |error| NetworkError::Parameter { region: own.name.clone(), error };
            whole = whole + region.memory_resolved().map_err(wrong)?;
            for link in &own.links {
                let below = self.regions.iter().position(|other| other.name == link.from);
                let below = below.map(|index| &resolved[index].tm);
                let bits = below.map_or(0, |tm| match link.output {
                    LinkOutput::ActiveColumns => u64::from(tm.column_count),
                    _ => u64::from(tm.column_count) * u64::from(tm.cells_per_column),
                });
                // The outputs in the union, their union, and the bits taken for a period.
                let outputs = u64::from(link.union).saturating_add(3);
                whole = whole + MemoryEstimate::later(product([outputs, exact::<u32>(bits) + 64]));
            }
        }
        Ok(whole)
    }
}
