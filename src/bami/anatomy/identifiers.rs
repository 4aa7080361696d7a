//! The identifiers of parts outside a layer, each with its own type.

use std::fmt;

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident($number:ty)) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(
            feature = "serde",
            derive(serde::Serialize, serde::Deserialize),
            serde(transparent)
        )]
        #[repr(transparent)]
        pub struct $name($number);

        impl $name {
            /// The identifier with this number.
            #[inline]
            #[must_use]
            pub const fn new(number: $number) -> Self {
                Self(number)
            }

            /// The number.
            #[inline]
            #[must_use]
            pub const fn get(self) -> $number {
                self.0
            }

            /// The number as an index of a slice.
            #[inline]
            #[must_use]
            pub const fn as_usize(self) -> usize {
                self.0 as usize
            }

            /// The numbers of a list of identifiers.
            #[must_use]
            pub fn numbers(identifiers: &[Self]) -> Vec<$number> {
                identifiers.iter().map(|identifier| identifier.0).collect()
            }
        }

        impl From<$number> for $name {
            #[inline]
            fn from(number: $number) -> Self {
                Self(number)
            }
        }

        impl From<$name> for $number {
            #[inline]
            fn from(identifier: $name) -> Self {
                identifier.0
            }
        }

        /// Compares with a plain number, so that a list of identifiers can be compared with a list
        /// of numbers.
        impl PartialEq<$number> for $name {
            #[inline]
            fn eq(&self, other: &$number) -> bool {
                self.0 == *other
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        /// Writes only the number.
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }
    };
}

identifier!(
    /// The index of a column in its layer, row-major (R-5).
    ///
    /// ```
    /// use bami_htm::anatomy::{CellIndex, ColumnIndex};
    ///
    /// let column = ColumnIndex::new(3);
    /// assert_eq!(column.get(), 3);
    /// assert_eq!(column.to_string(), "3");
    /// let cells = [CellIndex::from(7), CellIndex::from(9)];
    /// assert_eq!(cells, [7, 9]);
    /// assert_eq!(CellIndex::numbers(&cells), vec![7, 9]);
    /// ```
    ColumnIndex(u32)
);
identifier!(
    /// The global index of a cell in its layer: cell i of column c has the index
    /// c * cellsPerColumn + i (R-4).
    CellIndex(u32)
);
identifier!(
    /// The index of an input bit, row-major (R-5).
    InputIndex(u32)
);
identifier!(
    /// The serial number of a segment (R-4): unique in its layer and never reused.
    SegmentId(u64)
);

impl CellIndex {
    /// The column to which the cell belongs.
    #[inline]
    pub(crate) fn column(self, cells_per_column: u32) -> ColumnIndex {
        ColumnIndex(self.0 / cells_per_column)
    }
}

impl ColumnIndex {
    /// All indices, ascending from 0.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        (0..).map(Self)
    }
}
