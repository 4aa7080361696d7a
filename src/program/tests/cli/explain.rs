//! `bami explain` through the program.

use assert_cmd::Command;
use bami::index::Index;
use serde_json::Value;

fn bami(arguments: &[&str]) -> assert_cmd::assert::Assert {
    Command::cargo_bin("bami").expect("bami is built").arg("explain").args(arguments).assert()
}

fn explained(name: &str) -> String {
    let output = bami(&[name]).success().get_output().stdout.clone();
    String::from_utf8(output).expect("UTF-8")
}

fn ids(arguments: &[&str]) -> Vec<String> {
    let output = bami(&[arguments, &["--json"]].concat()).success().get_output().stdout.clone();
    let answer: Value = serde_json::from_slice(&output).expect("JSON");
    let rules = answer["rules"].as_array().expect("a list");
    rules.iter().map(|rule| rule["id"].as_str().expect("an id").to_owned()).collect()
}

/// Without vectors and line numbers, which change with files that say nothing of the rule.
fn stable(text: &str) -> String {
    let text = text.split("\nVectors\n").next().unwrap_or_default();
    let lines = text.lines().filter(|line| !line.trim().starts_with("covered by"));
    let text: String = lines.map(|line| format!("{line}\n")).collect();
    let mut parts = text.split_inclusive(['.', ' ']).peekable();
    let mut stable = String::new();
    while let Some(part) = parts.next() {
        stable.push_str(part);
        if let Some(next) = parts.peek_mut()
            && let Some((kind @ ("rs" | "md"), rest)) = next.split_once(':')
            && part.ends_with('.')
            && rest.starts_with(|c: char| c.is_ascii_digit())
        {
            stable.push_str(kind);
            stable.push_str(":LINE");
            *next = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        }
    }
    stable
}

#[test]
fn a_rule_is_told_with_all_that_stands_for_it() {
    insta::assert_snapshot!(stable(&explained("TM-34-35")));
}

#[test]
fn a_decision_is_told_with_its_alternatives() {
    insta::assert_snapshot!(stable(&explained("D-TM-6")));
}

#[test]
fn a_function_is_told_by_its_rules() {
    insta::assert_snapshot!(stable(&explained("kthScore")));
}

#[test]
fn lines_without_a_rule_say_why() {
    insta::assert_snapshot!(stable(&explained("TM 103")));
}

#[test]
fn a_line_is_told_with_its_statement_and_the_form_that_runs_by_default() {
    insta::assert_snapshot!(stable(&explained("TM 107")));
}

#[test]
fn an_else_is_told_with_its_condition() {
    insta::assert_snapshot!(stable(&explained("TM 43")));
}

#[test]
fn a_page_is_told_with_all_that_is_from_it() {
    insta::assert_snapshot!(explained("p. 18"));
}

#[test]
fn a_name_of_another_system_is_told_by_that_of_the_book() {
    insta::assert_snapshot!(stable(&explained("predictedSegmentDecrement")));
}

/// Every name of the tables leads to something.
#[test]
fn every_name_of_the_book_is_told() {
    use bami_htm::book;
    let index = Index::embedded().expect("an index");
    let answer = |name: &str| index.explain(name).expect(name);
    for name in
        [book::TEMPORAL_MEMORY, book::SPATIAL_POOLER, book::SPATIAL_POOLER_TABLES, book::TERMS]
            .concat()
    {
        let found = answer(name.book);
        assert!(found.names.iter().any(|named| named.name == name.book), "{}", name.book);
        let leads = !name.lines.is_empty() || !name.rules.is_empty();
        assert_eq!(leads, !found.rules.is_empty(), "{}", name.book);
    }
    for theirs in book::COUNTERPARTS {
        let found = answer(theirs.name);
        assert!(found.theirs.iter().any(|named| named.name == theirs.name), "{}", theirs.name);
        assert!(!found.rules.is_empty(), "{} has no rule", theirs.name);
        if !theirs.book.is_empty() {
            let of_book = answer(theirs.book);
            let has = |id| found.rules.iter().any(|rule| rule.id == id);
            assert!(of_book.rules.iter().all(|rule| has(rule.id)), "{}", theirs.name);
        }
    }
    for equation in book::EQUATIONS {
        let found = answer(&format!("SDR {}", equation.book));
        assert!(!found.rules.is_empty(), "{} has no rule", equation.book);
    }
    for section in book::ENCODER_SECTIONS {
        let found = answer(&format!("BAMI ENC '{}'", section.book));
        assert!(!found.rules.is_empty(), "{} has no rule", section.book);
    }
    for question in book::PROBLEM_SETS {
        let found = answer(&format!("PS {}", question.book));
        assert_eq!(found.names.len(), 1, "{}", question.book);
        assert!(found.names[0].here.starts_with(question.here), "{}", question.book);
    }
}

