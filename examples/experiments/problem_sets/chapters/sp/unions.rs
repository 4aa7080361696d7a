//! Inputs that are combinations of others: SP.9 and SP.10.

use bami_htm::metrics;
use bami_htm::random::{Pcg32, PortableRng};
use bami_htm::sdr::Sdr;

use super::lab::{self, Error, percent, three};
use crate::problem_sets::chapters::answer::{Answer, Effort, Outcome};
use crate::support::plot::Plot;
use crate::support::table::Table;

/// The side of the square image.
const SIDE: u32 = 20;

/// A bar two pixels wide across the whole image, with its first line at `at`.
fn bar(at: u32, upright: bool) -> Result<Sdr, Error> {
    let pixel = |line: u32, along: u32| {
        if upright { along * SIDE + line } else { line * SIDE + along }
    };
    let pixels = (at..at + 2).flat_map(|line| (0..SIDE).map(move |along| pixel(line, along)));
    Ok(Sdr::new(SIDE * SIDE, pixels)?)
}

/// Means over all triples: the fraction of a's columns in the output of the union, that of b's, the
/// fraction of the union's columns that a or b has, and the overlap of a and b.
fn shares(outputs: &[[Sdr; 3]]) -> Result<[f64; 4], Error> {
    let mut sums = [0.0; 4];
    for [a, b, both] in outputs {
        sums[0] += metrics::kept_by_one(a, both)?;
        sums[1] += metrics::kept_by_one(b, both)?;
        sums[2] += metrics::kept_by_one(both, &a.union(b)?)?;
        sums[3] += metrics::kept_by_one(a, b)?;
    }
    Ok(sums.map(|sum| sum / outputs.len() as f64))
}

/// SP.9.
pub fn a_b_and_their_union(effort: Effort) -> Outcome {
    let mut random = Pcg32::new(9, 0);
    let mut triples = Vec::new();
    for _ in 0..effort.pick(9, 18) {
        let a = bar(random.below(SIDE - 1), true)?;
        let b = bar(random.below(SIDE - 1), false)?;
        let cross = a.union(&b)?;
        triples.push([a, b, cross]);
    }
    let rounds = effort.pick(40, 200);
    let cases = [
        ("untrained", 0..0),
        ("trained on A and B", 0..2),
        ("trained on A, B and the cross", 0..3),
        ("trained on the cross only", 2..3),
    ];
    let mut table = Table::new(
        "Means over the pairs of bars",
        ["pooler", "A in cross", "B in cross", "cross from A or B", "A in B"],
    );
    let mut rows = Vec::new();
    let mut contests = Vec::new();
    for (name, shown) in cases.clone() {
        let mut contest = [0.0; 2];
        let mut outputs = Vec::new();
        for triple in &triples {
            let mut pooler = lab::pooler(lab::usual())?;
            lab::train(
                &mut pooler,
                &triple[shown.clone()],
                if shown.is_empty() { 0 } else { rounds },
            )?;
            let list = lab::outputs(&mut pooler, triple)?;
            // The overlaps are those of the cross, which was shown last.
            let overlap_of = |column: &u32| pooler.overlaps()[*column as usize];
            let least = list[2].on().iter().map(overlap_of).fold(f64::INFINITY, f64::min);
            contest[0] +=
                list[0].on().iter().map(overlap_of).sum::<f64>() / f64::from(lab::WINNERS);
            contest[1] += least;
            outputs.push(<[Sdr; 3]>::try_from(list).expect("three inputs, three outputs"));
        }
        let row = shares(&outputs)?;
        table.row([name.to_owned()].into_iter().chain(row.map(three)));
        rows.push(row);
        contests.push(contest.map(|sum| sum / triples.len() as f64));
    }
    let [untrained, parts, all, cross] = rows[..] else { unreachable!("four cases") };
    Ok(Answer::to(format!(
        "{} The inputs are images of 20 by 20 pixels: A is a vertical bar two pixels wide, B a horizontal one, and \
         the cross is A union B. {} pairs of bars at random positions, a new pooler for each, and {rounds} rounds of \
         training, if any. \"A in cross\" is the fraction of A's columns that are active for the cross, \"cross from A \
         or B\" the fraction of the cross's columns that A or B has, too.",
        lab::USUAL,
        triples.len()
    ))
    .finding("untrained_from_either", untrained[2], "columns of the cross that A or B has, untrained")
    .finding("untrained_a_b", untrained[3], "columns of A that B has, untrained")
    .finding("parts_from_either", parts[2], "columns of the cross that A or B has, A and B trained")
    .finding("parts_a", parts[0], "columns of A that the cross has, A and B trained")
    .finding("parts_overlap", contests[1][0], "overlap of A's columns with the cross, A and B trained")
    .finding("parts_least", contests[1][1], "overlap of the last winner for the cross, A and B trained")
    .finding("all_from_either", all[2], "the cross from A or B, all three trained")
    .finding("cross_from_either", cross[2], "the cross from A or B, only the cross trained")
    .finding("cross_a_b", cross[3], "columns of A that B has, only the cross trained")
    .reading(format!(
        "The output for A union B is not the union of the outputs: it has as many columns as each of them. \
         Untrained, {} of the columns of the cross are columns of A or of B, {} of A's and {} of B's columns; the \
         others have a moderate overlap with each bar, which adds up. With training on A and B only, one might \
         expect the cross to consist of their columns, but the opposite happens: only {} of it does. A's columns \
         have unlearned everything except A and have an overlap of {:.1} with the cross, its own part; columns that \
         have not learned overlap with both bars and win with {:.1} or more. If the cross is among the training \
         inputs, {} of its columns are A's or B's, and A and B have {} in common, compared with {} untrained. With \
         training on the cross only, A and B get nearly the same columns ({}): each part activates the whole.",
        percent(untrained[2]),
        percent(untrained[0]),
        percent(untrained[1]),
        percent(parts[2]),
        contests[1][0],
        contests[1][1],
        percent(all[2]),
        percent(all[3]),
        percent(untrained[3]),
        percent(cross[3]),
    ))
    .table(table)
    .plot(
        Plot::new("A, B and their cross", "pooler", "fraction of the columns")
            .categories(["untrained", "on A and B", "on A, B, cross", "on the cross"])
            .y_range(0.0, 1.0)
            .bars("cross from A or B", rows.iter().map(|row| row[2]))
            .bars("A in cross", rows.iter().map(|row| row[0]))
            .bars("A in B", rows.iter().map(|row| row[3])),
    ))
}

