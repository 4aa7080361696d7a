//! Watching the algorithms line by line.
//!
//! Every step can be given an [`Observer`], which is told what each line of BAMI's pseudocode did:
//! the parts it touched, the operands before and after, each random draw with its candidates. The
//! default, [`NoObserver`], is compiled away.

use crate::spatial_pooler::SpatialPoolerEvent;
use crate::temporal_memory::TemporalMemoryEvent;

/// Is told what each line did.
///
/// ```
/// use bami_htm::observer::Observer;
/// use bami_htm::temporal_memory::TemporalMemoryEvent;
///
/// /// Counts the lines of the temporal memory.
/// struct Counter(usize);
///
/// impl Observer for Counter {
///     fn temporal_memory(&mut self, _event: &TemporalMemoryEvent<'_>) {
///         self.0 += 1;
///     }
/// }
/// ```
pub trait Observer {
    /// Whether anybody listens. Where it is false, no event is made.
    const ENABLED: bool = true;

    /// A line of `BAMI TM` ran.
    fn temporal_memory(&mut self, _event: &TemporalMemoryEvent<'_>) {}

    /// A line of `BAMI SP` ran.
    fn spatial_pooler(&mut self, _event: &SpatialPoolerEvent<'_>) {}
}

/// Nobody listens.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoObserver;

impl Observer for NoObserver {
    const ENABLED: bool = false;
}

impl<O: Observer> Observer for &mut O {
    const ENABLED: bool = O::ENABLED;

    fn temporal_memory(&mut self, event: &TemporalMemoryEvent<'_>) {
        (**self).temporal_memory(event);
    }

    fn spatial_pooler(&mut self, event: &SpatialPoolerEvent<'_>) {
        (**self).spatial_pooler(event);
    }
}
