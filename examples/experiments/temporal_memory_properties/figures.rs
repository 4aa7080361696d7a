//! The experiments as tables and plots.

use crate::support::experiment::{Experiment, Outcome, Size};
use crate::support::plot::{Mark, Plot};
use crate::support::table::Table;
use crate::temporal_memory_properties::runs::{
    BLOCK, Death, Learner, LearningCurve, Result, Setup, block_means, cell_death, input_noise,
    learning_and_change, until_perfect,
};

pub const EXPERIMENTS: &[Experiment] = &[
    Experiment { name: "learning", run: learning },
    Experiment { name: "death", run: death },
    Experiment { name: "noise", run: noise },
];

/// Sequences before the change of the experiment, of the sequences or of the memory.
const BEFORE: usize = 300;
/// Sequences after a swap of the endings.
const AFTER_SWAP: usize = 400;
/// Further sequences that a damaged memory learns.
const AFTER_DEATH: usize = 300;
/// The number of consecutive perfect predictions that counts as learned.
const RUN: usize = 20;
/// The larger sample in the experiments on damage and noise, in addition to the default of 20.
const LARGE_SAMPLE: u32 = 32;

fn setup(size: Size) -> Setup {
    match size {
        Size::Published => Setup::published(),
        Size::Small => Setup::small(),
    }
}

/// The setup with its own sample, and with one that is larger by the same factor at both sizes.
fn samples(size: Size) -> [Setup; 2] {
    let usual = setup(size);
    let defaults = Setup::published().memory.synapse_sample_size;
    let larger = usual.memory.synapse_sample_size * LARGE_SAMPLE / defaults;
    let larger = larger.min(usual.active_columns);
    [usual.clone(), usual.with_sample(larger)]
}

fn learning(size: Size) -> Result<Outcome> {
    let setup = setup(size);
    let high = learning_and_change(setup.clone(), BEFORE, AFTER_SWAP)?;
    let first = learning_and_change(setup.first_order(), BEFORE, AFTER_SWAP)?;
    let curve =
        |curve: &LearningCurve| block_means(&[&curve.before[..], &curve.after].concat(), BLOCK);
    let (high_means, first_means) = (curve(&high), curve(&first));

    let mut table = Table::new(
        format!("Accuracy of the last element; the endings are swapped after {BEFORE} sequences"),
        ["sequences", "high order", "first order"],
    );
    for (block, (high, first)) in high_means.iter().zip(&first_means).enumerate() {
        let sequences = format!("{}-{}", block * BLOCK + 1, (block + 1) * BLOCK);
        table.row([sequences, format!("{high:.3}"), format!("{first:.3}")]);
    }
    let mut learned = Table::new(
        format!("Sequences until {RUN} consecutive predictions are perfect"),
        ["memory", "from the start", "after the swap"],
    );
    for (name, curve) in [("high order", &high), ("first order", &first)] {
        let count = |values: &[f64]| match until_perfect(values, RUN) {
            Some(count) => count.to_string(),
            None => "never".to_owned(),
        };
        learned.row([name.to_owned(), count(&curve.before), count(&curve.after)]);
    }
    let points = |means: &[f64]| -> Vec<(f64, f64)> {
        let end_of_block = |block: usize| ((block + 1) * BLOCK) as f64;
        means.iter().enumerate().map(|(block, &mean)| (end_of_block(block), mean)).collect()
    };
    let swap = BEFORE as f64;
    let plot = Plot::new(
        "High-order sequences, with a change of their endings",
        "sequences seen",
        "accuracy of the last element",
    )
    .y_range(0.0, 1.0)
    .series("high order", Mark::LineAndDots, points(&high_means))
    .series("first order", Mark::LineAndDots, points(&first_means))
    .series("endings are swapped", Mark::Line, [(swap, 0.0), (swap, 1.0)]);
    Ok(Outcome {
        title: "High-order sequences and their change",
        paper: "Hawkins and Ahmad 2016, figure 6A; Cui, Ahmad and Hawkins 2016, the experiments on high-order \
                sequences and on their change.",
        same: "An endless stream without resets, in which sequences of six elements that differ only in their ends \
               come in random order, with random elements between them; 2048 columns, 40 active, 32 cells versus \
               one cell per column; the sequences change while learning continues.",
        different: "Four sequences, two for each shared middle. Accuracy is that of the last element only, the only \
                    one that needs the long context: the probability of guessing it among the symbols with at least \
                    half of their columns predicted. The paper with the first-order memory counts every element of \
                    the stream, including the random ones, so its maximum is far below 1. The parameters are the \
                    defaults of the library, with PREDICTED_DECREMENT 0.02.",
        tables: vec![table, learned],
        plots: vec![("temporal_memory_learning", plot)],
    })
}

