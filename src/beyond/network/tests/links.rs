//! What links carry, and what becomes of it.

use super::*;
use crate::sdr::Sdr;
use std::collections::BTreeSet;

use crate::anatomy::CellIndex;

/// The bits that the links of `second` should carry after a step of `first`.
fn expected(network: &Network, output: LinkOutput, predictive: bool) -> BTreeSet<u32> {
    let memory = region(network, "first").temporal_memory();
    let bursting = memory.bursting_columns();
    let cells = memory.active_cells().iter().map(|cell| cell.get());
    let mut bits: BTreeSet<u32> = match output {
        LinkOutput::ActiveColumns => cells.map(|cell| cell / 4).collect(),
        LinkOutput::ActiveCells => cells.collect(),
        LinkOutput::PredictedActiveCells => {
            cells.filter(|cell| !bursting.contains(&(cell / 4).into())).collect()
        }
    };
    if predictive {
        let per_bit = if output == LinkOutput::ActiveColumns { 4 } else { 1 };
        bits.extend(memory.predictive_cells().iter().map(|cell| cell.get() / per_bit));
    }
    bits
}

fn on(sdr: &Sdr) -> BTreeSet<u32> {
    sdr.on().iter().copied().collect()
}

//= spec/network.md#net-output
//= type=test
//# A link with the output active-columns MUST carry the active columns.
//= spec/network.md#net-output
//= type=test
//# A link with the output active-cells MUST carry the active cells.
//= spec/network.md#net-output
//= type=test
//# A link with the output predicted-active-cells MUST carry the active cells of the columns that
//# did not burst.
//= spec/network.md#net-output
//= type=test
//# If predictive is true, a link MUST also carry the cells that are predictive for the next step
//# or, if it carries columns, the columns that contain such cells.
#[test]
fn net_output_is_what_the_link_names() {
    use LinkOutput::{ActiveCells, ActiveColumns, PredictedActiveCells};
    for output in [ActiveColumns, ActiveCells, PredictedActiveCells] {
        for predictive in [false, true] {
            let link = Link::new("first").with_output(output).with_predictive(predictive);
            let mut network = network([first(), small("second").link(link)]);
            let mut sizes = BTreeSet::new();
            for step in 0..60 {
                let result = network.step(&value(wave(step))).unwrap();
                let carried = on(&result.get("second").unwrap().encoded);
                assert_eq!(carried, expected(&network, output, predictive));
                sizes.insert(carried.len());
            }
            // Steps that were foreseen and steps that were not.
            let varies = predictive || output != ActiveColumns;
            assert_eq!(sizes.len() > 1, varies, "{output:?} {predictive}: {sizes:?}");
        }
    }
}

//= spec/network.md#net-union
//= type=test
//# A link with a union of k MUST carry the union of the outputs of the last k steps of its source
//# region, or of all its steps since the start or the last reset if there are fewer.
#[test]
fn net_union_is_over_the_last_steps() {
    let link = Link::new("first").with_union(3);
    let mut network = network([first(), small("second").link(link)]);
    let mut outputs: Vec<BTreeSet<u32>> = Vec::new();
    for step in 0..30 {
        if step == 20 {
            network.reset();
            outputs.clear();
        }
        let result = network.step(&value(wave(step))).unwrap();
        outputs.push(on(&result.get("first").unwrap().active_columns));
        let last = outputs.iter().rev().take(3);
        let union: BTreeSet<u32> = last.flatten().copied().collect();
        assert_eq!(on(&result.get("second").unwrap().encoded), union);
    }
}

//= spec/network.md#net-sizes
//= type=test
//# The bits that a region takes MUST be the concatenation of the SDRs of its encoders, in their
//# order, followed by those of its links, in theirs.
//= spec/network.md#net-record
//= type=test
//# A field MUST be passed to every region with an encoder that reads it.
#[test]
fn net_inputs_converge_on_one_region() {
    let mut network = network([
        small("top")
            .link(Link::new("other").with_output(LinkOutput::ActiveCells))
            .link(Link::new("first"))
            .encoder("value", scalar())
            .encoder("colour", category()),
        first(),
        small("other").encoder("colour", category()),
    ]);
    for step in 0..20 {
        let colour = if step % 3 == 0 { "red" } else { "green" };
        let record = value(wave(step)).category("colour", colour);
        let result = network.step(&record).unwrap();
        let cells = region(&network, "other").temporal_memory().active_cells();
        let parts = [
            result.get("first").unwrap().encoded.clone(),
            result.get("other").unwrap().encoded.clone(),
            Sdr::new(256, CellIndex::numbers(cells)).unwrap(),
            result.get("first").unwrap().active_columns.clone(),
        ];
        assert_eq!(result.get("top").unwrap().encoded, Sdr::concatenate(&parts).unwrap());
    }
}

//= spec/network.md#net-period
//= type=test
//# A period of k MUST be complete with every k-th record, counted from the first record or from the
//# last reset.
//= spec/network.md#net-period
//= type=test
//# For a record with which a region makes no step, the links from that region MUST carry nothing.
//= spec/network.md#d-net-4
//= type=test
//# The period MUST be the same number of records whatever the regions below predict.
//= spec/network.md#net-step
//= type=test
//# In its turn, a region MUST take its bits and, if the record completes its period, make the step
//# of REGION-STEP on its input.
//= spec/network.md#net-step
//= type=test
//# The input of the step MUST be the union of the bits that the region took with the records of the
//# period.
//= spec/network.md#net-reset
//= type=test
//# A reset MUST reset every region as REGION-RESET specifies, empty the union of every link, and
//# start every period anew.
#[test]
fn net_period_is_of_records_and_its_input_a_union() {
    let mut network = network([
        first(),
        small("second").link(Link::new("first")).encoder("value", scalar()).with_period(2),
        small("third").link(Link::new("second")).link(Link::new("first")).with_period(6),
    ]);
    let mut second = BTreeSet::new();
    let mut third = BTreeSet::new();
    let mut record = 0;
    for step in 0..40 {
        // In the middle of a period of the second and the third region.
        if step == 21 {
            network.reset();
            (second, third) = (BTreeSet::new(), BTreeSet::new());
            record = 0;
            for region in network.regions() {
                assert!(region.temporal_memory().active_cells().is_empty());
            }
        }
        record += 1;
        let result = network.step(&value(wave(step))).unwrap();
        let below = result.get("first").unwrap();
        second.extend(below.encoded.on());
        second.extend(below.active_columns.on().iter().map(|column| 120 + column));
        third.extend(below.active_columns.on().iter().map(|column| 64 + column));
        let step = result.get("second");
        assert_eq!(step.is_some(), record % 2 == 0, "{record}");
        if let Some(step) = step {
            assert_eq!(on(&step.encoded), std::mem::take(&mut second));
            third.extend(step.active_columns.on());
        }
        let step = result.get("third");
        assert_eq!(step.is_some(), record % 6 == 0, "{record}");
        if let Some(step) = step {
            assert_eq!(on(&step.encoded), std::mem::take(&mut third));
        }
    }
    assert_eq!(network.records(), 40);
    assert_eq!(region(&network, "second").steps(), 10 + 9);
    assert_eq!(region(&network, "third").steps(), 3 + 3);
}
