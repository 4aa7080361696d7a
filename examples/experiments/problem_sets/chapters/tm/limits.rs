//! The capacity of a memory: TM.8.

use bami_htm::Learning;
use bami_htm::anatomy::ColumnIndex;
use bami_htm::random::{Pcg32, PortableRng};
use bami_htm::sdr::Sdr;
use bami_htm::spatial_pooler::{SpatialPooler, SpatialPoolerParameters, TieBreak};

use super::lab::{self, Error, percent};
use crate::problem_sets::chapters::answer::{Answer, Effort, Outcome};
use crate::support::plot::{Mark, Plot};
use crate::support::table::Table;

/// Bits of the pooler's input, and ON bits, 5%.
const INPUTS: u32 = 10_000;
const ON: u32 = 500;
/// The potential pool of a column, by the rule of SP.8.
const POTENTIAL: f64 = 0.07;
/// Columns of the pooler and of the memory for long sequences.
const COLUMNS: u32 = 500;
/// Active columns per element: as many as the threshold of a segment needs.
const ACTIVE: u32 = 20;
/// Cells in each column.
const CELLS: u32 = 16;

/// PREDICTED_DECREMENT: slightly more than sparsity times increment.
const DECREMENT: f64 = 0.005;

/// Elements of sequences: the outputs of the pooler for random inputs, with learning off.
struct Elements {
    pooler: SpatialPooler,
    random: Pcg32,
}

impl Elements {
    fn new() -> Result<Self, Error> {
        let parameters = SpatialPoolerParameters::default()
            .with_input_dimensions([INPUTS])
            .with_column_dimensions([COLUMNS])
            .with_potential_pct(POTENTIAL)
            .with_num_active_columns_per_inh_area(ACTIVE)
            .with_tie_break(TieBreak::LowestIndex);
        Ok(Self { pooler: SpatialPooler::new(parameters, lab::SEED)?, random: Pcg32::new(8, 1) })
    }

    fn draw(&mut self, count: usize) -> Result<Vec<Sdr>, Error> {
        let mut elements = Vec::new();
        for _ in 0..count {
            let input = Sdr::random(INPUTS, ON, &mut self.random)?;
            elements.push(self.pooler.step(&input, Learning::Off)?);
        }
        Ok(elements)
    }

    /// A sequence of this length over 30 elements.
    fn order_of_30(&mut self, length: usize) -> Vec<usize> {
        (0..length).map(|_| self.random.choose_random(30)).collect()
    }
}

/// How well a memory has learned a long sequence.
struct Learned {
    /// The fraction of the elements after the first that were predicted completely.
    predicted: f64,
    /// Columns that were predicted for a step but did not become active, per active column.
    false_predictions: f64,
    /// Synapses per element.
    synapses: f64,
}

/// Learns a sequence of elements and tests it.
fn learn(elements: &[Sdr], order: &[usize], rounds: u32) -> Result<Learned, Error> {
    let parameters = lab::sized(COLUMNS, CELLS).with_predicted_decrement(DECREMENT);
    let mut memory = lab::memory(parameters)?;
    for _ in 0..rounds {
        memory.reset();
        for &place in order {
            memory.step(&elements[place], Learning::On)?;
        }
    }
    memory.reset();
    let (mut right, mut spurious) = (0_u32, 0_usize);
    let mut predicted: Vec<u32> = Vec::new();
    for (step, &place) in order.iter().enumerate() {
        let element = &elements[place];
        memory.step(element, Learning::Off)?;
        if step > 0 {
            right += u32::from(memory.anomaly() == 0.0);
            spurious += predicted.iter().filter(|column| !element.contains(**column)).count();
        }
        predicted = ColumnIndex::numbers(memory.predicted_columns());
    }
    let steps = (order.len() - 1) as f64;
    Ok(Learned {
        predicted: f64::from(right) / steps,
        false_predictions: spurious as f64 / (steps * f64::from(ACTIVE)),
        synapses: memory.layer().synapse_count() as f64 / order.len() as f64,
    })
}

