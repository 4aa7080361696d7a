//! The experiments as tables and plots.

use crate::spatial_pooler_properties::runs::{
    Change, Epoch, NOISE, Outputs, Result, Setup, Trainer, follow,
};
use crate::support::experiment::{Experiment, Outcome, Size};
use crate::support::plot::{Mark, Plot};
use crate::support::table::Table;
use bami_htm::metrics::{binary_entropy, robustness_index};

pub const EXPERIMENTS: &[Experiment] = &[
    Experiment { name: "training", run: training },
    Experiment { name: "noise", run: noise },
    Experiment { name: "change", run: change },
    Experiment { name: "death", run: death },
];

/// boostStrength: off, moderate, strong.
const BOOSTS: [f64; 3] = [0.0, 10.0, 100.0];
/// Epochs after which a pooler counts as trained.
const TRAINED: usize = 40;
/// The first epoch in the plot of the entropy.
const SETTLED: usize = 5;
/// Epochs after a change of the inputs or the death of columns.
const AFTER: usize = 100;

fn setup(size: Size) -> Setup {
    match size {
        Size::Published => Setup::published(),
        Size::Small => Setup::small(),
    }
}

fn boost_name(boost: f64) -> String {
    if boost == 0.0 { "no boosting".to_owned() } else { format!("boostStrength {boost}") }
}

/// One line of a plot, from the states after each epoch.
fn points(epochs: &[Epoch], value: fn(&Epoch) -> f64) -> Vec<(f64, f64)> {
    epochs.iter().map(|epoch| (epoch.epoch as f64, value(epoch))).collect()
}

/// The value if all are equal, otherwise the minimum and the maximum.
fn range(values: &[f64]) -> String {
    let (least, most) =
        values.iter().fold((f64::MAX, f64::MIN), |(a, b), &value| (a.min(value), b.max(value)));
    if least == most { format!("{least:.4}") } else { format!("{least:.4} to {most:.4}") }
}

fn training_row(
    name: &str,
    outputs: &Outputs,
    stability: String,
    kept: f64,
) -> Result<[String; 5]> {
    let (sparseness, entropy) = (range(&outputs.sparseness()), outputs.entropy()?);
    Ok([name.to_owned(), sparseness, format!("{entropy:.4}"), stability, format!("{kept:.3}")])
}

fn training(size: Size) -> Result<Outcome> {
    let mut table = Table::new(
        format!("Before and after {TRAINED} epochs"),
        ["pooler", "sparseness", "entropy, bits", "stability", "columns kept"],
    );
    // In the first epochs, strong boosting is so low that the other lines would be indistinguishable.
    let mut entropy = Plot::new(
        format!("Entropy over training, from epoch {SETTLED} on"),
        "epochs",
        "mean entropy of a column, bits",
    );
    let mut stability = Plot::new(
        "Stability over training",
        "epochs",
        "fraction of columns unchanged since the previous epoch",
    )
    .y_range(0.0, 1.0);
    let mut untrained = Trainer::new(&setup(size))?;
    let outputs = untrained.outputs()?;
    let kept = untrained.kept_under_noise(NOISE)?;
    table.row(training_row("untrained", &outputs, String::new(), kept)?);
    for boost in BOOSTS {
        let (epochs, mut trainer) = follow(&setup(size).boosted(boost), TRAINED, None)?;
        let name = boost_name(boost);
        let last = epochs[epochs.len() - 1];
        let stable = format!("{:.3}", last.stability);
        table.row(training_row(&name, &trainer.outputs()?, stable, last.kept)?);
        let settled = points(&epochs[SETTLED - 1..], |epoch| epoch.entropy);
        entropy = entropy.series(name.clone(), Mark::Line, settled);
        stability = stability.series(name, Mark::Line, points(&epochs, |epoch| epoch.stability));
    }
    let most = binary_entropy(outputs.sparseness()[0]);
    let last = TRAINED as f64;
    entropy =
        entropy.series("theoretical maximum", Mark::Line, [(SETTLED as f64, most), (last, most)]);
    table.row(["theoretical maximum".to_owned(), String::new(), format!("{most:.4}")]);
    Ok(Outcome {
        title: "Sparseness, entropy and stability over training",
        paper: "Cui, Ahmad and Hawkins 2017: the metrics sparseness, entropy and stability, and how they change while \
                random sparse inputs are learned, with and without boosting.",
        same: "100 random inputs with 2 to 20 % of their bits ON, shown repeatedly in random order; 2 % of the columns \
               win; the metrics are measured with learning off.",
        different: "1024 inputs and columns; the other parameters are those that BAMI recommends, not those of the \
                    paper, and three boost strengths are shown. Exactly 2 % win because ties go to the lowest index. \
                    'Columns kept' is the fraction of its columns that an input keeps when 30 % of its ON bits are \
                    moved.",
        tables: vec![table],
        plots: vec![("spatial_pooler_entropy", entropy), ("spatial_pooler_stability", stability)],
    })
}

