//! The available classifiers.

use bami_htm::Learning;
use bami_htm::classifier::{SdrClassifier, SdrClassifierParameters, Target};
use bami_htm::random::Pcg32;
use bami_htm::sdr::Sdr;

use super::digits::CLASSES;
use super::pooling::Result;
use super::rows::{Row, Rows};
use super::softmax::{Softmax, SoftmaxParameters};
use super::{shuffle, streams};

/// A kind of classifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClassifierKind {
    /// The softmax classifier of this example
    Softmax,
    /// The library's SDR classifier, with the mean of the decreasing rate of the other; grey pixels, which
    /// are not an SDR, always use the other
    Sdr,
}

/// A trained classifier.
pub enum Classifier {
    Softmax(Softmax),
    Sdr(SdrClassifier),
}

impl Classifier {
    /// Learns from rows with labels. Calls `told` after each epoch.
    pub fn train(
        kind: ClassifierKind,
        rows: &Rows,
        labels: &[u8],
        parameters: SoftmaxParameters,
        seed: u64,
        told: impl FnMut(),
    ) -> Result<Self> {
        match kind {
            ClassifierKind::Sdr if !rows.has_values() => {
                Ok(Self::Sdr(train_sdr(rows, labels, parameters, seed, told)?))
            }
            _ => Ok(Self::Softmax(Softmax::train(rows, labels, parameters, seed, told))),
        }
    }

    /// The most likely digit of a row.
    pub fn read(&self, row: Row<'_>) -> Result<u8> {
        match self {
            Self::Softmax(softmax) => Ok(softmax.read(row)),
            Self::Sdr(classifier) => {
                let predictions = classifier.infer(&pattern(row, classifier.size() as usize)?)?;
                let outcomes = predictions.iter().flat_map(|prediction| &prediction.outcomes);
                let best = outcomes.max_by(|a, b| a.probability.total_cmp(&b.probability));
                Ok(best.map_or(0, |outcome| outcome.bucket as u8))
            }
        }
    }
}

/// The library's classifier learns in each step from the previous one, so the label of an image is given
/// with the next image.
fn train_sdr(
    rows: &Rows,
    labels: &[u8],
    parameters: SoftmaxParameters,
    seed: u64,
    mut told: impl FnMut(),
) -> Result<SdrClassifier> {
    let sdr_parameters = SdrClassifierParameters::default()
        .with_learning_rate(parameters.first_rate(rows) / 2.0)
        .with_max_buckets(CLASSES as u32);
    let mut classifier = SdrClassifier::new(rows.width() as u32, sdr_parameters)?;
    let target = |label: u8| Target { bucket: label.into(), value: label.into() };
    let mut random = Pcg32::new(seed, streams::CLASSIFIER_ORDER);
    let mut order: Vec<usize> = (0..rows.len()).collect();
    let mut previous = None;
    for _ in 0..parameters.epochs {
        shuffle(&mut order, &mut random);
        for &index in &order {
            classifier.step(&pattern(rows.row(index), rows.width())?, previous, Learning::On)?;
            previous = Some(target(labels[index]));
        }
        told();
    }
    classifier.step(&Sdr::empty(rows.width() as u32)?, previous, Learning::On)?;
    Ok(classifier)
}

/// The features of a row as an SDR.
fn pattern(row: Row<'_>, width: usize) -> Result<Sdr> {
    Ok(Sdr::new(width as u32, row.features.iter().map(|&feature| feature.into()))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_classifiers_learn_which_feature_stands_for_which_digit() {
        let mut rows = Rows::new(20);
        let labels: Vec<u8> = (0..100).map(|row| row % 10).collect();
        labels.iter().zip(0_u32..).for_each(|(&label, row)| {
            rows.push_bits([label.into(), 10 + row / 10]);
        });
        let parameters = SoftmaxParameters { epochs: 20, rate: 0.5, dropout: 0.0 };
        for kind in [ClassifierKind::Softmax, ClassifierKind::Sdr] {
            let mut epochs = 0;
            let told = || epochs += 1;
            let classifier = Classifier::train(kind, &rows, &labels, parameters, 1, told).unwrap();
            assert_eq!(epochs, 20);
            assert_eq!(matches!(classifier, Classifier::Sdr(_)), kind == ClassifierKind::Sdr);
            let read: Vec<u8> = rows.iter().map(|row| classifier.read(row).unwrap()).collect();
            assert_eq!(read, labels, "{kind:?}");
        }
    }
}
