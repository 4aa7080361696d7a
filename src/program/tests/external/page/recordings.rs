//! Recordings: what the page works out, and large ones.

use std::fmt::Write as _;

use bami_htm::random::{Pcg32, PortableRng};
use libtest_mimic::Trial;
use serde_json::{Value, json};

use super::browser::{Browser, DESK, Page};
use super::{examples, no_problems, numbers};
use crate::harness::{Need, trials};
use crate::support::{self, Folder};

//= spec/view.md#view-recording
//= type=test
//# A recording MUST begin with a key frame, which is the entire state of the pooler and the memory
//# at the start of the recording.
//= spec/view.md#view-recording
//= type=test
//# If a recording has more than 150,000 events, it MUST omit them, and the page recomputes them
//# from the key frame, the input bits and the parameters.
//= spec/view.md#view-recording
//= type=test
//# Each step of a recording MUST contain its input and output, its input bits, its active columns
//# and, for the memory, the winner cells, the active segments, the matching segments with their
//# counts, the numbers of segments and of synapses, and the state of the generator.
fn the_page_works_out_the_events_of_a_recording_that_begins_in_the_middle() {
    let mut browser = Browser::start();
    let folder = Folder::new();
    folder.write("load.csv", support::hourly(150));
    let args = [
        &["view", "load.csv", "--min=0", "--max=30", "-o", "load.html", "--steps", "90..150"],
        &support::SMALL[..],
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

    let one =
        [&["trace", "load.csv", "--min=0", "--max=30", "--steps", "137"], &support::SMALL[..]];
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
//# If what the page recomputes differs from what was recorded, the page MUST report this and name
//# the step.
fn a_recording_that_is_not_what_the_lines_do_is_told() {
    let mut browser = Browser::start();
    let folder = Folder::new();
    let file = examples(&folder);
    let mut page = browser.open(&file, "", DESK);
    page.eval("(async () => { const run = await modules['loading.js'].loadRun(bami.packed[1]); run.steps[6].noted.winners[0] += 1; \
               bami.runs[1] = run; await bami.open(1); })()");
    page.wait("bami.run.isReady(bami.run.length)");
    page.wait("document.getElementById('status').textContent !== ''");
    assert!(page.text("#status").contains("From step 7 on"), "{}", page.text("#status"));
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

fn a_thousand_steps_of_2048_columns_open_soon_and_step_without_waiting() {
    let mut browser = Browser::start();
    let folder = Folder::new();
    folder.write("load.csv", thousand_hours());
    folder.bami(["view", "load.csv", "--min=0", "--max=90", "-o", "load.html"]).ok();
    let file = folder.path().join("load.html");
    let size = std::fs::metadata(&file).unwrap().len();
    assert!(size < 20_000_000, "{size} bytes");

    let mut page = browser.open(&file, "", DESK);
    let opening = page.opening.as_secs_f64();
    assert_eq!(page.eval("[bami.run.length, bami.cursor.state.columnCount]"), json!([1000, 2048]));
    let longest = |page: &mut Page<'_>, from: u32, direction: i32| {
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

pub(crate) fn trials() -> Vec<Trial> {
    trials!(
        &[Need::Browser],
        the_page_works_out_the_events_of_a_recording_that_begins_in_the_middle,
        a_recording_that_is_not_what_the_lines_do_is_told,
        a_thousand_steps_of_2048_columns_open_soon_and_step_without_waiting
    )
}
