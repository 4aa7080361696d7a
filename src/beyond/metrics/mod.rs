//! Quality measures of representations: sparseness, entropy, noise robustness, stability.
//!
//! The measures of Cui, Ahmad and Hawkins (2017), "The HTM Spatial Pooler: a neocortical algorithm
//! for online sparse distributed coding", Frontiers in Computational Neuroscience 11:111, for the
//! outputs of any encoder or pooler. They are not part of BAMI. The rules are in `spec/metrics.md`.
//!
//! | measure | formula | function |
//! | --- | --- | --- |
//! | sparseness | mean of w / n | [`sparseness`] |
//! | entropy, bits per column | mean over columns of H(p), p = activation frequency | [`entropy`] |
//! | noise robustness at a level | mean of overlap(clean, noisy) / w of the clean | [`kept`] |
//! | index of noise robustness | area under that curve | [`robustness_index`] |
//! | stability | mean of overlap(before, after) / w of the one before | [`kept`] |
//!
//! ```
//! use bami_htm::metrics;
//! use bami_htm::sdr::Sdr;
//!
//! let before = [Sdr::new(8, [0, 1])?, Sdr::new(8, [2, 3])?];
//! let after = [Sdr::new(8, [0, 1])?, Sdr::new(8, [3, 4])?];
//! assert_eq!(metrics::sparseness(&before)?.mean, 0.25);
//! assert_eq!(metrics::entropy(&before)?, 0.5, "four columns half of the time, four never");
//! assert_eq!(metrics::kept(&before, &after)?, 0.75);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use thiserror::Error;

use crate::sdr::{Sdr, SdrError};

/// Why outputs cannot be measured.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum MetricsError {
    /// There is nothing to measure.
    #[error("there are no outputs to measure; give at least one")]
    Empty,
    /// Two lists that are compared output by output have different lengths.
    #[error("{before} outputs are compared with {after}; both lists must have the same length")]
    LengthMismatch {
        /// Number of outputs of the first list.
        before: usize,
        /// Number of outputs of the second list.
        after: usize,
    },
    /// Two outputs that are compared have different sizes.
    #[error("output {position}, counted from 0: {source}")]
    Output {
        /// The index of the output in its list.
        position: usize,
        /// The error.
        source: SdrError,
    },
    /// A curve has too few points, or its levels are not ascending numbers.
    #[error("point {position} of the curve, counted from 0: {problem}")]
    Curve {
        /// The index of the point.
        position: usize,
        /// What is wrong, and what is expected.
        problem: &'static str,
    },
}

/// The sparseness of a list of outputs.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Sparseness {
    /// The mean of the sparsities, 0 to 1.
    pub mean: f64,
    /// Their standard deviation, at least 0.
    pub deviation: f64,
}

/// The fraction of columns that are active, and how much it varies from output to output.
///
/// ```
/// use bami_htm::metrics::sparseness;
/// use bami_htm::sdr::Sdr;
///
/// let sparseness = sparseness(&[Sdr::new(8, [0])?, Sdr::new(8, [1, 2, 3])?])?;
/// assert_eq!((sparseness.mean, sparseness.deviation), (0.25, 0.125));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// No outputs, or outputs of different sizes.
pub fn sparseness(outputs: &[Sdr]) -> Result<Sparseness, MetricsError> {
    check_sizes(outputs)?;
    //= spec/metrics.md#metric-sparseness
    //# The sparseness of outputs MUST be the mean of their sparsities, where the sparsity of an
    //# output is the number of its ON bits divided by n.
    let mean = mean(outputs.iter().map(Sdr::sparsity));
    //= spec/metrics.md#metric-sparseness
    //# The deviation of sparseness MUST be the square root of the mean squared difference between
    //# the sparsities and the sparseness.
    let variance = self::mean(outputs.iter().map(|output| {
        let difference = output.sparsity() - mean;
        difference * difference
    }));
    Ok(Sparseness { mean, deviation: variance.sqrt() })
}

/// For each bit, the fraction of outputs in which it is ON, 0 to 1.
///
/// ```
/// use bami_htm::metrics::activation_frequencies;
/// use bami_htm::sdr::Sdr;
///
/// let frequencies = activation_frequencies(&[Sdr::new(3, [0])?, Sdr::new(3, [0, 1])?])?;
/// assert_eq!(frequencies, [1.0, 0.5, 0.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// No outputs, or outputs of different sizes.
//= spec/metrics.md#metric-entropy
//# The activation frequency of a bit MUST be the number of outputs in which it is ON divided by m.
pub fn activation_frequencies(outputs: &[Sdr]) -> Result<Vec<f64>, MetricsError> {
    let size = check_sizes(outputs)?;
    let mut counts = vec![0_u32; size as usize];
    for output in outputs {
        for &bit in output.on() {
            counts[bit as usize] += 1;
        }
    }
    Ok(counts.iter().map(|&count| f64::from(count) / outputs.len() as f64).collect())
}

/// The entropy of a bit that is ON with probability `p`, in bits: 0 to 1. Outside 0 to 1 it is 0.
///
/// ```
/// use bami_htm::metrics::binary_entropy;
///
/// assert_eq!([0.0, 0.5, 1.0].map(binary_entropy), [0.0, 1.0, 0.0]);
/// ```
#[must_use]
pub fn binary_entropy(p: f64) -> f64 {
    if p > 0.0 && p < 1.0 { -p * libm::log2(p) - (1.0 - p) * libm::log2(1.0 - p) } else { 0.0 }
}

