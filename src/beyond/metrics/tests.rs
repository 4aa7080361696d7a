//! Each measure compared with figures worked out by hand.

use super::*;
use crate::random::Pcg32;
use proptest::prelude::*;

fn sdrs(size: u32, lists: &[&[u32]]) -> Vec<Sdr> {
    lists.iter().map(|on| Sdr::new(size, on.iter().copied()).unwrap()).collect()
}

//= spec/metrics.md#metric-sparseness
//= type=test
//# The sparseness of outputs MUST be the mean of their sparsities, where the sparsity of an output
//# is the number of its ON bits divided by n.
//= spec/metrics.md#metric-sparseness
//= type=test
//# The deviation of sparseness MUST be the square root of the mean squared difference between the
//# sparsities and the sparseness.
#[test]
fn metric_sparseness_is_mean_and_deviation_of_the_sparsities() {
    // Sparsities 0.25 and 0.75: both are 0.25 away from the mean.
    let outputs = sdrs(4, &[&[1], &[0, 1, 2]]);
    assert_eq!(sparseness(&outputs), Ok(Sparseness { mean: 0.5, deviation: 0.25 }));
}

//= spec/metrics.md#metric-entropy
//= type=test
//# The activation frequency of a bit MUST be the number of outputs in which it is ON divided by m.
//= spec/metrics.md#metric-entropy
//= type=test
//# The entropy of outputs MUST be the mean over all bits of H(p), where p is the activation
//# frequency of the bit and H(p) = -p log2(p) - (1 - p) log2(1 - p), with H(0) = H(1) = 0.
#[test]
fn metric_entropy_is_the_mean_entropy_of_the_columns() {
    let outputs = sdrs(4, &[&[0, 1], &[0, 2], &[0, 1], &[0, 1]]);
    assert_eq!(activation_frequencies(&outputs).unwrap(), [1.0, 0.75, 0.25, 0.0]);
    // H(1/4) = 2 - 3/4 log2(3), and H(3/4) is the same.
    let quarter = 2.0 - 0.75 * 3_f64.log2();
    assert!((entropy(&outputs).unwrap() - quarter / 2.0).abs() < 1e-15);
}

//= spec/metrics.md#metric-kept
//= type=test
//# The bits kept from one output to another MUST be the number of bits that are ON in both divided
//# by the number of ON bits of the first, and 1 if the first has none.
//= spec/metrics.md#metric-kept
//= type=test
//# The bits kept from one list of outputs to another of the same length MUST be the mean of the
//# bits kept from each output to the one at the same index in the other list.
#[test]
fn metric_kept_is_relative_to_the_first_list() {
    let before = sdrs(8, &[&[0, 1, 2, 3], &[]]);
    let after = sdrs(8, &[&[3, 4], &[5]]);
    assert_eq!(kept_by_one(&before[0], &after[0]), Ok(0.25));
    assert_eq!(kept_by_one(&after[0], &before[0]), Ok(0.5));
    assert_eq!(kept(&before, &after), Ok(0.625));
}

//= spec/metrics.md#metric-robustness
//= type=test
//# The index of noise robustness MUST be the area under the curve of bits kept against the noise
//# level, by the trapezoidal rule over the points in ascending order of the level, divided by the
//# difference between the highest and the lowest level.
#[test]
fn metric_robustness_is_the_area_under_the_curve() {
    assert_eq!(robustness_index(&[(0.0, 1.0), (0.5, 0.5), (1.0, 0.5)]), Ok(0.625));
    assert_eq!(robustness_index(&[(0.0, 1.0), (0.25, 0.5)]), Ok(0.75));
}

#[test]
fn what_cannot_be_measured_is_refused() {
    assert_eq!(sparseness(&[]), Err(MetricsError::Empty));
    assert_eq!(kept(&[], &[]), Err(MetricsError::Empty));
    let mixed = [Sdr::empty(3).unwrap(), Sdr::empty(4).unwrap()];
    let problem = "output 1, counted from 0: the SDRs have 3 and 4 bits; both need the same number";
    assert_eq!(entropy(&mixed).unwrap_err().to_string(), problem);
    assert!(matches!(
        kept(&mixed[..1], &mixed[1..]),
        Err(MetricsError::Output { position: 0, .. })
    ));
    assert_eq!(
        kept(&mixed, &mixed[..1]),
        Err(MetricsError::LengthMismatch { before: 2, after: 1 })
    );
    let place = |curve: &[(f64, f64)]| match robustness_index(curve) {
        Err(MetricsError::Curve { position, .. }) => Some(position),
        _ => None,
    };
    assert_eq!(place(&[(0.0, 1.0)]), Some(1));
    assert_eq!(place(&[(0.0, 1.0), (0.0, 1.0)]), Some(1));
    assert_eq!(place(&[(0.0, 1.0), (0.5, f64::NAN)]), Some(1));
}

proptest! {
    #[test]
    fn entropy_is_at_most_that_of_the_sparseness(seed: u64, active in 0_u32..40, count in 1_usize..30) {
        let mut random = Pcg32::new(seed, 0);
        let outputs: Vec<Sdr> =
            (0..count).map(|_| Sdr::random(40, active, &mut random).unwrap()).collect();
        let most = binary_entropy(sparseness(&outputs).unwrap().mean);
        prop_assert!(entropy(&outputs).unwrap() <= most + 1e-12);
        prop_assert_eq!(kept(&outputs, &outputs), Ok(1.0));
    }
}
