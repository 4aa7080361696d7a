//! The experiments: runs of the temporal memory, each determined by its setup and seed.

use std::error::Error;

use bami_htm::Learning;
use bami_htm::anatomy::{CellIndex, ColumnIndex};
use bami_htm::random::{Pcg32, PortableRng};
use bami_htm::sdr::Sdr;
use bami_htm::temporal_memory::{TemporalMemory, TemporalMemoryParameters};

pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The stream of random numbers for symbols and their order. The memory has its own.
const STREAM: u64 = 100;

/// A symbol counts as predicted if at least this fraction of its columns is predicted.
const PREDICTED_SHARE: f64 = 0.5;

/// A memory and its data.
#[derive(Clone, Debug)]
pub struct Setup {
    pub memory: TemporalMemoryParameters,
    /// Active columns per symbol.
    pub active_columns: u32,
    pub seed: u64,
}

impl Setup {
    /// The size used in the papers: 2048 columns of 32 cells, with 40 active columns.
    pub fn published() -> Self {
        let memory = TemporalMemoryParameters::book()
            .with_cells_per_column(32)
            .with_activation_threshold(13)
            .with_predicted_decrement(0.02);
        Self { memory, active_columns: 40, seed: 42 }
    }

    /// A smaller memory for tests and a quick look: 512 columns of 8 cells, with 20 active columns.
    pub fn small() -> Self {
        let memory = Self::published()
            .memory
            .with_column_count(512)
            .with_cells_per_column(8)
            .with_activation_threshold(8)
            .with_learning_threshold(6)
            .with_synapse_sample_size(15);
        Self { memory, active_columns: 20, seed: 42 }
    }

    /// The same with another SYNAPSE_SAMPLE_SIZE.
    pub fn with_sample(mut self, synapse_sample_size: u32) -> Self {
        self.memory.synapse_sample_size = synapse_sample_size;
        self
    }

    /// The same with one cell per column: a first-order memory.
    pub fn first_order(mut self) -> Self {
        self.memory.cells_per_column = 1;
        self
    }
}

/// Pairs of sequences that differ only in their first and last element: A B C D E F and X B C D E Y.
/// Predicting the last element requires remembering the first one over the four shared ones.
#[derive(Clone, Debug)]
pub struct Sequences {
    symbols: Vec<Sdr>,
    sequences: Vec<Vec<usize>>,
}

/// Shared elements in the middle of each pair.
const SHARED: usize = 4;

impl Sequences {
    fn new(pairs: usize, setup: &Setup, random: &mut Pcg32) -> Result<Self> {
        let mut symbols = Vec::new();
        let mut sequences = Vec::new();
        for _ in 0..pairs {
            let first = symbols.len();
            for _ in 0..SHARED + 4 {
                symbols.push(random_symbol(setup, random)?);
            }
            let [start, other_start, end, other_end] =
                [0, 1, SHARED + 2, SHARED + 3].map(|n| first + n);
            let shared = first + 2..first + 2 + SHARED;
            sequences.push([start].into_iter().chain(shared.clone()).chain([end]).collect());
            sequences.push([other_start].into_iter().chain(shared).chain([other_end]).collect());
        }
        Ok(Self { symbols, sequences })
    }

    /// Swaps the last elements of the two sequences of each pair.
    fn swap_endings(&mut self) {
        for pair in self.sequences.chunks_exact_mut(2) {
            let end = SHARED + 1;
            let (one, other) = (pair[0][end], pair[1][end]);
            (pair[0][end], pair[1][end]) = (other, one);
        }
    }

    /// The probability of guessing the right symbol among the predicted ones.
    fn accuracy(&self, predicted_columns: &[ColumnIndex], right: usize) -> f64 {
        let predicted = |symbol: &Sdr| {
            let columns = symbol.on().iter().map(|&bit| ColumnIndex::new(bit));
            let columns = columns.filter(|c| predicted_columns.binary_search(c).is_ok());
            columns.count() as f64 >= PREDICTED_SHARE * f64::from(symbol.active_bits())
        };
        if !predicted(&self.symbols[right]) {
            return 0.0;
        }
        1.0 / self.symbols.iter().filter(|symbol| predicted(symbol)).count() as f64
    }
}

fn random_symbol(setup: &Setup, random: &mut Pcg32) -> Result<Sdr> {
    Ok(Sdr::random(setup.memory.column_count, setup.active_columns, random)?)
}

/// A memory and a stream: sequences in random order, with a new random symbol before each.
/// There are no resets.
#[derive(Clone, Debug)]
pub struct Learner {
    setup: Setup,
    pub memory: TemporalMemory,
    sequences: Sequences,
    random: Pcg32,
}

/// Pairs of sequences in the stream.
const PAIRS: usize = 2;

impl Learner {
    pub fn new(setup: Setup) -> Result<Self> {
        let mut random = Pcg32::new(setup.seed, STREAM);
        let sequences = Sequences::new(PAIRS, &setup, &mut random)?;
        let memory = TemporalMemory::new(setup.memory.clone(), setup.seed)?;
        Ok(Self { setup, memory, sequences, random })
    }

    /// The fraction of the cells active at the last shared element that both sequences of a pair have in common: the
    /// mean over the pairs, with learning off. At 0 the memory can distinguish the sequences, at 1 it cannot.
    pub fn shared_context(&self) -> Result<f64> {
        let mut copy = self.clone();
        let mut contexts = Vec::new();
        for sequence in &self.sequences.sequences {
            copy.memory.step(&random_symbol(&self.setup, &mut copy.random)?, Learning::Off)?;
            for &symbol in &sequence[..=SHARED] {
                copy.memory.step(&self.sequences.symbols[symbol], Learning::Off)?;
            }
            contexts.push(copy.memory.active_cells().to_vec());
        }
        let share = |pair: &[Vec<CellIndex>]| {
            let shared = pair[0].iter().filter(|cell| pair[1].binary_search(cell).is_ok()).count();
            shared as f64 / pair[0].len().min(pair[1].len()) as f64
        };
        Ok(mean(&contexts.chunks_exact(2).map(share).collect::<Vec<_>>()))
    }

