//! From bits back to values.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::encoders::decode::{Best, best_of, best_on_a_line, best_on_a_ring, overlap};

fn thermometer() -> ScalarEncoder {
    ScalarEncoder::new(ScalarEncoderParameters::default()).unwrap()
}

fn bits(size: u32, on: impl IntoIterator<Item = u32>) -> Sdr {
    Sdr::new(size, on).unwrap()
}

/// The single thing that bits stand for.
fn decoded(encoder: &dyn Encoder, bits: &Sdr) -> Option<Decoded> {
    let mut all = encoder.decode(bits).unwrap();
    assert!(all.len() < 2);
    all.pop()
}

fn whole_date() -> DateEncoder {
    DateEncoder::new(DateEncoderParameters {
        time_of_day: Some(Default::default()),
        day_of_week: Some(Default::default()),
        weekend: Some(Default::default()),
        season: Some(Default::default()),
        month: Some(Default::default()),
        day_of_month: Some(Default::default()),
        holiday: Some(HolidayParameters { dates: vec!["12-25".into()], ..Default::default() }),
        custom_days: Some(CustomDaysParameters {
            days: vec!["Friday".into()],
            ..Default::default()
        }),
        day_night: Some(Default::default()),
        minute_of_hour: Some(Default::default()),
    })
    .unwrap()
}

//= spec/decoding.md#enc-buckets
//= type=test
//# A missing value MUST NOT have a bucket.
//= spec/decoding.md#enc-buckets
//= type=test
//# Any other value MUST have one bucket in each part of the encoder that has buckets.
#[test]
fn enc_buckets_are_those_of_the_parts() {
    let colours = CategoryEncoderParameters::new(["red", "green"]);
    let colours = CategoryEncoder::new(colours).unwrap();
    let random = RandomDistributedScalarEncoder::new(Default::default()).unwrap();
    let parts: [(&str, Box<dyn Encoder>); 4] = [
        ("when", Box::new(whole_date())),
        ("degrees", Box::new(thermometer())),
        ("load", Box::new(random)),
        ("colour", Box::new(colours)),
    ];
    let whole = ConcatenatedEncoder::new(parts).unwrap();
    let time = Value::Time(date(2026, 12, 25).at(12, 30, 0, 0));
    let values = [time, 72.5.into(), (-3.0).into(), "green".into()];
    let buckets = whole.buckets(&values).unwrap();
    let buckets: Vec<(&str, i64)> = buckets.iter().map(|b| (&*b.part, b.bucket)).collect();
    let expected = [
        ("when.time_of_day", 28),
        ("when.day_of_week", 60),
        ("when.weekend", 0),
        ("when.season", 82),
        ("when.month", 132),
        ("when.day_of_month", 96),
        ("when.holiday", 1),
        ("when.custom_days", 1),
        ("when.day_night", 0),
        ("when.minute_of_hour", 30),
        ("degrees", 72),
        ("load", -3),
        ("colour", 1),
    ];
    assert_eq!(buckets, expected);
    assert_eq!(whole.buckets(&vec![Value::Missing; 4]), Ok(Vec::new()));
    assert!(whole.buckets(&[]).is_err());
    assert!(thermometer().buckets(&Value::Number(f64::INFINITY)).is_err());
    assert!(thermometer().buckets(&"red".into()).is_err());
}

//= spec/decoding.md#enc-decode-size
//= type=test
//# Bits of an SDR whose size is not the encoder's n MUST be rejected with an error.
#[test]
fn enc_decode_size_has_to_fit() {
    let foreign = bits(7, [1]);
    let error = EncoderError::ForeignBits { expected: 120, found: 7 };
    assert_eq!(thermometer().decode(&foreign), Err(error));
    let random = RandomDistributedScalarEncoder::new(Default::default()).unwrap();
    assert!(random.decode(&foreign).is_err());
    assert!(random.decode_among(&foreign, 0..=1).is_err());
    assert!(PeriodicEncoder::new(Default::default()).unwrap().decode(&foreign).is_err());
    let colours = CategoryEncoder::new(CategoryEncoderParameters::new(["red", "green"])).unwrap();
    assert!(colours.decode(&foreign).is_err());
    assert!(whole_date().decode(&foreign).is_err());
}

