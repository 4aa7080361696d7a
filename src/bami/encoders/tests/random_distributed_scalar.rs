//! The random distributed scalar encoder.

use proptest::prelude::*;

use super::{RandomDistributedScalarEncoderParameters as Parameters, *};
use crate::hash::murmur3_32;

fn encoder(parameters: Parameters) -> RandomDistributedScalarEncoder {
    RandomDistributedScalarEncoder::new(parameters).unwrap()
}

fn small() -> Parameters {
    Parameters { size: 40, active_bits: 5, ..Parameters::default() }
}

//= spec/encoders.md#enc-rdse-parameters
//= type=test
//# A random distributed scalar encoder MUST be rejected unless its resolution is finite and greater
//# than 0, its offset is finite, and its number of active bits is at least 1 and at most n.
#[test]
fn enc_rdse_parameters_that_cannot_be_are_refused() {
    let good = Parameters::default;
    for (bad, parameter) in [
        (Parameters { resolution: 0.0, ..good() }, "resolution"),
        (Parameters { resolution: -1.0, ..good() }, "resolution"),
        (Parameters { resolution: f64::NAN, ..good() }, "resolution"),
        (Parameters { resolution: f64::INFINITY, ..good() }, "resolution"),
        (Parameters { size: 0, ..good() }, "size"),
        (Parameters { active_bits: 0, ..good() }, "active_bits"),
        (Parameters { active_bits: 401, ..good() }, "active_bits"),
        (Parameters { offset: f64::NAN, ..good() }, "offset"),
    ] {
        let error = RandomDistributedScalarEncoder::new(bad).unwrap_err();
        assert_eq!(error.parameter, parameter);
    }
    assert!(good().validate().is_ok());
}

//= spec/encoders.md#d-enc-5
//= type=test
//# With `rounding` set to `nearest`, the bucket of a value v of a random distributed scalar encoder
//# MUST be i = floor((v - offset) / resolution + 0.5).
#[test]
fn d_enc_5_the_offset_is_in_the_middle_and_half_rounds_up() {
    let halves = encoder(Parameters { resolution: 0.5, ..Parameters::default() });
    let moved = encoder(Parameters { resolution: 0.5, offset: 1000.0, ..Parameters::default() });
    for (value, bucket) in
        [(-0.75, -1), (-0.3, -1), (-0.25, 0), (0.0, 0), (0.2, 0), (0.25, 1), (0.5, 1), (0.75, 2)]
    {
        assert_eq!(halves.bucket(value), Ok(bucket), "{value}");
        assert_eq!(moved.bucket(1000.0 + value), Ok(bucket), "1000 + {value}");
    }
}

//= spec/encoders.md#d-enc-5
//= type=test
//# With `rounding` set to `floor`, the bucket MUST be i = floor((v - offset) / resolution).
#[test]
fn d_enc_5_in_the_book_the_offset_is_the_lower_end() {
    let rounding = Rounding::Floor;
    let halves = encoder(Parameters { resolution: 0.5, rounding, ..Parameters::default() });
    let moved = Parameters { resolution: 0.5, offset: 1000.0, rounding, ..Parameters::default() };
    let mut moved = encoder(moved);
    for (value, bucket) in [
        (-0.75, -2),
        (-0.5, -1),
        (-0.3, -1),
        (-0.25, -1),
        (-0.0, 0),
        (0.2, 0),
        (0.25, 0),
        (0.5, 1),
        (0.75, 1),
    ] {
        assert_eq!(halves.bucket(value), Ok(bucket), "{value}");
        assert_eq!(moved.bucket(1000.0 + value), Ok(bucket), "1000 + {value}");
    }
    let bits = moved.encode(&1000.75.into()).unwrap();
    assert_eq!(moved.decode(&bits).unwrap()[0].meaning, Meaning::Range(1000.5, 1001.0));
    let last = 4_503_599_627_370_496.0;
    let plain = encoder(Parameters::book());
    assert_eq!(plain.bucket(last), Ok(1 << 52));
    assert_eq!(plain.bucket(-last), Ok(-(1 << 52)));
    assert!(plain.bucket(-last - 1.0).is_err() && plain.bucket(last + 1.0).is_err());
}

