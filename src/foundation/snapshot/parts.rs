//! Packing the arrays of an object into a snapshot, and unpacking them.

use std::collections::BTreeMap;

use super::{Array, SnapshotError};

/// Collects the arrays of an object.
#[derive(Debug, Default)]
pub(crate) struct Packer {
    arrays: BTreeMap<String, Array>,
    prefix: String,
}

impl Packer {
    /// Adds an array under a name.
    pub(crate) fn put(&mut self, name: &str, array: impl Into<Array>) {
        let before = self.arrays.insert(format!("{}{name}", self.prefix), array.into());
        debug_assert!(before.is_none(), "two arrays are called {}{name}", self.prefix);
    }

    /// Adds the arrays of a part of the object, under names that begin with `part` and a dot.
    pub(crate) fn part(&mut self, part: &str, pack: impl FnOnce(&mut Self)) {
        let outer = self.prefix.len();
        self.prefix = format!("{}{part}.", self.prefix);
        pack(self);
        self.prefix.truncate(outer);
    }

    /// Adds lists under two names: their lengths, and their concatenated elements.
    pub(crate) fn put_lists<'a, L>(&mut self, lengths: &str, name: &str, lists: L)
    where
        L: IntoIterator<Item = &'a [u32]>,
    {
        let (mut counts, mut all) = (Vec::new(), Vec::new());
        for list in lists {
            counts.push(list.len() as u32);
            all.extend_from_slice(list);
        }
        self.put(lengths, counts);
        self.put(name, all);
    }

    pub(super) fn into_arrays(self) -> BTreeMap<String, Array> {
        self.arrays
    }
}

/// The arrays that have not been taken yet.
#[derive(Debug)]
pub(crate) struct Unpacker {
    arrays: BTreeMap<String, Array>,
    prefix: String,
}

