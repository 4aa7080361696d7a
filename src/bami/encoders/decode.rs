//! From bits back to values: `spec/decoding.md`.

use std::collections::BTreeMap;

use super::EncoderError;
use crate::sdr::Sdr;

/// How many different buckets an encoder without bounds remembers as candidates.
pub(crate) const REMEMBERED: usize = 1024;

/// The bucket that a value falls in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Bucket {
    /// The part of the encoder that it belongs to: empty for an encoder without parts,
    /// `"time_of_day"` in a date encoder, `"timestamp.time_of_day"` in a concatenation of parts.
    pub part: String,
    /// Its number.
    pub bucket: i64,
}

/// What a set of bits most likely stands for, in one part of an encoder.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Decoded {
    /// The part, named as in [`Bucket::part`].
    pub part: String,
    /// The bucket; of several equally good ones that lie side by side, the middle one. 0 for places,
    /// which have no number.
    pub bucket: i64,
    /// The values of the bucket, or of all the equally good ones side by side.
    pub meaning: Meaning,
    /// How many of the bucket's bits are among the given ones; at least 1.
    pub overlap: u32,
    /// The overlap as a part of the bucket's bits, above 0 and at most 1.
    pub score: f64,
}

/// The values of a bucket.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
#[non_exhaustive]
pub enum Meaning {
    /// The numbers from the first, included, to the second, which is not. In a periodic encoder the
    /// second may lie past the end of the period: the range then goes on at its beginning.
    Range(f64, f64),
    /// A category of the list.
    Category(String),
    /// Any category that is not in the list.
    UnknownCategory,
    /// The integers of a place on a grid.
    Position(Vec<i64>),
    /// A place on the earth: the middle of its square on the grid.
    Place {
        /// In degrees, north is positive.
        latitude: f64,
        /// In degrees, east is positive.
        longitude: f64,
        /// In metres, where the encoder has it.
        altitude: Option<f64>,
    },
}

impl Meaning {
    /// The middle of a range, the best guess at a number; `None` for what is no range.
    #[must_use]
    pub fn middle(&self) -> Option<f64> {
        match self {
            Self::Range(from, to) => Some(from + (to - from) / 2.0),
            _ => None,
        }
    }
}

impl Bucket {
    /// A bucket of an encoder without parts.
    pub fn new(bucket: impl Into<i64>) -> Self {
        Self { part: String::new(), bucket: bucket.into() }
    }

    pub(super) fn within(mut self, part: &str) -> Self {
        self.part = join(part, &self.part);
        self
    }
}

/// The bucket of a value, or none of a missing one.
//= spec/decoding.md#enc-buckets
//# A missing value MUST NOT have a bucket.
//= spec/decoding.md#enc-buckets
//# Any other value MUST have one bucket in each part of the encoder that has buckets.
pub(super) fn bucket_of<V, B: Into<i64>>(
    value: Option<V>,
    bucket: impl FnOnce(V) -> Result<B, EncoderError>,
) -> Result<Vec<Bucket>, EncoderError> {
    let bucket = value.map(bucket).transpose()?;
    Ok(bucket.map(Bucket::new).into_iter().collect())
}

impl Decoded {
    //= spec/decoding.md#enc-decode-score
    //# The score MUST be the overlap divided by w.
    pub(super) fn new(best: &Best, active_bits: u32, meaning: Meaning) -> Self {
        let score = f64::from(best.overlap) / f64::from(active_bits);
        let (part, overlap) = (String::new(), best.overlap);
        Self { part, bucket: best.bucket, meaning, overlap, score }
    }

    pub(super) fn within(mut self, part: &str) -> Self {
        self.part = join(part, &self.part);
        self
    }
}

fn join(part: &str, inner: &str) -> String {
    if inner.is_empty() { part.into() } else { format!("{part}.{inner}") }
}

/// The best buckets: a run of them side by side, and the one in its middle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Best {
    /// The first bucket of the run.
    pub first: i64,
    /// Number of buckets in the run.
    pub count: i64,
    /// The bucket in the middle.
    pub bucket: i64,
    /// The overlap of each of them.
    pub overlap: u32,
}

