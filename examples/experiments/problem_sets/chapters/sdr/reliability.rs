//! Capacity and false positives in numbers: `BAMI PS SDR.5` and `SDR.6`.

use bami_htm::random::Pcg32;
use bami_htm::sdr::Sdr;
use bami_htm::sdr::mathematics::{
    capacity, false_positive, false_positive_list, overlap_probability, probability_identical,
};

use super::super::answer::{Answer, Effort, Outcome};
use crate::support::plot::{Mark, Plot};
use crate::support::table::Table;

pub fn one_hundred_random(effort: Effort) -> Outcome {
    let (n, w, count) = (500, 33, 100);
    let more_than = 5;
    let pairs = count * (count - 1) / 2;
    let capacity = capacity(n, w)?;
    let identical = probability_identical(n, w)?;
    // A list of as many vectors as there are pairs, each of which must match exactly.
    let any_identical = false_positive_list(n, w, w, pairs)?;
    let shares = false_positive(n, w, more_than + 1)?;

    let sets = effort.pick(20, 1_000);
    let mut random = Pcg32::new(5, 0);
    let mut counts = vec![0_u32; w as usize + 1];
    for _ in 0..sets {
        let vectors = (0..count).map(|_| Sdr::random(n, w, &mut random));
        let vectors: Vec<Sdr> = vectors.collect::<Result<_, _>>()?;
        for (place, x) in vectors.iter().enumerate() {
            for y in &vectors[..place] {
                counts[x.overlap(y)? as usize] += 1;
            }
        }
    }
    let all = f64::from(counts.iter().sum::<u32>());
    let drawn = f64::from(counts[more_than as usize + 1..].iter().sum::<u32>()) / all;
    let drawn_identical = counts[w as usize];

    let mut table = Table::new(
        "Bits in common between two random SDRs",
        ["bits", "probability, (3)", "drawn", "more, (4)"],
    );
    let (mut formula, mut experiment) = (Vec::new(), Vec::new());
    for b in 0..=12 {
        let probability = overlap_probability(n, w, w, b)?.to_f64();
        let share = f64::from(counts[b as usize]) / all;
        let more = false_positive(n, w, b + 1)?.to_f64();
        table.row([
            b.to_string(),
            format!("{probability:.5}"),
            format!("{share:.5}"),
            format!("{more:.5}"),
        ]);
        formula.push(probability);
        experiment.push(share);
    }
    let plot =
        Plot::new("Bits in common between two random SDRs", "bits in common", "fraction of pairs")
            .categories(0..=12)
            .bars("equation (3)", formula)
            .bars("drawn", experiment);
    // Pairs of one set are not independent; the deviation treats them as if they were, which is correct
    // for the overlaps of pairs that have at most one SDR in common.
    let deviation = (shares.to_f64() * (1.0 - shares.to_f64()) / all).sqrt();
    let away = (drawn - shares.to_f64()) / deviation;
    Ok(Answer::to(format!(
        "n = {n}, w = {w}: equations (1), (2) and (4). {sets} sets of {count} random SDRs (seed 5), all {pairs} \
         pairs of each, {all} in total."
    ))
    .finding("capacity_digits", capacity.log10().floor() + 1.0, "digits of the number of SDRs")
    .finding("identical", identical.to_f64(), "probability that two are identical")
    .finding("any_identical", any_identical.to_f64(), "probability that any two of 100 are identical")
    .finding("drawn_identical", drawn_identical, "random pairs that were identical")
    .finding("more_than_5", shares.to_f64(), "probability that two share more than 5 bits, (4)")
    .finding("more_than_5_drawn", drawn, "the same, for random pairs")
    .finding("deviations", away, "the difference between the two in standard deviations")
    .table(table)
    .plot(plot)
    .reading(format!(
        "There are {capacity:.2} SDRs. Two random ones are identical with probability {identical:.1}, and any two of \
         100 with {any_identical:.1}: the {pairs} pairs make it {pairs} times as likely, but still negligible. A few \
         bits in common are another matter. The mean overlap is w * w / n = {:.2} bits, so that {:.1}% of the pairs \
         share more than 5 bits, and {:.1}% of the random pairs: a threshold of 6 accepts one pair in {:.0}, and one \
         of 12 only {:.1e} of them.",
        f64::from(w * w) / f64::from(n),
        100.0 * shares.to_f64(),
        100.0 * drawn,
        1.0 / shares.to_f64(),
        false_positive(n, w, 12)?.to_f64(),
    )))
}

