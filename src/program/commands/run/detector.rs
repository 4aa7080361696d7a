//! Which detector scores the stream, and what is asked of it.

use anyhow::bail;
use bami_htm::detector::DetectorParameters;
use clap::{Args, ValueEnum};
use jiff::{Span, SpanRelativeTo};

use crate::args::{StreamArgs, positive};
use crate::detectors::{Part, leave_out};
use crate::input::layout::{ColumnOptions, Resets};
use crate::stream::{LearnUntil, Session};

/// What scores the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Kind {
    /// HTM regions on several time scales, with companions for the range, the season and flat lines
    Default,
    /// A single region with the anomaly likelihood and the range rule
    Region,
}

/// The detector.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Detector")]
pub(super) struct DetectorArgs {
    /// What scores the stream: the detector, or a single region, which --config, --set, --min, --max,
    /// --resolution and --warm-up-rows imply [default: default]
    #[arg(long, value_enum, conflicts_with = "load")]
    detector: Option<Kind>,
    /// The rows in which at most one false alarm is wanted, 100 to 1000000000 [default: 700]
    #[arg(long, value_name = "N", value_parser = positive, conflicts_with_all = ["alarms_per_week", "load"])]
    rows_per_alarm: Option<f64>,
    /// The same as false alarms a week, for a stream with times; the first rows give their interval
    #[arg(long, value_name = "N", value_parser = positive, requires = "file", conflicts_with = "load")]
    alarms_per_week: Option<f64>,
    /// Leave out a component; repeatable
    #[arg(long, value_name = "COMPONENT", value_enum, conflicts_with = "load")]
    without: Vec<Part>,
    /// Learn no row after this one (its number from 1, or its time)
    #[arg(long, value_name = "ROW|TIME", requires = "file", conflicts_with = "load")]
    learn_until: Option<LearnUntil>,
    /// Learn nothing; for a state that was loaded
    #[arg(long, requires = "loading")]
    pub(super) no_learn: bool,
    /// The column that has a 1 in the first row of each sequence; NuPIC's flags R and S are recognised
    /// without it
    #[arg(long, value_name = "NAME", requires = "file", conflicts_with = "load")]
    reset_column: Option<String>,
    /// Begin a new sequence after a gap in the times of more than this, such as 2h or 90min
    #[arg(long, value_name = "SPAN", requires = "file", value_parser = gap, conflicts_with = "load")]
    reset_gap: Option<i64>,
}

/// The seconds of a span of time.
fn gap(text: &str) -> Result<i64, String> {
    let wrong = || "must be a span of time, such as 2h, 90min or 1d".to_owned();
    let span: Span = text.parse().map_err(|_| wrong())?;
    let duration = span.to_duration(SpanRelativeTo::days_are_24_hours()).map_err(|_| wrong())?;
    if duration.as_secs() > 0 { Ok(duration.as_secs()) } else { Err("must be at least 1s".into()) }
}

impl DetectorArgs {
    /// The parameters of the detector, without its fields and its time; `None` if a single region or a
    /// network scores the stream.
    //= spec/program.md#program-detector
    //# Unless an option says otherwise, `bami run` MUST score the rows with the detector of
    //# [detector.md](detector.md).
    //= spec/program.md#program-detector
    //# `--config`, `--set`, `--resolution`, `--min`, `--max` and `--warm-up-rows` MUST choose the
    //# single region or the network.
    //= spec/program.md#program-detector
    //# Options of a single region and options of the detector MUST be rejected together.
    pub(super) fn parameters(
        &self,
        stream: &StreamArgs,
    ) -> anyhow::Result<Option<DetectorParameters>> {
        let kind = match (self.detector, implying(stream), self.own_option()) {
            (Some(Kind::Default), Some(option), _) => {
                bail!("{option} is for a single region; leave it out, or choose --detector region")
            }
            (Some(Kind::Region), _, Some(own)) => {
                bail!("{own} is for the detector; leave it out, or leave out --detector region")
            }
            (_, Some(option), Some(own)) => bail!(
                "{own} is for the detector, but {option} chooses a single region; leave out one of them"
            ),
            (None, Some(_), None) => Kind::Region,
            (kind, ..) => kind.unwrap_or(Kind::Default),
        };
        if kind == Kind::Region {
            return Ok(None);
        }
        let region = &stream.region;
        let mut parameters = DetectorParameters::of(region.profile.unwrap_or_default());
        parameters.seed = region.seed.unwrap_or(parameters.seed);
        parameters.rows_per_alarm = self.rows_per_alarm.unwrap_or(parameters.rows_per_alarm);
        leave_out(&mut parameters, &self.without)?;
        parameters.validate()?;
        Ok(Some(parameters))
    }

    /// What the detector needs besides.
    pub(super) fn session(&self) -> Session {
        Session {
            learn_until: self.learn_until,
            reset_gap: self.reset_gap,
            alarms_per_week: self.alarms_per_week,
            ..Session::default()
        }
    }

    /// What the user has chosen about the columns of a detector.
    pub(super) fn column_options(&self, stream: &StreamArgs) -> ColumnOptions {
        let resets = match &self.reset_column {
            Some(name) => Resets::Named(name.clone()),
            None => Resets::Flagged,
        };
        ColumnOptions { texts: true, resets, ..stream.input.column_options() }
    }

    /// An option that only the detector has.
    fn own_option(&self) -> Option<&'static str> {
        let given = [
            ("--rows-per-alarm", self.rows_per_alarm.is_some()),
            ("--alarms-per-week", self.alarms_per_week.is_some()),
            ("--without", !self.without.is_empty()),
            ("--learn-until", self.learn_until.is_some()),
            ("--reset-column", self.reset_column.is_some()),
            ("--reset-gap", self.reset_gap.is_some()),
        ];
        given.into_iter().find(|(_, is_given)| *is_given).map(|(name, _)| name)
    }
}

/// An option that implies a single region or a network.
fn implying(stream: &StreamArgs) -> Option<&'static str> {
    let region = &stream.region;
    let given = [
        ("--config", region.config.is_some()),
        ("--set", !region.set.is_empty()),
        ("--resolution", !region.resolution.is_empty()),
        ("--min", !region.min.is_empty()),
        ("--max", !region.max.is_empty()),
        ("--warm-up-rows", stream.warm_up_rows.is_some()),
    ];
    given.into_iter().find(|(_, is_given)| *is_given).map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_a_span_of_at_least_a_second() {
        assert_eq!(gap("2h"), Ok(7200));
        assert_eq!(gap("90min"), Ok(5400));
        assert_eq!(gap("1d 1s"), Ok(86_401));
        for wrong in ["", "2", "h", "0s", "-1h", "1month"] {
            assert!(gap(wrong).is_err(), "{wrong}");
        }
    }
}
