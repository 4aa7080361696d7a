//! The coordinate encoder: `BAMI ENC`, places on a grid.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use super::{
    Bucket, Collisions, Decoded, Encoder, EncoderError, EncoderMemory, Meaning, Value, bounds,
    decode, no_bits,
};
use crate::Profile;
use crate::hash::murmur3_32;
use crate::parameters::{ParameterError, ParameterWarning, with_methods};
use crate::sdr::Sdr;

/// Coordinates go from minus this to this: 2^52.
const REACH: i64 = 1 << 52;

/// The most coordinates that a neighbourhood has: 2^16.
const LARGEST_NEIGHBOURHOOD: u64 = 1 << 16;

/// Parameters of a [`CoordinateEncoder`]. The default is a plane, a neighbourhood of 11 by 11
/// coordinates, and 2048 bits of which 41 are active.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default)
)]
#[non_exhaustive]
pub struct CoordinateEncoderParameters {
    /// Number of coordinates of a place, 2 or 3.
    pub dimensions: u32,
    /// How far the neighbourhood reaches in every direction: places more than twice as far apart have
    /// nothing in common. The neighbourhood has (2 * radius + 1)^dimensions coordinates, at least w and
    /// at most 65536.
    pub radius: u32,
    /// Number of bits, n.
    pub size: u32,
    /// Number of bits ON, w; from 1 to n, well chosen at least 20.
    pub active_bits: u32,
    /// The seed of the hash. Encoders with different seeds give unrelated SDRs.
    pub seed: u32,
    /// What becomes of coordinates that hash to the same bit (D-ENC-19).
    pub collisions: Collisions,
}

with_methods! {
    CoordinateEncoderParameters {
        with_dimensions(dimensions: u32),
        with_radius(radius: u32),
        with_size(size: u32),
        with_active_bits(active_bits: u32),
        with_seed(seed: u32),
        with_collisions(collisions: Collisions),
    }
}

impl Default for CoordinateEncoderParameters {
    fn default() -> Self {
        Self::practical()
    }
}

/// Number of coordinates of a neighbourhood.
fn neighbourhood_size(dimensions: u32, radius: u32) -> u64 {
    (2 * u64::from(radius) + 1).saturating_pow(dimensions)
}

/// The least radius whose neighbourhood has so many coordinates.
pub(super) fn least_radius(dimensions: u32, active_bits: u32) -> u32 {
    let fits = |radius: &u32| neighbourhood_size(dimensions, *radius) >= u64::from(active_bits);
    (0..).find(fits).unwrap_or(u32::MAX)
}

/// The greatest radius whose neighbourhood is not too large.
pub(super) fn greatest_radius(dimensions: u32) -> u32 {
    let fits = |radius: &u32| neighbourhood_size(dimensions, *radius) <= LARGEST_NEIGHBOURHOOD;
    (0..).take_while(fits).last().unwrap_or(0)
}

/// Rejects sizes that a coordinate encoder cannot have.
pub(super) fn check_sizes(
    dimensions: u32,
    size: u32,
    active_bits: u32,
) -> Result<(), ParameterError> {
    bounds::at_least_one("size", size)?;
    bounds::active_bits(active_bits, size, "the size")?;
    let most = neighbourhood_size(dimensions, greatest_radius(dimensions));
    if u64::from(active_bits) > most {
        let allowed =
            format!("must be at most {most}, the coordinates of the largest neighbourhood");
        return Err(ParameterError::new("active_bits", active_bits, allowed));
    }
    Ok(())
}

impl CoordinateEncoderParameters {
    /// The parameters of a profile.
    #[must_use]
    pub fn of(profile: Profile) -> Self {
        match profile {
            Profile::Book => Self::book(),
            Profile::Practical => Self::practical(),
        }
    }

    /// The parameters of the practical profile, which are the default.
    #[must_use]
    pub fn practical() -> Self {
        Self {
            dimensions: 2,
            radius: 5,
            size: 2048,
            active_bits: 41,
            seed: 42,
            collisions: Collisions::Probe,
        }
    }

    /// The parameters of the book profile: BAMI to the letter.
    #[must_use]
    pub fn book() -> Self {
        Self { collisions: Collisions::Leave, ..Self::practical() }
    }

