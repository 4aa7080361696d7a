//! Coordinates, places on the earth, and lists.

use std::collections::BTreeSet;
use std::fmt::Write;

use proptest::prelude::*;

use super::*;
use crate::hash::murmur3_32;

const FURTHER: &str = include_str!("../../../../spec/further-encoders.md");

fn plane() -> CoordinateEncoder {
    CoordinateEncoder::new(CoordinateEncoderParameters::default()).unwrap()
}

fn earth() -> GeospatialEncoder {
    GeospatialEncoder::new(GeospatialEncoderParameters::default()).unwrap()
}

fn bytes(place: &[i64]) -> Vec<u8> {
    place.iter().flat_map(|n| n.to_le_bytes()).collect()
}

/// The coordinates that represent a place of two dimensions.
fn chosen(place: [i64; 2], parameters: &CoordinateEncoderParameters) -> BTreeSet<[i64; 2]> {
    let radius = i64::from(parameters.radius);
    let mut all: Vec<(u32, [i64; 2])> = (-radius..=radius)
        .flat_map(|dx| (-radius..=radius).map(move |dy| [place[0] + dx, place[1] + dy]))
        .map(|n| (murmur3_32(&bytes(&n), parameters.seed), n))
        .collect();
    all.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    all.into_iter().take(parameters.active_bits as usize).map(|(_, n)| n).collect()
}

/// What the rules say, word for word, for two dimensions.
fn by_the_rules(place: [i64; 2], parameters: &CoordinateEncoderParameters) -> Vec<u32> {
    let &CoordinateEncoderParameters { radius, size, active_bits, seed, .. } = parameters;
    let radius = i64::from(radius);
    let mut neighbours = Vec::new();
    for x in place[0] - radius..=place[0] + radius {
        for y in place[1] - radius..=place[1] + radius {
            neighbours
                .push((f64::from(murmur3_32(&bytes(&[x, y]), seed)) / 4_294_967_296.0, [x, y]));
        }
    }
    neighbours.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut on = BTreeSet::new();
    for (_, neighbour) in &neighbours[..active_bits as usize] {
        let probes = (0u32..).map(|probe| {
            let bytes = [bytes(neighbour), probe.to_le_bytes().to_vec()].concat();
            murmur3_32(&bytes, seed) % size
        });
        let free = probes.into_iter().find(|bit| !on.contains(bit)).unwrap();
        on.insert(free);
    }
    on.into_iter().collect()
}

//= spec/further-encoders.md#enc-coordinate-parameters
//= type=test
//# A coordinate encoder MUST be rejected unless it has 2 or 3 dimensions, its number of active bits
//# is at least 1 and at most n, and its neighbourhood has at least w and at most 65536 coordinates.
#[test]
fn enc_coordinate_parameters_that_cannot_be_are_refused() {
    let default = CoordinateEncoderParameters::default;
    let refused = |p: CoordinateEncoderParameters| p.validate().unwrap_err().parameter;
    for dimensions in [0, 1, 4] {
        assert_eq!(refused(CoordinateEncoderParameters { dimensions, ..default() }), "dimensions");
    }
    assert_eq!(refused(CoordinateEncoderParameters { active_bits: 0, ..default() }), "active_bits");
    assert_eq!(refused(CoordinateEncoderParameters { size: 40, ..default() }), "active_bits");
    assert_eq!(refused(CoordinateEncoderParameters { size: 0, ..default() }), "size");
    for radius in [0, 2, 128, u32::MAX] {
        assert_eq!(refused(CoordinateEncoderParameters { radius, ..default() }), "radius");
    }
    let space = CoordinateEncoderParameters { dimensions: 3, ..default() };
    assert_eq!(refused(CoordinateEncoderParameters { radius: 20, ..space.clone() }), "radius");
    for (radius, parameters) in [(3, default()), (127, default()), (19, space)] {
        assert!(CoordinateEncoderParameters { radius, ..parameters }.validate().is_ok());
    }
    let large = CoordinateEncoderParameters { size: 100_000, active_bits: 70_000, ..default() };
    assert_eq!(refused(large), "active_bits");
    assert_eq!(default().warnings(), []);
    let warnings = CoordinateEncoderParameters { radius: 3, size: 400, ..default() }.warnings();
    assert_eq!(warnings.len(), 2);
}

