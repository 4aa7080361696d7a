//! Stepping, running to conditions, and reasons.

use libtest_mimic::Trial;
use serde_json::json;

use super::browser::{Browser, DESK, Page};
use super::{examples, no_problems};
use crate::harness::{Need, trials};
use crate::support::Folder;

/// What the state at the place is, all of it that matters.
const STATE: &str = "(() => { const s = bami.cursor.state; const sorted = (set) => [...set].sort((a, b) => a - b); return JSON.stringify([
    s.segments.filter((x) => x !== undefined).map((x) => [x.serial, x.cell, x.cells, x.permanences]),
    s.proximal.map((x) => [...x.permanences]), [...s.overlaps], [...s.boosts], [...s.activeDutyCycles], [...s.overlapDutyCycles],
    sorted(s.activeColumns), sorted(s.now.activeCells), sorted(s.now.winnerCells), sorted(s.now.activeSegments),
    sorted(s.now.matchingSegments), sorted(s.past.activeCells), sorted(s.inputBits), s.inhibitionRadius]); })()";

//= spec/view.md#view-stepping
//= type=test
//# Stepping forward and back by the same number of lines, functions, phases or time steps MUST lead
//# back to the same state.
fn forward_and_back_leads_to_the_same_state() {
    let mut browser = Browser::start();
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

fn keys_step_and_the_help_opens() {
    let mut browser = Browser::start();
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
    page.eval("document.getElementById('chart').focus()");
    page.key("ArrowRight");
    assert_eq!(page.eval("bami.cursor.k"), 4, "in the chart the arrows move through time");
    page.key("?");
    assert_eq!(page.eval("document.getElementById('help').open"), true);
    no_problems(&mut page);
}

fn a_step_can_be_gone_to_and_conditions_run_to() {
    let mut browser = Browser::start();
    let folder = Folder::new();
    let file = examples(&folder);
    let mut page = browser.open(&file, "#run=1", DESK);
    page.fill("#step", "12");
    page.wait("bami.cursor.k === 11");
    page.fill("#step", "999");
    assert!(page.text("#status").contains("There is no step 999; the steps are 1 to 48"));

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

fn the_reasons_lead_to_the_lines_that_made_it_so() {
    let mut browser = Browser::start();
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

pub(crate) fn trials() -> Vec<Trial> {
    trials!(
        &[Need::Browser],
        forward_and_back_leads_to_the_same_state,
        keys_step_and_the_help_opens,
        a_step_can_be_gone_to_and_conditions_run_to,
        the_reasons_lead_to_the_lines_that_made_it_so
    )
}
