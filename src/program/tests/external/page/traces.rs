//! Traces: their state, the lines in JavaScript, comparison.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use bami_conformance::{compare, embedded_vectors};
use bami_htm::random::{Pcg32, PortableRng};
use libtest_mimic::Trial;
use serde_json::{Value, json};

use super::browser::{Browser, DESK, Page};
use super::{examples, no_problems, numbers, trace_of, vector};
use crate::harness::{Need, trials};
use crate::support::{self, Folder};

/// The page of a trace of a vector of the temporal memory.
fn traced(folder: &Folder, name: &str) -> (PathBuf, Vec<Value>) {
    let trace = trace_of(&vector(name));
    folder.write("trace.jsonl", &trace);
    folder.bami(["view", "trace.jsonl", "-o", "trace.html"]).ok();
    let lines = trace.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (folder.path().join("trace.html"), lines)
}

/// Segments with their synapses, active cells, winner cells.
type Made = (BTreeMap<u64, BTreeMap<u64, f64>>, BTreeSet<u64>, BTreeSet<u64>);

/// What the events of a trace up to a place have made: segments with their synapses, active and winner cells.
fn state_at(lines: &[&Value]) -> Made {
    let mut segments: BTreeMap<u64, BTreeMap<u64, f64>> = BTreeMap::new();
    let (mut active, mut winners) = (BTreeSet::new(), BTreeSet::new());
    for line in lines {
        let number = |name: &str| line[name].as_u64().unwrap();
        if line["kind"] == "input" {
            active.clear();
            winners.clear();
        }
        match line["event"].as_str() {
            Some("active_cell_added") => drop(active.insert(number("cell"))),
            Some("winner_cell_added") => drop(winners.insert(number("cell"))),
            Some("segment_grown") => drop(segments.insert(number("segment"), BTreeMap::new())),
            Some("synapse_created") => {
                let permanence = line["permanence"].as_f64().unwrap();
                segments
                    .get_mut(&number("segment"))
                    .unwrap()
                    .insert(number("presynaptic_cell"), permanence);
            }
            Some("permanence_changed") => {
                let after = line["after"].as_f64().unwrap();
                segments
                    .get_mut(&number("segment"))
                    .unwrap()
                    .insert(number("presynaptic_cell"), after);
            }
            _ => {}
        }
    }
    (segments, active, winners)
}

//= spec/view.md#view-trace
//= type=test
//# The state that the page shows for a trace MUST be the result of applying its events to the state
//# before them.
fn the_state_is_that_of_the_trace_at_twenty_places() {
    let mut browser = Browser::start();
    let folder = Folder::new();
    let mut vector = vector("a-thousand-steps-of-two-sequences");
    vector.steps.truncate(40);
    folder.write("trace.jsonl", trace_of(&vector));
    folder.bami(["view", "trace.jsonl", "-o", "trace.html"]).ok();
    let lines: Vec<Value> = folder
        .read("trace.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let file = folder.path().join("trace.html");
    let mut page = browser.open(&file, "", DESK);
    let mut random = Pcg32::new(42, 7);
    for _ in 0..20 {
        let step = 1 + random.below(40);
        let until = |last: &dyn Fn(&Value) -> bool| {
            lines.iter().take_while(|line| !last(line)).collect::<Vec<_>>()
        };
        let before = until(&|line| line["kind"] == "input" && line["step"] == step);
        let whole = until(&|line| line["kind"] == "output" && line["step"] == step);
        let events = whole.len() - before.len() - 1;
        let event = random.below(events as u32 + 1) as usize;
        let (segments, active, winners) = state_at(&whole[..before.len() + 1 + event]);
        page.eval(&format!(
            "bami.goTo(bami.run.steps.findIndex((s) => s.number === {step}), {event})"
        ));
        let shown = page.eval(
            "(() => { const s = bami.cursor.state; const sorted = (set) => [...set].sort((a, b) => a - b); return [
             s.segments.filter((x) => x).map((x) => [x.serial, x.cells.map((c, i) => [c, x.permanences[i]]).sort((a, b) => a[0] - b[0])]),
             sorted(s.now.activeCells), sorted(s.now.winnerCells)]; })()",
        );
        let segments: Vec<_> = segments
            .into_iter()
            .map(|(serial, synapses)| (serial, synapses.into_iter().collect::<Vec<_>>()))
            .collect();
        let wanted = numbers(&json!([segments, active, winners]));
        assert_eq!(numbers(&shown), wanted, "step {step}, event {event}");
    }
    no_problems(&mut page);
}