//= spec/further-encoders.md#enc-coordinate-value
//= type=test
//# A coordinate encoder MUST reject a value with an error unless it is a list of as many integers
//# from -2^52 to 2^52 as there are dimensions.
#[test]
fn enc_coordinate_value_is_a_list_of_whole_numbers() {
    let far = 2f64.powi(52);
    let encode = |value: Value| plane().encode(&value);
    for good in [[1.0, 2.0], [far, -far], [-0.0, 0.0]] {
        assert!(encode(Value::numbers(good)).is_ok());
    }
    for bad in [vec![1.0], vec![1.0, 2.0, 3.0], vec![], vec![0.5, 1.0], vec![far + 1.0, 0.0]] {
        assert!(encode(Value::numbers(bad.clone())).is_err(), "{bad:?}");
        assert!(plane().buckets(&Value::numbers(bad)).is_err());
    }
    assert!(encode(7.0.into()).is_err());
    assert!(encode(Value::List(vec!["x".into(), 1.0.into()])).is_err());
    assert!(plane().encode_position(&[1 << 53, 0]).is_err());
    assert!(plane().encode_position(&[1]).is_err());
}

//= spec/further-encoders.md#enc-list-missing
//= type=test
//# A list of numbers in which at least one is missing MUST count as a missing value.
#[test]
fn enc_list_missing_half_a_place_is_none() {
    for value in [
        Value::List(vec![1.0.into(), Value::Missing]),
        Value::numbers([f64::NAN, 1.0]),
        Value::Missing,
        f64::NAN.into(),
    ] {
        assert!(value.is_missing());
        assert!(plane().encode(&value).unwrap().is_empty());
        assert_eq!(plane().buckets(&value), Ok(vec![]));
    }
    // Invalid values are refused all the same.
    assert!(plane().encode(&Value::numbers([f64::NAN, f64::INFINITY])).is_err());
}

//= spec/further-encoders.md#enc-coordinate-neighbourhood
//= type=test
//# The neighbourhood of a position MUST be all coordinates that differ from it by at most the
//# radius in each dimension.
//= spec/further-encoders.md#enc-coordinate-weight
//= type=test
//# The weight of a coordinate MUST be the hash of its numbers as signed 64-bit numbers in two's
//# complement, each with its lowest byte first, with the seed of the encoder, divided by 2^32.
//= spec/further-encoders.md#enc-coordinate-choice
//= type=test
//# The w coordinates of greatest weight in the neighbourhood MUST be chosen, with ties going to
//# those that come first when their numbers are compared one after the other.
//= spec/further-encoders.md#enc-coordinate-probe
//= type=test
//# Probe c of a coordinate MUST be the hash of the bytes hashed for its weight, followed by c as an
//# unsigned 32-bit number, lowest byte first, with the seed of the encoder, modulo n.
//= spec/further-encoders.md#d-enc-19
//= type=test
//# With `collisions` set to `probe`, the chosen coordinates MUST be placed in the order of
//# descending weight, each on the first bit among its probes, counted from probe 0, on which no
//# coordinate before it is placed.
#[test]
fn enc_coordinate_bits_are_those_of_the_rules() {
    let small = CoordinateEncoderParameters {
        radius: 3,
        size: 60,
        active_bits: 41,
        seed: 7,
        ..Default::default()
    };
    for parameters in [CoordinateEncoderParameters::default(), small] {
        let encoder = CoordinateEncoder::new(parameters.clone()).unwrap();
        for place in [[0, 0], [100, -200], [(1 << 52) - 1, -(1 << 52)]] {
            let sdr = encoder.encode_position(&place).unwrap();
            assert_eq!(sdr.on(), by_the_rules(place, &parameters));
        }
    }
}

