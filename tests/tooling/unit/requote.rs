//! Quotes follow their requirements, on small packages in temporary folders.

use std::fs;

use tempfile::TempDir;

use super::{META, QUOTE};
use crate::checks::{self, WIDTH};
use crate::requote::{Report, plan, requote};

const CODE: &str = "src/a.rs";
const RECORD: &str = "spec/requirements.json";

const FIRST: &str = "The first column MUST become active.";
const SECOND: &str = "Every other cell MUST keep its permanence.";
const THIRD: &str = "A segment without synapses MUST stay.";

/// A package with one rule and one file, in which `|` stands for an indented citation of the rule
/// and `#` for a line of its quote.
struct Package(TempDir);

impl Package {
    /// The package after its first update.
    fn new(sentences: &[&str], code: &str) -> Self {
        let package = Self(tempfile::tempdir().unwrap());
        fs::create_dir_all(package.0.path().join("spec")).unwrap();
        fs::create_dir_all(package.0.path().join("src")).unwrap();
        package.specify(sentences);
        package.write(CODE, &cited(code));
        assert_eq!(package.requote().unsettled, []);
        package
    }

    /// Replaces the requirements of the rule.
    fn specify(&self, sentences: &[&str]) {
        let sentences = sentences.join("\n");
        self.write("spec/a.md", &format!("# A\n\n### A-1\n\n*A rule*\n\n{sentences}\n"));
    }

    fn write(&self, file: &str, text: &str) {
        fs::write(self.0.path().join(file), text).unwrap();
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.0.path().join(file)).unwrap()
    }

    fn requote(&self) -> Report {
        requote(self.0.path()).unwrap()
    }

    /// Replaces the requirements, and shows what becomes of the code.
    #[track_caller]
    fn becomes(&self, sentences: &[&str], code: &str) {
        self.specify(sentences);
        let report = self.requote();
        assert_eq!(report.unsettled, [], "{report}");
        assert_eq!(self.read(CODE), cited(code));
        assert!(plan(self.0.path()).unwrap().is_current(), "a second run has nothing to do");
    }

    /// Replaces the requirements, and shows what a person has to settle.
    #[track_caller]
    fn leaves(&self, sentences: &[&str], unsettled: &[&str]) {
        self.specify(sentences);
        let files = [CODE, RECORD, checks::IDS, "spec/TRACEABILITY.md"];
        let before = files.map(|file| self.read(file));
        let report = self.requote();
        let found: Vec<String> = report.unsettled.iter().map(ToString::to_string).collect();
        assert_eq!(found, unsettled);
        assert_eq!(report.changes, []);
        assert_eq!(files.map(|file| self.read(file)), before, "nothing is written");
    }
}

fn cited(code: &str) -> String {
    let line = |line: &str| match line.split_at_checked(1) {
        Some(("|", kind)) => {
            format!("    {META} {}\n", if kind.is_empty() { "spec/a.md#a-1" } else { kind })
        }
        Some(("#", quote)) => format!("    {QUOTE} {quote}\n"),
        _ => format!("{line}\n"),
    };
    code.lines().map(line).collect()
}

fn quoting(quotes: &[&str]) -> String {
    quotes.iter().map(|quote| format!("|\n#{quote}\nfn a() {{}}\n")).collect()
}

#[test]
fn a_changed_sentence_changes_in_every_quote() {
    let package = Package::new(&[FIRST, SECOND], &quoting(&[FIRST, SECOND, FIRST]));
    package.write("src/b.rs", &cited(&quoting(&[FIRST])));
    let changed = "What comes first MUST be inactive.";
    package.becomes(&[changed, SECOND], &quoting(&[changed, SECOND, changed]));
    assert_eq!(package.read("src/b.rs"), cited(&quoting(&[changed])));
}

#[test]
fn files_in_folders_of_tests_and_examples_change_too() {
    let package = Package::new(&[FIRST], "");
    let files = ["tests/fuzz/src/lib.rs", "examples/a.rs"];
    for file in files {
        fs::create_dir_all(package.0.path().join(file).parent().unwrap()).unwrap();
        package.write(file, &cited(&quoting(&[FIRST])));
    }
    package.becomes(&[SECOND], "");
    for file in files {
        assert_eq!(package.read(file), cited(&quoting(&[SECOND])));
    }
}

#[test]
fn a_quote_of_a_test_keeps_its_kind() {
    let package = Package::new(&[FIRST], &format!("|\n|type=test\n#{FIRST}\n    #[test]"));
    package.becomes(&[SECOND], &format!("|\n|type=test\n#{SECOND}\n    #[test]"));
}

