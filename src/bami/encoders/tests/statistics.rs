//! How much the buckets of the random distributed scalar encoder share: the table of
//! `spec/encoders.md`.

use std::fmt::Write;

use super::SPEC;
use crate::encoders::{
    RandomDistributedScalarEncoder, RandomDistributedScalarEncoderParameters as Parameters,
};
use crate::sdr::Sdr;

const BUCKETS: usize = 1000;

/// Mean, least and greatest overlap of pairs of buckets.
fn overlaps<'a>(pairs: impl Iterator<Item = (&'a Sdr, &'a Sdr)>) -> String {
    let overlaps: Vec<u32> = pairs.map(|(x, y)| x.overlap(y).unwrap()).collect();
    let mean = f64::from(overlaps.iter().sum::<u32>()) / overlaps.len() as f64;
    let (least, greatest) = (overlaps.iter().min().unwrap(), overlaps.iter().max().unwrap());
    format!("{mean:.3} | {least} | {greatest}")
}

fn table(size: u32, active_bits: u32) -> String {
    let parameters = Parameters { size, active_bits, ..Parameters::default() };
    let encoder = RandomDistributedScalarEncoder::new(parameters).unwrap();
    let buckets: Vec<Sdr> = (0..BUCKETS as i64)
        .map(|bucket| Sdr::new(size, encoder.bits_of_bucket(bucket).unwrap()).unwrap())
        .collect();
    assert!(buckets.iter().all(|bucket| bucket.active_bits() == active_bits));

    let w = active_bits as usize;
    let mut table = String::new();
    for distance in [1, 2, w / 2, w - 1, w] {
        let pairs = buckets.iter().zip(&buckets[distance..]);
        writeln!(table, "| {size} | {w} | {distance} | {} |", overlaps(pairs)).unwrap();
    }
    let far = (0..BUCKETS).flat_map(|i| (i + w..BUCKETS).map(move |j| (i, j)));
    let far = overlaps(far.map(|(i, j)| (&buckets[i], &buckets[j])));
    writeln!(table, "| {size} | {w} | {w} to 999 | {far} |").unwrap();
    table
}

#[test]
fn enc_rdse_overlap_statistics_are_those_of_the_spec() {
    let tables = [table(400, 21), table(2048, 41), table(231, 21), table(126, 21)].concat();
    insta::assert_snapshot!(tables);
    assert!(SPEC.contains(&tables), "spec/encoders.md has to state:\n{tables}");
}

/// The most bits that two of the buckets 0 to 999 share beyond the w - d of ENC-RDSE-OVERLAP, for
/// n = 400, w = 21 and the default seed.
pub(super) const MOST_BY_CHANCE: u32 = 6;

#[test]
fn enc_rdse_overlap_by_chance_has_a_bound() {
    let encoder = RandomDistributedScalarEncoder::new(Parameters::default()).unwrap();
    let buckets: Vec<Sdr> =
        (0..BUCKETS).map(|i| encoder.encode_number(i as f64).unwrap()).collect();
    let pairs = (0..BUCKETS).flat_map(|i| (i..BUCKETS).map(move |j| (i, j)));
    let by_chance = pairs.map(|(i, j)| {
        let shared = buckets[i].overlap(&buckets[j]).unwrap();
        shared - 21_u32.saturating_sub((j - i) as u32)
    });
    assert_eq!(by_chance.max(), Some(MOST_BY_CHANCE));
}
