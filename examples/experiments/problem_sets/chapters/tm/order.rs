//! First order versus high order: TM.1, TM.2, TM.6, TM.9 and TM.10.

use std::collections::BTreeSet;

use bami_htm::temporal_memory::TemporalMemoryParameters;

use super::lab::{self, Error, cells_of, common, last, or_dash};
use crate::problem_sets::chapters::answer::{Answer, Effort, Outcome};
use crate::support::plot::{Mark, Plot};
use crate::support::table::Table;

/// The letters that follow the last `order` letters of a beginning, in any of the words.
fn followers(words: &[&str], beginning: &str, order: usize) -> String {
    let context = &beginning[beginning.len() - order..];
    let next = words.iter().flat_map(|word| {
        let places = word.match_indices(context).map(|(place, _)| place + order);
        places.filter_map(|place| word[place..].chars().next())
    });
    next.collect::<BTreeSet<char>>().into_iter().collect()
}

/// TM.1.
pub fn first_against_high_order(_: Effort) -> Outcome {
    let words = ["ABCD", "XBCY"];
    let sizes = [1_u32, 2, 4, 16];
    let mut table = Table::new(
        "After 100 rounds",
        [
            "predicted decrement",
            "cells per column",
            "ABC predicts",
            "XBC predicts",
            "anomaly of D",
            "anomaly of Y",
            "segments",
        ],
    );
    let mut rows = Vec::new();
    for decrement in [0.0, lab::PREDICTED_DECREMENT] {
        for cells in sizes {
            let parameters = lab::usual(cells).with_predicted_decrement(decrement);
            let mut memory = lab::memory(parameters)?;
            lab::train(&mut memory, &words, 100)?;
            let segments = memory.layer().segment_count();
            let a = lab::show(&mut memory, words[0], false)?;
            let x = lab::show(&mut memory, words[1], false)?;
            table.row([
                decrement.to_string(),
                cells.to_string(),
                or_dash(&a[2].next).to_owned(),
                or_dash(&x[2].next).to_owned(),
                format!("{:.2}", a[3].anomaly),
                format!("{:.2}", x[3].anomaly),
                segments.to_string(),
            ]);
            let letters = a[2].next.len() as f64;
            rows.push((letters, a[2].next.clone(), x[2].next.clone(), a[2].predicted.len()));
        }
    }
    let mut orders =
        Table::new("Tables of the words by order", ["order", "after ABC", "after XBC"]);
    let mut by_order = Vec::new();
    for order in 1..=3 {
        let [a, x] = words.map(|word| followers(&words, &word[..3], order));
        orders.row([order.to_string(), a.clone(), x]);
        by_order.push(a.len() as f64);
    }
    let (plain, punished) = rows.split_at(sizes.len());
    let (one, many) = (&punished[0], &punished[3]);
    Ok(Answer::to(format!(
        "{} The words ABCD and XBCY, which share BC, in turn for 100 rounds, with and without the predicted \
         decrement; then each word without learning. A letter counts as predicted if at least half of its columns \
         are. For comparison, tables of what follows the last one, two or three letters in the words.",
        lab::USUAL
    ))
    .finding("table_1", by_order[0], "letters that follow C, a table of order 1")
    .finding("table_2", by_order[1], "letters that follow BC, order 2")
    .finding("table_3", by_order[2], "letters that follow ABC, order 3")
    .finding("letters_1", one.0, "letters predicted after ABC, 1 cell per column")
    .finding("letters_2", punished[1].0, "the same, 2 cells")
    .finding("letters_16", many.0, "the same, 16 cells")
    .finding("cells_1", one.3 as f64, "cells predicted after ABC, 1 cell per column")
    .finding("cells_16", many.3 as f64, "the same, 16 cells")
    .finding("unpunished_1", plain[0].0, "letters predicted, 1 cell, predicted decrement 0")
    .finding("unpunished_16", plain[3].0, "letters predicted, 16 cells, predicted decrement 0")
    .reading(format!(
        "A first-order memory predicts from the current element alone. A high-order memory predicts from earlier \
         elements too, up to a fixed number; this definition is ours, the other two follow BAMI p. 49. Which letters \
         follow ABC is decided only by the third letter back, so a \
         table of order 1 gives {:.0} letters, of order 2 {:.0}, and of order 3 {:.0}. A variable-order memory has no \
         such number: it uses as much of the past as it takes to tell two sequences apart (TM.6 measures up to 16 \
         letters). The temporal memory is one of the first kind with one cell per column and of the last kind with \
         several (BAMI p. 49). With one cell per column, it predicts {} after ABC and \
         {} after XBC, because C has the same cells in both words. It has no anomalies, but it cannot distinguish \
         the words. With 16 cells per column, ABC predicts {} and XBC {}: the active cells of C represent its \
         context, and two cells are enough for two contexts (ABC predicts {}). That holds only with \
         PREDICTED_DECREMENT. Without it, ABC still predicts {}, even with 16 cells: when XBCY is seen for the first \
         time, its B bursts, the burst includes the cells of ABC, and so Y is learned for the wrong C. Later the \
         words separate, but nothing in the pseudocode ever weakens that first error unless failed predictions are \
         punished (TM 49-54).",
        by_order[0],
        by_order[1],
        by_order[2],
        or_dash(&one.1),
        or_dash(&one.2),
        or_dash(&many.1),
        or_dash(&many.2),
        or_dash(&punished[1].1),
        or_dash(&plain[3].1),
    ))
    .table(orders)
    .table(table)
    .plot(
        Plot::new("Letters predicted after ABC", "cells per column", "letters")
            .categories(sizes)
            .y_range(0.0, 2.1)
            .bars("predicted decrement 0", plain.iter().map(|row| row.0))
            .bars("0.005", punished.iter().map(|row| row.0)),
    ))
}

