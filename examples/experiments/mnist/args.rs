//! The command line.

use std::path::PathBuf;

use anyhow::bail;
use clap::Parser;

use super::pipeline::classifier::ClassifierKind;
use super::pipeline::encoding::Encoding;
use super::pipeline::experiment::{Plan, Source};
use super::pipeline::noise::NoiseKind;
use super::pipeline::pooling::{PoolerSetup, Topology};
use super::pipeline::rows::Rows;
use super::pipeline::softmax::SoftmaxParameters;

/// Handwritten digits through the spatial pooler: compares a softmax classifier on its columns with one
/// on the pixels.
///
/// Learns from the first 50,000 training images of MNIST and tests on the other 10,000.
#[derive(Parser, Debug)]
#[command(name = "mnist", args_override_self = true)]
pub struct Args {
    /// The folder with train-images-idx3-ubyte and train-labels-idx1-ubyte, optionally compressed (.gz);
    /// the t10k files are read, too, if they are there
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,

    /// For choosing parameters: learn from the first 40,000 images and test on the next 10,000, so that
    /// the images for the reported results stay unseen
    #[arg(long)]
    pub tune: bool,

    /// Learn from only this many images, and test on a fifth as many
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,

    /// The inputs of the classifier, each tested separately
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        default_value = "pixels,bits,untrained,trained"
    )]
    sources: Vec<Source>,

    /// The encoding of a pixel
    #[arg(long, value_enum, default_value = "ink-paper")]
    encoding: Encoding,

    /// What a column sees, and which columns it competes with
    #[arg(long, value_enum, default_value = "patches")]
    topology: Topology,

    /// Number of columns, at most 65,536
    #[arg(long, value_name = "N", default_value_t = 8192)]
    columns: u32,

    /// The fraction of the columns that wins, above 0
    #[arg(long, value_name = "FRACTION", default_value_t = 0.05)]
    winners: f64,

    /// The radius of a patch, in pixels
    #[arg(long, value_name = "PIXELS", default_value_t = 4)]
    radius: u32,

    /// The fraction of the bits of its receptive field to which a column has potential synapses
    #[arg(long, value_name = "FRACTION", default_value_t = 0.25)]
    potential_pct: f64,

    /// How strongly columns that rarely win are boosted; 0 for no boosting
    #[arg(long, value_name = "STRENGTH", default_value_t = 10.0)]
    boost: f64,

    /// The permanence increment of a winner's synapse to an active input
    #[arg(long, value_name = "AMOUNT", default_value_t = 0.03)]
    increment: f64,

    /// The permanence decrement of a winner's synapse to an inactive input
    #[arg(long, value_name = "AMOUNT", default_value_t = 0.015)]
    decrement: f64,

    /// The overlap that a winner must exceed
    #[arg(long, value_name = "OVERLAP", default_value_t = 0.0)]
    stimulus_threshold: f64,

    /// The number of images over which duty cycles are averaged
    #[arg(long, value_name = "N", default_value_t = 1000)]
    duty_cycle_period: u32,

    /// The number of times that the pooler sees each image
    #[arg(long, value_name = "N", default_value_t = 1)]
    pooler_epochs: u32,

    /// The number of images from which the pooler learns
    #[arg(long, value_name = "N")]
    pooler_images: Option<usize>,

    /// The classifier
    #[arg(long, value_enum, default_value = "softmax")]
    classifier: ClassifierKind,

    /// The number of times that the classifier sees each image
    #[arg(long, value_name = "N", default_value_t = 20)]
    epochs: u32,

    /// The size of the classifier's first step, as a fraction of the ideal step for an average image
    /// alone; it decreases to 0
    #[arg(long, value_name = "RATE", default_value_t = 0.5)]
    rate: f64,

    /// The fraction of the active features that is dropped while the classifier learns
    #[arg(long, value_name = "FRACTION", default_value_t = 0.0)]
    dropout: f64,

    /// The rate for grey pixels, which are never dropped
    #[arg(long, value_name = "RATE", default_value_t = 0.5)]
    pixel_rate: f64,

    /// Also test with noise on these fractions of the pixels
    #[arg(
        long, value_name = "FRACTIONS", value_delimiter = ',', num_args = 0..=1,
        default_missing_value = "0,0.05,0.1,0.2,0.3,0.4,0.5"
    )]
    noise: Option<Vec<f64>>,

    /// The effect of noise on a pixel
    #[arg(long, value_enum, value_delimiter = ',', default_value = "replace,flip")]
    noise_kind: Vec<NoiseKind>,

    /// The seed of all random numbers
    #[arg(long, value_name = "N", default_value_t = 42)]
    seed: u64,

    /// The number of threads, each with a copy of the pooler; by default the number of cores. Does not
    /// change the results
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,

    /// Print the results as JSON
    #[arg(long)]
    pub json: bool,

    /// Write the results as a page with plots to a file with the extension .html or .md
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Draw what columns have learned, and the accuracy under noise, into this folder, which is created if
    /// necessary
    #[arg(long, value_name = "DIR")]
    pub pictures: Option<PathBuf>,
}

impl Args {
    /// The experiment to run.
    pub fn plan(&self) -> anyhow::Result<Plan> {
        let fraction = |name: &str, value: f64| match (0.0..=1.0).contains(&value) {
            true => Ok(value),
            false => bail!("--{name} {value}: must be from 0 to 1"),
        };
        if self.columns as usize > Rows::WIDEST {
            bail!("--columns {}: must be at most {}", self.columns, Rows::WIDEST);
        }
        for (name, rate) in [("rate", self.rate), ("pixel-rate", self.pixel_rate)] {
            if !(rate > 0.0 && rate.is_finite()) {
                bail!("--{name} {rate}: must be above 0 and finite");
            }
        }
        if fraction("dropout", self.dropout)? == 1.0 {
            bail!("--dropout 1: must be below 1, otherwise nothing is left to learn from");
        }
        if self.limit.is_some_and(|limit| limit < 5) {
            bail!("--limit: must be at least 5, so that there is an image for testing");
        }
        let noise = self.noise.clone().unwrap_or_default();
        noise.iter().try_for_each(|&value| fraction("noise", value).map(drop))?;
        let softmax = |rate, dropout| SoftmaxParameters { epochs: self.epochs, rate, dropout };
        Ok(Plan {
            sources: self.sources.clone(),
            pooler: PoolerSetup {
                encoding: self.encoding,
                topology: self.topology,
                columns: self.columns,
                winners: self.winners,
                radius: self.radius,
                potential_pct: self.potential_pct,
                boost: self.boost,
                increment: self.increment,
                decrement: self.decrement,
                stimulus_threshold: self.stimulus_threshold,
                duty_cycle_period: self.duty_cycle_period,
            },
            pooler_epochs: self.pooler_epochs,
            pooler_images: self.pooler_images,
            kind: self.classifier,
            classifier: softmax(self.rate, self.dropout),
            pixel_classifier: softmax(self.pixel_rate, 0.0),
            noise_kinds: self.noise_kind.clone(),
            noise,
            seed: self.seed,
        })
    }
}