/// SP.10.
pub fn three_parts(effort: Effort) -> Outcome {
    let mut random = Pcg32::new(10, 0);
    // Three disjoint inputs of 20 ON bits each, so that a pair has the usual 40.
    let mut triples = Vec::new();
    for _ in 0..effort.pick(9, 40) {
        let all = Sdr::random(lab::INPUTS, 60, &mut random)?;
        let a = all.subsample(20, &mut random)?;
        let rest = all.difference(&a)?;
        let b = rest.subsample(20, &mut random)?;
        triples.push([a, b.clone(), rest.difference(&b)?]);
    }
    let rounds = effort.pick(40, 200);
    // The training inputs, as lists of parts that are shown together.
    let cases: [(&str, &[&[usize]]); 5] = [
        ("nothing", &[]),
        ("A, B, C", &[&[0], &[1], &[2]]),
        ("AB, C", &[&[0, 1], &[2]]),
        ("AB, BC", &[&[0, 1], &[1, 2]]),
        ("AB, BC, AC", &[&[0, 1], &[1, 2], &[0, 2]]),
    ];
    let mut table = Table::new(
        "Columns that the outputs for A, B and C alone share, means",
        ["trained on", "A and B", "B and C", "A and C"],
    );
    let mut rows = Vec::new();
    for (name, shown) in cases {
        let mut sums = [0.0; 3];
        for triple in &triples {
            let mut pooler = lab::pooler(lab::usual())?;
            let mut inputs = Vec::new();
            for parts in shown {
                let mut input = Sdr::empty(lab::INPUTS)?;
                for &part in *parts {
                    input = input.union(&triple[part])?;
                }
                inputs.push(input);
            }
            lab::train(&mut pooler, &inputs, rounds)?;
            let outputs = lab::outputs(&mut pooler, triple)?;
            for (sum, (x, y)) in sums.iter_mut().zip([(0, 1), (1, 2), (0, 2)]) {
                *sum += metrics::kept_by_one(&outputs[x], &outputs[y])?;
            }
        }
        let row = sums.map(|sum| sum / triples.len() as f64);
        table.row([name.to_owned()].into_iter().chain(row.map(three)));
        rows.push(row);
    }
    let [none, each, pair, chain, all] = rows[..] else { unreachable!("five cases") };
    Ok(Answer::to(format!(
        "{} A, B and C are disjoint random inputs with 20 ON bits each. A pooler is trained for {rounds} rounds on \
         some of them and of their unions (AB is A union B), then A, B and C are shown alone, without learning. {} \
         triples, a new pooler for each training set.",
        lab::USUAL,
        triples.len()
    ))
    .finding("none_ab", none[0], "columns that A and B share, untrained")
    .finding("each_ab", each[0], "the same, A, B and C trained separately")
    .finding("pair_ab", pair[0], "the same, AB and C trained")
    .finding("pair_bc", pair[1], "columns that B and C share, AB and C trained")
    .finding("chain_ab", chain[0], "columns that A and B share, AB and BC trained")
    .finding("chain_ac", chain[2], "columns that A and C share, AB and BC trained")
    .finding("all_ab", all[0], "columns that A and B share, all pairs trained")
    .reading(format!(
        "Overlap results from being seen together. A and B have no input in common; untrained, they share {} of \
         their columns, and {} after separate training. If A never came without B, they share {}: columns have \
         learned both as a unit, and either half activates them, while C, which was learned separately, shares {} \
         with B. If B came with A and with C, A and B share {}, and A and C, which never came together, share {}: \
         some similarity carries over from A through B to C, more than the {} that B and C share without any \
         connection. With all three pairs it is {}. So the outputs of the pooler show which inputs tend to occur \
         together, which the inputs themselves do not.",
        percent(none[0]),
        percent(each[0]),
        percent(pair[0]),
        percent(pair[1]),
        percent(chain[0]),
        percent(chain[2]),
        percent(pair[1]),
        percent(all[0]),
    ))
    .table(table)
    .plot(
        Plot::new("A, B and C alone", "trained on", "columns shared")
            .categories(cases.map(|case| case.0))
            .y_range(0.0, 1.0)
            .bars("A and B", rows.iter().map(|row| row[0]))
            .bars("B and C", rows.iter().map(|row| row[1]))
            .bars("A and C", rows.iter().map(|row| row[2])),
    ))
}
