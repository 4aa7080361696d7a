//! Columns that say where a sequence begins.

use serde::{Deserialize, Serialize};

use super::error::Problem;

/// How a column says where a sequence begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SequenceColumn {
    /// By a 1 in the first row of a sequence: NuPIC's flag R.
    Reset,
    /// By the name of the sequence, the same in each of its rows: NuPIC's flag S.
    Name,
}

/// What a row says about its sequence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Sequence {
    /// Nothing: it goes on.
    #[default]
    Same,
    /// A sequence begins with this row.
    Begins,
    /// The name of the sequence that it belongs to.
    Named(String),
}

impl SequenceColumn {
    /// What a trimmed field says.
    //= spec/program.md#program-resets
    //# In a reset column without the flag S, a sequence MUST begin where the field is 1 or true.
    //= spec/program.md#program-resets
    //# A field of such a column that is neither that nor 0, false or empty MUST make its row a bad
    //# row.
    pub(super) fn sequence(self, text: &str) -> Result<Sequence, Problem> {
        match self {
            _ if text.is_empty() => Ok(Sequence::Same),
            Self::Name => Ok(Sequence::Named(text.to_owned())),
            Self::Reset if text == "1" || text.eq_ignore_ascii_case("true") => Ok(Sequence::Begins),
            Self::Reset if text == "0" || text.eq_ignore_ascii_case("false") => Ok(Sequence::Same),
            Self::Reset => Err(Problem::NotAReset(text.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reset_column_holds_truth_values_and_a_column_of_names_anything() {
        let of = |column: SequenceColumn, text| column.sequence(text).ok();
        for (text, expected) in [
            ("1", Some(Sequence::Begins)),
            ("TRUE", Some(Sequence::Begins)),
            ("0", Some(Sequence::Same)),
            ("False", Some(Sequence::Same)),
            ("", Some(Sequence::Same)),
            ("2", None),
            ("yes", None),
        ] {
            assert_eq!(of(SequenceColumn::Reset, text), expected, "{text}");
        }
        assert_eq!(of(SequenceColumn::Name, "2"), Some(Sequence::Named("2".into())));
        assert_eq!(of(SequenceColumn::Name, ""), Some(Sequence::Same));
    }
}