    /// Runs through a random sequence, and returns the accuracy for its last element.
    fn one_sequence(&mut self, learn: bool) -> Result<f64> {
        let which = self.random.choose_random(self.sequences.sequences.len());
        self.this_sequence(which, learn, 0.0)
    }

    /// Replaces a fraction of the active columns of each element.
    fn this_sequence(&mut self, which: usize, learn: bool, noise: f64) -> Result<f64> {
        self.memory.step(&random_symbol(&self.setup, &mut self.random)?, learn.into())?;
        let sequence = &self.sequences.sequences[which];
        let mut accuracy = 0.0;
        for (place, &symbol) in sequence.iter().enumerate() {
            if place + 1 == sequence.len() {
                accuracy = self.sequences.accuracy(self.memory.predicted_columns(), symbol);
            }
            let element = self.sequences.symbols[symbol].with_noise(noise, &mut self.random)?;
            self.memory.step(&element, learn.into())?;
        }
        Ok(accuracy)
    }

    /// Learns a number of sequences; returns the accuracy for each, before it was learned.
    pub fn learn(&mut self, sequences: usize) -> Result<Vec<f64>> {
        (0..sequences).map(|_| self.one_sequence(true)).collect()
    }

    /// The mean accuracy over all sequences, each `repeats` times, with learning off.
    pub fn test(&self, noise: f64, repeats: usize) -> Result<f64> {
        let mut copy = self.clone();
        let mut sum = 0.0;
        let sequences = copy.sequences.sequences.len();
        for _ in 0..repeats {
            for which in 0..sequences {
                sum += copy.this_sequence(which, false, noise)?;
            }
        }
        Ok(sum / (repeats * sequences) as f64)
    }

    /// Swaps the ends of the sequences of each pair.
    pub fn swap_endings(&mut self) {
        self.sequences.swap_endings();
    }

    /// Kills a random fraction of all cells. The last cell of a column is spared, and another one dies instead.
    pub fn kill(&mut self, share: f64) -> Result<()> {
        let cells = self.memory.layer().cell_count();
        let per_column = self.setup.memory.cells_per_column;
        let mut living = vec![per_column; self.setup.memory.column_count as usize];
        let mut wanted = bami_htm::round_half_up(share * f64::from(cells)) as usize;
        let mut dead = Vec::new();
        // A random order of all cells.
        let mut order: Vec<u32> = (0..cells).collect();
        while wanted > 0 && !order.is_empty() {
            let cell = order.swap_remove(self.random.choose_random(order.len()));
            let column = (cell / per_column) as usize;
            if living[column] > 1 {
                living[column] -= 1;
                dead.push(cell);
                wanted -= 1;
            }
        }
        Ok(self.memory.kill_cells(dead)?)
    }
}

/// Accuracy of a memory over a stream with a change of the sequences in the middle.
#[derive(Clone, Debug)]
pub struct LearningCurve {
    /// For each sequence before the change, the accuracy for its last element.
    pub before: Vec<f64>,
    /// The same for each sequence after it.
    pub after: Vec<f64>,
}

/// Learns sequences, swaps their ends, and continues to learn.
pub fn learning_and_change(setup: Setup, before: usize, after: usize) -> Result<LearningCurve> {
    let mut learner = Learner::new(setup)?;
    let before = learner.learn(before)?;
    learner.swap_endings();
    Ok(LearningCurve { before, after: learner.learn(after)? })
}

/// The mean.
pub fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The number of sequences that are averaged for one point of a curve.
pub const BLOCK: usize = 20;

/// The means of consecutive blocks of values; an incomplete last block is dropped.
pub fn block_means(values: &[f64], block: usize) -> Vec<f64> {
    values.chunks_exact(block).map(mean).collect()
}

/// The number of values up to the end of the first `run` consecutive perfect ones, if there are any.
pub fn until_perfect(values: &[f64], run: usize) -> Option<usize> {
    (run..=values.len()).find(|&end| values[end - run..end].iter().all(|&value| value == 1.0))
}

/// The effect of dead cells on a trained memory.
#[derive(Clone, Copy, Debug)]
pub struct Death {
    /// The fraction of the cells that die.
    pub share: f64,
    /// Accuracy immediately after, with learning off.
    pub at_once: f64,
    /// Accuracy after further learning.
    pub relearned: f64,
    /// [`Learner::shared_context`] immediately after.
    pub shared_at_once: f64,
    /// [`Learner::shared_context`] after further learning.
    pub shared_relearned: f64,
}

/// Repeats of each sequence in a test.
const REPEATS: usize = 5;

/// Kills a fraction of the cells of a trained memory, and lets it learn `sequences` more.
pub fn cell_death(learned: &Learner, share: f64, sequences: usize) -> Result<Death> {
    let mut damaged = learned.clone();
    damaged.kill(share)?;
    let (at_once, shared_at_once) = (damaged.test(0.0, REPEATS)?, damaged.shared_context()?);
    damaged.learn(sequences)?;
    let (relearned, shared_relearned) = (damaged.test(0.0, REPEATS)?, damaged.shared_context()?);
    Ok(Death { share, at_once, relearned, shared_at_once, shared_relearned })
}

/// Accuracy of a trained memory when a fraction of the active columns of each element is replaced.
pub fn input_noise(learned: &Learner, share: f64) -> Result<f64> {
    learned.test(share, REPEATS)
}
