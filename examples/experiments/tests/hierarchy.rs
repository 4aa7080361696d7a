//! Tests the claim of the example `hierarchy`: the second level learns what is too slow for the first.

use bami_experiments::hierarchy::experiment;

use bami_htm::network::NetworkParameters;
use experiment::{Plan, mean, measure};

#[test]
fn the_second_level_learns_a_rule_that_is_too_slow_for_the_first() {
    let network: NetworkParameters =
        toml::from_str(include_str!("../hierarchy/network.toml")).unwrap();
    let plan = Plan { measured: 150, ..Plan::default() };
    let [first, second] = measure(network, plan).unwrap();
    let mean = |scores: &[f64]| mean(scores).unwrap();
    // The first level knows the motifs, does not predict their beginnings, and cannot distinguish a
    // forbidden motif from a correct one.
    assert!(mean(&first.within) < 0.15, "{}", mean(&first.within));
    assert!(mean(&first.boundary) > 0.4, "{}", mean(&first.boundary));
    let difference = mean(&first.broken) - mean(&first.kept);
    assert!(difference.abs() < 0.1, "{difference}");
    // The second level can.
    assert!(mean(&second.kept) < 0.1, "{}", mean(&second.kept));
    assert!(mean(&second.broken) > 0.5, "{}", mean(&second.broken));
    assert!(second.separation() > 0.8, "{}", second.separation());
    assert!(first.separation() < 0.75, "{}", first.separation());
}
