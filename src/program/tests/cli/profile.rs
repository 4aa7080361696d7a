//! Profiles and the literal form: `spec/program.md`, PROGRAM-PROFILE and PROGRAM-LITERAL.

use serde_json::Value;

use crate::support::{Folder, hourly, run};

/// The parameters that `bami params show` prints as JSON.
fn shown(folder: &Folder, args: &[&str]) -> Value {
    let args = [&["params", "show", "--json"], args].concat();
    serde_json::from_str(&folder.bami(args).ok()).unwrap()
}

/// What differs in a region: bias, ties, cells, threshold and empty segments.
fn switches(parameters: &Value) -> String {
    let (sp, tm) = (&parameters["sp"], &parameters["tm"]);
    let extensions = &tm["extensions"];
    [
        &parameters["profile"],
        &sp["center_bias"],
        &sp["connected_in_overlap"],
        &sp["tie_break"],
        &sp["duty_cycles"],
        &sp["boosting_order"],
        &tm["cells_per_column"],
        &tm["activation_threshold"],
        &extensions["max_segments_per_cell"],
        &extensions["skip_empty_segments"],
    ]
    .map(Value::to_string)
    .join(" ")
}

const PRACTICAL: &str =
    r#""practical" null "at_least" "lowest_index" "recursive" "two_passes" 32 20 128 true"#;
const BOOK: &str = r#""book" 0.1 "above" "all" "window" "one_loop" 16 15 null false"#;

//= spec/program.md#program-profile
//= type=test
//# The profile MUST be the one on the command line, or else the one that the parameter file names,
//# or else practical.
#[test]
fn the_profile_comes_from_the_command_line_or_the_file() {
    let folder = Folder::new();
    folder.write("book.toml", "profile = \"book\"\n");
    let of = |args: &[&str]| switches(&shown(&folder, args));
    assert_eq!(of(&[]), PRACTICAL);
    assert_eq!(of(&["--profile", "book"]), BOOK);
    assert_eq!(of(&["--config", "book.toml"]), BOOK);
    assert_eq!(of(&["--config", "book.toml", "--profile", "practical"]), PRACTICAL);
    folder.write("wrong.toml", "profile = \"strict\"\n");
    let refused = folder.bami(["params", "show", "--config", "wrong.toml"]).refused();
    assert!(refused.contains("there is no profile \"strict\""), "{refused}");
    let refused = folder.bami(["params", "show", "--set", "profile=book"]).refused();
    assert!(refused.contains("choose it with --profile"), "{refused}");
    folder.bami(["params", "show", "--profile", "strict"]).refused();
}

//= spec/program.md#program-profile
//= type=test
//# The profile MUST decide every parameter that is not given, those of the encoders included.
//= spec/program.md#program-profile
//= type=test
//# A parameter that is given MUST take precedence over the profile.
#[test]
fn what_is_given_wins_over_the_profile() {
    let folder = Folder::new();
    let text = r#"
profile = "book"
[tm]
cells_per_column = 8
[sp]
tie_break = "lowest_index"
[[encoders]]
field = "value"
type = "random-distributed-scalar"
collisions = "probe"
"#;
    folder.write("own.toml", text);
    let own = shown(&folder, &["--config", "own.toml", "--set", "tm.activation_threshold=9"]);
    assert_eq!(
        switches(&own),
        r#""book" 0.1 "above" "lowest_index" "window" "one_loop" 8 9 null false"#
    );
    assert_eq!(own["encoders"][0]["rounding"], "floor");
    assert_eq!(own["encoders"][0]["collisions"], "probe");
    // The encoders that are made have the switches of the profile, too.
    let made = shown(&folder, &["--profile", "book", "--resolution", "0.5"]);
    assert_eq!(made["encoders"][1]["rounding"], "floor");
    assert_eq!(made["encoders"][1]["collisions"], "leave");
    let network = r#"
profile = "book"
[[region]]
name = "first"
encoders = [{ field = "place", columns = ["value", "value"], type = "coordinate" }]
[[region]]
name = "second"
links = [{ from = "first" }]
tm = { activation_threshold = 9 }
"#;
    folder.write("network.toml", network);
    let network = shown(&folder, &["--config", "network.toml"]);
    assert_eq!(network["region"][0]["encoders"][0]["collisions"], "leave");
    assert_eq!(network["region"][0]["tm"]["activation_threshold"], 15);
    assert_eq!(network["region"][1]["tm"]["activation_threshold"], 9);
    assert_eq!(network["region"][1]["tm"]["cells_per_column"], 16);
}

