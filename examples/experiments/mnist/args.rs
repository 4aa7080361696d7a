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

/// Handwritten digits through the spatial pooler: what a softmax classifier makes of its columns, and
/// what it makes of the pixels.
///
/// Learns the first 50,000 training images of MNIST and tests on the other 10,000.
#[derive(Parser, Debug)]
#[command(name = "mnist", args_override_self = true)]
pub struct Args {
    /// The folder with train-images-idx3-ubyte and train-labels-idx1-ubyte, packed (.gz) or not; where
    /// those of t10k lie beside them, they are read too
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,

    /// For choosing parameters: learn the first 40,000 of the images and test on the next 10,000, so that
    /// those which the results are reported on stay unseen
    #[arg(long)]
    pub tune: bool,

    /// Learn only so many images, and test on a fifth as many
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,

    /// What the classifier gets, each in turn
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        default_value = "pixels,bits,untrained,trained"
    )]
    sources: Vec<Source>,

    /// What bits a pixel becomes
    #[arg(long, value_enum, default_value = "ink-paper")]
    encoding: Encoding,

    /// What a column sees, and with whom it competes
    #[arg(long, value_enum, default_value = "patches")]
    topology: Topology,

    /// Number of columns, at most 65,536
    #[arg(long, value_name = "N", default_value_t = 8192)]
    columns: u32,

    /// The fraction of the columns that win, above 0
    #[arg(long, value_name = "FRACTION", default_value_t = 0.05)]
    winners: f64,

    /// How far a patch reaches from its centre, in pixels
    #[arg(long, value_name = "PIXELS", default_value_t = 4)]
    radius: u32,

    /// The fraction of the bits of its field to which a column has potential synapses
    #[arg(long, value_name = "FRACTION", default_value_t = 0.25)]
    potential_pct: f64,

    /// How strongly columns that seldom win are boosted; 0 is not at all
    #[arg(long, value_name = "STRENGTH", default_value_t = 10.0)]
    boost: f64,

    /// What the permanence of a winner's synapse gains on an active input
    #[arg(long, value_name = "AMOUNT", default_value_t = 0.03)]
    increment: f64,

    /// What it loses on an input that is not
    #[arg(long, value_name = "AMOUNT", default_value_t = 0.015)]
    decrement: f64,

    /// What the overlap of a winner has to exceed
    #[arg(long, value_name = "OVERLAP", default_value_t = 0.0)]
    stimulus_threshold: f64,

    /// Over how many images duty cycles are averaged
    #[arg(long, value_name = "N", default_value_t = 1000)]
    duty_cycle_period: u32,

    /// How often the pooler sees each image
    #[arg(long, value_name = "N", default_value_t = 1)]
    pooler_epochs: u32,

    /// Let the pooler learn from only so many of the images
    #[arg(long, value_name = "N")]
    pooler_images: Option<usize>,

    /// Which classifier reads the features
    #[arg(long, value_enum, default_value = "softmax")]
    classifier: ClassifierKind,

    /// How often the classifier sees each image
    #[arg(long, value_name = "N", default_value_t = 20)]
    epochs: u32,

    /// How far the classifier goes in its first step, as a fraction of what would be just right for an
    /// average image alone; it sinks to 0
    #[arg(long, value_name = "RATE", default_value_t = 0.5)]
    rate: f64,

    /// The fraction of the active features that is left out while the classifier learns
    #[arg(long, value_name = "FRACTION", default_value_t = 0.0)]
    dropout: f64,

    /// The rate for grey pixels, from which nothing is left out
    #[arg(long, value_name = "RATE", default_value_t = 0.5)]
    pixel_rate: f64,

    /// Test with noise too: on these fractions of the pixels
    #[arg(
        long, value_name = "FRACTIONS", value_delimiter = ',', num_args = 0..=1,
        default_missing_value = "0,0.05,0.1,0.2,0.3,0.4,0.5"
    )]
    noise: Option<Vec<f64>>,

    /// What noise does to a pixel
    #[arg(long, value_enum, value_delimiter = ',', default_value = "replace,flip")]
    noise_kind: Vec<NoiseKind>,

    /// The seed of everything that is random
    #[arg(long, value_name = "N", default_value_t = 42)]
    seed: u64,

    /// How many threads show images to copies of the pooler; as many as there are cores when not given.
    /// The results are the same
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,

    /// Print the results as JSON
    #[arg(long)]
    pub json: bool,

    /// Write the results as a page with plots, to a file whose name ends in .html or .md
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Draw what columns have learned, and the accuracy under noise, into this folder, which is made when
    /// it is not there
    #[arg(long, value_name = "DIR")]
    pub pictures: Option<PathBuf>,
}

impl Args {
    /// What is to be run.
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
            bail!("--dropout 1: leaves nothing to learn from; must be below 1");
        }
        if self.limit.is_some_and(|limit| limit < 5) {
            bail!("--limit: must be at least 5, so that there is an image to test on");
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
