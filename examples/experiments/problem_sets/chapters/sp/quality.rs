//! The quality of the outputs: SP.1 to SP.5.

use bami_htm::hash::murmur3_32;
use bami_htm::metrics::{self, Sparseness};
use bami_htm::random::Pcg32;
use bami_htm::sdr::Sdr;
use bami_htm::spatial_pooler::{SpatialPooler, TieBreak};

use super::lab::{self, Error, LEVELS, percent, three};
use crate::problem_sets::chapters::answer::{Answer, Effort, Outcome};
use crate::support::plot::{Mark, Plot};
use crate::support::table::Table;

/// The metrics of a pooler.
struct Measures {
    sparseness: Sparseness,
    entropy: f64,
    most_entropy: f64,
    curve: Vec<(f64, f64)>,
    index: f64,
}

fn measure(pooler: &mut SpatialPooler, inputs: &[Sdr]) -> Result<Measures, Error> {
    let outputs = lab::outputs(pooler, inputs)?;
    let sparseness = metrics::sparseness(&outputs)?;
    let curve = lab::noise_curve(pooler, inputs, &LEVELS, &mut Pcg32::new(5, 0))?;
    Ok(Measures {
        sparseness,
        entropy: metrics::entropy(&outputs)?,
        most_entropy: metrics::binary_entropy(sparseness.mean),
        index: metrics::robustness_index(&curve)?,
        curve,
    })
}

/// Columns kept at a level of noise that is a multiple of 0.1.
fn kept_at(curve: &[(f64, f64)], level: f64) -> f64 {
    let point = curve.iter().find(|(at, _)| (at - level).abs() < 1e-9);
    point.map_or(f64::NAN, |(_, kept)| *kept)
}