//= spec/program.md#program-profile
//= type=test
//# `bami params show` MUST print the parameters that the profile expands to, the name of the
//# profile, and where the profiles differ, with the values of both.
#[test]
fn both_profiles_are_shown_side_by_side() {
    let folder = Folder::new();
    let book = folder.bami(["params", "show", "--profile", "book"]).ok();
    let table: Vec<&str> = book.lines().skip_while(|line| !line.contains("differ")).collect();
    let end = table.iter().position(|line| line.starts_with("seed")).unwrap();
    insta::assert_snapshot!(table[..end].join("\n"));
    // What is shown is a parameter file with the same meaning.
    folder.write("book.toml", &book);
    assert_eq!(folder.bami(["params", "show", "--config", "book.toml"]).ok(), book);
    let differences = &shown(&folder, &[])["profiles_differ"];
    assert_eq!(differences[0]["parameter"], "sp.boosting_order");
    assert_eq!(differences[0]["practical"], "\"two_passes\"");
}

#[test]
fn a_stream_of_the_book_profile_resumes_within_its_warm_up() {
    let folder = Folder::new();
    folder.write("all.csv", hourly(150));
    let (first, rest) = {
        let rows = hourly(150);
        let cut = rows.match_indices('\n').nth(40).unwrap().0 + 1;
        (rows[..cut].to_owned(), rows[cut..].to_owned())
    };
    folder.write("first.csv", first);
    folder.write("rest.csv", rest);
    let one = folder.bami(run("all.csv", &["--profile", "book"])).ok();
    let practical = folder.bami(run("all.csv", &[])).ok();
    assert_ne!(one, practical);
    let first = folder.bami(run("first.csv", &["--profile", "book", "--save", "s.state"])).ok();
    let rest = folder.bami(["run", "rest.csv", "--load", "s.state"]).ok();
    let rest = rest.split_once('\n').unwrap().1;
    assert_eq!(first + rest, one);
    folder.bami(["run", "rest.csv", "--load", "s.state", "--profile", "book"]).refused();
}

//= spec/program.md#program-literal
//= type=test
//# With `--literal`, every step MUST run the literal form of both algorithms, with the results of
//# the default form.
#[test]
fn the_literal_form_gives_the_same_rows() {
    let folder = Folder::new();
    folder.write("data.csv", hourly(130));
    for profile in ["book", "practical"] {
        let rows = folder.bami(run("data.csv", &["--profile", profile])).ok();
        let literal = folder.bami(run("data.csv", &["--profile", profile, "--literal"])).ok();
        assert_eq!(literal, rows);
        let mut predict = run("data.csv", &["--profile", profile]);
        predict[0] = "predict";
        let rows = folder.bami(predict.clone()).ok();
        predict.push("--literal");
        assert_eq!(folder.bami(predict).ok(), rows);
        let bench = ["bench", "--json", "--steps", "3", "--only", "w3", "--profile", profile];
        let fingerprint = |more: &[&str]| {
            let measured = folder.bami([&bench[..], more].concat()).ok();
            serde_json::from_str::<Value>(&measured).unwrap()[0]["fingerprint"].clone()
        };
        assert_eq!(fingerprint(&["--literal"]), fingerprint(&[]));
    }
}