    /// Checks every parameter.
    ///
    /// # Errors
    ///
    /// The first invalid parameter.
    //= spec/further-encoders.md#enc-coordinate-parameters
    //# A coordinate encoder MUST be rejected unless it has 2 or 3 dimensions, its number of active
    //# bits is at least 1 and at most n, and its neighbourhood has at least w and at most 65536
    //# coordinates.
    pub fn validate(&self) -> Result<(), ParameterError> {
        ParameterError::check_range("dimensions", self.dimensions, 2, 3)?;
        check_sizes(self.dimensions, self.size, self.active_bits)?;
        let least = least_radius(self.dimensions, self.active_bits);
        ParameterError::check_range("radius", self.radius, least, greatest_radius(self.dimensions))
    }

    /// Valid but probably unintended settings.
    #[must_use]
    pub fn warnings(&self) -> Vec<ParameterWarning> {
        let mut warnings = size_warnings(self.size, self.active_bits);
        if neighbourhood_size(self.dimensions, self.radius) < 2 * u64::from(self.active_bits) {
            let message = "nearly all of the neighbourhood is taken, so that w makes no choice; \
                a larger radius makes places alike that are further apart";
            warnings.push(ParameterWarning::new("radius", message));
        }
        warnings
    }
}

/// Warns of sizes with too much chance.
pub(super) fn size_warnings(size: u32, active_bits: u32) -> Vec<ParameterWarning> {
    let mut warnings = bounds::unusual_active_bits(active_bits, Some(size));
    if u64::from(size) <= 11 * u64::from(active_bits) {
        let message = format!(
            "unrelated places will share bits by chance; more than {} bits are advised",
            11 * u64::from(active_bits)
        );
        warnings.push(ParameterWarning::new("size", message));
    }
    warnings
}

/// A place that was encoded.
#[derive(Clone, Debug)]
struct Seen {
    position: Vec<i64>,
    radius: u32,
    bits: Vec<u32>,
}

impl PartialEq for Seen {
    fn eq(&self, other: &Self) -> bool {
        (&self.position, self.radius) == (&other.position, other.radius)
    }
}

/// Encodes a place on a grid, two or three integers: of the coordinates around it some are always
/// chosen, each by a weight of its own, so that places near each other choose many of the same.
///
/// ```
/// use bami_htm::encoders::{CoordinateEncoder, CoordinateEncoderParameters};
/// use bami_htm::sdr::Sdr;
///
/// let encoder = CoordinateEncoder::new(CoordinateEncoderParameters::default())?;
/// let [here, near, far] =
///     [[100, 200], [101, 200], [300, 200]].map(|place| encoder.encode_position(&place).unwrap());
/// assert_eq!(here.active_bits(), 41);
/// assert!(here.overlap(&near)? > 25);
/// assert!(here.overlap(&far)? < 10);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct CoordinateEncoder {
    parameters: CoordinateEncoderParameters,
    seen: decode::Remembered<Seen>,
}

impl CoordinateEncoder {
    /// An encoder of these parameters.
    ///
    /// # Errors
    ///
    /// Whatever [`CoordinateEncoderParameters::validate`] rejects.
    pub fn new(parameters: CoordinateEncoderParameters) -> Result<Self, ParameterError> {
        parameters.validate()?;
        Ok(Self { parameters, seen: decode::Remembered::default() })
    }

    /// The parameters of the encoder.
    #[must_use]
    pub fn parameters(&self) -> &CoordinateEncoderParameters {
        &self.parameters
    }

    /// Rejects a place with another number of coordinates, or with one too far out.
    fn check(&self, position: &[i64]) -> Result<(), EncoderError> {
        //= spec/further-encoders.md#enc-coordinate-value
        //# A coordinate encoder MUST reject a value with an error unless it is a list of as many
        //# integers from -2^52 to 2^52 as there are dimensions.
        let (expected, found) = (self.parameters.dimensions as usize, position.len());
        if expected != found {
            return Err(EncoderError::WrongDimensions { expected, found });
        }
        match position.iter().find(|coordinate| !(-REACH..=REACH).contains(*coordinate)) {
            Some(&coordinate) => Err(EncoderError::NotACoordinate { value: coordinate as f64 }),
            None => Ok(()),
        }
    }

