//! The streams: what is planted in them and where.

use super::bases::Base;
use super::clean::Clean;
use super::kinds::Kind;
use super::suite::{Anomaly, Planted, chosen, generated};
use super::*;

/// The values of a generated stream, and its anomaly.
fn stream(name: &str, seed: u64) -> (Vec<f64>, Option<Anomaly>) {
    let suite = chosen(generated(&(seed..=seed)), &[format!("*{name}")]).unwrap();
    let [planted] = &suite[..] else { panic!("{name}: {suite:?}") };
    values(planted)
}

fn values(planted: &Planted) -> (Vec<f64>, Option<Anomaly>) {
    let (series, anomaly) = planted.series().unwrap();
    assert_eq!(series.rows.len(), planted.rows);
    (series.rows.iter().map(|row| row.number(0).unwrap()).collect(), anomaly)
}

fn planted(base: &str, kind: &str, seed: u64) -> (Vec<f64>, usize, usize) {
    let (values, anomaly) = stream(&format!("{base}-{kind}-{seed}"), seed);
    let Anomaly(start, end, ..) = anomaly.unwrap();
    (values, start, end)
}

//= spec/nab.md#planted-streams
//= type=test
//# The streams MUST be one for each seed, each base of the table and each kind of anomaly that the
//# base can have, with 2688 rows or, for loadnoisy, 2016.
//= spec/nab.md#planted-streams
//= type=test
//# Every value MUST be rounded to five significant digits.
//= spec/nab.md#planted-anomalies
//= type=test
//# The anomaly MUST begin in row start, which is floor(n * (0.58 + 0.3 u)) for a stream of n rows
//# and an even draw u, taken back to the beginning of its day if the base has one, and then moved
//# as the table says.
#[test]
fn every_base_has_its_kinds_of_anomaly_in_its_later_rows() {
    let suite = generated(&(3..=4));
    assert_eq!(suite.len(), 2 * 76 + 5);
    for kind in Kind::ALL {
        let bases = Base::ALL.iter().filter(|base| kind.suits(**base)).count();
        let count = suite.iter().filter(|one| one.name.contains(kind.name())).count();
        assert_eq!(count, 2 * bases, "{}", kind.name());
    }
    for planted in suite.iter().filter(|planted| !planted.name.starts_with("clean")) {
        let (values, anomaly) = values(planted);
        let Anomaly(start, end, base, kind, per_week) = anomaly.unwrap();
        let rows = if base == "loadnoisy" { 2016 } else { 2688 };
        assert_eq!(values.len(), rows, "{}", planted.name);
        assert!(planted.name.starts_with(&format!("{base}-{kind}-")), "{}", planted.name);
        // A day or two earlier and later than the draw at most.
        let (first, last) = (rows * 58 / 100 - 2 * 96, rows * 88 / 100 + 6 * 48);
        assert!(first <= start && start <= last, "{}: {start}", planted.name);
        assert!(start < end && end + 24 <= rows, "{}: {end}", planted.name);
        assert!([168, 336, 672, 1008, 2016].contains(&per_week));
        let is_short = |value: &f64| format!("{value:.4e}").parse::<f64>() == Ok(*value);
        assert!(values.iter().all(is_short), "{}", planted.name);
    }
}

//= spec/nab.md#planted-streams
//= type=test
//# A stream MUST be drawn from the generator of R-2 with its seed, on stream 16 * b + k, where b
//# and k are the numbers of the base and of the kind in their tables, counted from 0.
//= spec/nab.md#planted-clean
//= type=test
//# There MUST be five clean streams of 60000 rows, five minutes apart, drawn with the first of the
//# seeds on streams 256 to 260: iid, 100 + 5 e; walk, the sum of all e so far; sine, 10 sin(2 pi i
//# / 288) + e; week, the load of PLANTED-STREAMS with 1.2 e; and counts, Poisson draws of mean 6 g
//# (1 + 0.8 sin(2 pi i / 288)).
#[test]
fn streams_are_the_same_everywhere() {
    let mut shown = String::new();
    for name in ["sine48-spike-7", "load-swapped-7", "counts-missingday-7", "machine-level-7"] {
        let (values, anomaly) = stream(name, 7);
        shown += &format!("{name} {:?} {:?}\n", &values[..4], anomaly.unwrap());
    }
    for clean in Clean::ALL {
        let (values, anomaly) = stream(&format!("clean-{}", clean.name()), 7);
        assert_eq!((values.len(), anomaly), (60_000, None));
        let mean = values.iter().sum::<f64>() / 60_000.0;
        shown += &format!("{} {:?} mean {mean:.3}\n", clean.name(), &values[..4]);
    }
    insta::assert_snapshot!(shown);
    assert_ne!(stream("iid-spike-1", 1).0, stream("iid-spike-2", 2).0);
}

