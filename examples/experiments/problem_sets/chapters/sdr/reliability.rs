//! Capacity and false positives in numbers: `BAMI PS SDR.5` and `SDR.6`.

use bami_htm::random::Pcg32;
use bami_htm::sdr::Sdr;
use bami_htm::sdr::mathematics::{
    capacity, false_positive, false_positive_list, overlap_probability, probability_identical,
};

use super::super::answer::{Answer, Effort, Outcome};
use crate::support::plot::{Mark, Plot};
use crate::support::table::Table;

pub fn random_sdrs(effort: Effort) -> Outcome {
    let (n, w, count) = (500, 33, 100);
    let more_than = 5;
    let pairs = count * (count - 1) / 2;
    let capacity = capacity(n, w)?;
    let identical = probability_identical(n, w)?;
    // A list of as many vectors as there are pairs, each of which must match exactly.
    let any_identical = false_positive_list(n, w, w, pairs)?;
    let shares = false_positive(n, w, more_than + 1)?.to_f64();

    let trials: u32 = effort.pick(100_000, 5_000_000);
    let mut random = Pcg32::new(5, 0);
    let mut counts = vec![0_u32; w as usize + 1];
    for _ in 0..trials {
        let x = Sdr::random(n, w, &mut random)?;
        counts[x.overlap(&Sdr::random(n, w, &mut random)?)? as usize] += 1;
    }
    let all = f64::from(trials);
    let drawn = f64::from(counts[more_than as usize + 1..].iter().sum::<u32>()) / all;
    let sum: f64 = (0..).zip(&counts).map(|(b, &count)| f64::from(b) * f64::from(count)).sum();
    let (mean, drawn_mean) = (f64::from(w * w) / f64::from(n), sum / all);

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
    let away = (drawn - shares) / (shares * (1.0 - shares) / all).sqrt();
    Ok(Answer::to(format!(
        "n = {n}, w = {w}: equations (1), (2), (9) and (4), and {trials} times two SDRs drawn at random (seed 5)."
    ))
    .finding("capacity", capacity.to_f64(), "number of SDRs")
    .finding("capacity_digits", capacity.log10().floor() + 1.0, "its digits")
    .finding("identical", identical.to_f64(), "probability that two are identical")
    .finding("any_identical", any_identical.to_f64(), "probability that any two of 100 are identical")
    .finding("more_than_5", shares, "probability that two share more than 5 bits, (4)")
    .finding("more_than_5_one_in", 1.0 / shares, "the same as 1 in this many")
    .finding("more_than_5_drawn", drawn, "the same, for two drawn at random")
    .finding("deviations", away, "the difference between the two in standard deviations")
    .finding("mean", mean, "mean number of bits in common, w * w / n")
    .finding("mean_drawn", drawn_mean, "the same, for two drawn at random")
    .table(table)
    .plot(plot)
    .reading(format!(
        "There are {capacity:.6} SDRs. Two random ones are identical with probability {identical:.1}, and any two of \
         100 with {any_identical:.6}: the {pairs} pairs make it {pairs} times as likely, but still negligible. A few \
         bits in common are another matter. Two share {mean:.3} bits on average ({drawn_mean:.3} drawn), and {:.2}% \
         share more than 5 ({:.2}% drawn): a threshold of 6 accepts one random SDR in {:.0}, and one of 12 only \
         {:.1e} of them.",
        100.0 * shares,
        100.0 * drawn,
        1.0 / shares,
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
    let mut terms = Vec::new();
    let mut series = Vec::new();
    for (n, w, theta) in settings {
        let sum = false_positive(n, w, theta)?;
        let mut parts = Vec::new();
        terms.push(
            (0..3)
                .map(|more| overlap_probability(n, w, w, theta + more))
                .collect::<Result<Vec<_>, _>>()?,
        );
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
    .finding("term_0_1024_4_2", terms[0][0].to_f64(), "term b = theta over C(n, w), n=1024 w=4 theta=2")
    .finding("term_1_1024_4_2", terms[0][1].to_f64(), "the next term")
    .finding("term_2_1024_4_2", terms[0][2].to_f64(), "the term after it")
    .finding("term_0_1024_20_10", terms[1][0].to_f64(), "term b = theta over C(n, w), n=1024 w=20 theta=10")
    .finding("term_1_1024_20_10", terms[1][1].to_f64(), "the next term")
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