/// TM.2.
pub fn the_same_letter_in_two_contexts(_: Effort) -> Outcome {
    let words = ["ABCD", "XBCY"];
    let sizes = [1_u32, 2, 4, 8, 16, 32];
    let mut table = Table::new(
        "Active cells that ABCD and XBCY have in common after 100 rounds, of 20, and what is predicted",
        ["cells per column", "B", "C", "columns of C in common", "ABC predicts", "XBC predicts"],
    );
    let mut rows = Vec::new();
    for cells in sizes {
        let mut memory = lab::memory(lab::usual(cells))?;
        lab::train(&mut memory, &words, 100)?;
        let a = lab::show(&mut memory, words[0], false)?;
        let x = lab::show(&mut memory, words[1], false)?;
        let b = common(&a[1].active, &x[1].active);
        let c = common(&a[2].active, &x[2].active);
        table.row([
            cells.to_string(),
            b.to_string(),
            c.to_string(),
            lab::WIDTH.to_string(),
            or_dash(&a[2].next).to_owned(),
            or_dash(&x[2].next).to_owned(),
        ]);
        rows.push((cells, b, c, a[2].active.len(), a[2].next.clone(), x[2].next.clone()));
    }
    let find = |cells: u32| rows.iter().find(|row| row.0 == cells).map_or(0, |row| row.2);
    Ok(Answer::to(format!(
        "{} The words ABCD and XBCY in turn for 100 rounds, then each without learning; the active cells of B and of \
         C in one word are compared with those in the other.",
        lab::USUAL
    ))
    .finding("letters_1", rows[0].4.len() as f64, "letters predicted after ABC, 1 cell per column")
    .finding("letters_16", rows[4].4.len() as f64, "the same, 16 cells")
    .finding("common_c_1", find(1) as f64, "active cells of C in common, 1 cell per column")
    .finding("common_c_2", find(2) as f64, "the same, 2 cells")
    .finding("common_c_4", find(4) as f64, "the same, 4 cells")
    .finding("common_c_16", find(16) as f64, "the same, 16 cells")
    .finding("common_c_32", find(32) as f64, "the same, 32 cells")
    .finding("active_c_16", rows[4].3 as f64, "active cells of C, 16 cells per column")
    .reading(format!(
        "Because the same element comes with different successors. ABC has to predict D and XBC Y; a memory that \
         represents C in one way predicts {} after both, one with 16 cells per column {} and {}. Real sequences \
         often share a middle such as BC, as words share letters and melodies share notes. C has the same 20 columns in both words and, with one cell each, the same {} cells. With more cells, the \
         columns stay the same and the cells separate completely: of 20 active cells, the two contexts share {} at 2 \
         cells per column, {} at 4, {} at 16 and {} at 32. One might expect a random overlap; there is none, because \
         a column uses a cell with the fewest segments for a new context (TM 73-83), and so not the one that the \
         other word uses. Columns represent the element, cells its context; nothing else in the memory stores the \
         past.",
        or_dash(&rows[0].4),
        or_dash(&rows[4].4),
        or_dash(&rows[4].5),
        find(1),
        find(2),
        find(4),
        find(16),
        find(32),
    ))
    .table(table)
    .plot(
        Plot::new("C in two contexts", "cells per column", "active cells in common, of 20")
            .categories(sizes)
            .y_range(0.0, 20.0)
            .bars("B", rows.iter().map(|row| row.1 as f64))
            .bars("C", rows.iter().map(|row| row.2 as f64)),
    ))
}