/// SP.1.
pub fn metrics_of_a_pooler(effort: Effort) -> Outcome {
    let mut random = Pcg32::new(1, 0);
    // From 5% to 15% of the bits are ON.
    let count = effort.pick(60, 400);
    let inputs: Vec<Sdr> =
        (0..count).map(|n| Sdr::random(400, 20 + n % 41, &mut random)).collect::<Result<_, _>>()?;
    let input_sparseness = metrics::sparseness(&inputs)?;
    let rounds = 20;
    let literal = lab::usual().with_tie_break(TieBreak::All);
    let mut rows = Vec::new();
    let mut stabilities = Vec::new();
    for (name, parameters) in [("lowest index", lab::usual()), ("all that tie", literal)] {
        let mut pooler = lab::pooler(parameters)?;
        rows.push((name, "untrained", measure(&mut pooler, &inputs)?));
        let mut before = lab::outputs(&mut pooler, &inputs)?;
        let mut stability = Vec::new();
        for round in 1..=rounds {
            lab::train(&mut pooler, &inputs, 1)?;
            let after = lab::outputs(&mut pooler, &inputs)?;
            stability.push((f64::from(round), metrics::kept(&before, &after)?));
            before = after;
        }
        rows.push((name, "trained", measure(&mut pooler, &inputs)?));
        stabilities.push(stability);
    }
    let mut table = Table::new(
        "Sparseness, entropy and noise robustness",
        ["ties", "pooler", "sparseness", "deviation", "entropy", "maximum", "robustness"],
    );
    for (ties, state, m) in &rows {
        let figures =
            [m.sparseness.mean, m.sparseness.deviation, m.entropy, m.most_entropy, m.index];
        let figures = figures.map(|figure| format!("{figure:.4}"));
        table.row([*ties, *state].into_iter().map(str::to_owned).chain(figures));
    }
    let mut steady = Table::new(
        "Stability: columns kept from one round of training to the next",
        ["round", "lowest index", "all that tie"],
    );
    for (&(round, one), &(_, other)) in stabilities[0].iter().zip(&stabilities[1]) {
        steady.row([format!("{round}"), three(one), three(other)]);
    }
    let [before, after, ties_before, ties_after] = &rows[..] else {
        unreachable!("two rules, two states")
    };
    let (first, last) = (stabilities[0][0].1, stabilities[0][rounds as usize - 1].1);
    let (before, after) = (&before.2, &after.2);
    let (ties, ties_after) = (&ties_before.2, &ties_after.2);
    let plot = Plot::new("Noise robustness", "fraction of the ON bits moved", "columns kept")
        .y_range(0.0, 1.0)
        .series("untrained", Mark::LineAndDots, before.curve.clone())
        .series("trained", Mark::LineAndDots, after.curve.clone());
    let [one, other] = stabilities.try_into().expect("two rules");
    let stability =
        Plot::new("Stability", "round of training", "columns kept since the previous round")
            .y_range(0.0, 1.0)
            .series("ties to the lowest index", Mark::LineAndDots, one)
            .series("all that tie win", Mark::LineAndDots, other);
    Ok(Answer::to(format!(
        "{} The inputs are {count} random ones with 20 to 60 ON bits, shown in {rounds} rounds. The metrics are \
         those of Cui, Ahmad and Hawkins (2017), measured with learning off, before and after training, and again \
         with BAMI's own rule for ties, by which all columns that tie with the last winner win (D-SP-9).",
        lab::USUAL
    ))
    .finding("input_deviation", input_sparseness.deviation, "deviation of the inputs' sparseness")
    .finding("sparseness", after.sparseness.mean, "sparseness of the outputs, trained")
    .finding("deviation", after.sparseness.deviation, "its deviation")
    .finding(
        "ties_sparseness",
        ties.sparseness.mean,
        "sparseness if all that tie win, untrained",
    )
    .finding("ties_deviation", ties.sparseness.deviation, "its deviation")
    .finding("ties_trained", ties_after.sparseness.mean, "sparseness if all that tie win, trained")
    .finding("entropy_untrained", before.entropy, "bits per column")
    .finding("entropy_trained", after.entropy, "bits per column")
    .finding("entropy_most", after.most_entropy, "the maximum for this sparseness")
    .finding("robustness_untrained", before.index, "area under the noise curve")
    .finding("robustness_trained", after.index, "area under the noise curve")
    .finding("stability_first", first, "columns kept over the first round of training")
    .finding("stability_last", last, format!("columns kept over round {rounds}"))
    .reading(format!(
        "Spatial pooling turns inputs of any density into outputs in which a fixed, small share of the columns is \
         active, so that similar inputs get similar outputs and each column takes part. Its output is good if it \
         has these properties, and they can be measured. Sparseness is determined by inhibition, not learned: inputs with densities that differ by a factor of three \
         all activate exactly {} of the columns. With BAMI's rule for ties it is {} on average and varies, because \
         overlaps are small integers and many columns tie with the last winner; training differentiates the columns \
         and leaves {}. Entropy is {} bits per column before and {} after training, of at most {}: here, training \
         spreads the work over more columns even without boosting. Robustness goes from {} to {}, and stability from \
         {} in the first round to {} in the last. No single metric is sufficient: a pooler that always gives the \
         same columns would have perfect sparseness, stability and robustness, and an entropy of 0.",
        percent(after.sparseness.mean),
        percent(ties.sparseness.mean),
        percent(ties_after.sparseness.mean),
        three(before.entropy),
        three(after.entropy),
        three(after.most_entropy),
        three(before.index),
        three(after.index),
        three(first),
        three(last),
    ))
    .table(table)
    .table(steady)
    .plot(plot)
    .plot(stability))
}

