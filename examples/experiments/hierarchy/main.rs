//! Two levels, of which the second learns what is too slow for the first:
//!
//! ```text
//! cargo run --release --example hierarchy
//! ```
//!
//! The stream has four motifs of six values, and two random readings before each. Inside a motif every value
//! but the first can be foreseen. The motifs themselves come by a slow rule, in which what follows depends on
//! the last two of them. Now and then a motif comes that the rule forbids, whole and without a fault in
//! itself. The network is that of `network.toml`; the other rows show what it needs:
//!
//! - **A slower clock.** With a period of 1, with or without a union over the last eight steps, the second level
//!   learns nothing of the rule. The clock need not begin where a motif does, nor be exactly as long.
//! - **Predicted cells.** The motifs have the same six values in other orders. In the union of their columns
//!   they are all the same, so that nothing can be told; in that of all active cells the bursting columns, whose cells are
//!   all active, blur them.
//! - **Random readings** keep the first level from carrying its sequences from one motif to the next. Without them it
//!   foresees every beginning, that of a forbidden motif too: it knows what may follow, not what has to.
//!
//! What it does not do: about a quarter of the forbidden motifs pass without surprise. The first level is not quite
//! blind to the rule either: it scores a forbidden motif above one that is due more often than chance would have it, as the
//! last column says. And these are raw scores. The anomaly likelihood averages over ten steps and does not alarm at a
//! single step that was not foreseen.

use bami_experiments::hierarchy::experiment;
use std::error::Error;

use bami_htm::network::{LinkOutput, NetworkParameters};

use experiment::{Plan, mean, measure};

fn main() -> Result<(), Box<dyn Error>> {
    let network: NetworkParameters = toml::from_str(include_str!("network.toml"))?;
    let with = |change: fn(&mut NetworkParameters)| {
        let mut changed = network.clone();
        change(&mut changed);
        changed
    };
    let plan = Plan::default();
    let variants = [
        ("as in network.toml", network.clone(), plan),
        ("link: active cells", with(|n| link(n).output = LinkOutput::ActiveCells), plan),
        ("link: active columns", with(|n| link(n).output = LinkOutput::ActiveColumns), plan),
        ("clock 3 readings early", network.clone(), Plan { phase: 3, ..plan }),
        ("period 7", with(|n| n.regions[1].period = 7), plan),
        ("period 1", with(|n| n.regions[1].period = 1), plan),
        (
            "period 1, union over 8",
            with(|n| {
                n.regions[1].period = 1;
                link(n).union = 8;
            }),
            plan,
        ),
        ("no random readings", network.clone(), Plan { gaps: false, ..plan }),
    ];
    println!("Mean raw scores. A slot is a motif and the two readings before it.\n");
    println!("                                 rule kept                rule broken  broken");
    println!("                         level   within  boundary  slot   slot         above kept");
    for (name, network, plan) in variants {
        for (level, name) in measure(network, plan)?.iter().zip([name, ""]) {
            let number = if name.is_empty() { "second" } else { "first" };
            println!(
                "{name:24} {number:7} {:6}  {:8}  {:5}  {:11}  {:10.3}",
                shown(&level.within),
                shown(&level.boundary),
                shown(&level.kept),
                shown(&level.broken),
                level.separation(),
            );
        }
    }
    println!(
        "\n\"broken above kept\": how often a slot that breaks the rule has a higher score than one that"
    );
    println!("keeps it; 0.5 tells nothing, 1 tells all.");
    Ok(())
}

/// The link of the second region.
fn link(network: &mut NetworkParameters) -> &mut bami_htm::network::Link {
    &mut network.regions[1].links[0]
}

fn shown(scores: &[f64]) -> String {
    mean(scores).map_or("-".into(), |mean| format!("{mean:.3}"))
}
