//! How a sequence is learned, letter by letter: TM.3, TM.4, TM.5 and TM.7.

use super::lab::{self, Step, cells_of, common, last, or_dash, percent};
use crate::problem_sets::chapters::answer::{Answer, Effort, Outcome};
use crate::support::plot::{Mark, Plot};
use crate::support::table::Table;
use bami_htm::Learning;

/// TM.3.
pub fn step_by_step(_: Effort) -> Outcome {
    const CELLS: u32 = 8;
    const ROUNDS: u32 = 12;
    const WINDOW: u32 = 50;
    const WINDOWS: u32 = 8;
    let mut table = Table::new(
        "ABCDE with a reset before each A: anomaly of each letter, and growth",
        ["round", "A", "B", "C", "D", "E", "segments", "synapses", "mean permanence"],
    );
    let mut memory = lab::memory(lab::usual(CELLS))?;
    let mut curve = Vec::new();
    let mut first_known = 0;
    for round in 1..=ROUNDS {
        let steps = lab::show(&mut memory, "ABCDE", true)?;
        let anomalies = steps.iter().map(|step| format!("{:.2}", step.anomaly));
        let layer = memory.layer();
        let permanences = layer.segments().flat_map(|segment| segment.synapses());
        let sum: f64 = permanences.map(|synapse| synapse.permanence()).sum();
        let mean = sum / layer.synapse_count() as f64;
        let grown = [layer.segment_count().to_string(), layer.synapse_count().to_string()];
        let lead = [round.to_string()].into_iter().chain(anomalies);
        table.row(lead.chain(grown).chain([format!("{mean:.3}")]));
        let surprise = steps[1..].iter().map(|step| step.anomaly).sum::<f64>() / 4.0;
        if surprise == 0.0 && first_known == 0 {
            first_known = round;
        }
        curve.push((f64::from(round), surprise));
    }
    let (segments, synapses) = (memory.layer().segment_count(), memory.layer().synapse_count());

    // The same word repeatedly, without a reset.
    let mut endless = lab::memory(lab::usual(CELLS))?;
    let mut endless_curve = Vec::new();
    let mut windows = Table::new(
        "ABCDE repeatedly without a reset",
        ["rounds", "with an anomaly", "mean anomaly", "segments at the end"],
    );
    let mut window_surprises = Vec::new();
    // The letters that burst, grouped into runs of rounds with the same letters.
    let mut runs: Vec<(u32, u32, String)> = Vec::new();
    for round in 1..=WINDOW * WINDOWS {
        let steps = lab::go_on(&mut endless, "ABCDE", true)?;
        let surprise = steps.iter().map(|step| step.anomaly).sum::<f64>() / 5.0;
        endless_curve.push((f64::from(round), surprise));
        let burst: String =
            steps.iter().filter(|step| step.bursting > 0).map(|step| step.letter).collect();
        match runs.last_mut() {
            Some((_, until, letters)) if *letters == burst => *until = round,
            _ => runs.push((round, round, burst)),
        }
        if round % WINDOW == 0 {
            let window = &endless_curve[(round - WINDOW) as usize..];
            let surprises = window.iter().filter(|point| point.1 > 0.0).count() as f64;
            let mean = window.iter().map(|point| point.1).sum::<f64>() / f64::from(WINDOW);
            let segments = endless.layer().segment_count();
            windows.row([
                format!("{} to {round}", round - WINDOW + 1),
                surprises.to_string(),
                format!("{mean:.3}"),
                segments.to_string(),
            ]);
            window_surprises.push((surprises, segments as f64));
        }
    }
    let mut order = Table::new("Which letters burst, without a reset", ["rounds", "letters"]);
    for (from, until, letters) in runs.iter().take(14) {
        order.row([format!("{from} to {until}"), or_dash(letters).to_owned()]);
    }
    let (first, end) = (window_surprises[0], window_surprises[window_surprises.len() - 1]);
    let rounds = WINDOW * WINDOWS;
    Ok(Answer::to(format!(
        "{} 8 cells per column. ABCDE for {ROUNDS} rounds with a reset before each; and, with a second memory, \
         {rounds} rounds without any reset, so that E is followed by A. The anomaly is the fraction of a letter's \
         columns that was not predicted.",
        lab::USUAL
    ))
    .finding("first_known", first_known, "first round in which B to E are predicted")
    .finding("segments", segments as f64, "segments at the end, with resets")
    .finding("synapses", synapses as f64, "synapses at the end, with resets")
    .finding("endless_first", first.0, format!("rounds with an anomaly, first {WINDOW}, no resets"))
    .finding("endless_last", end.0, format!("rounds with an anomaly, last {WINDOW}, no resets"))
    .finding("endless_segments", end.1, "segments at the end, without resets")
    .reading(format!(
        "In round 1 everything bursts (TM 25-27). In each bursting column, the cell with the fewest segments wins \
         (TM 33, 73-83) and grows a segment (TM 35) with synapses of permanence 0.21 to the winners of the previous \
         letter (TM 46-48, 93-107). In the next rounds, the segments match but their synapses are not connected: the \
         columns still burst, the segment that matches best picks the same cells again (TM 29-31), and each round \
         adds 0.1 to its active synapses (TM 40-42). When the synapses reach 0.5, the segments become active (TM \
         55-67) and the predictions appear; from then on the columns do not burst, and active segments learn (TM \
         10-24): from round {first_known} on, B to \
         E are predicted, all at the same time and not one after another. A always bursts, because nothing precedes \
         it, and each time it leaves an empty segment in each of its 20 columns (D-TM-6): that is {} of the \
         {segments} segments, and their number grows forever. Without resets, one might expect a cycle of five \
         letters to be learned as quickly. It is not: {} of the first {WINDOW} rounds have an anomaly, and still {} \
         of the last {WINDOW} of {rounds}. From round 5 on, one letter of five bursts, each time in a different \
         context: when A is predicted for the first time, it has one cell per column, but B was learned from a \
         burst, from a different cell of A; so B bursts for four rounds until it has learned this one, then C, D and \
         E in turn, as the table shows. One full cycle later the same begins again at A, with intervals that grow by \
         one round each time. The anomalies become rarer, but do not end within {rounds} rounds.",
        ROUNDS * 20,
        first.0,
        end.0,
    ))
        .table(table)
    .table(order)
    .table(windows)
    .plot(
        Plot::new("Learning ABCDE", "round", "mean anomaly")
            .y_range(0.0, 1.0)
            .series("B to E, with resets", Mark::LineAndDots, curve)
            .series("all letters, without resets", Mark::Line, endless_curve.into_iter().take(100)),
    ))
}