impl Best {
    /// A run of `count` buckets from `first` on.
    //= spec/decoding.md#d-enc-11
    //# If several best buckets are adjacent, the middle one MUST be given, or the lower one of the
    //# two in the middle.
    fn of_run(first: i64, count: i64, overlap: u32) -> Self {
        Self { first, count, bucket: first + (count - 1) / 2, overlap }
    }
}

/// Rejects bits of another encoder.
//= spec/decoding.md#enc-decode-size
//# Bits of an SDR whose size is not the encoder's n MUST be rejected with an error.
pub(super) fn check_size(bits: &Sdr, size: u32) -> Result<(), EncoderError> {
    if bits.size() == size {
        return Ok(());
    }
    Err(EncoderError::ForeignBits { expected: size, found: bits.size() })
}

/// The bits of a part, numbered from 0.
pub(super) fn slice(bits: &Sdr, from: u32, to: u32) -> Result<Sdr, EncoderError> {
    let part = bits.on().iter().filter(|&&bit| (from..to).contains(&bit));
    Ok(Sdr::new(to - from, part.map(|bit| bit - from))?)
}

/// The number of `bucket`'s bits that are among `bits`.
//= spec/decoding.md#enc-decode-overlap
//# The overlap of a bucket with the given bits MUST be the number of bits that are ON in both.
pub(super) fn overlap(bits: &Sdr, bucket: &[u32]) -> u32 {
    bucket.iter().filter(|&&bit| bits.contains(bit)).count() as u32
}

/// The best of some buckets, each with its overlap, in ascending order. Buckets whose numbers follow on
/// one another lie side by side.
//= spec/decoding.md#enc-decode-best
//# Decoding MUST give a bucket with the greatest overlap among the candidates.
//= spec/decoding.md#enc-decode-best
//# If no candidate has an overlap of at least 1, decoding MUST give nothing.
pub(super) fn best_of(candidates: impl IntoIterator<Item = (i64, u32)>) -> Option<Best> {
    let mut best: Option<(i64, i64, u32)> = None;
    for (bucket, overlap) in candidates {
        best = match best {
            _ if overlap == 0 => best,
            Some((first, count, most)) if overlap == most && bucket == first + count => {
                Some((first, count + 1, most))
            }
            //= spec/decoding.md#d-enc-11
            //# If several best buckets are not all adjacent, the run of adjacent ones with the
            //# lowest number MUST be used.
            Some((_, _, most)) if overlap <= most => best,
            _ => Some((bucket, 1, overlap)),
        };
    }
    best.map(|(first, count, overlap)| Best::of_run(first, count, overlap))
}

/// The best of some buckets of which none lies beside another, such as categories, in ascending order.
pub(super) fn best_apart(candidates: impl IntoIterator<Item = (i64, u32)>) -> Option<Best> {
    // NB: of equal ones the later is less, so that the first is the greatest.
    let key = |&(bucket, overlap): &(i64, u32)| (overlap, std::cmp::Reverse(bucket));
    let best = candidates.into_iter().filter(|&(_, overlap)| overlap > 0).max_by_key(key);
    best.map(|(bucket, overlap)| Best::of_run(bucket, 1, overlap))
}

/// The best of `buckets` buckets of which bucket i has the bits i to i + w - 1.
pub(super) fn best_on_a_line(bits: &Sdr, buckets: u32, active_bits: u32) -> Option<Best> {
    let mut changes = BTreeMap::new();
    for &bit in bits.on() {
        // NB: the bit belongs to the buckets bit - w + 1 to bit.
        *changes.entry(bit.saturating_sub(active_bits - 1)).or_default() += 1;
        *changes.entry(bit + 1).or_default() -= 1;
    }
    best_stretch(&changes, 0, buckets).first().copied()
}