    /// The bits of a place with a radius of its own, ascending.
    fn bits(&self, position: &[i64], radius: u32) -> Vec<u32> {
        let mut neighbours = self.neighbourhood(position, radius);
        let count = self.parameters.active_bits as usize;
        //= spec/further-encoders.md#enc-coordinate-choice
        //# The w coordinates of greatest weight in the neighbourhood MUST be chosen, with ties
        //# going to those that come first when their numbers are compared one after the other.
        //= spec/further-encoders.md#d-enc-22
        //# The position itself MUST be chosen by its weight, like every other coordinate of its
        //# neighbourhood.
        let by_weight =
            |(weight, neighbour): &(u32, Vec<i64>)| (Reverse(*weight), neighbour.clone());
        neighbours.sort_by_cached_key(by_weight);
        let mut on = BTreeSet::new();
        for (_, neighbour) in neighbours.iter().take(count) {
            //= spec/further-encoders.md#d-enc-19
            //# With `collisions` set to `probe`, the chosen coordinates MUST be placed in the order
            //# of descending weight, each on the first bit among its probes, counted from probe 0,
            //# on which no coordinate before it is placed.
            //= spec/further-encoders.md#d-enc-19
            //# With `collisions` set to `leave`, every chosen coordinate MUST be placed on the bit
            //# of its probe 0.
            self.parameters.collisions.place(&mut on, |probe| self.bit(neighbour, probe));
        }
        on.into_iter().collect()
    }

    /// All coordinates around a place, each with its weight.
    //= spec/further-encoders.md#enc-coordinate-neighbourhood
    //# The neighbourhood of a position MUST be all coordinates that differ from it by at most the
    //# radius in each dimension.
    fn neighbourhood(&self, position: &[i64], radius: u32) -> Vec<(u32, Vec<i64>)> {
        let radius = i64::from(radius);
        let mut all = vec![Vec::new()];
        for &centre in position {
            let extended = |start: &Vec<i64>| {
                let start = start.clone();
                (centre - radius..=centre + radius).map(move |coordinate| {
                    let mut longer = start.clone();
                    longer.push(coordinate);
                    longer
                })
            };
            all = all.iter().flat_map(extended).collect();
        }
        all.into_iter().map(|neighbour| (self.weight(&neighbour), neighbour)).collect()
    }

    /// The weight of a coordinate, as a part of 2^32.
    //= spec/further-encoders.md#enc-coordinate-weight
    //# The weight of a coordinate MUST be the hash of its numbers as signed 64-bit numbers in two's
    //# complement, each with its lowest byte first, with the seed of the encoder, divided by 2^32.
    fn weight(&self, neighbour: &[i64]) -> u32 {
        murmur3_32(&bytes(neighbour), self.parameters.seed)
    }

    /// The bit of a probe of a coordinate.
    //= spec/further-encoders.md#enc-coordinate-probe
    //# Probe c of a coordinate MUST be the hash of the bytes hashed for its weight, followed by c
    //# as an unsigned 32-bit number, lowest byte first, with the seed of the encoder, modulo n.
    //= spec/further-encoders.md#d-enc-25
    //# The bit of a coordinate MUST be hashed from other bytes than its weight, with the same
    //# function and the same seed.
    fn bit(&self, neighbour: &[i64], probe: u32) -> u32 {
        let mut bytes = bytes(neighbour);
        bytes.extend(probe.to_le_bytes());
        murmur3_32(&bytes, self.parameters.seed) % self.parameters.size
    }

    /// The SDR of a place.
    ///
    /// # Errors
    ///
    /// Another number of coordinates than of dimensions, or one beyond 2^52.
    pub fn encode_position(&self, position: &[i64]) -> Result<Sdr, EncoderError> {
        self.check(position)?;
        Ok(Sdr::new(self.parameters.size, self.bits(position, self.parameters.radius))?)
    }

