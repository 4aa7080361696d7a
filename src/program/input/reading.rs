//! What a column of values is read as.

use anyhow::bail;
use bami_htm::encoders::{EncoderParameters, Value};
use bami_htm::region::FieldEncoder;

use serde::{Deserialize, Serialize};

use super::error::Problem;

/// The largest distance of a number from 0. The square of twice as much is a number too, and so is the sum of
/// ten million of those.
const LARGEST: f64 = 1e150;

/// What the fields of a column are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reading {
    /// Numbers.
    #[default]
    Number,
    /// Names of categories.
    Category,
    /// Bits that are ON: ascending numbers with blanks between.
    Bits,
}

impl Reading {
    /// What each column of an encoder is.
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

    /// What the column of an encoder is.
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

    /// How it is called in messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Number => "numbers",
            Self::Category => "text",
            Self::Bits => "bits",
        }
    }

    /// The value in a field, which is trimmed.
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

/// Ascending numbers with blanks between, none twice.
//= spec/program.md#program-texts
//# A field of bits MUST hold integers from 0 to 4294967295 in strictly ascending order, separated
//# by whitespace, or its row is a bad row.
fn bits(text: &str) -> Option<Vec<u32>> {
    let is_whole = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let word = |word: &str| is_whole(word).then(|| word.parse().ok())?;
    let bits: Vec<u32> = text.split_whitespace().map(word).collect::<Option<_>>()?;
    bits.is_sorted_by(|a, b| a < b).then_some(bits)
}

/// What each field is read as that the encoders read, each field once.
//= spec/program.md#program-texts
//# A field that different encoders read in different ways MUST be rejected.
pub fn readings<'a>(
    encoders: impl IntoIterator<Item = &'a FieldEncoder>,
) -> anyhow::Result<Vec<(String, Reading)>> {
    let mut readings: Vec<(String, Reading)> = Vec::new();
    for part in encoders {
        for (field, reading) in part.reads().iter().zip(Reading::of_columns(part)) {
            match readings.iter().find(|(known, _)| known == field) {
                None => readings.push((field.clone(), reading)),
                Some((_, other)) if *other == reading => {}
                Some((_, other)) => bail!(
                    "one encoder reads the field `{field}` as {} and another as {}; give the second a column of \
                     its own",
                    other.name(),
                    reading.name()
                ),
            }
        }
    }
    Ok(readings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_ascending_whole_numbers() {
        assert_eq!(bits("0 3  17\t4294967295"), Some(vec![0, 3, 17, u32::MAX]));
        for wrong in ["3 3", "3 2", "1,2", "-1", "+1", "1.0", "4294967296", "x"] {
            assert_eq!(bits(wrong), None, "{wrong}");
        }
    }
}
