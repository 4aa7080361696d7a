//! Each check is proved able to fail, on a small specification with a small program.

mod requote;

use crate::checks::{self, Violation};
use crate::citations::Source;
use crate::read::add_source;
use crate::table;
use bami::index::{Algorithm, Chapter, Index, Lines, Vector};

const CHAPTER: &str = "\
# Temporal memory

## Stage 1

### TM-1-60

*The first half*

The first half MUST come first.
It MUST be quick, as burstColumn is (D-TM-1).

A column of 3 cells
needs nothing else.

### TM-61-106

*The second half*

The second half MUST come second.

## Lines that belong to no rule

Line 107 is blank.

## Decisions

### D-TM-1

*What comes in between*

Between lines 60 and 61 there MUST be nothing.

- **Left open:** what comes
  in between.
- **Here:** nothing.
- **Alternatives:** a pause.
- **Who does those:** nobody.
- **Difference:** none.
";

/// Citations are put together from parts, so that no tool takes them for citations of this file.
const META: &str = concat!("//", "=");
const QUOTE: &str = concat!("//", "#");

const SENTENCES: [(&str, &str); 4] = [
    ("tm-1-60", "The first half MUST come first."),
    ("tm-1-60", "It MUST be quick, as burstColumn is (D-TM-1)."),
    ("tm-61-106", "The second half MUST come second."),
    ("d-tm-1", "Between lines 60 and 61 there MUST be nothing."),
];

fn cited(kind: &str, indent: &str) -> String {
    let citation = |(anchor, sentence): &(&str, &str)| {
        format!(
            "{indent}{META} spec/temporal-memory.md#{anchor}\n{kind}{indent}{QUOTE} {sentence}\n"
        )
    };
    SENTENCES.iter().map(citation).collect()
}

fn code() -> String {
    let citations = cited("", "    ");
    format!(
        "impl<R: Rng> Step<'_, R> {{\n    /// Bursts. Restates BAMI TM 25-48.\n    #[doc(alias = \"burstColumn\")]\n{citations}    fn burst_column(\n        &self,\n    ) {{\n    }}\n}}\n"
    )
}

fn tests() -> String {
    format!("{}#[test]\nfn both_halves() {{}}\n", cited(&format!("{META} type=test\n"), ""))
}

fn index_of(chapter: &str, code: &str, tests: &str) -> Index {
    let mut index = Index::default();
    index.chapters.push(Chapter::parse("spec/temporal-memory.md", chapter));
    add_source(&mut index, Source::parse("src/step.rs", code));
    add_source(&mut index, Source::parse("tests/step.rs", tests));
    index
}

fn index() -> Index {
    index_of(CHAPTER, &code(), &tests())
}

fn with_vector(covers: &[&str]) -> Index {
    let mut index = index();
    let text = serde_json::json!({"name": "v", "about": "", "covers": covers, "steps": []});
    index.vectors.push(Vector::parse("spec/vectors/a/v.json", &text.to_string()).unwrap());
    index
}

/// What all checks find.
fn all(index: &Index) -> Vec<Violation> {
    let checks = [
        checks::form,
        checks::quotes,
        checks::coverage,
        checks::kinds,
        checks::vectors,
        checks::names,
        checks::lines,
    ];
    checks.iter().flat_map(|check| check(index)).collect()
}

#[track_caller]
fn finds(violations: &[Violation], place: &str, words: &str) {
    let lines: Vec<String> = violations.iter().map(ToString::to_string).collect();
    let found = lines.iter().any(|line| line.starts_with(place) && line.contains(words));
    assert!(found, "no violation at {place} says {words:?}: {lines:#?}");
}

#[test]
fn what_is_complete_has_no_violation() {
    assert_eq!(all(&index()), []);
    assert_eq!(all(&with_vector(&["BAMI TM 1", "TM-61-106", "D-TM-1", "BAMI ENC 'Dates'"])), []);
}

#[test]
fn a_chapter_is_read_as_it_is_written() {
    let index = index();
    let chapter = &index.chapters[0];
    assert_eq!(chapter.title, "Temporal memory");
    let rule = &chapter.rules[0];
    assert_eq!((rule.id.as_str(), rule.title.as_str()), ("TM-1-60", "The first half"));
    assert_eq!((rule.place.line, rule.sentences[1].line), (5, 10));
    assert_eq!(rule.text, "A column of 3 cells\nneeds nothing else.");
    let decision = &chapter.rules[2];
    assert_eq!(decision.points[0].lead, "Left open");
    assert_eq!(decision.points[0].text, "what comes in between.");
    assert_eq!((decision.points.len(), decision.text.as_str()), (5, ""));
    assert_eq!(chapter.exempt[0].reason, "Line 107 is blank");
}

