//! An encoder for sound that follows the cochlea: `BAMI PS ENC.2`.

use std::f64::consts::TAU;

use bami_htm::random::{Pcg32, PortableRng};
use bami_htm::sdr::{Sdr, SdrError};

use super::super::answer::{Answer, Effort, Outcome};
use super::similarity::rank_correlation;
use crate::support::plot::{Mark, Plot};
use crate::support::table::Table;

/// Samples per second.
const RATE: f64 = 16_000.0;
/// Samples per SDR: 20 milliseconds.
const FRAME: usize = 320;
/// Number of bits, one per channel.
const CHANNELS: u32 = 256;
/// Number of bits ON.
const ACTIVE: u32 = 20;
/// Lowest and highest frequency of the channels, in hertz.
const RANGE: (f64, f64) = (100.0, 6_000.0);

/// The position of a frequency along the cochlea, in equivalent rectangular bandwidths from the low end
/// (Glasberg and Moore, 1990).
fn place_of(hertz: f64) -> f64 {
    21.4 * libm::log10(1.0 + 0.00437 * hertz)
}

/// The frequency at a position.
fn frequency_at(place: f64) -> f64 {
    (libm::exp(place / 21.4 * std::f64::consts::LN_10) - 1.0) / 0.00437
}

/// One channel: a fourth-order gammatone filter, as four complex resonators in series.
struct Channel {
    /// The pole: how the state rotates and decays from one sample to the next.
    pole: (f64, f64),
    /// 1 minus the decay, which makes the gain 1 at the channel's own frequency.
    gain: f64,
    /// The channel's bandwidth in hertz.
    bandwidth: f64,
    state: [(f64, f64); 4],
}

impl Channel {
    fn new(hertz: f64) -> Self {
        let bandwidth = 1.019 * 24.7 * (0.00437 * hertz + 1.0);
        let decay = libm::exp(-TAU * bandwidth / RATE);
        let angle = TAU * hertz / RATE;
        let pole = (decay * libm::cos(angle), decay * libm::sin(angle));
        Self { pole, gain: 1.0 - decay, bandwidth, state: [(0.0, 0.0); 4] }
    }

    /// The output power of the filter at this sample.
    fn step(&mut self, sample: f64) -> f64 {
        let mut input = (sample, 0.0);
        for state in &mut self.state {
            let turned = (
                self.pole.0 * state.0 - self.pole.1 * state.1,
                self.pole.0 * state.1 + self.pole.1 * state.0,
            );
            *state = (turned.0 + self.gain * input.0, turned.1 + self.gain * input.1);
            input = *state;
        }
        input.0 * input.0 + input.1 * input.1
    }
}

/// The SDR of each frame: the channels with the most power relative to their bandwidth; ties go to the
/// lower channel.
fn encode(sound: &[f64]) -> Result<Vec<Sdr>, SdrError> {
    let (low, high) = (place_of(RANGE.0), place_of(RANGE.1));
    let frames = sound.len() / FRAME;
    let mut power = vec![vec![0.0; CHANNELS as usize]; frames];
    for number in 0..CHANNELS {
        let share = f64::from(number) / f64::from(CHANNELS - 1);
        let mut channel = Channel::new(frequency_at(low + share * (high - low)));
        for (frame, samples) in power.iter_mut().zip(sound.chunks_exact(FRAME)) {
            let sum: f64 = samples.iter().map(|&sample| channel.step(sample)).sum();
            frame[number as usize] = sum / channel.bandwidth;
        }
    }
    let winners = |power: &Vec<f64>| {
        let mut order: Vec<u32> = (0..CHANNELS).collect();
        order.sort_by(|&a, &b| power[b as usize].total_cmp(&power[a as usize]).then(a.cmp(&b)));
        Sdr::new(CHANNELS, order.into_iter().take(ACTIVE as usize))
    };
    power.iter().map(winners).collect()
}

/// A tone that rises from `from` to `to` hertz in `seconds`, at a constant rate in octaves per second.
fn rising_tone(from: f64, to: f64, seconds: f64) -> Vec<f64> {
    let samples = (seconds * RATE) as usize;
    let octaves = libm::log2(to / from);
    let mut phase = 0.0;
    (0..samples)
        .map(|sample| {
            let hertz = from * libm::exp2(octaves * sample as f64 / samples as f64);
            phase = (phase + hertz / RATE) % 1.0;
            libm::sin(TAU * phase)
        })
        .collect()
}

/// The sound with white noise with a power of `decibels` below that of the tone.
fn with_noise(sound: &[f64], decibels: f64, random: &mut Pcg32) -> Vec<f64> {
    // A tone of amplitude 1 has a power of 1/2, and uniform noise from -a to a one of a^2 / 3.
    let amplitude = (1.5 * libm::exp10(-decibels / 10.0)).sqrt();
    sound.iter().map(|tone| tone + amplitude * (2.0 * random.unit() - 1.0)).collect()
}

fn mean_overlap<'a>(pairs: impl Iterator<Item = (&'a Sdr, &'a Sdr)>) -> Result<f64, SdrError> {
    let (mut sum, mut count) = (0, 0);
    for (x, y) in pairs {
        sum += x.overlap(y)?;
        count += 1;
    }
    Ok(f64::from(sum) / f64::from(count.max(1)))
}

