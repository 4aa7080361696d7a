//! How long each part of a step takes. The benchmarks of `cargo bench` use this file too.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use bami_htm::observer::{Observer, Phase};

/// A part of a step that is timed on its own. A step does them in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// From the values to the input of the pooler.
    Encoders,
    /// A phase of the pooler or of the memory.
    Phase(Phase),
    /// From the raw score to the likelihood.
    Likelihood,
}

impl Part {
    /// The last phase of a pooler that learns.
    pub const LAST_OF_POOLER: Self = Self::Phase(Phase::DutyCyclesAndBoosts);
    /// The last phase of a memory.
    pub const LAST_OF_MEMORY: Self = Self::Phase(Phase::ActivateDendrites);

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Encoders => "encoders",
            Self::Phase(Phase::Overlap) => "SP overlap",
            Self::Phase(Phase::Inhibition) => "SP inhibition",
            Self::Phase(Phase::Learning) => "SP learning",
            Self::Phase(Phase::DutyCyclesAndBoosts) => "SP duty cycles, boosts",
            Self::Phase(Phase::ActivateColumns) => "TM activate columns",
            Self::Phase(Phase::ActivateDendrites) => "TM activate dendrites",
            Self::Likelihood => "likelihood",
        }
    }
}

/// Adds up how long the parts take. As an observer it hears of no line, so what it times runs as fast as
/// without it.
#[derive(Clone, Debug)]
pub struct Clock {
    last: Instant,
    parts: BTreeMap<Part, Duration>,
}

impl Default for Clock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock {
    /// A clock that has counted nothing yet.
    pub fn new() -> Self {
        Self { last: Instant::now(), parts: BTreeMap::new() }
    }

    /// A part begins now. What was before it counts for none.
    pub fn start(&mut self) {
        self.last = Instant::now();
    }

    /// A part is done. What comes now is the next, or still this one if that is said again.
    pub fn part_done(&mut self, part: Part) {
        let now = Instant::now();
        *self.parts.entry(part).or_default() += now - self.last;
        self.last = now;
    }

    /// How long each part took so far, in the order of a step.
    pub fn parts(&self) -> impl Iterator<Item = (Part, Duration)> + '_ {
        self.parts.iter().map(|(&part, &took)| (part, took))
    }

    /// How long a part took so far.
    pub fn of(&self, part: Part) -> Duration {
        self.parts.get(&part).copied().unwrap_or_default()
    }

    /// How long all parts together took so far.
    pub fn whole(&self) -> Duration {
        self.parts.values().sum()
    }
}

impl Observer for Clock {
    fn observes_lines(&self) -> bool {
        false
    }

    fn phase_done(&mut self, phase: Phase) {
        self.part_done(Part::Phase(phase));
    }
}