#[test]
fn headings_inside_blocks_of_code_are_none() {
    let chapter = Chapter::parse("spec/a.md", "# A\n\n```python\n# B-1\n```\n\n### A-1\n");
    assert_eq!(chapter.rules.iter().map(|rule| rule.id.as_str()).collect::<Vec<_>>(), ["A-1"]);
}

#[test]
fn lines_follow_from_ids() {
    let tm = |first, last| Some(Lines { algorithm: Algorithm::TemporalMemory, first, last });
    assert_eq!(Lines::of_id("TM-26-27"), tm(26, 27));
    assert_eq!(Lines::of_id("TM-33"), tm(33, 33));
    for id in ["TM-STEP", "D-TM-6", "SP-PHASE-1", "EXT-TM-MAX-SEGMENTS", "R-6", "TM-27-26"] {
        assert_eq!(Lines::of_id(id), None, "{id}");
    }
}

#[test]
fn lines_are_found_in_sentences() {
    let mentioned = |text: &str| -> Vec<String> {
        let lines = Lines::mentioned(text, Some(Algorithm::TemporalMemory));
        lines.iter().map(ToString::to_string).collect()
    };
    assert_eq!(
        mentioned(
            "lines 5, 7 to 9, and 11-12 are; line 20, 3 cells; 4 lines; BAMI SP 19, 20 and 23."
        ),
        [
            "BAMI TM 5",
            "BAMI TM 7-9",
            "BAMI TM 11-12",
            "BAMI TM 20",
            "BAMI TM 3",
            "BAMI SP 19",
            "BAMI SP 20",
            "BAMI SP 23"
        ],
        "a number behind a comma is taken for one of the list"
    );
    assert_eq!(Lines::mentioned("the lines 5 and 7", None), []);
}

#[test]
fn citations_know_the_function_that_follows_or_is_around_them() {
    let index = index();
    let items: Vec<&str> = index.citations.iter().map(|c| c.item.as_str()).collect();
    assert_eq!(items, [["Step::burst_column"; 4], ["both_halves"; 4]].concat());
    let inside = format!(
        "pub(crate) trait Walk: Sized {{\n    fn walk(\n        &self,\n    ) -> bool {{\n        if a {{\n        }} else {{\n            {META} spec/a.md#a-1\n            {QUOTE} It\n            {QUOTE} MUST be.\n            go();\n        }}\n    }}\n}}\n\n{META} spec/a.md#a-1\n{QUOTE} It MUST be.\n#[derive(\n    Clone,\n)]\npub struct Walker {{\n    {META} spec/a.md#a-1\n    {QUOTE} It MUST be.\n    pub legs: u32,\n}}\n"
    );
    let source = Source::parse("src/a.rs", &inside);
    let items: Vec<&str> = source.citations.iter().map(|c| c.item.as_str()).collect();
    assert_eq!(items, ["Walk::walk", "Walker", "Walker"]);
    assert_eq!(source.citations[0].quote, "It MUST be.");
    assert_eq!(source.citations[0].place.to_string(), "src/a.rs:7");
}

#[test]
fn functions_carry_bamis_names_and_lines() {
    let function = &index().functions[0];
    assert_eq!(
        (function.bami.as_str(), function.item.as_str()),
        ("burstColumn", "Step::burst_column")
    );
    assert_eq!(function.lines[0].to_string(), "BAMI TM 25-48");
}

#[test]
fn a_misquoted_sentence_is_found() {
    let code = code().replace("come second", "come last");
    let found = checks::quotes(&index_of(CHAPTER, &code, &tests()));
    finds(&found, "src/step.rs:8:", "TM-61-106 does not say\n  The second half MUST come last.");
    finds(&found, "src/step.rs:8:", "are\n  The second half MUST come second.");
    assert_eq!(found.len(), 1);
}

#[test]
fn half_a_sentence_is_no_quote() {
    let code = code().replace("It MUST be quick, as", "It MUST be quick,");
    finds(&checks::quotes(&index_of(CHAPTER, &code, &tests())), "src/step.rs:6:", "does not say");
}

