//! Bad input and wrong use: one clear message, exit status 2, and no half file.

use crate::support::{Folder, hourly, run};

/// The message for a file with this content, without warnings before it. Nothing may be left at -o.
fn message(content: impl AsRef<[u8]>, more: &[&str]) -> String {
    let folder = Folder::new();
    folder.write("data.csv", content);
    let args = [&["-o", "scores.csv", "--plot", "plot.svg", "--resolution", "1"], more].concat();
    let run = folder.bami(run("data.csv", &args));
    let stderr = run.refused();
    assert_eq!(run.stdout(), "");
    assert_eq!(folder.names(), ["data.csv"]);
    let errors: Vec<&str> = stderr.lines().filter(|line| line.contains("error")).collect();
    assert_eq!(errors.len(), 1, "{stderr}");
    errors[0].to_owned()
}

#[test]
fn what_is_wrong_with_a_file_is_said() {
    let cases: [&[u8]; 10] = [
        b"",
        b"\n\n",
        b"timestamp,value\n",
        b"\xff\xfet\0",
        b"timestamp,name\n2014-04-01,abc\n",
        b"timestamp,a,b\n2014-04-01,1,2\n",
        b"timestamp,value\nyesterday,1\n",
        b"timestamp,value\n2014-02-30,1\n",
        b"timestamp,value,value\n2014-04-01,1,2\n",
        b"\0\0\0\0",
    ];
    let messages: Vec<String> = cases.iter().map(|content| message(content, &[])).collect();
    insta::assert_snapshot!(messages.join("\n"), @r#"
        bami: error: data.csv: is empty; it should be a CSV file with a column of numbers
        bami: error: data.csv: is empty; it should be a CSV file with a column of numbers
        bami: error: data.csv: has a header but no rows
        bami: error: data.csv: is UTF-16; save it as UTF-8
        bami: error: data.csv, line 2, column `name`: no numeric column found besides the time: `abc` is not a number; the columns are `timestamp`, `name`
        bami: error: data.csv: has several numeric columns (`a`, `b`); choose one or more with --value-column NAME
        bami: error: data.csv, line 2, column `timestamp`: `yesterday` is not a valid time: no such date or time of day, or an unknown format; known formats are, for example, 2014-04-01 13:30:00, 2014-04-01T13:30:00Z, 4/1/2014 13:30 and 1.4.2014 13:30; give any other with --timestamp-format, such as '%d %b %Y'
        bami: error: data.csv, line 2, column `timestamp`: `2014-02-30` is not a valid time: no such date or time of day, or an unknown format; known formats are, for example, 2014-04-01 13:30:00, 2014-04-01T13:30:00Z, 4/1/2014 13:30 and 1.4.2014 13:30; give any other with --timestamp-format, such as '%d %b %Y'
        bami: error: data.csv: several columns are named `value`; give them different names
        bami: error: data.csv: has zero bytes in its first line, so it is UTF-16 or not text; save it as CSV in UTF-8
        "#);
}

//= spec/program.md#program-rows
//= type=test
//# A number that is NaN or infinite MUST make its row a bad row.
//= spec/program.md#program-rows
//= type=test
//# The number of skipped bad rows MUST be reported in a warning.
//= spec/program.md#program-rows
//= type=test
//# A row that cannot be read MUST end the run with a message that names the source, the line and,
//# if a single column is at fault, the column, unless bad rows are to be skipped.
#[test]
fn what_is_wrong_with_a_row_is_said_with_its_place() {
    let rows: [&[u8]; 10] = [
        b"2014-04-02,abc",
        b"2014-04-02,NaN",
        b"2014-04-02,-inf",
        b"2014-04-02,1e999",
        b"2014-04-02",
        b"2014-04-02,1,2",
        b"2014-02-30,1",
        b"2014-04-02 25:00,1",
        b"4/2/2014,1",
        b"2014-04-02,\xff",
    ];
    let with = |row: &[u8]| {
        [b"timestamp,value\n2014-04-01,1\n\n".as_slice(), row, b"\n2014-04-03,1\n"].concat()
    };
    let messages: Vec<String> = rows.iter().map(|row| message(with(row), &[])).collect();
    insta::assert_snapshot!(messages.join("\n"), @r#"
        bami: error: data.csv, line 4, column `value`: `abc` is not a number; write it like 3.5 or -2e3, or leave the field empty if the value is missing
        bami: error: data.csv, line 4, column `value`: `NaN` is not finite; leave the field empty if the value is missing
        bami: error: data.csv, line 4, column `value`: `-inf` is not finite; leave the field empty if the value is missing
        bami: error: data.csv, line 4, column `value`: `1e999` is not finite; leave the field empty if the value is missing
        bami: error: data.csv, line 4: the row has 1 field, but 2 are expected
        bami: error: data.csv, line 4: the row has 3 fields, but 2 are expected
        bami: error: data.csv, line 4, column `timestamp`: `2014-02-30` is not a valid time: there is no such date (read as %Y-%m-%d)
        bami: error: data.csv, line 4, column `timestamp`: `2014-04-02 25:00` is not a valid time: `25:00` is not a time of day
        bami: error: data.csv, line 4, column `timestamp`: `4/2/2014` is not a valid time: it does not have the format %Y-%m-%d
        bami: error: data.csv, line 4: the text is not UTF-8; save the file as UTF-8
        "#);
    for row in rows {
        let folder = Folder::new();
        folder.write("data.csv", with(row));
        let run = folder.bami(run("data.csv", &["--skip-bad-rows", "--resolution", "1"]));
        assert_eq!(run.ok().lines().count(), 3);
        assert!(run.stderr().contains("warning: 1 row skipped, the first: data.csv, line 4"));
    }
}

/// The message for a stream whose column `colour`, or the one named, comes to these encoders.
fn message_of_texts(data: &str, encoders: &str, more: &[&str]) -> String {
    let folder = Folder::new();
    folder.write("data.csv", data);
    folder.write("bami.toml", encoders);
    let args = [&["--config", "bami.toml", "-o", "scores.csv"], more].concat();
    let stderr = folder.bami(run("data.csv", &args)).refused();
    assert_eq!(folder.names(), ["bami.toml", "data.csv"]);
    stderr.lines().find(|line| line.contains("error")).unwrap().to_owned()
}

//= spec/program.md#program-texts
//= type=test
//# A field of bits MUST hold integers from 0 to 4294967295 in strictly ascending order, separated
//# by whitespace, or its row is a bad row.
//= spec/program.md#program-texts
//= type=test
//# A field that different encoders read in different ways MUST be rejected.
#[test]
fn what_is_wrong_with_a_text_is_said_with_its_place() {
    let category =
        "[[encoders]]\nfield = \"value\"\ntype = \"category\"\ncategories = [\"red\", \"blue\"]\n";
    let bits =
        "[[encoders]]\nfield = \"value\"\ntype = \"pass-through\"\nsize = 64\nactive_bits = 2\n";
    let network = "[[region]]\nname = \"a\"\n".to_owned()
        + &category.replace("[[encoders", "[[region.encoders").replace("value", "colour");
    let folder = Folder::new();
    folder.write("data.csv", "colour\nred\ngreen\n");
    folder.write("network.toml", network);
    let network_message = folder.bami(["run", "data.csv", "--config", "network.toml"]).refused();
    let network_message =
        network_message.lines().find(|line| line.contains("error")).unwrap().to_owned();
    let messages = [
        message_of_texts("colour\nred\n\ngreen\n", category, &[]),
        message_of_texts("day,input\n1,3 17\n2,17 3\n", bits, &["--value-column", "input"]),
        message_of_texts("day,input\n1,3 17\n2,a\n", bits, &["--value-column", "input"]),
        message_of_texts("day,input\n1,3 17\n2,3 64\n", bits, &["--value-column", "input"]),
        message_of_texts("day,input\n1,3 17\n2,3\n", bits, &["--value-column", "input"]),
        message_of_texts("colour,shade\nred,dark\n", category, &[]),
        message_of_texts("timestamp\n2014-04-01\n", category, &[]),
        message_of_texts("colour\nred\n", &(category.to_owned() + bits), &[]),
        network_message,
    ];
    insta::assert_snapshot!(messages.join("\n"));
}

//= spec/program.md#program-rows
//= type=test
//# A quote that is never closed MUST end the run with a message that names the line on which it was
//# opened, even if bad rows are to be skipped.
#[test]
fn a_quote_that_never_closes_is_said_with_its_line() {
    let messages = [
        message("timestamp,\"value\n2014-04-01,1\n2014-04-02,2\n", &[]),
        message("\"timestamp,value\n2014-04-01,1\n", &[]),
        message("timestamp,value\n2014-04-01,1\n2014-04-02,\"2\n2014-04-03,3\n", &[]),
        message(hourly(300) + "2014-05-01,\"2", &["--skip-bad-rows"]),
        message("timestamp;value\n\n2014-04-01;\"1\"\"\n", &["--no-header"]),
    ];
    insta::assert_snapshot!(messages.join("\n"));
}

#[test]
fn nothing_but_bad_rows_is_an_error() {
    let bad = "timestamp,value\n2014-04-01,1,1\n2014-04-02,1,1\n";
    insta::assert_snapshot!(message(bad, &["--skip-bad-rows"]), @"bami: error: data.csv, line 2: the row has 3 fields, but 2 are expected");
}

//= spec/program.md#program-rows
//= type=test
//# An empty field MUST be treated as a missing value.
#[test]
fn empty_fields_are_missing_values() {
    let folder = Folder::new();
    folder.write("data.csv", "timestamp,value\n2014-04-01,1\n2014-04-02,\n,3\n,\n");
    let out = folder.bami(run("data.csv", &["--resolution", "1"])).ok();
    assert_eq!(out.lines().count(), 5);
    assert!(out.contains("\n2014-04-02,,"), "{out}");
    assert!(out.contains("\n,3,"), "{out}");
    assert!(out.contains("\n,,"), "{out}");
}

#[test]
fn columns_that_are_not_there_are_refused() {
    let text = "when,load,unit\n2014-04-01,1,kW\n";
    let messages = [
        message(text, &["--value-column", "laod"]),
        message(text, &["--timestamp-column", "time"]),
        message(text, &["--value-column", "when"]),
        message(text, &["--value-column", "unit"]),
        message(text, &["--timestamp-column", "unit"]),
        message(text, &["--timestamp-format", "%d %b %Y", "--timestamp-column", "when"]),
        message(text, &["--value-column", "load", "--resolution", "2"]),
    ];
    insta::assert_snapshot!(messages.join("\n"), @r#"
        bami: error: data.csv: there is no column `laod` (did you mean `load`?); the columns are `when`, `load`, `unit`
        bami: error: data.csv: there is no column `time`; the columns are `when`, `load`, `unit`
        bami: error: data.csv, column `when`: the column cannot be both the time and a value
        bami: error: data.csv, line 2, column `unit`: `kW` is not a number; write it like 3.5 or -2e3, or leave the field empty if the value is missing
        bami: error: data.csv, line 2, column `unit`: `kW` is not a valid time: no such date or time of day, or an unknown format; known formats are, for example, 2014-04-01 13:30:00, 2014-04-01T13:30:00Z, 4/1/2014 13:30 and 1.4.2014 13:30; give any other with --timestamp-format, such as '%d %b %Y'
        bami: error: data.csv, line 2, column `when`: `2014-04-01` is not a valid time: it does not fit --timestamp-format '%d %b %Y' (strptime parsing failed: %b failed: expected to find month name abbreviation)
        bami: error: 2 resolutions or ranges are given for 1 value column; give one, or one for each
        "#);
}

#[test]
fn a_resolution_that_cannot_be_estimated_is_said() {
    let folder = Folder::new();
    let mut text = "timestamp,value\n".to_owned();
    text.push_str(&"2014-04-01,\n".repeat(10));
    folder.write("data.csv", text);
    let args = ["--warm-up-rows", "5", "--value-column", "value", "-o", "scores.csv"];
    let run = folder.bami(run("data.csv", &args));
    insta::assert_snapshot!(run.refused(), @"bami: error: the resolution of `value` cannot be estimated from the 0 values in the first 5 rows; give --resolution, or --min and --max, or more --warm-up-rows");
    assert_eq!(folder.names(), ["data.csv"]);
}

#[test]
fn files_that_cannot_be_opened_are_refused() {
    let folder = Folder::new();
    folder.write("data.csv", hourly(3));
    folder.write("bad.toml", "seed = \n");
    folder.write("key.toml", "[tm]\nactivation_treshold = 3\n");
    let messages: Vec<String> = [
        &["run", "nothing.csv"][..],
        &["run", "."],
        &["run", "data.csv", "--config", "nothing.toml"],
        &["run", "data.csv", "--config", "key.toml"],
        &["run", "data.csv", "-o", "no/such/folder/scores.csv"],
        &["run", "data.csv", "-o", "."],
        &["params", "init", "-o", "data.csv"],
    ]
    .iter()
    .map(|args| folder.bami(args.iter().copied()).refused())
    .collect();
    insta::assert_snapshot!(messages.concat(), @r#"
        bami: error: nothing.csv: cannot be read: No such file or directory (os error 2)
        bami: error: .: is a directory; name a file, or `-` for standard input
        bami: error: nothing.toml: cannot be read: No such file or directory (os error 2)
        bami: error: key.toml: there is no parameter `tm.activation_treshold` (did you mean `tm.activation_threshold` or `tm.learning_threshold`?); `bami params init` shows them all
        bami: error: no/such/folder/scores.csv: there is no folder no/such/folder
        bami: error: .: is a directory; name a file
        bami: error: data.csv: exists already; choose another file or delete it
        "#);
    let toml = folder.bami(["run", "data.csv", "--config", "bad.toml"]).refused();
    assert!(toml.starts_with("bami: error: bad.toml: is not TOML"), "{toml}");
    assert!(toml.contains("line 1"), "{toml}");
    assert_eq!(folder.names(), ["bad.toml", "data.csv", "key.toml"]);
}

//= spec/program.md#program-exit
//= type=test
//# The exit status MUST be 0 for success, 1 if a check failed, and 2 for a usage error or bad
//# input.
#[test]
fn wrong_arguments_are_refused() {
    let folder = Folder::new();
    folder.write("data.csv", hourly(3));
    for args in [
        &["fly"][..],
        &["run", "data.csv", "--resolution", "0"],
        &["run", "data.csv", "--resolution", "nan"],
        &["run", "data.csv", "--resolution", "1", "--min", "1", "--max", "2"],
        &["run", "data.csv", "--min", "1"],
        &["run", "data.csv", "--min", "3", "--max", "2"],
        &["run", "data.csv", "--threshold", "2"],
        &["run", "data.csv", "--plot", "plot.pdf"],
        &["run", "data.csv", "--delimiter", "ab"],
        &["run", "data.csv", "--warm-up-rows", "0"],
        &["run", "data.csv", "--strict", "--skip-bad-rows"],
        &["run", "data.csv", "--resolution", "1", "--resolution", "2"],
        &["run", "--value-column", "x"],
        &["completions", "abc"],
    ] {
        let run = folder.bami(args.iter().copied());
        assert!(!run.refused().is_empty());
        assert_eq!(run.stdout(), "", "{args:?}");
    }
    assert_eq!(folder.names(), ["data.csv"]);
}