//= spec/decoding.md#enc-decode-overlap
//= type=test
//# The overlap of a bucket with the given bits MUST be the number of bits that are ON in both.
#[test]
fn enc_decode_overlap_counts_common_bits() {
    assert_eq!(overlap(&bits(10, [1, 3, 5]), &[1, 2, 3, 4]), 2);
    // Two of the bits of 72 degrees are lost, and one is too many.
    let given = bits(120, (72..93).filter(|bit| *bit != 80 && *bit != 90).chain([3]));
    assert_eq!(decoded(&thermometer(), &given).unwrap().overlap, 19);
}

//= spec/decoding.md#enc-decode-best
//= type=test
//# Decoding MUST give a bucket with the greatest overlap among the candidates.
//= spec/decoding.md#enc-decode-best
//= type=test
//# If no candidate has an overlap of at least 1, decoding MUST give nothing.
#[test]
fn enc_decode_best_is_the_greatest_overlap() {
    assert_eq!(decoded(&thermometer(), &bits(120, [])), None);
    // All of bucket 10 and a part of bucket 60.
    let given = bits(120, (10..31).chain(60..75));
    assert_eq!(decoded(&thermometer(), &given).unwrap().bucket, 10);
    assert_eq!(best_of([(3, 0), (4, 0)]), None);
    assert_eq!(best_of([(3, 1), (4, 3), (9, 2)]).unwrap().bucket, 4);
}

//= spec/decoding.md#enc-decode-score
//= type=test
//# The score MUST be the overlap divided by w.
#[test]
fn enc_decode_score_is_a_part_of_w() {
    let score = |on: std::ops::Range<u32>| {
        decoded(&thermometer(), &bits(120, on)).map(|decoded| decoded.score)
    };
    assert_eq!(score(72..93), Some(1.0));
    assert_eq!(score(72..82), Some(10.0 / 21.0));
    assert_eq!(score(0..120), Some(1.0));
}

//= spec/decoding.md#enc-decode-candidates
//= type=test
//# The candidates of an encoder with a fixed number of buckets MUST be the buckets that a value can
//# have.
#[test]
fn enc_decode_candidates_are_whole_days() {
    let day_of_week = Some(DayOfWeekParameters::default());
    let encoder = DateEncoder::new(DateEncoderParameters { day_of_week, ..Default::default() });
    // The bits of bucket 17, which lies between Monday's 12 and Tuesday's 24.
    let given = bits(84, 7..28);
    let found = decoded(&encoder.unwrap(), &given).unwrap();
    assert_eq!((found.bucket, found.overlap), (12, 16));
    assert_eq!(found.meaning, Meaning::Category("Monday".into()));
    assert_eq!(found.part, "day_of_week");
    // A scalar has its first and its last bucket.
    assert_eq!(decoded(&thermometer(), &bits(120, 0..21)).unwrap().bucket, 0);
    assert_eq!(decoded(&thermometer(), &bits(120, 99..120)).unwrap().bucket, 99);
    assert_eq!(decoded(&thermometer(), &bits(120, [0])).unwrap().bucket, 0);
    assert_eq!(decoded(&thermometer(), &bits(120, [119])).unwrap().bucket, 99);
}

//= spec/decoding.md#enc-decode-remembered
//= type=test
//# The candidates of an encoder without bounds MUST be the last 1024 different ones that it
//# encoded, unless others are given.
#[test]
fn enc_decode_remembered_are_the_last_1024_different() {
    let mut encoder = RandomDistributedScalarEncoder::new(Default::default()).unwrap();
    let first = encoder.encode_number(0.0).unwrap();
    // To ask for the bits or for the bucket is not to encode.
    encoder.buckets(&0.0.into()).unwrap();
    assert_eq!(encoder.decode(&first), Ok(Vec::new()));
    for number in (0..1024).chain([0, 0, 1]) {
        encoder.encode(&f64::from(number).into()).unwrap();
    }
    encoder.encode(&Value::Missing).unwrap();
    encoder.reset();
    assert_eq!(decoded(&encoder, &first).unwrap().score, 1.0);
    // One more, and 2, which was not encoded for the longest time, is forgotten.
    encoder.encode(&2000.0.into()).unwrap();
    let bucket = |encoder: &RandomDistributedScalarEncoder, number: i64| {
        let bits = bits(400, encoder.bits_of_bucket(number).unwrap());
        decoded(encoder, &bits).map(|decoded| decoded.bucket)
    };
    for number in [0, 1, 3, 4, 1023, 2000] {
        assert_eq!(bucket(&encoder, number), Some(number));
    }
    assert_ne!(bucket(&encoder, 2), Some(2));
    let among = bits(400, encoder.bits_of_bucket(2).unwrap());
    assert_eq!(encoder.decode_among(&among, -5..=5).unwrap().unwrap().bucket, 2);
    assert!(encoder.decode_among(&among, i64::MIN..=0).is_err());
}

