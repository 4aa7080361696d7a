//! How many bits should be ON: `BAMI PS SDR.2` to `SDR.4`.

use std::error::Error;

use bami_htm::random::{Pcg32, PortableRng};
use bami_htm::sdr::mathematics::{
    MathematicsError, WideNumber, capacity, false_positive, false_positive_list,
    probability_identical, union_expected_on, union_false_positive,
};
use bami_htm::sdr::{Sdr, SdrError};

use super::super::answer::{Answer, Effort, Outcome};
use super::drawn_share;
use crate::support::plot::{Mark, Plot};
use crate::support::table::Table;

const N: u32 = 2048;
/// As a percentage of the bits.
const SPARSITIES: [f64; 12] = [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 40.0, 50.0];

fn bits_on(percent: f64) -> u32 {
    bami_htm::round_half_up(f64::from(N) * percent / 100.0) as u32
}

/// The threshold of `percent` of `w` bits, rounded up.
fn threshold(w: u32, percent: u32) -> u32 {
    (w * percent).div_ceil(100)
}

pub fn false_matches(effort: Effort) -> Outcome {
    let trials = effort.pick(20_000, 1_000_000);
    let mut table = Table::new(
        format!("Probability that two random SDRs of {N} bits match"),
        ["% ON", "w", "half in common", "random pairs", "90% in common", "all in common"],
    );
    let (mut half_curve, mut most_curve) = (Vec::new(), Vec::new());
    let mut probabilities = Vec::new();
    for percent in SPARSITIES {
        let w = bits_on(percent);
        let theta = threshold(w, 50);
        let half = false_positive(N, w, theta)?;
        let most = false_positive(N, w, threshold(w, 90))?;
        let drawn = if half.to_f64() * f64::from(trials) >= 10.0 {
            format!("{:.4}", drawn_share(N, w, theta, trials, 2)?)
        } else {
            String::new()
        };
        let all = format!("{:.2}", false_positive(N, w, w)?);
        table.row([
            percent.to_string(),
            w.to_string(),
            format!("{half:.2}"),
            drawn,
            format!("{most:.2}"),
            all,
        ]);
        half_curve.push((percent, -half.log10()));
        most_curve.push((percent, -most.log10()));
        probabilities.push((percent, -half.log10()));
    }
    let at = |asked: f64| {
        let found = probabilities.iter().find(|(percent, _)| *percent == asked);
        found.map_or(0.0, |&(_, digits)| digits)
    };
    let best = probabilities
        .iter()
        .copied()
        .fold((0.0, 0.0), |best: (f64, f64), here| if here.1 > best.1 { here } else { best });
    let plot = Plot::new(
        format!("How rarely two random SDRs of {N} bits match"),
        "bits ON, percent",
        "-log10 of the probability",
    )
    .log_x()
    .series("half of the ON bits in common", Mark::LineAndDots, half_curve)
    .series("90% of the ON bits in common", Mark::LineAndDots, most_curve);
    Ok(Answer::to(format!(
        "Equation (4) for n = {N}, with w from {} to {} ON bits and three thresholds; if a match is likely enough, \
         compared with {trials} pairs of random SDRs (seed 2).",
        bits_on(0.1),
        bits_on(50.0)
    ))
    .finding("digits_at_0.1", at(0.1), "-log10 of the probability with half in common, 0.1% ON")
    .finding("digits_at_2", at(2.0), "the same, 2% ON")
    .finding("digits_at_20", at(20.0), "the same, 20% ON")
    .finding("digits_at_50", at(50.0), "the same, 50% ON")
    .finding("best_percent", best.0, "percent ON at which it is least likely, of those tested")
    .table(table)
    .plot(plot)
    .reading(format!(
        "There are two opposite effects. With more ON bits, more of them have to agree by chance, which makes a \
         match rarer with every bit; but the denser the SDRs, the more bits they share anyway, a tenth of them at \
         10% ON. With a threshold of half of the bits, a match is rarest near {}% and becomes a coin toss at 50%, \
         where half of the bits are in common on average. At 2% the probability is far from its minimum, but it need \
         not be there: 1 in 10^{:.0} never occurs in practice, and the next question shows the other advantages of \
         sparsity.",
        best.0, at(2.0).floor()
    )))
}

