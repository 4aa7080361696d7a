//! The experiment: the same classifier on the pixels, on the columns of an untrained pooler, and on those
//! of a trained one.

use std::time::Instant;

use super::classifier::{Classifier, ClassifierKind};
use super::confusion::Confusion;
use super::digits::Digits;
use super::encoding::Encoding;
use super::noise::NoiseKind;
use super::pooling::{PoolerSetup, Pooling, Result};
use super::rows::Rows;
use super::softmax::SoftmaxParameters;

/// An input of the classifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The grey pixels
    Pixels,
    /// The encoded bits, which are also the input of the pooler
    Bits,
    /// The columns of an untrained pooler
    Untrained,
    /// The columns of a pooler that has learned boosts, but not the permanences of winners
    Boosted,
    /// The columns of a trained pooler
    Trained,
}

impl Source {
    /// The name in headings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pixels => "grey pixels",
            Self::Bits => "encoded bits",
            Self::Untrained => "untrained pooler",
            Self::Boosted => "boosts only",
            Self::Trained => "trained pooler",
        }
    }
}

/// Everything that determines the results, except the images.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Plan {
    pub sources: Vec<Source>,
    pub pooler: PoolerSetup,
    /// The number of times that the pooler sees each image.
    pub pooler_epochs: u32,
    /// The number of images from which the pooler learns; `None` for all.
    pub pooler_images: Option<usize>,
    pub kind: ClassifierKind,
    /// How the classifier learns from columns and encoded bits.
    pub classifier: SoftmaxParameters,
    /// How it learns from grey pixels.
    pub pixel_classifier: SoftmaxParameters,
    pub noise_kinds: Vec<NoiseKind>,
    /// The fractions of the pixels with noise.
    pub noise: Vec<f64>,
    pub seed: u64,
}

/// The images.
pub struct Sets {
    /// The images for learning.
    pub train: Digits,
    /// The images for testing.
    pub test: Digits,
    /// The official test images of MNIST, if they are there.
    pub official: Option<Digits>,
}

/// The results for one source.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Score {
    pub source: Source,
    /// The number of features.
    pub features: usize,
    /// The mean number of features that are not 0 in an image.
    pub active: f64,
    /// The fraction of the features that are not 0 in at least one of the images.
    pub used: f64,
    /// The accuracy on the images that it learned from.
    pub train_accuracy: f64,
    /// The accuracy on the test images.
    pub accuracy: f64,
    pub confusion: Confusion,
    /// The accuracy on the official test images of MNIST.
    pub official_accuracy: Option<f64>,
}

/// The accuracies under noise of one kind and strength, in the order of the sources.
#[derive(Clone, Debug, serde::Serialize)]
pub struct NoiseScores {
    pub kind: NoiseKind,
    /// The fraction of the pixels with noise.
    pub fraction: f64,
    pub accuracies: Vec<f64>,
}

/// The duration of a phase.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Phase {
    pub name: String,
    /// The number of images processed, counting repetitions.
    pub images: usize,
    pub seconds: f64,
}

/// The results.
pub struct Outcome {
    pub scores: Vec<Score>,
    pub noise: Vec<NoiseScores>,
    pub phases: Vec<Phase>,
    /// The trained pooler, if it was requested.
    pub trained: Option<Pooling>,
}

/// Counts the steps that are done.
pub type Tick = Box<dyn Fn() + Sync>;

/// Gets the name of a phase and its number of steps, and returns a counter for them.
pub type Progress<'a> = &'a dyn Fn(&str, usize) -> Tick;

/// A source that is ready to compute features of images.
enum View {
    Pixels,
    Bits(Encoding),
    Columns(Box<Pooling>),
}

impl View {
    fn rows(&self, digits: &Digits, tick: &Tick) -> Result<Rows> {
        let images = (0..digits.len()).map(|index| digits.image(index));
        Ok(match self {
            Self::Pixels => {
                let mut rows = Rows::new(digits.size());
                images.for_each(|image| rows.push_greys(image));
                rows
            }
            Self::Bits(encoding) => {
                let mut rows = Rows::new(digits.size() * encoding.bits_per_pixel() as usize);
                images.for_each(|image| rows.push_bits(encoding.bits(image)));
                rows
            }
            Self::Columns(pooling) => pooling.columns(digits, tick)?,
        })
    }
}

/// A source with its trained classifier.
struct Reader {
    view: View,
    classifier: Classifier,
}

impl Reader {
    fn read(&self, rows: &Rows, labels: &[u8]) -> Result<Confusion> {
        let read: Result<Vec<u8>> = rows.iter().map(|row| self.classifier.read(row)).collect();
        Ok(Confusion::of(labels, read?))
    }
}

/// A run of a plan.
struct Run<'a> {
    plan: &'a Plan,
    sets: &'a Sets,
    progress: Progress<'a>,
    phases: Vec<Phase>,
}

