//! Argument groups that several commands share. What only one command takes is defined with that command, in
//! `commands/`.

use std::path::PathBuf;

use bami_htm::{Execution, Profile};
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::input::layout::ColumnOptions;

/// The default number of warm-up rows.
pub(crate) const DEFAULT_WARM_UP_ROWS: u32 = 100;

/// The maximum number of warm-up rows: they are kept in memory until the resolution is estimated.
const MOST_WARM_UP_ROWS: i64 = 1_000_000;

/// A CSV stream, and the region or network that reads it.
#[derive(Args, Clone, Debug, Default)]
pub struct StreamArgs {
    /// How the stream is read
    #[command(flatten)]
    pub input: InputArgs,

    /// The parameters
    #[command(flatten)]
    pub region: RegionArgs,

    /// The number of rows at the start from which the resolution is estimated if it is not given
    /// [default: 100]
    #[arg(long, alias = "calibration-rows", value_name = "N", help_heading = "Region",
        value_parser = clap::value_parser!(u32).range(1..=MOST_WARM_UP_ROWS))]
    pub warm_up_rows: Option<u32>,
}

impl StreamArgs {
    /// The number of warm-up rows.
    pub fn warm_up_rows(&self) -> usize {
        self.warm_up_rows.unwrap_or(DEFAULT_WARM_UP_ROWS) as usize
    }
}

/// How a CSV stream is read.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Input")]
pub struct InputArgs {
    /// The time column (without a header, its number from 1)
    #[arg(long, value_name = "NAME", requires = "file")]
    pub timestamp_column: Option<String>,
    /// A value column; repeatable, each value has its own encoder
    #[arg(long = "value-column", value_name = "NAME", requires = "file")]
    pub value_columns: Vec<String>,
    /// The format of times: a strptime pattern such as '%d.%m.%Y %H:%M', or unix, or unix-ms
    #[arg(long, value_name = "PATTERN", requires = "file")]
    pub timestamp_format: Option<String>,
    /// The field separator (a character or `tab`); a comma, ; | or a tab is detected
    #[arg(long, value_name = "CHAR", value_parser = delimiter, requires = "file")]
    pub delimiter: Option<u8>,
    /// Treat the first row as data, whatever it looks like
    #[arg(long, requires = "file")]
    pub no_header: bool,
    /// Skip rows that cannot be read, and report their number
    #[arg(long, requires = "file", conflicts_with = "strict")]
    pub skip_bad_rows: bool,
    /// Reject times that repeat or go back
    #[arg(long, requires = "file")]
    pub strict: bool,
}

impl InputArgs {
    /// What the user has chosen about the columns.
    pub fn column_options(&self) -> ColumnOptions {
        ColumnOptions {
            timestamp_column: self.timestamp_column.clone(),
            value_columns: self.value_columns.clone(),
            timestamp_format: self.timestamp_format.clone(),
            no_header: self.no_header,
            ..ColumnOptions::default()
        }
    }
}

/// The parameters of a region or a network.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Region")]
pub struct RegionArgs {
    /// A TOML file of parameters, as `bami params init` writes one; a network if it has a list `region`
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The defaults of all parameters that are not given; practical, unless the file names another
    #[arg(long, value_name = "PROFILE", value_parser = profiles())]
    pub profile: Option<Profile>,
    /// A single parameter, such as tm.activation_threshold=13 or, in a network, REGION.tm.activation_threshold=13;
    /// overrides the file; repeatable
    #[arg(long = "set", value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// The seed of all random choices
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Values closer than this are treated as nearly the same; give it once, or once per value column
    #[arg(long, value_name = "WIDTH", conflicts_with_all = ["min", "max"], value_parser = positive)]
    pub resolution: Vec<f64>,
    /// The smallest expected value; give it once, or once per value column
    #[arg(long, value_name = "VALUE", requires = "max", value_parser = finite, allow_hyphen_values = true)]
    pub min: Vec<f64>,
    /// The largest expected value; give it once, or once per value column
    #[arg(long, value_name = "VALUE", requires = "min", value_parser = finite, allow_hyphen_values = true)]
    pub max: Vec<f64>,
}

/// Which form of the algorithms runs.
#[derive(Args, Clone, Copy, Debug, Default)]
pub struct ExecutionArgs {
    /// Run the literal form of the algorithms, line by line as the book prints them: slow, and the
    /// same results
    #[arg(long)]
    pub literal: bool,
}

impl ExecutionArgs {
    /// The form that was chosen, if any.
    //= spec/program.md#program-literal
    //# With `--literal`, every step MUST run the literal form of both algorithms, with the results
    //# of the default form.
    pub fn chosen(self) -> Option<Execution> {
        self.literal.then_some(Execution::Literal)
    }
}

/// Parses the name of a profile.
pub(crate) fn profiles() -> impl TypedValueParser<Value = Profile> {
    PossibleValuesParser::new(Profile::ALL.map(Profile::name))
        .try_map(|name| name.parse::<Profile>())
}

/// Parses a field separator.
pub(crate) fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        _ if text == "tab" || text == "\\t" => Ok(b'\t'),
        [byte] if byte.is_ascii() && !b"\"\r\n".contains(byte) => Ok(*byte),
        _ => {
            Err("must be one ASCII character other than a quotation mark or a line break, or `tab`"
                .into())
        }
    }
}

/// Parses a finite number.
pub(crate) fn finite(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "must be a number such as 0.5".to_owned())?;
    if number.is_finite() { Ok(number) } else { Err("must be finite".into()) }
}

/// Parses a finite number greater than 0.
pub(crate) fn positive(text: &str) -> Result<f64, String> {
    finite(text).and_then(|number| {
        if number > 0.0 { Ok(number) } else { Err("must be greater than 0".into()) }
    })
}

/// Parses a number of threads.
pub(crate) fn threads(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(count @ 1..=1024) => Ok(count),
        _ => Err("must be an integer from 1 to 1024".into()),
    }
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