pub fn both_ends(_: Effort) -> Outcome {
    let members = 20;
    let mut table = Table::new(
        format!("SDRs of {N} bits: tolerated loss, and a union of {members}"),
        ["% ON", "w", "one bit is %", "may be lost", "ON in union", "union matches at 80%"],
    );
    let mut union_curve = Vec::new();
    let mut lost_curve = Vec::new();
    let mut rows = Vec::new();
    for percent in SPARSITIES {
        let w = bits_on(percent);
        let lost = tolerated(w)?;
        let on = union_expected_on(N, w, members)? / f64::from(N);
        let chance = union_false_positive(N, w, threshold(w, 80), members)?;
        table.row([
            percent.to_string(),
            w.to_string(),
            format!("{:.1}", 100.0 / f64::from(w)),
            lost.map_or("none".to_owned(), |lost| format!("{lost} of {w}")),
            format!("{:.1}%", 100.0 * on),
            format!("{chance:.2}"),
        ]);
        union_curve.push((percent, -chance.log10()));
        let share = lost.map_or(0.0, |lost| f64::from(lost) / f64::from(w));
        lost_curve.push((percent, 100.0 * share));
        rows.push((percent, lost, -chance.log10(), share));
    }
    let best = rows.iter().fold(
        (0.0, 0.0),
        |best: (f64, f64), row| {
            if row.2 > best.1 { (row.0, row.2) } else { best }
        },
    );
    let row = |asked: f64| rows.iter().find(|row| row.0 == asked).copied().unwrap_or_default();
    let lost = |asked: f64| f64::from(row(asked).1.unwrap_or(0));
    let least = rows.iter().find(|row| row.1.is_some()).map_or(0.0, |row| row.0);
    Ok(Answer::to(format!(
        "n = {N}. \"May be lost\" is the number of ON bits that a pattern can lose and still be recognized with a \
         threshold at which a random SDR matches less than once in 10^9, equation (4). The union contains {members} \
         random SDRs; equation (14) at 80% of the ON bits."
    ))
    .finding("least_percent", least, "lowest percent ON at which 1 in 10^9 can be reached")
    .finding("may_be_lost_at_2", lost(2.0), "ON bits of 41 that may be lost at 2%")
    .finding("may_be_lost_share_at_50", row(50.0).3, "fraction of the ON bits that may be lost at 50%")
    .finding("union_best_percent", best.0, "percent ON at which the union is safest")
    .finding("union_digits_at_2", row(2.0).2, "-log10 of the union's false match at 2%")
    .finding("union_digits_at_10", row(10.0).2, "the same at 10%")
    .table(table)
    .plot(
        Plot::new(
            format!("Union of {members}: how rarely a random SDR matches at 80%"),
            "bits ON, percent",
            "-log10 of the probability",
        )
        .log_x()
        .series("union", Mark::LineAndDots, union_curve),
    )
    .plot(
        Plot::new("ON bits that may be lost at 1 in 10^9", "bits ON, percent", "percent of w")
            .log_x()
            .series("may be lost", Mark::LineAndDots, lost_curve),
    )
    .reading(format!(
        "With 2 bits ON, each is half of the meaning, and no threshold keeps chance below 1 in 10^9: that takes \
         {least}% or more, and there every bit counts. At 2%, {:.0} of 41 bits may be lost. At 50%, half of the bits \
         match by chance, so that only {:.0}% may be lost. The union fails earlier: {members} SDRs of 2% fill a \
         third of the bits, those of 10% nearly nine in ten, and then everything matches. It is safest at {}% of \
         those tested. With a few percent, an SDR tolerates large losses, and a union still distinguishes its \
         members from others.",
        lost(2.0),
        100.0 * row(50.0).3,
        best.0
    )))
}

/// The number of `w` ON bits that may be lost if a random SDR must match less than once in 10^9; `None`
/// if even a threshold of all w bits is not enough.
fn tolerated(w: u32) -> Result<Option<u32>, MathematicsError> {
    // The probability decreases with theta: a binary search finds the lowest safe theta.
    let safe = |theta: u32| false_positive(N, w, theta).map(|chance| chance.to_f64() < 1e-9);
    if !safe(w)? {
        return Ok(None);
    }
    let (mut unsafe_at, mut safe_at) = (0, w);
    while safe_at - unsafe_at > 1 {
        let middle = unsafe_at + (safe_at - unsafe_at) / 2;
        if safe(middle)? {
            safe_at = middle;
        } else {
            unsafe_at = middle;
        }
    }
    Ok(Some(w - safe_at))
}

/// The properties of one of the two representations of SDR.4.
struct Representation {
    n: u32,
    w: u32,
    theta: u32,
    capacity: WideNumber,
    identical: WideNumber,
    false_match: WideNumber,
    list: WideNumber,
    known: f64,
}

