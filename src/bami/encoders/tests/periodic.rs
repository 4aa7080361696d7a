//! The periodic encoder.

use proptest::prelude::*;

use super::{PeriodicEncoderParameters as Parameters, *};

fn hour() -> PeriodicEncoder {
    PeriodicEncoder::new(Parameters::default()).unwrap()
}

//= spec/encoders.md#enc-periodic-parameters
//= type=test
//# A periodic encoder MUST be rejected unless its period is finite and greater than 0, its minimum
//# and buckets * period are finite, and its number of active bits is at least 1 and at most its
//# number of buckets.
#[test]
fn enc_periodic_parameters_that_cannot_be_are_refused() {
    let good = Parameters::default;
    for (bad, parameter) in [
        (Parameters { period: 0.0, ..good() }, "period"),
        (Parameters { period: -7.0, ..good() }, "period"),
        (Parameters { period: f64::NAN, ..good() }, "period"),
        (Parameters { period: 1e307, ..good() }, "period"),
        (Parameters { minimum: f64::INFINITY, ..good() }, "minimum"),
        (Parameters { buckets: 0, ..good() }, "buckets"),
        (Parameters { buckets: 20, ..good() }, "active_bits"),
        (Parameters { active_bits: 0, ..good() }, "active_bits"),
    ] {
        assert_eq!(PeriodicEncoder::new(bad).unwrap_err().parameter, parameter);
    }
    assert!(good().validate().is_ok());
}

//= spec/encoders.md#enc-periodic-size
//= type=test
//# The size n of a periodic encoder MUST be its number of buckets.
#[test]
fn enc_periodic_size_is_the_number_of_buckets() {
    assert_eq!(hour().size(), 54);
}

//= spec/encoders.md#enc-periodic-reach
//= type=test
//# A value v for which v - minimum overflows MUST be rejected with an error.
#[test]
fn enc_periodic_reach_ends_where_the_difference_overflows() {
    let encoder = PeriodicEncoder::new(Parameters { minimum: -1e308, ..Parameters::default() });
    let encoder = encoder.unwrap();
    let error = EncoderError::TooFar { value: 1e308, origin: -1e308, reach: f64::MAX };
    assert_eq!(encoder.bucket(1e308), Err(error));
    assert!(encoder.bucket(0.0).is_ok());
}

//= spec/encoders.md#enc-periodic-remainder
//= type=test
//# The remainder r of a value v MUST be fmod(v - minimum, period), plus the period if that is
//# negative.
#[test]
fn enc_periodic_remainder_is_never_negative() {
    let encoder = PeriodicEncoder::new(Parameters { minimum: 6.0, ..Parameters::default() });
    let encoder = encoder.unwrap();
    for (value, bucket) in [(6.0, 0), (30.0, 0), (-18.0, 0), (5.9, 53), (18.0, 27), (-6.0, 27)] {
        assert_eq!(encoder.bucket(value), Ok(bucket), "{value}");
    }
}

//= spec/encoders.md#enc-periodic-bucket
//= type=test
//# The bucket of a value with the remainder r MUST be floor(buckets * r / period) modulo buckets,
//# the multiplication before the division.
#[test]
fn enc_periodic_bucket_is_the_floor_of_the_share() {
    for (value, bucket) in [(0.0, 0), (0.44, 0), (0.45, 1), (12.0, 27), (23.99, 53), (23.5, 52)] {
        assert_eq!(hour().bucket(value), Ok(bucket), "{value}");
    }
}

//= spec/encoders.md#enc-periodic-bucket
//= type=test
//# The bucket of a value with the remainder r MUST be floor(buckets * r / period) modulo buckets,
//# the multiplication before the division.
#[test]
fn enc_periodic_bucket_is_0_where_rounding_gives_the_end_of_the_period() {
    // The remainder of the first is 24 after rounding.
    for (value, bucket) in [(-1e-20, 0), (-1e-14, 53), (-0.1, 53)] {
        assert_eq!(hour().bucket(value), Ok(bucket), "{value}");
    }
    // The remainder is below 0.1, but 25 times the remainder is 2.5 after rounding.
    let parameters = Parameters { period: 0.1, buckets: 25, active_bits: 9, minimum: 0.0 };
    let encoder = PeriodicEncoder::new(parameters).unwrap();
    assert_eq!(encoder.bucket(0.1_f64.next_down()), Ok(0));
    assert_eq!(encoder.bucket(0.0999), Ok(24));
}

//= spec/encoders.md#d-enc-4
//= type=test
//# Bucket i of a periodic encoder MUST have the bits (i - floor(w / 2) + k) modulo n ON, for k = 0
//# to w - 1.
#[test]
fn d_enc_4_the_bits_are_centred_on_the_bucket() {
    assert_eq!(hour().bits_of_bucket(1), Ok((0..=11).chain(45..=53).collect()));
    let even = PeriodicEncoder::new(Parameters { active_bits: 4, ..Parameters::default() });
    assert_eq!(even.unwrap().bits_of_bucket(10), Ok(vec![8, 9, 10, 11]));
    assert!(hour().bits_of_bucket(54).is_err());
    let sdr = |value| hour().encode_number(value).unwrap();
    assert_eq!(sdr(23.5).overlap(&sdr(0.5)), Ok(18));
}

proptest! {
    #[test]
    fn d_enc_4_both_neighbours_share_the_same(bucket in 0u32..7, w in 1u32..7, d in 1u32..4) {
        let parameters = Parameters { period: 7.0, buckets: 7, active_bits: w, minimum: 0.0 };
        let encoder = PeriodicEncoder::new(parameters).unwrap();
        let sdr = |bucket: u32| encoder.encode_number(f64::from(bucket)).unwrap();
        let (before, after) = (sdr(bucket + 7 - d), sdr(bucket + d));
        prop_assert_eq!(sdr(bucket).overlap(&before), sdr(bucket).overlap(&after));
    }

    #[test]
    fn enc_periodic_any_finite_value_has_a_bucket(
        value in proptest::num::f64::ANY,
        minimum in proptest::num::f64::NORMAL,
        period in proptest::num::f64::POSITIVE,
    ) {
        if let Ok(encoder) = PeriodicEncoder::new(Parameters { minimum, period, ..Parameters::default() }) {
            match encoder.bucket(value) {
                Ok(bucket) => prop_assert!(bucket < 54),
                Err(_) => prop_assert!(!(value - minimum).is_finite()),
            }
        }
    }
}

/// Figures 4 and 5 of BAMI p. 36, with n = 25 and w = 9.
#[test]
fn d_enc_4_the_figures_show_5_3_and_0_3() {
    let parameters = Parameters { period: 7.0, buckets: 25, active_bits: 9, minimum: 0.0 };
    let encoder = PeriodicEncoder::new(parameters).unwrap();
    let bits = |value| encoder.encode_number(value).unwrap().on().to_vec();
    assert_eq!(bits(5.3), (14..=22).collect::<Vec<u32>>());
    assert_eq!(bits(0.3), (0..=5).chain(22..=24).collect::<Vec<u32>>());
    assert_eq!(bits(5.0), (13..=21).collect::<Vec<u32>>());
    assert_eq!(bits(0.0), (0..=4).chain(21..=24).collect::<Vec<u32>>());
}
