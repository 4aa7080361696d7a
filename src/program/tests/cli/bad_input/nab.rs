//! Corpora in the layout of NAB. What else can be wrong with one stands in `tests/cli/nab.rs`.

use super::case::{Case, table};

const ROWS: &str = "timestamp,value\n2014-04-01 00:00:00,1\n2014-04-01 00:05:00,2\n";

/// A run on a corpus of one file.
fn corpus(name: &str, rows: impl AsRef<[u8]>, windows: impl AsRef<[u8]>) -> Case {
    let args = ["nab", "run", "--nab", "nab", "--detector", "range-rule", "-o", "results"];
    Case::new(name, &args).file("nab/data/x/a.csv", rows).file("nab/combined_windows.json", windows)
}

#[test]
fn corpora() {
    let none = "{\"x/a.csv\": []}";
    let after = |row: &str| ROWS.to_owned() + row;
    let deep = "[".repeat(100_000);
    let scored = |name: &str, more: &[&str]| {
        let args = [&["nab", "score", "results/d", "--nab", "nab"], more].concat();
        Case::new(name, &args)
            .file("nab/data/x/a.csv", ROWS)
            .file("nab/combined_windows.json", none)
            .file(
                "results/d/x/d_a.csv",
                "timestamp,anomaly_score\n2014-04-01 00:00:00,0\n2014-04-01 00:05:00,1e309\n",
            )
    };
    let cases = [
        corpus("nab-value-1e309", after("2014-04-01 00:10:00,1e309\n"), none),
        corpus("nab-value-with-a-comma", after("2014-04-01 00:10:00,\"1,5\"\n"), none),
        corpus("nab-day-that-is-none", after("2014-02-30 00:10:00,1\n"), none),
        corpus("nab-year-10000", after("10000-01-01 00:10:00,1\n"), none),
        corpus("nab-not-utf-8", [ROWS.as_bytes(), b"2014-04-01 00:10:00,\xff\n"].concat(), none),
        corpus("nab-open-quote", after("2014-04-01 00:10:00,\"1\n2014-04-01 00:15:00,2\n"), none),
        corpus(
            "nab-field-of-11-mb",
            after(&("2014-04-01 00:10:00,".to_owned() + &"9".repeat(11 << 20))),
            none,
        ),
        corpus("nab-a-million-fields", after(&",".repeat(1_000_000)), none),
        corpus("nab-gzip", b"\x1f\x8b\x08\0", none),
        corpus("nab-windows-100000-deep", ROWS, format!("{{\"x/a.csv\": {deep}")),
        corpus("nab-windows-not-utf-8", ROWS, b"{\"x/\xff.csv\": []}"),
        corpus("nab-windows-of-nothing", ROWS, ""),
        corpus("nab-windows-with-a-path", ROWS, "{\"../a.csv\": []}"),
        scored("nab-score-1e309", &[]),
        scored("nab-thresholds-without-end", &["--thresholds", "/dev/zero"]),
        scored("nab-threshold-nan", &["--threshold", "nan"]),
    ];
    insta::assert_snapshot!(table(&cases));
}
