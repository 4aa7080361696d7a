//! Several values in one SDR: `BAMI ENC 'Encoding Multiple Values'`.

use std::fmt;
use std::ops::Range;

use super::{
    Bucket, Decoded, Encoder, EncoderError, EncoderMemory, Value, bounds, decode, no_bits,
};
use crate::parameters::{ParameterError, ParameterWarning};
use crate::sdr::Sdr;

/// Encodes several values into one SDR, each by its own encoder.
///
/// ```
/// use bami_htm::encoders::{
///     ConcatenatedEncoder, DateEncoder, DateEncoderParameters, ScalarEncoder,
///     ScalarEncoderParameters, Value,
/// };
///
/// let time = DateEncoder::new(DateEncoderParameters::only_time_of_day())?;
/// let value = ScalarEncoder::new(ScalarEncoderParameters::default())?;
/// let mut encoder =
///     ConcatenatedEncoder::new([("time", Box::new(time) as _), ("value", Box::new(value) as _)])?;
/// assert_eq!(encoder.size(), 54 + 120);
/// assert_eq!(encoder.range("value"), Some(54..174));
///
/// let bits = encoder.encode(&[Value::Missing, Value::Number(72.0)])?;
/// assert_eq!(bits.active_bits(), 21);
/// assert_eq!(encoder.missing("time"), Some(1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct ConcatenatedEncoder {
    parts: Vec<Part>,
    size: u32,
}

/// An encoder of a [`ConcatenatedEncoder`], with its name and its bits.
#[derive(Clone)]
struct Part {
    name: String,
    encoder: Box<dyn Encoder>,
    range: Range<u32>,
    missing: u64,
}

/// A part of a [`ConcatenatedEncoder`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ConcatenatedPart<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its bits in the concatenated SDR.
    pub range: Range<u32>,
    /// The number of its bits that are ON for a value that is not missing.
    pub active_bits: u32,
    /// The number of missing values so far.
    pub missing: u64,
}

impl ConcatenatedEncoder {
    /// The parts in the order in which their values and their bits come.
    ///
    /// # Errors
    ///
    /// No parts, two of the same name, or more bits in all than 32 bits can number.
    pub fn new<S: Into<String>>(
        parts: impl IntoIterator<Item = (S, Box<dyn Encoder>)>,
    ) -> Result<Self, ParameterError> {
        let mut whole = Self { parts: Vec::new(), size: 0 };
        for (name, encoder) in parts {
            whole.push(name.into(), encoder)?;
        }
        //= spec/encoders.md#enc-multiple-parts
        //# A concatenation MUST be rejected unless it has at least 1 part and gives each part a
        //# unique name.
        if whole.parts.is_empty() {
            return Err(ParameterError::new("parts", "[]", "must hold at least one encoder"));
        }
        Ok(whole)
    }

    /// No parts: the encoders of a region that reads only from other regions.
    pub(crate) fn without_parts() -> Self {
        Self { parts: Vec::new(), size: 0 }
    }

    //= spec/encoders.md#enc-multiple-order
    //# The bits of each part of a concatenation MUST be numbered after those of all parts before
    //# it.
    fn push(&mut self, name: String, encoder: Box<dyn Encoder>) -> Result<(), ParameterError> {
        if self.parts.iter().any(|part| part.name == name) {
            let allowed = "must be the name of one part only";
            return Err(ParameterError::new("parts", format!("{name:?}"), allowed));
        }
        let size = self.size.checked_add(encoder.size());
        let size = size.ok_or_else(|| bounds::too_large("parts", format!("{name:?}")))?;
        self.parts.push(Part { name, encoder, range: self.size..size, missing: 0 });
        self.size = size;
        Ok(())
    }

    /// Number of bits of the whole, n.
    #[must_use]
    pub fn size(&self) -> u32 {
        self.size
    }

    /// The number of bits ON if no value is missing, w.
    #[must_use]
    pub fn active_bits(&self) -> u32 {
        self.parts.iter().fold(0, |bits, part| bits.saturating_add(part.encoder.active_bits()))
    }

