//! The page of `bami view` in a real browser. Without one the tests are skipped, with a word.
#![cfg(feature = "cli")]

mod browser;
mod cli;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use bami_htm::conformance::{Vector, embedded_vectors};
use bami_htm::encoders::{CategoryEncoderParameters, EncoderParameters};
use bami_htm::random::{Pcg32, PortableRng};
use bami_htm::region::{FieldEncoder, Record, Region, RegionParameters};
use bami_htm::spatial_pooler::{SpatialPoolerParameters, TieBreak};
use bami_htm::temporal_memory::TemporalMemoryParameters;
use bami_htm::trace::trace_vector;
use browser::{Browser, DESK, PHONE, Page, View};
use cli::Folder;
use serde_json::{Value, json};

/// What the state at the place is, all of it that matters.
const STATE: &str = "(() => { const s = bami.cursor.state; const sorted = (set) => [...set].sort((a, b) => a - b); return JSON.stringify([
    s.segments.filter((x) => x !== undefined).map((x) => [x.serial, x.cell, x.cells, x.permanences]),
    s.proximal.map((x) => [...x.permanences]), [...s.overlaps], [...s.boosts], [...s.activeDutyCycles], [...s.overlapDutyCycles],
    sorted(s.activeColumns), sorted(s.now.activeCells), sorted(s.now.winnerCells), sorted(s.now.activeSegments),
    sorted(s.now.matchingSegments), sorted(s.past.activeCells), sorted(s.inputBits), s.inhibitionRadius]); })()";

/// The page without a file.
fn examples(folder: &Folder) -> PathBuf {
    folder.bami(["view", "-o", "page.html"]).ok();
    folder.path().join("page.html")
}

/// The page of a trace of a vector of the temporal memory.
fn traced(folder: &Folder, name: &str) -> (PathBuf, Vec<Value>) {
    let trace = trace_of(&vector(name));
    folder.write("trace.jsonl", &trace);
    folder.bami(["view", "trace.jsonl", "-o", "trace.html"]).ok();
    let lines = trace.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (folder.path().join("trace.html"), lines)
}

fn vector(name: &str) -> Vector {
    let mut vectors = embedded_vectors().unwrap().into_iter();
    vectors.find(|vector| vector.header.name == name).expect("a vector of that name")
}

fn trace_of(vector: &Vector) -> String {
    String::from_utf8(trace_vector(vector, Vec::new(), |_, _| true).unwrap()).unwrap()
}

#[track_caller]
fn no_problems(page: &mut Page<'_>) {
    assert_eq!(page.problems(), Vec::<String>::new());
}

//= spec/view.md#view-page
//= type=test
//# The page MUST be one HTML file that holds its script, its style and its data, and loads nothing from anywhere.
//= spec/view.md#view-examples
//= type=test
//# Without a file the page MUST show three examples: one step on ten columns, learning A B C D, and two sequences that share a middle.
#[test]
fn the_page_opens_with_three_examples_and_asks_nobody_for_anything() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = Folder::new();
    let file = examples(&folder);
    let mut page = browser.open(&file, "", DESK);
    let titles =
        page.eval("[...document.querySelectorAll('#runs option')].map((o) => o.textContent)");
    let wanted =
        ["One step on ten columns", "Learning A B C D", "Two sequences that share a middle"];
    assert_eq!(titles, json!(wanted));
    assert_eq!(page.eval("bami.cursor.state.columnCount"), 10);
    for run in 0..3 {
        page.eval(&format!("bami.open({run})"));
        page.wait("bami.run.isReady(bami.run.length)");
        assert_eq!(page.eval("bami.run.disagreement"), Value::Null);
        assert!(page.text("#now").contains("TM 72"), "{}", page.text("#now"));
    }
    no_problems(&mut page);
}

