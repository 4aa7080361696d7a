//! Categories in an order, and such that come round again:
//! `BAMI ENC 'Ordered and Cyclic Categories'`.

use std::collections::BTreeMap;

use super::{
    Bucket, CategoryEncoderParameters, Decoded, Encoder, EncoderError, Meaning, PeriodicEncoder,
    PeriodicEncoderParameters, Value, bounds, decode, no_bits,
};
use crate::parameters::{ParameterError, ParameterWarning, with_methods};
use crate::sdr::Sdr;

/// Parameters of an [`OrderedCategoryEncoder`]. The default has no categories yet and is rejected until
/// it is given some; each of them shares 9 of its 21 bits with its neighbours.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default)
)]
#[non_exhaustive]
pub struct OrderedCategoryEncoderParameters {
    /// The names of the categories in their order, at least one, each different.
    pub categories: Vec<String>,
    /// Number of bits ON, w; at least 1, well chosen at least 20.
    pub active_bits: u32,
    /// How many buckets neighbours lie apart: they share w minus so many bits. At least 1.
    pub spacing: u32,
    /// Whether the first category comes behind the last again, as January behind December.
    pub cyclic: bool,
}

with_methods! {
    OrderedCategoryEncoderParameters {
        with_categories(categories: Vec<String>),
        with_active_bits(active_bits: u32),
        with_spacing(spacing: u32),
        with_cyclic(cyclic: bool),
    }
}

impl Default for OrderedCategoryEncoderParameters {
    fn default() -> Self {
        Self { categories: Vec::new(), active_bits: 21, spacing: 12, cyclic: false }
    }
}

impl OrderedCategoryEncoderParameters {
    /// The parameters for these categories in a row that does not come round again.
    pub fn new<S: Into<String>>(categories: impl IntoIterator<Item = S>) -> Self {
        Self { categories: categories.into_iter().map(Into::into).collect(), ..Self::default() }
    }

    /// Number of bits of the SDRs, n.
    ///
    /// # Errors
    ///
    /// No categories, no active bits, no spacing, or more bits than 32 bits can number.
    //= spec/further-encoders.md#enc-ordered-size
    //# The size n of an ordered category encoder MUST be spacing times the number of categories if
    //# they are cyclic, and spacing * (categories - 1) + w if they are not.
    pub fn size(&self) -> Result<u32, ParameterError> {
        bounds::some_active_bits(self.active_bits)?;
        bounds::at_least_one("spacing", self.spacing)?;
        let count = self.categories.len() as u64;
        if count == 0 {
            return Err(ParameterError::new("categories", "[]", "must name at least one category"));
        }
        let (gaps, rest) =
            if self.cyclic { (count, 0) } else { (count - 1, u64::from(self.active_bits)) };
        let size =
            gaps.checked_mul(u64::from(self.spacing)).and_then(|bits| bits.checked_add(rest));
        let size = size.and_then(|size| u32::try_from(size).ok());
        size.ok_or_else(|| bounds::too_large("spacing", self.spacing))
    }

    /// Checks every parameter.
    ///
    /// # Errors
    ///
    /// The first invalid parameter.
    //= spec/further-encoders.md#enc-ordered-parameters
    //# An ordered category encoder MUST be rejected unless it has at least 1 active bit, a spacing
    //# of at least 1, at least 1 category, each named once, and, if the categories are cyclic, at
    //# most n active bits.
    pub fn validate(&self) -> Result<(), ParameterError> {
        let size = self.size()?;
        let categories = self.categories.clone();
        CategoryEncoderParameters { active_bits: 1, ..CategoryEncoderParameters::new(categories) }
            .validate()?;
        if self.cyclic {
            bounds::active_bits(self.active_bits, size, "spacing times the categories")?;
        }
        Ok(())
    }

    /// Valid but probably unintended settings.
    #[must_use]
    pub fn warnings(&self) -> Vec<ParameterWarning> {
        let mut warnings = bounds::unusual_active_bits(self.active_bits, self.size().ok());
        if self.spacing >= self.active_bits {
            let message = format!(
                "neighbours share no bit, as in a category encoder; fewer than {} let them",
                self.active_bits
            );
            warnings.push(ParameterWarning::new("spacing", message));
        }
        warnings
    }
}