fn noise(size: Size) -> Result<Outcome> {
    let mut poolers = vec![("untrained".to_owned(), Trainer::new(&setup(size))?)];
    for boost in BOOSTS {
        let mut trainer = Trainer::new(&setup(size).boosted(boost))?;
        trainer.epochs(TRAINED)?;
        poolers.push((boost_name(boost), trainer));
    }
    let names = poolers.iter().map(|(name, _)| name.clone());
    let mut table = Table::with_headings(
        format!("Fraction of its columns that an input keeps, before and after {TRAINED} epochs"),
        ["ON bits moved, %".to_owned()].into_iter().chain(names).collect(),
    );
    let mut curves = vec![Vec::new(); poolers.len()];
    for step in 0..=20 {
        let noise = f64::from(step) * 0.05;
        let percent = (noise * 100.0).round();
        let mut row = vec![format!("{percent}")];
        for ((_, trainer), curve) in poolers.iter_mut().zip(&mut curves) {
            let kept = trainer.kept_under_noise(noise)?;
            row.push(format!("{kept:.3}"));
            curve.push((percent, kept));
        }
        table.row(row);
    }
    let mut areas = vec!["area under the curve".to_owned()];
    for curve in &curves {
        let curve: Vec<_> = curve.iter().map(|&(percent, kept)| (percent / 100.0, kept)).collect();
        areas.push(format!("{:.3}", robustness_index(&curve)?));
    }
    table.row(areas);
    let mut plot = Plot::new(
        "Noise before and after learning",
        "ON bits moved, %",
        "fraction of columns kept",
    )
    .y_range(0.0, 1.0);
    for ((name, _), curve) in poolers.into_iter().zip(curves) {
        plot = plot.series(name, Mark::LineAndDots, curve);
    }
    Ok(Outcome {
        title: "Noise robustness before and after learning",
        paper: "Cui, Ahmad and Hawkins 2017, the experiment on noise robustness: overlap of the outputs versus noise \
                in the input.",
        same: "Noise moves ON bits of an input, so that their number stays the same; the output for the noisy copy is \
               compared with that for the clean input, before and after learning.",
        different: "The inputs and parameters are those of the experiment 'training'. The pooler learns only from \
                    clean inputs.",
        tables: vec![table],
        plots: vec![("spatial_pooler_noise", plot)],
    })
}

