//! One wrong bit: `BAMI PS SDR.1`.

use bami_htm::random::{Pcg32, PortableRng};
use bami_htm::sdr::{Sdr, SdrError};

use super::super::answer::{Answer, Effort, Outcome};
use crate::support::plot::{Mark, Plot};
use crate::support::table::Table;

/// Bits of an ASCII code.
const CODE_BITS: u8 = 7;
const N: u32 = 1024;
const W: u32 = 20;

fn printable() -> impl Iterator<Item = u8> {
    0x20..=0x7e
}

/// The index of the vector with the most bits in common with `x` (the first of several), with the
/// overlaps of the best and the second best.
fn nearest(vectors: &[Sdr], x: &Sdr) -> Result<(usize, u32, u32), SdrError> {
    let (mut place, mut best, mut second) = (0, 0, 0);
    for (at, vector) in vectors.iter().enumerate() {
        let overlap = vector.overlap(x)?;
        if overlap > best || at == 0 {
            (place, second, best) = (at, best, overlap);
        } else {
            second = second.max(overlap);
        }
    }
    Ok((place, best, second))
}

pub fn one_flipped_bit(effort: Effort) -> Outcome {
    // ASCII: all possible flips.
    let flips = printable().flat_map(|code| (0..CODE_BITS).map(move |bit| code ^ (1 << bit)));
    let (mut all, mut still_printable) = (0_u32, 0_u32);
    for flipped in flips {
        all += 1;
        still_printable += u32::from((0x20..=0x7e).contains(&flipped));
    }

    // SDRs: a random one for each printable character, and all possible flips.
    let mut random = Pcg32::new(1, 0);
    let vectors = printable().map(|_| Sdr::random(N, W, &mut random));
    let vectors: Vec<Sdr> = vectors.collect::<Result<_, _>>()?;
    let (mut wrong, mut margin) = (0_u32, W);
    for (place, vector) in vectors.iter().enumerate() {
        for bit in 0..N {
            let flip = Sdr::new(N, [bit])?;
            let flipped = if vector.contains(bit) {
                vector.difference(&flip)?
            } else {
                vector.union(&flip)?
            };
            let (taken_for, best, second) = nearest(&vectors, &flipped)?;
            wrong += u32::from(taken_for != place);
            margin = margin.min(best - second);
        }
    }

    let mut table = Table::new(
        "Characters mistaken for another one, in percent, by the number of wrong bits",
        ["wrong bits", "of 7 (ASCII)", "moved, of 20 (SDR)"],
    );
    let trials = effort.pick(2_000, 20_000);
    let mut curve = Vec::new();
    let mut ascii_curve = Vec::new();
    let mut first_mistake = None;
    for bits in 0..=W {
        let ascii = ascii_mistakes(bits, trials, &mut random);
        let sdr = sdr_mistakes(&vectors, bits, trials, &mut random)?;
        if sdr > 0.0 && first_mistake.is_none() {
            first_mistake = Some(bits);
        }
        let percent = |share: f64| format!("{:.2}", 100.0 * share);
        table.row([bits.to_string(), ascii.map(percent).unwrap_or_default(), percent(sdr)]);
        ascii_curve.extend(ascii.map(|share| (f64::from(bits), 100.0 * share)));
        curve.push((f64::from(bits), 100.0 * sdr));
    }
    let plot = Plot::new("Characters mistaken for another", "wrong bits", "percent")
        .series("ASCII, of 7 bits", Mark::LineAndDots, ascii_curve)
        .series("SDR, of 20 ON bits", Mark::LineAndDots, curve);

    let share = f64::from(still_printable) / f64::from(all);
    let first_mistake = first_mistake.unwrap_or(W + 1);
    Ok(Answer::to(format!(
        "The 95 printable characters of ASCII: each of the {CODE_BITS} bits of every character is flipped. The same \
         characters as random SDRs of {N} bits, {W} ON (seed 1): every bit of each is flipped, and the result counts \
         as the character with the largest overlap. Then more bits are wrong, with {trials} random characters for \
         each number: in ASCII they are flipped, in the SDR they are moved to positions that were OFF."
    ))
    .finding("ascii_flips", all, "single flips in ASCII, all of which give a different code")
    .finding("ascii_another_character", share, "fraction of them that are another printable character")
    .finding("sdr_flips", N * vectors.len() as u32, "single flips in the SDRs")
    .finding("sdr_wrong", wrong, "of them mistaken for another character")
    .finding("sdr_margin", margin, "smallest lead of the right character over the next, in bits")
    .finding("sdr_first_mistake", first_mistake, "moved bits of 20 at which errors begin")
    .table(table)
    .plot(plot)
    .reading(format!(
        "In ASCII, each code has its own meaning, so a flip always gives a different code, and {:.0}% of the flips \
         give another printable character, so that the error is not visible. A single bit has no meaning by itself. \
         In an SDR, one bit of 20 is a twentieth of the meaning: after any flip, the right character still leads by \
         at least {margin} bits. No error occurred with fewer than {first_mistake} of the 20 ON bits in wrong \
         positions. The price is length, {N} bits instead of {CODE_BITS}: an SDR pays for its robustness with the \
         bits that are OFF.",
        100.0 * share
    )))
}

/// The fraction of random characters that become a different code with `bits` flipped; `None` for more
/// bits than a code has.
fn ascii_mistakes(bits: u32, trials: u32, random: &mut Pcg32) -> Option<f64> {
    if bits > u32::from(CODE_BITS) {
        return None;
    }
    let mut wrong = 0;
    for _ in 0..trials {
        let code = 0x20 + random.below(95) as u8;
        let all = Sdr::new(CODE_BITS.into(), 0..CODE_BITS.into()).ok()?;
        let flips = all.subsample(bits, random).ok()?;
        let flipped = flips.on().iter().fold(code, |code, bit| code ^ (1 << bit));
        wrong += u32::from(flipped != code);
    }
    Some(f64::from(wrong) / f64::from(trials))
}

/// The fraction of random characters that are nearest to another vector with `bits` moved.
fn sdr_mistakes(
    vectors: &[Sdr],
    bits: u32,
    trials: u32,
    random: &mut Pcg32,
) -> Result<f64, SdrError> {
    let mut wrong = 0;
    for _ in 0..trials {
        let place = random.below(vectors.len() as u32) as usize;
        let noisy = vectors[place].with_noise(f64::from(bits) / f64::from(W), random)?;
        wrong += u32::from(nearest(vectors, &noisy)?.0 != place);
    }
    Ok(f64::from(wrong) / f64::from(trials))
}