    /// The parts in their order.
    pub fn parts(&self) -> impl ExactSizeIterator<Item = ConcatenatedPart<'_>> {
        self.parts.iter().map(|part| ConcatenatedPart {
            name: &part.name,
            range: part.range.clone(),
            active_bits: part.encoder.active_bits(),
            missing: part.missing,
        })
    }

    /// The bits of the part of this name, `None` if there is none.
    #[must_use]
    pub fn range(&self, name: &str) -> Option<Range<u32>> {
        self.parts().find(|part| part.name == name).map(|part| part.range)
    }

    /// How many missing values the part of this name has encoded so far, `None` if there is no
    /// such part.
    #[must_use]
    pub fn missing(&self, name: &str) -> Option<u64> {
        self.parts().find(|part| part.name == name).map(|part| part.missing)
    }

    /// Parts with so different numbers of active bits that the larger drown the smaller.
    #[must_use]
    pub fn warnings(&self) -> Vec<ParameterWarning> {
        let most = self.parts().max_by_key(|part| part.active_bits);
        let fewest = self.parts().min_by_key(|part| part.active_bits);
        match (most, fewest) {
            (Some(most), Some(fewest)) if most.active_bits / 2 > fewest.active_bits => {
                let message = format!(
                    "{} has {} active bits and {} only {}; similar numbers weigh the parts alike",
                    most.name, most.active_bits, fewest.name, fewest.active_bits,
                );
                vec![ParameterWarning::new("parts", message)]
            }
            _ => Vec::new(),
        }
    }

    /// The SDR of one value for each part, in their order.
    ///
    /// # Errors
    ///
    /// Another number of values than of parts, or whatever a part rejects, under its name. The state
    /// of all parts then stays as it is.
    pub fn encode(&mut self, values: &[Value]) -> Result<Sdr, EncoderError> {
        self.check(values)?;
        self.encode_checked(values)
    }

    /// Checks one value for each part without encoding it; see [`Encoder::check`].
    ///
    /// # Errors
    ///
    /// Another number of values than of parts, or whatever a part rejects, under its name.
    pub fn check(&self, values: &[Value]) -> Result<(), EncoderError> {
        self.check_count(values)?;
        for (Part { name, encoder, .. }, value) in self.parts.iter().zip(values) {
            encoder.check(value).map_err(|error| error.within(name))?;
        }
        Ok(())
    }

    /// The SDR of values that passed the check.
    pub(crate) fn encode_checked(&mut self, values: &[Value]) -> Result<Sdr, EncoderError> {
        let mut sdrs = Vec::with_capacity(values.len());
        for (part, value) in self.parts.iter_mut().zip(values) {
            sdrs.push(part.encode(value).map_err(|error| error.within(&part.name))?);
        }
        //= spec/encoders.md#d-enc-3
        //# A concatenation MUST count the missing values of each of its parts.
        for (part, value) in self.parts.iter_mut().zip(values) {
            part.missing += u64::from(value.is_missing());
        }
        Ok(Sdr::concatenate(&sdrs)?)
    }

    //= spec/encoders.md#enc-multiple-values
    //# A number of values other than the number of parts MUST be rejected with an error.
    fn check_count(&self, values: &[Value]) -> Result<(), EncoderError> {
        let (expected, found) = (self.parts.len(), values.len());
        if expected == found { Ok(()) } else { Err(EncoderError::WrongCount { expected, found }) }
    }

    /// The buckets of one value for each part, named by their parts; see [`Encoder::buckets`].
    ///
    /// # Errors
    ///
    /// Another number of values than of parts, or whatever a part rejects, under its name.
    pub fn buckets(&self, values: &[Value]) -> Result<Vec<Bucket>, EncoderError> {
        self.check_count(values)?;
        let mut buckets = Vec::new();
        for (index, value) in values.iter().enumerate() {
            buckets.extend(self.buckets_of_part(index, value)?);
        }
        Ok(buckets)
    }

    /// The buckets of a value for the part of this index, named by the part.
    pub(crate) fn buckets_of_part(
        &self,
        index: usize,
        value: &Value,
    ) -> Result<Vec<Bucket>, EncoderError> {
        let Some(Part { name, encoder, .. }) = self.parts.get(index) else { return Ok(Vec::new()) };
        let of_part = encoder.buckets(value).map_err(|error| error.within(name))?;
        Ok(of_part.into_iter().map(|bucket| bucket.within(name)).collect())
    }

    /// What bits most likely stand for, part by part, named by their parts; see [`Encoder::decode`].
    ///
    /// # Errors
    ///
    /// Bits of another size than the whole.
    //= spec/decoding.md#enc-decode-parts
    //# The bits of each part of a date encoder and of a concatenation MUST be decoded separately.
    pub fn decode(&self, bits: &Sdr) -> Result<Vec<Decoded>, EncoderError> {
        decode::check_size(bits, self.size)?;
        let mut decoded = Vec::new();
        for Part { name, encoder, range, .. } in &self.parts {
            let bits = decode::slice(bits, range.start, range.end)?;
            let of_part = encoder.decode(&bits).map_err(|error| error.within(name))?;
            decoded.extend(of_part.into_iter().map(|part| part.within(name)));
        }
        Ok(decoded)
    }

    /// Resets every part. The counts of missing values stay.
    pub fn reset(&mut self) {
        for part in &mut self.parts {
            part.encoder.reset();
        }
    }

    /// The state of all parts.
    #[must_use]
    pub fn memory(&self) -> EncoderMemory {
        let parts = self.parts.iter().map(|part| (part.missing, part.encoder.memory()));
        EncoderMemory::Parts(parts.collect())
    }

    /// Continues from a state that [`memory`](Self::memory) returned.
    ///
    /// # Errors
    ///
    /// A state of other parts. Some parts may then have taken theirs.
    pub fn remember(&mut self, memory: EncoderMemory) -> Result<(), EncoderError> {
        let memories = match memory {
            EncoderMemory::Parts(parts) if parts.len() == self.parts.len() => parts,
            _ => {
                let count = self.parts.len();
                return Err(EncoderMemory::rejected(format!(
                    "this concatenation has {count} parts"
                )));
            }
        };
        for (part, (missing, memory)) in self.parts.iter_mut().zip(memories) {
            part.encoder.remember(memory).map_err(|error| error.within(&part.name))?;
            part.missing = missing;
        }
        Ok(())
    }
}

