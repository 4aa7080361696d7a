//! Observing the algorithms line by line.
//!
//! A step reports to an [`Observer`] what each line of BAMI's pseudocode did: the parts it touched,
//! the operands before and after, each random draw with its candidates. The default,
//! [`NoObserver`], is compiled away.

mod spatial_pooler;
mod temporal_memory;

pub use spatial_pooler::SpatialPoolerEvent;
pub use temporal_memory::TemporalMemoryEvent;

/// Receives what each line did. Works as a type parameter and as `&mut dyn Observer`.
///
/// ```
/// use bami_htm::Learning;
/// use bami_htm::observer::{Observer, TemporalMemoryEvent};
/// use bami_htm::sdr::Sdr;
/// use bami_htm::temporal_memory::{TemporalMemory, TemporalMemoryParameters};
///
/// /// Counts the lines of the temporal memory.
/// struct Counter(usize);
///
/// impl Observer for Counter {
///     fn temporal_memory(&mut self, _event: &TemporalMemoryEvent<'_>) {
///         self.0 += 1;
///     }
/// }
///
/// let parameters = TemporalMemoryParameters::default().with_column_count(4);
/// let mut memory = TemporalMemory::new(parameters, 42)?;
/// let mut counter = Counter(0);
/// let observer: &mut dyn Observer = &mut counter;
/// memory.step_observed(&Sdr::new(4, [0, 2])?, Learning::On, observer)?;
/// assert!(counter.0 > 4, "each of the four columns is visited");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Observer {
    /// Whether the observer wants line events. It is asked when a step begins. If it returns false,
    /// the step runs the indexed form of the algorithm instead of the literal one, with the same
    /// result, unless the literal form was chosen; see [`Execution`](crate::Execution).
    fn observes_lines(&self) -> bool {
        true
    }

    /// The events that follow belong to the region with this name. Only networks call this.
    fn region(&mut self, _name: &str) {}

    /// A line of `BAMI TM` ran.
    fn temporal_memory(&mut self, _event: &TemporalMemoryEvent<'_>) {}

    /// A line of `BAMI SP` ran.
    fn spatial_pooler(&mut self, _event: &SpatialPoolerEvent<'_>) {}

    /// A phase of a step has finished. Called even if [`observes_lines`](Self::observes_lines) is
    /// false, so an observer that only times phases costs nothing.
    fn phase_done(&mut self, _phase: Phase) {}
}

/// A part of a step. The phases of one algorithm run in the order given here and make up its whole
/// step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// The overlap of every column, `BAMI SP 1-5`.
    Overlap,
    /// Which columns win, `BAMI SP 6-10`.
    Inhibition,
    /// The permanences of the winners, `BAMI SP 11-18`; only in a step that learns.
    Learning,
    /// Duty cycles, boosts, the bump of weak columns and the inhibition radius, `BAMI SP 19-26`;
    /// only in a step that learns.
    DutyCyclesAndBoosts,
    /// Stage 1 of the temporal memory, including all learning, `BAMI TM 1-54`.
    ActivateColumns,
    /// Stage 2 of the temporal memory, `BAMI TM 55-72`.
    ActivateDendrites,
}

/// Observes nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoObserver;

impl Observer for NoObserver {
    #[inline(always)]
    fn observes_lines(&self) -> bool {
        false
    }
}

impl<O: Observer + ?Sized> Observer for &mut O {
    #[inline]
    fn observes_lines(&self) -> bool {
        (**self).observes_lines()
    }

    fn region(&mut self, name: &str) {
        (**self).region(name);
    }

    fn temporal_memory(&mut self, event: &TemporalMemoryEvent<'_>) {
        (**self).temporal_memory(event);
    }

    fn spatial_pooler(&mut self, event: &SpatialPoolerEvent<'_>) {
        (**self).spatial_pooler(event);
    }

    fn phase_done(&mut self, phase: Phase) {
        (**self).phase_done(phase);
    }
}

/// What one line of either chapter did.
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
    /// The chapter, as in citations: `TM` or `SP`.
    #[must_use]
    pub fn chapter(&self) -> &'static str {
        match self {
            Self::TemporalMemory(_) => "TM",
            Self::SpatialPooler(_) => "SP",
        }
    }

    /// The line of the chapter; none for what BAMI describes in prose and for extensions.
    #[must_use]
    pub fn line(&self) -> Option<u32> {
        match self {
            Self::TemporalMemory(event) => event.line().map(u32::from),
            Self::SpatialPooler(event) => event.line(),
        }
    }

    /// The heading of the rule in the specification that governs the event.
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
/// use bami_htm::Learning;
/// use bami_htm::observer::{LineEvent, OnLine};
/// use bami_htm::sdr::Sdr;
/// use bami_htm::temporal_memory::{TemporalMemory, TemporalMemoryParameters};
///
/// let parameters = TemporalMemoryParameters::default().with_column_count(4);
/// let mut memory = TemporalMemory::new(parameters, 42)?;
/// let mut bursts = 0;
/// let count = |event: LineEvent<'_>| bursts += u32::from(event.line() == Some(25));
/// memory.step_observed(&Sdr::new(4, [0, 2])?, Learning::On, &mut OnLine(count))?;
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
