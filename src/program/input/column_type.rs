//! The types of value columns.

use anyhow::bail;
use bami_htm::encoders::{EncoderParameters, Value};
use bami_htm::region::FieldEncoder;

use serde::{Deserialize, Serialize};

use super::error::Problem;

/// The largest magnitude of a number. The square of twice as much is finite, and so is the sum of ten million
/// such squares.
const LARGEST: f64 = 1e150;

/// The type of the fields of a value column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ColumnType {
    /// Numbers.
    #[default]
    Number,
    /// Names of categories.
    Category,
    /// The indices of ON bits: ascending integers, separated by whitespace.
    Bits,
}

impl ColumnType {
    /// The type of each column of an encoder.
    //= spec/program.md#program-texts
    //# If a concatenation has as many parts as columns, each column MUST be read as the encoder of
    //# its part requires.
    fn of_columns(part: &FieldEncoder) -> Vec<Self> {
        let columns = part.reads().len();
        match &part.encoder {
            EncoderParameters::Concatenated(whole) if whole.parts.len() == columns => {
                whole.parts.iter().map(|part| Self::for_encoder(&part.encoder)).collect()
            }
            encoder => vec![Self::for_encoder(encoder); columns],
        }
    }

    /// The type of the column of an encoder.
    //= spec/program.md#program-texts
    //# A column MUST be read as strings if its encoder is a category or an ordered category
    //# encoder, as bits if it is a pass-through encoder, and as numbers if it is any other.
    fn for_encoder(encoder: &EncoderParameters) -> Self {
        match encoder {
            EncoderParameters::Category(_) | EncoderParameters::OrderedCategory(_) => {
                Self::Category
            }
            EncoderParameters::PassThrough(_) => Self::Bits,
            _ => Self::Number,
        }
    }

    /// Its name in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Number => "numbers",
            Self::Category => "strings",
            Self::Bits => "bits",
        }
    }

    /// The value of a trimmed field.
    pub fn value(self, text: &str) -> Result<Value, Problem> {
        //= spec/program.md#program-rows
        //# An empty field MUST be treated as a missing value.
        if text.is_empty() {
            return Ok(Value::Missing);
        }
        match self {
            Self::Number => match text.parse::<f64>() {
                Ok(number) if number.abs() <= LARGEST => Ok(Value::Number(number)),
                //= spec/program.md#program-rows
                //# A number with a magnitude greater than 1e150 MUST make its row a bad row.
                Ok(number) if number.is_finite() => Err(Problem::TooLarge(text.to_owned())),
                //= spec/program.md#program-rows
                //# A number that is NaN or infinite MUST make its row a bad row.
                Ok(_) => Err(Problem::NotFinite(text.to_owned())),
                Err(_) => Err(Problem::NotANumber(text.to_owned())),
            },
            Self::Category => Ok(Value::from(text)),
            Self::Bits => bits(text).map(Value::Bits).ok_or(Problem::NotBits(text.to_owned())),
        }
    }
}

/// Strictly ascending integers, separated by whitespace.
//= spec/program.md#program-texts
//# A field of bits MUST hold integers from 0 to 4294967295 in strictly ascending order, separated
//# by whitespace, or its row is a bad row.
fn bits(text: &str) -> Option<Vec<u32>> {
    let is_whole = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let word = |word: &str| is_whole(word).then(|| word.parse().ok())?;
    let bits: Vec<u32> = text.split_whitespace().map(word).collect::<Option<_>>()?;
    bits.is_sorted_by(|a, b| a < b).then_some(bits)
}

/// The type of each field that the encoders read, each field once.
//= spec/program.md#program-texts
//# A field that different encoders read in different ways MUST be rejected.
pub fn column_types<'a>(
    encoders: impl IntoIterator<Item = &'a FieldEncoder>,
) -> anyhow::Result<Vec<(String, ColumnType)>> {
    let mut column_types: Vec<(String, ColumnType)> = Vec::new();
    for part in encoders {
        for (field, column_type) in part.reads().iter().zip(ColumnType::of_columns(part)) {
            match column_types.iter().find(|(known, _)| known == field) {
                None => column_types.push((field.clone(), column_type)),
                Some((_, other)) if *other == column_type => {}
                Some((_, other)) => bail!(
                    "one encoder reads the field `{field}` as {} and another as {}; give each its own \
                     column",
                    other.name(),
                    column_type.name()
                ),
            }
        }
    }
    Ok(column_types)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_ascending_integers() {
        assert_eq!(bits("0 3  17\t4294967295"), Some(vec![0, 3, 17, u32::MAX]));
        for wrong in ["3 3", "3 2", "1,2", "-1", "+1", "1.0", "4294967296", "x"] {
            assert_eq!(bits(wrong), None, "{wrong}");
        }
    }
}