#[test]
fn a_requirement_without_code_is_found() {
    let found = checks::coverage(&index_of(CHAPTER, "", &tests()));
    finds(&found, "spec/temporal-memory.md:9:", "TM-1-60 has a requirement without code");
    finds(&found, "spec/temporal-memory.md:31:", "D-TM-1 has a requirement without code");
    assert_eq!(found.len(), 4);
}

#[test]
fn a_requirement_without_a_test_is_found() {
    let found = checks::coverage(&index_of(CHAPTER, &code(), ""));
    finds(&found, "spec/temporal-memory.md:19:", "TM-61-106 has a requirement without a test");
    assert_eq!(found.len(), 4);
}

#[test]
fn a_citation_that_proves_nothing_is_found() {
    let tests = tests().replace("#[test]\n", "");
    finds(
        &checks::kinds(&index_of(CHAPTER, &code(), &tests)),
        "tests/step.rs:1:",
        "above a #[test]",
    );
    let tests = self::tests().replace("type=test", "type=todo");
    finds(&checks::kinds(&index_of(CHAPTER, &code(), &tests)), "tests/step.rs:1:", "`type=todo`");
}

#[test]
fn a_citation_above_a_function_that_a_harness_runs_proves_something() {
    let tests = tests().replace("#[test]\n", "");
    let names = tests.lines().filter_map(|line| line.strip_prefix("fn ")?.split('(').next());
    let names: Vec<&str> = names.collect();
    let kinds =
        |list: &str| checks::kinds(&index_of(CHAPTER, &code(), &format!("{tests}\n{list}\n")));
    let all = names.join(",\n        ");
    assert_eq!(
        kinds(&format!("    trials!(\n        &[Need::Files(\"a, b\")],\n        {all},\n    )")),
        []
    );
    for list in [
        format!("// trials!(&[], {all})"),
        format!("const LIST: &str = \"trials!(&[], {all})\";"),
        format!("trials!(&[{all}])"),
        format!("trials!(&[], x_{})", names[0]),
    ] {
        finds(&kinds(&list), "tests/step.rs:1:", "registers with trials!");
    }
}

#[test]
fn a_rule_without_a_vector_is_found_once_there_are_vectors() {
    let found = checks::vectors(&with_vector(&["BAMI TM 26-27"]));
    finds(
        &found,
        "spec/temporal-memory.md:15:",
        "no vector covers TM-61-106; add \"TM-61-106\" or \"BAMI TM 61-106\"",
    );
    assert_eq!(found.len(), 1);
    assert_eq!(checks::vectors(&index()), []);
}

#[test]
fn a_citation_of_nothing_is_found() {
    let code = code().replace("#tm-61-106", "#tm-61-105");
    let found = checks::names(&index_of(CHAPTER, &code, &tests()));
    finds(
        &found,
        "src/step.rs:8:",
        "no section `spec/temporal-memory.md#tm-61-105`; did you mean TM-61-106?",
    );
    let code = self::code().replace("spec/temporal-memory.md#tm-61", "spec/sdr.md#tm-61");
    let found = checks::names(&index_of(CHAPTER, &code, &tests()));
    finds(&found, "src/step.rs:8:", "TM-61-106 is at spec/temporal-memory.md#tm-61-106");
    let code = self::code().replace("spec/temporal-memory.md#tm-61", "spec/sdr.md#sdr-61");
    let found = checks::names(&index_of(CHAPTER, &code, &tests()));
    finds(&found, "src/step.rs:8:", "there is no chapter `spec/sdr.md`");
}

#[test]
fn a_quote_without_a_section_is_found() {
    let code = format!("{QUOTE} It MUST be.\nfn a() {{}}\n");
    finds(&checks::names(&index_of(CHAPTER, &code, "")), "src/step.rs:1:", "no section ``");
}

#[test]
fn a_vector_that_covers_nothing_is_found() {
    for covers in ["TM-1-61", "BAMI TM 107-108", "BAMI TM 0", "BAMI XX 1", "burst"] {
        let found = checks::names(&with_vector(&[covers]));
        finds(&found, "spec/vectors/a/v.json:1:", &format!("{covers:?}, which does not exist"));
    }
}