/// The table of kinds, each by what must be true of the rows.
//= spec/nab.md#planted-anomalies
//= type=test
//# It MUST change the rows from start to end - 1 as the table says.
#[test]
fn each_kind_does_to_the_rows_what_it_is_named_after() {
    for seed in 0..4 {
        let (values, start, end) = planted("iid", "spike", seed);
        assert_eq!(end, start + 1);
        assert!((values[start] - 100.0).abs() > 20.0, "{}", values[start]);
        let (values, start, end) = planted("load", "spike", seed);
        assert_eq!(end, start + 2);
        assert!((values[start] - Base::Load.usual(start)).abs() > 9.0);

        let (values, start, end) = planted("bursts", "dropout", seed);
        assert_eq!((end, values[start..end].iter().sum::<f64>()), (start + 30, 0.0));
        let (values, start, _) = planted("sine48", "dropout", seed);
        assert_eq!(values[start + 9], -25.0);

        let (values, start, end) = planted("iid", "level", seed);
        let mean = values[start..end].iter().sum::<f64>() / 150.0;
        assert!((mean - 120.0).abs() < 3.0, "{mean}");

        // Twice as fast: the third period ends where f would be after six.
        let (values, start, end) = planted("sine60clean", "frequency", seed);
        assert_eq!(end, start + 180);
        let usual = |row: usize| Base::Sine60Clean.usual(row);
        assert!((start..end).all(|row| (values[row] - usual(2 * row - start)).abs() < 0.6));
        assert!((values[end] - usual(end)).abs() < 0.6);

        let (values, start, end) = planted("sine60clean", "phase", seed);
        assert_eq!(end, start + 120);
        assert!((start..values.len()).all(|row| (values[row] - usual(row + 20)).abs() < 0.6));

        let (values, start, end) = planted("ar1", "flat", seed);
        assert_eq!(end, start + 40);
        assert!(values[start..end].iter().all(|value| *value == values[start]));
        assert_ne!(values[end], values[start]);

        let (values, start, end) = planted("iid", "drift", seed);
        assert!(end == start + 300 || end == values.len() - 30);
        let late = values[end - 40..end].iter().sum::<f64>() / 40.0;
        assert!((late - 128.0).abs() < 5.0, "{late}");

        let (values, start, end) = planted("square", "missingday", seed);
        assert_eq!((end, start % 48), (start + 48, 0));
        assert!(start / 48 % 7 < 5 && values[start..end].iter().all(|value| *value < 20.0));

        // Weekdays with even seeds, days of the weekend with odd ones.
        let (values, start, end) = planted("square", "swapped", seed);
        let is_weekend = start / 48 % 7 >= 5;
        assert_eq!((end, is_weekend), (start + 48, seed % 2 == 1));
        assert_eq!(values[start + 20] > 40.0, is_weekend);
    }
}

//= spec/nab.md#planted-streams
//= type=test
//# Without other instructions, the seeds MUST be 0 to 4.
#[test]
fn seeds_are_one_number_or_two() {
    assert_eq!((seeds("3"), seeds("0-4")), (Ok(3..=3), Ok(0..=4)));
    for text in ["", "-", "4-", "4-3", "a", "0-1000", "-1", "1-2-3"] {
        assert!(seeds(text).unwrap_err().contains("must be"), "{text}");
    }
    let parsed = <Choice as clap::FromArgMatches>::from_arg_matches(
        &Choice::augment_args(clap::Command::new("x")).get_matches_from(["x"]),
    );
    assert_eq!(parsed.unwrap().seeds, 0..=4);
}