//= spec/further-encoders.md#d-enc-19
//= type=test
//# With `collisions` set to `leave`, every chosen coordinate MUST be placed on the bit of its probe
//# 0.
//= spec/further-encoders.md#d-enc-25
//= type=test
//# The bit of a coordinate MUST be hashed from other bytes than its weight, with the same function
//# and the same seed.
#[test]
fn d_enc_19_in_the_book_coordinates_share_a_bit() {
    let book = CoordinateEncoderParameters::book();
    let small = book.clone().with_radius(3).with_size(60);
    let encoder = CoordinateEncoder::new(small.clone()).unwrap();
    for place in [[0, 0], [100, -200], [(1 << 52) - 1, -(1 << 52)]] {
        let hash = |place: &[i64; 2]| murmur3_32(&[bytes(place), vec![0; 4]].concat(), 42) % 60;
        let expected: BTreeSet<u32> = chosen(place, &small).iter().map(hash).collect();
        assert!((1..41).contains(&expected.len()));
        let found = encoder.encode_position(&place).unwrap();
        assert_eq!(found.on(), expected.into_iter().collect::<Vec<_>>());
    }
    assert_eq!(book.with_collisions(Collisions::Probe), Default::default());
    let earth = GeospatialEncoderParameters::book();
    let mut places = GeospatialEncoder::new(earth.clone().with_size(60)).unwrap();
    assert!(places.encode(&Value::numbers([47.0, 8.5, 1.5])).unwrap().active_bits() < 41);
    assert_eq!(earth.with_collisions(Collisions::Probe), Default::default());
}

//= spec/further-encoders.md#d-enc-22
//= type=test
//# The position itself MUST be chosen by its weight, like every other coordinate of its
//# neighbourhood.
#[test]
fn d_enc_22_a_position_can_be_without_itself() {
    let parameters = CoordinateEncoderParameters::default().with_radius(2).with_active_bits(15);
    let has_itself = |place| chosen(place, &parameters).contains(&place);
    assert_eq!([[5, 10], [5, 12], [9, 12]].map(has_itself), [true, false, true]);
    let encoder = CoordinateEncoder::new(parameters.clone()).unwrap();
    let found = encoder.encode_position(&[5, 12]).unwrap();
    assert_eq!(found.on(), by_the_rules([5, 12], &parameters));
}

/// The squares of figures 6A, 6B and 6C of BAMI p. 39, which no weights can have chosen.
#[test]
fn d_enc_22_figures_6a_and_6b_exclude_each_other() {
    let squares = |all: &[(i64, &[i64])]| -> BTreeSet<[i64; 2]> {
        all.iter().flat_map(|(x, ys)| ys.iter().map(|y| [*x, *y])).collect()
    };
    let a = squares(&[
        (3, &[8, 9, 11, 12]),
        (4, &[10, 11]),
        (5, &[10, 11]),
        (6, &[8, 10, 12]),
        (7, &[8, 9, 10, 11]),
    ]);
    let b = squares(&[
        (3, &[11, 12, 13, 14]),
        (4, &[10, 14]),
        (5, &[11, 12]),
        (6, &[10, 12, 13]),
        (7, &[10, 11, 13, 14]),
    ]);
    let c = squares(&[
        (5, &[11, 15]),
        (6, &[10, 12]),
        (7, &[10, 14]),
        (8, &[8]),
        (9, &[12]),
        (10, &[14]),
        (11, &[8, 10, 16]),
        (12, &[15]),
        (13, &[8, 13]),
    ]);
    let area = |place: [i64; 2], radius: u32| {
        let all = (2 * radius + 1).pow(2);
        chosen(
            place,
            &CoordinateEncoderParameters::default().with_radius(radius).with_active_bits(all),
        )
    };
    let areas = [area([5, 10], 2), area([5, 12], 2), area([9, 12], 4)];
    for ((figure, area), place) in
        [&a, &b, &c].into_iter().zip(&areas).zip([[5, 10], [5, 12], [9, 12]])
    {
        assert!(figure.len() == 15 && figure.is_subset(area) && figure.contains(&place));
    }
    assert_eq!((a.intersection(&b).count(), b.intersection(&c).count()), (8, 5));
    let only = |one: &BTreeSet<[i64; 2]>, other: &BTreeSet<[i64; 2]>, area: &BTreeSet<[i64; 2]>| {
        one.difference(other).filter(|square| area.contains(*square)).copied().collect::<Vec<_>>()
    };
    assert_eq!(only(&a, &b, &areas[1]), [[4, 11], [5, 10]]);
    assert_eq!(only(&b, &a, &areas[0]), [[5, 12]]);
}

