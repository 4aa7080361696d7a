//! The scalar encoder.

use proptest::prelude::*;

use super::{ScalarEncoderParameters as Parameters, *};

fn thermometer() -> ScalarEncoder {
    ScalarEncoder::new(Parameters::default()).unwrap()
}

//= spec/encoders.md#enc-scalar-size
//= type=test
//# The size n of the SDRs MUST be buckets + w - 1.
#[test]
fn enc_scalar_size_is_buckets_and_w_less_one() {
    assert_eq!(thermometer().size(), 120);
    let largest = Parameters { buckets: u32::MAX, active_bits: 1, ..Parameters::default() };
    assert_eq!(largest.size(), Ok(u32::MAX));
    assert!(Parameters { active_bits: 2, ..largest }.size().is_err());
}

//= spec/encoders.md#enc-scalar-size
//= type=test
//# If the size n is given instead of the number of buckets, the number of buckets MUST be n - w +
//# 1.
#[test]
fn enc_scalar_size_gives_the_buckets() {
    let parameters = Parameters::with_size(0.0, 100.0, 134, 21).unwrap();
    assert_eq!(parameters.buckets, 114);
    assert_eq!(parameters.size(), Ok(134));
    assert_eq!(Parameters::with_size(0.0, 1.0, 21, 21).unwrap().buckets, 1);
    assert!(Parameters::with_size(0.0, 1.0, 20, 21).is_err());
    assert!(Parameters::with_size(0.0, 1.0, 20, 0).is_err());
    assert!(Parameters::with_size(1.0, 1.0, 30, 21).is_err());
}

//= spec/encoders.md#enc-scalar-range
//= type=test
//# A value below the minimum MUST be treated as the minimum, and a value above the maximum as the
//# maximum.
#[test]
fn enc_scalar_range_values_outside_have_the_first_and_the_last_bucket() {
    for (value, bucket) in [(-0.5, 0), (f64::MIN, 0), (100.5, 99), (f64::MAX, 99)] {
        assert_eq!(thermometer().bucket(value), Ok(bucket), "{value}");
    }
}

//= spec/encoders.md#enc-scalar-bucket
//= type=test
//# The bucket of a value v MUST be i = floor(buckets * (v - minimum) / (maximum - minimum)), the
//# multiplication before the division.
#[test]
fn enc_scalar_bucket_is_the_floor_of_the_share() {
    for (value, bucket) in [(0.0, 0), (-0.0, 0), (0.99, 0), (1.0, 1), (72.0, 72), (99.5, 99)] {
        assert_eq!(thermometer().bucket(value), Ok(bucket), "{value}");
    }
    // 3 * 0.7 / 2.1 is 1 less a rounding error, 3 * (0.7 / 2.1) is 1: the order matters.
    let parameters = Parameters { maximum: 2.1, buckets: 3, ..Parameters::default() };
    let (before, after) = ((3.0 * 0.7 / 2.1_f64).floor(), (3.0 * (0.7 / 2.1_f64)).floor());
    assert_ne!(before, after);
    let encoder = ScalarEncoder::new(parameters).unwrap();
    assert_eq!(encoder.bucket(0.7), Ok(before as u32));
}

//= spec/encoders.md#d-enc-1
//= type=test
//# The maximum itself MUST fall into the last bucket, buckets - 1.
#[test]
fn d_enc_1_the_maximum_has_the_last_bucket() {
    assert_eq!(thermometer().bucket(100.0), Ok(99));
    assert_eq!(thermometer().encode_number(100.0), thermometer().encode_number(99.0));
}

//= spec/encoders.md#enc-scalar-bits
//= type=test
//# Bucket i of a scalar encoder MUST have the bits i to i + w - 1 ON.
#[test]
fn enc_scalar_bits_72_degrees_have_the_bits_72_to_92() {
    let encoder = thermometer();
    let sdr = encoder.encode_number(72.0).unwrap();
    assert_eq!(sdr.on(), (72..=92).collect::<Vec<u32>>());
    for (other, shared) in [(72.0, 21), (73.0, 20), (92.0, 1), (93.0, 0)] {
        let other = encoder.encode_number(other).unwrap();
        assert_eq!(sdr.overlap(&other), Ok(shared));
    }
    assert_eq!(encoder.bits_of_bucket(99).unwrap().last(), Some(&119));
    assert!(encoder.bits_of_bucket(100).is_err());
}

