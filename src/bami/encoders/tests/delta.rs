//! The delta encoder.

use super::{DeltaEncoderParameters as Parameters, *};

fn encoder() -> DeltaEncoder {
    DeltaEncoder::new(Parameters::default()).unwrap()
}

/// The buckets of values that come one after the other; `None` where no bit is ON.
fn buckets<const N: usize>(encoder: &mut DeltaEncoder, values: [Value; N]) -> [Option<u32>; N] {
    values.map(|value| encoder.encode(&value).unwrap().on().first().copied())
}

//= spec/further-encoders.md#enc-delta-parameters
//= type=test
//# A delta encoder MUST be rejected unless its parameters are valid for a scalar encoder.
#[test]
fn enc_delta_parameters_are_those_of_a_scalar() {
    assert!(Parameters { maximum: -50.0, ..Default::default() }.validate().is_err());
    assert!(Parameters { minimum: f64::NAN, ..Default::default() }.validate().is_err());
    assert!(Parameters { buckets: 0, ..Default::default() }.validate().is_err());
    assert!(Parameters::default().validate().is_ok());
    let warnings = Parameters { minimum: 1.0, ..Default::default() }.warnings();
    assert_eq!(warnings[0].parameter, "minimum");
}

//= spec/further-encoders.md#enc-delta
//= type=test
//# A delta encoder MUST encode v - u with a scalar encoder of its parameters, where u is the last
//# value before v that was not missing.
//= spec/further-encoders.md#d-enc-16
//= type=test
//# The first value, and the first after a reset, MUST be encoded as the difference 0.
#[test]
fn enc_delta_goes_by_the_value_before() {
    let mut encoder = encoder();
    let values = [10.0, 13.5, 13.5, -100.0, 1e308, -1e308].map(Value::Number);
    let expected = [50, 53, 50, 0, 99, 0].map(Some);
    assert_eq!(buckets(&mut encoder, values), expected);
    assert_eq!(encoder.previous(), Some(-1e308));
}

/// BAMI p. 35: the same pattern at another level.
#[test]
fn enc_delta_streams_with_the_same_differences_are_alike() {
    let [low, high] = [[60.0, 62.0, 65.0], [70.0, 72.0, 75.0]]
        .map(|values| buckets(&mut encoder(), values.map(Value::Number)));
    assert_eq!(low, high);
    assert_eq!(low, [50, 52, 53].map(Some));
}

//= spec/further-encoders.md#d-enc-17
//= type=test
//# A missing value MUST leave the memory of a delta encoder as it is.
#[test]
fn d_enc_17_a_gap_is_passed_over() {
    let values = [Value::Missing, 10.0.into(), f64::NAN.into(), Value::Missing, 15.0.into()];
    assert_eq!(buckets(&mut encoder(), values), [None, Some(50), None, None, Some(55)]);
}

//= spec/further-encoders.md#enc-delta-reset
//= type=test
//# A reset MUST make a delta encoder forget the value it remembers.
#[test]
fn enc_delta_reset_begins_anew() {
    let mut encoder = encoder();
    assert_eq!(buckets(&mut encoder, [10.0, 30.0].map(Value::Number)), [Some(50), Some(70)]);
    encoder.reset();
    assert_eq!(encoder.previous(), None);
    assert_eq!(buckets(&mut encoder, [0.0, 5.0].map(Value::Number)), [Some(50), Some(55)]);
}

#[test]
fn enc_delta_asks_and_refusals_leave_the_memory_as_it_is() {
    let mut encoder = encoder();
    encoder.encode(&10.0.into()).unwrap();
    assert_eq!(encoder.buckets(&12.0.into()), Ok(vec![Bucket::new(52)]));
    assert!(encoder.encode(&f64::INFINITY.into()).is_err());
    assert!(encoder.encode(&"red".into()).is_err());
    assert_eq!(encoder.previous(), Some(10.0));
    let decoded = encoder.decode(&encoder.clone().encode(&12.0.into()).unwrap()).unwrap();
    assert_eq!(decoded[0].meaning, Meaning::Range(2.0, 3.0));
}

/// A part that refuses must not leave the one before it moved on.
#[test]
fn enc_delta_in_a_concatenation_moves_with_all_or_not_at_all() {
    let parts: [(&str, Box<dyn Encoder>); 2] = [
        ("change", Box::new(encoder())),
        ("value", Box::new(ScalarEncoder::new(Default::default()).unwrap())),
    ];
    let mut whole = ConcatenatedEncoder::new(parts).unwrap();
    whole.encode(&[10.0.into(), 10.0.into()]).unwrap();
    assert!(whole.encode(&[40.0.into(), f64::INFINITY.into()]).is_err());
    let sdr = whole.encode(&[15.0.into(), 10.0.into()]).unwrap();
    assert_eq!(sdr.on()[0], 55);
}