/// A table of steps.
fn steps_table(caption: &str, steps: &[Step]) -> Table {
    let mut table = Table::new(
        caption,
        ["letter", "anomaly", "bursting", "active cells", "winners", "predicted cells", "predicts"],
    );
    for step in steps {
        table.row([
            step.letter.to_string(),
            format!("{:.2}", step.anomaly),
            step.bursting.to_string(),
            step.active.len().to_string(),
            step.winners.len().to_string(),
            step.predicted.len().to_string(),
            or_dash(&step.next).to_owned(),
        ]);
    }
    table
}

/// TM.4.
pub fn nothing_predicted(_: Effort) -> Outcome {
    const CELLS: u32 = 8;
    let mut memory = lab::memory(lab::usual(CELLS))?;
    lab::train(&mut memory, &["ABCDE", "XYCDZ"], 20)?;
    let known = lab::show(&mut memory, "ABC", false)?;
    let unexpected = lab::show(&mut memory, "AC", false)?;
    let never = lab::show(&mut memory, "AQ", false)?;
    let mut table = Table::new(
        "The last letter of each word",
        ["word", "anomaly", "bursting", "active cells", "winners", "predicted cells", "predicts"],
    );
    for (word, steps) in [("ABC", &known), ("AC", &unexpected), ("AQ", &never)] {
        let step = last(steps)?;
        table.row([
            word.to_owned(),
            format!("{:.2}", step.anomaly),
            step.bursting.to_string(),
            step.active.len().to_string(),
            step.winners.len().to_string(),
            step.predicted.len().to_string(),
            or_dash(&step.next).to_owned(),
        ]);
    }
    let (known, burst, never) = (last(&known)?, last(&unexpected)?, last(&never)?);
    let recalled = common(&known.predicted, &burst.predicted);
    Ok(Answer::to(format!(
        "{} 8 cells per column. ABCDE and XYCDZ in turn for 20 rounds; then, without learning, ABC, then AC, where C \
         comes although B was predicted, then AQ, where Q is new.",
        lab::USUAL
    ))
    .finding("known_active", known.active.len() as f64, "active cells of C in ABC")
    .finding("burst_active", burst.active.len() as f64, "active cells of C in AC")
    .finding("burst_winners", burst.winners.len() as f64, "winner cells of C in AC")
    .finding("known_predicted", known.predicted.len() as f64, "cells predicted after ABC")
    .finding("burst_predicted", burst.predicted.len() as f64, "cells predicted after AC")
    .finding("recalled", recalled as f64, "of which ABC predicts, too")
    .finding("never_active", never.active.len() as f64, "active cells of Q in AQ")
    .finding("never_predicted", never.predicted.len() as f64, "cells predicted after AQ")
    .reading(format!(
        "A column that was not predicted bursts (TM 25-48: all its cells become active, one of them is chosen as the \
         winner and learns): {} cells are active for the unexpected C, compared with {} for the \
         expected one, and one winner is chosen in each column, {} in total. A burst represents every context at \
         once, so it predicts what follows C in any of them, {} cells, where ABC predicts {}; all {recalled} of \
         those are among them. The memory falls back to what it knows about C alone and continues from there. Q \
         bursts in the same way, {} cells, but predicts {} cells, because nothing was ever learned from it. The \
         anomaly does not depend on whether the input is known, only on whether it was predicted.",
        burst.active.len(),
        known.active.len(),
        burst.winners.len(),
        burst.predicted.len(),
        known.predicted.len(),
        never.active.len(),
        never.predicted.len(),
    ))
    .table(table))
}

