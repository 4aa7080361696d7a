//! Algorithm `random`: the draws of R-2.

use rand::Rng;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Algorithm, ModelError, require};
use crate::{Header, read_object};
use bami_htm::random::{Pcg32, PortableRng};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Parameters {
    stream: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, tag = "draw", rename_all = "lowercase")]
enum Input {
    U32 {},
    Below { n: u32 },
    Unit {},
}

struct Random(Pcg32);

pub(super) fn new(header: &Header) -> Result<Box<dyn Algorithm>, ModelError> {
    require(&header.parameters, &["stream"])?;
    let Parameters { stream } = read_object("parameters", &header.parameters)?;
    Ok(Box::new(Random(Pcg32::new(header.seed, stream))))
}

impl Algorithm for Random {
    fn step(&mut self, input: &Value) -> Result<Value, ModelError> {
        Ok(match read_object("input", input)? {
            Input::U32 {} => json!({ "value": self.0.next_u32() }),
            Input::Below { n: 0 } => {
                return Err(ModelError::new("input.n", "0: must be at least 1"));
            }
            Input::Below { n } => json!({ "value": self.0.below(n) }),
            Input::Unit {} => json!({ "value": self.0.unit() }),
        })
    }
}