/// Words that differ only in their first and last letters: A, then `shared` letters, then Y; and B, the
/// same letters, then Z.
fn words_with(shared: u8) -> (String, String) {
    let middle: String = (0..shared).map(|n| char::from(b'C' + n)).collect();
    (format!("A{middle}Y"), format!("B{middle}Z"))
}

/// TM.6.
pub fn how_far_back(effort: Effort) -> Outcome {
    let depths = [1_u8, 2, 4, 8, 16];
    let most = effort.pick(250, 1000);
    let punished = |cells, predicted_decrement| {
        lab::usual(cells).with_predicted_decrement(predicted_decrement)
    };
    let cases = [
        ("1 cell", punished(1, 0.005)),
        ("2 cells", punished(2, 0.005)),
        ("16 cells", punished(16, 0.005)),
        ("16 cells, 0.02", punished(16, 0.02)),
        ("16 cells, 0", punished(16, 0.0)),
    ];
    let headings = ["letters shared", "16 cells: C separates", "last letter separates"]
        .into_iter()
        .chain(cases.iter().map(|case| case.0));
    let mut table = Table::with_headings(
        "Rounds until the contexts separate, and until only the right end is predicted",
        headings.map(str::to_owned).collect(),
    );
    let shown = |rounds: Option<u32>| rounds.map_or(format!("> {most}"), |n| n.to_string());
    let mut lines = vec![Vec::new(); cases.len() + 1];
    for depth in depths {
        let (one, other) = words_with(depth);
        let x = f64::from(depth);
        let first = rounds_until(&one, &other, punished(16, 0.005), most, Goal::Parted(1))?;
        let last = Goal::Parted(usize::from(depth));
        let last = rounds_until(&one, &other, punished(16, 0.005), most, last)?;
        let mut row = vec![depth.to_string(), shown(first), shown(last)];
        lines[0].push((x, last.map_or(-1.0, f64::from)));
        for ((_, parameters), line) in cases.iter().zip(&mut lines[1..]) {
            let rounds = rounds_until(&one, &other, parameters.clone(), most, Goal::RightEnd)?;
            row.push(shown(rounds));
            line.push((x, rounds.map_or(-1.0, f64::from)));
        }
        table.row(row);
    }
    let reached = |line: usize| {
        let points = lines[line].iter().copied();
        points.filter(|point| point.1 >= 0.0).collect::<Vec<_>>()
    };
    let plot = Plot::new("16 cells per column", "letters shared", "rounds")
        .series("the contexts separate", Mark::LineAndDots, reached(0))
        .series("right end, predicted decrement 0.005", Mark::LineAndDots, reached(3))
        .series("right end, 0.02", Mark::LineAndDots, reached(4));
    // A word in which no letter comes twice.
    let mut first_order = lab::memory(lab::usual(1))?;
    lab::train(&mut first_order, &["ABCDE"], 20)?;
    let steps = lab::show(&mut first_order, "ABCDE", false)?;
    let right = steps.windows(2).filter(|pair| pair[0].next == pair[1].letter.to_string()).count();
    let told = |rounds: f64| {
        if rounds < 0.0 { format!("more than {most}") } else { rounds.to_string() }
    };
    let [parted, one, two, many, strong, plain] = &lines[..] else { unreachable!("six lines") };
    Ok(Answer::to(format!(
        "{} Two words that begin with A and B, continue with the same letters, and end with Y and Z: ACDY and BCDZ \
         share two. They are shown in turn for up to {most} rounds, and tested without learning after each. The \
         contexts of a shared letter have separated when its active cells in the two words have none in common; the \
         end is right when the first word predicts only Y and the second only Z. Predicted decrements of 0, 0.005 \
         and 0.02. And ABCDE alone, 20 rounds, with one cell per column.",
        lab::USUAL
    ))
    .finding("one_cell_unique", right as f64, "of 4 letters of ABCDE predicted alone, 1 cell per column")
    .finding("parted_1", parted[0].1, "rounds until the single shared letter separates, 16 cells")
    .finding("parted_8", parted[3].1, "rounds until the last of 8 shared letters separates")
    .finding("parted_16", parted[4].1, "rounds until the last of 16 shared letters separates")
    .finding("one_cell_1", one[0].1, "rounds to the right end, 1 letter, 1 cell; -1 is never")
    .finding("two_cells_8", two[3].1, "rounds to the right end, 8 letters, 2 cells")
    .finding("cells_16_letters_1", many[0].1, "rounds to the right end, 1 letter, 16 cells")
    .finding("cells_16_letters_8", many[3].1, "the same, 8 letters")
    .finding("cells_16_letters_16", many[4].1, "the same, 16 letters")
    .finding("strong_8", strong[3].1, "rounds to the right end, 8 letters, predicted decrement 0.02")
    .finding("plain_8", plain[3].1, "the same, predicted decrement 0")
    .reading(format!(
        "With one cell per column, only sequences can be learned in which each element has one successor: in ABCDE \
         {right} of 4 letters are predicted, each alone. Of these words it predicts both ends and never \
         distinguishes them. With 16, the contexts separate letter by \
         letter: over 1 shared letter after {} rounds, over 8 after {}, over 16 after {}; each letter can separate \
         only after the previous one. So a context can be carried over any number of letters; it only takes longer. \
         Two cells do as well as 16 here ({} and {} rounds to the right end over 8 letters), because there are two \
         contexts. Predicting only the right end takes much longer than representing the context: until the contexts \
         separate, both ends are learned for the same cells, and PREDICTED_DECREMENT has to unlearn these synapses, \
         0.005 at a time: {} rounds over 1 letter, {} over 8, {} with 0.02, {} without it. The memory has no fixed \
         order; but the precision of its predictions depends on that one parameter, for which the book has no value; in NuPIC it is 0 by default.",
        told(parted[0].1),
        told(parted[3].1),
        told(parted[4].1),
        told(two[3].1),
        told(many[3].1),
        told(many[0].1),
        told(many[3].1),
        told(strong[3].1),
        told(plain[3].1),
    ))
    .table(table)
    .plot(plot))
}