/// The rows of a table at some epochs, and a plot for each of two metrics.
fn followed(
    caption: String,
    runs: &[(String, Vec<Epoch>)],
    plots: [(&'static str, Plot); 2],
) -> (Table, Vec<(&'static str, Plot)>) {
    let mut table =
        Table::new(caption, ["pooler", "epoch", "entropy, bits", "stability", "columns kept"]);
    let changed = TRAINED + 1;
    let shown = [1, TRAINED, changed, changed + 4, changed + 19, changed + 49, TRAINED + AFTER];
    let [(entropy_file, mut entropy), (kept_file, kept)] = plots;
    let mut kept = kept.y_range(0.0, 1.0);
    for (name, epochs) in runs {
        for epoch in epochs.iter().filter(|epoch| shown.contains(&epoch.epoch)) {
            table.row([
                name.clone(),
                epoch.epoch.to_string(),
                format!("{:.4}", epoch.entropy),
                format!("{:.3}", epoch.stability),
                format!("{:.3}", epoch.kept),
            ]);
        }
        entropy = entropy.series(name, Mark::Line, points(epochs, |epoch| epoch.entropy));
        kept = kept.series(name, Mark::Line, points(epochs, |epoch| epoch.kept));
    }
    (table, vec![(entropy_file, entropy), (kept_file, kept)])
}

fn change(size: Size) -> Result<Outcome> {
    let mut runs = Vec::new();
    for boost in BOOSTS {
        let change = Some((TRAINED + 1, Change::Inputs));
        let (epochs, _) = follow(&setup(size).boosted(boost), TRAINED + AFTER, change)?;
        runs.push((boost_name(boost), epochs));
    }
    let (table, plots) = followed(
        format!("All inputs are replaced after epoch {TRAINED}"),
        &runs,
        [
            (
                "spatial_pooler_change_entropy",
                Plot::new(
                    format!("New inputs after epoch {TRAINED}: entropy"),
                    "epochs",
                    "mean entropy of a column, bits",
                ),
            ),
            (
                "spatial_pooler_change_noise",
                Plot::new(
                    format!("New inputs after epoch {TRAINED}: noise robustness"),
                    "epochs",
                    "fraction of columns kept at 30 % noise",
                ),
            ),
        ],
    );
    Ok(Outcome {
        title: "Continuous learning",
        paper: "Cui, Ahmad and Hawkins 2017, the experiment on continuous learning: all inputs are replaced in the \
                middle of training.",
        same: "A pooler that has learned one set of random inputs continues learning with another; entropy, stability \
               and noise robustness are measured after each epoch.",
        different: "The inputs and parameters are those of the experiment 'training'.",
        tables: vec![table],
        plots,
    })
}

fn death(size: Size) -> Result<Outcome> {
    let mut runs = Vec::new();
    for boost in &BOOSTS[1..] {
        for share in [0.3, 0.6] {
            let change = Some((TRAINED + 1, Change::ColumnsDie(share)));
            let (epochs, _) = follow(&setup(size).boosted(*boost), TRAINED + AFTER, change)?;
            runs.push((format!("{} % dead, {}", share * 100.0, boost_name(*boost)), epochs));
        }
    }
    let (table, plots) = followed(
        format!("Columns die after epoch {TRAINED}"),
        &runs,
        [
            (
                "spatial_pooler_death_entropy",
                Plot::new(
                    format!("Columns die after epoch {TRAINED}: entropy"),
                    "epochs",
                    "mean entropy of a column, bits",
                ),
            ),
            (
                "spatial_pooler_death_noise",
                Plot::new(
                    format!("Columns die after epoch {TRAINED}: noise robustness"),
                    "epochs",
                    "fraction of columns kept at 30 % noise",
                ),
            ),
        ],
    );
    Ok(Outcome {
        title: "Death of columns",
        paper: "Cui, Ahmad and Hawkins 2017, the experiment on fault tolerance, in which columns die.",
        same: "A fraction of the columns of a trained pooler is removed, and learning continues.",
        different: "In the paper, an area of a topographic pooler dies, and the receptive fields around it are \
                    examined; here random columns of a pooler without topology die. The same number of columns \
                    therefore still wins, and the question is how robust the new winners become. Entropy is the mean \
                    over all columns, including dead ones.",
        tables: vec![table],
        plots,
    })
}
