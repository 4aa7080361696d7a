//! A stream with a fast and a slow regularity, and the scores of two levels on it.

use std::cmp::Ordering;
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

/// The slow rule: the repeating order of the motifs. The motif after motif 0 or 1 depends on the motif
/// before it.
const ORDER: [usize; 6] = [0, 1, 2, 1, 0, 3];

/// Random readings before each motif, from 100 to 200. They carry no information about the motifs.
const GAP: usize = 2;

/// Slots after a violation of the rule that count neither as kept nor as broken.
const RECOVERY: usize = 3;

/// The lengths of learning and measurement, in slots, and which slots break the rule.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    pub learned: usize,
    pub measured: usize,
    /// One slot in this many breaks the rule.
    pub broken_every: usize,
    /// Readings of the first slot that are omitted, so that the clock of the second level is early.
    pub phase: usize,
    /// Whether there are random readings between the motifs.
    pub gaps: bool,
}

impl Default for Plan {
    fn default() -> Self {
        Self { learned: 900, measured: 300, broken_every: 10, phase: 0, gaps: true }
    }
}

/// The position of a reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A random reading, or the first reading of a motif.
    Boundary,
    /// The second or a later reading of a motif.
    Within,
}

/// Whether a slot (a gap and its motif) keeps the rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    Kept,
    Broken,
    /// Used for learning, or soon after a broken one: does not count.
    Neither,
}

/// A reading.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    pub value: f64,
    pub place: Place,
    pub slot: usize,
}

impl Plan {
    /// Whether a slot keeps the rule.
    pub fn rule(self, slot: usize) -> Rule {
        let Some(measured) = slot.checked_sub(self.learned) else { return Rule::Neither };
        match measured % self.broken_every {
            within if within + 1 == self.broken_every => Rule::Broken,
            within if within < RECOVERY => Rule::Neither,
            _ => Rule::Kept,
        }
    }

    /// The stream.
    pub fn stream(self) -> Vec<Reading> {
        let mut random = Pcg32::new(7, 100);
        let mut readings = Vec::new();
        for slot in 0..self.learned + self.measured {
            let due = ORDER[slot % ORDER.len()];
            // One of the other three.
            let other = random.below(MOTIFS.len() as u32 - 1) as usize;
            let other = other + usize::from(other >= due);
            let motif = if self.rule(slot) == Rule::Broken { other } else { due };
            let mut push = |value, place| readings.push(Reading { value, place, slot });
            for _ in 0..GAP {
                let value = 100.0 + 100.0 * random.unit();
                push(if self.gaps { value } else { 150.0 }, Place::Boundary);
            }
            for (position, value) in MOTIFS[motif].into_iter().enumerate() {
                push(value, if position == 0 { Place::Boundary } else { Place::Within });
            }
        }
        readings.split_off(self.phase)
    }
}

/// The raw scores of a level, for kept and broken rules.
#[derive(Clone, Debug, Default)]
pub struct Level {
    /// For every step within a motif, in slots that keep the rule.
    pub within: Vec<f64>,
    /// For every step at the boundary of a motif, in slots that keep the rule.
    pub boundary: Vec<f64>,
    /// The mean of each slot that keeps the rule.
    pub kept: Vec<f64>,
    /// The mean of each slot that breaks it.
    pub broken: Vec<f64>,
}

impl Level {
    /// How often a slot that breaks the rule has a higher score than one that keeps it: 0.5 if the score
    /// carries no information, 1 if it separates them perfectly.
    pub fn separation(&self) -> f64 {
        let pairs = self.broken.iter().flat_map(|b| self.kept.iter().map(move |k| (b, k)));
        let wins = pairs.map(|(broken, kept)| match broken.total_cmp(kept) {
            Ordering::Less => 0.0,
            Ordering::Equal => 0.5,
            Ordering::Greater => 1.0,
        });
        wins.sum::<f64>() / (self.broken.len() * self.kept.len()) as f64
    }

    /// Adds the scores of a slot.
    fn add(&mut self, rule: Rule, scores: &[f64]) {
        match (rule, mean(scores)) {
            (Rule::Kept, Some(mean)) => self.kept.push(mean),
            (Rule::Broken, Some(mean)) => self.broken.push(mean),
            _ => {}
        }
    }
}

/// The mean of some numbers; `None` if there are none.
pub fn mean(numbers: &[f64]) -> Option<f64> {
    (!numbers.is_empty()).then(|| numbers.iter().sum::<f64>() / numbers.len() as f64)
}

/// The raw scores of the two levels of a network on a stream.
pub fn measure(parameters: NetworkParameters, plan: Plan) -> Result<[Level; 2], Box<dyn Error>> {
    let mut network = parameters.build()?;
    let mut levels = [Level::default(), Level::default()];
    let mut of_slots = [0, 1].map(|_| vec![Vec::new(); plan.learned + plan.measured]);
    let stream = plan.stream();
    for (index, reading) in stream.iter().enumerate() {
        let result = network.step(&Record::new().number("value", reading.value))?;
        for (place, region) in result.regions.iter().enumerate() {
            let Some(step) = &region.step else { continue };
            // A step over several readings belongs to the slot of the middle one.
            let slot = stream[index - network.regions()[place].period() as usize / 2].slot;
            of_slots[place][slot].push(step.raw_score);
            if plan.rule(slot) == Rule::Kept {
                let level = &mut levels[place];
                match reading.place {
                    Place::Within => level.within.push(step.raw_score),
                    Place::Boundary => level.boundary.push(step.raw_score),
                }
            }
        }
    }
    for (level, slots) in levels.iter_mut().zip(&of_slots) {
        slots.iter().enumerate().for_each(|(slot, scores)| level.add(plan.rule(slot), scores));
    }
    Ok(levels)
}