//= spec/encoders.md#d-enc-21
//= type=test
//# The bits of a value MUST be those of its bucket, also where ranges of single bits would turn
//# fewer ON.
#[test]
fn d_enc_21_the_first_example_follows_the_steps() {
    let parameters = Parameters { minimum: 5.0, maximum: 50.0, buckets: 90, active_bits: 11 };
    let encoder = ScalarEncoder::new(parameters).unwrap();
    assert_eq!(encoder.size(), 100);
    let bits = |value| encoder.encode_number(value).unwrap();
    // The ranges of BAMI p. 32: bit k stands for 0.5 k to 0.5 k + 5, both ends included.
    let ranges = |value: f64| {
        let first = |k: u32| f64::from(k) * 0.5;
        let holds = |k: &u32| (first(*k)..=first(*k) + 5.0).contains(&value);
        (0..100).filter(holds).collect::<Vec<u32>>()
    };
    for (value, first) in [(7.0, 4), (10.0, 10), (13.0, 16)] {
        assert_eq!(bits(value).on(), (first..first + 11).collect::<Vec<u32>>());
    }
    let [seven, ten, thirteen] = [7.0, 10.0, 13.0].map(bits);
    let shared = [(&seven, &ten), (&ten, &thirteen), (&seven, &thirteen)];
    assert_eq!(shared.map(|(x, y)| x.overlap(y).unwrap()), [5, 5, 0]);
    for half in 10..=99 {
        let value = f64::from(half) * 0.5;
        assert_eq!(bits(value).on(), ranges(value), "{value}");
        let between = value - 0.25;
        assert_eq!((bits(between).active_bits(), ranges(between).len()), (11, 10), "{between}");
    }
    assert_eq!((bits(0.0).on()[0], bits(0.0).active_bits(), ranges(0.0)), (0, 11, vec![0]));
}

/// BAMI p. 33: 100 and 110 degrees have the last bucket.
#[test]
fn d_enc_1_100_degrees_are_like_110() {
    for degrees in [100.0, 110.0] {
        let sdr = thermometer().encode_number(degrees).unwrap();
        assert_eq!(sdr.on(), (99..=119).collect::<Vec<u32>>());
    }
}

//= spec/encoders.md#enc-scalar-parameters
//= type=test
//# A scalar encoder MUST be rejected unless its minimum and maximum are finite, the maximum is
//# greater than the minimum, buckets * (maximum - minimum) is finite, and it has at least 1 bucket
//# and 1 active bit.
#[test]
fn enc_scalar_parameters_that_cannot_be_are_refused() {
    let good = Parameters::default;
    for (bad, parameter) in [
        (Parameters { minimum: f64::NAN, ..good() }, "minimum"),
        (Parameters { minimum: f64::NEG_INFINITY, ..good() }, "minimum"),
        (Parameters { maximum: f64::INFINITY, ..good() }, "maximum"),
        (Parameters { maximum: 0.0, ..good() }, "maximum"),
        (Parameters { maximum: 1e307, ..good() }, "maximum"),
        (Parameters { buckets: 0, ..good() }, "buckets"),
        (Parameters { buckets: u32::MAX, ..good() }, "buckets"),
        (Parameters { active_bits: 0, ..good() }, "active_bits"),
    ] {
        assert_eq!(ScalarEncoder::new(bad).unwrap_err().parameter, parameter);
    }
    assert!(good().validate().is_ok());
}

proptest! {
    #[test]
    fn enc_scalar_buckets_d_apart_share_w_less_d_bits(x in 0u32..100, y in 0u32..100) {
        let encoder = thermometer();
        let sdr = |bucket: u32| encoder.encode_number(f64::from(bucket)).unwrap();
        let shared = sdr(x).overlap(&sdr(y)).unwrap();
        prop_assert_eq!(shared, 21_u32.saturating_sub(x.abs_diff(y)));
    }

    #[test]
    fn enc_scalar_any_finite_value_of_any_range_has_a_bucket(
        ends in [proptest::num::f64::NORMAL, proptest::num::f64::NORMAL],
        value in proptest::num::f64::ANY,
        buckets in 1u32..1000,
    ) {
        let (minimum, maximum) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
        let parameters = Parameters { minimum, maximum, buckets, active_bits: 3 };
        if let Ok(encoder) = ScalarEncoder::new(parameters) {
            match encoder.bucket(value) {
                Ok(bucket) => prop_assert!(bucket < buckets),
                Err(_) => prop_assert!(!value.is_finite()),
            }
        }
    }
}