/// TM.5.
pub fn predictions_after_learning(_: Effort) -> Outcome {
    const CELLS: u32 = 8;
    let mut memory = lab::memory(lab::usual(CELLS))?;
    lab::train(&mut memory, &["ABCDE"], 20)?;
    let steps = lab::show(&mut memory, "ABCDE", false)?;
    let (mut right, mut predicted, mut winners) = (0, 0, 0);
    for pair in steps.windows(2) {
        right += cells_of(&pair[0].predicted, pair[1].letter, CELLS);
        predicted += pair[0].predicted.len();
        winners += common(&pair[0].predicted, &pair[1].active);
    }
    // How much of a letter can be missing before it no longer predicts the next: with learning off, B is
    // shown with fewer and fewer of its columns.
    let mut partial = Vec::new();
    let mut table = Table::new("Part of B after A", ["columns of B", "columns of C predicted"]);
    for shown in (8..=20).rev() {
        lab::show(&mut memory, "A", false)?;
        let b = lab::letter('B')?;
        let part = bami_htm::sdr::Sdr::new(b.size(), b.on()[..shown].iter().copied())?;
        memory.step(&part, Learning::Off)?;
        let cells = memory.predicted_columns().len();
        table.row([shown, cells]);
        partial.push((shown as f64, cells as f64));
    }
    let fewest = partial.iter().filter(|point| point.1 >= 20.0).map(|point| point.0);
    let fewest = fewest.fold(f64::INFINITY, f64::min);
    Ok(Answer::to(format!(
        "{} 8 cells per column. ABCDE for 20 rounds, then once more without learning; then A and a part of B, to \
         measure how much of a letter a prediction needs.",
        lab::USUAL
    ))
    .finding("predicted", predicted as f64, "cells predicted after A, B, C and D together")
    .finding("right", right as f64, "of which are in columns of the next letter")
    .finding("confirmed", winners as f64, "of which become active")
    .finding("after_e", last(&steps)?.predicted.len() as f64, "cells predicted after E")
    .finding("fewest", fewest, "columns of B, of 20, that predict all of C")
    .reading(format!(
        "In stage 2 of each step (TM 55-72), every segment counts its active synapses; one with enough connected ones \
         is active, and its cell is predicted for the next step. After learning, every letter predicts exactly the \
         next one: of {predicted} predicted cells, {right} are in \
         the next letter's columns, one in each, {winners} become active, and none is wrong; after E, where the word \
         ends, {} are predicted. Predictions come from segments that need 13 active synapses of 20, so they are \
         complete even if part of the letter is missing: {fewest} of the 20 columns of B are enough to predict all \
         of C, and with one fewer nothing is predicted: the threshold is sharp.",
        last(&steps)?.predicted.len(),
    ))
    .table(steps_table("ABCDE after learning", &steps))
    .table(table)
    .plot(
        Plot::new("Predicting from a part", "columns of B shown, of 20", "columns of C predicted")
            .y_range(0.0, 21.0)
            .series("predicted", Mark::LineAndDots, partial),
    ))
}