/// BAMI p. 37: a square of 25 coordinates, and places 10, 20 and 1,000 feet away.
#[test]
fn enc_coordinate_neighbourhood_squares_of_25_share_20_15_and_none() {
    let book = CoordinateEncoderParameters::book();
    let parameters = book.with_radius(2).with_active_bits(25).with_size(100_000);
    let square = |x, y| chosen([x, y], &parameters);
    let here = square(5, 10);
    let expected = (3..=7).flat_map(|x| (8..=12).map(move |y| [x, y]));
    assert_eq!(here, expected.collect());
    let encoder = CoordinateEncoder::new(parameters.clone()).unwrap();
    let sdr = |x| encoder.encode_position(&[x, 10]).unwrap();
    // The encoder hashes these coordinates and no others.
    let probe_0 = |place: &[i64; 2]| {
        murmur3_32(&[bytes(place), vec![0; 4]].concat(), parameters.seed) % parameters.size
    };
    let hashed: BTreeSet<u32> = here.iter().map(probe_0).collect();
    assert_eq!(sdr(5).on(), hashed.into_iter().collect::<Vec<_>>());
    assert_eq!(sdr(5).active_bits(), 25);
    for (x, shared) in [(6, 20), (7, 15), (105, 0)] {
        assert_eq!(here.intersection(&square(x, 10)).count(), shared as usize);
        assert_eq!(sdr(5).overlap(&sdr(x)), Ok(shared));
    }
    // With a larger radius, places 200 feet apart share bits as well.
    let wide = CoordinateEncoder::new(parameters.with_radius(15).with_active_bits(41)).unwrap();
    let [here, near, far] = [5, 25, 105].map(|x| wide.encode_position(&[x, 10]).unwrap());
    assert!(here.overlap(&near).unwrap() > 0);
    assert_eq!(here.overlap(&far), Ok(0));
}

proptest! {
    /// The argument of ENC-RDSE-OVERLAP, for coordinates: what is chosen in both is ON in both.
    #[test]
    fn d_enc_19_places_share_as_many_bits_as_coordinates(
        x in -50i64..50, y in -50i64..50, dx in 0i64..8, dy in 0i64..8,
    ) {
        let parameters = CoordinateEncoderParameters { radius: 3, size: 60, ..Default::default() };
        let encoder = CoordinateEncoder::new(parameters).unwrap();
        let (here, there) = ([x, y], [x + dx, y + dy]);
        let chosen = [here, there].map(|place| chosen(place, encoder.parameters()));
        let shared = chosen[0].intersection(&chosen[1]).count() as u32;
        let sdrs = [here, there].map(|place| encoder.encode_position(&place).unwrap());
        prop_assert!(sdrs[0].overlap(&sdrs[1]).unwrap() >= shared);
        prop_assert_eq!(sdrs[0].active_bits(), 41);
    }
}

/// Nearer places share more in the mean; the table of the specification.
#[test]
fn enc_coordinate_overlap_statistics() {
    let encoder = plane();
    let (mut table, mut means) = (String::new(), Vec::new());
    for distance in [1, 2, 3, 5, 8, 10, 11, 20] {
        let overlaps: Vec<u32> = (0..1000)
            .map(|n| {
                let place = [7 * n, 17 * n / 5];
                let there = encoder.encode_position(&[place[0] + distance, place[1]]).unwrap();
                encoder.encode_position(&place).unwrap().overlap(&there).unwrap()
            })
            .collect();
        let mean = f64::from(overlaps.iter().sum::<u32>()) / overlaps.len() as f64;
        let (least, greatest) = (overlaps.iter().min().unwrap(), overlaps.iter().max().unwrap());
        writeln!(table, "| {distance} | {mean:.3} | {least} | {greatest} |").unwrap();
        means.push(mean);
    }
    // Of what lies within reach, the nearer shares more.
    assert!(means[..6].is_sorted_by(|nearer, further| nearer > further), "{means:?}");
    assert!(FURTHER.contains(&table), "spec/further-encoders.md has to state:\n{table}");
}