/// A goal for two words.
#[derive(Clone, Copy)]
enum Goal {
    /// The active cells of the letter at this index, from 0, have none in common.
    Parted(usize),
    /// Each word predicts its own last letter and no other.
    RightEnd,
}

/// The number of rounds until the words have reached the goal; `None` if not within `most`.
fn rounds_until(
    one: &str,
    other: &str,
    parameters: TemporalMemoryParameters,
    most: u32,
    goal: Goal,
) -> Result<Option<u32>, Error> {
    let mut memory = lab::memory(parameters)?;
    for round in 1..=most {
        lab::train(&mut memory, &[one, other], 1)?;
        let first = lab::show(&mut memory, &one[..one.len() - 1], false)?;
        let second = lab::show(&mut memory, &other[..other.len() - 1], false)?;
        let reached = match goal {
            Goal::Parted(place) => common(&first[place].active, &second[place].active) == 0,
            Goal::RightEnd => last(&first)?.next == "Y" && last(&second)?.next == "Z",
        };
        if reached {
            return Ok(Some(round));
        }
    }
    Ok(None)
}

/// TM.9.
pub fn two_ends(_: Effort) -> Outcome {
    const CELLS: u32 = 8;
    let words = ["ABCDE", "ABCDF"];
    let decrements = [0.0, 0.005, 0.02, 0.1];
    let mut table = Table::new(
        "After ABCD, 40 rounds",
        ["predicted decrement", "predicts", "cells of E", "cells of F", "active in D", "same D"],
    );
    let mut rows = Vec::new();
    for decrement in decrements {
        let mut memory = lab::memory(lab::usual(CELLS).with_predicted_decrement(decrement))?;
        lab::train(&mut memory, &words, 40)?;
        let e = lab::show(&mut memory, words[0], false)?;
        let f = lab::show(&mut memory, words[1], false)?;
        let d = &e[3];
        let cells = |letter| cells_of(&d.predicted, letter, CELLS);
        let same = common(&d.active, &f[3].active);
        table.row([
            decrement.to_string(),
            or_dash(&d.next).to_owned(),
            cells('E').to_string(),
            cells('F').to_string(),
            d.active.len().to_string(),
            same.to_string(),
        ]);
        rows.push((d.next.clone(), cells('E'), cells('F'), d.active.len(), same, e[4].anomaly));
    }
    let (plain, strong) = (&rows[0], &rows[3]);
    Ok(Answer::to(format!(
        "{} 8 cells per column. The words ABCDE and ABCDF in turn for 40 rounds, then ABCD without learning, for \
         several values of PREDICTED_DECREMENT. \"Same D\" is the number of active cells of D that both words have \
         in common.",
        lab::USUAL
    ))
    .finding("letters", plain.0.len() as f64, "letters predicted after ABCD")
    .finding("cells_e", plain.1 as f64, "cells of E predicted")
    .finding("cells_f", plain.2 as f64, "cells of F predicted")
    .finding("active_d", plain.3 as f64, "active cells of D")
    .finding("same_d", plain.4 as f64, "of which both words have in common")
    .finding("anomaly_e", plain.5, "anomaly of E after ABCD")
    .finding("letters_002", rows[2].0.len() as f64, "letters predicted, predicted decrement 0.02")
    .finding("letters_01", strong.0.len() as f64, "letters predicted, predicted decrement 0.1")
    .reading(format!(
        "ABCD predicts {}, both at once: {} cells of E and {} of F, one cell in each of their columns. D has {} \
         active cells, one per column, and the same {} in both words, because the words are identical up to D. A \
         prediction of two letters is the union of their predictions, and neither causes an anomaly (anomaly {}); \
         the memory does not choose, and does not give their probabilities. With PREDICTED_DECREMENT, each word \
         punishes what the other predicts: at 0.02, {} is predicted; at 0.1, as much as the increment, {}. It must \
         be small compared with the increment, or the memory unlearns what is true half of the time.",
        or_dash(&plain.0),
        plain.1,
        plain.2,
        plain.3,
        plain.4,
        plain.5,
        or_dash(&rows[2].0),
        if strong.0.is_empty() { "nothing" } else { &strong.0 },
    ))
    .table(table))
}

