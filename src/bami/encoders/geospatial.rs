//! The geospatial encoder: places on the earth, and how fast they change.

use super::coordinate::{check_sizes, greatest_radius, least_radius, size_warnings};
use super::{
    Bucket, Collisions, CoordinateEncoder, CoordinateEncoderParameters, Decoded, Encoder,
    EncoderError, EncoderMemory, Meaning, Value, bounds, no_bits,
};
use crate::Profile;
use crate::math::round_half_up;
use crate::math::{ln, tan};
use crate::parameters::{ParameterError, ParameterWarning, with_methods};
use crate::sdr::Sdr;

/// The radius of the earth in metres, that of Web Mercator.
const EARTH: f64 = 6_378_137.0;

/// A degree in radians.
const DEGREE: f64 = 0.017_453_292_519_943_295;

/// The greatest latitude in degrees, north and south.
const GREATEST_LATITUDE: f64 = 89.0;

/// Parameters of a [`GeospatialEncoder`]. The default is a grid of 30 metres, a position each minute
/// with its speed, and 2048 bits of which 41 are active.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields, default)
)]
#[non_exhaustive]
pub struct GeospatialEncoderParameters {
    /// The width of a square of the grid in metres; finite and greater than 0.
    pub scale: f64,
    /// How many seconds lie between two positions; finite and greater than 0. Together with the speed it
    /// decides the radius.
    pub timestep: f64,
    /// Number of bits, n.
    pub size: u32,
    /// Number of bits ON, w; from 1 to n, well chosen at least 20.
    pub active_bits: u32,
    /// The seed of the hash. Encoders with different seeds give unrelated SDRs.
    pub seed: u32,
    /// Whether a value has a speed, in metres a second, behind latitude and longitude. Otherwise it is
    /// taken for 0.
    pub speed: bool,
    /// Whether a value has an altitude, in metres, at its end: the third dimension.
    pub altitude: bool,
    /// What becomes of coordinates that hash to the same bit (D-ENC-19).
    pub collisions: Collisions,
}

with_methods! {
    GeospatialEncoderParameters {
        with_scale(scale: f64),
        with_timestep(timestep: f64),
        with_size(size: u32),
        with_active_bits(active_bits: u32),
        with_seed(seed: u32),
        with_speed(speed: bool),
        with_altitude(altitude: bool),
        with_collisions(collisions: Collisions),
    }
}

impl Default for GeospatialEncoderParameters {
    fn default() -> Self {
        Self::practical()
    }
}

impl GeospatialEncoderParameters {
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
            scale: 30.0,
            timestep: 60.0,
            size: 2048,
            active_bits: 41,
            seed: 42,
            speed: true,
            altitude: false,
            collisions: Collisions::Probe,
        }
    }

    /// The parameters of the book profile: BAMI to the letter.
    #[must_use]
    pub fn book() -> Self {
        Self { collisions: Collisions::Leave, ..Self::practical() }
    }

    fn dimensions(&self) -> u32 {
        2 + u32::from(self.altitude)
    }

    /// Checks every parameter.
    ///
    /// # Errors
    ///
    /// The first invalid parameter.
    //= spec/further-encoders.md#enc-geo-parameters
    //# A geospatial encoder MUST be rejected unless its scale and its timestep are finite and
    //# greater than 0, and its number of active bits is at least 1, at most n, and at most 65025,
    //# or with altitude at most 59319.
    pub fn validate(&self) -> Result<(), ParameterError> {
        bounds::positive("scale", self.scale)?;
        bounds::positive("timestep", self.timestep)?;
        check_sizes(self.dimensions(), self.size, self.active_bits)
    }

    /// Valid but probably unintended settings.
    #[must_use]
    pub fn warnings(&self) -> Vec<ParameterWarning> {
        size_warnings(self.size, self.active_bits)
    }
}

