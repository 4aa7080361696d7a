//! The playground.

use bami_htm::encoders::{CategoryEncoderParameters, EncoderParameters};
use bami_htm::region::{FieldEncoder, Record, Region, RegionParameters};
use bami_htm::spatial_pooler::TieBreak;
use libtest_mimic::Trial;
use serde_json::json;

use super::browser::{Browser, DESK, Page};
use super::{examples, no_problems};
use crate::harness::{Need, trials};
use crate::support::Folder;

/// The region that the playground begins with.
fn region_of_the_playground(letters: &str) -> Region {
    let mut categories: Vec<String> = Vec::new();
    for letter in letters.split(' ') {
        if !categories.iter().any(|known| known == letter) {
            categories.push(letter.into());
        }
    }
    let encoder = CategoryEncoderParameters::new(categories).with_active_bits(5);
    Region::new(
        RegionParameters::default()
            .with_encoders([FieldEncoder::new("value", EncoderParameters::Category(encoder))])
            .with_sp(
                RegionParameters::default()
                    .sp
                    .with_column_dimensions([128])
                    .with_potential_pct(0.8)
                    .with_num_active_columns_per_inh_area(5)
                    .with_tie_break(TieBreak::LowestIndex),
            )
            .with_tm(
                RegionParameters::book()
                    .tm
                    .with_cells_per_column(6)
                    .with_activation_threshold(3)
                    .with_learning_threshold(2)
                    .with_initial_permanence(0.41)
                    .with_predicted_decrement(0.02)
                    .with_synapse_sample_size(6),
            ),
    )
    .unwrap()
}

//= spec/view.md#view-playground
//= type=test
//# The playground MUST compute what the library computes for the same parameters, seed and input.
//= spec/view.md#view-playground
//= type=test
//# Two playgrounds with the same URL MUST go through the same steps.
//= spec/view.md#view-address
//= type=test
//# The URL of the page MUST contain the run, the step, the event and the current selection, and a
//# page opened at this URL shows them.
fn the_playground_computes_what_the_library_does_and_can_be_shared() {
    let mut browser = Browser::start();
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
        let result = region
            .step_with(&record, (k < 60).into(), &mut bami_htm::observer::NoObserver)
            .unwrap();
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

fn the_playground_runs_pauses_steps_back_and_says_what_cannot_be() {
    let mut browser = Browser::start();
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
//# If the number of hits is less than three standard deviations above the mean of such a choice,
//# the hits MUST be labelled as hits by chance.
fn hits_by_chance_are_called_so() {
    let mut browser = Browser::start();
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

pub(crate) fn trials() -> Vec<Trial> {
    trials!(
        &[Need::Browser],
        the_playground_computes_what_the_library_does_and_can_be_shared,
        the_playground_runs_pauses_steps_back_and_says_what_cannot_be,
        hits_by_chance_are_called_so
    )
}