//= spec/decoding.md#d-enc-11
//= type=test
//# If several positions are best, the last one encoded MUST be used.
//= spec/decoding.md#enc-decode-meaning
//= type=test
//# The meaning of a position MUST be its integer coordinates, or for a geospatial encoder the
//# latitude and longitude of the centre of its square.
#[test]
fn enc_decode_gives_the_place_that_was_encoded() {
    let mut plane = plane();
    let [first, second] =
        [[3.0, 4.0], [90.0, -7.0]].map(|place| plane.encode(&Value::numbers(place)).unwrap());
    let meaning = |bits: &Sdr| plane.decode(bits).unwrap().pop().map(|found| found.meaning);
    assert_eq!(meaning(&first), Some(Meaning::Position(vec![3, 4])));
    assert_eq!(meaning(&second), Some(Meaning::Position(vec![90, -7])));
    // All bits of both are there: the later one counts.
    assert_eq!(meaning(&first.union(&second).unwrap()), Some(Meaning::Position(vec![90, -7])));
    assert_eq!(meaning(&Sdr::empty(2048).unwrap()), None);
    assert!(plane.decode(&Sdr::empty(7).unwrap()).is_err());
    let places: [&[i64]; 2] = [&[3, 4], &[0, 0]];
    let among = plane.decode_among(&first, places).unwrap().unwrap();
    assert_eq!((among.meaning, among.score), (Meaning::Position(vec![3, 4]), 1.0));
    assert!(plane.decode_among(&first, [&[1i64][..]]).is_err());

    let mut earth = earth();
    let sdr = earth.encode(&Value::numbers([47.3769, 8.5417, 1.5])).unwrap();
    let Meaning::Place { latitude, longitude, altitude } = earth.decode(&sdr).unwrap()[0].meaning
    else {
        panic!("no place")
    };
    // Half a square is 15 m on the map, 10 m on the ground.
    assert!((latitude - 47.3769).abs() < 0.0001 && (longitude - 8.5417).abs() < 0.000_14);
    assert_eq!(altitude, None);
}

//= spec/further-encoders.md#enc-geo-parameters
//= type=test
//# A geospatial encoder MUST be rejected unless its scale and its timestep are finite and greater
//# than 0, and its number of active bits is at least 1, at most n, and at most 65025, or with
//# altitude at most 59319.
#[test]
fn enc_geo_parameters_that_cannot_be_are_refused() {
    let default = GeospatialEncoderParameters::default;
    let refused = |p: GeospatialEncoderParameters| p.validate().unwrap_err().parameter;
    for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(refused(GeospatialEncoderParameters { scale: bad, ..default() }), "scale");
        assert_eq!(refused(GeospatialEncoderParameters { timestep: bad, ..default() }), "timestep");
    }
    let sized = |active_bits, altitude| GeospatialEncoderParameters {
        size: 100_000,
        active_bits,
        altitude,
        ..default()
    };
    assert_eq!(refused(sized(0, false)), "active_bits");
    assert_eq!(refused(GeospatialEncoderParameters { size: 40, ..default() }), "active_bits");
    for (most, altitude) in [(65_025, false), (59_319, true)] {
        assert!(sized(most, altitude).validate().is_ok());
        assert_eq!(refused(sized(most + 1, altitude)), "active_bits");
    }
    assert_eq!(default().warnings(), []);
}

//= spec/further-encoders.md#enc-geo-value
//= type=test
//# The value of a geospatial encoder MUST be a list of latitude and longitude, then the speed if
//# the encoder has one, then the altitude if it has one.
//= spec/further-encoders.md#enc-geo-value
//= type=test
//# A geospatial encoder MUST reject a list of any other length with an error.
//= spec/further-encoders.md#enc-geo-bounds
//= type=test
//# A latitude beyond 89 degrees north or south, a longitude beyond 180 degrees east or west, and a
//# speed below 0 MUST be rejected with an error.
#[test]
fn enc_geo_value_is_checked() {
    let encode = |speed, altitude, value: &[f64]| {
        let parameters = GeospatialEncoderParameters { speed, altitude, ..Default::default() };
        let mut encoder = GeospatialEncoder::new(parameters).unwrap();
        encoder.encode(&Value::numbers(value.iter().copied()))
    };
    for (speed, altitude, length) in
        [(false, false, 2), (true, false, 3), (false, true, 3), (true, true, 4)]
    {
        let value = [1.0, 2.0, 3.0, 4.0, 5.0];
        assert!(encode(speed, altitude, &value[..length]).is_ok());
        for found in [length - 1, length + 1] {
            let error = EncoderError::WrongDimensions { expected: length, found };
            assert_eq!(encode(speed, altitude, &value[..found]), Err(error));
        }
    }
    // Behind latitude and longitude comes the speed, and only then the altitude.
    let slow = encode(true, true, &[1.0, 2.0, 0.0, 4.0]).unwrap();
    assert_eq!(Ok(slow), encode(false, true, &[1.0, 2.0, 4.0]));
    for good in [[89.0, 180.0, 0.0], [-89.0, -180.0, 1e308]] {
        assert!(encode(true, false, &good).is_ok());
    }
    for bad in [
        [89.1, 0.0, 0.0],
        [-89.1, 0.0, 0.0],
        [0.0, 180.1, 0.0],
        [0.0, -181.0, 0.0],
        [0.0, 0.0, -0.1],
    ] {
        assert!(encode(true, false, &bad).is_err(), "{bad:?}");
    }
}

