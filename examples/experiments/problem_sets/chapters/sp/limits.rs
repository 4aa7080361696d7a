//! The limits of a pooler: SP.6, SP.7 and SP.8.

use bami_htm::Learning;
use bami_htm::metrics;
use bami_htm::random::Pcg32;
use bami_htm::sdr::Sdr;

use super::lab::{self, Error, log10_choices, percent, three};
use crate::problem_sets::chapters::answer::{Answer, Effort, Outcome};
use crate::support::plot::{Mark, Plot};
use crate::support::table::Table;

/// SP.6.
pub fn few_columns(effort: Effort) -> Outcome {
    let mut random = Pcg32::new(6, 0);
    let count = effort.pick(150, 600);
    let inputs = lab::inputs(count, lab::INPUTS, lab::ACTIVE, &mut random)?;
    let noisy = lab::noisy(&inputs, 0.3, &mut random)?;
    let sizes = [(2, 20), (5, 50), (50, 500), (50, 100), (50, 1000)];
    let mut table = Table::new(
        format!("Of {count} inputs, untrained"),
        [
            "winners",
            "columns",
            "outputs (10^)",
            "mean overlap",
            "largest",
            "pairs sharing half",
            "kept at 30% noise",
            "recognized",
        ],
    );
    let mut rows = Vec::new();
    for (winners, columns) in sizes {
        let mut pooler = lab::pooler(lab::sized(lab::INPUTS, columns, winners))?;
        let known = lab::outputs(&mut pooler, &inputs)?;
        let (mean, largest) = lab::mutual_overlap(&known)?;
        let (mut confusable, mut pairs) = (0_u32, 0_u32);
        for (place, a) in known.iter().enumerate() {
            for b in &known[place + 1..] {
                confusable += u32::from(2 * a.overlap(b)? >= winners);
                pairs += 1;
            }
        }
        let confusable = f64::from(confusable) / f64::from(pairs);
        let kept = metrics::kept(&known, &lab::outputs(&mut pooler, &noisy)?)?;
        let right = lab::recognized(&mut pooler, &known, &noisy)?;
        let capacity = log10_choices(columns, winners);
        table.row([
            winners.to_string(),
            columns.to_string(),
            format!("{capacity:.1}"),
            three(mean),
            three(largest),
            percent(confusable),
            three(kept),
            percent(right),
        ]);
        rows.push((confusable, kept, right, capacity, mean));
    }
    let [tiny, small, tenth, dense, sparse] = rows[..] else { unreachable!("five sizes") };
    Ok(Answer::to(format!(
        "Poolers of five sizes over 400 inputs, 40 of them ON, untrained, seed 42; {count} random inputs. For each \
         pair of outputs, the fraction of the columns that they share; and for each input, a copy with 30% of its ON \
         bits moved. The output for the copy is compared with all {count} known outputs: the input is recognized if \
         the nearest is its own. \"Outputs\" is the number of possible outputs, as a power of ten."
    ))
    .finding("outputs_2_20", tiny.3, "log10 of the number of possible outputs, 2 of 20")
    .finding("confusable_2_20", tiny.0, "pairs of inputs that share at least half of their columns, 2 of 20")
    .finding("recognised_2_20", tiny.2, "noisy inputs recognized, 2 of 20")
    .finding("outputs_5_50", small.3, "log10 of the number of possible outputs, 5 of 50")
    .finding("outputs_50_500", tenth.3, "the same, 50 of 500")
    .finding("confusable_5_50", small.0, "pairs of inputs that share at least half of their columns, 5 of 50")
    .finding("confusable_50_500", tenth.0, "the same, 50 of 500")
    .finding("confusable_50_100", dense.0, "the same, 50 of 100")
    .finding("confusable_50_1000", sparse.0, "the same, 50 of 1000")
    .finding("recognised_5_50", small.2, "noisy inputs recognized, 5 of 50")
    .finding("recognised_50_500", tenth.2, "the same, 50 of 500")
    .finding("recognised_50_100", dense.2, "the same, 50 of 100")
    .finding("recognised_50_1000", sparse.2, "the same, 50 of 1000")
    .reading(format!(
        "A pooler of 20 columns is not reasonable. With 2 winners it has {:.0} outputs in all, {} of the pairs of \
         inputs share half of their columns, and {} of the noisy inputs are recognized. SDRs need large numbers, \
         because what makes a match meaningful is that it hardly ever happens by chance, and chance is excluded by \
         many winners, not by their share. 5 of 50 and 50 of 500 have the same sparsity, and yet {} of the pairs of different inputs share half of \
         their columns at the smaller size and {} at the larger: with few winners, chance alone produces large \
         overlaps, and sparsity does not help. A noisy input is recognized in {} versus {} of the cases. 50 of 100 \
         has as many winners as 50 of 1000, but half of all columns: any two outputs share about half ({} of the \
         pairs reach it, versus {}), so the overlap itself is not informative; recognition is {} versus {}, because \
         a nearest neighbor needs only the difference. The fraction of columns kept under noise is misleading here: \
         it is {} for 5 of 50, {} for 50 of 500 and {} for 50 of 100, where most of it is chance. Both matter: \
         enough winners, and a small fraction of the columns.",
        10_f64.powf(tiny.3),
        percent(tiny.0),
        percent(tiny.2),
        percent(small.0),
        percent(tenth.0),
        percent(small.2),
        percent(tenth.2),
        percent(dense.0),
        percent(sparse.0),
        percent(dense.2),
        percent(sparse.2),
        three(small.1),
        three(tenth.1),
        three(dense.1),
    ))
    .table(table)
    .plot(
        Plot::new("Few columns", "winners of columns", "fraction")
            .categories(sizes.map(|(winners, columns)| format!("{winners} of {columns}")))
            .y_range(0.0, 1.0)
            .bars("pairs that share half", rows.iter().map(|row| row.0))
            .bars("noisy inputs recognized", rows.iter().map(|row| row.2)),
    ))
}

