//! The switches and the windows of duty cycles in a pin.

use bami_htm::spatial_pooler::{BoostingOrder, ConnectedInOverlap, DutyCycles};

use crate::support::*;

//= spec/pin.md#pin-sp
//= type=test
//# A switch of the book profile MUST be left out where it has the value of an absent one.
//= spec/pin.md#pin-sp
//= type=test
//# With a window of duty cycles, the table MUST be followed by `active_window` and
//# `overlap_window`, each with the step, counted from 1, and the columns for which it counts, for
//# each learning step in the window, the oldest first.
#[test]
fn a_pin_has_the_switches_that_are_on_and_the_steps_in_the_windows() {
    let parameters = parameters(40, 40).with_duty_cycle_period(2);
    let all: Vec<u32> = (0..40).map(|column| u32::from(column > 35)).collect();
    let pinned = |parameters| {
        let mut pooler = with_overlaps(parameters, &all);
        for on in [&[0][..], &[], &[0]] {
            step(&mut pooler, on, true);
        }
        let pin = pooler.pin().as_str().to_owned();
        let switches = pin.split_once("wrap_around").unwrap().1;
        switches.split_once("column 0:").unwrap().0.to_owned()
    };
    let switches_on = parameters
        .clone()
        .with_connected_in_overlap(ConnectedInOverlap::Above)
        .with_duty_cycles(DutyCycles::Window)
        .with_boosting_order(BoostingOrder::OneLoop);
    assert_eq!(
        pinned(parameters),
        " = false
learning_steps = 3
inhibition_radius = 40
active_columns = 36-39
"
    );
    assert_eq!(
        pinned(switches_on.with_connected_permanence(0.25)),
        " = false
connected_in_overlap = above
duty_cycles = window
boosting_order = one_loop
learning_steps = 3
inhibition_radius = 40
active_columns = 36-39
active_window.2 = none
active_window.3 = 36-39
overlap_window.2 = none
overlap_window.3 = 36-39
"
    );
}