#[test]
fn swapped_sentences_keep_their_quotes() {
    let code = quoting(&[FIRST, SECOND, THIRD]);
    let package = Package::new(&[FIRST, SECOND, THIRD], &code);
    let third = "A segment MUST stay, synapses or not.";
    let changed = quoting(&[FIRST, SECOND, third]);
    package.becomes(&[SECOND, FIRST, third], &changed);
}

#[test]
fn sentences_that_are_swapped_and_changed_are_recognised_by_their_wording() {
    let package = Package::new(&[FIRST, SECOND], &quoting(&[FIRST, SECOND]));
    let first = FIRST.replace("become active", "be active");
    let second = SECOND.replace("Every other", "Each other");
    package.becomes(&[&second, &first], &quoting(&[&first, &second]));
}

#[test]
fn an_added_sentence_leaves_the_others_their_quotes() {
    let package = Package::new(&[FIRST, SECOND], &quoting(&[FIRST, SECOND]));
    let second = SECOND.replace("cell", "synapse");
    package.becomes(&[FIRST, THIRD, &second], &quoting(&[FIRST, &second]));
}

#[test]
fn sentences_between_equal_ones_change_in_their_order() {
    let code = quoting(&["A MUST.", THIRD]);
    let package = Package::new(&[FIRST, "A MUST.", SECOND, THIRD], &code);
    let (new, third) = ("What this says MUST be new.", THIRD.replace("stay", "remain"));
    let added = "Zero MUST be the sum of all.";
    package.becomes(&[FIRST, new, SECOND, added, &third], &quoting(&[new, &third]));
}

#[test]
fn a_removed_sentence_that_is_quoted_is_reported() {
    let package = Package::new(&[FIRST, SECOND], &quoting(&[FIRST, SECOND]));
    let report = format!(
        "src/a.rs:4: A-1 no longer says\n  {SECOND}\nQuote one of these or remove the citation\n  {FIRST}"
    );
    package.leaves(&[FIRST], &[&report]);
    // Once a person has settled it, the update goes on.
    package.write(CODE, &cited(&quoting(&[FIRST, FIRST])));
    package.becomes(&[FIRST], &quoting(&[FIRST, FIRST]));
}

#[test]
fn a_removed_sentence_without_a_quote_needs_nobody() {
    let package = Package::new(&[FIRST, SECOND], &quoting(&[FIRST]));
    package.becomes(&[FIRST], &quoting(&[FIRST]));
}

#[test]
fn sentences_that_resemble_several_are_reported() {
    let package =
        Package::new(&["The file `a` MUST exist."], &quoting(&["The file `a` MUST exist."]));
    let report = "src/a.rs:1: A-1 no longer says\n  The file `a` MUST exist.\nQuote one of these or remove the citation\n  The file `b` MUST exist.\n  The file `c` MUST exist.";
    package.leaves(&["The file `b` MUST exist.", "The file `c` MUST exist."], &[report]);
}

#[test]
fn a_quote_that_was_never_right_is_reported() {
    let package = Package::new(&[FIRST], "");
    package.write(CODE, &cited(&quoting(&["It MUST not."])));
    let report = format!(
        "src/a.rs:1: A-1 no longer says\n  It MUST not.\nQuote one of these or remove the citation\n  {FIRST}"
    );
    package.leaves(&[FIRST], &[&report]);
    package.write(CODE, &format!("{META} spec/a.md#a-2\n{QUOTE} {FIRST}\nfn a() {{}}\n"));
    package.leaves(&[FIRST], &["src/a.rs:1: there is no section `spec/a.md#a-2`"]);
}

#[test]
fn a_quote_of_several_sentences_is_one_quote_or_is_split() {
    let package = Package::new(&[FIRST, SECOND], &format!("|\n#{FIRST}\n#{SECOND}\nfn a() {{}}"));
    let (second, joined) = (
        "Cells MUST stay.",
        "|\n#The first column MUST become active. Cells MUST stay.\nfn a() {}",
    );
    package.becomes(&[FIRST, second], joined);
    package.becomes(
        &[second, FIRST],
        "|\n#Cells MUST stay. The first column MUST become active.\nfn a() {}",
    );
    package.becomes(&[second, THIRD, FIRST], &format!("|\n#{second}\n|\n#{FIRST}\nfn a() {{}}"));
}