//= spec/view.md#view-stepping
//= type=test
//# Going forward and back by the same number of lines, functions, phases or time steps MUST lead to the same state.
#[test]
fn forward_and_back_leads_to_the_same_state() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = Folder::new();
    let file = examples(&folder);
    let mut page = browser.open(&file, "#run=1", DESK);
    for (by, k, i, times) in [
        ("line", 9, 700, 600),
        ("line", 3, 1, 40),
        ("function", 9, 1, 30),
        ("phase", 9, 1, 12),
        ("step", 5, 0, 20),
    ] {
        let place =
            if by == "step" { format!("bami.goTo({k})") } else { format!("bami.goTo({k}, {i})") };
        page.eval(&place);
        let before = page.eval(STATE);
        let moved = page.eval(&format!(
            "(() => {{ for (let n = 0; n < {times}; n++) bami.cursor.{by}(1); return [bami.cursor.k, bami.cursor.count]; }})()"
        ));
        assert_ne!(moved, json!([k, i]), "{by}");
        assert_ne!(page.eval(STATE), before, "{by}");
        page.eval(&format!(
            "(() => {{ for (let n = 0; n < {times}; n++) bami.cursor.{by}(-1); }})()"
        ));
        assert!(page.eval(STATE) == before, "{times} by {by} from event {i} of step {k}");
    }
    no_problems(&mut page);
}

#[test]
fn keys_step_and_the_help_opens() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = Folder::new();
    let file = examples(&folder);
    let mut page = browser.open(&file, "#run=1&step=3", DESK);
    let place = |page: &mut Page<'_>| page.eval("[bami.cursor.k, bami.cursor.count]");
    page.key("]");
    assert_eq!(page.eval("bami.cursor.k"), 3);
    page.key("ArrowRight");
    assert_eq!(place(&mut page), json!([4, 1]));
    page.key("ArrowRight");
    page.key("ArrowLeft");
    assert_eq!(place(&mut page), json!([4, 1]));
    assert!(page.text("#now").starts_with("SP 1 "), "{}", page.text("#now"));
    assert!(page.text("#live").starts_with("SP 1:"), "a screen reader hears it");
    page.key(".");
    assert!(page.text("#now").starts_with("SP 6 "), "{}", page.text("#now"));
    page.key("[");
    assert_eq!(page.eval("bami.cursor.k"), 3);
    page.key("?");
    assert_eq!(page.eval("document.getElementById('help').open"), true);
    no_problems(&mut page);
}

#[test]
fn a_step_can_be_gone_to_and_conditions_run_to() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = Folder::new();
    let file = examples(&folder);
    let mut page = browser.open(&file, "#run=1", DESK);
    page.fill("#step", "12");
    page.wait("bami.cursor.k === 11");
    page.fill("#step", "999");
    assert!(page.text("#status").contains("There is no step 999; there are 1 to 48"));

    page.eval("bami.goTo(0, 0)");
    page.eval("bami.runTo('burst')");
    let current = "bami.cursor.current";
    assert_eq!(
        page.eval(&format!("[{current}.line, {current}.event]")),
        json!([25, "function_entered"])
    );
    page.eval("bami.runTo('connected')");
    let crossed = page.eval(current);
    let bound = if crossed["chapter"] == "TM" { 0.5 } else { 0.2 };
    let (before, after) = (crossed["before"].as_f64().unwrap(), crossed["after"].as_f64().unwrap());
    assert_ne!(before < bound, after < bound, "{crossed}");
    page.eval("bami.runTo('tie')");
    let tie = page.eval(current);
    assert_eq!((tie["line"].as_u64(), &tie["overlap"]), (Some(9), &tie["min_local_activity"]));
    page.eval("bami.runTo('tm', 83)");
    assert_eq!(page.eval(&format!("{current}.event")), "random_choice");
    assert!(page.text("#draw").contains("Candidates: "), "{}", page.text("#draw"));
    page.eval("bami.goTo(47)");
    page.eval("(document.getElementById('break').value = 'grown', bami.seek(-1))");
    assert_eq!(page.eval(&format!("{current}.event")), "segment_grown");
    // By a click on the number of a line.
    page.click("[data-line='TM-12']");
    page.wait("bami.cursor.current?.line === 12");
    no_problems(&mut page);
}

