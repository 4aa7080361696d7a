//! How many bits should be ON: `BAMI PS SDR.3` and `SDR.4`.

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

/// What an SDR of one sparsity can do.
struct Sparsity {
    percent: f64,
    w: u32,
    /// -log10 of the probability that a random SDR has half of the ON bits, or 90% of them.
    half: f64,
    most: f64,
    /// log10 of the number of SDRs.
    capacity: f64,
    /// ON bits that may be lost; `None` if no threshold is safe.
    lost: Option<u32>,
    /// -log10 of the probability that a random SDR matches a union at 80%.
    union: f64,
}

impl Sparsity {
    fn lost_share(&self) -> f64 {
        self.lost.map_or(0.0, |lost| f64::from(lost) / f64::from(self.w))
    }
}

pub fn how_sparse(effort: Effort) -> Outcome {
    let trials = effort.pick(20_000, 1_000_000);
    let members = 20;
    let mut matches = Table::new(
        format!("Two random SDRs of {N} bits match"),
        ["% ON", "w", "SDRs", "half in common", "random pairs", "90% in common", "all in common"],
    );
    let mut losses = Table::new(
        format!("SDRs of {N} bits: tolerated loss, and a union of {members}"),
        ["% ON", "w", "one bit is %", "may be lost", "ON in union", "union matches at 80%"],
    );
    let mut rows = Vec::new();
    for percent in SPARSITIES {
        let w = bits_on(percent);
        let theta = threshold(w, 50);
        let half = false_positive(N, w, theta)?;
        let most = false_positive(N, w, threshold(w, 90))?;
        let number = capacity(N, w)?;
        let drawn = if half.to_f64() * f64::from(trials) >= 10.0 {
            format!("{:.4}", drawn_share(N, w, theta, trials, 2)?)
        } else {
            String::new()
        };
        matches.row([
            percent.to_string(),
            w.to_string(),
            format!("{number:.1}"),
            format!("{half:.2}"),
            drawn,
            format!("{most:.2}"),
            format!("{:.2}", false_positive(N, w, w)?),
        ]);
        let lost = tolerated(w)?;
        let on = union_expected_on(N, w, members)? / f64::from(N);
        let union = union_false_positive(N, w, threshold(w, 80), members)?;
        losses.row([
            percent.to_string(),
            w.to_string(),
            format!("{:.1}", 100.0 / f64::from(w)),
            lost.map_or("none".to_owned(), |lost| format!("{lost} of {w}")),
            format!("{:.1}%", 100.0 * on),
            format!("{union:.2}"),
        ]);
        rows.push(Sparsity {
            percent,
            w,
            half: -half.log10(),
            most: -most.log10(),
            capacity: number.log10(),
            lost,
            union: -union.log10(),
        });
    }
    let at = |percent: f64| {
        let row = rows.iter().find(|row| row.percent == percent);
        row.ok_or_else(|| format!("{percent}% is not one of the sparsities"))
    };
    let best_by = |value: fn(&Sparsity) -> f64| {
        let best = rows.iter().max_by(|a, b| value(a).total_cmp(&value(b)));
        best.map_or(0.0, |row| row.percent)
    };
    let (best, union_best) = (best_by(|row| row.half), best_by(|row| row.union));
    let least = rows.iter().find(|row| row.lost.is_some()).map_or(0.0, |row| row.percent);
    let lost = |row: &Sparsity| f64::from(row.lost.unwrap_or(0));
    let curve = |value: fn(&Sparsity) -> f64| rows.iter().map(move |row| (row.percent, value(row)));
    let (sparsest, two, ten, densest) = (at(0.1)?, at(2.0)?, at(10.0)?, at(50.0)?);
    Ok(Answer::to(format!(
        "n = {N}, with w from {} to {} ON bits. Equation (4) with half, 90% and all of the ON bits in common, \
         compared with {trials} pairs of random SDRs where a match is likely enough (seed 2). \"May be lost\" is the \
         number of ON bits that a pattern can lose and still be recognized with a threshold at which a random SDR \
         matches less than once in 10^9. The union has {members} random SDRs; equation (14) at 80% of the ON bits.",
        sparsest.w, densest.w
    ))
    .finding("digits_at_0.1", sparsest.half, "-log10 of the probability with half in common, 0.1% ON")
    .finding("digits_at_2", two.half, "the same, 2% ON")
    .finding("digits_at_20", at(20.0)?.half, "the same, 20% ON")
    .finding("digits_at_50", densest.half, "the same, 50% ON")
    .finding("best_percent", best, "percent ON at which it is least likely, of those tested")
    .finding("capacity_at_0.1", sparsest.capacity, "log10 of the number of SDRs, 0.1% ON")
    .finding("capacity_at_2", two.capacity, "the same, 2% ON")
    .finding("capacity_at_50", densest.capacity, "the same, 50% ON")
    .finding("least_percent", least, "lowest percent ON at which 1 in 10^9 can be reached")
    .finding("may_be_lost_at_least", lost(at(least)?), "ON bits that may be lost there")
    .finding("may_be_lost_at_2", lost(two), "ON bits of 41 that may be lost at 2%")
    .finding("may_be_lost_share_at_50", densest.lost_share(), "fraction of the ON bits that may be lost at 50%")
    .finding("union_best_percent", union_best, "percent ON at which the union is safest")
    .finding("union_digits_at_2", two.union, "-log10 of the union's false match at 2%")
    .finding("union_digits_at_10", ten.union, "the same at 10%")
    .table(matches)
    .table(losses)
    .plot(
        Plot::new(
            format!("How rarely two random SDRs of {N} bits match"),
            "bits ON, percent",
            "-log10 of the probability",
        )
        .log_x()
        .series("half of the ON bits in common", Mark::LineAndDots, curve(|row| row.half))
        .series("90% of the ON bits in common", Mark::LineAndDots, curve(|row| row.most))
        .series(format!("80% in a union of {members}"), Mark::LineAndDots, curve(|row| row.union)),
    )
    .plot(
        Plot::new("ON bits that may be lost at 1 in 10^9", "bits ON, percent", "percent of w")
            .log_x()
            .series("may be lost", Mark::LineAndDots, curve(|row| 100.0 * row.lost_share())),
    )
    .reading(format!(
        "Sparsity is needed because dense vectors match by chance: the denser they are, the more bits any two share. \
         At 50% a match of half of the bits is a coin toss, and only {:.0}% of the bits may be lost. Unions fail \
         much earlier: {members} SDRs of 2% fill a third of the bits, those of 10% nearly nine in ten, and then \
         everything matches; {union_best}% is safest of those tested. There is no one number: with half of the bits \
         in common, a match is rarest near {best}%, and at 2% it is 1 in 10^{:.0}, which never occurs in practice. \
         Representations can be too sparse. With {} bits ON each is half of the meaning, there are only 10^{:.1} SDRs \
         instead of 10^{:.0} at 2%, and no threshold keeps chance below 1 in 10^9: that takes {least}% or more, where \
         {:.0} bits may be lost. At 2%, {:.0} of {} may be. So: well below 50%, a few percent if unions matter, and \
         at least some twenty ON bits.",
        100.0 * densest.lost_share(),
        two.half.floor(),
        sparsest.w,
        sparsest.capacity,
        two.capacity,
        lost(at(least)?),
        lost(two),
        two.w,
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
    number: u128,
    identical: WideNumber,
    false_match: WideNumber,
    list: WideNumber,
    known: f64,
}

const STORED: u64 = 1000;
const LOSS: f64 = 0.2;

/// C(n, w) as an integer. Each step is exact, because a product of k consecutive integers is divisible
/// by k!.
fn choices(n: u32, w: u32) -> u128 {
    (0..w).fold(1, |product, i| product * u128::from(n - i) / u128::from(i + 1))
}

impl Representation {
    fn new(n: u32, w: u32, theta: u32, trials: u32) -> Result<Self, Box<dyn Error + Send + Sync>> {
        Ok(Self {
            n,
            w,
            theta,
            capacity: capacity(n, w)?,
            number: choices(n, w),
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
    row("number of SDRs, (1)", &|x| x.number.to_string());
    row("two identical, (2)", &|x| format!("{:.2}", x.identical));
    row("match with a third lost, (4)", &|x| format!("{:.2}", x.false_match));
    row("any of 1000 matches, (9)", &|x| format!("{:.2}", x.list));
    row("bits that may be lost", &|x| (x.w - x.theta).to_string());
    row("recognized with 1 bit in 5 lost", &|x| format!("{:.3}", x.known));
    let ratio = few.false_match / more.false_match;
    let one_in = |chance: WideNumber| chance.recip().map_or(f64::INFINITY, WideNumber::to_f64);
    Ok(Answer::to(format!(
        "Equations (1), (2), (4), (9) for both; a match is two thirds of the ON bits, theta = 2 and 10. {trials} \
         pairs of random SDRs with w = 3 (seed 4); with w = 15 none would match. {copies} SDRs of each, where every \
         ON bit is lost with a probability of {LOSS} (seed 5)."
    ))
    .finding("capacity_w3", few.capacity.to_f64(), "SDRs of n = 1000, w = 3")
    .finding("capacity_w15", more.capacity.to_f64(), "SDRs of n = 300, w = 15")
    .finding("one_in_exact_w3", one_in(few.identical), "1 in this many match with theta = w, w = 3")
    .finding("one_in_exact_w15", one_in(more.identical), "the same, w = 15")
    .finding("one_in_w3", one_in(few.false_match), "1 in this many match with theta = 2, w = 3")
    .finding("one_in_w15", one_in(more.false_match), "the same with theta = 10, w = 15")
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