/// The place on the grid that a position has, with the radius of its speed.
fn on_grid(parameters: &GeospatialEncoderParameters, value: &[f64], place: &[i64], radius: u32) {
    let mut encoder = GeospatialEncoder::new(parameters.clone()).unwrap();
    let grid = CoordinateEncoder::new(CoordinateEncoderParameters {
        dimensions: place.len() as u32,
        radius,
        size: parameters.size,
        active_bits: parameters.active_bits,
        seed: parameters.seed,
        collisions: parameters.collisions,
    });
    let sdr = encoder.encode(&Value::numbers(value.iter().copied())).unwrap();
    assert_eq!(sdr, grid.unwrap().encode_position(place).unwrap(), "{value:?}");
}

//= spec/further-encoders.md#enc-geo-mercator
//= type=test
//# The metres east MUST be 6378137 * (longitude * 0.017453292519943295).
//= spec/further-encoders.md#enc-geo-mercator
//= type=test
//# The metres north MUST be 6378137 * ln((1 + t) / (1 - t)), where t = tan(latitude *
//# 0.017453292519943295 / 2), with ln of R-8 and tan of R-9.
//= spec/further-encoders.md#d-enc-20
//= type=test
//# Each coordinate of a position on the grid MUST be floor(metres / scale), for the metres east,
//# the metres north and, if there is one, the altitude.
//= spec/further-encoders.md#enc-geo
//= type=test
//# A position MUST be encoded as a coordinate encoder of the same size, active bits, seed and
//# collisions encodes its coordinates on the grid with its radius.
#[test]
fn enc_geo_mercator_is_that_of_the_map() {
    let still = GeospatialEncoderParameters { scale: 1.0, speed: false, ..Default::default() };
    // Web Mercator (EPSG:3857) of Zürich, computed by its closed form with another library.
    let metres = |latitude: f64, longitude: f64| {
        let radians = latitude.to_radians();
        let north = 6_378_137.0 * libm::asinh(libm::tan(radians));
        [6_378_137.0 * longitude.to_radians(), north].map(|metres| metres.floor() as i64)
    };
    for (latitude, longitude) in
        [(47.3769, 8.5417), (-33.8688, 151.2093), (64.1466, -21.9426), (88.9, -179.3)]
    {
        on_grid(&still, &[latitude, longitude], &metres(latitude, longitude), 3);
    }
    assert_eq!(metres(47.3769, 8.5417), [950_857, 6_003_812]);
    on_grid(&still, &[0.0, 0.0], &[0, 0], 3);
    on_grid(&still, &[-1e-9, -1e-9], &[-1, -1], 3);
    let high = GeospatialEncoderParameters { altitude: true, scale: 100.0, ..still };
    on_grid(&high, &[0.0, 0.0, 4478.0], &[0, 0, 44], 2);
    on_grid(&high, &[0.0, 0.0, -430.0], &[0, 0, -5], 2);
}

//= spec/further-encoders.md#enc-geo-radius
//= type=test
//# The radius at speed v MUST be floor(0.75 * v * timestep / scale + 0.5), raised to at least the
//# smallest radius whose neighbourhood has w coordinates, and lowered to at most 127, or with
//# altitude 19.
//= spec/further-encoders.md#d-enc-23
//= type=test
//# The radius MUST NOT depend on anything but the speed and the parameters of the encoder.
#[test]
fn enc_geo_radius_grows_with_the_speed() {
    let parameters = GeospatialEncoderParameters::default();
    on_grid(&parameters, &[60.0, 0.0, 10.0], &[0, 279_991], 15);
    for (speed, radius) in [(0.0, 3), (2.3, 3), (2.4, 4), (10.0, 15), (84.7, 127), (1e308, 127)] {
        on_grid(&parameters, &[0.0, 0.0, speed], &[0, 0], radius);
    }
    let high = GeospatialEncoderParameters { altitude: true, ..parameters };
    for (speed, radius) in [(0.0, 2), (10.0, 15), (1000.0, 19)] {
        on_grid(&high, &[0.0, 0.0, speed, 0.0], &[0, 0, 0], radius);
    }
}