#[test]
fn the_reasons_lead_to_the_lines_that_made_it_so() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = Folder::new();
    let file = examples(&folder);
    let mut page = browser.open(&file, "#run=1", DESK);
    let go = |page: &mut Page<'_>, step: u32, cell: &str| {
        page.fill("#step", &step.to_string());
        page.wait(&format!("bami.cursor.k === {}", step - 1));
        let cell = page.eval(cell);
        page.fill("#cell", &cell.to_string());
        cell
    };
    // A cell of a burst, and the cell that won it.
    let cell = go(&mut page, 1, "[...bami.cursor.state.now.winnerCells][0]");
    page.click("[data-why='active']");
    page.wait("bami.cursor.current?.line === 27");
    assert_eq!(page.eval("bami.cursor.current.cell"), cell);
    assert!(page.text("#why").contains("because its column burst"), "{}", page.text("#why"));
    page.click("[data-why='winner']");
    page.wait("bami.cursor.current?.line === 33");
    assert!(page.text("#why").contains("drawn"), "{}", page.text("#why"));
    // A cell that was predicted, and back to the step that predicted it.
    let cell = go(&mut page, 20, "[...bami.cursor.state.now.activeCells][0]");
    page.click("[data-why='active']");
    page.wait("bami.cursor.current?.line === 12");
    page.click("#why .whys .whys button");
    page.wait("bami.cursor.k === 18 && bami.cursor.current?.line === 67");
    go(&mut page, 19, &cell.to_string());
    page.click("[data-why='predicted']");
    page.wait("bami.cursor.current?.line === 67");
    // A cell whose segment matched in vain.
    page.eval("bami.open(2)");
    let punished = page.eval(
        "(async () => { bami.goTo(0, 0); await bami.runTo('punished'); return [bami.run.steps[bami.cursor.k].number, \
         bami.cursor.state.segments[bami.cursor.current.segment].cell]; })()",
    );
    go(&mut page, punished[0].as_u64().unwrap() as u32, &punished[1].to_string());
    page.click("[data-why='punished']");
    page.wait("bami.cursor.current?.line === 54");
    page.fill("#column", "3");
    page.click("[data-why='column']");
    page.wait("['SP'].includes(bami.cursor.current?.chapter)");
    no_problems(&mut page);
}

/// What the events of a trace up to a place have made: segments with their synapses, active and winner cells.
fn state_at(lines: &[&Value]) -> (BTreeMap<u64, BTreeMap<u64, f64>>, BTreeSet<u64>, BTreeSet<u64>) {
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
//# The state that the page shows of a trace MUST be what its events made of the state before it.
#[test]
fn the_state_is_that_of_the_trace_at_twenty_places() {
    let Some(mut browser) = Browser::start() else { return };
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

/// JSON with all numbers as floating-point numbers: in JavaScript 1 and 1.0 are the same.
fn numbers(value: &Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(list) => list.iter().map(numbers).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| (name.clone(), numbers(value))).collect()
        }
        _ => value.clone(),
    }
}

//= spec/view.md#view-lines
//= type=test
//# The events that the page works out MUST be those of the library, number by number and in the same order.
#[test]
fn the_lines_in_javascript_tell_what_the_library_tells() {
    let Some(mut browser) = Browser::start() else { return };
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
        let told = page.eval(&format!(
            "[...modules['vectors.mjs'].traceOf({whole})].filter(({{ kind }}) => kind === 'event')"
        ));
        let told: Vec<Value> = told.as_array().unwrap().iter().map(numbers).collect();
        let differs = wanted.iter().zip(&told).position(|(one, other)| one != other);
        let at = differs.map(|at| (&wanted[at], &told[at]));
        assert!(at.is_none() && wanted.len() == told.len(), "{}: {at:?}", vector.header.name);
        compared += 1;
    }
    assert!(compared > 100, "{compared}");
    no_problems(&mut page);
}

