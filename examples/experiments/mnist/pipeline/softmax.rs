//! A softmax classifier of sparse rows.
//!
//! It learns like the library's SDR classifier (`spec/classifier.md`), by gradient descent one image at
//! a time, and adds what a classifier needs for repeated images instead of a stream: a bias, a rate that
//! decreases to 0, dropout against overfitting, and values other than 0 and 1, for the comparison with
//! grey pixels.

use bami_htm::random::{Pcg32, PortableRng};

use super::digits::CLASSES;
use super::rows::{Row, Rows};
use super::{shuffle, streams};

/// How the classifier learns.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct SoftmaxParameters {
    /// The number of times that it sees each image.
    pub epochs: u32,
    /// The size of the step for the first image, as a fraction of the ideal step for an average row
    /// alone. It decreases linearly to 0.
    pub rate: f64,
    /// The fraction of the features of a row that is dropped while learning, from 0 to below 1.
    pub dropout: f64,
}

impl SoftmaxParameters {
    /// The size of the first step, so that an average row moves its own activation by the rate.
    pub fn first_rate(&self, rows: &Rows) -> f64 {
        self.rate / (rows.mean_square() / (1.0 - self.dropout) + 1.0)
    }
}

/// Softmax regression: a weight for each feature and digit.
#[derive(Clone, Debug, PartialEq)]
pub struct Softmax {
    weights: Vec<[f32; CLASSES]>,
    bias: [f32; CLASSES],
}

impl Softmax {
    /// Learns from rows with labels. Calls `told` after each epoch.
    pub fn train(
        rows: &Rows,
        labels: &[u8],
        parameters: SoftmaxParameters,
        seed: u64,
        mut told: impl FnMut(),
    ) -> Self {
        let mut softmax =
            Self { weights: vec![[0.0; CLASSES]; rows.width()], bias: [0.0; CLASSES] };
        let kept = 1.0 - parameters.dropout;
        let first = parameters.first_rate(rows);
        let steps = f64::from(parameters.epochs) * rows.len() as f64;
        let mut random = Pcg32::new(seed, streams::CLASSIFIER_ORDER);
        let mut order: Vec<usize> = (0..rows.len()).collect();
        let mut step = 0_u64;
        let (mut features, mut values) = (Vec::new(), Vec::new());
        for _ in 0..parameters.epochs {
            shuffle(&mut order, &mut random);
            for &index in &order {
                let rate = first * (1.0 - step as f64 / steps);
                let mut row = rows.row(index);
                if parameters.dropout > 0.0 {
                    thin(row, kept, &mut random, &mut features, &mut values);
                    row = Row { features: &features, values: &values };
                }
                softmax.learn(row, labels[index], rate as f32);
                step += 1;
            }
            told();
        }
        softmax
    }

    /// One step along the gradient.
    fn learn(&mut self, row: Row<'_>, label: u8, rate: f32) {
        let mut change = softmax(self.activations(row));
        change.iter_mut().for_each(|probability| *probability *= -rate);
        change[label as usize] += rate;
        add(&mut self.bias, &change);
        if row.values.is_empty() {
            for &feature in row.features {
                add(&mut self.weights[feature as usize], &change);
            }
        } else {
            for (&feature, &value) in row.features.iter().zip(row.values) {
                add(&mut self.weights[feature as usize], &change.map(|change| change * value));
            }
        }
    }

    fn activations(&self, row: Row<'_>) -> [f32; CLASSES] {
        let mut sums = self.bias;
        if row.values.is_empty() {
            for &feature in row.features {
                add(&mut sums, &self.weights[feature as usize]);
            }
        } else {
            for (&feature, &value) in row.features.iter().zip(row.values) {
                add(&mut sums, &self.weights[feature as usize].map(|weight| weight * value));
            }
        }
        sums
    }

    /// The most likely digit of a row; of equally likely ones, the lowest.
    pub fn read(&self, row: Row<'_>) -> u8 {
        let activations = self.activations(row);
        let mut best = 0;
        for digit in 1..CLASSES {
            if activations[digit] > activations[best] {
                best = digit;
            }
        }
        best as u8
    }
}

/// Drops random features and scales up the values of the others, so that the sum stays the same.
fn thin(
    row: Row<'_>,
    kept: f64,
    random: &mut Pcg32,
    features: &mut Vec<u16>,
    values: &mut Vec<f32>,
) {
    features.clear();
    values.clear();
    for (at, &feature) in row.features.iter().enumerate() {
        if random.unit() < kept {
            features.push(feature);
            values.push(row.values.get(at).copied().unwrap_or(1.0) / kept as f32);
        }
    }
}

fn add(sums: &mut [f32; CLASSES], terms: &[f32; CLASSES]) {
    sums.iter_mut().zip(terms).for_each(|(sum, term)| *sum += term);
}

/// The softmax of activations: positive numbers with the sum 1.
fn softmax(activations: [f32; CLASSES]) -> [f32; CLASSES] {
    let greatest = activations.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers = activations.map(|activation| libm::expf(activation - greatest));
    let sum: f32 = powers.iter().sum();
    powers.map(|power| power / sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARAMETERS: SoftmaxParameters = SoftmaxParameters { epochs: 20, rate: 0.5, dropout: 0.0 };

    /// Rows with two features, where the first is the label.
    fn rows() -> (Rows, Vec<u8>) {
        let mut rows = Rows::new(20);
        let mut labels = Vec::new();
        for label in 0..10 {
            for other in 10..20 {
                rows.push_bits([label, other]);
                labels.push(label as u8);
            }
        }
        (rows, labels)
    }

    #[test]
    fn what_can_be_told_apart_is_learned() {
        let (rows, labels) = rows();
        for dropout in [0.0, 0.3] {
            let parameters = SoftmaxParameters { dropout, ..PARAMETERS };
            let mut epochs = 0;
            let softmax = Softmax::train(&rows, &labels, parameters, 1, || epochs += 1);
            assert_eq!(epochs, 20);
            let read: Vec<u8> = rows.iter().map(|row| softmax.read(row)).collect();
            assert_eq!(read, labels, "dropout {dropout}");
        }
    }

    #[test]
    fn values_of_1_are_as_good_as_none() {
        let row = Row { features: &[1, 3], values: &[1.0, 1.0] };
        let mut with = Softmax { weights: vec![[0.0; CLASSES]; 4], bias: [0.0; CLASSES] };
        let mut without = with.clone();
        with.learn(row, 4, 0.5);
        without.learn(Row { values: &[], ..row }, 4, 0.5);
        assert_eq!(with, without);
        // The first step: the probability of each digit is a tenth.
        assert!((with.weights[3][4] - 0.45).abs() < 1e-6);
        assert!((with.weights[3][5] + 0.05).abs() < 1e-6);
        assert_eq!(with.weights[0], [0.0; CLASSES]);
    }

    #[test]
    fn probabilities_add_up_to_1() {
        let probabilities = softmax([1.0, 2.0, 3.0, -90.0, 80.0, 0.0, 0.0, 0.0, 0.0, 0.0]);
        assert!((probabilities.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        assert!(probabilities[4] > 0.999);
    }

    #[test]
    fn the_seed_decides_everything() {
        let (rows, labels) = rows();
        let parameters = SoftmaxParameters { epochs: 1, dropout: 0.3, ..PARAMETERS };
        let train = |seed| Softmax::train(&rows, &labels, parameters, seed, || ());
        assert_eq!(train(1), train(1));
        assert_ne!(train(1), train(2));
    }
}
