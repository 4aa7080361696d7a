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

    /// What follows is of the region of this name. Only a network says so.
    fn region(&mut self, _name: &str) {}

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

    fn region(&mut self, name: &str) {
        (**self).region(name);
    }

    fn temporal_memory(&mut self, event: &TemporalMemoryEvent<'_>) {
        (**self).temporal_memory(event);
    }

    fn spatial_pooler(&mut self, event: &SpatialPoolerEvent<'_>) {
        (**self).spatial_pooler(event);
    }
}

/// What one line did, of whichever chapter.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(untagged))]
#[non_exhaustive]
pub enum LineEvent<'a> {
    /// A line of `BAMI TM`.
    TemporalMemory(&'a TemporalMemoryEvent<'a>),
    /// A line of `BAMI SP`.
    SpatialPooler(&'a SpatialPoolerEvent<'a>),
}

impl LineEvent<'_> {
    /// The chapter, as citations have it: `TM` or `SP`.
    #[must_use]
    pub fn chapter(&self) -> &'static str {
        match self {
            Self::TemporalMemory(_) => "TM",
            Self::SpatialPooler(_) => "SP",
        }
    }

    /// The line of the chapter; none for what BAMI tells in prose and for extensions.
    #[must_use]
    pub fn line(&self) -> Option<u32> {
        match self {
            Self::TemporalMemory(event) => event.line().map(u32::from),
            Self::SpatialPooler(event) => event.line(),
        }
    }

    /// The heading of the rule in the specification that decides the event.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Self::TemporalMemory(event) => event.rule(),
            Self::SpatialPooler(event) => event.rule(),
        }
    }
}

/// An observer that calls a function for each line.
///
/// ```
/// use bami_htm::observer::{LineEvent, OnLine};
/// use bami_htm::sdr::Sdr;
/// use bami_htm::temporal_memory::{TemporalMemory, TemporalMemoryParameters};
///
/// let parameters = TemporalMemoryParameters { column_count: 4, ..Default::default() };
/// let mut memory = TemporalMemory::new(parameters, 42)?;
/// let mut bursts = 0;
/// let count = |event: LineEvent<'_>| bursts += u32::from(event.line() == Some(25));
/// memory.compute_observed(&Sdr::new(4, [0, 2])?, true, &mut OnLine(count))?;
/// assert_eq!(bursts, 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct OnLine<F>(pub F);

impl<F: FnMut(LineEvent<'_>)> Observer for OnLine<F> {
    fn temporal_memory(&mut self, event: &TemporalMemoryEvent<'_>) {
        (self.0)(LineEvent::TemporalMemory(event));
    }

    fn spatial_pooler(&mut self, event: &SpatialPoolerEvent<'_>) {
        (self.0)(LineEvent::SpatialPooler(event));
    }
}
