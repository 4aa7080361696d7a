//! The experiments: runs of the spatial pooler, each determined by its setup and seed.

use std::error::Error;

use bami_htm::Learning;
use bami_htm::metrics;
use bami_htm::random::{Pcg32, PortableRng};
use bami_htm::sdr::Sdr;
use bami_htm::spatial_pooler::{SpatialPooler, SpatialPoolerParameters, TieBreak};

pub type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The stream of random numbers for inputs, their order and their noise. The pooler has its own.
const STREAM: u64 = 100;

/// A pooler and its data.
#[derive(Clone, Debug)]
pub struct Setup {
    pub pooler: SpatialPoolerParameters,
    /// The number of different inputs.
    pub inputs: usize,
    pub seed: u64,
}

/// The inputs have between 2 % and 20 % of their bits ON.
const LEAST_SPARSITY: f64 = 0.02;
const MOST_SPARSITY: f64 = 0.20;

impl Setup {
    /// 1024 input bits, 1024 columns, 2 % of which win, and 100 random inputs.
    pub fn published() -> Self {
        let pooler = SpatialPoolerParameters::default()
            .with_input_dimensions([1024])
            .with_column_dimensions([1024])
            .with_num_active_columns_per_inh_area(20)
            .with_tie_break(TieBreak::LowestIndex);
        Self { pooler, inputs: 100, seed: 42 }
    }

    /// The same with this boostStrength.
    pub fn boosted(mut self, boost_strength: f64) -> Self {
        self.pooler.boost_strength = boost_strength;
        self
    }

    /// Half as many input bits, columns and inputs, for tests and a quick look.
    pub fn small() -> Self {
        let mut setup = Self::published();
        setup.pooler.input_dimensions = vec![512];
        setup.pooler.column_dimensions = vec![512];
        setup.pooler.num_active_columns_per_inh_area = Some(10);
        setup.inputs = 50;
        setup
    }
}

/// A pooler with its inputs.
#[derive(Clone, Debug)]
pub struct Trainer {
    pub pooler: SpatialPooler,
    inputs: Vec<Sdr>,
    random: Pcg32,
}

/// The outputs of a pooler for all inputs of its data, with learning off.
#[derive(Clone, Debug)]
pub struct Outputs(pub Vec<Sdr>);

impl Trainer {
    pub fn new(setup: &Setup) -> Result<Self> {
        let mut random = Pcg32::new(setup.seed, STREAM);
        let pooler = SpatialPooler::new(setup.pooler.clone(), setup.seed)?;
        let inputs = random_inputs(&setup.pooler, setup.inputs, &mut random)?;
        Ok(Self { pooler, inputs, random })
    }

    /// Shows every input once, in a random order, with learning on.
    pub fn epoch(&mut self) -> Result<()> {
        let mut left: Vec<usize> = (0..self.inputs.len()).collect();
        while !left.is_empty() {
            let input = left.swap_remove(self.random.choose_random(left.len()));
            self.pooler.step(&self.inputs[input], Learning::On)?;
        }
        Ok(())
    }

    pub fn epochs(&mut self, epochs: usize) -> Result<()> {
        (0..epochs).try_for_each(|_| self.epoch())
    }

    /// Replaces all inputs with the same number of new ones.
    pub fn change_inputs(&mut self) -> Result<()> {
        let count = self.inputs.len();
        self.inputs = random_inputs(self.pooler.parameters(), count, &mut self.random)?;
        Ok(())
    }

    /// The columns of every input, with learning off.
    pub fn outputs(&mut self) -> Result<Outputs> {
        let mut outputs = Vec::new();
        for input in &self.inputs {
            outputs.push(self.pooler.step(input, Learning::Off)?);
        }
        Ok(Outputs(outputs))
    }

