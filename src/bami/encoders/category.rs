//! The category encoder: `BAMI ENC 'Encoding Categories'`.

use std::collections::BTreeMap;

use super::{Bucket, Decoded, Encoder, EncoderError, Meaning, Value, bounds, decode, no_bits};
use crate::parameters::{ParameterError, ParameterWarning, with_methods};
use crate::sdr::Sdr;

/// Parameters of a [`CategoryEncoder`]. The default has no categories yet and is rejected until it is
/// given some.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default)
)]
#[non_exhaustive]
pub struct CategoryEncoderParameters {
    /// The names of the categories, at least one, each different; their order decides the bits.
    pub categories: Vec<String>,
    /// Number of bits that each category has to itself, w; at least 1, well chosen at least 20.
    pub active_bits: u32,
    /// Whether all categories that are not in the list share a slot of their own, behind the others.
    /// Otherwise they are an error.
    pub unknown_slot: bool,
}

with_methods! {
    CategoryEncoderParameters {
        with_categories(categories: Vec<String>),
        with_active_bits(active_bits: u32),
        with_unknown_slot(unknown_slot: bool),
    }
}

impl Default for CategoryEncoderParameters {
    fn default() -> Self {
        Self { categories: Vec::new(), active_bits: 21, unknown_slot: false }
    }
}

impl CategoryEncoderParameters {
    /// The parameters for these categories, with 21 bits each and no slot for unknown ones.
    pub fn new<S: Into<String>>(categories: impl IntoIterator<Item = S>) -> Self {
        Self { categories: categories.into_iter().map(Into::into).collect(), ..Self::default() }
    }

    /// Number of bits of the SDRs, n.
    ///
    /// # Errors
    ///
    /// No categories, no active bits, or more bits than 32 bits can number.
    //= spec/encoders.md#enc-category-size
    //# The size n of a category encoder MUST be w times the number of its slots, which are its
    //# categories in their order.
    pub fn size(&self) -> Result<u32, ParameterError> {
        bounds::some_active_bits(self.active_bits)?;
        let slots = self.categories.len();
        if slots == 0 {
            return Err(ParameterError::new("categories", "[]", "must name at least one category"));
        }
        //= spec/encoders.md#d-enc-7
        //# The slot for unknown categories MUST be the last one.
        let slots = slots + usize::from(self.unknown_slot);
        let size = u32::try_from(slots).ok().and_then(|slots| slots.checked_mul(self.active_bits));
        size.ok_or_else(|| bounds::too_large("active_bits", self.active_bits))
    }

    /// Checks every parameter.
    ///
    /// # Errors
    ///
    /// The first invalid parameter.
    //= spec/encoders.md#enc-category-parameters
    //# A category encoder MUST be rejected unless it has at least 1 active bit and at least 1
    //# category, and names each category once.
    pub fn validate(&self) -> Result<(), ParameterError> {
        self.size()?;
        let mut seen = BTreeMap::new();
        for (index, category) in self.categories.iter().enumerate() {
            if let Some(first) = seen.insert(category, index) {
                let parameter = format!("categories[{index}]");
                let allowed = format!("must differ from categories[{first}]; name each once");
                return Err(ParameterError::new(&parameter, format!("{category:?}"), allowed));
            }
        }
        Ok(())
    }

    /// Valid but probably unintended settings.
    #[must_use]
    pub fn warnings(&self) -> Vec<ParameterWarning> {
        bounds::unusual_active_bits(self.active_bits, self.size().ok())
    }
}

/// Encodes a name out of a list: each category has w bits to itself, and no two share any.
///
/// ```
/// use bami_htm::encoders::{CategoryEncoder, CategoryEncoderParameters};
///
/// let colours = CategoryEncoder::new(CategoryEncoderParameters::new(["red", "green", "blue"]))?;
/// let green = colours.encode_category("green")?;
/// assert_eq!(green.size(), 63);
/// assert_eq!(green.on(), (21..42).collect::<Vec<u32>>());
/// assert!(colours.encode_category("mauve").is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct CategoryEncoder {
    parameters: CategoryEncoderParameters,
    numbers: BTreeMap<String, u32>,
    size: u32,
}

