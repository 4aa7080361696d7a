//! Values that are SDRs already.

use proptest::prelude::*;

use super::{PassThroughEncoderParameters as Parameters, *};

fn encoder(exact: bool) -> PassThroughEncoder {
    PassThroughEncoder::new(Parameters { size: 100, active_bits: 3, exact }).unwrap()
}

//= spec/further-encoders.md#enc-pass-parameters
//= type=test
//# A pass-through MUST be rejected unless its number of active bits is at least 1 and at most n.
#[test]
fn enc_pass_parameters_that_cannot_be_are_refused() {
    for (size, active_bits) in [(0, 1), (10, 0), (10, 11)] {
        assert!(Parameters { size, active_bits, exact: true }.validate().is_err());
    }
    assert!(Parameters { size: 10, active_bits: 10, exact: true }.validate().is_ok());
    assert_eq!(Parameters::default().warnings(), []);
}

//= spec/further-encoders.md#enc-pass-bits
//= type=test
//# A pass-through MUST reject a value with a bit that is not below n, or with bits that do not
//# ascend, with an error.
#[test]
fn enc_pass_bits_ascend_below_n() {
    for bad in [vec![1, 2, 100], vec![3, 2, 4], vec![2, 2, 4]] {
        assert!(encoder(true).encode(&Value::Bits(bad.clone())).is_err());
        assert!(encoder(false).buckets(&Value::Bits(bad)).is_err());
    }
    assert!(encoder(true).encode(&7.0.into()).is_err());
    assert!(encoder(true).encode(&Value::Missing).unwrap().is_empty());
}

//= spec/further-encoders.md#d-enc-18
//= type=test
//# A pass-through that is exact MUST reject a value with any number of ON bits other than w with an
//# error.
#[test]
fn d_enc_18_an_exact_one_keeps_to_w() {
    for bits in [vec![], vec![1, 2], vec![1, 2, 3, 4]] {
        let error = EncoderError::WrongActiveBits { expected: 3, found: bits.len() as u32 };
        assert_eq!(encoder(true).encode(&Value::Bits(bits.clone())), Err(error));
        assert_eq!(encoder(false).encode(&Value::Bits(bits.clone())).unwrap().on(), bits);
    }
}

proptest! {
    //= spec/further-encoders.md#enc-pass
    //= type=test
    //# The SDR of a pass-through MUST have the bits ON that the value lists.
    #[test]
    fn enc_pass_bits_are_those_of_the_value(bits in prop::collection::btree_set(0u32..100, 3)) {
        let bits: Vec<u32> = bits.into_iter().collect();
        let sdr = encoder(true).encode(&Value::Bits(bits.clone())).unwrap();
        prop_assert_eq!(sdr.on(), bits);
        prop_assert_eq!(sdr.size(), 100);
        prop_assert_eq!(encoder(true).decode(&sdr), Ok(Vec::new()));
    }
}