#[test]
fn d_enc_2_and_5_the_profiles_differ_in_both_switches_alone() {
    let book = Parameters::book();
    assert_eq!((book.rounding, book.collisions), (Rounding::Floor, Collisions::Leave));
    assert_eq!(Parameters::default(), Parameters::practical());
    let practical = book.with_rounding(Rounding::Nearest).with_collisions(Collisions::Probe);
    assert_eq!(practical, Parameters::practical());
}

//= spec/encoders.md#enc-rdse-reach
//= type=test
//# A value whose bucket is less than -2^52 or greater than 2^52 MUST be rejected with an error.
//= spec/encoders.md#enc-rdse-reach
//= type=test
//# A value v for which v - offset or (v - offset) / resolution overflows MUST be rejected with an
//# error.
#[test]
fn enc_rdse_reach_is_2_to_the_52() {
    let encoder = encoder(Parameters::default());
    let last = 4_503_599_627_370_496.0;
    for value in [last, -last] {
        assert_eq!(encoder.bucket(value), Ok(value as i64));
        let beyond = value + 2.0 * value.signum();
        let error = EncoderError::TooFar { value: beyond, origin: 0.0, reach: last };
        assert_eq!(encoder.bucket(beyond), Err(error));
        assert!(encoder.encode_number(value).is_ok());
        assert!(encoder.bits_of_bucket(beyond as i64).is_err());
    }
    assert!(encoder.bits_of_bucket(i64::MAX).is_err());
    let overflowing = Parameters { offset: f64::MIN, ..Parameters::default() };
    assert!(RandomDistributedScalarEncoder::new(overflowing).unwrap().bucket(f64::MAX).is_err());
    let overflowing = Parameters { resolution: 1e-300, ..Parameters::default() };
    assert!(RandomDistributedScalarEncoder::new(overflowing).unwrap().bucket(-1e300).is_err());
}

//= spec/encoders.md#enc-rdse-probe
//= type=test
//# Probe c of key j MUST be the hash of the 12 bytes made of j as a signed 64-bit number in two's
//# complement and c as an unsigned 32-bit number, each with its lowest byte first, with the seed of
//# the encoder, modulo n.
#[test]
fn enc_rdse_probe_hashes_the_twelve_bytes_of_the_spec() {
    let rows: Vec<Vec<&str>> = SPEC
        .lines()
        .skip_while(|line| !line.starts_with("| key j |"))
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    assert_eq!(rows.len(), 5);
    for row in rows {
        let key = if row[0] == "2^52" { 1 << 52 } else { row[0].parse().unwrap() };
        let bytes: Vec<u8> =
            row[2].split(' ').map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect();
        assert_eq!(bytes.len(), 12);
        let hash = murmur3_32(&bytes, 42);
        assert_eq!(format!("{hash:08x}"), row[3]);
        assert_eq!((hash % 400).to_string(), row[4]);
        if row[1] == "0" {
            let one_key = encoder(Parameters { active_bits: 1, ..Parameters::default() });
            assert_eq!(one_key.bits_of_bucket(key), Ok(vec![hash % 400]));
        }
    }
    // All 40 bits: every key but the first has to go beyond probe 0 somewhere.
    let full = encoder(Parameters { size: 40, active_bits: 40, ..Parameters::default() });
    assert_eq!(full.bits_of_bucket(0), Ok((0..40).collect()));
}

//= spec/encoders.md#enc-rdse-keys
//= type=test
//# The keys of bucket i MUST be the w integers i to i + w - 1.
#[test]
fn enc_rdse_keys_bucket_0_and_1_are_those_of_the_spec() {
    let encoder = encoder(Parameters::default());
    let mut bits = encoder.bits_of_bucket(0).unwrap();
    let written: Vec<String> = bits.iter().map(u32::to_string).collect();
    let written = format!("n = 400, w = 21, seed 42: {}.", written.join(" "));
    assert!(SPEC.contains(&written), "{written}");
    bits.retain(|&bit| bit != 247);
    bits.push(122);
    bits.sort_unstable();
    assert_eq!(encoder.bits_of_bucket(1), Ok(bits));
}

//= spec/encoders.md#d-enc-2
//= type=test
//# With `collisions` set to `probe`, the keys of a bucket MUST be placed in ascending order, each
//# on the first bit among its probes, counted from probe 0, on which no smaller key of the bucket
//# is placed.
#[test]
fn d_enc_2_the_greater_of_two_keys_gives_way() {
    let encoder = encoder(small());
    assert_eq!(encoder.bits_of_bucket(16), Ok(vec![0, 14, 15, 18, 29]));
    assert_eq!(encoder.bits_of_bucket(17), Ok(vec![0, 2, 14, 15, 18]));
}