//= spec/view.md#view-recording
//= type=test
//# A recording MUST begin with a key frame, which is all that the pooler and the memory keep when it begins.
//= spec/view.md#view-recording
//= type=test
//# Where the events of a recording are more than 150,000 the recording MUST leave them out, and the page works them out from the key frame, the input bits and the parameters.
//= spec/view.md#view-recording
//= type=test
//# Each step of a recording MUST have its input and output, its input bits, its active columns, and of the memory the winner cells, the active segments, the matching segments with their counts, the numbers of segments and of synapses, and the state of the generator.
#[test]
fn the_page_works_out_the_events_of_a_recording_that_begins_in_the_middle() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = Folder::new();
    folder.write("load.csv", cli::hourly(150));
    let args = [
        &["view", "load.csv", "--min=0", "--max=30", "-o", "load.html", "--steps", "90..150"],
        &cli::SMALL[..],
    ];
    folder.bami(args.concat()).ok();
    let file = folder.path().join("load.html");
    let mut page = browser.open(&file, "", DESK);
    assert_eq!(
        page.eval("bami.run.traced"),
        Value::Null,
        "a region of this size has too many events"
    );
    page.wait("bami.run.isReady(bami.run.length)");
    assert_eq!(page.eval("bami.run.disagreement"), Value::Null);
    assert_eq!(page.eval("[bami.run.steps[0].number, bami.run.length]"), json!([90, 61]));

    let one = [&["trace", "load.csv", "--min=0", "--max=30", "--steps", "137"], &cli::SMALL[..]];
    let trace = folder.bami(one.concat()).ok();
    let events = trace.lines().filter(|line| line.starts_with(r#"{"kind":"event""#));
    let wanted: Vec<Value> =
        events.map(|line| numbers(&serde_json::from_str(line).unwrap())).collect();
    let told = page.eval(
        "(() => { const events = bami.run.eventsOf(47); return Array.from({ length: events.length }, (_, i) => ({ kind: 'event', step: 137, ...events.get(i) })); })()",
    );
    let told: Vec<Value> = told.as_array().unwrap().iter().map(numbers).collect();
    let differs = wanted.iter().zip(&told).position(|(one, other)| one != other);
    assert_eq!((differs.map(|at| (&wanted[at], &told[at])), told.len()), (None, wanted.len()));
    no_problems(&mut page);
}

//= spec/view.md#view-recording
//= type=test
//# Where what the page works out differs from what was recorded, the page MUST say so and name the step.
#[test]
fn a_recording_that_is_not_what_the_lines_do_is_told() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = Folder::new();
    let file = examples(&folder);
    let mut page = browser.open(&file, "", DESK);
    page.eval("(async () => { const run = await modules['loading.js'].loadRun(bami.packed[1]); run.steps[6].noted.winners[0] += 1; \
               bami.runs[1] = run; await bami.open(1); })()");
    page.wait("bami.run.isReady(bami.run.length)");
    page.wait("document.getElementById('status').textContent !== ''");
    assert!(page.text("#status").contains("From step 7 on"), "{}", page.text("#status"));
}