impl CategoryEncoder {
    /// An encoder of these parameters.
    ///
    /// # Errors
    ///
    /// Whatever [`CategoryEncoderParameters::validate`] rejects.
    pub fn new(parameters: CategoryEncoderParameters) -> Result<Self, ParameterError> {
        parameters.validate()?;
        let size = parameters.size()?;
        let numbers = parameters.categories.iter().cloned().zip(0..).collect();
        Ok(Self { parameters, numbers, size })
    }

    /// The parameters of the encoder.
    #[must_use]
    pub fn parameters(&self) -> &CategoryEncoderParameters {
        &self.parameters
    }

    /// The number of slots: one for each category, and one for unknown categories if they have a slot.
    #[must_use]
    pub fn slots(&self) -> u32 {
        self.size / self.parameters.active_bits
    }

    /// The slot of a category, from 0.
    ///
    /// # Errors
    ///
    /// An unknown category if there is no slot for those.
    pub fn slot(&self, category: &str) -> Result<u32, EncoderError> {
        match self.numbers.get(category) {
            Some(&slot) => Ok(slot),
            None if self.parameters.unknown_slot => Ok(self.slots() - 1),
            //= spec/encoders.md#enc-category-unknown
            //# A category that is not in the list MUST be rejected with an error, unless a slot for
            //# unknown categories was requested.
            None => Err(EncoderError::UnknownCategory {
                category: category.into(),
                known: self.numbers.len(),
            }),
        }
    }

    /// The bits of a slot, ascending.
    ///
    /// # Errors
    ///
    /// A slot that there is not.
    //= spec/encoders.md#enc-category-bits
    //# Slot i of a category encoder MUST have the bits i * w to (i + 1) * w - 1 ON.
    pub fn bits_of_slot(&self, slot: u32) -> Result<Vec<u32>, EncoderError> {
        bounds::bucket(slot, self.slots())?;
        let width = self.parameters.active_bits;
        Ok((slot * width..slot * width + width).collect())
    }

    /// The SDR of a category.
    ///
    /// # Errors
    ///
    /// An unknown category if there is no slot for those.
    pub fn encode_category(&self, category: &str) -> Result<Sdr, EncoderError> {
        Ok(Sdr::new(self.size, self.bits_of_slot(self.slot(category)?)?)?)
    }
}

impl Encoder for CategoryEncoder {
    fn size(&self) -> u32 {
        self.size
    }

    fn active_bits(&self) -> u32 {
        self.parameters.active_bits
    }

    fn encode(&mut self, value: &Value) -> Result<Sdr, EncoderError> {
        match value.to_category()? {
            Some(category) => self.encode_category(category),
            None => no_bits(self.size),
        }
    }

    fn check(&self, value: &Value) -> Result<(), EncoderError> {
        self.buckets(value).map(drop)
    }

    fn buckets(&self, value: &Value) -> Result<Vec<Bucket>, EncoderError> {
        decode::bucket_of(value.to_category()?, |category| self.slot(category))
    }

    //= spec/decoding.md#enc-decode-meaning
    //# The meaning of a category's bucket MUST be the category.
    //= spec/decoding.md#enc-decode-meaning
    //# The meaning of the slot for unknown categories MUST be that the category is unknown.
    fn decode(&self, bits: &Sdr) -> Result<Vec<Decoded>, EncoderError> {
        decode::check_size(bits, self.size)?;
        let width = self.parameters.active_bits;
        let mut overlaps = BTreeMap::new();
        for bit in bits.on() {
            *overlaps.entry(i64::from(bit / width)).or_default() += 1;
        }
        let decoded = decode::best_apart(overlaps).map(|best| {
            let category = usize::try_from(best.bucket).ok();
            let category = category.and_then(|slot| self.parameters.categories.get(slot));
            let meaning = category.cloned().map_or(Meaning::UnknownCategory, Meaning::Category);
            Decoded::new(&best, width, meaning)
        });
        Ok(decoded.into_iter().collect())
    }
}
