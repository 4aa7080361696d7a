//! Numbers as large and as small as they may be: what comes out is a number.

use crate::support::{Folder, SMALL, run};

/// Hourly rows of these values, over and over.
fn stream(values: &[&str]) -> String {
    let mut text = "timestamp,value\n".to_owned();
    for row in 0..240 {
        let (day, hour) = (row / 24 + 1, row % 24);
        text += &format!("2014-04-{day:02} {hour:02}:00,{}\n", values[row % values.len()]);
    }
    text
}

/// Whether a text has a number that is none, as a word of its own.
fn is_spoilt(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .any(|word| ["inf", "nan", "infinity"].contains(&word.to_ascii_lowercase().as_str()))
}

#[test]
fn the_largest_and_the_smallest_numbers_give_numbers() {
    let large = ["1e150", "-1e150", "0", "9.9e149"];
    let tiny = ["5e-324", "-5e-324", "0", "1e-323"];
    let mixed = ["1e150", "5e-324", "-1e150", "-0"];
    for (values, resolution) in [(large, "1e148"), (tiny, "5e-324"), (mixed, "1e149")] {
        let folder = Folder::new();
        folder.write("data.csv", stream(&values));
        let with = ["--resolution", resolution];
        let scores = folder.bami(run("data.csv", &with));
        let plotted =
            run("data.csv", &[with[0], with[1], "--plot", "run.svg", "--format", "jsonl"]);
        let plotted = folder.bami(plotted);
        let estimated = folder.bami(run("data.csv", &["--plot", "estimated.svg"]));
        let predict = |more: &[&'static str]| {
            let args = [&["predict", "data.csv"], &with[..], &SMALL[..], more].concat();
            folder.bami(args)
        };
        let runs = [
            scores,
            plotted,
            estimated,
            predict(&["--plot", "predict.svg"]),
            predict(&["--point", "mean", "--json", "-o", "out.csv"]),
            predict(&["--method", "decode"]),
        ];
        for run in runs {
            let text = run.ok() + &run.stderr();
            assert!(!is_spoilt(&text), "{values:?}: {text}");
        }
        for name in ["run.svg", "estimated.svg", "predict.svg", "out.csv"] {
            assert!(!is_spoilt(&folder.read(name)), "{values:?}: {name}");
        }
    }
}

/// Encoders at the ends of their ranges.
#[test]
fn encoders_take_the_largest_numbers_or_refuse_them() {
    let encoders = [
        "type = \"scalar\"; minimum = -1e150; maximum = 1e150; buckets = 100; active_bits = 21",
        "type = \"scalar\"; minimum = 0; maximum = 5e-324; buckets = 100; active_bits = 21",
        "type = \"delta\"; minimum = -1e150; maximum = 1e150; buckets = 100; active_bits = 21",
        "type = \"delta\"; minimum = -5e-324; maximum = 5e-324; buckets = 100; active_bits = 21",
        "type = \"log\"; minimum = 5e-324; maximum = 1e300; buckets = 100; active_bits = 21",
        "type = \"periodic\"; period = 24; buckets = 100; active_bits = 21",
        "type = \"periodic\"; period = 5e-324; buckets = 100; active_bits = 21",
        "type = \"random-distributed-scalar\"; resolution = 1e300; size = 400; active_bits = 21",
        "type = \"random-distributed-scalar\"; resolution = 1; size = 400; active_bits = 21",
    ];
    for encoder in encoders {
        let folder = Folder::new();
        folder.write("data.csv", stream(&["1e150", "-1e150", "5e-324", "0"]));
        let parameters = format!("[[encoders]]\nfield = \"value\"\n{encoder}\n");
        folder.write("bami.toml", parameters.replace("; ", "\n"));
        let run = folder.bami(run("data.csv", &["--config", "bami.toml", "-o", "out.csv"]));
        match run.status() {
            0 => assert!(!is_spoilt(&folder.read("out.csv")), "{encoder}"),
            _ => assert!(run.refused().contains("error: "), "{encoder}"),
        }
    }
}

/// From the year 0 to the last hour of the year 9999, after which there is no time to predict for.
#[test]
fn the_first_and_the_last_years_are_years() {
    let folder = Folder::new();
    let times = [
        "0000-01-01 00",
        "0001-12-31 23",
        "5000-02-28 12",
        "9999-12-31 21",
        "9999-12-31 22",
        "9999-12-31 23",
    ];
    let rows = times.map(|time| format!("{time}:00,1\n")).concat();
    folder.write("data.csv", format!("timestamp,value\n{rows}"));
    let scores = folder.bami(run("data.csv", &["--resolution", "1", "--plot", "years.svg"])).ok();
    assert_eq!(scores.lines().count(), 1 + times.len());
    let args =
        [&["predict", "data.csv", "--resolution", "1", "--steps", "1,2"], &SMALL[..]].concat();
    let predicted = folder.bami(args).ok();
    assert_eq!(predicted.lines().count(), 1 + times.len() + 2, "{predicted}");
    assert!(!is_spoilt(&folder.read("years.svg")));
}