const STORED: u64 = 1000;
const LOSS: f64 = 0.2;

impl Representation {
    fn new(n: u32, w: u32, theta: u32, trials: u32) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self {
            n,
            w,
            theta,
            capacity: capacity(n, w)?,
            identical: probability_identical(n, w)?,
            false_match: false_positive(n, w, theta)?,
            list: false_positive_list(n, w, theta, STORED)?,
            known: recognised(n, w, theta, trials)?,
        })
    }
}

pub fn few_of_many_or_more_of_fewer(effort: Effort) -> Outcome {
    let trials = effort.pick(400_000, 10_000_000);
    let copies = effort.pick(5_000, 100_000);
    let few = Representation::new(1000, 3, 2, copies)?;
    let more = Representation::new(300, 15, 10, copies)?;
    let drawn = drawn_share(few.n, few.w, few.theta, trials, 4)? * f64::from(trials);
    let expected = few.false_match.to_f64() * f64::from(trials);

    let mut table =
        Table::new("The two representations", ["", "n = 1000, w = 3", "n = 300, w = 15"]);
    let mut row = |name: &str, cell: &dyn Fn(&Representation) -> String| {
        table.row([name.to_owned(), cell(&few), cell(&more)]);
    };
    row("bits ON, %", &|x| format!("{:.1}", 100.0 * f64::from(x.w) / f64::from(x.n)));
    row("number of SDRs, (1)", &|x| format!("{:.2}", x.capacity));
    row("two identical, (2)", &|x| format!("{:.2}", x.identical));
    row("match with a third lost, (4)", &|x| format!("{:.2}", x.false_match));
    row("any of 1000 matches, (9)", &|x| format!("{:.2}", x.list));
    row("bits that may be lost", &|x| (x.w - x.theta).to_string());
    row("recognized with 1 bit in 5 lost", &|x| format!("{:.3}", x.known));
    let ratio = few.false_match / more.false_match;
    Ok(Answer::to(format!(
        "Equations (1), (2), (4), (9) for both; a match is two thirds of the ON bits, theta = 2 and 10. {trials} \
         pairs of random SDRs with w = 3 (seed 4); with w = 15 none would match. {copies} SDRs of each, where every \
         ON bit is lost with a probability of {LOSS} (seed 5)."
    ))
    .finding("capacity_w3", few.capacity.to_f64(), "SDRs of n = 1000, w = 3")
    .finding("capacity_w15", more.capacity.to_f64(), "SDRs of n = 300, w = 15")
    .finding("false_w3", few.false_match.to_f64(), "probability of a match by chance, w = 3")
    .finding("pairs_w3", drawn, format!("pairs of {trials} random ones that matched, w = 3"))
    .finding("pairs_w3_expected", expected, "expected number")
    .finding("false_w15", more.false_match.to_f64(), "probability of a match by chance, w = 15")
    .finding("list_w3", few.list.to_f64(), "probability that any of 1000 matches, w = 3")
    .finding("list_w15", more.list.to_f64(), "the same, w = 15")
    .finding("known_w3", few.known, "fraction recognized with a fifth of the bits lost, w = 3")
    .finding("known_w15", more.known, "the same, w = 15")
    .table(table)
    .reading(format!(
        "The shorter one, with more bits ON. There are {:.1} times as many of its SDRs, and with a third of the ON \
         bits lost, a match by chance is {ratio:.1} times rarer. 3 bits of 1000 are sparser and yet worse: w matters \
         as much as w / n. If each bit is lost with a probability of {LOSS}, {:.1}% of the SDRs with 3 bits are \
         still recognized and {:.1}% of those with 15, which may lose 5. The difference is in false matches: a list \
         of {STORED} vectors of w = 3 matches a random SDR with probability {:.3}, one of w = 15 with {:.0}.",
        more.capacity / few.capacity,
        100.0 * few.known,
        100.0 * more.known,
        few.list.to_f64(),
        more.list,
    )))
}

/// The fraction of random SDRs that match their remains when every ON bit is lost with the probability
/// [`LOSS`].
fn recognised(n: u32, w: u32, theta: u32, trials: u32) -> Result<f64, SdrError> {
    let mut random = Pcg32::new(5, 0);
    let mut known = 0;
    for _ in 0..trials {
        let x = Sdr::random(n, w, &mut random)?;
        let left: Vec<u32> = x.on().iter().copied().filter(|_| random.unit() >= LOSS).collect();
        known += u32::from(x.matches(&Sdr::new(n, left)?, theta)?);
    }
    Ok(f64::from(known) / f64::from(trials))
}