//= spec/view.md#view-lines
//= type=test
//# The events that the page recomputes MUST be those of the library, with the same numbers and in
//# the same order.
fn the_lines_in_javascript_tell_what_the_library_tells() {
    let mut browser = Browser::start();
    let folder = Folder::new();
    let file = examples(&folder);
    let mut page = browser.open(&file, "", DESK);
    let mut compared = 0;
    for vector in embedded_vectors().unwrap() {
        let is_of_lines =
            ["temporal-memory", "spatial-pooler"].contains(&vector.header.algorithm.as_str());
        let is_refused = vector.steps.iter().any(|step| step.output.get("error").is_some());
        if !is_of_lines || is_refused || vector.steps.len() > 20 {
            continue;
        }
        let trace = trace_of(&vector);
        let events = trace.lines().filter(|line| line.starts_with(r#"{"kind":"event""#));
        let wanted: Vec<Value> =
            events.map(|line| numbers(&serde_json::from_str(line).unwrap())).collect();
        let mut whole = serde_json::to_value(&vector.header).unwrap();
        whole["steps"] = serde_json::to_value(&vector.steps).unwrap();
        let lines = page.eval(&format!("[...modules['vectors.mjs'].traceOf({whole})]"));
        let of_kind = |kind: &'static str| {
            lines.as_array().unwrap().iter().filter(move |line| line["kind"] == kind)
        };
        for (step, line) in vector.steps.iter().zip(of_kind("output").skip(1)) {
            assert_eq!(compare(&step.output, &line["output"]), None, "{}", vector.header.name);
        }
        let told: Vec<Value> = of_kind("event").map(numbers).collect();
        let differs = wanted.iter().zip(&told).position(|(one, other)| one != other);
        let at = differs.map(|at| (&wanted[at], &told[at]));
        assert!(at.is_none() && wanted.len() == told.len(), "{}: {at:?}", vector.header.name);
        compared += 1;
    }
    assert!(compared > 100, "{compared}");
    no_problems(&mut page);
}

fn two_traces_are_compared_to_their_first_difference() {
    let mut browser = Browser::start();
    let folder = Folder::new();
    let (file, lines) = traced(&folder, "the-example-of-the-chapter");
    let at = lines.iter().position(|line| line["event"] == "permanence_changed").unwrap();
    let step = lines[at]["step"].as_u64().unwrap();
    let first = lines.iter().position(|line| line["step"] == step).unwrap();
    let mut other = lines.clone();
    other[at]["after"] = json!(0.125);
    let text = other.iter().fold(String::new(), |mut text, line| {
        writeln!(text, "{line}").unwrap();
        text
    });
    let port = folder.write("port.jsonl", text);
    let mut page = browser.open(&file, "", DESK);
    page.click("#compare");
    page.eval("bami.comparison.with(0)");
    assert!(page.text("#difference").contains("are the same"), "{}", page.text("#difference"));
    page.eval("bami.purpose = 'compare'");
    page.choose("#file", &port);
    page.wait("document.getElementById('difference').textContent.includes('First difference')");
    let wanted =
        format!("First difference in step {step}, event {}: the events differ", at - first);
    assert!(page.text("#difference").contains(&wanted), "{} {wanted}", page.text("#difference"));
    assert_eq!(page.eval("document.querySelectorAll('#difference .differs').length"), 2);
    assert_eq!(page.eval("bami.cursor.current.event"), "permanence_changed");
    page.eval("bami.purpose = 'open'");
    let broken =
        folder.write("broken.jsonl", "{\"kind\":\"start\",\"format\":\"bami-trace/1\"}\nno\n");
    page.choose("#file", &broken);
    page.wait("document.getElementById('status').textContent.includes('line 2 is not JSON')");
    no_problems(&mut page);
}

/// The segments with their synapses, in an order that does not depend on when they were first spoken of.
const SEGMENTS: &str = "bami.cursor.state.segments.filter((x) => x).map((x) => [x.serial, x.cell, x.cells.map((c, i) => [c, x.permanences[i]]).sort((a, b) => a[0] - b[0])])";

fn a_trace_that_begins_in_the_middle_shows_what_it_tells() {
    let mut browser = Browser::start();
    let folder = Folder::new();
    folder.write("load.csv", support::hourly(72));
    let run = |command: &'static str, more: &[&'static str]| {
        folder
            .bami(
                [&[command, "load.csv", "--min=0", "--max=30"], more, &support::SMALL[..]].concat(),
            )
            .ok();
    };
    run("trace", &["--steps", "60..62", "-o", "part.jsonl"]);
    folder.bami(["view", "part.jsonl", "-o", "part.html"]).ok();
    run("view", &["-o", "whole.html"]);
    let mut states = Vec::new();
    for file in ["whole.html", "part.html"] {
        let mut page = browser.open(&folder.path().join(file), "#step=62", DESK);
        assert_eq!(page.eval("bami.run.steps[bami.cursor.k].number"), 62);
        states.push([page.eval(SEGMENTS), page.eval("[...bami.cursor.state.activeColumns]")]);
        no_problems(&mut page);
    }
    assert!(states[0][0].as_array().unwrap().len() > 20);
    assert!(states[0] == states[1], "a trace of three steps tells of all segments");
}