#[test]
fn two_traces_are_compared_to_their_first_difference() {
    let Some(mut browser) = Browser::start() else { return };
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
    page.eval("bami.compareWith(0)");
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

/// The region that the playground begins with.
fn region_of_the_playground(letters: &str) -> Region {
    let mut categories: Vec<String> = Vec::new();
    for letter in letters.split(' ') {
        if !categories.iter().any(|known| known == letter) {
            categories.push(letter.into());
        }
    }
    let encoder =
        CategoryEncoderParameters { active_bits: 5, ..CategoryEncoderParameters::new(categories) };
    let defaults = RegionParameters::default();
    Region::new(RegionParameters {
        encoders: vec![FieldEncoder::new("value", EncoderParameters::Category(encoder))],
        sp: SpatialPoolerParameters {
            column_dimensions: vec![128],
            potential_pct: 0.8,
            num_active_columns_per_inh_area: Some(5),
            tie_break: TieBreak::LowestIndex,
            ..defaults.sp
        },
        tm: TemporalMemoryParameters {
            cells_per_column: 6,
            activation_threshold: 3,
            learning_threshold: 2,
            initial_permanence: 0.41,
            predicted_decrement: 0.02,
            synapse_sample_size: 6,
            ..defaults.tm
        },
        ..defaults
    })
    .unwrap()
}

//= spec/view.md#view-playground
//= type=test
//# The playground MUST compute what the library computes for the same parameters, seed and input.
//= spec/view.md#view-playground
//= type=test
//# Two playgrounds with the same address MUST have the same steps.
//= spec/view.md#view-address
//= type=test
//# The address of the page MUST hold the run, the step, the event and what is chosen, and a page that is opened with this address shows them.
#[test]
fn the_playground_computes_what_the_library_does_and_can_be_shared() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = Folder::new();
    let file = examples(&folder);
    let letters = "A B C D - X B C Y -";
    let steps = "bami.run.steps.map(({ columns, output, learn }) => [columns, output.bursting_columns, output.predicted_columns, learn])";
    let mut page = browser.open(&file, "", DESK);
    page.click("#playground-toggle");
    page.fill("#play-text", letters);
    page.click("#play-all");
    page.wait("bami.run.length === 80 && bami.cursor.k === 79");
    let made = page.eval(steps);
    let mut region = region_of_the_playground(letters);
    for (k, step) in made.as_array().unwrap().iter().enumerate() {
        let letter = letters.split(' ').nth(k % 10).unwrap();
        let record = Record::new().category("value", letter);
        let result =
            region.step_with(&record, k < 60, &mut bami_htm::observer::NoObserver).unwrap();
        let wanted = json!([
            result.active_columns.on(),
            result.bursting_columns.len(),
            result.predicted_columns,
            k < 60
        ]);
        assert_eq!(*step, wanted, "step {}", k + 1);
    }
    assert!(
        page.text("#verdict").contains("Testing, step 20 of 20, without learning"),
        "{}",
        page.text("#verdict")
    );
    assert!(page.text("#verdict").contains("a random guess of as many columns gets"));

    page.fill("#play-own-noise", "0.25");
    page.fill("#play-seed", "7");
    page.click("#play-all");
    page.wait("bami.run.length === 80 && bami.cursor.k === 79");
    page.eval("bami.select({ cell: 17 })");
    page.eval("bami.goTo(33, 120)");
    page.click("#play-share");
    let made = page.eval(steps);
    let hash = page.eval("location.hash");
    no_problems(&mut page);
    drop(page);
    let mut page = browser.open(&file, hash.as_str().unwrap(), DESK);
    assert_eq!(
        page.eval(
            "[bami.run.settings.seed, bami.cursor.k, bami.cursor.count, bami.selection.cell]"
        ),
        json!([7, 33, 120, 17])
    );
    page.click("#play-all");
    page.wait("bami.run.length === 80");
    assert_eq!(page.eval(steps), made);
    no_problems(&mut page);
}

