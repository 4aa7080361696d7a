//! How many patterns a pooler tells apart: SP.11.

use bami_htm::random::Pcg32;
use bami_htm::sdr::Sdr;
use bami_htm::spatial_pooler::SpatialPooler;

use super::lab::{self, Error, log10_choices, percent, three};
use crate::problem_sets::chapters::answer::{Answer, Effort, Outcome};
use crate::support::plot::{Mark, Plot};
use crate::support::table::Table;

const INPUTS: u32 = 10_000;
/// ON bits of an input, 5%.
const ACTIVE: u32 = 500;
/// The potential pool by the rule of SP.8.
const POTENTIAL: f64 = 0.07;

/// An untrained pooler of 500 columns, 50 of which win.
fn pooler() -> Result<SpatialPooler, Error> {
    lab::pooler(lab::sized(INPUTS, 500, 50).with_potential_pct(POTENTIAL))
}

/// A fraction of ON bits in common, and the recognized copies before and after training.
type Recognized = (f64, [f64; 2]);

/// Pairs of patterns with a fraction of their ON bits in common: the fraction, the columns that their
/// outputs share after training, and the noisy copies that are recognized among all patterns, before
/// and after.
fn similar_pairs(
    count: u32,
    rounds: u32,
    random: &mut Pcg32,
) -> Result<(Table, Vec<Recognized>), Error> {
    let mut table = Table::new(
        format!("{count} pairs of patterns, by the ON bits that they have in common"),
        ["in common", "columns shared, untrained", "trained", "recognized, untrained", "trained"],
    );
    let mut found = Vec::new();
    for common in [0.0, 0.25, 0.5, 0.75, 0.9, 0.95] {
        let mut patterns = Vec::new();
        for x in lab::inputs(count, INPUTS, ACTIVE, random)? {
            patterns.push(x.with_noise(1.0 - common, random)?);
            patterns.push(x);
        }
        let noisy = lab::noisy(&patterns, 0.3, random)?;
        let mut pooler = self::pooler()?;
        let mut row = Vec::new();
        for trained in [false, true] {
            if trained {
                lab::train(&mut pooler, &patterns, rounds)?;
            }
            let known = lab::outputs(&mut pooler, &patterns)?;
            let pairs = known.chunks(2).map(lab::mutual_overlap);
            let shared: f64 =
                pairs.map(|pair| pair.map(|(mean, _)| mean)).sum::<Result<f64, Error>>()?;
            row.push((shared / f64::from(count), lab::recognized(&mut pooler, &known, &noisy)?));
        }
        let [before, after] = row[..] else { unreachable!("untrained and trained") };
        table.row([
            percent(common),
            three(before.0),
            three(after.0),
            percent(before.1),
            percent(after.1),
        ]);
        found.push((after.0, [before.1, after.1]));
    }
    Ok((table, found))
}