fn a_trace_of_a_network_shows_each_region() {
    let mut browser = Browser::start();
    let folder = Folder::new();
    folder.write("load.csv", support::hourly(26));
    folder.bami(["params", "init", "--network", "-o", "network.toml"]).ok();
    let sizes = ["first", "second"].map(|region| {
        let columns = format!("--set={region}.sp.column_dimensions=[16]");
        [columns, format!("--set={region}.sp.num_active_columns_per_inh_area=3")]
    });
    let sizes: Vec<&str> = sizes.iter().flatten().map(String::as_str).collect();
    let trace =
        ["trace", "load.csv", "--config", "network.toml", "--steps", "23..26", "-o", "trace.jsonl"];
    folder.bami([&trace[..], &sizes].concat()).ok();
    folder.bami(["view", "trace.jsonl", "-o", "network.html"]).ok();
    let mut page = browser.open(&folder.path().join("network.html"), "", DESK);
    let titles =
        page.eval("[...document.querySelectorAll('#runs option')].map((o) => o.textContent)");
    assert_eq!(titles, json!(["trace.jsonl: first", "trace.jsonl: second"]));
    let inputs = |page: &mut Page<'_>| {
        page.eval("[bami.cursor.state.columnCount, bami.cursor.state.inputCount]")
    };
    assert_eq!(inputs(&mut page)[0], 16);
    let first = inputs(&mut page);
    page.eval("bami.open(1)");
    assert_ne!(inputs(&mut page), first, "the second region reads the cells of the first");
    assert!(
        page.text("#now").contains("No line reports"),
        "it makes a step with every twelfth row"
    );
    page.eval("bami.goTo(1)");
    assert!(page.text("#now").contains("TM "), "{}", page.text("#now"));
    let active = page.eval("bami.cursor.state.now.activeCells.size");
    page.eval("bami.goTo(2)");
    assert_eq!(
        page.eval("bami.cursor.state.now.activeCells.size"),
        active,
        "nothing changes without a step"
    );
    no_problems(&mut page);
}

pub(crate) fn trials() -> Vec<Trial> {
    trials!(
        &[Need::Browser],
        the_state_is_that_of_the_trace_at_twenty_places,
        the_lines_in_javascript_tell_what_the_library_tells,
        two_traces_are_compared_to_their_first_difference,
        a_trace_that_begins_in_the_middle_shows_what_it_tells,
        a_trace_of_a_network_shows_each_region
    )
}
