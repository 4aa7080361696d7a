//! For every rule of the two chapters and of the extensions, what its lines report to an observer
//! when a vector that shows the rule is run: one snapshot a rule, in `snapshots/`.
//!
//! A line of a snapshot reads `step 1  TM  27  active_cell_added  cell 2, added true`: the step of
//! the vector, the chapter and the line of BAMI, what happened, and the parts and operands. A dash
//! stands where there is no line: in phase 1 of the spatial pooler and where an extension acts.
//! Step 0 is before the first step.

mod streams;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::LazyLock;
use std::{env, fs};

use bami::index::{Index, Rule};
use bami_conformance::trace::trace_vector;
use bami_conformance::{Vector, embedded_vectors};
use bami_tooling::read::read_index;
use serde_json::{Map, Value};
use streams::STREAMS;

/// The chapters whose rules have streams.
const CHAPTERS: [&str; 3] =
    ["spec/temporal-memory.md", "spec/spatial-pooler.md", "spec/extensions.md"];

/// Rules that no event can tell of, with the reason.
const WITHOUT_EVENTS: &[(&str, &str)] = &[
    (
        "SP-PARAMETERS",
        "it says what parameters are refused; where it acts there is no pooler, and so no line runs",
    ),
    ("D-TM-18", "it reads lines 60 and 64, which TM-58-61 and TM-63-64 show"),
    ("D-TM-19", "it gives the defaults of parameters"),
    ("D-TM-20", "it says how a switch is given, which TM-15, TM-39 and TM-49-50 show"),
    ("D-SP-25", "it says which lines do not run"),
    ("D-SP-26", "it is the state before the first step, which no line sets"),
    ("D-SP-27", "it says which synapses line 12 visits, which SP-11-12 shows"),
    ("D-SP-28", "it is the order of a list, which SP-8-10 shows"),
    ("D-SP-29", "it gives the defaults of parameters"),
    ("D-TM-21", "it is an order, which TM-10-11 and TM-87-90 show"),
];

/// Lines that stand within a rule and report nothing: an `else`, and the second half of a call.
const SILENT: &[(&str, u32)] = &[("SP", 16), ("TM", 106)];

/// As many events as one reads in one sitting.
const MOST_EVENTS: usize = 90;

/// A stream: which events of which vector.
pub(crate) struct Stream {
    /// The id of the rule in small letters, with more words after it where a rule has two streams.
    name: &'static str,
    /// The vector: algorithm and name.
    vector: &'static str,
    /// Its events.
    shows: Shows,
}

/// Which events of a run tell of a rule.
pub(crate) enum Shows {
    /// Those that name the rule.
    Own,
    /// Those that name one of these rules.
    Rules(&'static [&'static str]),
    /// Those of these lines.
    Lines(&'static [u32]),
    /// All that happen in the steps.
    All,
}

static INDEX: LazyLock<Index> =
    LazyLock::new(|| read_index(&bami_tooling::root()).expect("the package can be read"));

static VECTORS: LazyLock<Vec<Vector>> = LazyLock::new(|| embedded_vectors().unwrap());

/// The rules of the chapters.
fn rules() -> impl Iterator<Item = &'static Rule> {
    INDEX.rules().filter(|rule| CHAPTERS.contains(&rule.place.file.as_str()))
}

/// An id as the name of a test.
fn small(id: &str) -> String {
    id.to_lowercase().replace('-', "_")
}

impl Stream {
    /// The rule: the one with the longest id that begins the name.
    fn rule(&self) -> Option<&'static Rule> {
        let begins = |rule: &&Rule| {
            let rest = self.name.strip_prefix(&small(&rule.id));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
        };
        rules().filter(begins).max_by_key(|rule| rule.id.len())
    }

    /// The vector, by algorithm and name.
    fn vector(&self) -> &'static Vector {
        let is_it = |vector: &&Vector| {
            self.vector == format!("{}/{}", vector.header.algorithm, vector.header.name)
        };
        let vector = VECTORS.iter().find(is_it);
        vector.unwrap_or_else(|| panic!("{}: there is no vector {}", self.name, self.vector))
    }

    /// Whether the event, a line of a trace, is one of the stream.
    fn has(&self, event: &Value) -> bool {
        let rule = event["rule"].as_str().unwrap();
        match self.shows {
            Shows::Own => self.rule().is_some_and(|own| own.id == rule),
            Shows::Rules(rules) => rules.contains(&rule),
            Shows::Lines(lines) => lines.iter().any(|line| event["line"] == *line),
            Shows::All => event["step"] != 0,
        }
    }

    /// The events of the stream, with the inputs of the steps in which they happen.
    fn trace(&self) -> Vec<Value> {
        let mut lines = trace(self.vector());
        lines.retain(|line| match line["kind"].as_str().unwrap() {
            "input" => !line["input"].is_null(),
            "event" => self.has(line),
            _ => false,
        });
        lines
    }

    fn events(&self) -> Vec<Value> {
        self.trace().into_iter().filter(|line| line["kind"] == "event").collect()
    }

    /// The stream as text: the rule and the vector, then a line for each input and event.
    fn text(&self) -> String {
        let rule = self.rule().unwrap_or_else(|| panic!("{} names no rule", self.name));
        let about = &self.vector().header.about;
        let mut text = format!("{}  {}\n{}: {about}\n\n", rule.id, rule.title, self.vector);
        for line in self.trace() {
            text += &if line["kind"] == "input" { input(&line) } else { event(&line) };
        }
        text
    }
}