//= spec/decoding.md#d-enc-11
//= type=test
//# If several best buckets are adjacent, the middle one MUST be given, or the lower one of the two
//# in the middle.
//= spec/decoding.md#d-enc-11
//= type=test
//# If several best buckets are not all adjacent, the run of adjacent ones with the lowest number
//# MUST be used.
//= spec/decoding.md#d-enc-11
//= type=test
//# On a ring the last bucket MUST count as adjacent to the first.
//= spec/decoding.md#d-enc-11
//= type=test
//# A run of best buckets that goes past the last bucket MUST have the number of the bucket it
//# begins with.
#[test]
fn d_enc_11_of_equally_good_buckets_the_middle_one() {
    // Bits 77 to 92 belong to the buckets 72 to 77.
    let found = decoded(&thermometer(), &bits(120, 77..93)).unwrap();
    assert_eq!((found.bucket, found.meaning), (74, Meaning::Range(72.0, 78.0)));
    assert_eq!(best_of([(1, 2), (2, 2), (3, 2), (9, 2)]).unwrap().bucket, 2);
    let found = decoded(&thermometer(), &bits(120, (10..31).chain(60..81))).unwrap();
    assert_eq!(found.bucket, 10);
    let ring = PeriodicEncoder::new(Default::default()).unwrap();
    let found = decoded(&ring, &bits(54, [52, 3])).unwrap();
    // The bits 52 and 3 belong to the buckets 47 to 53 and 0 to 8, of which bucket 0 is in the middle.
    assert_eq!((found.bucket, found.overlap), (0, 2));
    assert_eq!(found.meaning, Meaning::Range(47.0 * 24.0 / 54.0, 63.0 * 24.0 / 54.0));
    let found = best_on_a_ring(&bits(54, [52, 3, 20, 22]), 21).unwrap();
    assert_eq!((found.first, found.count, found.overlap), (12, 2, 3));
    // Of categories each stands for itself.
    let colours = CategoryEncoderParameters::new(["red", "green", "blue"]);
    let colours = CategoryEncoder::new(colours).unwrap();
    let found = decoded(&colours, &bits(63, [22, 23, 50, 51])).unwrap();
    assert_eq!((found.bucket, found.meaning), (1, Meaning::Category("green".into())));
}

//= spec/decoding.md#enc-decode-meaning
//= type=test
//# The meaning of a run of adjacent numeric buckets MUST be the range from the lower end of the
//# first of them to the upper end of the last.
//= spec/decoding.md#enc-decode-meaning
//= type=test
//# The meaning of a category's bucket MUST be the category.
//= spec/decoding.md#enc-decode-meaning
//= type=test
//# The meaning of the slot for unknown categories MUST be that the category is unknown.
#[test]
fn enc_decode_meaning_is_a_range_or_a_category() {
    let of = |encoder: &dyn Encoder, on: std::ops::Range<u32>| {
        decoded(encoder, &bits(encoder.size(), on)).unwrap().meaning
    };
    assert_eq!(of(&thermometer(), 72..93), Meaning::Range(72.0, 73.0));
    assert_eq!(Meaning::Range(72.0, 73.0).middle(), Some(72.5));
    assert_eq!(Meaning::UnknownCategory.middle(), None);
    let parameters = RandomDistributedScalarEncoderParameters {
        resolution: 0.5,
        offset: 10.0,
        ..Default::default()
    };
    let mut random = RandomDistributedScalarEncoder::new(parameters).unwrap();
    let given = random.encode(&8.9.into()).unwrap();
    assert_eq!(decoded(&random, &given).unwrap().meaning, Meaning::Range(8.75, 9.25));
    let colours = CategoryEncoderParameters {
        unknown_slot: true,
        ..CategoryEncoderParameters::new(["red", "green"])
    };
    let colours = CategoryEncoder::new(colours).unwrap();
    assert_eq!(of(&colours, 21..30), Meaning::Category("green".into()));
    assert_eq!(of(&colours, 43..50), Meaning::UnknownCategory);
}