#[test]
fn the_playground_runs_pauses_steps_back_and_says_what_cannot_be() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = Folder::new();
    let file = examples(&folder);
    let mut page = browser.open(&file, "", DESK);
    page.click("#playground-toggle");
    page.fill("#speed", "30");
    page.click("#play-run");
    page.wait("bami.run.length >= 6");
    page.click("#play-pause");
    let length = page.eval("bami.run.length");
    page.click("#play-back");
    assert_eq!(page.eval("bami.cursor.k"), json!(length.as_u64().unwrap() - 2));
    page.click("#play-line");
    assert_eq!(page.eval("bami.cursor.count"), 1);
    page.fill("#play-sp-potential_pct", "3");
    assert!(page.text("#problem").contains("potentialPct is 3"), "{}", page.text("#problem"));
    assert_eq!(page.eval("bami.run.length"), length);
    page.fill("#play-sp-potential_pct", "0.5");
    assert_eq!(page.text("#problem"), "");
    page.click("#play-reset");
    assert_eq!(page.eval("bami.run.length"), 1);
    page.fill("#play-source", "sine");
    page.fill("#play-encoder", "random-distributed-scalar");
    page.click("#play-all");
    page.wait("bami.run.length === 80");
    no_problems(&mut page);
}

//= spec/view.md#view-chance
//= type=test
//# Hits that are less than three standard deviations of such a choice above its mean MUST be called hits by chance.
#[test]
fn hits_by_chance_are_called_so() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = Folder::new();
    let file = examples(&folder);
    let mut page = browser.open(&file, "", DESK);
    // Ten of 100 columns active, each step; so many predicted before, so many of those hit.
    let verdict = |page: &mut Page<'_>, predicted: u32, hits: u32| {
        let run = format!(
            "{{ parameters: {{ tm: {{ column_count: 100 }} }}, steps: Array.from({{ length: 21 }}, () => ({{ columns: Array(10).fill(0), \
             output: {{ bursting_columns: {}, predicted_columns: {predicted} }} }})) }}",
            10 - hits
        );
        let words = page.eval(&format!(
            "modules['playground.js'].verdictOf(modules['playing.js'].accuracyOf({run}, 20))"
        ));
        words.as_str().unwrap().to_owned()
    };
    let all = verdict(&mut page, 90, 9);
    assert!(
        all.contains(
            "90 % of the active columns were predicted; a random guess of as many columns gets 90 %"
        ),
        "{all}"
    );
    assert!(all.contains("no more than hits by chance (0 standard deviations)"), "{all}");
    // 20 steps: mean 20, variance 20 * 10 * 0.1 * 0.9 * 90 / 99; 3 standard deviations are about 12.1.
    assert!(verdict(&mut page, 10, 1).contains("by chance"));
    assert!(verdict(&mut page, 10, 2).contains("standard deviations above chance"));
}

//= spec/view.md#view-escape
//= type=test
//# What the page shows of the data MUST be shown as text.
//= spec/view.md#view-escape
//= type=test
//# Data MUST stand in the page so that nothing in it can end or begin an element.
#[test]
fn a_column_named_like_an_element_is_a_text() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = Folder::new();
    let name = "</script><img src=x onerror=document.title='gone'>";
    let mut data = format!("timestamp,{name}\n");
    for hour in 0..6 {
        writeln!(data, "2026-01-01 {hour:02}:00:00,{hour}").unwrap();
    }
    folder.write("<b>load&amp;.csv", data);
    let args =
        [&["view", "<b>load&amp;.csv", "--min=0", "--max=30", "-o", "page.html"], &cli::SMALL[..]];
    folder.bami(args.concat()).ok();
    let file = folder.path().join("page.html");
    let mut page = browser.open(&file, "", DESK);
    assert!(page.text("#chart-words").contains(name), "{}", page.text("#chart-words"));
    assert_eq!(
        page.eval("[document.images.length, document.title]"),
        json!([0, "<b>load&amp;.csv - BAMI, line by line"])
    );
    no_problems(&mut page);
}