/// What the radius is for: positions of one journey share bits, whatever the speed.
#[test]
fn enc_geo_a_journey_shares_bits_at_any_speed() {
    for speed in [1.0, 10.0, 30.0] {
        let mut earth = earth();
        let degrees = speed * 60.0 / 111_319.49;
        let mut at = |n: f64| earth.encode(&Value::numbers([0.0, n * degrees, speed])).unwrap();
        let [here, next, far] = [0.0, 1.0, 10.0].map(&mut at);
        let (near, far) = (here.overlap(&next).unwrap(), here.overlap(&far).unwrap());
        assert!(near >= 8 && far <= 5, "at {speed} m/s: {near} and {far}");
    }
}

/// ENC-SIMILAR excepts the encoder, because the hash decides; on average it holds.
#[test]
fn enc_geo_nearer_places_share_more_bits_on_average() {
    let parameters = GeospatialEncoderParameters { speed: false, ..Default::default() };
    let square = parameters.scale / 111_319.49;
    let mut earth = GeospatialEncoder::new(parameters).unwrap();
    // The radius is 3, so that places more than 6 squares apart have no coordinates in common.
    let mean = |distance: u32| {
        let mut encode = |east: u32| {
            let longitude = (f64::from(east) + 0.5) * square;
            earth.encode(&Value::numbers([0.5 * square, longitude])).unwrap()
        };
        let pairs = (0..200).map(|n| (encode(20 * n), encode(20 * n + distance)));
        let shared: usize = pairs.map(|(one, other)| one.overlap(&other).unwrap() as usize).sum();
        shared as f64 / 200.0
    };
    let means: Vec<f64> = (0..=7).map(mean).collect();
    assert_eq!(means[0], 41.0);
    assert!(means.is_sorted_by(|nearer, farther| nearer > farther), "{means:?}");
    assert!(means[7] < 2.0, "{means:?}");
}

//= spec/further-encoders.md#enc-multiple-nested
//= type=test
//# A concatenation that is a part of another MUST take a list with one value for each of its parts.
#[test]
fn enc_multiple_nested_parts_take_lists() {
    let inner: [(&str, Box<dyn Encoder>); 2] = [
        ("place", Box::new(plane())),
        ("speed", Box::new(ScalarEncoder::new(Default::default()).unwrap())),
    ];
    let inner = ConcatenatedEncoder::new(inner).unwrap();
    let speed = ScalarEncoder::new(Default::default()).unwrap();
    let outer: [(&str, Box<dyn Encoder>); 2] =
        [("car", Box::new(inner)), ("wind", Box::new(speed))];
    let mut outer = ConcatenatedEncoder::new(outer).unwrap();
    assert_eq!((outer.size(), outer.active_bits()), (2048 + 120 + 120, 41 + 21 + 21));
    let car = Value::List(vec![Value::numbers([1.0, 2.0]), 30.0.into()]);
    let sdr = outer.encode(&[car, 7.0.into()]).unwrap();
    let decoded = outer.decode(&sdr).unwrap();
    let parts: Vec<(&str, i64)> = decoded.iter().map(|d| (&*d.part, d.bucket)).collect();
    assert_eq!(parts, [("car.place", 0), ("car.speed", 30), ("wind", 7)]);
    // A gap in the inner list leaves out its own part only, and counts as missing outside.
    let gap = Value::List(vec![Value::Missing, 30.0.into()]);
    assert_eq!(outer.encode(&[gap, 7.0.into()]).unwrap().active_bits(), 42);
    assert_eq!(outer.missing("car"), Some(1));
    assert_eq!(outer.encode(&[Value::Missing, 7.0.into()]).unwrap().active_bits(), 21);
    assert!(outer.encode(&[Value::List(vec![]), 7.0.into()]).is_err());
    assert!(outer.encode(&[3.0.into(), 7.0.into()]).is_err());
    outer.reset();
}
