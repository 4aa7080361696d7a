//! What is made out of small files.

use super::*;

fn detected(text: &str, options: &ColumnOptions) -> Result<Layout, String> {
    let delimiter = detect_delimiter(text.lines().next().unwrap_or_default().as_bytes());
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let rows: Vec<StringRecord> = reader.records().map(Result::unwrap).collect();
    match detect(&rows, options, true) {
        Ok(layout) => Ok(layout.expect("complete")),
        Err(unclear) => {
            let place = unclear.row.map_or(String::new(), |row| format!("row {}: ", row + 1));
            Err(format!("{place}{}", unclear.problem))
        }
    }
}

fn columns(text: &str) -> (Option<String>, Vec<String>, usize) {
    let layout = detected(text, &ColumnOptions::default()).unwrap();
    let timestamp = layout.timestamp.as_ref().map(|(index, _)| layout.names[*index].clone());
    (timestamp, layout.value_names(), layout.header_rows)
}

fn found(timestamp: &str, value: &str, header: usize) -> (Option<String>, Vec<String>, usize) {
    let timestamp = (!timestamp.is_empty()).then(|| timestamp.to_owned());
    (timestamp, vec![value.to_owned()], header)
}

//= spec/program.md#program-columns
//= type=test
//# Unless it is named on the command line, the value column MUST be the only numeric column besides
//# the time column or, of several, the one called value.
//= spec/program.md#program-columns
//= type=test
//# Unless it is named on the command line, the time column MUST be the first column with a time
//# name or, if there is none, the first column in which the first non-empty field is a time.
//= spec/program.md#program-columns
//= type=test
//# The first row MUST be treated as a header if it is not empty and none of its fields is a number
//# or a time.
#[test]
fn columns_are_found_by_name_and_by_content() {
    let nab = "timestamp,value\n2014-04-01 00:00:00,20.0\n";
    assert_eq!(columns(nab), found("timestamp", "value", 1));
    let by_content = "id,when,load\na,2014-04-01 00:00,3\n";
    assert_eq!(columns(by_content), found("when", "load", 1));
    let scored = "timestamp,value,anomaly_score,label\n2014-04-01 00:00:00,20.0,0.1,0\n";
    assert_eq!(columns(scored), found("timestamp", "value", 1));
    let unix = "time;load\n1396310400;3\n";
    assert_eq!(columns(unix), found("time", "load", 1));
    assert_eq!(columns("load\n3\n4\n"), found("", "load", 1));
}

#[test]
fn nupics_three_header_rows_are_understood() {
    let text = "timestamp,reset,kw\ndatetime,int,float\nT,R,\n7/2/10 0:00,1,21.2\n";
    assert_eq!(columns(text), found("timestamp", "kw", 3));
    let one = "x,y\nfloat,float\n,\n1,2\n";
    assert!(
        detected(one, &ColumnOptions::default()).unwrap_err().contains("several numeric columns")
    );
}

//= spec/program.md#program-resets
//= type=test
//# The reset column MUST be the one that `--reset-column` names or, without it, the first one with
//# the flag R or else S in NuPIC's third header row.
#[test]
fn the_column_that_says_where_a_sequence_begins_is_named_or_flagged() {
    let of = |text: &str, resets: Resets| {
        detected(text, &ColumnOptions { resets, ..ColumnOptions::default() })
            .map(|layout| layout.sequence)
    };
    let named = |name: &str| Resets::Named(name.to_owned());
    let both = "id,new,kw\nstring,int,float\nS,R,\na,1,21.2\n";
    assert_eq!(of(both, Resets::Flagged), Ok(Some((1, SequenceColumn::Reset))));
    assert_eq!(of(both, Resets::Ignored), Ok(None));
    assert_eq!(of(both, named("id")), Ok(Some((0, SequenceColumn::Name))));
    let ids = "id,kw\nstring,float\nS,\na,21.2\n";
    assert_eq!(of(ids, Resets::Flagged), Ok(Some((0, SequenceColumn::Name))));
    // One that is named is not taken for a value.
    assert_eq!(of("new,kw\n1,21.2\n", named("new")), Ok(Some((0, SequenceColumn::Reset))));
    assert!(of("new,kw\n1,21.2\n", Resets::Flagged).unwrap_err().contains("several"));
    assert!(of("new,kw\n1,21.2\n", named("old")).unwrap_err().contains("no column `old`"));
    let used = ColumnOptions {
        value_columns: vec!["kw".into()],
        resets: named("kw"),
        ..ColumnOptions::default()
    };
    let used = detected("new,kw\n1,21.2\n", &used).unwrap_err();
    assert!(used.contains("and be the time or a value too"), "{used}");
}