/// SP.2.
pub fn boosting(effort: Effort) -> Outcome {
    let mut random = Pcg32::new(2, 0);
    // Nine of ten ON bits are in the first fifth of the input, so that columns with many synapses there
    // would always win.
    let count = effort.pick(60, 200);
    let mut inputs = Vec::new();
    for _ in 0..count {
        let crowded = Sdr::random(80, 36, &mut random)?;
        inputs.push(Sdr::concatenate(&[crowded, Sdr::random(320, 4, &mut random)?])?);
    }
    let rounds = effort.pick(30, 100);
    let strengths = [0.0, 1.0, 5.0, 20.0, 100.0];
    let mut table = Table::new(
        format!("After {rounds} rounds of training"),
        ["boost strength", "entropy", "unused columns", "robustness", "stability", "overlap"],
    );
    let mut rows = Vec::new();
    for strength in strengths {
        let mut pooler = lab::pooler(
            lab::usual().with_boost_strength(strength).with_duty_cycle_period(10 * count),
        )?;
        lab::train(&mut pooler, &inputs, rounds - 1)?;
        let before = lab::outputs(&mut pooler, &inputs)?;
        lab::train(&mut pooler, &inputs, 1)?;
        let after = lab::outputs(&mut pooler, &inputs)?;
        let m = measure(&mut pooler, &inputs)?;
        let stability = metrics::kept(&before, &after)?;
        let unused = lab::unused(&after)?;
        let (overlap, _) = lab::mutual_overlap(&after)?;
        table.row([
            strength.to_string(),
            three(m.entropy),
            unused.to_string(),
            three(m.index),
            three(stability),
            three(overlap),
        ]);
        rows.push((m.entropy, f64::from(unused), m.index, stability, overlap));
    }
    let names = || strengths.map(|strength| strength.to_string());
    let most = metrics::binary_entropy(f64::from(lab::WINNERS) / f64::from(lab::COLUMNS));
    let (off, strong) = (rows[0], rows[4]);
    Ok(Answer::to(format!(
        "{} {count} inputs with very unevenly distributed ON bits: 36 are among the first 80 bits, 4 among the other \
         320. {rounds} rounds of training at each boost strength, with duty cycles over 10 rounds. Stability is that \
         of the last round; overlap is the mean fraction of its columns that an output shares with each other output.",
        lab::USUAL
    ))
    .finding("entropy_off", off.0, "bits per column, boost strength 0")
    .finding("entropy_20", rows[3].0, "bits per column, boost strength 20")
    .finding("entropy_100", strong.0, "bits per column, boost strength 100")
    .finding("entropy_most", most, "the maximum for this sparseness")
    .finding("unused_off", off.1, "columns that no input activates, boost strength 0")
    .finding("unused_20", rows[3].1, "the same, boost strength 20")
    .finding("unused_100", strong.1, "the same, boost strength 100")
    .finding("robustness_off", off.2, "area under the noise curve, boost strength 0")
    .finding("robustness_20", rows[3].2, "the same, boost strength 20")
    .finding("robustness_100", strong.2, "the same, boost strength 100")
    .finding("stability_off", off.3, "columns kept over the last round, boost strength 0")
    .finding("stability_20", rows[3].3, "the same, boost strength 20")
    .finding("stability_100", strong.3, "the same, boost strength 100")
    .reading(format!(
        "Boosting multiplies the overlap of a column by a factor above 1 if the column was active less often than \
         its neighbors on average, and below 1 if more often (BAMI SP 22), so that columns that never win get their \
         turn. One can do without it where the inputs use all columns anyway; here that is costly. Without \
         boosting, {} of 1024 columns never win, different inputs share {} of their columns, and the entropy \
         is {} of at most {} bits: the columns with the most synapses in the crowded part of the input win nearly \
         always. Boosting raises the entropy to {} at strength 20 and leaves {} unused. One might expect a cost in \
         stability and robustness, but at that strength there is none: stability is {} and robustness {}, versus {} \
         without boosting, because each input now has its own columns. (At strength 1 robustness is {}, a little \
         lower.) Too much boosting does have a cost: at strength 100, a round of training changes {} of the columns, \
         robustness is {}, the entropy is lower again, and the outputs do not settle.",
        off.1,
        percent(rows[0].4),
        three(off.0),
        three(most),
        three(rows[3].0),
        rows[3].1,
        three(rows[3].3),
        three(rows[3].2),
        three(off.2),
        three(rows[1].2),
        percent(1.0 - strong.3),
        three(strong.2),
    ))
    .table(table)
    .plot(
        Plot::new("Entropy", "boost strength", "bits per column")
            .categories(names())
            .bars("entropy", rows.iter().map(|row| row.0)),
    )
    .plot(
        Plot::new("Stability and robustness", "boost strength", "fraction of the columns")
            .categories(names())
            .y_range(0.0, 1.0)
            .bars("stability over a round", rows.iter().map(|row| row.3))
            .bars("noise robustness", rows.iter().map(|row| row.2)),
    ))
}

/// Columns chosen by a hash of the whole input, like a pooler that does not preserve similarity at all.
fn hashed(input: &Sdr) -> Result<Sdr, Error> {
    let bytes: Vec<u8> = input.on().iter().flat_map(|bit| bit.to_le_bytes()).collect();
    let mut random = Pcg32::new(murmur3_32(&bytes, 0).into(), 0);
    Ok(Sdr::random(lab::COLUMNS, lab::WINNERS, &mut random)?)
}