pub fn first_terms(_: Effort) -> Outcome {
    let settings: [(u32, u32, u32); 7] = [
        (1024, 4, 2),
        (1024, 20, 10),
        (2048, 40, 20),
        (2048, 40, 10),
        (500, 33, 6),
        (500, 33, 12),
        (64, 12, 8),
    ];
    const TERMS: u32 = 4;
    let mut table = Table::new(
        "Equation (4): its sum, and its first terms as fractions of the sum",
        ["n", "w", "theta", "sum", "b = theta", "+ 1", "+ 2", "+ 3", "first / next"],
    );
    let mut first_shares = Vec::new();
    let mut series = Vec::new();
    for (n, w, theta) in settings {
        let sum = false_positive(n, w, theta)?;
        let mut parts = Vec::new();
        for b in theta..(theta + TERMS).min(w + 1) {
            parts.push((overlap_probability(n, w, w, b)? / sum).to_f64());
        }
        let ratio = parts.get(1).map_or(0.0, |next| parts[0] / next);
        let mut row = vec![n.to_string(), w.to_string(), theta.to_string(), format!("{sum:.3}")];
        row.extend(
            (0..TERMS as usize)
                .map(|at| parts.get(at).map(|part| format!("{part:.5}")).unwrap_or_default()),
        );
        row.push(format!("{ratio:.1}"));
        table.row(row);
        first_shares.push(parts[0]);
        let points = parts.iter().enumerate().map(|(at, part)| (at as f64, *part));
        series.push((format!("n={n} w={w} theta={theta}"), points.collect::<Vec<_>>()));
    }
    let plot = Plot::new("Terms of equation (4)", "b - theta", "fraction of the sum").log_y();
    let plot = series
        .into_iter()
        .fold(plot, |plot, (name, points)| plot.series(name, Mark::LineAndDots, points));
    Ok(Answer::to(
        "The terms of equation (4) for seven settings, each divided by the sum, exact to 12 digits.",
    )
    .finding("first_1024_4_2", first_shares[0], "fraction of the first term, n=1024 w=4 theta=2")
    .finding("first_1024_20_10", first_shares[1], "fraction of the first term, n=1024 w=20 theta=10")
    .finding("first_2048_40_20", first_shares[2], "fraction of the first term, n=2048 w=40 theta=20")
    .finding("first_2048_40_10", first_shares[3], "fraction of the first term, n=2048 w=40 theta=10")
    .finding("first_500_33_6", first_shares[4], "fraction of the first term, n=500 w=33 theta=6")
    .finding("first_64_12_8", first_shares[6], "fraction of the first term, n=64 w=12 theta=8")
    .table(table)
    .plot(plot)
    .reading(format!(
        "Each further bit in common is chosen from fewer bits and must hit a sparse target: the terms decrease by (w \
         - b)^2 / ((b + 1) (n - 2w + b + 1)), and if this is small, the first term is nearly the sum. With 2% ON and \
         half of the bits required, it is {:.1}% of the sum, which is an error in the third digit; the approximation \
         is always too low. It fails if theta is near the mean overlap: for n = 500, w = 33, theta = 6, the first \
         term is only {:.0}% of the sum.",
        100.0 * first_shares[1],
        100.0 * first_shares[4]
    )))
}
