//! The vectors of `spec/vectors`, and how to update them.
//!
//! A vector is written by hand: its parameters, its inputs, and for each output the keys to
//! compare, with any values. The port to Python fills in the values (`spec/porting.md`), and these
//! tests check that the library gives the same. Then
//!
//! ```text
//! BAMI_UPDATE_VECTORS=1 cargo test -p bami-conformance --test vectors
//! ```
//!
//! writes the index, the layout of the files and the values of the library. In a new vector the
//! values stay as they are. Review any change before you commit it: a vector states what is
//! correct, and the library may be wrong. Without the variable, the tests only compare and write
//! nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

use bami_conformance::fuzz::{fill, scores_are_apart};
use bami_conformance::{ALGORITHMS, Json, Outcome, Step, Target, Vector, run};
use serde_json::json;

fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// A file of the repository, or its embedded copy in a published package, which lacks the file.
fn file(path: &str) -> String {
    let embedded = || bami_htm::spec::file(path).unwrap_or_default().to_owned();
    fs::read_to_string(root().join(path)).unwrap_or_else(|_| embedded())
}

/// The files of all vectors, relative to `spec/vectors`, ascending. Updates them first if that is
/// requested.
fn paths() -> Vec<String> {
    static UPDATED: OnceLock<()> = OnceLock::new();
    UPDATED.get_or_init(|| {
        if std::env::var_os("BAMI_UPDATE_VECTORS").is_some() {
            for (path, text) in remade_vectors().into_iter().chain([index()]) {
                fs::write(root().join(path), text).unwrap();
            }
        }
    });
    listed()
}

fn listed() -> Vec<String> {
    let files = bami_htm::spec::files("spec/vectors").map(|(path, _)| path);
    let files = files.filter_map(|path| Some(path.strip_prefix("spec/vectors/")?.to_owned()));
    // The schema and the index are not in a folder.
    files.filter(|path| path.contains('/')).collect()
}

fn read(path: &str) -> String {
    file(&format!("spec/vectors/{path}"))
}

fn vectors() -> Vec<(String, Vector)> {
    let vector = |path: String| {
        let text = read(&path);
        let vector = Vector::from_json(&text).unwrap_or_else(|error| panic!("{path}: {error}"));
        (path, vector)
    };
    paths().into_iter().map(vector).collect()
}

/// Compares a file of the repository with what it should hold.
fn check_file((path, text): (String, String)) {
    let committed = file(&path);
    let is_current = committed.replace("\r\n", "\n") == text;
    assert!(is_current, "{path} is not what the library makes of it; see tests/vectors.rs");
}

/// The part of `got` with the keys that `wanted` has, at every depth.
fn wanted_keys(wanted: &Json, got: &Json) -> Json {
    match (wanted, got) {
        (Json::Object(wanted), Json::Object(got)) => {
            let keep = |(key, wanted): (&String, &Json)| {
                (key.clone(), got.get(key).map_or(Json::Null, |got| wanted_keys(wanted, got)))
            };
            wanted.iter().map(keep).collect()
        }
        _ => got.clone(),
    }
}

/// The vector with the outputs that the library gives.
fn remade(vector: &Vector) -> Vector {
    let mut made = vector.clone();
    assert!(fill(&mut made), "{}: no such algorithm", vector.header.name);
    assert_eq!(made.steps.len(), vector.steps.len(), "{}: an early error", vector.header.name);
    for (made, written) in made.steps.iter_mut().zip(&vector.steps) {
        let is_error = |output: &Json| output.get("error").is_some_and(|text| !text.is_null());
        // NB: the message of an error is not compared, so the one in the file is kept.
        made.output = match is_error(&made.output) && is_error(&written.output) {
            true => written.output.clone(),
            false => wanted_keys(&written.output, &made.output),
        };
    }
    made
}

/// The path and content of every vector as the library generates it.
fn remade_vectors() -> Vec<(String, String)> {
    let remade = |path: String| {
        let vector = Vector::from_json_unchecked(&read(&path));
        let vector = vector.unwrap_or_else(|error| panic!("{path}: {error}"));
        (format!("spec/vectors/{path}"), remade(&vector).to_json())
    };
    listed().into_iter().map(remade).collect()
}

/// The path and content of the index.
fn index() -> (String, String) {
    let entry = |path: &String| {
        let header = Vector::from_json_unchecked(&read(path)).unwrap().header;
        let line = json!({
            "name": header.name, "path": path, "about": header.about, "covers": header.covers,
        });
        format!("  {line}")
    };
    let entries: Vec<String> = listed().iter().map(entry).collect();
    let index = format!("[\n{}\n]\n", entries.join(",\n"));
    ("spec/vectors/index.json".into(), index)
}

#[test]
fn every_vector_is_what_the_library_makes_of_it() {
    paths();
    remade_vectors().into_iter().for_each(check_file);
}