/// The cells of a letter after several words, counted from 0 in each column.
fn by_column(
    caption: &str,
    letter: char,
    cells_per_column: u32,
    after: [(&str, &[u32]); 3],
) -> Table {
    let headings = ["column"].into_iter().chain(after.map(|(word, _)| word));
    let mut table = Table::with_headings(
        format!("{caption}, predicted decrement {}", lab::PREDICTED_DECREMENT),
        headings.map(str::to_owned).collect(),
    );
    for column in lab::columns(letter) {
        let in_column = |cells: &[u32]| {
            let cells = cells.iter().filter(|cell| *cell / cells_per_column == column);
            let cells: Vec<String> =
                cells.map(|cell| (cell % cells_per_column).to_string()).collect();
            if cells.is_empty() { "-".to_owned() } else { cells.join(" and ") }
        };
        let row = after.map(|(_, cells)| in_column(cells));
        table.row([column.to_string()].into_iter().chain(row));
    }
    table
}

/// TM.10.
pub fn two_words_that_share_cd(_: Effort) -> Outcome {
    const CELLS: u32 = 8;
    const ROUNDS: u32 = 200;
    let words = ["ABCDE", "FGCDH"];
    let mut table = Table::new(
        "The last letters, without learning",
        [
            "predicted decrement",
            "shown",
            "active",
            "bursting",
            "predicted",
            "of E",
            "of H",
            "predicts",
        ],
    );
    let mut both = Vec::new();
    for decrement in [0.0, lab::PREDICTED_DECREMENT] {
        let parameters = lab::usual(CELLS).with_predicted_decrement(decrement);
        let mut memory = lab::memory(parameters)?;
        lab::train(&mut memory, &words, ROUNDS)?;
        let mut shown = Vec::new();
        for word in ["ABCD", "FGCD", "CD"] {
            let steps = lab::show(&mut memory, word, false)?;
            for (length, step) in (1..).zip(&steps) {
                if length < word.len() - 1 {
                    continue;
                }
                let of = |letter| cells_of(&step.predicted, letter, CELLS).to_string();
                table.row([
                    decrement.to_string(),
                    word[..length].to_owned(),
                    step.active.len().to_string(),
                    step.bursting.to_string(),
                    step.predicted.len().to_string(),
                    of('E'),
                    of('H'),
                    or_dash(&step.next).to_owned(),
                ]);
            }
            shown.push(steps);
        }
        both.push(shown);
    }
    let (plain, last_steps) = (&both[0], &both[1]);
    let [abcd, fgcd, cd] = &last_steps[..] else { unreachable!("three words") };
    let (a_d, g_d, c, d) = (&abcd[3], &fgcd[3], &cd[0], &cd[1]);
    let union = common(&d.active, &a_d.active) + common(&d.active, &g_d.active)
        - d.active
            .iter()
            .filter(|cell| a_d.active.contains(cell) && g_d.active.contains(cell))
            .count();
    let cells = |step: &lab::Step, letter| cells_of(&step.predicted, letter, CELLS) as f64;
    let shown = [("ABCD", a_d), ("FGCD", g_d), ("CD", d)];
    let active = shown.map(|(word, step)| (word, &step.active[..]));
    let predicted = shown.map(|(word, step)| (word, &step.predicted[..]));
    Ok(Answer::to(format!(
        "{} 8 cells per column. The words ABCDE and FGCDH in turn for {ROUNDS} rounds, with and without the \
         predicted decrement; then, without learning and each after a reset, ABCD, FGCD, and CD alone.",
        lab::USUAL
    ))
    .finding("abcd_active", a_d.active.len() as f64, "active cells of D in ABCD")
    .finding("abcd_e", cells(a_d, 'E'), "cells of E predicted after ABCD")
    .finding("abcd_h", cells(a_d, 'H'), "cells of H predicted after ABCD")
    .finding("fgcd_active", g_d.active.len() as f64, "active cells of D in FGCD")
    .finding("fgcd_e", cells(g_d, 'E'), "cells of E predicted after FGCD")
    .finding("fgcd_h", cells(g_d, 'H'), "cells of H predicted after FGCD")
    .finding("d_common", common(&a_d.active, &g_d.active) as f64, "cells of D in both words")
    .finding("c_active", c.active.len() as f64, "active cells of C alone")
    .finding("c_predicted", c.predicted.len() as f64, "cells of D predicted by it")
    .finding("cd_active", d.active.len() as f64, "active cells of D in CD")
    .finding("cd_known", union as f64, "of which ABCD or FGCD has")
    .finding("cd_e", cells(d, 'E'), "cells of E predicted after CD")
    .finding("cd_h", cells(d, 'H'), "cells of H predicted after CD")
    .finding("plain_abcd_e", cells(&plain[0][3], 'E'), "cells of E after ABCD, predicted decrement 0")
    .finding("plain_abcd_h", cells(&plain[0][3], 'H'), "cells of H after ABCD, predicted decrement 0")
    .finding("plain_fgcd_h", cells(&plain[1][3], 'H'), "cells of H after FGCD, predicted decrement 0")
    .reading(format!(
        "After {ROUNDS} rounds, FGCD predicts {}: {} cells of H and {} of E; ABCD predicts {}: {} of E and {} of H. \
         D has {} active cells in each, one per column, and the two have {} in common. CD after a reset has no \
         context: C bursts, all {} of its cells are active, and they predict both contexts of D, {} cells. Then D \
         comes, and none of its columns bursts: its {} active cells are the {} that the two words have, two in each \
         column, and they predict {} cells of E and {} of H. The memory is at D of both words at once, and the next \
         letter decides. Without the predicted decrement it is less clean: ABCD then predicts {}, {} cells of E and \
         {} of H. FGCDH, learned second, at first depended on the C and D of ABCDE, which were active in the burst, \
         and nothing ever weakens what was learned then. After FGCD, {} is predicted even so: the word that came \
         first is the one with the error.",
        or_dash(&g_d.next),
        cells(g_d, 'H'),
        cells(g_d, 'E'),
        or_dash(&a_d.next),
        cells(a_d, 'E'),
        cells(a_d, 'H'),
        g_d.active.len(),
        common(&a_d.active, &g_d.active),
        c.active.len(),
        c.predicted.len(),
        d.active.len(),
        union,
        cells(d, 'E'),
        cells(d, 'H'),
        or_dash(&plain[0][3].next),
        cells(&plain[0][3], 'E'),
        cells(&plain[0][3], 'H'),
        or_dash(&plain[1][3].next),
    ))
    .table(table)
    .table(by_column("Active cells of D, by column", 'D', CELLS, active))
    .table(by_column("Predicted cells of E, by column", 'E', CELLS, predicted))
    .table(by_column("Predicted cells of H, by column", 'H', CELLS, predicted)))
}
