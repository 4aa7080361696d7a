//! A text in ASCII and in SDRs: `BAMI PS SDR.1` and `SDR.2`.

use std::collections::BTreeSet;

use bami_htm::random::{Pcg32, PortableRng};
use bami_htm::sdr::mathematics::{capacity, false_positive_list};
use bami_htm::sdr::{Sdr, SdrError};

use super::super::answer::{Answer, Effort, Outcome};
use crate::support::plot::{Mark, Plot};
use crate::support::table::Table;

/// Bits of an ASCII code.
const CODE_BITS: u8 = 7;
const N: u32 = 1024;
const W: u32 = 20;
/// Bits of an index from 0 to N - 1.
const INDEX_BITS: u32 = N.ilog2();
/// The threshold of a match: half of the ON bits.
const THETA: u32 = W / 2;
/// A text of printable characters.
const TEXT: &str = "A vector of a thousand bits is a long word for one letter, and nearly all of its bits are OFF.";

fn printable() -> impl Iterator<Item = u8> {
    0x20..=0x7e
}

/// A random SDR for each printable character.
fn characters(random: &mut Pcg32) -> Result<Vec<Sdr>, SdrError> {
    printable().map(|_| Sdr::random(N, W, random)).collect()
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

pub fn costs(_: Effort) -> Outcome {
    let vectors = characters(&mut Pcg32::new(1, 0))?;
    let count = vectors.len() as u32;
    let length = TEXT.len() as u32;
    // What a code could say, in bits.
    let needed = f64::from(count).log2();
    let possible = capacity(N, W)?.log10() / 2_f64.log10();
    let lost = f64::from(N) - possible;

    let mut sizes = Table::new(
        format!("A text of {length} characters"),
        ["form", "bits per character", "bits of the text"],
    );
    let mut size = |form: &str, bits: u32| {
        sizes.row([form.to_owned(), bits.to_string(), (bits * length).to_string()]);
    };
    size("ASCII", CODE_BITS.into());
    size("SDRs, as indices of the ON bits", W * INDEX_BITS);
    size("SDRs, bit by bit", N);

    // The code book has to be known to read the text: ASCII needs none beyond its standard.
    let book = count * W * INDEX_BITS;

    // A union of all characters of the text says which of them it has, not where or how often.
    let mut union = Sdr::empty(N)?;
    for code in TEXT.bytes() {
        union = union.union(&vectors[usize::from(code - 0x20)])?;
    }
    let mut found = 0;
    for vector in &vectors {
        found += u32::from(union.matches(vector, W)?);
    }
    let distinct = TEXT.bytes().collect::<BTreeSet<_>>().len() as u32;

    // Random SDRs have no meaning: a small letter is as far from its capital as from any other character.
    let (mut capitals, mut others, mut pairs) = (0_u32, 0_u32, 0_u32);
    for small in b'a'..=b'z' {
        let x = &vectors[usize::from(small - 0x20)];
        for (place, y) in printable().zip(&vectors).filter(|(other, _)| *other != small) {
            if place == small.to_ascii_uppercase() {
                capitals += x.overlap(y)?;
            } else {
                others += x.overlap(y)?;
                pairs += 1;
            }
        }
    }
    let (capitals, others) = (f64::from(capitals) / 26.0, f64::from(others) / f64::from(pairs));

    // What has to be chosen, and what a bad choice costs.
    let mut choices = Table::new(
        format!("Choices of n, w and theta, for {count} characters"),
        ["n", "w", "theta", "indices, bits", "a random SDR is read as a character"],
    );
    let mut chances = Vec::new();
    for (n, w) in [(64_u32, 4), (256, 4), (256, 10), (1024, 20), (2048, 40)] {
        let chance = false_positive_list(n, w, w / 2, count.into())?;
        choices.row([
            n.to_string(),
            w.to_string(),
            (w / 2).to_string(),
            (w * n.ilog2()).to_string(),
            format!("{chance:.2}"),
        ]);
        chances.push(chance.to_f64());
    }
    Ok(Answer::to(format!(
        "A text of {length} printable characters of ASCII, {CODE_BITS} bits each, and the same text with a random \
         SDR of {N} bits, {W} ON, for each of the {count} printable characters (seed 1). Sizes bit by bit and as \
         indices of the ON bits; what the {N} bits could say at most, by equation (1); the union of the text; the \
         overlap of small letters with their capitals; and equation (9) for other choices of n and w, with a \
         threshold of half of the ON bits."
    ))
    .finding("ascii_bits", CODE_BITS, "bits of a character in ASCII")
    .finding("index_bits", W * INDEX_BITS, "bits of an SDR as indices of its ON bits")
    .finding("vector_bits", N, "bits of an SDR bit by bit")
    .finding("needed_bits", needed, "bits that tell 95 characters apart, log2")
    .finding("possible_bits", possible, "bits that SDRs of this size could say, log2 of (1)")
    .finding("lost_bits", lost, "bits lost to sparsity, of 1024")
    .finding("book_bits", book, "bits of the code book as indices")
    .finding("comparisons", count, "overlaps to compute to read one character")
    .finding("text", length, "characters of the text")
    .finding("union_finds", found, "characters that the union of the text has")
    .finding("distinct", distinct, "different characters of the text")
    .finding("overlap_capital", capitals, "mean overlap of a small letter and its capital")
    .finding("overlap_other", others, "mean overlap of a small letter and another character")
    .finding("bad_choice", chances[0], "probability that n = 64, w = 4 reads a random SDR as a character")
    .finding("good_choice", chances[3], "the same, n = 1024, w = 20")
    .table(sizes)
    .table(choices)
    .reading(format!(
        "SDRs are long. A character takes {} bits as indices and {N} bit by bit instead of {CODE_BITS}. The {N} bits \
         could say no more than {possible:.0} bits, as all but {W} of them must be OFF: {lost:.0} are lost to \
         sparsity, and {count} characters need only {needed:.1}. They have to be looked up: a code book of {book} bits \
         must be stored, and a character is read by comparing it with all {count} entries. A match can be wrong, \
         though with these sizes only with probability {:.0e}; with 64 bits and 4 ON it is {:.2}, so n, w and theta \
         must be chosen well. A union of the whole text finds its {found} characters and no other, but not their \
         order nor how often each occurs: {length} characters become {distinct}. And random SDRs have no meaning: a \
         small letter shares {capitals:.2} bits with its capital and {others:.2} with other characters. In ASCII \
         they differ by one bit, by design. Meaning has to be designed into an encoder or learned. What these costs \
         buy is in the next answer.",
        W * INDEX_BITS, chances[3], chances[0],
    )))
}

pub fn no_bit_decides(effort: Effort) -> Outcome {
    // ASCII: all possible flips.
    let flips = printable().flat_map(|code| (0..CODE_BITS).map(move |bit| code ^ (1 << bit)));
    let (mut all, mut still_printable) = (0_u32, 0_u32);
    for flipped in flips {
        all += 1;
        still_printable += u32::from((0x20..=0x7e).contains(&flipped));
    }

    // SDRs: each ON bit is removed, and each bit is flipped.
    let mut random = Pcg32::new(1, 0);
    let vectors = characters(&mut random)?;
    let (mut removed, mut removed_lost) = (0_u32, 0_u32);
    let (mut flipped_lost, mut wrong, mut margin) = (0_u32, 0_u32, W);
    for (place, vector) in vectors.iter().enumerate() {
        for bit in 0..N {
            let flip = Sdr::new(N, [bit])?;
            let was_on = vector.contains(bit);
            let changed = if was_on { vector.difference(&flip)? } else { vector.union(&flip)? };
            let lost = u32::from(!changed.matches(vector, THETA)?);
            removed += u32::from(was_on);
            removed_lost += u32::from(was_on) * lost;
            flipped_lost += lost;
            let (taken_for, best, second) = nearest(&vectors, &changed)?;
            wrong += u32::from(taken_for != place);
            margin = margin.min(best - second);
        }
    }

    // How many characters have a bit ON: a bit by itself stands for none of them.
    let mut users = vec![0_u32; N as usize];
    for vector in &vectors {
        vector.on().iter().for_each(|&bit| users[bit as usize] += 1);
    }
    let used = users.iter().filter(|count| **count > 0).count();
    let shared = users.iter().filter(|count| **count > 1).count();

    // As many ON bits removed as it takes, in any order.
    let mut least = W;
    for vector in &vectors {
        for _ in 0..effort.pick(20, 200) {
            let order = vector.subsample(W, &mut random)?;
            let mut left = order.on().to_vec();
            while Sdr::new(N, left.iter().copied())?.matches(vector, THETA)? {
                left.swap_remove(random.choose_random(left.len()));
            }
            least = least.min(W - left.len() as u32);
        }
    }

    let mut parts = Table::new(
        "One bit changed, in each character and at each place",
        ["change", "changes", "of which no longer match"],
    );
    let mut part = |change: &str, count: u32, lost: u32| {
        parts.row([change.to_owned(), count.to_string(), lost.to_string()]);
    };
    part("SDR: an ON bit removed", removed, removed_lost);
    part("SDR: any bit flipped", N * vectors.len() as u32, flipped_lost);
    part("ASCII: any bit flipped", all, all);
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
        "The 95 printable characters as random SDRs of {N} bits, {W} ON (seed 1), matched at a threshold of {THETA}. \
         Each ON bit of each is removed, and each bit flipped; then ON bits are removed one after another in random \
         order until the match is lost. The dense code is ASCII: each of the {CODE_BITS} bits of each character is \
         flipped. Beyond the question, more bits are wrong, with {trials} random characters for each number: in \
         ASCII they are flipped, in the SDR they are moved to positions that were OFF, and the result counts as the \
         character with the largest overlap."
    ))
    .finding("removals", removed, "single ON bits removed from SDRs")
    .finding("removals_lost", removed_lost, "of them after which the match was lost")
    .finding("sdr_flips", N * vectors.len() as u32, "single flips in the SDRs")
    .finding("sdr_flips_lost", flipped_lost, "of them after which the match was lost")
    .finding("sdr_wrong", wrong, "of them mistaken for another character")
    .finding("sdr_margin", margin, "smallest lead of the right character over the next, in bits")
    .finding("ascii_flips", all, "single flips in ASCII, all of which give a different code")
    .finding("ascii_another_character", share, "fraction of them that are another printable character")
    .finding("used_bits", used as f64, "bits that are ON in some character")
    .finding("shared_bits", shared as f64, "of them ON in several characters")
    .finding("removed_until_lost", least, "ON bits removed before the match was lost, the least of all orders")
    .finding("sdr_first_mistake", first_mistake, "moved bits of 20 at which errors begin")
    .table(parts)
    .table(table)
    .plot(plot)
    .reading(format!(
        "Distributed means that the meaning is spread over many bits and that no single one decides. Of {removed} \
         removals of an ON bit and {} flips of any bit, {removed_lost} and {flipped_lost} lose the match, whichever \
         bit it is; the right character still leads by at least {margin} bits. Only the number of bits counts: the \
         match is lost when {least} of {W} are gone, in whatever order. Nor does a bit stand for one character: of \
         {used} bits that are used, {shared} are ON in several. A dense code is the opposite. In ASCII every flip \
         gives another code, and {:.0}% of them another printable character, so that the error is not even visible. \
         With moved bits, no mistake occurred with fewer than {first_mistake} of the {W} ON bits in wrong positions.",
        N * vectors.len() as u32,
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