/// The inputs of a pooler while one input, the probe, is observed.
struct Watch {
    key: &'static str,
    name: &'static str,
    /// The number of steps between two presentations of the probe with learning; 0 is never.
    every: u32,
    /// Whether the other inputs are fifty recurring ones, or new each time.
    returning: bool,
    boost_strength: f64,
}

/// Steps between two observations of the probe.
const LOOK: u32 = 25;

/// The drift of the output for one input: columns kept since the start at each observation, as (steps,
/// kept), and the mean of those kept between observations over the second half.
fn drift(watch: &Watch, looks: u32) -> Result<(Vec<(f64, f64)>, f64), Error> {
    let mut random = Pcg32::new(7, 0);
    let probe = Sdr::random(lab::INPUTS, lab::ACTIVE, &mut random)?;
    let returning = lab::inputs(50, lab::INPUTS, lab::ACTIVE, &mut random)?;
    let parameters =
        lab::usual().with_boost_strength(watch.boost_strength).with_duty_cycle_period(500);
    let mut pooler = lab::pooler(parameters)?;
    let first = pooler.step(&probe, Learning::Off)?;
    let mut last = first.clone();
    let mut since_first = vec![(0.0, 1.0)];
    let mut since_last = Vec::new();
    for step in 0..looks * LOOK {
        if watch.every > 0 && step % watch.every == 0 {
            pooler.step(&probe, Learning::On)?;
        } else if watch.returning {
            pooler.step(&returning[step as usize % returning.len()], Learning::On)?;
        } else {
            pooler.step(&Sdr::random(lab::INPUTS, lab::ACTIVE, &mut random)?, Learning::On)?;
        }
        if (step + 1) % LOOK == 0 {
            let now = pooler.step(&probe, Learning::Off)?;
            since_first.push((f64::from(step + 1), metrics::kept_by_one(&first, &now)?));
            since_last.push(metrics::kept_by_one(&last, &now)?);
            last = now;
        }
    }
    let late = &since_last[since_last.len() / 2..];
    Ok((since_first, late.iter().sum::<f64>() / late.len() as f64))
}