#[test]
fn it_fits_a_desk_and_a_phone_and_no_text_is_small() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = Folder::new();
    let file = examples(&folder);
    for view in [DESK, PHONE, View { dark: true, ..DESK }, View { dark: true, ..PHONE }] {
        let mut page = browser.open(&file, "#run=2&step=60&event=900&cell=7", view);
        page.click("#playground-toggle");
        let small = page.eval(
            "[...document.querySelectorAll('body *')].filter((e) => e.textContent.trim() !== '' && parseFloat(getComputedStyle(e).fontSize) < 12).map((e) => e.outerHTML.slice(0, 80))",
        );
        assert_eq!(small, json!([]));
        let wide = page.eval("document.documentElement.scrollWidth");
        assert!(wide.as_u64().unwrap() <= view.width.into(), "{wide} wide at {}", view.width);
        let nameless = page.eval(
            "[...document.querySelectorAll('button, input:not([hidden]), select')].filter((e) => !(e.textContent.trim() || e.getAttribute('aria-label') || e.closest('label'))).map((e) => e.outerHTML)",
        );
        assert_eq!(nameless, json!([]));
        if let Some(pictures) = std::env::var_os("BAMI_PICTURES") {
            page.click("#playground-toggle");
            let kind = if view.dark { "dark" } else { "light" };
            page.picture(&Path::new(&pictures).join(format!("view-{}-{kind}.png", view.width)));
        }
        no_problems(&mut page);
    }
}

/// The load of a thousand hours, with noise that is the same in every run.
fn thousand_hours() -> String {
    let mut random = Pcg32::new(42, 3);
    let mut data = String::from("timestamp,value\n");
    for hour in 0..1000 {
        let value = 20 + 3 * (hour % 24_u32).abs_diff(12) + random.below(5);
        writeln!(
            data,
            "2026-{:02}-{:02} {:02}:00:00,{value}",
            hour / 672 + 1,
            hour / 24 % 28 + 1,
            hour % 24
        )
        .unwrap();
    }
    data
}

#[test]
fn a_thousand_steps_of_2048_columns_open_soon_and_step_without_waiting() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = Folder::new();
    folder.write("load.csv", thousand_hours());
    folder.bami(["view", "load.csv", "--min=0", "--max=90", "-o", "load.html"]).ok();
    let file = folder.path().join("load.html");
    let size = std::fs::metadata(&file).unwrap().len();
    assert!(size < 20_000_000, "{size} bytes");

    let mut page = browser.open(&file, "", DESK);
    let opening = page.opening.as_secs_f64();
    assert_eq!(page.eval("[bami.run.length, bami.cursor.state.columnCount]"), json!([1000, 2048]));
    let mut longest = |page: &mut Page<'_>, from: u32, direction: i32| {
        page.eval(&format!("bami.goTo({from})"));
        let milliseconds = page.eval(&format!(
            "(() => {{ const start = performance.now(); for (let n = 0; n < 10; n++) bami.move('step', {direction}); return (performance.now() - start) / 10; }})()"
        ));
        milliseconds.as_f64().unwrap()
    };
    let first = longest(&mut page, 0, 1);
    page.wait("bami.run.isReady(bami.run.length)");
    let whole = page.eval("performance.now()").as_f64().unwrap() / 1000.0;
    assert_eq!(page.eval("bami.run.disagreement"), Value::Null);
    let (later, back) = (longest(&mut page, 980, 1), longest(&mut page, 700, -1));
    let lines = page.eval(
        "(() => { bami.cursor.go(600); const start = performance.now(); const { length } = bami.cursor.events; return [performance.now() - start, length]; })()",
    );
    println!(
        "{:.1} MB; opens in {opening:.2} s, all steps worked out after {whole:.1} s; a time step takes {first:.0}, {later:.0} and back {back:.0} ms; \
         the lines of step 601 {lines}",
        size as f64 / 1e6
    );
    assert!(opening < 3.0, "opened in {opening} s");
    assert!(first.max(later).max(back) < 250.0, "{first} {later} {back} ms a step");
    no_problems(&mut page);
}
