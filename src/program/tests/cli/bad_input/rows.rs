//! Numbers and times in rows.

use super::case::{Case, table};

fn row(name: &str, time: &str, value: &str) -> Case {
    Case::stream(name, format!("timestamp,value\n2014-04-01,1\n{time},{value}\n"), &[])
}

fn value(name: &str, value: &str) -> Case {
    row(name, "2014-04-02", value)
}

fn time(name: &str, time: &str) -> Case {
    row(name, time, "2")
}

//= spec/program.md#program-rows
//= type=test
//# A number with a magnitude greater than 1e150 MUST make its row a bad row.
#[test]
fn numbers() {
    let cases = [
        value("nan", "NaN"),
        value("infinity", "inf"),
        value("minus-infinity", "-Infinity"),
        value("1e309", "1e309"),
        value("1e308", "1e308"),
        value("minus-1e151", "-1e151"),
        value("ten-thousand-digits", &"7".repeat(10_000)),
        value("a-decimal-comma", "\"1,5\""),
        value("hexadecimal", "0x1F"),
        value("underscores", "1_000"),
        value("thousands", "\"1,000.5\""),
        value("a-unit", "5 kW"),
        value("two-signs", "--1"),
        value("an-exponent-without-digits", "1e"),
        value("wide-digits", "１２"),
        value("a-minus-of-typography", "−3"),
        value("true", "true"),
        value("a-formula", "=1+1"),
        value("an-escape-sequence", "\u{1b}[31mred\u{7}"),
    ];
    insta::assert_snapshot!(table(&cases));
}

#[test]
fn times() {
    let unix = |name: &str, time: &str| {
        Case::stream(name, format!("unix,value\n1396310400,1\n{time},2\n"), &[])
    };
    let cases = [
        time("february-30", "2014-02-30"),
        time("february-29-of-2015", "2015-02-29"),
        time("month-13", "2014-13-01"),
        time("day-0", "2014-04-00"),
        time("hour-24", "2014-04-02 24:00"),
        time("hour-25", "2014-04-02 25:00"),
        time("minute-60", "2014-04-02 23:60"),
        time("second-61", "2014-04-02 23:59:61"),
        time("year-10000", "10000-01-01"),
        time("year-minus-1", "-0001-01-01"),
        time("a-zone-by-name", "2014-04-02T12:00[Europe/Zurich]"),
        time("a-zone-by-letters", "2014-04-02 12:00 PST"),
        time("arabic-digits", "٢٠١٤-٠٤-٠٢"),
        time("another-order", "02.04.2014"),
        time("a-number", "41731.5"),
        unix("unix-of-the-year-10000", "253402300800"),
        unix("unix-of-1e20", "1e20"),
        unix("unix-nan", "nan"),
        unix("unix-as-text", "yesterday"),
        Case::stream(
            "back-in-autumn-with-strict",
            "timestamp,value\n2014-10-26 02:30,1\n2014-10-26 02:00,2\n",
            &["--strict"],
        ),
        Case::stream(
            "twice-with-strict",
            "timestamp,value\n2014-10-26 02:30+02:00,1\n2014-10-26 02:30+01:00,2\n",
            &["--strict"],
        ),
        Case::stream(
            "a-pattern-that-is-none",
            "timestamp,value\n2014-04-01,1\n",
            &["--timestamp-format", "%Q %"],
        ),
    ];
    insta::assert_snapshot!(table(&cases));
}