/// The best of n buckets of a ring of n bits of which bucket i has the w bits from i - floor(w / 2)
/// on. A run of them may go past the last bucket.
pub(super) fn best_on_a_ring(bits: &Sdr, active_bits: u32) -> Option<Best> {
    let n = bits.size();
    if active_bits == n {
        return best_stretch(&BTreeMap::new(), bits.active_bits(), n).first().copied();
    }
    let half = active_bits / 2;
    let (mut changes, mut overlap_of_0) = (BTreeMap::new(), 0);
    for &bit in bits.on() {
        // NB: the bit belongs to the w buckets from bit + half - w + 1 to bit + half.
        let on_ring = |offset: i64| (i64::from(bit) + offset).rem_euclid(i64::from(n)) as u32;
        let first = on_ring(i64::from(half) - i64::from(active_bits) + 1);
        let behind = on_ring(i64::from(half) + 1);
        overlap_of_0 += u32::from(first > behind && behind > 0);
        *changes.entry(first).or_default() += 1;
        if behind > 0 {
            *changes.entry(behind).or_default() -= 1;
        }
    }
    let runs = best_stretch(&changes, overlap_of_0, n);
    match runs[..] {
        // NB: the run at the end goes on at the beginning.
        //= spec/decoding.md#d-enc-11
        //# On a ring the last bucket MUST count as adjacent to the first.
        //= spec/decoding.md#d-enc-11
        //# A run of best buckets that goes past the last bucket MUST have the number of the bucket
        //# it begins with.
        [first, .., last] if first.first == 0 && last.first + last.count == i64::from(n) => {
            if runs.len() > 2 {
                return Some(runs[1]);
            }
            let whole = Best::of_run(last.first, last.count + first.count, last.overlap);
            Some(Best { bucket: whole.bucket % i64::from(n), ..whole })
        }
        _ => runs.first().copied(),
    }
}

/// The runs of buckets of greatest overlap among the buckets 0 to `count` - 1, ascending; none where that
/// is 0. `changes` says by how much the overlap of a bucket is greater than that of the one before.
fn best_stretch(changes: &BTreeMap<u32, i64>, overlap_of_0: u32, count: u32) -> Vec<Best> {
    let (mut runs, mut most): (Vec<(u32, u32)>, i64) = (Vec::new(), 1);
    let (mut overlap, mut from) = (i64::from(overlap_of_0), 0);
    let ends = changes.iter().map(|(&at, &change)| (at, change));
    for (at, change) in ends.chain([(count, 0)]) {
        let to = at.min(count);
        if to > from {
            if overlap > most {
                most = overlap;
                runs.clear();
            }
            match runs.last_mut() {
                _ if overlap < most => {}
                Some(last) if last.1 == from => last.1 = to,
                _ => runs.push((from, to)),
            }
            from = to;
        }
        overlap += change;
    }
    let run =
        |&(from, to): &(u32, u32)| Best::of_run(i64::from(from), i64::from(to - from), most as u32);
    runs.iter().map(run).collect()
}

/// The candidates of an encoder without bounds: the last different ones that it encoded.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Remembered<T>(Vec<T>);

impl<T> Default for Remembered<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: PartialEq> Remembered<T> {
    /// Remembers a candidate as the latest, and forgets the one that was not encoded for the longest
    /// time where there are too many.
    //= spec/decoding.md#enc-decode-remembered
    //# The candidates of an encoder without bounds MUST be the last 1024 different ones that it
    //# encoded, unless others are given.
    pub(super) fn see(&mut self, candidate: T) {
        if self.0.last() == Some(&candidate) {
            return;
        }
        if let Some(place) = self.0.iter().rposition(|seen| *seen == candidate) {
            self.0.remove(place);
        } else if self.0.len() == REMEMBERED {
            self.0.remove(0);
        }
        self.0.push(candidate);
    }

    /// These candidates, the latest last; none where there are too many, or one twice.
    pub(super) fn of(candidates: Vec<T>) -> Option<Self> {
        let is_new = |n: usize| !candidates[..n].contains(&candidates[n]);
        let fits = candidates.len() <= REMEMBERED && (0..candidates.len()).all(is_new);
        fits.then_some(Self(candidates))
    }

    /// What is remembered, the latest last.
    pub(super) fn all(&self) -> &[T] {
        &self.0
    }
}