#[test]
fn the_library_passes_every_vector() {
    for (path, vector) in vectors() {
        let report = run(&vector, &Target::Library).unwrap();
        assert_eq!(report.outcome, Outcome::Passed, "{path}");
    }
}

#[test]
fn the_index_is_current() {
    paths();
    check_file(index());
}

#[test]
fn names_are_unique_and_those_of_the_files() {
    let mut seen = BTreeSet::new();
    for (path, vector) in vectors() {
        let header = vector.header;
        assert_eq!(path, format!("{}/{}.json", header.algorithm, header.name));
        assert!(seen.insert(header.name.clone()), "{} is there twice", header.name);
        assert!(header.about.ends_with('.') && header.about.len() > 20, "{path}: about");
        assert!(!header.covers.is_empty(), "{path}: covers");
    }
    assert!(seen.len() >= 160);
    let retired = read("retired.txt");
    let retired: Vec<&str> = retired.lines().collect();
    assert!(retired.is_sorted() && !retired.is_empty(), "{retired:?}");
    let again = retired.iter().find(|&&name| seen.contains(name));
    assert_eq!(again, None, "a retired name is used again");
    for algorithm in ALGORITHMS {
        let folder = format!("{algorithm}/");
        assert!(
            listed().iter().any(|path| path.starts_with(&folder)),
            "{algorithm} has no vectors"
        );
    }
}

