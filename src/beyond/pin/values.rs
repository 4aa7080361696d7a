//! How values are written.

use std::fmt;
use std::iter::Peekable;

use crate::anatomy::{CellIndex, ColumnIndex, SegmentId};

/// A value that a pin holds under a name.
pub(crate) trait Value {
    /// Adds its elements, none for an absent value.
    fn elements(&self, elements: &mut Vec<String>);
}

macro_rules! displayed {
    ($($kind:ty),+) => {
        $(
            impl Value for $kind {
                //= spec/pin.md#pin-numbers
                //# An integer MUST be written in decimal without leading zeros.
                fn elements(&self, elements: &mut Vec<String>) {
                    elements.push(self.to_string());
                }
            }
        )+
    };
}

displayed!(bool, u32, u64, usize, i64, SegmentId, Number, Statistic, jiff::civil::DateTime);

impl Value for f64 {
    fn elements(&self, elements: &mut Vec<String>) {
        Number(*self).elements(elements);
    }
}

impl Value for str {
    fn elements(&self, elements: &mut Vec<String>) {
        elements.push(quoted(self));
    }
}

impl Value for String {
    fn elements(&self, elements: &mut Vec<String>) {
        self.as_str().elements(elements);
    }
}

impl<T: Value> Value for Option<T> {
    fn elements(&self, elements: &mut Vec<String>) {
        self.iter().for_each(|value| value.elements(elements));
    }
}

impl<T: Value> Value for Vec<T> {
    fn elements(&self, elements: &mut Vec<String>) {
        self.iter().for_each(|value| value.elements(elements));
    }
}

impl<A: Value, B: Value> Value for (A, B) {
    fn elements(&self, elements: &mut Vec<String>) {
        self.0.elements(elements);
        self.1.elements(elements);
    }
}

/// A word without quotation marks.
pub(crate) struct Word(pub(crate) &'static str);

impl Value for Word {
    fn elements(&self, elements: &mut Vec<String>) {
        elements.push(self.0.to_owned());
    }
}

/// A floating-point number in its shortest form.
pub(crate) struct Number(pub(crate) f64);

impl fmt::Display for Number {
    //= spec/pin.md#pin-numbers
    //# A floating-point number MUST be written with the fewest significant digits that give the
    //# same binary64 when read, and among several such numbers as the nearest one.
    //= spec/pin.md#pin-numbers
    //# A floating-point number MUST be written without an exponent if it is 0 or its magnitude is
    //# at least 10^-5 and less than 10^16, and otherwise as one digit, the further digits after a
    //# point if there are any, `e` and the exponent.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(number) = *self;
        if number == 0.0 || (1e-5..1e16).contains(&number.abs()) {
            write!(f, "{number}")
        } else {
            write!(f, "{number:e}")
        }
    }
}

/// A number that belongs to a cell, an input or something else: `17:0.21`.
pub(crate) struct Joined<T>(pub(crate) T, pub(crate) f64);

impl<T: fmt::Display> fmt::Display for Joined<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.0, Number(self.1))
    }
}

/// The smallest value, the mean and the largest value.
#[derive(Clone, Copy)]
pub(crate) struct Statistic {
    smallest: f64,
    mean: f64,
    largest: f64,
}

impl Statistic {
    /// That of these values; `None` if there are none.
    //= spec/pin.md#pin-statistics
    //# A statistic MUST be the smallest value, the mean and the largest value, where the mean is
    //# the sum in the order of the pin, divided by the number of values.
    pub(crate) fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        let (mut sum, mut count) = (0.0, 0_u64);
        let (mut smallest, mut largest) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values {
            (smallest, largest) = (smallest.min(value), largest.max(value));
            sum += value;
            count += 1;
        }
        (count > 0).then(|| Self { smallest, mean: sum / count as f64, largest })
    }
}

impl fmt::Display for Statistic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", Number(self.smallest), Number(self.mean), Number(self.largest))
    }
}

/// What a pin lists by number.
pub(crate) trait Index {
    fn number(self) -> u64;
}

macro_rules! indices {
    ($($kind:ty),+) => {
        $(
            impl Index for $kind {
                fn number(self) -> u64 {
                    self.into()
                }
            }
        )+
    };
}

indices!(u32, u64, SegmentId);

impl Index for CellIndex {
    fn number(self) -> u64 {
        self.get().into()
    }
}

impl Index for ColumnIndex {
    fn number(self) -> u64 {
        self.get().into()
    }
}

/// Ascending numbers as runs of consecutive ones: `0-31 64`.
//= spec/pin.md#pin-values
//# A list of cells, of columns, of bits or of segments MUST be written in ascending order, with two
//# or more consecutive numbers written as the first, a hyphen and the last.
pub(crate) struct Runs {
    numbers: Peekable<std::vec::IntoIter<u64>>,
}

impl Runs {
    pub(crate) fn new(numbers: impl IntoIterator<Item = impl Index>) -> Self {
        let mut numbers: Vec<u64> = numbers.into_iter().map(Index::number).collect();
        numbers.sort_unstable();
        Self { numbers: numbers.into_iter().peekable() }
    }
}

impl Iterator for Runs {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        let first = self.numbers.next()?;
        let mut last = first;
        while let Some(next) = self.numbers.next_if(|&next| next == last + 1) {
            last = next;
        }
        Some(if first == last { first.to_string() } else { format!("{first}-{last}") })
    }
}

/// A string in quotation marks.
//= spec/pin.md#pin-values
//# A string MUST be written between double quotes, with a backslash before each double quote and
//# each backslash, and with each control character as `\u{`, its code in hexadecimal and `}`.
fn quoted(string: &str) -> String {
    let mut quoted = String::from('"');
    for character in string.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            _ if character.is_control() => quoted.extend(character.escape_unicode()),
            _ => quoted.push(character),
        }
    }
    quoted + "\""
}