/// The trace of a vector, line by line.
fn trace(vector: &Vector) -> Vec<Value> {
    let trace = trace_vector(vector, Vec::new(), |_, _| true).unwrap();
    let lines = std::str::from_utf8(&trace).unwrap().lines();
    lines.map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn input(line: &Value) -> String {
    format!("step {}  {}\n", line["step"], operands(line["input"].as_object().unwrap()))
}

fn event(line: &Value) -> String {
    let text = |name: &str| line[name].as_str().unwrap();
    let number = line["line"].as_u64().map_or("-".into(), |number| number.to_string());
    let common = ["kind", "step", "chapter", "line", "rule", "event"];
    let own = line.as_object().unwrap().iter().filter(|(name, _)| !common.contains(&name.as_str()));
    let own: Map<String, Value> = own.map(|(name, value)| (name.clone(), value.clone())).collect();
    let (step, chapter, event) = (&line["step"], text("chapter"), text("event"));
    format!("step {step}  {chapter} {number:>3}  {event}  {}\n", operands(&own))
}

/// `name value` for each, with commas between them.
fn operands(operands: &Map<String, Value>) -> String {
    let operands = operands.iter().map(|(name, value)| match value {
        Value::String(text) => format!("{name} {text}"),
        Value::Null => format!("{name} none"),
        other => format!("{name} {other}"),
    });
    operands.collect::<Vec<_>>().join(", ")
}

/// Compares the stream of this name with its snapshot.
fn pin(name: &str) {
    let stream = STREAMS.iter().find(|stream| stream.name == name).expect("it is in the list");
    insta::with_settings!({ omit_expression => true }, {
        insta::assert_snapshot!(name, stream.text());
    });
}

#[test]
fn every_rule_has_a_stream_or_a_reason_to_have_none() {
    let with_stream: BTreeSet<&str> =
        STREAMS.iter().filter_map(Stream::rule).map(|rule| rule.id.as_str()).collect();
    let missing: Vec<&str> = rules()
        .map(|rule| rule.id.as_str())
        .filter(|id| !with_stream.contains(id) && WITHOUT_EVENTS.iter().all(|(o, _)| o != id))
        .collect();
    assert!(missing.is_empty(), "rules without a stream: {missing:?}");
    let chapters: BTreeSet<&str> = rules().map(|rule| rule.place.file.as_str()).collect();
    assert_eq!(chapters, CHAPTERS.into(), "chapters with rules");
}

#[test]
fn every_stream_names_a_rule_and_a_vector_that_exist_once() {
    let mut names = BTreeSet::new();
    for stream in STREAMS {
        assert!(stream.rule().is_some(), "{} names no rule", stream.name);
        assert!(names.insert(stream.name), "{} stands twice", stream.name);
        stream.vector();
    }
}

#[test]
fn every_stream_shows_a_vector_that_covers_its_rule() {
    let covers = |stream: &&Stream| {
        let file = format!("spec/vectors/{}.json", stream.vector);
        INDEX.vectors_of(stream.rule().unwrap()).any(|vector| vector.file == file)
    };
    let others: Vec<_> =
        STREAMS.iter().filter(|s| !covers(s)).map(|s| (s.name, s.vector)).collect();
    assert!(others.is_empty(), "vectors that do not cover the rule: {others:?}");
}

#[test]
fn every_excuse_is_needed_and_names_a_rule() {
    let named: BTreeSet<String> = STREAMS
        .iter()
        .flat_map(Stream::events)
        .map(|event| event["rule"].as_str().unwrap().to_owned())
        .collect();
    for (id, reason) in WITHOUT_EVENTS {
        assert!(rules().any(|rule| rule.id == *id), "there is no rule {id}");
        assert!(!reason.is_empty());
        assert!(!named.contains(*id), "{id} has events");
        let stream = STREAMS.iter().find(|stream| stream.rule().is_some_and(|r| r.id == *id));
        assert!(stream.is_none(), "{id} has a stream");
    }
}

#[test]
fn every_stream_has_events_and_few_enough_to_be_read() {
    for stream in STREAMS {
        let events = stream.events().len();
        assert!((1..=MOST_EVENTS).contains(&events), "{}: {events} events", stream.name);
    }
}

//= spec/spatial-pooler.md#d-sp-18
//= type=test
//# A line that is cited or reported MUST have the number it has in the pseudocode, from 1 to 26.
//= spec/trace.md#trace-event
//= type=test
//# A line of the kind event MUST name the step, the chapter, the line or null, the rule of the
//# specification and the event, followed by the parts and operands of that event.
#[test]
fn every_line_of_a_rule_and_every_line_that_was_picked_is_in_its_stream() {
    let idle = |chapter: &str, line: u32| {
        let exempt = INDEX.chapters.iter().flat_map(|chapter| &chapter.exempt);
        SILENT.contains(&(chapter, line))
            || exempt
                .flat_map(|exempt| &exempt.lines)
                .any(|l| l.algorithm.name() == chapter && (l.first..=l.last).contains(&line))
    };
    let mut missing = vec![];
    for stream in STREAMS {
        let events = stream.events();
        let lines: Vec<u32> = match (&stream.shows, stream.rule().unwrap().lines) {
            (Shows::Lines(lines), _) => lines.to_vec(),
            (_, Some(own)) => {
                (own.first..=own.last).filter(|&line| !idle(own.algorithm.name(), line)).collect()
            }
            _ => vec![],
        };
        let lines = lines.into_iter().filter(|line| events.iter().all(|e| e["line"] != *line));
        missing.extend(lines.map(|line| (stream.name, line.to_string())));
        if let Shows::Rules(rules) = stream.shows {
            let rules = rules.iter().filter(|rule| events.iter().all(|e| e["rule"] != ***rule));
            missing.extend(rules.map(|rule| (stream.name, (*rule).to_owned())));
        }
    }
    assert!(missing.is_empty(), "lines and rules without an event in their stream: {missing:?}");
}

#[test]
fn every_rule_that_an_event_names_exists() {
    for event in STREAMS.iter().flat_map(Stream::events) {
        assert!(rules().any(|rule| event["rule"] == *rule.id), "{event}");
    }
}

//= spec/trace.md#trace-extension
//= type=test
//# If an extension removes a segment or a synapse, this MUST be reported before the removal, with
//# null as its line and with the rule of the extension.
#[test]
fn what_extensions_remove_is_reported_without_a_line() {
    for (name, event, rule) in [
        ("ext_tm_max_segments", "segment_gave_way", "EXT-TM-MAX-SEGMENTS"),
        ("ext_tm_max_synapses", "synapse_gave_way", "EXT-TM-MAX-SYNAPSES"),
        ("ext_tm_prune_zero", "synapse_pruned", "EXT-TM-PRUNE-ZERO"),
        ("ext_tm_prune_zero", "segment_pruned", "EXT-TM-PRUNE-ZERO"),
    ] {
        let stream = STREAMS.iter().find(|stream| stream.name == name).unwrap();
        let events = stream.events();
        let event = events.iter().find(|line| line["event"] == event).expect(event);
        assert_eq!((&event["line"], &event["rule"]), (&Value::Null, &rule.into()));
    }
}

/// The variants of the enum of events in a source file, as a trace names them.
fn kinds(file: &str) -> BTreeSet<String> {
    let source = fs::read_to_string(bami_tooling::root().join(file)).unwrap();
    let (_, rest) = source.split_once("pub enum ").unwrap();
    let (body, _) = rest.split_once("\n}\n").unwrap();
    let mut kinds = BTreeSet::new();
    let mut renamed = None;
    for line in body.lines().filter_map(|line| line.strip_prefix("    ")) {
        if let Some((_, rest)) = line.split_once("serde(rename = \"") {
            renamed = rest.split('"').next().map(str::to_owned);
        } else if let Some(name) = line.strip_suffix(" {").filter(|name| !name.starts_with(' ')) {
            kinds.insert(renamed.take().unwrap_or_else(|| snake_case(name)));
        }
    }
    kinds
}

fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

#[test]
fn every_kind_of_event_occurs_in_a_stream() {
    for (chapter, file) in [
        ("TM", "src/bami/observer/temporal_memory/mod.rs"),
        ("SP", "src/bami/observer/spatial_pooler.rs"),
    ] {
        let events = STREAMS.iter().flat_map(Stream::events);
        let seen: BTreeSet<String> = events
            .filter(|event| event["chapter"] == chapter)
            .map(|event| event["event"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(seen, kinds(file), "kinds of events of {chapter}: seen, declared");
    }
}

#[test]
fn every_snapshot_belongs_to_a_stream() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/event_streams/snapshots");
    for file in fs::read_dir(folder).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        let stream = name.strip_prefix("event_streams__").and_then(|n| n.strip_suffix(".snap"));
        let known = STREAMS.iter().any(|known| Some(known.name) == stream);
        assert!(known || name.ends_with(".snap.new"), "{name} belongs to no stream");
    }
}