/// Encodes a place on the earth: latitude and longitude in degrees, speed in metres a second, altitude
/// in metres. What moves fast has a wide neighbourhood, so that two positions of one journey share bits
/// whatever the speed.
///
/// ```
/// use bami_htm::encoders::{Encoder, GeospatialEncoder, GeospatialEncoderParameters, Value};
///
/// let mut encoder = GeospatialEncoder::new(GeospatialEncoderParameters::default())?;
/// // Latitude, longitude, speed: a walk through Zürich, and a place in Basel.
/// let [here, next, far] = [[47.3769, 8.5417, 1.5], [47.3773, 8.5417, 1.5], [47.5596, 7.5886, 1.5]]
///     .map(|place| encoder.encode(&Value::numbers(place)).unwrap());
/// assert!(here.overlap(&next)? > 15);
/// assert!(here.overlap(&far)? < 10);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct GeospatialEncoder {
    parameters: GeospatialEncoderParameters,
    grid: CoordinateEncoder,
}

impl GeospatialEncoder {
    /// An encoder of these parameters.
    ///
    /// # Errors
    ///
    /// Whatever [`GeospatialEncoderParameters::validate`] rejects.
    pub fn new(parameters: GeospatialEncoderParameters) -> Result<Self, ParameterError> {
        parameters.validate()?;
        let grid = CoordinateEncoder::new(CoordinateEncoderParameters {
            dimensions: parameters.dimensions(),
            radius: least_radius(parameters.dimensions(), parameters.active_bits),
            size: parameters.size,
            active_bits: parameters.active_bits,
            seed: parameters.seed,
            collisions: parameters.collisions,
        })?;
        Ok(Self { parameters, grid })
    }

    /// The parameters of the encoder.
    #[must_use]
    pub fn parameters(&self) -> &GeospatialEncoderParameters {
        &self.parameters
    }

    /// The radius of the neighbourhood at a speed in metres a second.
    //= spec/further-encoders.md#enc-geo-radius
    //# The radius at speed v MUST be floor(0.75 * v * timestep / scale + 0.5), raised to at least
    //# the smallest radius whose neighbourhood has w coordinates, and lowered to at most 127, or
    //# with altitude 19.
    //= spec/further-encoders.md#d-enc-23
    //# The radius MUST NOT depend on anything but the speed and the parameters of the encoder.
    fn radius(&self, speed: f64) -> u32 {
        let GeospatialEncoderParameters { scale, timestep, active_bits, .. } = self.parameters;
        let dimensions = self.parameters.dimensions();
        let radius = round_half_up(0.75 * speed * timestep / scale);
        let least = f64::from(least_radius(dimensions, active_bits));
        radius.max(least).min(f64::from(greatest_radius(dimensions))) as u32
    }

    /// The place on the grid and the radius of a value, `None` for a missing one.
    fn place(&self, value: &Value) -> Result<Option<(Vec<i64>, u32)>, EncoderError> {
        let Some(numbers) = value.to_numbers()? else { return Ok(None) };
        let GeospatialEncoderParameters { scale, speed: has_speed, altitude, .. } = self.parameters;
        //= spec/further-encoders.md#enc-geo-value
        //# The value of a geospatial encoder MUST be a list of latitude and longitude, then the
        //# speed if the encoder has one, then the altitude if it has one.
        //= spec/further-encoders.md#enc-geo-value
        //# A geospatial encoder MUST reject a list of any other length with an error.
        let (expected, found) = (2 + usize::from(has_speed) + usize::from(altitude), numbers.len());
        if expected != found {
            return Err(EncoderError::WrongDimensions { expected, found });
        }
        let (latitude, longitude) = (numbers[0], numbers[1]);
        let speed = if has_speed { numbers[2] } else { 0.0 };
        //= spec/further-encoders.md#enc-geo-bounds
        //# A latitude beyond 89 degrees north or south, a longitude beyond 180 degrees east or
        //# west, and a speed below 0 MUST be rejected with an error.
        within("latitude", latitude, -GREATEST_LATITUDE, GREATEST_LATITUDE)?;
        within("longitude", longitude, -180.0, 180.0)?;
        within("speed", speed, 0.0, f64::MAX)?;
        let mut metres = vec![east(longitude), north(latitude)];
        metres.extend(altitude.then(|| numbers[expected - 1]));
        //= spec/further-encoders.md#d-enc-20
        //# Each coordinate of a position on the grid MUST be floor(metres / scale), for the metres
        //# east, the metres north and, if there is one, the altitude.
        let grid = metres.into_iter().map(|metres| Value::Number((metres / scale).floor()));
        let position = self.grid.position(&Value::List(grid.collect()))?;
        Ok(position.map(|position| (position, self.radius(speed))))
    }