//= spec/encoders.md#d-enc-2
//= type=test
//# With `collisions` set to `leave`, every key of a bucket MUST be placed on the bit of its probe
//# 0.
#[test]
fn d_enc_2_in_the_book_two_keys_share_a_bit() {
    let encoder = encoder(Parameters { collisions: Collisions::Leave, ..small() });
    assert_eq!(encoder.bits_of_bucket(16), Ok(vec![0, 14, 18]));
    assert_eq!(encoder.bits_of_bucket(17), Ok(vec![0, 2, 14, 18]));
}

proptest! {
    //= spec/encoders.md#d-enc-2
    //= type=test
    //# With `collisions` set to `leave`, every key of a bucket MUST be placed on the bit of its
    //# probe 0.
    //= spec/encoders.md#enc-active
    //= type=test
    //# With `collisions` set to `leave`, every value that is not missing MUST turn at least 1 and
    //# at most w bits ON.
    #[test]
    fn d_enc_2_in_the_book_agrees_with_the_plain_form(
        bucket in -1_000_000_000_000i64..1_000_000_000_000,
        seed: u32,
        size in 1u32..60,
        share in 0.0..1.0,
    ) {
        let active_bits = 1 + (share * f64::from(size - 1)) as u32;
        let hash = |key: i64| {
            murmur3_32(&[&key.to_le_bytes()[..], &[0; 4]].concat(), seed) % size
        };
        let hashed: Vec<u32> = (0..size)
            .filter(|bit| (bucket..bucket + i64::from(active_bits)).any(|key| hash(key) == *bit))
            .collect();
        prop_assert!((1..=active_bits as usize).contains(&hashed.len()));
        let parameters = Parameters { size, active_bits, seed, ..Parameters::book() };
        prop_assert_eq!(encoder(parameters).bits_of_bucket(bucket), Ok(hashed));
    }

    //= spec/encoders.md#d-enc-2
    //= type=test
    //# With `collisions` set to `probe`, the keys of a bucket MUST be placed in ascending order,
    //# each on the first bit among its probes, counted from probe 0, on which no smaller key of the
    //# bucket is placed.
    #[test]
    fn d_enc_2_agrees_with_the_plain_form(
        bucket in -1_000_000_000_000i64..1_000_000_000_000,
        seed: u32,
        size in 1u32..60,
        share in 0.0..1.0,
    ) {
        let active_bits = 1 + (share * f64::from(size - 1)) as u32;
        let parameters = Parameters { size, active_bits, seed, ..Parameters::default() };
        let mut placed: Vec<u32> = Vec::new();
        for key in bucket..bucket + i64::from(active_bits) {
            let mut probes = (0_u32..).map(|probe| {
                let bytes = [&key.to_le_bytes()[..], &probe.to_le_bytes()[..]].concat();
                murmur3_32(&bytes, seed) % size
            });
            placed.push(probes.find(|bit| !placed.contains(bit)).unwrap());
        }
        placed.sort_unstable();
        prop_assert_eq!(encoder(parameters).bits_of_bucket(bucket), Ok(placed));
    }

    //= spec/encoders.md#enc-rdse-overlap
    //= type=test
    //# With `collisions` set to `probe`, two buckets of a random distributed scalar encoder that
    //# are d apart, with d at most w, MUST have at least w - d bits in common.
    #[test]
    fn enc_rdse_overlap_is_at_least_w_less_d(
        bucket in -1_000_000_000_000i64..1_000_000_000_000,
        seed: u32,
        size in 1u32..60,
        share in 0.0..1.0,
    ) {
        let w = 1 + (share * f64::from(size - 1)) as u32;
        let encoder = encoder(Parameters { size, active_bits: w, seed, ..Parameters::default() });
        let sdr = |bucket| Sdr::new(size, encoder.bits_of_bucket(bucket).unwrap()).unwrap();
        let first = sdr(bucket);
        prop_assert_eq!(first.active_bits(), w);
        for d in 0..=w {
            prop_assert!(first.overlap(&sdr(bucket + i64::from(d))).unwrap() >= w - d);
        }
    }

    #[test]
    fn enc_rdse_resolution_goes_with_the_scale(
        ends in [-1000.0..1000.0, -1000.0..1000.0],
        power in -300i32..300,
    ) {
        let [minimum, maximum] = [f64::min(ends[0], ends[1]), f64::max(ends[0], ends[1])];
        let scale = 2.0_f64.powi(power);
        let resolution = resolution_from_range(minimum, maximum).unwrap();
        let scaled = resolution_from_range(scale * minimum, scale * maximum).unwrap();
        prop_assert_eq!(scaled, scale * resolution);
    }
}