/// SP.3.
pub fn untrained_is_no_hash(effort: Effort) -> Outcome {
    let mut random = Pcg32::new(3, 0);
    let inputs = lab::inputs(effort.pick(200, 2000), lab::INPUTS, lab::ACTIVE, &mut random)?;
    let mut pooler = lab::pooler(lab::usual())?;
    let clean = lab::outputs(&mut pooler, &inputs)?;
    let clean_hashed: Vec<Sdr> = inputs.iter().map(hashed).collect::<Result<_, _>>()?;
    // A single bit, ON or OFF, is toggled.
    let toggled = inputs.iter().map(|input| input.toggled(1, &mut random));
    let toggled: Vec<Sdr> = toggled.collect::<Result<_, _>>()?;
    let toggled_kept = metrics::kept(&clean, &lab::outputs(&mut pooler, &toggled)?)?;
    let toggled_hashed: Vec<Sdr> = toggled.iter().map(hashed).collect::<Result<_, _>>()?;
    let toggled_hash = metrics::kept(&clean_hashed, &toggled_hashed)?;
    let moved = [0_u32, 1, 2, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40];
    let mut table = Table::new(
        "Columns kept when ON bits of the input are moved",
        ["bits moved, of 40", "untrained pooler", "hash"],
    );
    let (mut curve, mut hash_curve) = (Vec::new(), Vec::new());
    for bits in moved {
        let noise = f64::from(bits) / f64::from(lab::ACTIVE);
        let noisy = lab::noisy(&inputs, noise, &mut random)?;
        let kept = metrics::kept(&clean, &lab::outputs(&mut pooler, &noisy)?)?;
        let noisy_hashed: Vec<Sdr> = noisy.iter().map(hashed).collect::<Result<_, _>>()?;
        let hash_kept = metrics::kept(&clean_hashed, &noisy_hashed)?;
        table.row([bits.to_string(), three(kept), three(hash_kept)]);
        curve.push((f64::from(bits), kept));
        hash_curve.push((f64::from(bits), hash_kept));
    }
    let unlike = f64::from(lab::WINNERS) / f64::from(lab::COLUMNS);
    let (one, half, all) = (curve[1].1, curve[7].1, curve[12].1);
    Ok(Answer::to(format!(
        "{} Learning is off. {} random inputs with a single bit toggled, ON or OFF, and with some ON bits moved to positions that were OFF; compared with a \
         hash that chooses 26 columns by MurmurHash3 of the whole input.",
        lab::USUAL,
        inputs.len()
    ))
    .finding("toggled_1", toggled_kept, "columns kept when a single bit is toggled")
    .finding("hash_toggled_1", toggled_hash, "columns that the hash keeps then")
    .finding("kept_1", one, "columns kept when one of 40 bits is moved")
    .finding("kept_20", half, "columns kept when 20 of 40 bits are moved")
    .finding("kept_40", all, "columns kept when all 40 bits are moved")
    .finding("hash_1", hash_curve[1].1, "columns that the hash keeps when one bit is moved")
    .finding("chance", unlike, "columns that two random outputs share")
    .reading(format!(
        "It does more. A hash loses everything when one bit changes ({} kept, chance is {}). The untrained pooler \
         keeps {} of its columns when a single bit is toggled, {} when one ON bit is moved, and {} when half of the bits are moved: similarity of the inputs is preserved without \
         learning, because a column's overlap is a sum over many inputs, and each of them changes it by at most one. \
         It is a random projection, not a random hash. Yet it is less robust than one might hope: a moved bit of \
         40, 2.5% of the input, costs {} of the columns, because the overlaps of the last winners and the first \
         losers differ by at most one. With all bits moved it keeps {}, which is chance.",
        three(toggled_hash),
        three(unlike),
        percent(toggled_kept),
        percent(one),
        percent(half),
        percent(1.0 - one),
        percent(all),
    ))
    .table(table)
    .plot(
        Plot::new("Preserved similarity", "ON bits moved, of 40", "columns kept")
            .y_range(0.0, 1.0)
            .series("untrained pooler", Mark::LineAndDots, curve)
            .series("hash", Mark::LineAndDots, hash_curve),
    ))
}

/// Noisy copies of each input.
const COPIES: u32 = 10;

