//! Several values side by side.

use super::*;

fn boxed(encoder: impl Encoder + 'static) -> Box<dyn Encoder> {
    Box::new(encoder)
}

fn scalar() -> Box<dyn Encoder> {
    boxed(ScalarEncoder::new(Default::default()).unwrap())
}

fn colour() -> Box<dyn Encoder> {
    boxed(CategoryEncoder::new(CategoryEncoderParameters::new(["red", "green"])).unwrap())
}

fn both() -> ConcatenatedEncoder {
    ConcatenatedEncoder::new([("degrees", scalar()), ("colour", colour())]).unwrap()
}

//= spec/encoders.md#enc-multiple-parts
//= type=test
//# A concatenation MUST be rejected unless it has at least 1 part and gives each part a unique
//# name.
#[test]
fn enc_multiple_parts_have_names_of_their_own() {
    let none: [(&str, Box<dyn Encoder>); 0] = [];
    assert!(ConcatenatedEncoder::new(none).is_err());
    assert!(ConcatenatedEncoder::new([("x", scalar()), ("x", colour())]).is_err());
    let large = || {
        let parameters = ScalarEncoderParameters { buckets: u32::MAX - 20, ..Default::default() };
        boxed(ScalarEncoder::new(parameters).unwrap())
    };
    assert!(ConcatenatedEncoder::new([("x", large())]).is_ok());
    assert!(ConcatenatedEncoder::new([("x", large()), ("y", large())]).is_err());
}

//= spec/encoders.md#enc-multiple-order
//= type=test
//# The bits of each part of a concatenation MUST be numbered after those of all parts before it.
#[test]
fn enc_multiple_order_is_that_of_the_parts() {
    let mut encoder = both();
    assert_eq!((encoder.size(), encoder.active_bits()), (162, 42));
    assert_eq!(encoder.range("degrees"), Some(0..120));
    assert_eq!(encoder.range("colour"), Some(120..162));
    assert_eq!(encoder.range("shape"), None);
    let names: Vec<&str> = encoder.parts().map(|part| part.name).collect();
    assert_eq!(names, ["degrees", "colour"]);
    let sdr = encoder.encode(&[72.0.into(), "green".into()]).unwrap();
    assert_eq!(sdr.on(), (72..93).chain(141..162).collect::<Vec<u32>>());
}

//= spec/encoders.md#enc-multiple-values
//= type=test
//# A number of values other than the number of parts MUST be rejected with an error.
#[test]
fn enc_multiple_values_are_as_many_as_the_parts() {
    for found in [0, 1, 3] {
        let outcome = both().encode(&vec![Value::Missing; found]);
        assert_eq!(outcome, Err(EncoderError::WrongCount { expected: 2, found }));
    }
}

//= spec/encoders.md#d-enc-3
//= type=test
//# A concatenation MUST count the missing values of each of its parts.
#[test]
fn d_enc_3_missing_values_are_counted() {
    let mut encoder = both();
    encoder.encode(&[Value::Missing, "red".into()]).unwrap();
    encoder.encode(&[f64::NAN.into(), Value::Missing]).unwrap();
    let one = encoder.encode(&[3.0.into(), Value::Missing]).unwrap();
    assert_eq!(one.active_bits(), 21);
    assert_eq!(encoder.missing("degrees"), Some(2));
    assert_eq!(encoder.missing("colour"), Some(2));
    assert_eq!(encoder.missing("shape"), None);
    // What fails is not counted, and a reset does not touch the counts.
    assert!(encoder.encode(&[Value::Missing, "mauve".into()]).is_err());
    encoder.reset();
    assert_eq!(encoder.missing("degrees"), Some(2));
}

/// Says that it makes 10 bits, and makes 11. Remembers how often it was reset.
#[derive(Clone)]
struct Liar(u32);

impl Encoder for Liar {
    fn size(&self) -> u32 {
        10
    }

    fn active_bits(&self) -> u32 {
        1
    }

    fn encode(&mut self, _: &Value) -> Result<Sdr, EncoderError> {
        if self.0 == 0 {
            return Ok(Sdr::new(11, [10])?);
        }
        Err(EncoderError::Other(format!("reset {} times", self.0)))
    }

    fn reset(&mut self) {
        self.0 += 1;
    }
}

#[test]
fn enc_size_is_held_against_encoders_of_ones_own() {
    let mut encoder = ConcatenatedEncoder::new([("liar", boxed(Liar(0)))]).unwrap();
    let error = EncoderError::WrongSize { expected: 10, found: 11 };
    assert_eq!(encoder.encode(&[1.0.into()]), Err(error.within("liar")));
    encoder.reset();
    let error = encoder.encode(&[1.0.into()]).unwrap_err();
    assert_eq!(error.to_string(), "liar: reset 1 times");
    let mut boxed: Box<dyn Encoder> = Box::new(boxed(Liar(0)));
    boxed.reset();
    assert_eq!((boxed.size(), boxed.active_bits()), (10, 1));
    assert!(boxed.encode(&Value::Missing).is_err());
}