#[test]
fn enc_deterministic_another_seed_gives_unrelated_bits() {
    let one = encoder(Parameters::default());
    let other = encoder(Parameters { seed: 43, ..Parameters::default() });
    let shared: u32 = (0..100)
        .map(|value| {
            let value = f64::from(value);
            let other = other.encode_number(value).unwrap();
            one.encode_number(value).unwrap().overlap(&other).unwrap()
        })
        .sum();
    assert!(shared < 200, "{shared} bits shared in 100 pairs");
}

//= spec/encoders.md#enc-rdse-resolution
//= type=test
//# The resolution for a range MUST be (range + 2 * (0.2 * range)) / 130, where range is maximum -
//# minimum.
#[test]
fn enc_rdse_resolution_is_the_widened_range_in_130_buckets() {
    assert_eq!(resolution_from_range(0.0, 100.0), Ok(140.0 / 130.0));
    assert_eq!(resolution_from_range(-50.0, 15.0), Ok((65.0 + 2.0 * (0.2 * 65.0)) / 130.0));
    for (minimum, maximum) in [(1.0, 0.0), (f64::NAN, 0.0), (0.0, f64::INFINITY)] {
        assert!(resolution_from_range(minimum, maximum).is_err());
    }
}

//= spec/encoders.md#enc-rdse-estimate
//= type=test
//# The resolution for a stream of which only some values are known MUST be twice the resolution for
//# the range from the least to the greatest of them.
#[test]
fn enc_rdse_estimate_takes_what_is_seen_for_half_of_the_range() {
    let values = [7.0, f64::NAN, -50.0, f64::INFINITY, 15.0, f64::NEG_INFINITY];
    assert_eq!(
        estimate_resolution(&values),
        resolution_from_range(-50.0, 15.0).ok().map(|r| 2.0 * r)
    );
    assert_eq!(estimate_resolution(&[]), None);
    assert_eq!(estimate_resolution(&[f64::NAN, f64::INFINITY]), None);
    assert_eq!(estimate_resolution(&[f64::MIN, f64::MAX]), None);
}

//= spec/encoders.md#d-enc-6
//= type=test
//# If the minimum and the maximum are equal, the range MUST be taken as their magnitude, or as 1 if
//# both are 0.
#[test]
fn d_enc_6_an_empty_range_has_the_scale_of_its_value() {
    assert_eq!(resolution_from_range(0.0, 0.0), resolution_from_range(0.0, 1.0));
    assert_eq!(resolution_from_range(-0.0, 0.0), resolution_from_range(0.0, 1.0));
    assert_eq!(resolution_from_range(45.0, 45.0), resolution_from_range(0.0, 45.0));
    assert_eq!(resolution_from_range(-3e-6, -3e-6), resolution_from_range(0.0, 3e-6));
}

//= spec/encoders.md#d-enc-6
//= type=test
//# The resolution MUST be raised to 2^-44 times the greater magnitude of minimum and maximum, and
//# to the smallest positive normal number of f64, where it would be smaller.
#[test]
fn d_enc_6_tiny_ranges_keep_their_buckets_but_not_below_the_gaps_of_f64() {
    let values = [1e-6, 1.5e-6, 2e-6];
    let resolution = resolution_from_range(values[0], values[2]).unwrap();
    let encoder = encoder(Parameters { resolution, ..Parameters::default() });
    let buckets = values.map(|value| encoder.bucket(value).unwrap());
    assert_eq!([buckets[1] - buckets[0], buckets[2] - buckets[1]], [46, 47]);

    let next = f64::from_bits(1e9_f64.to_bits() + 1);
    assert_eq!(resolution_from_range(1e9, next), Ok(next / (1_u64 << 44) as f64));
    assert_eq!(resolution_from_range(0.0, f64::from_bits(1)), Ok(f64::MIN_POSITIVE));
}