/// SP.7.
pub fn drift_of_a_fixed_input(effort: Effort) -> Outcome {
    let looks = effort.pick(100, 400);
    let watch = |key, name, every, returning, boost_strength| Watch {
        key,
        name,
        every,
        returning,
        boost_strength,
    };
    let watches = [
        watch("alone", "probe alone", 1, true, 0.0),
        watch("new_25", "new, probe 1 in 25", 25, false, 0.0),
        watch("new_200", "new, 1 in 200", 200, false, 0.0),
        watch("new_never", "new, never", 0, false, 0.0),
        watch("returning_never", "recurring, never", 0, true, 0.0),
        watch("new_25_boosted", "new, 1 in 25, boost", 25, false, 20.0),
    ];
    let mut table = Table::new(
        "Columns of the probe's output that are kept",
        ["other inputs, probe", "boost", "halfway", "at the end", "between observations"],
    );
    let mut plot = Plot::new("Drift", "steps", "columns kept since the start").y_range(0.0, 1.0);
    let mut answer = Answer::to(format!(
        "{} One random input, the probe, is observed over {} steps of learning: every 25 steps its output, computed \
         with learning off, is compared with the one before all learning and with that of the previous observation \
         (mean over the second half of the run). The probe itself is learned always, every 25th or 200th step, or \
         never; the other steps show new random inputs, or 50 recurring ones. Boosting is off, or has a strength of \
         20 with duty cycles over 500 steps.",
        lab::USUAL,
        looks * LOOK
    ));
    let mut ends = Vec::new();
    for watch in &watches {
        let (curve, steady) = drift(watch, looks)?;
        let (middle, end) = (curve[curve.len() / 2].1, curve[curve.len() - 1].1);
        let figures = [middle, end, steady].map(three);
        let lead = [watch.name.to_owned(), watch.boost_strength.to_string()];
        table.row(lead.into_iter().chain(figures));
        answer = answer.finding(watch.key, end, format!("columns kept at the end: {}", watch.name));
        ends.push((end, steady));
        plot = plot.series(watch.name, Mark::Line, curve);
    }
    let [alone, often, seldom, never, returning, boosted] = ends[..] else {
        unreachable!("six cases")
    };
    Ok(answer
        .finding("steady_new_never", never.1, "columns kept between observations: new, never")
        .finding("steady_boosted", boosted.1, "the same: new, 1 in 25, boost")
        .reading(format!(
            "It can change nearly altogether if the input is never learned. \
             Without boosting, an input that is learned regularly hardly drifts: {} of its columns are kept if it is \
             shown alone, {} among new inputs at one step in 25, {} at one in 200. The winners of an input gain 0.03 \
             on its bits each time it is shown; another input subtracts 0.015, and only from columns that win for \
             it, which is 2.5% of them per step. Nothing stabilizes an input that is never learned: {} are left \
             among new inputs, {} among 50 recurring ones, which settle. Boosting moves even an input that is \
             learned at one step in 25: {} are left, and {} are kept between observations. So the drift is limited \
             by how often the input recurs relative to how often its columns win for other inputs, by the ratio of \
             the two learning rates, and by little or no boosting. With learning off there is no drift.",
            percent(alone.0),
            percent(often.0),
            percent(seldom.0),
            percent(never.0),
            percent(returning.0),
            percent(boosted.0),
            percent(boosted.1),
        ))
        .table(table)
        .plot(plot))
}

/// The number of winning columns if all columns that tie with the last winner win.
fn winners_with_ties(overlaps: &[f64], winners: u32) -> usize {
    let mut sorted = overlaps.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let least = sorted[winners as usize - 1];
    overlaps.iter().filter(|overlap| **overlap > 0.0 && **overlap >= least).count()
}

