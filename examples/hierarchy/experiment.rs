//! A stream with a fast and a slow regularity, and what two levels make of it.

use std::error::Error;

use bami_htm::network::NetworkParameters;
use bami_htm::random::{Pcg32, PortableRng};
use bami_htm::region::Record;

/// The motifs: the same six values, in four orders.
const MOTIFS: [[f64; 6]; 4] = [
    [10.0, 20.0, 30.0, 40.0, 50.0, 60.0],
    [20.0, 10.0, 40.0, 30.0, 60.0, 50.0],
    [30.0, 60.0, 10.0, 50.0, 20.0, 40.0],
    [60.0, 40.0, 20.0, 50.0, 30.0, 10.0],
];

/// The slow rule: the order in which the motifs come, over and over. What follows motif 0 or 1 depends
/// on the motif before it.
const ORDER: [usize; 6] = [0, 1, 2, 1, 0, 3];

/// Random readings before each motif, from 100 to 200. They tell nothing of the motifs.
const GAP: usize = 2;

/// Readings from the beginning of one gap to the beginning of the next.
pub(crate) const SLOT: usize = GAP + MOTIFS[0].len();

/// Slots after a broken rule that count neither as kept nor as broken.
const RECOVERY: usize = 3;

/// How long is learned and how long is measured, in slots, and which slots break the rule.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) learned: usize,
    pub(crate) measured: usize,
    /// Each so many slots one breaks the rule.
    pub(crate) broken_every: usize,
    /// Readings of the first slot that are left out, so that the clock of the second level is early.
    pub(crate) phase: usize,
    /// Whether there are random readings between the motifs.
    pub(crate) gaps: bool,
}

impl Default for Plan {
    fn default() -> Self {
        Self { learned: 900, measured: 300, broken_every: 10, phase: 0, gaps: true }
    }
}

/// What a reading is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A random reading, or the first of a motif.
    Boundary,
    /// The second or a later one of a motif.
    Within,
}

/// What a slot is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    Kept,
    Broken,
    /// Soon after a broken one.
    Recovery,
}

/// A reading.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    pub(crate) value: f64,
    pub(crate) place: Place,
    pub(crate) rule: Rule,
    /// Whether it is in the part that is measured.
    pub(crate) measured: bool,
}

/// The stream.
pub(crate) fn stream(plan: Plan) -> Vec<Reading> {
    let mut random = Pcg32::new(7, 100);
    let mut readings = Vec::new();
    for slot in 0..plan.learned + plan.measured {
        let measured = slot >= plan.learned;
        let since = if measured { (slot - plan.learned) % plan.broken_every } else { usize::MAX };
        let rule = match (plan.broken_every - 1).wrapping_sub(since) {
            0 => Rule::Broken,
            _ if measured && slot > plan.learned + RECOVERY && since < RECOVERY => Rule::Recovery,
            _ => Rule::Kept,
        };
        let due = ORDER[slot % ORDER.len()];
        // One of the three others.
        let other = random.below(MOTIFS.len() as u32 - 1) as usize;
        let other = other + usize::from(other >= due);
        let motif = if rule == Rule::Broken { other } else { due };
        let mut push = |value, place| readings.push(Reading { value, place, rule, measured });
        for _ in 0..GAP {
            let value = 100.0 + 100.0 * random.unit();
            push(if plan.gaps { value } else { 150.0 }, Place::Boundary);
        }
        for (position, value) in MOTIFS[motif].into_iter().enumerate() {
            push(value, if position == 0 { Place::Boundary } else { Place::Within });
        }
    }
    readings.split_off(plan.phase)
}

/// Means of the raw score of a level.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Level {
    pub(crate) within_kept: Mean,
    pub(crate) boundary_kept: Mean,
    pub(crate) within_broken: Mean,
    pub(crate) boundary_broken: Mean,
}

/// A mean of so many numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Mean {
    sum: f64,
    pub(crate) count: u32,
}

impl Mean {
    fn add(&mut self, number: f64) {
        self.sum += number;
        self.count += 1;
    }

    pub(crate) fn value(self) -> f64 {
        self.sum / f64::from(self.count)
    }
}

/// The raw scores of the two levels on the stream.
pub(crate) fn measure(
    parameters: NetworkParameters,
    plan: Plan,
) -> Result<[Level; 2], Box<dyn Error>> {
    let mut network = parameters.build()?;
    let mut levels = [Level::default(); 2];
    for reading in stream(plan) {
        let result = network.step(&Record::new().number("value", reading.value))?;
        if !reading.measured {
            continue;
        }
        for (level, region) in levels.iter_mut().zip(&result.regions) {
            let Some(step) = &region.step else { continue };
            let mean = match (reading.place, reading.rule) {
                (Place::Within, Rule::Kept) => &mut level.within_kept,
                (Place::Boundary, Rule::Kept) => &mut level.boundary_kept,
                (Place::Within, Rule::Broken) => &mut level.within_broken,
                (Place::Boundary, Rule::Broken) => &mut level.boundary_broken,
                (_, Rule::Recovery) => continue,
            };
            mean.add(step.raw_score);
        }
    }
    Ok(levels)
}