#[test]
fn lines_of_quotes_reach_the_limit_and_do_not_exceed_it() {
    let indent = "    //# ".len();
    let fits = format!("{} MUST be.", "x".repeat(WIDTH - indent - " MUST be.".len()));
    let package = Package::new(&[&fits], &format!("|\n#{fits}\nfn a() {{}}"));
    assert_eq!(package.read(CODE).lines().nth(1).unwrap().chars().count(), WIDTH);
    assert_eq!(checks::widths(CODE, &package.read(CODE)), []);

    let wide = format!("x{fits}");
    let (head, last) = wide.rsplit_once(' ').unwrap();
    package.becomes(&[&wide], &format!("|\n#{head}\n#{last}\nfn a() {{}}"));

    let found = checks::widths(CODE, &cited(&format!("|\n#{wide}\nfn a() {{}}")));
    super::finds(&found, "src/a.rs:2:", "more than 100 columns");
    assert_eq!(found.len(), 1);
}

#[test]
fn columns_are_characters() {
    let sentence = format!("{} MUST be.", "é".repeat(WIDTH - "    //#  MUST be.".len()));
    let package = Package::new(&[&sentence], &format!("|\n#{sentence}\nfn a() {{}}"));
    assert_eq!(package.read(CODE), cited(&format!("|\n#{sentence}\nfn a() {{}}")));
}

#[test]
fn quotes_of_several_lines_are_filled() {
    let code = format!("mod a {{\n|\n#{}\nfn a() {{}}\n}}", FIRST.replace(' ', "\n#"));
    let package = Package::new(&[FIRST], &code);
    assert_eq!(package.read(CODE), cited(&format!("mod a {{\n|\n#{FIRST}\nfn a() {{}}\n}}")));
}

#[test]
fn each_line_has_the_indentation_of_the_citation() {
    let package = Package::new(&[FIRST], "");
    let cite = |indent: &str, quote: &str| {
        format!("{indent}{META} spec/a.md#a-1\n{indent}{QUOTE} {quote}\n{indent}a();\n\n")
    };
    let all = |quote: &str, deep: &str| {
        cite("", quote) + &cite("        ", deep) + "// The end, without a line feed."
    };
    package.write(CODE, &all(FIRST, FIRST));
    let words = ["word"; 18].join(" ");
    let sentence = format!("{words} MUST.");
    package.specify(&[&sentence]);
    assert_eq!(package.requote().unsettled, []);
    let deep = format!("{}\n        {QUOTE} word MUST.", ["word"; 17].join(" "));
    assert_eq!(package.read(CODE), all(&sentence, &deep));
}

#[test]
fn nothing_but_quotes_changes() {
    let around = |quote: &str| {
        format!("//! A\n\n\n{}\n\n  // b  \n{}\n", quoting(&[quote]), "x".repeat(2 * WIDTH))
    };
    let package = Package::new(&[FIRST], &around(FIRST));
    package.becomes(&[SECOND], &around(SECOND));
}

#[test]
fn files_that_are_current_are_not_written() {
    let package = Package::new(&[FIRST], &quoting(&[FIRST]));
    package.write("src/b.rs", "fn b() {}\n");
    assert_eq!(package.requote().changes, []);
    package.specify(&[SECOND]);
    let report = package.requote();
    let places: Vec<String> = report.changes.iter().map(|c| c.place.to_string()).collect();
    assert_eq!(places, ["src/a.rs:2", "spec/requirements.json:6"]);
    assert!(report.to_string().contains(&format!("src/a.rs:2: {QUOTE} {SECOND}\n")), "{report}");
}

#[test]
fn the_first_update_writes_record_ids_and_tables() {
    let package = Package::new(&[FIRST], &quoting(&[FIRST]));
    let record = serde_json::json!([{"id": "A-1", "chapter": "spec/a.md", "sentences": [FIRST]}]);
    assert_eq!(package.read(RECORD), serde_json::to_string_pretty(&record).unwrap() + "\n");
    assert_eq!(package.read(checks::IDS), "A-1 spec/a.md\n");
    assert!(package.read("spec/TRACEABILITY.md").contains("[`a`](../src/a.rs)"));
}

#[test]
fn a_record_that_is_not_valid_is_an_error_with_its_name() {
    let package = Package::new(&[FIRST], "");
    package.write(RECORD, "[{}]");
    let error = requote(package.0.path()).unwrap_err().to_string();
    assert!(error.contains("requirements.json: missing field `id`"), "{error}");
}