//= spec/program.md#program-categories
//= type=test
//# A value column that is named on the command line MUST be read as categories if none of its first
//# 5 fields that are not empty is a number, and as numbers otherwise.
#[test]
fn a_named_column_of_text_is_one_of_categories() {
    let of = |column: &str, texts: bool| {
        let options =
            ColumnOptions { value_columns: vec!["x".into()], texts, ..ColumnOptions::default() };
        let text: String = column.split(' ').map(|field| format!("2014-04-01,{field}\n")).collect();
        detected(&format!("timestamp,x\n{text}"), &options).unwrap().column_types
    };
    assert_eq!(of("a", true), [ColumnType::Category]);
    assert_eq!(of("a b c d e 7", true), [ColumnType::Category]);
    assert_eq!(of("a b c d 7", true), [ColumnType::Number]);
    assert_eq!(of("7 a", true), [ColumnType::Number]);
    assert_eq!(of("a", false), [ColumnType::Number]);
}

//= spec/program.md#program-columns
//= type=test
//# A stream without a value column MUST be rejected.
#[test]
fn a_file_without_header_has_numbered_columns() {
    assert_eq!(columns("2014-04-01 00:00:00,20.0\n"), found("1", "value", 0));
    assert_eq!(columns("20\n21\n"), found("", "value", 0));
    let wanted =
        ColumnOptions { value_columns: vec!["3".into(), "2".into()], ..ColumnOptions::default() };
    let layout = detected("2014-04-01,20,21\n", &wanted).unwrap();
    assert_eq!(layout.value_names(), ["value_3", "value_2"]);
    let wanted = ColumnOptions { no_header: true, ..ColumnOptions::default() };
    assert!(detected("a,b\n", &wanted).unwrap_err().contains("no numeric column"));
}

#[test]
fn a_step_counter_is_not_taken_for_the_time() {
    let layout = detected("time,load\n0,3\n1,4\n", &ColumnOptions::default()).unwrap();
    assert_eq!((layout.timestamp, layout.values), (None, vec![1]));
    insta::assert_snapshot!(layout.notes[0], @"column `time` is ignored: 0 is too small for Unix time (use --timestamp-column with --timestamp-format unix to read it)");
}

//= spec/program.md#program-times
//= type=test
//# If the rows examined do not settle the order of day and month, a note MUST say which order was
//# used.
#[test]
fn an_order_of_month_and_day_that_nothing_settles_is_noted() {
    let layout =
        detected("date,x\n7/2/10 0:00,1\n7/2/10 1:00,1\n", &ColumnOptions::default()).unwrap();
    insta::assert_snapshot!(layout.notes[0], @"the date 7/2/10 0:00 is read as 2010-07-02, month first, because the first rows are ambiguous (set --timestamp-format)");
    let layout =
        detected("date,x\n7/2/10 0:00,1\n13/2/10 1:00,1\n", &ColumnOptions::default()).unwrap();
    assert!(layout.notes.is_empty());
    assert_eq!(layout.timestamp.unwrap().1.to_string(), "%d/%m/%y");
}