/// SP.11.
pub fn how_many_patterns(effort: Effort) -> Outcome {
    let mut random = Pcg32::new(11, 0);
    let counts: &[u32] = effort.pick(&[20, 100, 500], &[20, 100, 500, 2000, 5000]);
    let rounds = effort.pick(5, 20);
    let levels = [0.1, 0.3, 0.5, 0.6, 0.7, 0.8];
    let mut headings = vec!["patterns".to_owned(), "trained".to_owned(), "distinct".to_owned()];
    headings.push("largest overlap".into());
    let mut noise_table = Table::with_headings("Different outputs", headings);
    let with_levels = |caption: &str| {
        let lead = ["patterns".to_owned(), "trained".to_owned()];
        let names = levels.iter().map(|level| format!("{:.0} %", level * 100.0));
        Table::with_headings(caption, lead.into_iter().chain(names).collect())
    };
    let mut noise = with_levels("Recognized, by the fraction of the ON bits that is moved");
    let mut occlusion = with_levels("Recognized, by the fraction of the ON bits that is missing");
    let mut figures = Vec::new();
    for &count in counts {
        let patterns = lab::inputs(count, INPUTS, ACTIVE, &mut random)?;
        let mut pooler = self::pooler()?;
        for trained in [false, true] {
            if trained {
                lab::train(&mut pooler, &patterns, rounds)?;
            }
            let known = lab::outputs(&mut pooler, &patterns)?;
            let distinct: std::collections::BTreeSet<&[u32]> = known.iter().map(Sdr::on).collect();
            let (_, largest) = lab::mutual_overlap(&known)?;
            let state = if trained { "yes" } else { "no" };
            let lead = [count.to_string(), state.to_owned()];
            noise_table
                .row(lead.clone().into_iter().chain([distinct.len().to_string(), three(largest)]));
            // A sample is enough for a percentage.
            let sample = &patterns[..patterns.len().min(effort.pick(100, 400))];
            let (mut by_noise, mut by_occlusion) = (Vec::new(), Vec::new());
            for level in levels {
                let moved = lab::noisy(sample, level, &mut random)?;
                by_noise.push(lab::recognized(&mut pooler, &known, &moved)?);
                let left = ACTIVE - (level * f64::from(ACTIVE)).round() as u32;
                let hidden: Vec<Sdr> = sample
                    .iter()
                    .map(|pattern| pattern.subsample(left, &mut random))
                    .collect::<Result<_, _>>()?;
                by_occlusion.push(lab::recognized(&mut pooler, &known, &hidden)?);
            }
            noise.row(lead.iter().cloned().chain(by_noise.iter().copied().map(percent)));
            occlusion.row(lead.iter().cloned().chain(by_occlusion.iter().copied().map(percent)));
            figures.push((count, trained, distinct.len(), largest, by_noise, by_occlusion));
        }
    }
    let line = |index: usize| levels.iter().copied().zip(figures[index].4.iter().copied());
    let hidden = |index: usize| levels.iter().copied().zip(figures[index].5.iter().copied());
    let last = figures.len() - 1;
    let (untrained, trained) = (&figures[last - 1], &figures[last]);
    let (alike_table, alike) = similar_pairs(effort.pick(15, 100), rounds, &mut random)?;
    let (different, most_alike) = (&alike[0], &alike[alike.len() - 1]);
    Ok(Answer::to(format!(
        "10,000 inputs, {ACTIVE} of them ON, 500 columns, 50 winners, potentialPct {POTENTIAL} (SP.8), the other \
         parameters have their defaults, seed 42. Random patterns, before training and after {rounds} rounds. Up to {} patterns of each set are shown again \
         with ON bits moved (noise) or missing (occlusion); a pattern is recognized if, among the outputs of all \
         patterns, the nearest is its own. And pairs of patterns that have part of their ON bits in common: how many \
         columns their outputs share, and how often a copy of one with 30% of its bits moved is taken for the right \
         one of all patterns.",
        effort.pick(100, 400)
    ))
    .finding("capacity", log10_choices(500, 50), "log10 of the number of possible outputs")
    .finding("patterns", f64::from(trained.0), "patterns in the largest set")
    .finding("distinct", trained.2 as f64, "different outputs among them, trained")
    .finding("largest_untrained", untrained.3, "largest overlap of two outputs, untrained")
    .finding("largest_trained", trained.3, "the same, trained")
    .finding("alike_0", different.0, "columns that two outputs share, no ON bits in common, trained")
    .finding("alike_95", most_alike.0, "the same, 95% of the ON bits in common")
    .finding("confused_0", different.1[1], "noisy copies recognized, no ON bits in common, trained")
    .finding("confused_95", most_alike.1[1], "the same, 95% of the ON bits in common")
    .finding("confused_95_untrained", most_alike.1[0], "the same, untrained")
    .finding("noise_50_untrained", untrained.4[2], "recognized with half of the bits moved, untrained")
    .finding("noise_50_trained", trained.4[2], "the same, trained")
    .finding("noise_70_untrained", untrained.4[4], "recognized with 70% of the bits moved, untrained")
    .finding("noise_70_trained", trained.4[4], "the same, trained")
    .finding("few_noise_70_untrained", figures[0].4[4], "recognized with 70% moved, 20 patterns, untrained")
    .finding("few_noise_70_trained", figures[1].4[4], "the same, trained")
    .finding("hidden_50_untrained", untrained.5[2], "recognized with half of the bits missing, untrained")
    .finding("hidden_50_trained", trained.5[2], "the same, trained")
    .finding("hidden_70_untrained", untrained.5[4], "recognized with 70% missing, untrained")
    .finding("hidden_70_trained", trained.5[4], "the same, trained")
    .reading(format!(
        "There are 10^{:.0} possible outputs, and all {} patterns of the largest set get different ones; no pair \
         shares more than {} of its columns untrained and {} trained. Without noise, the number of patterns does not \
         limit the pooler. The ones that get confused are those whose inputs are alike: trained on pairs without a \
         common ON bit, a pooler gives outputs that share {} of their columns, on pairs with 95% in common {}, and \
         then {} of the noisy copies are recognized instead of {} \
         (untrained {}). With noise, the number of patterns matters, too: of {} patterns with half of the bits moved, {} are recognized \
         untrained and {} trained; with 70% moved, {} and {}. Occlusion is milder than noise, because nothing false \
         is added: with half of the bits missing, {} untrained and {} trained; with 70% missing, {} and {}. Training \
         helps at every size, except with patterns that are alike: with 70% of the bits moved it raises recognition \
         from {} to {} among {} patterns, and from {} to {} among {}.",
        log10_choices(500, 50),
        trained.2,
        percent(untrained.3),
        percent(trained.3),
        percent(different.0),
        percent(most_alike.0),
        percent(most_alike.1[1]),
        percent(different.1[1]),
        percent(most_alike.1[0]),
        trained.0,
        percent(untrained.4[2]),
        percent(trained.4[2]),
        percent(untrained.4[4]),
        percent(trained.4[4]),
        percent(untrained.5[2]),
        percent(trained.5[2]),
        percent(untrained.5[4]),
        percent(trained.5[4]),
        percent(figures[0].4[4]),
        percent(figures[1].4[4]),
        figures[0].0,
        percent(untrained.4[4]),
        percent(trained.4[4]),
        trained.0,
    ))
    .table(noise_table)
    .table(alike_table)
    .table(noise)
    .table(occlusion)
    .plot(
        Plot::new(
            format!("Recognized among {} patterns", trained.0),
            "fraction of the ON bits moved or missing",
            "recognized",
        )
        .y_range(0.0, 1.0)
        .series("moved, untrained", Mark::LineAndDots, line(last - 1))
        .series("moved, trained", Mark::LineAndDots, line(last))
        .series("missing, untrained", Mark::LineAndDots, hidden(last - 1))
        .series("missing, trained", Mark::LineAndDots, hidden(last)),
    ))
}