/// SP.8.
pub fn potential_pool(effort: Effort) -> Outcome {
    const INPUTS: u32 = 10_000;
    const ON: u32 = 500;
    let (columns, winners) = effort.pick((512, 26), (2048, 40));
    let mut random = Pcg32::new(8, 0);
    let inputs = lab::inputs(40, INPUTS, ON, &mut random)?;
    let noisy = lab::noisy(&inputs, 0.3, &mut random)?;
    let parts = [0.001, 0.002, 0.005, 0.01, 0.02, 0.04, 0.07, 0.15];
    let mut table = Table::new(
        "An untrained pooler, by the size of its potential pools",
        [
            "potentialPct",
            "pool",
            "connected, ON",
            "overlap 0",
            "winners with ties",
            "kept",
            "shared",
            "kept/shared",
        ],
    );
    let mut rows = Vec::new();
    for part in parts {
        let mut pooler =
            lab::pooler(lab::sized(INPUTS, columns, winners).with_potential_pct(part))?;
        let (mut sum, mut silent, mut tied) = (0.0, 0_u32, 0_usize);
        let mut clean = Vec::new();
        for input in &inputs {
            clean.push(pooler.step(input, Learning::Off)?);
            sum += pooler.overlaps().iter().sum::<f64>();
            tied += winners_with_ties(pooler.overlaps(), winners);
            silent += pooler.overlaps().iter().filter(|overlap| **overlap == 0.0).count() as u32;
        }
        let steps = inputs.len() as f64 * f64::from(columns);
        let (connected, silent) = (sum / steps, f64::from(silent) / steps);
        let tied = tied as f64 / inputs.len() as f64;
        let kept = metrics::kept(&clean, &lab::outputs(&mut pooler, &noisy)?)?;
        let (overlap, _) = lab::mutual_overlap(&clean)?;
        table.row([
            part.to_string(),
            format!("{:.0}", part * f64::from(INPUTS)),
            format!("{connected:.1}"),
            percent(silent),
            format!("{tied:.1}"),
            three(kept),
            three(overlap),
            format!("{:.1}", kept / overlap),
        ]);
        rows.push((part, connected, silent, kept, tied, overlap));
    }
    // BAMI p. 45 wants 15 to 20 connected inputs that are ON: 500 * part * 1/2.
    let low = 15.0 / (f64::from(ON) * 0.5);
    let high = 20.0 / (f64::from(ON) * 0.5);
    let at = |part: f64| rows.iter().find(|row| row.0 == part).copied().unwrap_or_default();
    let (tiny, chosen, large) = (at(0.002), at(0.07), at(0.15));
    Ok(Answer::to(format!(
        "10,000 inputs, 500 of them ON (5%), {columns} columns, {winners} winners, the other parameters \
         have their defaults, seed 42, untrained; 40 random inputs. For each potentialPct: the number of connected \
         synapses of a column to ON inputs, the columns without any, the number of columns that would win under \
         BAMI's rule that all columns tied with the last winner win, the columns of an output that are kept at 30% \
         noise, and the columns that the outputs of two inputs share."
    ))
    .finding("pct_low", low, "potentialPct at which 15 connected inputs are ON, by calculation")
    .finding("pct_high", high, "the same, for 20")
    .finding("connected_7", chosen.1, "connected synapses to ON inputs, potentialPct 0.07")
    .finding("silent_02", tiny.2, "columns with overlap 0, potentialPct 0.002")
    .finding("silent_7", chosen.2, "columns with overlap 0, potentialPct 0.07")
    .finding("kept_02", tiny.3, "columns kept at 30% noise, potentialPct 0.002")
    .finding("kept_7", chosen.3, "columns kept at 30% noise, potentialPct 0.07")
    .finding("kept_15", large.3, "columns kept at 30% noise, potentialPct 0.15")
    .finding("shared_02", tiny.5, "columns that two outputs share, potentialPct 0.002")
    .finding("shared_7", chosen.5, "the same, potentialPct 0.07")
    .finding("tied_02", tiny.4, "columns that win if all ties win, potentialPct 0.002")
    .finding("tied_7", chosen.4, "the same, potentialPct 0.07")
    .reading(format!(
        "On average, at least 15 to 20 of the connected inputs of a column should be ON (BAMI p. 45). Half of the \
         potential synapses are connected at the start, and 5% of the inputs are ON: with 500 ON inputs the share P \
         of the pool must satisfy 500 * P / 2 >= 15, so the pool is at least 6% of the input, and 8% for 20: 600 to \
         800 inputs, a potentialPct of {low:.2} to {high:.2}; measured, 0.07 gives {:.1}. Much less fails: with 20 potential \
         inputs, {} of the columns do not overlap with the input at all, and so many tie at an overlap of 1 or 2 \
         that {} would win under BAMI's rule instead of {winners} ({} at 0.07). The columns kept at 30% noise hide \
         that: {} at 0.002 are more than the {} at 0.07. But there, two different inputs share {} of their columns, \
         versus {}: if the tie-break decides, it chooses the same columns for any input. The ratios of the two, \
         {:.1} and {:.1}, show that before learning the pools hardly differ: the cost of a small pool is columns \
         that never participate. Much more gains little: {} are kept at 0.15, for twice the synapses. So the pool \
         follows from the number of ON inputs, not from the size of the input.",
        chosen.1,
        percent(tiny.2),
        format_args!("{:.0}", tiny.4),
        format_args!("{:.0}", chosen.4),
        three(tiny.3),
        three(chosen.3),
        percent(tiny.5),
        percent(chosen.5),
        tiny.3 / tiny.5,
        chosen.3 / chosen.5,
        three(large.3),
    ))
    .table(table)
    .plot(
        Plot::new("Size of the potential pool", "potentialPct", "fraction of the columns")
            .log_x()
            .x_range(0.001, 1.0)
            .y_range(0.0, 1.0)
            .series("kept at 30% noise", Mark::LineAndDots, rows.iter().map(|row| (row.0, row.3)))
            .series("overlap 0", Mark::LineAndDots, rows.iter().map(|row| (row.0, row.2))),
    ))
}