/// TM.8.
pub fn how_long_a_sequence(effort: Effort) -> Outcome {
    let lengths: &[usize] = effort.pick(&[30, 100, 300, 1000], &[30, 100, 300, 1000, 3000, 10_000]);
    let repeating_most = effort.pick(300, 1000);
    let rounds = 5;

    let mut source = Elements::new()?;
    let mut table = Table::new(
        format!("After {rounds} rounds"),
        ["elements", "drawn from", "predicted", "false predictions", "synapses per element"],
    );
    let mut rows = Vec::new();
    for &length in lengths {
        let unique = source.draw(length)?;
        let in_order: Vec<usize> = (0..length).collect();
        let letters = &unique[..30];
        let drawn = source.order_of_30(length);
        let mut pair = Vec::new();
        for (name, elements, order) in
            [("all different", &unique[..], &in_order), ("30 letters", letters, &drawn)]
        {
            // Repetitive sequences take far longer to compute.
            if length > repeating_most && name != "all different" {
                continue;
            }
            let learned = learn(elements, order, rounds)?;
            table.row([
                length.to_string(),
                name.to_owned(),
                percent(learned.predicted),
                format!("{:.3}", learned.false_predictions),
                format!("{:.0}", learned.synapses),
            ]);
            pair.push(learned);
        }
        rows.push((length, pair));
    }
    let line = |which: usize| {
        rows.iter().filter_map(move |(length, pair): &(usize, Vec<Learned>)| {
            Some((*length as f64, pair.get(which)?.predicted))
        })
    };
    let (longest, pair) = rows.last().ok_or("there are lengths")?;
    let unique = &pair[0];
    let mut repeating = rows.iter().filter_map(|(length, pair)| Some((*length, pair.get(1)?)));
    let (most_letters, letters) = repeating.next_back().ok_or("there are short lengths")?;
    let mut longer = Table::new(
        "100 elements drawn from 30 letters, by rounds",
        ["rounds", "predicted", "false predictions", "synapses per element"],
    );
    let letters_alone = source.draw(30)?;
    let drawn = source.order_of_30(100);
    let mut by_rounds = Vec::new();
    for rounds in [5, 10, 20] {
        let learned = learn(&letters_alone, &drawn, rounds)?;
        longer.row([
            rounds.to_string(),
            percent(learned.predicted),
            format!("{:.3}", learned.false_predictions),
            format!("{:.0}", learned.synapses),
        ]);
        by_rounds.push(learned);
    }
    let patient = &by_rounds[by_rounds.len() - 1];

    let at_100_000 = unique.synapses * 1e5;
    Ok(Answer::to(format!(
        "A pooler of {INPUTS} inputs, {ON} of them ON, and {COLUMNS} columns, {ACTIVE} of which win (4%, so that a \
         segment with a threshold of 13 tolerates some change), potentialPct {POTENTIAL} (SP.8), learning off. Behind \
         it a memory of these columns with {CELLS} cells each and a predicted decrement of {DECREMENT}, otherwise the \
         usual one without extensions; seed 42. One sequence of random inputs is shown for {rounds} rounds with a reset before each, then once without learning. Either all elements are different, or they are \
         drawn from 30 letters, so that each occurs in many contexts. An element counts as predicted if all its \
         columns were. False predictions are predicted columns that did not become active, per active column."
    ))
    .finding("length", *longest as f64, "elements in the longest sequence")
    .finding("unique_predicted", unique.predicted, "predicted in it, all different")
    .finding("unique_false", unique.false_predictions, "false predictions, all different")
    .finding("unique_synapses", unique.synapses, "synapses per element, all different")
    .finding("letters_length", most_letters as f64, "elements in the longest drawn from 30 letters")
    .finding("letters_predicted", letters.predicted, "predicted, 30 letters")
    .finding("letters_false", letters.false_predictions, "false predictions, 30 letters")
    .finding("letters_synapses", letters.synapses, "synapses per element, 30 letters")
    .finding("patient_predicted", patient.predicted, "100 elements of 30 letters, predicted after 20 rounds")
    .finding("patient_false", patient.false_predictions, "false predictions after 20 rounds")
    .finding("synapses_100000", at_100_000, "synapses for 100,000 different elements")
    .reading(format!(
        "1,000 elements can be learned, and nothing measured here speaks against 100,000, but this is a trend and not \
         a measurement. Of {longest} different elements, {} are predicted after {rounds} rounds, with {:.3} false predictions per \
         column: the length itself is no limit, because all steps are learned at the same time. What grows is the \
         number of synapses, {:.0} per element at any length from 100 on. 100,000 elements would take {:.0} million: \
         this is an extrapolation, not a measurement. Each cell would then serve about {:.0} of them, and it is open \
         whether segments would then match by chance, which does not happen here. Sequences of few letters are \
         another matter: of {most_letters} elements drawn from 30 letters, {} are predicted after the same {rounds} \
         rounds, with {:.2} false predictions for each true one, because each letter occurs in many contexts, which \
         separate one after another (TM.6). More rounds help: of 100 such elements, {} are predicted after 5 rounds, \
         {} after 10 and {} after 20, although {:.2} false predictions for each true one remain. So the difficulty \
         is not the length of a sequence, but its repetitiveness.",
        percent(unique.predicted),
        unique.false_predictions,
        unique.synapses,
        at_100_000 / 1e6,
        1e5 * f64::from(ACTIVE) / f64::from(COLUMNS * CELLS),
        percent(letters.predicted),
        letters.false_predictions,
        percent(by_rounds[0].predicted),
        percent(by_rounds[1].predicted),
        percent(patient.predicted),
        patient.false_predictions,
    ))
        .table(table)
    .table(longer)
    .plot(
        Plot::new("How long a sequence can be learned", "elements", "fraction predicted")
            .log_x()
            .y_range(0.0, 1.02)
            .series("all different", Mark::LineAndDots, line(0))
            .series("drawn from 30 letters", Mark::LineAndDots, line(1)),
    ))
}