//= spec/further-encoders.md#enc-multiple-nested
//# A concatenation that is a part of another MUST take a list with one value for each of its parts.
impl Encoder for ConcatenatedEncoder {
    fn size(&self) -> u32 {
        self.size
    }

    fn active_bits(&self) -> u32 {
        Self::active_bits(self)
    }

    fn encode(&mut self, value: &Value) -> Result<Sdr, EncoderError> {
        match value.to_list()? {
            Some(values) => Self::encode(self, values),
            None => no_bits(self.size),
        }
    }

    fn check(&self, value: &Value) -> Result<(), EncoderError> {
        value.to_list()?.map_or(Ok(()), |values| Self::check(self, values))
    }

    fn buckets(&self, value: &Value) -> Result<Vec<Bucket>, EncoderError> {
        value.to_list()?.map_or(Ok(Vec::new()), |values| Self::buckets(self, values))
    }

    fn decode(&self, bits: &Sdr) -> Result<Vec<Decoded>, EncoderError> {
        Self::decode(self, bits)
    }

    fn reset(&mut self) {
        Self::reset(self);
    }

    fn memory(&self) -> EncoderMemory {
        Self::memory(self)
    }

    fn remember(&mut self, memory: EncoderMemory) -> Result<(), EncoderError> {
        Self::remember(self, memory)
    }
}

impl Part {
    fn encode(&mut self, value: &Value) -> Result<Sdr, EncoderError> {
        let sdr = self.encoder.encode(value)?;
        let (expected, found) = (self.range.end - self.range.start, sdr.size());
        //= spec/encoders.md#enc-size
        //# Every SDR that an encoder makes MUST have the same number of bits n.
        if found == expected { Ok(sdr) } else { Err(EncoderError::WrongSize { expected, found }) }
    }
}

impl fmt::Debug for ConcatenatedEncoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.parts()).finish()
    }
}