/// How many noisy copies of inputs are recognized by their outputs, for two sets of inputs and several
/// levels of noise.
fn recognition(
    pooler: &mut SpatialPooler,
    seen: &[Sdr],
    unseen: &[Sdr],
) -> Result<Vec<(f64, [f64; 2])>, Error> {
    let mut random = Pcg32::new(4, 1);
    let mut rows = Vec::new();
    for level in [0.3, 0.5, 0.6, 0.7, 0.8] {
        let mut right = [0.0; 2];
        for (right, inputs) in right.iter_mut().zip([seen, unseen]) {
            let known = lab::outputs(pooler, inputs)?;
            for _ in 0..COPIES {
                let noisy = lab::noisy(inputs, level, &mut random)?;
                *right += lab::recognized(pooler, &known, &noisy)? / f64::from(COPIES);
            }
        }
        rows.push((level, right));
    }
    Ok(rows)
}

/// SP.4.
pub fn untrained_against_trained(effort: Effort) -> Outcome {
    let mut random = Pcg32::new(4, 0);
    let seen = lab::inputs(50, lab::INPUTS, lab::ACTIVE, &mut random)?;
    let unseen = lab::inputs(50, lab::INPUTS, lab::ACTIVE, &mut random)?;
    let rounds = effort.pick(30, 200);
    let mut pooler = lab::pooler(lab::usual())?;
    let before = recognition(&mut pooler, &seen, &unseen)?;
    let mut cases = vec![("untrained", measure(&mut pooler, &seen)?)];
    let (overlap_before, _) = lab::mutual_overlap(&lab::outputs(&mut pooler, &seen)?)?;
    lab::train(&mut pooler, &seen, rounds)?;
    cases.push(("trained, inputs seen", measure(&mut pooler, &seen)?));
    cases.push(("trained, unseen inputs", measure(&mut pooler, &unseen)?));
    let (overlap_after, _) = lab::mutual_overlap(&lab::outputs(&mut pooler, &seen)?)?;
    let after_training = recognition(&mut pooler, &seen, &unseen)?;
    let mut tasks = Table::new(
        "Noisy copies recognized among the 50 inputs of their set",
        ["noise", "seen, untrained", "seen, trained", "unseen, untrained", "unseen, trained"],
    );
    for ((level, [a, c]), (_, [b, d])) in before.iter().zip(&after_training) {
        let cells = [*a, *b, *c, *d].map(percent);
        tasks.row([percent(*level)].into_iter().chain(cells));
    }
    let at = |rows: &[(f64, [f64; 2])], level: f64| {
        let found = rows.iter().find(|row| row.0 == level);
        found.map_or([f64::NAN; 2], |row| row.1)
    };
    let (little_before, little_after) = (at(&before, 0.3), at(&after_training, 0.3));
    let (some_before, some_after) = (at(&before, 0.5), at(&after_training, 0.5));
    let (much_before, much_after) = (at(&before, 0.7), at(&after_training, 0.7));
    let (overlap_unseen, _) = lab::mutual_overlap(&lab::outputs(&mut pooler, &unseen)?)?;
    let headings = ["noise".to_owned()].into_iter().chain(cases.iter().map(|case| case.0.into()));
    let mut table = Table::with_headings("Columns kept by level of noise", headings.collect());
    for level in LEVELS {
        let cells = cases.iter().map(|case| three(kept_at(&case.1.curve, level)));
        table.row([format!("{level:.1}")].into_iter().chain(cells));
    }
    let mut other = Table::new("Other measures", ["pooler", "entropy", "robustness", "overlap"]);
    for ((name, m), overlap) in cases.iter().zip([overlap_before, overlap_after, overlap_unseen]) {
        other.row([(*name).to_owned(), three(m.entropy), three(m.index), three(overlap)]);
    }
    let [(_, before), (_, after), (_, fresh)] = &cases[..] else { unreachable!("three cases") };
    let mut plot = Plot::new("Noise robustness", "fraction of the ON bits moved", "columns kept")
        .y_range(0.0, 1.0);
    for (name, m) in &cases {
        plot = plot.series(*name, Mark::LineAndDots, m.curve.clone());
    }
    let (at_30, at_30_before) = (kept_at(&after.curve, 0.3), kept_at(&before.curve, 0.3));
    Ok(Answer::to(format!(
        "{} 50 random inputs, {rounds} rounds of training; the same noise before and after, and also on 50 unseen \
         inputs. Overlap is the mean fraction of its columns that an output shares with each other output. The task on \
         which both are measured: {COPIES} noisy copies of each input are recognized if the nearest output among \
         those of its set is its own.",
        lab::USUAL
    ))
    .finding("seen_50_untrained", some_before[0], "recognized at 50% noise, inputs seen, untrained")
    .finding("seen_50_trained", some_after[0], "the same, trained")
    .finding("unseen_50_untrained", some_before[1], "recognized at 50% noise, unseen inputs, untrained")
    .finding("unseen_50_trained", some_after[1], "the same, trained on other inputs")
    .finding("seen_70_untrained", much_before[0], "recognized at 70% noise, inputs seen, untrained")
    .finding("seen_70_trained", much_after[0], "the same, trained")
    .finding("unseen_70_untrained", much_before[1], "recognized at 70% noise, unseen inputs, untrained")
    .finding("unseen_70_trained", much_after[1], "the same, trained on other inputs")
    .finding("kept_30_untrained", at_30_before, "columns kept at 30% noise, untrained")
    .finding("kept_30_trained", at_30, "columns kept at 30% noise, trained")
    .finding("kept_30_unseen", kept_at(&fresh.curve, 0.3), "the same, on unseen inputs")
    .finding("kept_60_untrained", kept_at(&before.curve, 0.6), "columns kept at 60% noise, untrained")
    .finding("kept_60_trained", kept_at(&after.curve, 0.6), "the same, trained")
    .finding("robustness_untrained", before.index, "area under the noise curve")
    .finding("robustness_trained", after.index, "the same after training")
    .finding("robustness_unseen", fresh.index, "the same, on unseen inputs")
    .finding("overlap_untrained", overlap_before, "mean overlap of different outputs")
    .finding("overlap_trained", overlap_after, "the same after training")
    .finding("overlap_unseen", overlap_unseen, "the same, on unseen inputs")
    .reading(format!(
        "Yes. An untrained pooler is a random projection that keeps similarity (SP.3), and it recognizes {} of the \
         copies at 30% noise as it is. It can even win. On the inputs that were shown, training helps with moderate \
         noise, {} instead of {} at 50%; but at 70% the untrained pooler recognizes {} and the trained one {}, whose \
         columns have given up the bits of all other inputs and hardly overlap with what is left. On inputs that \
         training did not show, little is gained or lost: {} trained and {} untrained at 30%, {} and {} at 50%. Training makes the outputs for the training \
         inputs far more robust: at 30% noise, {} of the columns are \
         kept instead of {}, and different inputs share {} of their columns instead of {}. There is no gain at every \
         level: with 60% of the bits moved, {} are kept, and {} untrained. The output of the trained pooler changes \
         abruptly when the copy is no longer similar to the input. On unseen inputs, the trained pooler keeps {} at \
         30% noise, more than the untrained one, but this is misleading: their outputs share {} of their columns \
         with each other. Columns that have learned an input have little overlap left for others, so new inputs get \
         the few columns that have not learned yet, always the same ones.",
        percent(little_before[0]),
        percent(some_after[0]),
        percent(some_before[0]),
        percent(much_before[0]),
        percent(much_after[0]),
        percent(little_after[1]),
        percent(little_before[1]),
        percent(some_after[1]),
        percent(some_before[1]),
        percent(at_30),
        percent(at_30_before),
        percent(overlap_after),
        percent(overlap_before),
        percent(kept_at(&after.curve, 0.6)),
        percent(kept_at(&before.curve, 0.6)),
        percent(kept_at(&fresh.curve, 0.3)),
        percent(overlap_unseen),
    ))
    .table(tasks)
    .table(table)
    .table(other)
    .plot(plot))
}

