//! The serialized form of an SDR: its dimensions and the bits that are ON.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Sdr;

#[derive(Serialize)]
struct Written<'a> {
    dimensions: &'a [u32],
    on: &'a [u32],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    dimensions: Vec<u32>,
    on: Vec<u32>,
}

impl Serialize for Sdr {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Written { dimensions: self.dimensions(), on: self.on() }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Sdr {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Read { dimensions, on } = Read::deserialize(deserializer)?;
        Self::with_dimensions(&dimensions, on).map_err(serde::de::Error::custom)
    }
}
