//! One test for each rule of `spec/encoders.md`; BAMI's four rules for every encoder alike.

mod category;
mod concatenated;
mod date;
mod decoding;
mod delta;
mod extremes;
mod four_rules;
mod log;
mod messages;
mod ordered_category;
mod parameters;
mod pass_through;
mod periodic;
mod places;
mod random_distributed_scalar;
mod scalar;
mod statistics;
mod values;

use super::*;
use crate::sdr::Sdr;

/// The rules and decisions.
const SPEC: &str = include_str!("../../../../spec/encoders.md");

/// An encoder of one value that passes it on to all parts of a concatenation.
#[derive(Clone)]
struct Alike(ConcatenatedEncoder);

impl Encoder for Alike {
    fn size(&self) -> u32 {
        self.0.size()
    }

    fn active_bits(&self) -> u32 {
        self.0.active_bits()
    }

    fn encode(&mut self, value: &Value) -> Result<Sdr, EncoderError> {
        let values = vec![value.clone(); self.0.parts().len()];
        self.0.encode(&values)
    }

    fn reset(&mut self) {
        self.0.reset();
    }
}