/// SP.5.
pub fn online_learning(effort: Effort) -> Outcome {
    let mut random = Pcg32::new(5, 0);
    let first = lab::inputs(50, lab::INPUTS, lab::ACTIVE, &mut random)?;
    let second = lab::inputs(50, lab::INPUTS, lab::ACTIVE, &mut random)?;
    let rounds: u32 = effort.pick(20, 60);
    let mut pooler = lab::pooler(lab::usual())?;
    let mut at_change = Vec::new();
    let mut before = lab::outputs(&mut pooler, &first)?;
    let mut table = Table::new(
        "Round by round; the inputs change halfway",
        ["round", "shown", "kept at 30% noise", "stability", "first set: kept since the change"],
    );
    let (mut robust, mut stable, mut remembered) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..=2 * rounds {
        let shown = if round <= rounds { &first } else { &second };
        if round == rounds + 1 {
            at_change = lab::outputs(&mut pooler, &first)?;
            before = lab::outputs(&mut pooler, &second)?;
        }
        if round > 0 {
            lab::train(&mut pooler, shown, 1)?;
        }
        let after = lab::outputs(&mut pooler, shown)?;
        let curve = lab::noise_curve(&mut pooler, shown, &[0.3], &mut Pcg32::new(5, 1))?;
        let stability = metrics::kept(&before, &after)?;
        let memory = if at_change.is_empty() {
            1.0
        } else {
            metrics::kept(&at_change, &lab::outputs(&mut pooler, &first)?)?
        };
        before = after;
        let x = f64::from(round);
        robust.push((x, curve[0].1));
        if round > 0 {
            stable.push((x, stability));
        }
        remembered.push((x, memory));
        let near = round.abs_diff(rounds) <= 3 || round <= 3;
        if near || round % 5 == 0 {
            let name = if round <= rounds { "first set" } else { "second set" };
            let cells = [curve[0].1, stability, memory].map(three);
            table.row([round.to_string(), name.into()].into_iter().chain(cells));
        }
    }
    let at = rounds as usize;
    let (learned, changed, relearned) = (robust[at].1, robust[at + 1].1, robust[2 * at].1);
    let memory = remembered[2 * at].1;
    // Columns that were not active for any input of the first set at the change.
    let taken = metrics::activation_frequencies(&at_change)?;
    let (mut fresh, mut all) = (0_u32, 0_u32);
    for output in lab::outputs(&mut pooler, &second)? {
        all += output.active_bits();
        fresh += output.on().iter().filter(|column| taken[**column as usize] == 0.0).count() as u32;
    }
    let idle = taken.iter().filter(|frequency| **frequency == 0.0).count() as u32;
    let fresh = f64::from(fresh) / f64::from(all);
    Ok(Answer::to(format!(
        "{} 50 random inputs for {rounds} rounds, then 50 others for {rounds} rounds, with continuous learning. \
         After each round, with learning off: columns kept at 30% noise on the current set, columns kept since the \
         previous round, and how much of the outputs of the first set at the change is still the same.",
        lab::USUAL
    ))
    .finding("robust_untrained", robust[0].1, "columns kept at 30% noise before training")
    .finding("robust_before", learned, "the same at the end of the first set")
    .finding("robust_change", changed, "the same on the second set after its first round")
    .finding("robust_after", relearned, "the same at the end of the second set")
    .finding("idle", idle, "columns that the first set does not use, at the change")
    .finding("fresh", fresh, "fraction of the second set's active columns that are idle ones, at the end")
    .finding("remembered", memory, "columns of the first set's outputs kept at the end")
    .reading(format!(
        "The pooler learns online because each step is complete by itself: the winners for this input raise the \
         permanences of their synapses to ON inputs and lower the others (BAMI SP 11-18), and no input is stored or \
         needed again. The pooler adapts to the change without any signal, but not as well as it learned the first time. Columns \
         kept at 30% noise rise from {} to {} on the first set; on the second they are {} after one round and {} \
         after {rounds}. It does not forget either: {} of the columns of the first set's outputs are still the same, \
         although the set was not shown for {rounds} rounds. At the change, {idle} columns, {} of all, were not used \
         by any input of the first set, and at the end they are {} of the active columns for the second; the rest \
         are columns that serve both sets. A column learns only when it wins, so inputs for which it does not win \
         leave it unchanged. The problem here is not forgetting, as one might expect, but that the new inputs are \
         learned less well.",
        percent(robust[0].1),
        percent(learned),
        percent(changed),
        percent(relearned),
        percent(memory),
        percent(f64::from(idle) / f64::from(lab::COLUMNS)),
        percent(fresh),
    ))
    .table(table)
    .plot(
        Plot::new("A change of the inputs", "round of training", "columns kept")
            .y_range(0.0, 1.0)
            .series("at 30% noise", Mark::Line, robust)
            .series("since the previous round", Mark::Line, stable)
            .series("first set, since the change", Mark::Line, remembered),
    ))
}