/// TM.7.
pub fn starting_in_the_middle(_: Effort) -> Outcome {
    const CELLS: u32 = 8;
    // The middle of the last word is unique; two words share BCD.
    let words = ["ABCDEF", "XBCDYZ", "GHIJKL"];
    let mut memory = lab::memory(lab::usual(CELLS))?;
    lab::train(&mut memory, &words, 200)?;
    let mut table = Table::new(
        "Letter by letter after a reset, without learning",
        ["start", "letter", "anomaly", "active cells", "predicted cells", "predicts"],
    );
    let mut shown = Vec::new();
    for word in ["IJKL", "CDEF", "CDYZ"] {
        let steps = lab::show(&mut memory, word, false)?;
        for step in &steps {
            table.row([
                word.to_owned(),
                step.letter.to_string(),
                format!("{:.2}", step.anomaly),
                step.active.len().to_string(),
                step.predicted.len().to_string(),
                or_dash(&step.next).to_owned(),
            ]);
        }
        shown.push(steps);
    }
    let whole = lab::show(&mut memory, "GHIJ", false)?;
    let same = common(&whole[3].active, &shown[0][1].active);
    let (unique, shared) = (&shown[0], &shown[1]);
    Ok(Answer::to(format!(
        "{} 8 cells per column. The words ABCDEF, XBCDYZ and GHIJKL in turn for 200 rounds; then, without learning \
         and each after a reset, their ends: IJKL, CDEF and CDYZ.",
        lab::USUAL
    ))
    .finding("first_anomaly", unique[0].anomaly, "anomaly of I, where the word is entered")
    .finding("second_anomaly", unique[1].anomaly, "anomaly of J after it")
    .finding("second_active", unique[1].active.len() as f64, "active cells of J in IJKL")
    .finding("second_same", same as f64, "of which GHIJ has, too")
    .finding("shared_letters", shared[1].next.len() as f64, "letters predicted after CD")
    .finding("shared_active", shared[1].active.len() as f64, "active cells of D in CD")
    .finding("decided_active", shared[2].active.len() as f64, "active cells of E in CDE")
    .finding("decided_letters", shared[2].next.len() as f64, "letters predicted after CDE")
    .reading(format!(
        "Yes. The first letter always bursts (anomaly {}), and that is enough: the cells of the burst include those \
         of the right context. If the middle belongs to only one word, the next letter is predicted (anomaly {}), and \
         its {} active cells are {same} of those that GHIJ has: after one letter, the memory is in the same state as \
         with the whole word. If it belongs to two words, both stay possible: after CD, {} are predicted, D has {} \
         active cells, two per column, and no letter bursts; E decides between them (active {}, predicts {}). So \
         starting in the middle costs an anomaly of {} once, and leaves an ambiguity as long as the words agree.",
        unique[0].anomaly,
        unique[1].anomaly,
        unique[1].active.len(),
        or_dash(&shared[1].next),
        shared[1].active.len(),
        shared[2].active.len(),
        or_dash(&shared[2].next),
        percent(unique[0].anomaly),
    ))
    .table(table))
}
