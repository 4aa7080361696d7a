//! The log encoder.

use proptest::prelude::*;

use super::{LogEncoderParameters as Parameters, *};
use crate::math::ln;

fn encoder() -> LogEncoder {
    LogEncoder::new(Parameters::default()).unwrap()
}

//= spec/further-encoders.md#enc-log-parameters
//= type=test
//# A log encoder MUST be rejected unless its minimum and maximum are finite and greater than 0,
//# ln(maximum) is greater than ln(minimum), and it has at least 1 bucket and 1 active bit.
#[test]
fn enc_log_parameters_that_cannot_be_are_refused() {
    let refused = |parameters: Parameters| parameters.validate().unwrap_err().parameter;
    for minimum in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(refused(Parameters { minimum, ..Default::default() }), "minimum");
    }
    for maximum in [0.0, 1.0, 0.5, f64::INFINITY] {
        assert_eq!(refused(Parameters { maximum, ..Default::default() }), "maximum");
    }
    let alike = Parameters { minimum: 1e300, maximum: 1e300f64.next_up(), ..Default::default() };
    assert_eq!(refused(alike), "maximum");
    assert_eq!(refused(Parameters { buckets: 0, ..Default::default() }), "buckets");
    assert_eq!(refused(Parameters { active_bits: 0, ..Default::default() }), "active_bits");
}

//= spec/further-encoders.md#enc-log-positive
//= type=test
//# A log encoder MUST reject a value that is 0 or less with an error.
#[test]
fn enc_log_positive_zero_and_less_are_refused() {
    for value in [0.0, -0.0, -5e-324, -7.0] {
        assert_eq!(encoder().encode_number(value), Err(EncoderError::NotPositive { value }));
        assert!(encoder().buckets(&value.into()).is_err());
    }
    assert!(encoder().encode_number(5e-324).is_ok());
    assert!(encoder().encode_number(f64::INFINITY).is_err());
}

//= spec/further-encoders.md#enc-log
//= type=test
//# A log encoder MUST encode ln(v) with a scalar encoder from ln(minimum) to ln(maximum) that
//# has the same buckets and active bits.
#[test]
fn enc_log_powers_of_ten_are_25_buckets_apart() {
    let buckets = [1.0, 10.0, 100.0, 1000.0, 10_000.0, 0.1, 1e9].map(|v| encoder().bucket(v));
    assert_eq!(buckets, [0, 25, 50, 75, 99, 0, 99].map(Ok));
    let scalar = ScalarEncoder::new(ScalarEncoderParameters {
        minimum: ln(1.0),
        maximum: ln(10_000.0),
        ..Default::default()
    });
    let (scalar, value) = (scalar.unwrap(), 37.5);
    assert_eq!(encoder().encode_number(value), scalar.encode_number(ln(value)));
    assert_eq!((encoder().size(), encoder().active_bits()), (120, 21));
}

/// BAMI p. 34: the ratio counts.
#[test]
fn enc_log_equal_ratios_share_alike() {
    let values = [4.0, 5.0, 4000.0, 5000.0, 3.0, 15.0, 1000.0, 2000.0];
    let buckets = values.map(|value| encoder().bucket(value));
    assert_eq!(buckets, [15, 17, 90, 92, 11, 29, 75, 82].map(Ok));
    let shared = |x, y| {
        let [x, y] = [x, y].map(|value| encoder().encode_number(value).unwrap());
        x.overlap(&y).unwrap()
    };
    assert_eq!(shared(4.0, 5.0), shared(4000.0, 5000.0));
    assert!(shared(3.0, 15.0) < shared(1000.0, 2000.0));
}

//= spec/further-encoders.md#d-enc-24
//= type=test
//# A number that has no logarithm MUST NOT be encoded as the minimum.
#[test]
fn d_enc_24_a_number_without_a_logarithm_has_no_bucket() {
    assert_eq!(encoder().bucket(1e-300), Ok(0));
    for value in [0.0, -1.0] {
        assert!(encoder().bucket(value).is_err());
    }
}

proptest! {
    #[test]
    fn enc_log_decodes_to_a_range_with_the_value(exponent in 0.0..9.2) {
        let value = libm::exp(exponent);
        let decoded = encoder().decode(&encoder().encode_number(value).unwrap()).unwrap();
        let Meaning::Range(from, to) = decoded[0].meaning else { panic!("{decoded:?}") };
        prop_assert!(from <= value * 1.000_001 && value <= to * 1.000_001);
        prop_assert_eq!(decoded[0].score, 1.0);
    }
}
