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

/// Bits of the input of SP.10, columns and winners of its pooler, and ON bits of A, B and C.
const INPUTS: u32 = 500;
const COLUMNS: u32 = 2048;
const WINNERS: u32 = 40;
const PART: u32 = 20;
/// The most ON bits that another pattern has in common with A, B or C.
const LITTLE: u32 = 3;

/// A, B and C, without a bit in common, and other patterns of as many ON bits as two of them have.
fn parts_and_others(count: usize, random: &mut Pcg32) -> Result<([Sdr; 3], Vec<Sdr>), Error> {
    let all = Sdr::random(INPUTS, 3 * PART, random)?;
    let a = all.subsample(PART, random)?;
    let rest = all.difference(&a)?;
    let b = rest.subsample(PART, random)?;
    let parts = [a, b.clone(), rest.difference(&b)?];
    let mut others = Vec::new();
    while others.len() < count {
        let other = Sdr::random(INPUTS, 2 * PART, random)?;
        if !other.belongs_to(&parts, LITTLE + 1)? {
            others.push(other);
        }
    }
    Ok((parts, others))
}

/// SP.10.
pub fn three_parts(effort: Effort) -> Outcome {
    let mut random = Pcg32::new(10, 0);
    let (repeats, count, rounds) = effort.pick((2, 150, 10), (10, 1000, 40));
    let mut worlds = Vec::new();
    for _ in 0..repeats {
        worlds.push(parts_and_others(count, &mut random)?);
    }
    // The parts that are shown together, before the other patterns; `None` is no training at all.
    let cases: [(&str, Option<&[&[usize]]>); 4] = [
        ("nothing", None),
        ("only the others", Some(&[])),
        ("A, B and C apart, the others", Some(&[&[0], &[1], &[2]])),
        ("AB, AC, the others", Some(&[&[0, 1], &[0, 2]])),
    ];
    let mut table = Table::new(
        "Columns that the outputs for A, B and C alone share, means",
        ["trained on", "A and B", "A and C", "B and C"],
    );
    let mut rows = Vec::new();
    for (name, shown) in cases {
        let mut sums = [0.0; 3];
        for (parts, others) in &worlds {
            let mut pooler = lab::pooler(lab::sized(INPUTS, COLUMNS, WINNERS))?;
            if let Some(together) = shown {
                let mut inputs = Vec::new();
                for together in together {
                    let mut input = Sdr::empty(INPUTS)?;
                    for &part in *together {
                        input = input.union(&parts[part])?;
                    }
                    inputs.push(input);
                }
                inputs.extend_from_slice(others);
                lab::train(&mut pooler, &inputs, rounds)?;
            }
            let outputs = lab::outputs(&mut pooler, parts)?;
            for (sum, (x, y)) in sums.iter_mut().zip([(0, 1), (0, 2), (1, 2)]) {
                *sum += metrics::kept_by_one(&outputs[x], &outputs[y])?;
            }
        }
        let row = sums.map(|sum| sum / worlds.len() as f64);
        table.row([name.to_owned()].into_iter().chain(row.map(three)));
        rows.push(row);
    }
    let [none, others, apart, book] = rows[..] else { unreachable!("four cases") };
    Ok(Answer::to(format!(
        "A pooler of {COLUMNS} columns, {WINNERS} of which win, over {INPUTS} inputs; the other parameters have their \
         defaults, seed 42. A, B and C are random sets of {PART} bits without a bit in common. It is trained for \
         {rounds} rounds on A and B together, A and C together, and {count} other random patterns of {} ON bits, none \
         of which has more than {LITTLE} bits in common with A, B or C. Then A, B and C are shown alone, without \
         learning. For comparison, which the question does not ask: without training, with the other patterns only, \
         and with A, B and C apart. Means of {repeats} sets of inputs.",
        2 * PART
    ))
    .finding("book_ab", book[0], "columns that A and B share, trained on AB, AC and the others")
    .finding("book_ac", book[1], "the same, A and C")
    .finding("book_bc", book[2], "the same, B and C")
    .finding("none_ab", none[0], "columns that A and B share, untrained")
    .finding("others_ab", others[0], "the same, trained on the others only")
    .finding("apart_ab", apart[0], "the same, A, B and C trained apart, with the others")
    .finding("apart_bc", apart[2], "columns that B and C share, trained apart")
    .finding("chance", f64::from(WINNERS) / f64::from(COLUMNS), "columns that two random outputs share")
    .reading(format!(
        "A and B share {} of their columns, A and C {}, and B and C, which were never shown together, {}. Untrained, \
         A and B share {}, after training on the other patterns alone {}, and after training apart {}. So the overlap \
         results from being seen together: the columns that won for AB have learned both halves, and either half \
         activates some of them. B and C have no input in common and never occurred together; what they share goes \
         through A, whose columns serve both pairs. The outputs of the pooler show which inputs tend to occur \
         together, which the inputs themselves do not.",
        percent(book[0]),
        percent(book[1]),
        percent(book[2]),
        percent(none[0]),
        percent(others[0]),
        percent(apart[0]),
    ))
    .table(table)
    .plot(
        Plot::new("A, B and C alone", "trained on", "columns shared")
            .categories(["nothing", "others", "apart", "AB, AC"])
            .y_range(0.0, 1.0)
            .bars("A and B", rows.iter().map(|row| row[0]))
            .bars("A and C", rows.iter().map(|row| row[1]))
            .bars("B and C", rows.iter().map(|row| row[2])),
    ))
}