    /// The middle of a square of the grid, as degrees and metres.
    fn on_earth(&self, position: &[i64]) -> Meaning {
        let metres = |coordinate: i64| (coordinate as f64 + 0.5) * self.parameters.scale;
        Meaning::Place {
            latitude: libm::atan(libm::sinh(metres(position[1]) / EARTH)) / DEGREE,
            longitude: metres(position[0]) / EARTH / DEGREE,
            altitude: position.get(2).map(|&coordinate| metres(coordinate)),
        }
    }
}

fn within(what: &'static str, value: f64, least: f64, greatest: f64) -> Result<(), EncoderError> {
    if (least..=greatest).contains(&value) {
        return Ok(());
    }
    Err(EncoderError::OutOfBounds { what, value, least, greatest })
}

/// Metres east of the meridian of Greenwich, on the map.
//= spec/further-encoders.md#enc-geo-mercator
//# The metres east MUST be 6378137 * (longitude * 0.017453292519943295).
fn east(longitude: f64) -> f64 {
    EARTH * (longitude * DEGREE)
}

/// Metres north of the equator, on the map.
//= spec/further-encoders.md#enc-geo-mercator
//# The metres north MUST be 6378137 * ln((1 + t) / (1 - t)), where t = tan(latitude *
//# 0.017453292519943295 / 2), with ln of R-8 and tan of R-9.
fn north(latitude: f64) -> f64 {
    let t = tan(latitude * DEGREE / 2.0);
    EARTH * ln((1.0 + t) / (1.0 - t))
}

impl Encoder for GeospatialEncoder {
    fn size(&self) -> u32 {
        self.parameters.size
    }

    fn active_bits(&self) -> u32 {
        self.parameters.active_bits
    }

    fn encode(&mut self, value: &Value) -> Result<Sdr, EncoderError> {
        match self.place(value)? {
            //= spec/further-encoders.md#enc-geo
            //# A position MUST be encoded as a coordinate encoder of the same size, active bits,
            //# seed and collisions encodes its coordinates on the grid with its radius.
            Some((position, radius)) => self.grid.see(position, radius),
            None => no_bits(self.parameters.size),
        }
    }

    fn check(&self, value: &Value) -> Result<(), EncoderError> {
        self.buckets(value).map(drop)
    }

    /// None: a place has no number. Says whether the value can be encoded.
    fn buckets(&self, value: &Value) -> Result<Vec<Bucket>, EncoderError> {
        self.place(value).map(|_| Vec::new())
    }

    fn decode(&self, bits: &Sdr) -> Result<Vec<Decoded>, EncoderError> {
        let mut decoded: Vec<Decoded> = self.grid.best_seen(bits)?.into_iter().collect();
        for Decoded { meaning, .. } in &mut decoded {
            if let Meaning::Position(position) = meaning {
                *meaning = self.on_earth(position);
            }
        }
        Ok(decoded)
    }

    fn memory(&self) -> EncoderMemory {
        self.grid.memory()
    }

    fn remember(&mut self, memory: EncoderMemory) -> Result<(), EncoderError> {
        let dimensions = self.parameters.dimensions();
        let least = least_radius(dimensions, self.parameters.active_bits);
        self.grid.remember_places(memory, least..=greatest_radius(dimensions))
    }
}
