//! What can be said of a stream and of the region that it is given to.

use std::path::PathBuf;

use clap::Args;

/// What is read and how.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Input")]
pub struct InputArgs {
    /// The column of the time (its number from 1 where there is no header)
    #[arg(long, value_name = "NAME", requires = "file")]
    pub timestamp_column: Option<String>,
    /// A column of values; repeat it for several, each gets its encoder
    #[arg(long = "value-column", value_name = "NAME", requires = "file")]
    pub value_columns: Vec<String>,
    /// How times are written: a strptime pattern such as '%d.%m.%Y %H:%M', or unix, or unix-ms
    #[arg(long, value_name = "PATTERN", requires = "file")]
    pub timestamp_format: Option<String>,
    /// What separates the fields (a character or `tab`); found by itself if it is , ; | or a tab
    #[arg(long, value_name = "CHAR", value_parser = delimiter, requires = "file")]
    pub delimiter: Option<u8>,
    /// The first row is data, whatever it looks like
    #[arg(long, requires = "file")]
    pub no_header: bool,
    /// Leave out rows that cannot be read, and say how many there were
    #[arg(long, requires = "file", conflicts_with = "strict")]
    pub skip_bad_rows: bool,
    /// Refuse times that repeat or go back
    #[arg(long, requires = "file")]
    pub strict: bool,
}

/// The parameters of the region.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Region")]
pub struct RegionArgs {
    /// A TOML file with parameters, as `bami params init` starts one; a network where it has the list `region`
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// A single parameter, such as tm.activation_threshold=13, of a network REGION.tm.activation_threshold=13; it
    /// overrides the file; repeatable
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// The seed of the region
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// The width within which two values are nearly the same; once for all values or once for each
    #[arg(long, value_name = "WIDTH", conflicts_with_all = ["min", "max"], value_parser = positive)]
    pub resolution: Vec<f64>,
    /// The least value to be expected; once for all values or once for each
    #[arg(long, value_name = "VALUE", requires = "max", value_parser = finite, allow_hyphen_values = true)]
    pub min: Vec<f64>,
    /// The greatest value to be expected; once for all values or once for each
    #[arg(long, value_name = "VALUE", requires = "min", value_parser = finite, allow_hyphen_values = true)]
    pub max: Vec<f64>,
}

fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        _ if text == "tab" || text == "\\t" => Ok(b'\t'),
        [byte] if byte.is_ascii() && !b"\"\r\n".contains(byte) => Ok(*byte),
        _ => {
            Err("must be one ASCII character, not a quotation mark or a line end, or `tab`".into())
        }
    }
}

pub(crate) fn finite(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "must be a number such as 0.5".to_owned())?;
    if number.is_finite() { Ok(number) } else { Err("must be finite".into()) }
}

pub(crate) fn positive(text: &str) -> Result<f64, String> {
    finite(text).and_then(|number| {
        if number > 0.0 { Ok(number) } else { Err("must be greater than 0".into()) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delimiter_is_one_character() {
        assert_eq!(delimiter(";"), Ok(b';'));
        assert_eq!(delimiter("tab"), Ok(b'\t'));
        for text in ["", "ab", "\"", "\n", "ä"] {
            assert!(delimiter(text).is_err());
        }
    }
}
