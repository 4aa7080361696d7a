//! The spatial pooler of the library on images.

use bami_htm::random::Pcg32;
use bami_htm::spatial_pooler::{SpatialPooler, SpatialPoolerParameters, TieBreak};
use rayon::prelude::*;

use super::digits::Digits;
use super::encoding::Encoding;
use super::rows::Rows;
use super::{shuffle, streams};

pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// What a column sees of an image, and which columns it competes with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Topology {
    /// Every column can see the whole image, and competes with all others
    Whole,
    /// Columns form a grid over the image; each sees the patch below it, and competes with all others
    Patches,
    /// The same, but a column competes only with those within BAMI's inhibition radius
    Local,
}

/// The settings of a pooler.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct PoolerSetup {
    pub encoding: Encoding,
    pub topology: Topology,
    /// Number of columns.
    pub columns: u32,
    /// The fraction of the columns that wins.
    pub winners: f64,
    /// The radius of a patch, in pixels.
    pub radius: u32,
    /// The fraction of the bits of its receptive field to which a column has potential synapses.
    pub potential_pct: f64,
    /// How strongly columns that rarely win are boosted.
    pub boost: f64,
    /// The permanence increment of a winner's synapse to an active input.
    pub increment: f64,
    /// The permanence decrement of a winner's synapse to an inactive input.
    pub decrement: f64,
    /// The overlap that a winner must exceed.
    pub stimulus_threshold: f64,
    /// The number of images over which duty cycles are averaged.
    pub duty_cycle_period: u32,
}

impl PoolerSetup {
    /// The parameters of the pooler for images of this size. The bits of a pixel are the last dimension of
    /// the input, where columns have no extent.
    pub fn parameters(&self, rows: u32, columns: u32) -> SpatialPoolerParameters {
        let (height, width) = grid(self.columns);
        let whole = self.topology == Topology::Whole;
        SpatialPoolerParameters::default()
            .with_input_dimensions([rows, columns, self.encoding.bits_per_pixel()])
            .with_column_dimensions([height, width, 1])
            .with_potential_radius(if whole { u32::MAX } else { self.radius })
            .with_potential_pct(self.potential_pct)
            .with_global_inhibition(self.topology != Topology::Local)
            .with_local_area_density(self.winners)
            .with_num_active_columns_per_inh_area(None)
            .with_stimulus_threshold(self.stimulus_threshold)
            .with_syn_perm_active_inc(self.increment)
            .with_syn_perm_inactive_dec(self.decrement)
            .with_boost_strength(self.boost)
            .with_duty_cycle_period(self.duty_cycle_period)
            .with_center_bias(0.0)
            .with_tie_break(TieBreak::All)
    }
}

/// The height and width of the most nearly square grid of this many columns.
fn grid(columns: u32) -> (u32, u32) {
    let height = (1..=columns.isqrt()).rev().find(|height| columns.is_multiple_of(*height));
    let height = height.unwrap_or(1);
    (height, columns / height)
}

/// A pooler and the encoding of its images.
#[derive(Clone, Debug)]
pub struct Pooling {
    pub pooler: SpatialPooler,
    encoding: Encoding,
}

impl Pooling {
    /// An untrained pooler for images of this size.
    pub fn new(setup: &PoolerSetup, rows: u32, columns: u32, seed: u64) -> Result<Self> {
        let pooler = SpatialPooler::new(setup.parameters(rows, columns), seed)?;
        Ok(Self { pooler, encoding: setup.encoding })
    }

    /// Shows the pooler every image `epochs` times with learning on, each time in a different order. Does
    /// not use labels. Calls `told` after each image.
    pub fn train(
        &mut self,
        digits: &Digits,
        epochs: u32,
        seed: u64,
        mut told: impl FnMut(),
    ) -> Result<()> {
        let mut random = Pcg32::new(seed, streams::POOLER_ORDER);
        let mut order: Vec<usize> = (0..digits.len()).collect();
        for _ in 0..epochs {
            shuffle(&mut order, &mut random);
            for &index in &order {
                self.show(digits.image(index), true)?;
                told();
            }
        }
        Ok(())
    }

