//! The arrays of a snapshot.

use safetensors::Dtype;

/// A list of numbers of one type.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Array {
    /// Integers below 2^32: counts, indices.
    U32(Vec<u32>),
    /// Integers below 2^64: serial numbers, steps, random state.
    U64(Vec<u64>),
    /// Integers from -2^63 to 2^63 - 1: buckets, positions.
    I64(Vec<i64>),
    /// IEEE-754 binary64: permanences, duty cycles, values.
    F64(Vec<f64>),
}

macro_rules! array_of {
    ($($variant:ident $number:ty),+) => {
        $(impl From<Vec<$number>> for Array {
            fn from(numbers: Vec<$number>) -> Self {
                Self::$variant(numbers)
            }
        })+

        impl Array {
            /// The number of elements.
            #[must_use]
            pub fn len(&self) -> usize {
                match self {
                    $(Self::$variant(numbers) => numbers.len(),)+
                }
            }

            /// The type of the elements, as named in the file.
            #[must_use]
            pub fn type_name(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => stringify!($variant),)+
                }
            }

            pub(super) fn dtype(&self) -> Dtype {
                match self {
                    $(Self::$variant(_) => Dtype::$variant,)+
                }
            }

            /// The elements as stored in the file, little-endian.
            pub(super) fn to_bytes(&self) -> Vec<u8> {
                match self {
                    $(Self::$variant(numbers) => {
                        numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
                    })+
                }
            }

            /// Parses the elements; `None` for a type that an array cannot have.
            pub(super) fn from_bytes(dtype: Dtype, bytes: &[u8]) -> Option<Self> {
                match dtype {
                    $(Dtype::$variant => {
                        let (numbers, _) = bytes.as_chunks();
                        let number = |&bytes| <$number>::from_le_bytes(bytes);
                        Some(Self::$variant(numbers.iter().map(number).collect()))
                    })+
                    _ => None,
                }
            }
        }
    };
}

array_of!(U32 u32, U64 u64, I64 i64, F64 f64);

impl Array {
    /// The number of bytes of the elements in the file.
    pub(super) fn byte_len(&self) -> u64 {
        (self.len() * (self.dtype().bitsize() / 8)) as u64
    }

    /// Whether the array is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