#[test]
fn every_vector_is_valid_by_the_schema() {
    let mut schemas = boon::Schemas::new();
    let mut compiler = boon::Compiler::new();
    compiler.set_default_draft(boon::Draft::V2020_12);
    let schema: Json = serde_json::from_str(&read("schema.json")).unwrap();
    compiler.add_resource("schema.json", schema).unwrap();
    let schema = compiler.compile("schema.json", &mut schemas).unwrap();
    let check = |text: &str| {
        let value: Json = serde_json::from_str(text).unwrap();
        schemas.validate(&value, schema).map_err(|error| error.to_string())
    };
    for path in paths() {
        check(&read(&path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    // The schema is not merely permissive.
    let good = read("temporal-memory/matching-alone-bursts.json");
    for (from, to) in [
        ("\"seed\": 42", "\"seed\": -1"),
        ("\"column_count\"", "\"columns\""),
        ("\"dump\"", "\"dumb\""),
        ("\"winner_cells\"", "\"winners\""),
        ("bami-conformance/1", "bami-conformance/2"),
        ("[0, 1]", "[0, 0]"),
    ] {
        let bad = good.replacen(from, to, 1);
        assert!(bad != good && check(&bad).is_err(), "{from} became {to}");
    }
}

/// The headings of the specification that are rule ids.
fn rules() -> BTreeSet<String> {
    let chapters = bami_htm::spec::files("spec").filter(|(path, _)| path.ends_with(".md"));
    let headings =
        chapters.flat_map(|(_, text)| text.lines().filter_map(|l| l.strip_prefix("### ")));
    headings.map(str::to_owned).collect()
}

/// Whether a reference such as `TM 26-27` names existing lines.
fn lines_exist(cover: &str) -> bool {
    let Some((chapter, lines)) = cover.split_once(' ') else { return false };
    let last = match chapter {
        "TM" => 107,
        "SP" => 26,
        _ => return false,
    };
    let numbers: Vec<Option<u32>> = lines.split('-').map(|n| n.parse().ok()).collect();
    numbers.len() <= 2
        && numbers.iter().all(|n| n.is_some_and(|n| (1..=last).contains(&n)))
        && numbers.is_sorted()
}

/// Rules of these chapters that no vector can demonstrate, with the reason.
const WITHOUT_VECTORS: &[(&str, &str)] = &[
    ("D-SP-29", "a vector gives every parameter"),
    ("D-ENC-26", "a warning is no output"),
    ("ENC-FINITE", "JSON has no infinite numbers"),
    ("ENC-RDSE-RESOLUTION", "a resolution is given"),
    ("ENC-RDSE-ESTIMATE", "a resolution is given"),
    ("D-ENC-6", "a resolution is given"),
    ("ENC-BUCKETS", "buckets are no algorithm of the format"),
    ("ENC-DECODE-SIZE", "decoding is no algorithm of the format"),
    ("ENC-DECODE-OVERLAP", "decoding is no algorithm of the format"),
    ("ENC-DECODE-BEST", "decoding is no algorithm of the format"),
    ("ENC-DECODE-SCORE", "decoding is no algorithm of the format"),
    ("ENC-DECODE-CANDIDATES", "decoding is no algorithm of the format"),
    ("ENC-DECODE-REMEMBERED", "decoding is no algorithm of the format"),
    ("D-ENC-11", "decoding is no algorithm of the format"),
    ("ENC-DECODE-MEANING", "decoding is no algorithm of the format"),
    ("ENC-DECODE-PARTS", "decoding is no algorithm of the format"),
    ("ENC-MULTIPLE-PARTS", "concatenation is no algorithm of the format"),
    ("ENC-MULTIPLE-ORDER", "concatenation is no algorithm of the format"),
    ("ENC-MULTIPLE-NESTED", "concatenation is no algorithm of the format"),
    ("ENC-MULTIPLE-VALUES", "concatenation is no algorithm of the format"),
    ("ANOM-RANGE-RULE", "the range rule is no algorithm of the format"),
    ("CLA-REGION-TARGET", "the region is no algorithm of the format"),
    ("CLA-REGION-PATTERN", "the region is no algorithm of the format"),
    ("CLA-INTERPOLATED-QUANTILE", "the interpolated quantile is no key of the format"),
    ("D-CLA-6", "the interpolated quantile is no key of the format"),
    ("CLA-REGION-HORIZONS", "the region is no algorithm of the format"),
    ("CLA-COMING", "the region is no algorithm of the format"),
    ("CLA-COMING-TIME", "the region is no algorithm of the format"),
    ("CLA-WEEK-BEFORE", "the region is no algorithm of the format"),
    ("CLA-WEEK-REMEMBERED", "the region is no algorithm of the format"),
    ("CLA-COMING-RESET", "the region is no algorithm of the format"),
    ("D-CLA-7", "the region is no algorithm of the format"),
    ("CLA-DECODE-VOTES", "the region is no algorithm of the format"),
    ("CLA-DECODE-BITS", "the region is no algorithm of the format"),
    ("CLA-DECODE-VALUE", "the region is no algorithm of the format"),
    ("D-CLA-8", "the region is no algorithm of the format"),
    ("D-CLA-9", "the region is no algorithm of the format"),
    ("CLA-RANGE-STATE", "calibrated ranges are no algorithm of the format"),
    ("CLA-RANGE-SCALE", "calibrated ranges are no algorithm of the format"),
    ("CLA-RANGE", "calibrated ranges are no algorithm of the format"),
    ("CLA-RANGE-LEARN", "calibrated ranges are no algorithm of the format"),
];

#[test]
fn every_rule_has_a_vector_and_every_cover_a_rule() {
    let rules = rules();
    let mut covered: BTreeMap<String, u32> = BTreeMap::new();
    for (path, vector) in vectors() {
        for cover in vector.header.covers {
            let known = match cover.strip_prefix("BAMI ") {
                Some(lines) => lines_exist(lines),
                None => rules.contains(&cover),
            };
            assert!(known, "{path} covers {cover}, which does not exist");
            *covered.entry(cover).or_default() += 1;
        }
    }
    let chapters =
        ["TM-", "D-TM-", "SP-", "D-SP-", "EXT-", "ENC-", "D-ENC-", "ANOM-", "CLA-", "D-CLA-", "R-"];
    for rule in rules.iter().filter(|rule| chapters.iter().any(|c| rule.starts_with(c))) {
        let excused = WITHOUT_VECTORS.iter().any(|(id, _)| id == rule);
        assert!(covered.contains_key(rule) != excused, "{rule}");
    }
}

//= spec/spatial-pooler.md#d-sp-23
//= type=test
//# exp MUST be the function defined below, on every platform.
#[test]
fn d_sp_23_no_score_of_a_vector_hangs_on_the_last_bit_of_an_exponential() {
    for (path, mut vector) in vectors() {
        let boost = vector.header.parameters.get("boost_strength").and_then(Json::as_f64);
        if boost.is_some_and(|boost| boost > 0.0) && !vector.expects_error() {
            fill(&mut vector);
            assert!(scores_are_apart(&vector), "{path}");
        }
    }
}

/// The vector in which learning amplifies, and in which every probability is exact.
const AMPLIFIES: &str = "great-activations-do-not-overflow";

//= spec/classifier.md#cla-softmax
//= type=test
//# The probability of a bucket MUST be e / s, where e is exp(a - m) of its activation a, m is the
//# greatest activation, and s the sum of all e from 0 in the order in which the buckets became
//# known.
#[test]
fn cla_softmax_no_vector_hangs_on_the_last_bit_of_an_exponential() {
    for (path, mut vector) in vectors() {
        if vector.header.algorithm != "sdr-classifier" || vector.expects_error() {
            continue;
        }
        let rate = vector.header.parameters["learning_rate"].as_f64().unwrap_or(0.01);
        let bits = |step: &Step| step.input["active_bits"].as_array().map_or(0, Vec::len);
        let most = vector.steps.iter().map(bits).max().unwrap_or_default();
        let amplifies = rate * most as f64 > 4.0;
        assert_eq!(amplifies, vector.header.name == AMPLIFIES, "{path}");
        fill(&mut vector);
        assert!(scores_are_apart(&vector), "{path}");
    }
}
