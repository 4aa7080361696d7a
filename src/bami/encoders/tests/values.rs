//! The kinds of values.

use jiff::civil::date;

use super::*;

fn all_kinds() -> Vec<EncoderParameters> {
    vec![
        EncoderParameters::Scalar(Default::default()),
        EncoderParameters::RandomDistributedScalar(Default::default()),
        EncoderParameters::Category(CategoryEncoderParameters::new(["a"])),
        EncoderParameters::Periodic(Default::default()),
        EncoderParameters::Date(DateEncoderParameters::only_time_of_day()),
    ]
}

//= spec/encoders.md#d-enc-3
//= type=test
//# Null, an empty field of a stream and a number that is NaN MUST count as missing.
//= spec/encoders.md#d-enc-3
//= type=test
//# Where a category is expected, an empty string MUST be a name like any other and not count as
//# missing.
#[test]
fn d_enc_3_nothing_and_nan_are_missing() {
    assert!(Value::Missing.is_missing());
    assert!(Value::Number(f64::NAN).is_missing());
    assert!(Value::from(None::<f64>).is_missing());
    for value in [Value::from(0.0), Value::from(""), date(2015, 3, 1).at(0, 0, 0, 0).into()] {
        assert!(!value.is_missing());
    }
}

//= spec/encoders.md#enc-finite
//= type=test
//# An infinite number MUST be rejected with an error.
#[test]
fn enc_finite_an_infinite_number_is_an_error() {
    for value in [f64::INFINITY, f64::NEG_INFINITY] {
        for parameters in [0, 1, 3].map(|kind| all_kinds()[kind].clone()) {
            let error = parameters.build().unwrap().encode(&Value::Number(value)).unwrap_err();
            assert_eq!(error, EncoderError::NotFinite { value });
        }
    }
}

//= spec/encoders.md#enc-kind
//= type=test
//# A value of a type that the encoder does not take MUST be rejected with an error that names both
//# types.
#[test]
fn enc_kind_a_value_of_another_kind_is_an_error() {
    use ValueKind::{Category, Number, Time};
    let takes = [Number, Number, Category, Number, Time];
    let values = [Value::from(1.0), Value::from("a"), date(2015, 3, 1).at(9, 0, 0, 0).into()];
    for (parameters, expected) in all_kinds().iter().zip(takes) {
        for value in &values {
            let outcome = parameters.build().unwrap().encode(value);
            let found = value.kind();
            if found == expected {
                assert!(outcome.is_ok(), "{parameters:?} and {value:?}");
            } else {
                assert_eq!(outcome, Err(EncoderError::WrongKind { expected, found }));
            }
        }
    }
}

#[test]
fn enc_finite_the_typed_methods_refuse_too() {
    let scalar = ScalarEncoder::new(Default::default()).unwrap();
    let random = RandomDistributedScalarEncoder::new(Default::default()).unwrap();
    let periodic = PeriodicEncoder::new(Default::default()).unwrap();
    for value in [f64::INFINITY, f64::NEG_INFINITY, f64::NAN] {
        assert!(scalar.bucket(value).is_err());
        assert!(random.bucket(value).is_err());
        assert!(periodic.bucket(value).is_err());
        assert_eq!(scalar.encode_number(value).is_ok(), value.is_nan());
        assert_eq!(random.encode_number(value).is_ok(), value.is_nan());
        assert_eq!(periodic.encode_number(value).is_ok(), value.is_nan());
    }
}