#[test]
fn places_are_those_of_the_sources() {
    for (name, statement) in
        [("TM 27", "self.add_active_cell(27, cell);"), ("SP 26", "self.set_inhibition_radius(26, ")]
    {
        let text = explained(name);
        let place = text.lines().find_map(|line| line.strip_prefix("  in ")).expect("a place");
        let (function, place) = place.split_once("  ").expect("a function and its place");
        let (file, line) = place.split_once(':').expect("a file and a line");
        let source = bami_htm::spec::file(file).expect("a file that is embedded");
        assert!(source.contains(&format!("fn {function}(")), "{function} is not in {file}");
        let line: usize = line.parse().expect("a number");
        assert!(source.lines().nth(line - 1).expect("a line").contains(statement), "{place}");
        assert!(text.contains(statement), "{text}");
    }
    // A decision has no lines; the functions that carry it out are named with their files.
    let text = explained("D-SP-8");
    assert!(text.contains("\n  kth_score  src/bami/spatial_pooler/routines.rs\n"), "{text}");
}

#[test]
fn every_way_to_name_a_rule_finds_it() {
    for name in [
        &["TM-26-27"][..],
        &["tm-26-27"],
        &["BAMI TM 27"],
        &["TM", "26"],
        &["bami", "tm", "26-27"],
        &["TM-27"],
        &["TM27"],
        &["TM", "line", "27"],
        &["BAMI TM lines 26-27"],
    ] {
        assert_eq!(ids(name), ["TM-26-27"], "{name:?}");
    }
    let burst = ids(&["burstColumn"]);
    for id in ["TM-6", "TM-25", "TM-26-27", "TM-46-48"] {
        assert!(burst.contains(&id.to_owned()), "{id} is not in {burst:?}");
    }
    assert_eq!(ids(&["burst_column"]), burst);
    assert!(ids(&["CONNECTED_PERMANENCE"]).contains(&"TM-58-61".to_owned()));
    assert_eq!(ids(&["connected_permanence"]), ids(&["CONNECTED_PERMANENCE"]));
    for (name, id) in [
        ("SYNAPSE_SAMPLE_SIZE", "TM-22-24"),
        ("maxNewSynapseCount", "TM-22-24"),
        ("minThreshold", "TM-69-70"),
        ("getMinThreshold", "TM-69-70"),
        ("set_predicted_decrement", "TM-51-54"),
        ("predictedSegmentDecrement", "TM-51-54"),
        ("synPermConnected", "SP-24-25"),
        ("localAreaDensity", "D-SP-10"),
        ("SDR (4)", "SDR-EQ-4"),
        ("SDR(4)", "SDR-EQ-4"),
        ("BAMI SDR(4)", "SDR-EQ-4"),
        ("(7)", "SDR-EQ-6-7"),
        ("equation (14)", "SDR-EQ-13-14"),
        ("ENC 'The Delta Encoder'", "ENC-DELTA"),
        ("BAMI ENC geospatial", "ENC-GEO"),
        ("GL matching segment", "TM-69-70"),
        ("Matching segments", "TM-69-70"),
        ("mini-column", "TM-1"),
        ("p. 54", "TM-26-27"),
        ("BAMI p. 54", "D-TM-4"),
        ("TM 106", "TM-104-107"),
        ("TM 43", "TM-40-42"),
    ] {
        assert!(ids(&[name]).contains(&id.to_owned()), "{name}: {:?}", ids(&[name]));
    }
}

#[test]
fn what_is_the_same_is_told_once() {
    let text = explained("localAreaDensity");
    let start = "localAreaDensity, of NuPIC and htm.core, also in the book, pp. 43, 44\n  `local_area_density`\n\nSP-";
    assert!(text.starts_with(start), "{text}");
    assert!(!explained("SP 7").contains("step_by_index"));
    assert!(!explained("SP-22").contains("D-SP-18"));
}

#[test]
fn decisions_come_before_what_only_lists_the_name() {
    let text = explained("predicted_decrement");
    let ids = ids(&["predicted_decrement"]);
    assert_eq!(ids, ["TM-51-54", "D-TM-7", "D-TM-12", "D-TM-19", "REGION-FOR-METRIC"]);
    assert!(text.contains("\nNamed also in PIN-TM, PROGRAM-BENCH.\n"), "{text}");
}

#[test]
fn an_unknown_name_ends_with_2_and_the_nearest() {
    for (name, nearest) in [
        ("burstColum", "`burstColumn`"),
        ("D-TM-66", "`D-TM-6`"),
        ("TM 108", "lines 1 to 107"),
        ("SDR (5)", "(1) to (4) and (6) to (14)"),
        ("SDR(5)", "(1) to (4) and (6) to (14)"),
        ("p. 65", "64 pages"),
        ("27", "`TM 27` or `p. 27`"),
        ("4", "`SP 4` or `TM 4` or `p. 4` or `SDR (4)`"),
        ("line 7", "`SP 7` or `TM 7`"),
        ("line 200", "`TM 107`"),
        ("minTreshold", "`minThreshold`"),
        ("synPermMax", "`bami explain --help`"),
        ("foo", "`bami explain --help`"),
        ("PS SP.12", "SP.1 to SP.11, TM.1 to TM.12; there is no PS SP.12"),
        ("ENC", "'Encoding Multiple Values'; there is no ENC"),
    ] {
        let output = bami(&[name]).code(2).get_output().clone();
        assert!(output.stdout.is_empty());
        let error = String::from_utf8(output.stderr).expect("UTF-8");
        assert!(error.contains(nearest), "{name}: {error}");
    }
    bami(&[]).code(2);
}