    /// What bits most likely stand for among the places given, with the encoder's radius.
    ///
    /// # Errors
    ///
    /// Bits of another size than the encoder's, or an invalid position.
    pub fn decode_among<'a>(
        &self,
        bits: &Sdr,
        positions: impl IntoIterator<Item = &'a [i64]>,
    ) -> Result<Option<Decoded>, EncoderError> {
        let mut places = Vec::new();
        for position in positions {
            self.check(position)?;
            let radius = self.parameters.radius;
            let bits = self.bits(position, radius);
            places.push(Seen { position: position.to_vec(), radius, bits });
        }
        self.best(bits, &places)
    }

    /// Encodes a place with a radius of its own, and remembers it. Both have been checked.
    pub(super) fn see(&mut self, position: Vec<i64>, radius: u32) -> Result<Sdr, EncoderError> {
        let bits = self.bits(&position, radius);
        let sdr = Sdr::new(self.parameters.size, bits.iter().copied())?;
        self.seen.see(Seen { position, radius, bits });
        Ok(sdr)
    }

    /// Goes on from places with radii out of a range.
    pub(super) fn remember_places(
        &mut self,
        memory: EncoderMemory,
        radii: RangeInclusive<u32>,
    ) -> Result<(), EncoderError> {
        let rejected = || {
            let (first, last) = (radii.start(), radii.end());
            EncoderMemory::rejected(format!(
                "this encoder keeps at most {} different places with radii from {first} to {last}",
                decode::REMEMBERED
            ))
        };
        let EncoderMemory::Places(places) = memory else { return Err(rejected()) };
        if places.len() > decode::REMEMBERED {
            return Err(rejected());
        }
        let mut seen = Vec::new();
        for (position, radius) in places {
            self.check(&position)?;
            if !radii.contains(&radius) {
                return Err(rejected());
            }
            let bits = self.bits(&position, radius);
            seen.push(Seen { position, radius, bits });
        }
        self.seen = decode::Remembered::of(seen).ok_or_else(rejected)?;
        Ok(())
    }

    /// The best of the places remembered.
    pub(super) fn best_seen(&self, bits: &Sdr) -> Result<Option<Decoded>, EncoderError> {
        self.best(bits, self.seen.all())
    }

    //= spec/decoding.md#enc-decode-meaning
    //# The meaning of a position MUST be its integer coordinates, or for a geospatial encoder the
    //# latitude and longitude of the centre of its square.
    fn best(&self, bits: &Sdr, places: &[Seen]) -> Result<Option<Decoded>, EncoderError> {
        decode::check_size(bits, self.parameters.size)?;
        //= spec/decoding.md#d-enc-11
        //# If several positions are best, the last one encoded MUST be used.
        let overlap = |(place, seen): (i64, &Seen)| (place, decode::overlap(bits, &seen.bits));
        let latest_first = (0..).zip(places.iter().rev());
        let Some(mut best) = decode::best_apart(latest_first.map(overlap)) else {
            return Ok(None);
        };
        let seen = &places[places.len() - 1 - best.bucket as usize];
        best.bucket = 0;
        let meaning = Meaning::Position(seen.position.clone());
        Ok(Some(Decoded::new(&best, self.parameters.active_bits, meaning)))
    }

    /// The integers of a value, `None` for a missing one.
    pub(super) fn position(&self, value: &Value) -> Result<Option<Vec<i64>>, EncoderError> {
        let Some(numbers) = value.to_numbers()? else { return Ok(None) };
        let position = numbers.into_iter().map(coordinate).collect::<Result<Vec<i64>, _>>()?;
        self.check(&position).map(|()| Some(position))
    }
}

/// An integer within reach.
fn coordinate(value: f64) -> Result<i64, EncoderError> {
    if value.fract() == 0.0 && value.abs() <= REACH as f64 {
        return Ok(value as i64);
    }
    Err(EncoderError::NotACoordinate { value })
}

fn bytes(position: &[i64]) -> Vec<u8> {
    position.iter().flat_map(|coordinate| coordinate.to_le_bytes()).collect()
}

impl Encoder for CoordinateEncoder {
    fn size(&self) -> u32 {
        self.parameters.size
    }

    fn active_bits(&self) -> u32 {
        self.parameters.active_bits
    }

    fn encode(&mut self, value: &Value) -> Result<Sdr, EncoderError> {
        match self.position(value)? {
            Some(position) => self.see(position, self.parameters.radius),
            None => no_bits(self.parameters.size),
        }
    }

    fn check(&self, value: &Value) -> Result<(), EncoderError> {
        self.buckets(value).map(drop)
    }

    /// None: a place has no number. Says whether the value can be encoded.
    fn buckets(&self, value: &Value) -> Result<Vec<Bucket>, EncoderError> {
        self.position(value).map(|_| Vec::new())
    }

    fn decode(&self, bits: &Sdr) -> Result<Vec<Decoded>, EncoderError> {
        Ok(self.best_seen(bits)?.into_iter().collect())
    }

    fn memory(&self) -> EncoderMemory {
        let places = self.seen.all().iter();
        EncoderMemory::Places(places.map(|seen| (seen.position.clone(), seen.radius)).collect())
    }

    fn remember(&mut self, memory: EncoderMemory) -> Result<(), EncoderError> {
        let radius = self.parameters.radius;
        self.remember_places(memory, radius..=radius)
    }
}