/// Runs a plan.
pub fn run(plan: &Plan, sets: &Sets, progress: Progress<'_>) -> Result<Outcome> {
    let mut run = Run { plan, sets, progress, phases: Vec::new() };
    let mut readers = Vec::new();
    let mut scores = Vec::new();
    for &source in &plan.sources {
        let (reader, score) = run.score(source)?;
        readers.push(reader);
        scores.push(score);
    }
    let noise = run.under_noise(&readers)?;
    let trained = plan.sources.iter().zip(readers).find(|(source, _)| **source == Source::Trained);
    let trained = trained.and_then(|(_, reader)| match reader.view {
        View::Columns(pooling) => Some(*pooling),
        _ => None,
    });
    Ok(Outcome { scores, noise, phases: run.phases, trained })
}

impl Run<'_> {
    /// Runs a phase that processes a number of images, and records its duration.
    fn timed<T>(
        &mut self,
        name: String,
        images: usize,
        work: impl FnOnce(&Tick) -> Result<T>,
    ) -> Result<T> {
        let start = Instant::now();
        let tick = (self.progress)(&name, images);
        let result = work(&tick)?;
        drop(tick);
        self.phases.push(Phase { name, images, seconds: start.elapsed().as_secs_f64() });
        Ok(result)
    }

    /// Prepares a source.
    fn view(&mut self, source: Source) -> Result<View> {
        let (plan, train) = (self.plan, &self.sets.train);
        let mut setup = plan.pooler;
        match source {
            Source::Pixels => return Ok(View::Pixels),
            Source::Bits => return Ok(View::Bits(setup.encoding)),
            Source::Boosted => (setup.increment, setup.decrement) = (0.0, 0.0),
            Source::Untrained | Source::Trained => {}
        }
        let mut pooling = Pooling::new(&setup, train.rows, train.columns, plan.seed)?;
        if source != Source::Untrained {
            let lesson = train.part(0..plan.pooler_images.unwrap_or(train.len()));
            let images = lesson.len() * plan.pooler_epochs as usize;
            self.timed(format!("{}: learning", source.name()), images, |tick| {
                pooling.train(&lesson, plan.pooler_epochs, plan.seed, tick)
            })?;
        }
        Ok(View::Columns(Box::new(pooling)))
    }

    /// Trains a classifier on a source and tests it.
    fn score(&mut self, source: Source) -> Result<(Reader, Score)> {
        let (plan, sets) = (self.plan, self.sets);
        let view = self.view(source)?;
        let tests: Vec<&Digits> = [&sets.test].into_iter().chain(&sets.official).collect();
        let images = sets.train.len() + tests.iter().map(|digits| digits.len()).sum::<usize>();
        let (train_rows, test_rows) =
            self.timed(format!("{}: features", source.name()), images, |tick| {
                let rows: Result<Vec<Rows>> =
                    tests.iter().map(|digits| view.rows(digits, tick)).collect();
                Ok((view.rows(&sets.train, tick)?, rows?))
            })?;
        let parameters = match source {
            Source::Pixels => plan.pixel_classifier,
            _ => plan.classifier,
        };
        let name = format!("{}: classifier", source.name());
        let epochs = parameters.epochs as usize;
        let classifier = self.timed(name, epochs * sets.train.len(), |tick| {
            let labels = sets.train.labels();
            let told = || (0..labels.len()).for_each(|_| tick());
            Classifier::train(plan.kind, &train_rows, labels, parameters, plan.seed, told)
        })?;
        let reader = Reader { view, classifier };
        let mut tested =
            tests.iter().zip(&test_rows).map(|(digits, rows)| reader.read(rows, digits.labels()));
        let confusion = tested.next().transpose()?.unwrap_or_default();
        let official = tested.next().transpose()?;
        let official_accuracy = official.map(|confusion| confusion.accuracy());
        drop(tested);
        let duty_cycles = train_rows.duty_cycles();
        let used = duty_cycles.iter().filter(|&&duty_cycle| duty_cycle > 0.0).count();
        let score = Score {
            source,
            features: train_rows.width(),
            active: train_rows.mean_features(),
            used: used as f64 / duty_cycles.len().max(1) as f64,
            train_accuracy: reader.read(&train_rows, sets.train.labels())?.accuracy(),
            accuracy: confusion.accuracy(),
            confusion,
            official_accuracy,
        };
        Ok((reader, score))
    }

    /// Tests all sources on the test images with noise, which the classifiers have never seen.
    fn under_noise(&mut self, readers: &[Reader]) -> Result<Vec<NoiseScores>> {
        let (plan, test) = (self.plan, &self.sets.test);
        let levels = plan.noise_kinds.len() * plan.noise.len();
        let columns = |reader: &&Reader| matches!(reader.view, View::Columns(_));
        let images = readers.iter().filter(columns).count() * levels * test.len();
        if levels == 0 {
            return Ok(Vec::new());
        }
        self.timed("noise: features and classification".to_owned(), images, |tick| {
            let mut scores = Vec::new();
            for &kind in &plan.noise_kinds {
                for &fraction in &plan.noise {
                    let noisy = kind.on(test, fraction, plan.seed);
                    let accuracies: Result<Vec<f64>> = readers
                        .iter()
                        .map(|reader| {
                            let rows = reader.view.rows(&noisy, tick)?;
                            Ok(reader.read(&rows, noisy.labels())?.accuracy())
                        })
                        .collect();
                    scores.push(NoiseScores { kind, fraction, accuracies: accuracies? });
                }
            }
            Ok(scores)
        })
    }
}
