//! The time that each part of a step takes. The benchmarks of `cargo bench` use this file too.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use bami_htm::observer::{Observer, Phase};

/// A part of a step that is timed separately, in the order of the step.
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

/// Adds up the time that the parts take. As an observer it receives no lines, so it does not slow
/// down the step.
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
    /// A clock at zero.
    pub fn new() -> Self {
        Self { last: Instant::now(), parts: BTreeMap::new() }
    }

    /// A part begins now; the time before it is not counted.
    pub fn start(&mut self) {
        self.last = Instant::now();
    }

    /// The part is complete. The time from now on belongs to the next part that is reported, which
    /// may be the same one.
    pub fn part_done(&mut self, part: Part) {
        let now = Instant::now();
        *self.parts.entry(part).or_default() += now - self.last;
        self.last = now;
    }

    /// The time of each part so far, in the order of a step.
    pub fn parts(&self) -> impl Iterator<Item = (Part, Duration)> + '_ {
        self.parts.iter().map(|(&part, &took)| (part, took))
    }

    /// The time of a part so far.
    pub fn of(&self, part: Part) -> Duration {
        self.parts.get(&part).copied().unwrap_or_default()
    }

    /// The time of all parts so far.
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
