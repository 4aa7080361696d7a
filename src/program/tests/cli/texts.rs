//! Columns of text and of bits: what the encoders of the parameters make of a CSV stream.

use crate::support::{Folder, run};

/// Three categories in turn, and now and then none.
fn colours(rows: usize) -> String {
    let names = ["red", " green ", "blue"];
    let name = |row: usize| if row % 10 == 7 { "" } else { names[row % 3] };
    let row = |row: usize| format!("2014-04-{:02} 00:00:00,{}\n", row + 1, name(row));
    format!("timestamp,colour\n{}", (0..rows).map(row).collect::<String>())
}

const CATEGORY: &str = r#"
    [[encoders]]
    field = "value"
    type = "category"
    categories = ["red", "green", "blue"]
"#;

const BITS: &str = r#"
    [[encoders]]
    field = "value"
    type = "pass-through"
    size = 64
    active_bits = 4
    exact = false
"#;

/// A folder with a stream and with parameters.
fn folder(data: &str, parameters: &str) -> Folder {
    let folder = Folder::new();
    folder.write("data.csv", data);
    folder.write("bami.toml", parameters);
    folder
}

/// The rows that come out, as fields.
fn scored(folder: &Folder, more: &[&str]) -> Vec<Vec<String>> {
    let args = [&["--config", "bami.toml"], more].concat();
    let out = folder.bami(run("data.csv", &args)).ok();
    out.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

//= spec/program.md#program-texts
//= type=test
//# A column MUST be read as strings if its encoder is a category or an ordered category encoder, as
//# bits if it is a pass-through encoder, and as numbers if it is any other.
//= spec/program.md#program-texts
//= type=test
//# If the value is not read as numbers and no column is named on the command line, the value column
//# MUST be the only column besides the time column or, of several, the one called value.
#[test]
fn a_column_of_categories_is_read_as_text() {
    for kind in ["category", "ordered-category"] {
        let folder = folder(&colours(29), &CATEGORY.replace("\"category\"", &format!("{kind:?}")));
        let rows = scored(&folder, &[]);
        assert_eq!(rows[0][1], "colour");
        let names: Vec<&str> = rows[1..10].iter().map(|row| row[1].as_str()).collect();
        assert_eq!(names, ["red", "green", "blue", "red", "green", "blue", "red", "", "blue"]);
        // What comes in turn is learned.
        assert_eq!((rows[1][4].as_str(), rows[26][4].as_str()), ("1", "0"), "{kind}");
    }
}

#[test]
fn categories_are_named_in_json_and_drawn_nowhere() {
    let folder = folder(&colours(9), CATEGORY);
    let args = ["--config", "bami.toml", "--format", "jsonl", "--plot", "plot.svg"];
    let out = folder.bami(run("data.csv", &args)).ok();
    let lines: Vec<&str> = out.lines().collect();
    assert!(lines[1].contains(r#""colour":"green""#), "{}", lines[1]);
    assert!(lines[7].contains(r#""colour":null"#), "{}", lines[7]);
    assert!(folder.read("plot.svg").contains("colour"));
}

//= spec/program.md#program-texts
//= type=test
//# A field of bits MUST hold integers from 0 to 4294967295 in strictly ascending order, separated
//# by whitespace, or its row is a bad row.
#[test]
fn a_column_of_bits_is_passed_through() {
    let data = "input,note\n0 3  17 42,a\n1 5,\n,b\n3 3,\n63,c\n";
    let folder = folder(data, BITS);
    let rows = scored(&folder, &["--value-column", "input", "--skip-bad-rows"]);
    let bits: Vec<&str> = rows[1..].iter().map(|row| row[1].as_str()).collect();
    assert_eq!(bits, ["0 3 17 42", "1 5", "", "63"]);
    let args = ["--config", "bami.toml", "--value-column", "input", "--format", "jsonl"];
    let args = [&args[..], &["--skip-bad-rows"]].concat();
    let out = folder.bami(run("data.csv", &args)).ok();
    assert!(out.starts_with(r#"{"timestamp":null,"input":[0,3,17,42],"#), "{out}");
}

/// Text beside numbers, in a region.
#[test]
fn texts_and_numbers_stand_side_by_side() {
    let data = "timestamp,colour,load\n2014-04-01,red,1.5\n2014-04-02,blue,2\n2014-04-03,,\n";
    let parameters = format!(
        "{}\n[[encoders]]\nfield = \"load\"\ntype = \"scalar\"\n",
        CATEGORY.replace("\"value\"", "\"colour\"")
    );
    let folder = folder(data, &parameters);
    let columns = ["--value-column", "colour", "--value-column", "load"];
    let rows = scored(&folder, &columns);
    let values: Vec<&[String]> = rows[1..].iter().map(|row| &row[1..3]).collect();
    assert_eq!(values, [["red", "1.5"], ["blue", "2"], ["", ""]]);
}

//= spec/program.md#program-texts
//= type=test
//# If a concatenation has as many parts as columns, each column MUST be read as the encoder of its
//# part requires.
#[test]
fn the_parts_of_a_concatenation_read_its_columns() {
    let parameters = r#"
        [[encoders]]
        field = "car"
        columns = ["colour", "speed"]
        type = "concatenated"
        [[encoders.parts]]
        name = "colour"
        type = "category"
        categories = ["red", "blue"]
        [[encoders.parts]]
        name = "speed"
        type = "scalar"
    "#;
    let folder = folder("colour,speed\nred,50\nblue,3.5\n,\n", parameters);
    let rows = scored(&folder, &["--value-column", "colour", "--value-column", "speed"]);
    let values: Vec<&[String]> = rows[1..].iter().map(|row| &row[1..3]).collect();
    assert_eq!(values, [["red", "50"], ["blue", "3.5"], ["", ""]]);
}

/// The same in a network, whose encoders name the columns, in `bami trace` and in `bami predict`.
#[test]
fn networks_traces_and_predictions_read_texts_too() {
    let region = "[region.sp]\ncolumn_dimensions = [64]\nnum_active_columns_per_inh_area = 6\n";
    let encoder = CATEGORY.replace("[[encoders]]", "[[region.encoders]]");
    let encoder = encoder.replace("\"value\"", "\"colour\"");
    let network = format!("[[region]]\nname = \"only\"\n{encoder}\n{region}");
    let folder = folder(&colours(9), CATEGORY);
    folder.write("network.toml", network);
    let out = folder.bami(["run", "data.csv", "--config", "network.toml"]).ok();
    assert!(out.lines().nth(2).unwrap().starts_with("2014-04-02 00:00:00,green,"), "{out}");
    for config in ["bami.toml", "network.toml"] {
        let args = ["trace", "data.csv", "--config", config, "--steps", "2..2", "--chapter", "tm"];
        let out = folder.bami(args).ok();
        assert!(out.contains(r#""values":{"colour":"green"}"#), "{config}");
    }
    let out = folder.bami(["predict", "data.csv", "--config", "bami.toml", "--top", "0"]).ok();
    assert!(
        out.starts_with("predicted_for,colour,prediction_1\n2014-04-01 00:00:00,red,\n"),
        "{out}"
    );
}