//= spec/decoding.md#enc-decode-parts
//= type=test
//# The bits of each part of a date encoder and of a concatenation MUST be decoded separately.
#[test]
fn enc_decode_parts_stand_by_themselves() {
    let mut encoder = whole_date();
    let time = date(2026, 12, 25).at(21, 30, 59, 0);
    let given = encoder.encode(&Value::Time(time)).unwrap();
    let found = encoder.decode(&given).unwrap();
    let lines: Vec<String> = found
        .iter()
        .map(|Decoded { part, bucket, meaning, score, .. }| {
            format!("{part}: {bucket}, {meaning:?}, {score}")
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
    let parts: [(&str, Box<dyn Encoder>); 2] =
        [("when", Box::new(whole_date())), ("degrees", Box::new(thermometer()))];
    let mut whole = ConcatenatedEncoder::new(parts).unwrap();
    let given = whole.encode(&[Value::Missing, 17.0.into()]).unwrap();
    let found = whole.decode(&given).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((&*found[0].part, found[0].bucket), ("degrees", 17));
    assert!(whole.decode(&bits(3, [])).is_err());
}

/// The best run by trying every bucket. On a ring the runs are looked for from a bucket on that is not
/// among the best.
fn naive(overlaps: &[u32], is_ring: bool) -> Option<Best> {
    let most = *overlaps.iter().max()?;
    let n = overlaps.len();
    let is_best = |place: usize| overlaps[place % n] == most;
    let start = match (0..n).find(|&place| !is_best(place)) {
        Some(place) if is_ring => place,
        _ => 0,
    };
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for place in (start..start + n).filter(|&place| is_best(place)) {
        match runs.last_mut() {
            Some((first, count)) if *first + *count == place => *count += 1,
            _ => runs.push((place, 1)),
        }
    }
    let &(first, count) = runs.iter().min_by_key(|(first, _)| first % n)?;
    let (first, count) = (first as i64 % n as i64, count as i64);
    let bucket = (first + (count - 1) / 2) % n as i64;
    (most > 0).then_some(Best { first, count, bucket, overlap: most })
}

proptest! {
    #[test]
    fn enc_decode_best_on_a_line_is_what_trying_all_buckets_gives(
        buckets in 1u32..30, active in 1u32..12, on in prop::collection::btree_set(0u32..40, 0..12),
    ) {
        let size = buckets + active - 1;
        let given = bits(size, on.into_iter().filter(|&bit| bit < size));
        let overlaps: Vec<u32> = (0..buckets)
            .map(|bucket| overlap(&given, &(bucket..bucket + active).collect::<Vec<u32>>()))
            .collect();
        prop_assert_eq!(best_on_a_line(&given, buckets, active), naive(&overlaps, false));
    }

    #[test]
    fn enc_decode_best_on_a_ring_is_what_trying_all_buckets_gives(
        buckets in 1u32..30, active in 1u32..30, on in prop::collection::btree_set(0u32..30, 0..12),
    ) {
        let active_bits = active.min(buckets);
        let given = bits(buckets, on.into_iter().filter(|&bit| bit < buckets));
        let parameters = PeriodicEncoderParameters { buckets, active_bits, ..Default::default() };
        let encoder = PeriodicEncoder::new(parameters).unwrap();
        let overlaps: Vec<u32> = (0..buckets)
            .map(|bucket| overlap(&given, &encoder.bits_of_bucket(bucket).unwrap()))
            .collect();
        prop_assert_eq!(best_on_a_ring(&given, active_bits), naive(&overlaps, true));
    }

    #[test]
    fn enc_decode_gives_back_the_bucket_that_was_encoded(value in -200.0..200.0) {
        let random = RandomDistributedScalarEncoder::new(Default::default()).unwrap();
        let encoders: [Box<dyn Encoder>; 3] = [
            Box::new(thermometer()),
            Box::new(PeriodicEncoder::new(Default::default()).unwrap()),
            Box::new(random),
        ];
        for mut encoder in encoders {
            let value = Value::Number(value);
            let given = encoder.encode(&value).unwrap();
            let found = decoded(&encoder, &given).unwrap();
            prop_assert_eq!(found.bucket, encoder.buckets(&value).unwrap()[0].bucket);
            prop_assert_eq!(found.score, 1.0);
        }
    }
}