/// How evenly the columns are used over the outputs, in bits per column: 0 to 1, and at most the
/// [`binary_entropy`] of the [`sparseness`].
///
/// ```
/// use bami_htm::metrics::entropy;
/// use bami_htm::sdr::Sdr;
///
/// let entropy = entropy(&[Sdr::new(4, [0, 1])?, Sdr::new(4, [2, 3])?])?;
/// assert_eq!(entropy, 1.0, "every bit is ON half of the time");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// No outputs, or outputs of different sizes.
//= spec/metrics.md#metric-entropy
//# The entropy of outputs MUST be the mean over all bits of H(p), where p is the activation
//# frequency of the bit and H(p) = -p log2(p) - (1 - p) log2(1 - p), with H(0) = H(1) = 0.
pub fn entropy(outputs: &[Sdr]) -> Result<f64, MetricsError> {
    Ok(mean(activation_frequencies(outputs)?.into_iter().map(binary_entropy)))
}

/// The fraction of its active columns that an output keeps, on average, from one list to the other.
/// This is the noise robustness if `after` holds the outputs for noisy copies of the inputs, and
/// the stability if it holds the outputs for the same inputs at a later time.
///
/// ```
/// use bami_htm::metrics::kept;
/// use bami_htm::sdr::Sdr;
///
/// let before = [Sdr::new(8, [0, 1])?, Sdr::new(8, [2, 3])?];
/// let after = [Sdr::new(8, [0, 1])?, Sdr::new(8, [3, 4])?];
/// assert_eq!(kept(&before, &after)?, 0.75);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// No outputs, lists of different lengths, or outputs of different sizes.
//= spec/metrics.md#metric-kept
//# The bits kept from one list of outputs to another of the same length MUST be the mean of the
//# bits kept from each output to the one at the same index in the other list.
pub fn kept(before: &[Sdr], after: &[Sdr]) -> Result<f64, MetricsError> {
    if before.len() != after.len() {
        let (before, after) = (before.len(), after.len());
        return Err(MetricsError::LengthMismatch { before, after });
    }
    if before.is_empty() {
        return Err(MetricsError::Empty);
    }
    let parts = before.iter().zip(after).enumerate().map(|(position, (before, after))| {
        kept_by_one(before, after).map_err(|source| MetricsError::Output { position, source })
    });
    Ok(mean(parts.collect::<Result<Vec<f64>, _>>()?))
}

/// The fraction of the ON bits of `before` that are also ON in `after`, 0 to 1; 1 if it has none.
///
/// ```
/// use bami_htm::metrics::kept_by_one;
/// use bami_htm::sdr::Sdr;
///
/// assert_eq!(kept_by_one(&Sdr::new(8, [0, 1, 2, 3])?, &Sdr::new(8, [3, 4])?)?, 0.25);
/// # Ok::<(), bami_htm::sdr::SdrError>(())
/// ```
///
/// # Errors
///
/// SDRs of different sizes.
//= spec/metrics.md#metric-kept
//# The bits kept from one output to another MUST be the number of bits that are ON in both divided
//# by the number of ON bits of the first, and 1 if the first has none.
pub fn kept_by_one(before: &Sdr, after: &Sdr) -> Result<f64, SdrError> {
    let both = before.overlap(after)?;
    Ok(if before.is_empty() { 1.0 } else { f64::from(both) / f64::from(before.active_bits()) })
}

/// The area under the curve of bits kept against noise level, 0 to 1. The points are (level, bits
/// kept), ascending by level.
///
/// ```
/// use bami_htm::metrics::robustness_index;
///
/// assert_eq!(robustness_index(&[(0.0, 1.0), (0.5, 1.0), (1.0, 0.0)])?, 0.75);
/// # Ok::<(), bami_htm::metrics::MetricsError>(())
/// ```
///
/// # Errors
///
/// Fewer than two points, levels that do not ascend, or a value that is not a finite number.
//= spec/metrics.md#metric-robustness
//# The index of noise robustness MUST be the area under the curve of bits kept against the noise
//# level, by the trapezoidal rule over the points in ascending order of the level, divided by the
//# difference between the highest and the lowest level.
pub fn robustness_index(curve: &[(f64, f64)]) -> Result<f64, MetricsError> {
    let wrong = |position, problem| Err(MetricsError::Curve { position, problem });
    let [(lowest, _), .., (highest, _)] = *curve else {
        return wrong(curve.len(), "is missing; a curve must have at least two points");
    };
    if let Some(at) = curve.iter().position(|(x, y)| !(x.is_finite() && y.is_finite())) {
        return wrong(at, "is not made of finite numbers");
    }
    if let Some(at) = curve.windows(2).position(|pair| pair[0].0 >= pair[1].0) {
        return wrong(
            at + 1,
            "has a level that is not above the previous one; levels must be ascending",
        );
    }
    let area = curve.windows(2).fold(0.0, |area, pair| {
        let ((x, y), (next_x, next_y)) = (pair[0], pair[1]);
        area + (next_x - x) * (y + next_y) / 2.0
    });
    Ok(area / (highest - lowest))
}

/// The common size of all outputs.
fn check_sizes(outputs: &[Sdr]) -> Result<u32, MetricsError> {
    let size = outputs.first().ok_or(MetricsError::Empty)?.size();
    match outputs.iter().position(|output| output.size() != size) {
        None => Ok(size),
        Some(position) => {
            let right = outputs[position].size();
            let source = SdrError::SizeMismatch { left: size, right };
            Err(MetricsError::Output { position, source })
        }
    }
}

/// The mean, summed in order. There must be at least one value.
fn mean(values: impl IntoIterator<Item = f64>) -> f64 {
    let (mut sum, mut count) = (0.0, 0_u32);
    for value in values {
        sum += value;
        count += 1;
    }
    sum / f64::from(count)
}

#[cfg(test)]
mod tests;