#[test]
fn an_id_that_stands_twice_is_found() {
    let chapter = CHAPTER.replace("### TM-61-106", "### TM-1-60");
    let found = checks::names(&index_of(&chapter, "", ""));
    finds(&found, "spec/temporal-memory.md:15:", "the id TM-1-60 stands twice");
}

#[test]
fn an_id_that_vanished_or_is_new_is_found() {
    let index = index();
    let list = checks::ids_appended(&index, "# ids\n");
    assert_eq!(checks::ids(&index, &list), []);
    assert_eq!(checks::ids_appended(&index, &list), list);
    let list = list.replace("TM-61-106", "TM-61-105");
    let found = checks::ids(&index, &list);
    finds(&found, "spec/ids.txt:3:", "`TM-61-105 spec/temporal-memory.md` is gone");
    finds(&found, "spec/temporal-memory.md:15:", "TM-61-106 is new; append it to spec/ids.txt");
    let appended = checks::ids_appended(&index, &list);
    assert!(appended.starts_with(&list) && appended.contains("TM-61-106"));
}

#[test]
fn a_retired_id_is_gone_for_ever() {
    let index = index();
    let list =
        format!("{}TM-107 spec/temporal-memory.md retired\n", checks::ids_appended(&index, ""));
    assert_eq!(checks::ids(&index, &list), []);
    let list = list
        .replace("TM-61-106 spec/temporal-memory.md", "TM-61-106 spec/temporal-memory.md retired");
    let found = checks::ids(&index, &list);
    finds(&found, "spec/ids.txt:2:", "is retired, and its section still stands");
}

/// The status of the decision, from its line in the chapter and from the table.
fn statuses(line: &str, table: &str) -> Vec<Violation> {
    let chapter = CHAPTER
        .replace("*What comes in between*\n", &format!("*What comes in between*\n\n{line}\n"));
    let table = bami::index::status::decisions(&format!(r#"{{"decisions": [{table}]}}"#)).unwrap();
    checks::statuses(&index_of(&chapter, "", ""), &table)
}

#[test]
fn a_status_that_is_not_that_of_the_table_is_found() {
    let table = r#"{"id": "D-TM-1", "parts": [
        {"mark": "stated", "pages": "47, 50-52", "subject": "a"}, {"mark": "silent", "subject": "b"}]}"#;
    let right =
        "Status: stated pp. 47, 50, 51 (a); stated p. 52 (the rest of a); silent (another b).";
    assert_eq!(statuses(right, table), []);
    let place = "spec/temporal-memory.md:27:";
    for wrong in [
        "Status: stated pp. 47, 50-52.",
        "Status: silent.",
        "Status: stated pp. 47, 50-53 (a); silent (b).",
    ] {
        finds(
            &statuses(wrong, table),
            place,
            "in the table `stated pp. 47, 50-52 (a); silent (b)`",
        );
    }
    finds(&statuses("", table), place, "D-TM-1: there is no status");
    // What the book does not have is silent.
    assert_eq!(statuses("Status: silent.", ""), []);
    finds(
        &statuses("Status: retired.", ""),
        place,
        "the status is `retired`, in the table `silent`",
    );
    let other = r#"{"id": "D-TM-2", "parts": [{"mark": "silent"}]}"#;
    finds(
        &statuses("Status: silent.", other),
        "spec/decisions.json: ",
        "D-TM-2 is a decision on the book",
    );
}

#[test]
fn the_list_of_a_decision_goes_by_its_status() {
    let form = |status: &str, right: &str, wrong: &str| {
        let title = "*What comes in between*\n";
        let chapter = CHAPTER.replace(title, &format!("{title}\n{status}\n")).replace(right, wrong);
        checks::form(&index_of(&chapter, "", ""))
    };
    let place = "spec/temporal-memory.md:27:";
    assert_eq!(form("Status: silent.", "", ""), []);
    finds(&form("Status: stated p. 47.", "", ""), place, "`- **The book:** ...`");
    assert_eq!(form("Status: stated p. 47.", "**Left open:**", "**The book:**"), []);
    finds(
        &form("Status: silent", "", ""),
        place,
        "`Status: silent` is no status: it ends with a full stop",
    );
    let profiles = "- **book profile:** nothing.\n- **practical profile:** nothing.\n";
    assert_eq!(form("Status: silent.", "- **Here:** nothing.\n", profiles), []);
}