    /// One step of the pooler.
    fn show(&mut self, image: &[u8], learn: bool) -> Result<()> {
        let dimensions = &self.pooler.parameters().input_dimensions;
        let input = self.encoding.encode(image, dimensions)?;
        self.pooler.step(&input, learn.into())?;
        Ok(())
    }

    /// The active columns for every image, with learning off. Every thread has its own copy of the pooler;
    /// without learning, the steps are independent, so the result does not depend on the number of
    /// threads. Calls `told` after each image.
    pub fn columns(&self, digits: &Digits, told: impl Fn() + Sync) -> Result<Rows> {
        let images = digits.len().div_ceil(rayon::current_num_threads()).max(1);
        let starts: Vec<usize> = (0..digits.len()).step_by(images).collect();
        let width = self.pooler.boosts().len();
        let parts: Vec<Result<Rows>> = starts
            .par_iter()
            .map(|&start| {
                let mut copy = self.clone();
                let mut rows = Rows::new(width);
                for index in start..(start + images).min(digits.len()) {
                    copy.show(digits.image(index), false)?;
                    rows.push_bits(copy.pooler.active_columns().iter().map(|column| column.get()));
                    told();
                }
                Ok(rows)
            })
            .collect();
        let mut rows = Rows::new(width);
        for part in parts {
            rows.append(&part?);
        }
        Ok(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setup() -> PoolerSetup {
        PoolerSetup {
            encoding: Encoding::InkPaper,
            topology: Topology::Patches,
            columns: 60,
            winners: 0.1,
            radius: 2,
            potential_pct: 0.5,
            boost: 1.0,
            increment: 0.03,
            decrement: 0.015,
            stimulus_threshold: 0.0,
            duty_cycle_period: 100,
        }
    }

    fn digits() -> Digits {
        let pixels = (0..8 * 8 * 20).map(|pixel: u32| (pixel * pixel % 251) as u8).collect();
        Digits::new(8, 8, pixels, vec![0; 20])
    }

    #[test]
    fn grids_are_as_square_as_they_can_be() {
        assert_eq!(grid(4096), (64, 64));
        assert_eq!(grid(2048), (32, 64));
        assert_eq!(grid(6), (2, 3));
        assert_eq!(grid(7), (1, 7));
    }

    #[test]
    fn patches_are_square_and_hold_all_bits_of_their_pixels() {
        let pooling =
            Pooling::new(&PoolerSetup { potential_pct: 1.0, ..setup() }, 8, 8, 1).unwrap();
        let sizes: Vec<usize> = (0..60)
            .map(|column| pooling.pooler.potential_synapses(column).unwrap().len())
            .collect();
        assert_eq!(sizes.iter().max(), Some(&(5 * 5 * 2)));
        let whole = PoolerSetup { topology: Topology::Whole, potential_pct: 1.0, ..setup() };
        let pooling = Pooling::new(&whole, 8, 8, 1).unwrap();
        assert_eq!(pooling.pooler.potential_synapses(0).unwrap().len(), 8 * 8 * 2);
    }

    #[test]
    fn columns_do_not_depend_on_the_number_of_threads() {
        let digits = digits();
        for topology in [Topology::Whole, Topology::Patches, Topology::Local] {
            let mut pooling = Pooling::new(&PoolerSetup { topology, ..setup() }, 8, 8, 1).unwrap();
            pooling.train(&digits, 2, 1, || ()).unwrap();
            assert_eq!(pooling.pooler.learning_steps(), 40);
            let columns = |threads| {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
                pool.install(|| pooling.columns(&digits, || ()).unwrap())
            };
            let one = columns(1);
            assert_eq!(one.len(), 20);
            assert!(one.mean_features() > 0.0);
            assert_eq!(one, columns(3));
        }
    }

    #[test]
    fn training_changes_what_columns_see() {
        let digits = digits();
        let untrained = Pooling::new(&setup(), 8, 8, 1).unwrap();
        let mut trained = untrained.clone();
        trained.train(&digits, 3, 1, || ()).unwrap();
        assert_ne!(
            trained.columns(&digits, || ()).unwrap(),
            untrained.columns(&digits, || ()).unwrap()
        );
    }
}