fn percent(share: f64) -> f64 {
    (share * 100.0).round()
}

/// The name of the sample of a setup in legends.
fn sample_name(setup: &Setup) -> String {
    format!("{} of {}", setup.memory.activation_threshold, setup.memory.synapse_sample_size)
}

fn learned(setup: &Setup) -> Result<Learner> {
    let mut learner = Learner::new(setup.clone())?;
    learner.learn(BEFORE)?;
    Ok(learner)
}

fn death(size: Size) -> Result<Outcome> {
    let mut table = Table::new(
        format!("Accuracy of the last element when cells die after {BEFORE} sequences"),
        [
            "synapses needed",
            "cells dead, %",
            "immediately",
            "context shared",
            "relearned",
            "context shared",
        ],
    );
    let mut plot = Plot::new(
        "Death of cells after learning",
        "cells that died, %",
        "accuracy of the last element",
    )
    .y_range(0.0, 1.0);
    for setup in samples(size) {
        let learned = learned(&setup)?;
        let deaths: Vec<Death> = (0..=7)
            .map(|tenth| cell_death(&learned, f64::from(tenth) / 10.0, AFTER_DEATH))
            .collect::<Result<_>>()?;
        let name = sample_name(&setup);
        for death in &deaths {
            table.row([
                name.clone(),
                format!("{}", percent(death.share)),
                format!("{:.3}", death.at_once),
                format!("{:.3}", death.shared_at_once),
                format!("{:.3}", death.relearned),
                format!("{:.3}", death.shared_relearned),
            ]);
        }
        let points = |value: fn(&Death) -> f64| -> Vec<(f64, f64)> {
            deaths.iter().map(|death| (percent(death.share), value(death))).collect()
        };
        plot = plot
            .series(
                format!("{name}, immediately"),
                Mark::LineAndDots,
                points(|death| death.at_once),
            )
            .series(
                format!("{name}, relearned"),
                Mark::LineAndDots,
                points(|death| death.relearned),
            );
    }
    Ok(Outcome {
        title: "Death of cells",
        paper: "Hawkins and Ahmad 2016, figure 6B; Cui, Ahmad and Hawkins 2016, the experiment on damage to the \
                network.",
        same: "A random fraction of all cells, 0 to 70 %, is removed from a trained memory; then it continues to learn \
               with the remaining cells.",
        different: "Two curves for two sizes of the sample of synapses, where 'synapses needed' is \
                    ACTIVATION_THRESHOLD of SYNAPSE_SAMPLE_SIZE: these determine how much damage a segment tolerates. \
                    A column always keeps one cell. The sequences, the measure and the parameters are those of the \
                    experiment 'learning'. 'Context shared' is the fraction of the cells active at the last shared \
                    element that both sequences have in common: cells in both contexts cannot distinguish the ends.",
        tables: vec![table],
        plots: vec![("temporal_memory_death", plot)],
    })
}

fn noise(size: Size) -> Result<Outcome> {
    let setups = samples(size);
    let names = setups.each_ref().map(|setup| format!("needs {}", sample_name(setup)));
    let [one, other] = [learned(&setups[0])?, learned(&setups[1])?];
    let mut table = Table::new(
        format!("Accuracy of the last element under noise, after {BEFORE} sequences without noise"),
        ["columns replaced, %", &names[0], &names[1]],
    );
    let mut points = [Vec::new(), Vec::new()];
    for step in 0..=12 {
        let share = f64::from(step) * 0.05;
        let accuracy = [input_noise(&one, share)?, input_noise(&other, share)?];
        let shown = accuracy.map(|accuracy| format!("{accuracy:.3}"));
        table.row([format!("{}", percent(share)), shown[0].clone(), shown[1].clone()]);
        for (points, accuracy) in points.iter_mut().zip(accuracy) {
            points.push((percent(share), accuracy));
        }
    }
    let [one, other] = points;
    let plot = Plot::new(
        "Noise in the active columns after learning",
        "active columns replaced, %",
        "accuracy of the last element",
    )
    .y_range(0.0, 1.0)
    .series(&names[0], Mark::LineAndDots, one)
    .series(&names[1], Mark::LineAndDots, other);
    Ok(Outcome {
        title: "Noise in the input",
        paper: "Hawkins and Ahmad 2016, the part on how a segment recognizes a pattern from a sample of its cells, \
                here as an experiment with whole sequences.",
        same: "A fraction of the active cells of every element, including the first, is different.",
        different: "The papers show noise for single patterns and, in Cui, Ahmad and Hawkins 2016, for elements that \
                    are replaced completely; here a fraction of the columns of each element is replaced with random \
                    ones. Learning is off during the test.",
        tables: vec![table],
        plots: vec![("temporal_memory_noise", plot)],
    })
}