    /// The fraction of the columns of an input that a noisy copy keeps: the mean over all inputs.
    pub fn kept_under_noise(&mut self, noise: f64) -> Result<f64> {
        // The same noise for every pooler.
        let mut random = Pcg32::new(7, STREAM);
        let clean = self.outputs()?;
        let mut noisy = Vec::new();
        for input in &self.inputs {
            noisy.push(self.pooler.step(&input.with_noise(noise, &mut random)?, Learning::Off)?);
        }
        clean.kept_in(&Outputs(noisy))
    }

    /// Kills a random fraction of the columns: they lose their potential synapses, and so never win again.
    pub fn kill_columns(&mut self, share: f64) -> Result<()> {
        let columns = self.pooler.layer().column_count();
        let mut left: Vec<u32> = (0..columns).collect();
        let mut state = self.pooler.state();
        for _ in 0..bami_htm::round_half_up(share * f64::from(columns)) as u32 {
            let column = left.swap_remove(self.random.choose_random(left.len()));
            state.potential_synapses[column as usize].clear();
        }
        state.overlaps.fill(0.0);
        state.active_columns.clear();
        self.pooler = SpatialPooler::from_state(self.pooler.parameters().clone(), state)?;
        Ok(())
    }
}

fn random_inputs(
    pooler: &SpatialPoolerParameters,
    count: usize,
    random: &mut Pcg32,
) -> Result<Vec<Sdr>> {
    let size = pooler.input_dimensions.iter().product();
    (0..count)
        .map(|_| {
            let sparsity = LEAST_SPARSITY + (MOST_SPARSITY - LEAST_SPARSITY) * random.unit();
            let active = bami_htm::round_half_up(sparsity * f64::from(size)) as u32;
            Ok(Sdr::random(size, active, random)?)
        })
        .collect()
}

impl Outputs {
    /// For each input, the fraction of the columns that are active.
    pub fn sparseness(&self) -> Vec<f64> {
        self.0.iter().map(Sdr::sparsity).collect()
    }

    /// The mean entropy of a column in bits.
    pub fn entropy(&self) -> Result<f64> {
        Ok(metrics::entropy(&self.0)?)
    }

    /// The fraction of its active columns that an output keeps in `later`: the mean over all inputs.
    pub fn kept_in(&self, later: &Self) -> Result<f64> {
        Ok(metrics::kept(&self.0, &later.0)?)
    }
}

/// The state of a pooler after an epoch.
#[derive(Clone, Copy, Debug)]
pub struct Epoch {
    /// Epochs so far.
    pub epoch: usize,
    /// Mean entropy of a column in bits.
    pub entropy: f64,
    /// The fraction of the columns of an input that are the same as after the previous epoch.
    pub stability: f64,
    /// The fraction of the columns that an input keeps when the fraction [`NOISE`] of its bits is moved.
    pub kept: f64,
}

/// The noise at which robustness is measured over time.
pub const NOISE: f64 = 0.3;

/// A change in the middle of training.
#[derive(Clone, Copy, Debug)]
pub enum Change {
    /// All inputs are replaced.
    Inputs,
    /// A fraction of the columns dies.
    ColumnsDie(f64),
}

/// Trains a pooler and returns its state after each epoch, and the pooler. The change happens before the given epoch.
pub fn follow(
    setup: &Setup,
    epochs: usize,
    change: Option<(usize, Change)>,
) -> Result<(Vec<Epoch>, Trainer)> {
    let mut trainer = Trainer::new(setup)?;
    let mut epoch_by_epoch = Vec::new();
    for epoch in 1..=epochs {
        match change.filter(|(at, _)| *at == epoch) {
            Some((_, Change::Inputs)) => trainer.change_inputs()?,
            Some((_, Change::ColumnsDie(share))) => trainer.kill_columns(share)?,
            None => {}
        }
        let before = trainer.outputs()?;
        trainer.epoch()?;
        let after = trainer.outputs()?;
        epoch_by_epoch.push(Epoch {
            epoch,
            entropy: after.entropy()?,
            stability: before.kept_in(&after)?,
            kept: trainer.kept_under_noise(NOISE)?,
        });
    }
    Ok((epoch_by_epoch, trainer))
}