#[test]
fn a_line_without_a_rule_or_with_two_is_found() {
    let chapter = CHAPTER.replace("TM-61-106", "TM-60-105");
    let found = checks::lines(&index_of(&chapter, "", ""));
    finds(&found, "spec/temporal-memory.md:15:", "BAMI TM 60 belongs to TM-1-60 and to TM-60-105");
    finds(&found, "spec/temporal-memory.md:1:", "BAMI TM 106 belongs to no rule");
    assert_eq!(found.len(), 2);
    let chapter = CHAPTER.replace("TM-61-106", "TM-61-108");
    let found = checks::lines(&index_of(&chapter, "", ""));
    finds(&found, "spec/temporal-memory.md:15:", "the lines 1 to 107");
    finds(&found, "spec/temporal-memory.md:21:", "'Lines that belong to no rule'");
}

#[test]
fn a_section_in_another_form_is_found() {
    for (right, wrong, place, words) in [
        ("*The second half*", "The second half", 15, "needs a title"),
        ("MUST come second", "comes second", 15, "needs a requirement"),
        ("MUST come second", "MUST come and MUST stay", 19, "MUST once"),
        ("come second.", "come second", 19, "one sentence"),
        ("come second.", "come second. So it is.", 19, "one sentence"),
        ("come second.", "come, e.g. second.", 19, "abbreviation"),
        ("The second half MUST", "| The second half MUST", 19, "plain sentence"),
        ("**Here:** nothing", "**There:** nothing", 27, "`- **Here:** ...`"),
        ("**Here:** nothing", "**Here:** it MUST be nothing", 27, "where nothing binds"),
    ] {
        let chapter = CHAPTER.replace(right, wrong);
        assert_ne!(chapter, CHAPTER);
        let place = format!("spec/temporal-memory.md:{place}:");
        finds(&checks::form(&index_of(&chapter, "", "")), &place, words);
    }
}

#[test]
fn a_vector_that_is_no_json_is_refused() {
    assert!(Vector::parse("spec/vectors/a/v.json", "{").is_err());
    assert!(Vector::parse("spec/vectors/a/v.json", r#"{"covers": 3}"#).is_err());
}

#[test]
fn names_lead_to_rules() {
    let index = index();
    let ids = |name: &str| -> Vec<String> {
        let answer = index.explain(name).unwrap();
        answer.rules.iter().map(|rule| rule.id.to_owned()).collect()
    };
    for name in ["TM-1-60", "tm-1-60", "BAMI TM 27", "tm 27", "TM-27", "bami tm 2-3"] {
        assert_eq!(ids(name), ["TM-1-60"], "{name}");
    }
    assert_eq!(ids("TM 60-61"), ["TM-1-60", "TM-61-106"]);
    for name in ["burstColumn", "burst_column", "BURSTCOLUMN", "Step::burst_column"] {
        assert_eq!(index.explain(name).unwrap().functions.len(), 1, "{name}");
        assert!(ids(name).contains(&"TM-1-60".to_owned()), "{name}");
    }
    let answer = index.explain("TM 107").unwrap();
    assert_eq!((answer.rules.len(), answer.exempt.len()), (0, 1));
}

#[test]
fn names_that_lead_nowhere_are_told_the_nearest() {
    let index = index();
    let error = |name: &str| index.explain(name).unwrap_err().to_string();
    assert!(
        error("TM-61-10").ends_with("the most similar name is `TM-61-106`")
            || error("TM-61-10").contains("lines")
    );
    assert!(error("burst_colum").ends_with("the most similar name is `burstColumn`"));
    assert!(error("D-TM-11").ends_with("the most similar name is `D-TM-1`"));
    assert_eq!(error("TM 108"), "BAMI TM has lines 1 to 107; there is no TM 108");
    assert!(error("").contains("no rule"));
}

#[test]
fn decisions_touch_the_rules_whose_lines_they_name() {
    let index = index();
    let answer = index.explain("D-TM-1").unwrap();
    assert_eq!(answer.rules[0].touches, ["TM-1-60", "TM-61-106"]);
    let answer = index.explain("TM-61-106").unwrap();
    assert_eq!(answer.rules[0].touched_by[0].id, "D-TM-1");
}

#[test]
fn the_tables_name_what_stands_for_a_rule() {
    insta::assert_snapshot!(table::markdown(&with_vector(&["TM-1-60"])));
}