/// Encodes a name out of a list whose order counts: the nearer two names stand, the more bits they
/// share.
///
/// ```
/// use bami_htm::encoders::{OrderedCategoryEncoder, OrderedCategoryEncoderParameters};
///
/// let sizes = OrderedCategoryEncoderParameters::new(["small", "medium", "large"]);
/// let sizes = OrderedCategoryEncoder::new(sizes)?;
/// let [small, medium, large] =
///     ["small", "medium", "large"].map(|name| sizes.encode_category(name).unwrap());
/// assert_eq!(small.overlap(&medium)?, 9);
/// assert_eq!(small.overlap(&large)?, 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct OrderedCategoryEncoder {
    parameters: OrderedCategoryEncoderParameters,
    numbers: BTreeMap<String, u32>,
    /// Where the categories are cyclic, the ring that they stand on.
    ring: Option<PeriodicEncoder>,
    size: u32,
}

impl OrderedCategoryEncoder {
    /// An encoder of these parameters.
    ///
    /// # Errors
    ///
    /// Whatever [`OrderedCategoryEncoderParameters::validate`] rejects.
    pub fn new(parameters: OrderedCategoryEncoderParameters) -> Result<Self, ParameterError> {
        parameters.validate()?;
        let size = parameters.size()?;
        let ring = PeriodicEncoderParameters {
            period: parameters.categories.len() as f64,
            buckets: size,
            active_bits: parameters.active_bits,
            minimum: 0.0,
        };
        let ring = parameters.cyclic.then(|| PeriodicEncoder::new(ring)).transpose()?;
        let numbers = parameters.categories.iter().cloned().zip(0..).collect();
        Ok(Self { parameters, numbers, ring, size })
    }

    /// The parameters of the encoder.
    #[must_use]
    pub fn parameters(&self) -> &OrderedCategoryEncoderParameters {
        &self.parameters
    }

    /// The bucket of a category.
    ///
    /// # Errors
    ///
    /// A category that is not in the list.
    //= spec/further-encoders.md#enc-ordered-bits
    //# Category i of an ordered category encoder MUST have bucket spacing * i, with the bits of a
    //# periodic encoder if the categories are cyclic, and those of a scalar encoder if they are
    //# not.
    pub fn bucket(&self, category: &str) -> Result<u32, EncoderError> {
        match self.numbers.get(category) {
            Some(number) => Ok(number * self.parameters.spacing),
            //= spec/further-encoders.md#enc-ordered-unknown
            //# A category that is not in the list of an ordered category encoder MUST be rejected
            //# with an error.
            None => Err(EncoderError::UnknownCategory {
                category: category.into(),
                known: self.numbers.len(),
            }),
        }
    }

    fn bits_of_bucket(&self, bucket: u32) -> Result<Vec<u32>, EncoderError> {
        match &self.ring {
            Some(ring) => ring.bits_of_bucket(bucket),
            None => Ok((bucket..bucket + self.parameters.active_bits).collect()),
        }
    }

    /// The SDR of a category.
    ///
    /// # Errors
    ///
    /// A category that is not in the list.
    pub fn encode_category(&self, category: &str) -> Result<Sdr, EncoderError> {
        Ok(Sdr::new(self.size, self.bits_of_bucket(self.bucket(category)?)?)?)
    }
}

impl Encoder for OrderedCategoryEncoder {
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
        decode::bucket_of(value.to_category()?, |category| self.bucket(category))
    }

    fn decode(&self, bits: &Sdr) -> Result<Vec<Decoded>, EncoderError> {
        decode::check_size(bits, self.size)?;
        let mut overlaps = Vec::new();
        for (number, _) in (0..).zip(&self.parameters.categories) {
            let bucket = self.bits_of_bucket(number * self.parameters.spacing)?;
            overlaps.push((i64::from(number), decode::overlap(bits, &bucket)));
        }
        let decoded = decode::best_apart(overlaps).map(|mut best| {
            let category = &self.parameters.categories[best.bucket as usize];
            best.bucket *= i64::from(self.parameters.spacing);
            Decoded::new(&best, self.active_bits(), Meaning::Category(category.clone()))
        });
        Ok(decoded.into_iter().collect())
    }
}