pub fn chirp(effort: Effort) -> Outcome {
    let seconds = effort.pick(2.0, 20.0);
    let (from, to) = (200.0, 4_000.0);
    let sound = rising_tone(from, to, seconds);
    // Skips the first frames, until the filters have settled.
    const SKIPPED: usize = 3;
    let frames: Vec<Sdr> = encode(&sound)?.split_off(SKIPPED);

    // The tone rises at a constant rate in octaves, so a distance in frames is a distance in octaves.
    let octaves_a_frame = libm::log2(to / from) * FRAME as f64 / RATE / seconds;
    let mut by_octaves = Vec::new();
    for (at, x) in frames.iter().enumerate() {
        for (before, y) in frames[..at].iter().enumerate() {
            by_octaves.push(((at - before) as f64 * octaves_a_frame, f64::from(x.overlap(y)?)));
        }
    }
    let near: Vec<_> = by_octaves.iter().copied().filter(|pair| pair.0 <= 0.5).collect();
    let far: Vec<_> = by_octaves.iter().filter(|pair| pair.0 >= 1.0).collect();
    let far_overlap = far.iter().map(|pair| pair.1).sum::<f64>() / far.len().max(1) as f64;
    let (near_rank, any_rank) = (rank_correlation(&near), rank_correlation(&by_octaves));

    let mut table = Table::new(
        format!("Bits of {ACTIVE} in common with the SDR of the clean sound, mean over frames"),
        ["sound", "overlap"],
    );
    let next = mean_overlap(frames.iter().zip(&frames[1..]))?;
    table.row(["the next frame".to_owned(), format!("{next:.2}")]);
    let quiet: Vec<f64> = sound.iter().map(|sample| 0.01 * sample).collect();
    let quiet = encode(&quiet)?.split_off(SKIPPED);
    let quiet = mean_overlap(frames.iter().zip(&quiet))?;
    table.row(["the same, 40 dB quieter".to_owned(), format!("{quiet:.2}")]);
    let mut random = Pcg32::new(2, 0);
    let mut noisy = Vec::new();
    for decibels in [20.0, 10.0, 0.0, -10.0] {
        let encoded = encode(&with_noise(&sound, decibels, &mut random))?.split_off(SKIPPED);
        let overlap = mean_overlap(frames.iter().zip(&encoded))?;
        table.row([format!("white noise, {decibels} dB below the tone"), format!("{overlap:.2}")]);
        noisy.push(overlap);
    }
    let chance = f64::from(ACTIVE * ACTIVE) / f64::from(CHANNELS);
    table.row(["unrelated, by chance (w * w / n)".to_owned(), format!("{chance:.2}")]);

    let dots = frames.iter().enumerate().flat_map(|(at, frame)| {
        let time = (at + SKIPPED) as f64 * FRAME as f64 / RATE;
        frame.on().iter().map(move |&bit| (time, f64::from(bit))).collect::<Vec<_>>()
    });
    let plot = Plot::new(
        format!("A tone that rises from {from} to {to} hertz, as SDRs"),
        "seconds",
        "bit (low to high channel)",
    )
    .series("ON", Mark::Dots, dots);
    Ok(Answer::to(format!(
        "An encoder of {CHANNELS} channels with gammatone filters, from {} to {} hertz and evenly spaced in the \
         bandwidths of hearing (Glasberg and Moore, 1990). Every {} milliseconds, the {ACTIVE} channels with the \
         most power relative to their bandwidth turn a bit ON. The sound is synthetic: a sine that rises from {from} \
         to {to} hertz in {seconds} seconds; the noise has seed 2.",
        RANGE.0,
        RANGE.1,
        FRAME as f64 / RATE * 1000.0
    ))
    .finding("near_rank", near_rank, "rank correlation of octaves and overlap, up to half an octave")
    .finding("any_rank", any_rank, "the same, all pairs of frames")
    .finding("next_frame", next, "bits of 20 in common with the next frame")
    .finding("octave_apart", far_overlap, "bits in common at a distance of an octave or more")
    .finding("quieter", quiet, "bits in common with the same sound 40 dB quieter")
    .finding("noise_20", noisy[0], "bits in common with white noise 20 dB below the tone")
    .finding("noise_10", noisy[1], "the same, 10 dB below")
    .finding("noise_0", noisy[2], "the same, as strong as the tone")
    .finding("noise_louder", noisy[3], "the same, 10 dB above the tone")
    .table(table)
    .plot(plot)
    .reading(format!(
        "The cochlea (BAMI pp. 29-30) maps pitch to position, and so does the encoder: a rising tone is a block of \
         ON bits that moves up. The encoder follows the four rules. Similar pitches have bits in common, and the more similar the more \
         (rank correlation {near_rank:.3} within half an octave); pitches an octave apart share {far_overlap:.1}. n \
         and w are fixed, and the same sound gives the same SDR. Choosing the strongest channels ignores loudness: \
         at 40 dB less, {quiet:.1} of {ACTIVE} bits stay. Noise as strong as the tone leaves {:.1} bits, because a \
         filter responds only to the noise in its own band. What is lost is what a cochlea encodes in the rate of \
         its spikes, loudness and phase. With w fixed, silence has {ACTIVE} bits as well: a practical encoder needs \
         a threshold for it.",
        noisy[2]
    )))
}