//= spec/program.md#program-columns
//= type=test
//# The columns MUST be determined from as few rows as settle the question, and from at most 100.
#[test]
fn more_rows_are_asked_for_while_something_is_open() {
    let rows = |text: &str| -> Vec<StringRecord> {
        text.lines().map(|line| line.split(',').collect::<Vec<_>>().into()).collect()
    };
    let open =
        |text: &str| detect(&rows(text), &ColumnOptions::default(), false).unwrap().is_none();
    assert!(open(""));
    assert!(open("timestamp,value"));
    assert!(open("timestamp,value\ndatetime,float"));
    assert!(open("timestamp,value\n,1"));
    assert!(open("timestamp,value\n2014-04-01,"));
    assert!(open("timestamp,value\n1/2/2014,1"));
    assert!(!open("timestamp,value\n2014-04-01,1"));
    assert!(!open("timestamp,value\n1/13/2014,1"));
}

//= spec/program.md#program-times
//= type=test
//# The time format MUST be determined once for the whole stream.
#[test]
fn a_wrong_row_does_not_change_the_format() {
    let layout =
        detected("timestamp,x\n2010-02-30,1\n2010-03-01,2\n", &ColumnOptions::default()).unwrap();
    assert_eq!(layout.timestamp.unwrap().1.to_string(), "%Y-%m-%d");
}

#[test]
fn what_cannot_be_made_out_is_said() {
    let wanted = ColumnOptions::default();
    let value = ColumnOptions { value_columns: vec!["laod".into()], ..ColumnOptions::default() };
    let format =
        ColumnOptions { timestamp_format: Some("%d %b %Y".into()), ..ColumnOptions::default() };
    let both = ColumnOptions {
        timestamp_column: Some("timestamp".into()),
        value_columns: vec!["timestamp".into()],
        ..ColumnOptions::default()
    };
    let cases = [
        ("", &wanted),
        ("timestamp,value\n", &wanted),
        ("timestamp,name\n2014-04-01,abc\n", &wanted),
        ("timestamp,a,b\n2014-04-01,1,2\n", &wanted),
        ("timestamp,x\n2014-02-30,1\n", &wanted),
        ("timestamp,x\nyesterday,1\n", &wanted),
        ("timestamp,load\n2014-04-01,1\n", &value),
        (
            "x,x\n1,2\n",
            &ColumnOptions { value_columns: vec!["x".into()], ..ColumnOptions::default() },
        ),
        ("timestamp,x\n2014-04-01,1\n", &format),
        ("timestamp,x\n2014-04-01,1\n", &both),
    ];
    let messages: Vec<String> =
        cases.iter().map(|(text, wanted)| detected(text, wanted).unwrap_err()).collect();
    insta::assert_snapshot!(messages.join("\n"), @r#"
    is empty; it should be a CSV file with a column of numbers
    has a header but no rows
    row 2: no numeric column found besides the time: `abc` is not a number; the columns are `timestamp`, `name`
    has several numeric columns (`a`, `b`); choose one or more with --value-column NAME
    row 2: `2014-02-30` is not a valid time: no such date or time of day, or an unknown format; known formats are, for example, 2014-04-01 13:30:00, 2014-04-01T13:30:00Z, 4/1/2014 13:30 and 1.4.2014 13:30; give any other with --timestamp-format, such as '%d %b %Y'
    row 2: `yesterday` is not a valid time: no such date or time of day, or an unknown format; known formats are, for example, 2014-04-01 13:30:00, 2014-04-01T13:30:00Z, 4/1/2014 13:30 and 1.4.2014 13:30; give any other with --timestamp-format, such as '%d %b %Y'
    there is no column `laod` (did you mean `load`?); the columns are `timestamp`, `load`
    several columns are named `x`; give them different names
    row 2: `2014-04-01` is not a valid time: it does not fit --timestamp-format '%d %b %Y' (strptime parsing failed: %b failed: expected to find month name abbreviation)
    the column cannot be both the time and a value
    "#);
}

#[test]
fn the_delimiter_is_the_most_frequent_one() {
    assert_eq!(detect_delimiter(b"a,b;c;d"), b';');
    assert_eq!(detect_delimiter(b"a\tb"), b'\t');
    assert_eq!(detect_delimiter(b"\"a;b;c\",d"), b',');
    assert_eq!(detect_delimiter(b"value"), b',');
}
