//! Times of rows: those of the source, or made-up ones.

use std::collections::HashSet;

use jiff::ToSpan;
use jiff::civil::{DateTime, date};

use crate::input::timestamps::TimestampFormat;

/// A smaller number counts rows.
const SMALLEST_TIME: f64 = 1e8;

/// The times of rows, and whether they are made up.
pub(super) struct Times {
    /// The times.
    pub(super) times: Vec<DateTime>,
    /// Whether they are made up.
    pub(super) made_up: bool,
}

impl Times {
    /// The times that the texts of a column give, or made-up ones; if a text is not a time, its row and the reason.
    //= spec/nab.md#nab-convert
    //# If the source has no times, or numbers below 100000000 in their place, or a time that
    //# repeats, the rows of the file MUST get times one minute apart, which are not given to
    //# detectors.
    pub(super) fn of(column: &str, texts: &[String]) -> Result<Self, (usize, String)> {
        let counts = |text: &String| text.parse::<f64>().is_ok_and(|number| number < SMALLEST_TIME);
        if texts.iter().all(counts) {
            return Ok(Self::made_up(texts.len()));
        }
        let format = match TimestampFormat::unix_candidate(column, &texts[0]) {
            Some(format) => format,
            None => {
                let mut formats = TimestampFormat::candidates(&texts[0]);
                // NB: of several formats of the first text, the first one that fits all others.
                formats.sort_by_key(|format| !texts.iter().all(|text| format.parse(text).is_ok()));
                let unknown = || (0, format!("`{}` is not a time in a known format", texts[0]));
                formats.into_iter().next().ok_or_else(unknown)?
            }
        };
        let time = |(row, text): (usize, &String)| {
            format
                .parse(text)
                .map_err(|error| (row, format!("`{text}` is not a time: {}", error.0)))
        };
        let times = texts.iter().enumerate().map(time).collect::<Result<Vec<_>, _>>()?;
        let are_different = times.iter().collect::<HashSet<_>>().len() == times.len();
        Ok(if are_different { Self { times, made_up: false } } else { Self::made_up(texts.len()) })
    }

    /// Made-up times.
    pub(super) fn made_up(rows: usize) -> Self {
        let start = date(2000, 1, 1).at(0, 0, 0, 0);
        let times = (0..rows).map(|row| start + (row as i64).minutes()).collect();
        Self { times, made_up: true }
    }

    /// A time as it is written.
    pub(super) fn text(&self, row: usize) -> String {
        // NB: the form of NAB's files; a fraction of a second is kept.
        self.times[row].strftime("%Y-%m-%d %H:%M:%S%.f").to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(texts: &[&str]) -> Result<(String, String, bool), (usize, String)> {
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        let times = Times::of("timestamp", &texts)?;
        Ok((times.text(0), times.text(texts.len() - 1), times.made_up))
    }

    //= spec/nab.md#nab-convert
    //= type=test
    //# If the source has no times, or numbers below 100000000 in their place, or a time that
    //# repeats, the rows of the file MUST get times one minute apart, which are not given to
    //# detectors.
    #[test]
    fn times_are_made_up_only_if_there_are_none() {
        let made_up = || ("2000-01-01 00:00:00".to_owned(), "2000-01-01 00:02:00".to_owned(), true);
        assert_eq!(of(&["1", "2", "3"]).unwrap(), made_up());
        assert_eq!(of(&["2020-03-09 10:14:33"; 3]).unwrap(), made_up());
        for (texts, first, last) in [
            (["1416722400", "1416726000"], "2014-11-23 06:00:00", "2014-11-23 07:00:00"),
            (
                ["2020-03-09 10:14:33", "2020-03-09 10:14:34.5"],
                "2020-03-09 10:14:33",
                "2020-03-09 10:14:34.5",
            ),
            (["1/2/2020 00:00", "13/2/2020 00:00"], "2020-02-01 00:00:00", "2020-02-13 00:00:00"),
        ] {
            assert_eq!(of(&texts).unwrap(), (first.to_owned(), last.to_owned(), false));
        }
        assert_eq!(of(&["soon", "later"]).unwrap_err().0, 0);
        assert_eq!(of(&["2020-03-09 10:14:33", "2020-03-09 25:14:34"]).unwrap_err().0, 1);
    }
}