macro_rules! take {
    ($(#[$doc:meta])* $take:ident, $variant:ident, $number:ty $(, $take_one:ident)?) => {
        $(#[$doc])*
        pub(crate) fn $take(&mut self, name: &str) -> Result<Vec<$number>, SnapshotError> {
            match self.take(name)? {
                Array::$variant(numbers) => Ok(numbers),
                other => Err(self.wrong(name, format!(
                    "has the type {}; it must be {}",
                    other.type_name(),
                    stringify!($variant),
                ))),
            }
        }

        $(/// The same where there has to be one number.
        pub(crate) fn $take_one(&mut self, name: &str) -> Result<$number, SnapshotError> {
            let numbers = self.$take(name)?;
            self.check_len(name, numbers.len(), 1)?;
            Ok(numbers[0])
        })?
    };
}

impl Unpacker {
    pub(super) fn new(arrays: BTreeMap<String, Array>) -> Self {
        Self { arrays, prefix: String::new() }
    }

    /// Takes the arrays of a part of the object.
    pub(crate) fn part<T>(
        &mut self,
        part: &str,
        unpack: impl FnOnce(&mut Self) -> Result<T, SnapshotError>,
    ) -> Result<T, SnapshotError> {
        let outer = self.prefix.len();
        self.prefix = format!("{}{part}.", self.prefix);
        let unpacked = unpack(self);
        self.prefix.truncate(outer);
        unpacked
    }

    //= spec/snapshot.md#snap-load
    //# An array that is missing or has the wrong type or the wrong length MUST be rejected.
    fn take(&mut self, name: &str) -> Result<Array, SnapshotError> {
        let array = self.arrays.remove(&format!("{}{name}", self.prefix));
        array.ok_or_else(|| self.wrong(name, "is missing"))
    }

    take!(
        /// Takes an array of counts or indices.
        u32s, U32, u32, u32
    );
    take!(
        /// Takes an array of serial numbers, steps or random state.
        u64s, U64, u64, u64
    );
    take!(
        /// Takes an array of buckets or positions.
        i64s, I64, i64
    );
    take!(
        /// Takes an array of numbers.
        f64s, F64, f64, f64
    );

    /// Takes a counter of steps or rows that is far from overflowing.
    //= spec/snapshot.md#snap-load
    //# A counter of 2^63 or more MUST be rejected.
    pub(crate) fn counter(&mut self, name: &str) -> Result<u64, SnapshotError> {
        let counter = self.u64(name)?;
        self.check_counters(name, &[counter])?;
        Ok(counter)
    }

    /// Rejects counters that could overflow.
    pub(crate) fn check_counters(&self, name: &str, counters: &[u64]) -> Result<(), SnapshotError> {
        match counters.iter().find(|&&counter| counter >= 1 << 63) {
            None => Ok(()),
            Some(counter) => Err(self.wrong(name, format!("is {counter}; it must be below 2^63"))),
        }
    }

    /// Takes an array of `len` counts, and returns it with their sum.
    pub(crate) fn counts(
        &mut self,
        name: &str,
        len: usize,
    ) -> Result<(Vec<u32>, usize), SnapshotError> {
        let counts = self.u32s(name)?;
        self.check_len(name, counts.len(), len)?;
        // NB: no sum of 32-bit counts that fit into memory exceeds 64 bits.
        let sum: u64 = counts.iter().map(|&count| u64::from(count)).sum();
        let sum = usize::try_from(sum)
            .map_err(|_| self.wrong(name, "has counts with too large a sum"))?;
        Ok((counts, sum))
    }

    /// Takes lists as [`Packer::put_lists`] adds them.
    pub(crate) fn lists(
        &mut self,
        lengths: &str,
        name: &str,
    ) -> Result<Vec<Vec<u32>>, SnapshotError> {
        let counts = self.u32s(lengths)?;
        let sum: u64 = counts.iter().map(|&count| u64::from(count)).sum();
        let all = self.u32s(name)?;
        if all.len() as u64 != sum {
            return Err(self.wrong_len(name, all.len(), sum));
        }
        let mut rest = all.as_slice();
        Ok(counts.iter().map(|&count| take_front(&mut rest, count).to_vec()).collect())
    }

    /// Rejects an array of the wrong length.
    pub(crate) fn check_len(
        &self,
        name: &str,
        len: usize,
        wanted: usize,
    ) -> Result<(), SnapshotError> {
        if len == wanted { Ok(()) } else { Err(self.wrong_len(name, len, wanted as u64)) }
    }

    fn wrong_len(&self, name: &str, len: usize, wanted: u64) -> SnapshotError {
        self.wrong(name, format!("has {len} numbers; it must have {wanted}"))
    }

    /// Rejects a list that is not strictly ascending and below a bound.
    pub(crate) fn check_ascending(
        &self,
        name: &str,
        list: &[u32],
        bound: u32,
    ) -> Result<(), SnapshotError> {
        let ascends = list.is_sorted_by(|a, b| a < b);
        if ascends && list.last().is_none_or(|&last| last < bound) {
            return Ok(());
        }
        Err(self.wrong(name, format!("must be strictly ascending and below {bound}")))
    }

    /// Rejects an array with a number that is not allowed.
    pub(crate) fn check_numbers(
        &self,
        name: &str,
        numbers: &[f64],
        allowed: &str,
        is_allowed: impl Fn(f64) -> bool,
    ) -> Result<(), SnapshotError> {
        match numbers.iter().find(|&&number| !is_allowed(number)) {
            None => Ok(()),
            Some(number) => {
                Err(self.wrong(name, format!("contains {number}; its numbers must be {allowed}")))
            }
        }
    }

    /// An error about an array.
    pub(crate) fn wrong(&self, name: &str, problem: impl Into<String>) -> SnapshotError {
        SnapshotError::Array { array: format!("{}{name}", self.prefix), problem: problem.into() }
    }

    /// Rejects arrays that have not been taken.
    pub(crate) fn finish(self) -> Result<(), SnapshotError> {
        match self.arrays.into_keys().next() {
            None => Ok(()),
            Some(array) => {
                let problem = "is unexpected for this kind of object".into();
                Err(SnapshotError::Array { array, problem })
            }
        }
    }
}

/// Removes the first `count` elements from a list, which must have that many, and returns them.
pub(crate) fn take_front<'a, T>(rest: &mut &'a [T], count: u32) -> &'a [T] {
    let (front, behind) = rest.split_at(count as usize);
    *rest = behind;
    front
}
