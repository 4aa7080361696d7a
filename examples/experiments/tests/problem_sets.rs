//! Pins the key figures of the answers to BAMI's problem sets, and tests the claims of the readings.

use bami_experiments::problem_sets::chapters;
use bami_experiments::problem_sets::report;
use bami_experiments::support;

use std::collections::BTreeSet;
use std::sync::{LazyLock, OnceLock};

use chapters::answer::{Answer, Effort, Question};
use report::{Answered, Format};

/// The answers, each computed once for all tests.
static ANSWERS: LazyLock<Vec<(&Question, OnceLock<Answer>)>> =
    LazyLock::new(|| chapters::questions().map(|question| (question, OnceLock::new())).collect());

fn answer(id: &str) -> &'static Answer {
    let (question, answer) =
        ANSWERS.iter().find(|(question, _)| question.id == id).expect("a question has this id");
    answer.get_or_init(|| (question.answer)(Effort::Quick).expect("the experiment succeeds"))
}

/// Checks that the key figures of each answer match the snapshot, and that no part of an answer is missing.
fn pin(questions: &[Question]) {
    for question in questions {
        let answer = answer(question.id);
        check(question, answer);
        let line =
            |finding: &chapters::answer::Finding| format!("{}: {}\n", finding.key, finding.shown());
        let figures: String = answer.findings.iter().map(line).collect();
        insta::assert_snapshot!(question.id.replace('.', "_"), figures);
    }
}

fn check(question: &Question, answer: &Answer) {
    let id = question.id;
    assert!(!answer.findings.is_empty(), "{id} has no key figures");
    assert!(!answer.tables.is_empty(), "{id} has no table");
    for text in [question.question(), question.title, &answer.experiment, &answer.reading] {
        assert!(!text.trim().is_empty(), "{id} lacks a text");
    }
    let keys: BTreeSet<&str> = answer.findings.iter().map(|finding| finding.key).collect();
    assert_eq!(keys.len(), answer.findings.len(), "{id} names two figures alike");
    for plot in &answer.plots {
        assert!(plot.all_series().iter().any(|series| !series.points().is_empty()), "{id}");
        assert!(plot.svg().starts_with("<svg"), "{id}");
    }
}

/// A key figure of an answer.
fn figure(answer: &Answer, key: &str) -> f64 {
    let found = answer.findings.iter().find(|finding| finding.key == key);
    found.unwrap_or_else(|| panic!("no figure {key}")).value
}

/// The key figures of an answer in the order of `keys`.
fn figures<const N: usize>(id: &str, keys: [&str; N]) -> [f64; N] {
    keys.map(|key| figure(answer(id), key))
}

#[test]
fn the_ids_of_the_questions_differ() {
    let ids: Vec<&str> = chapters::questions().map(|question| question.id).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
}

#[test]
fn the_key_figures_of_the_chapter_on_sdrs_are_pinned() {
    pin(chapters::sdr::QUESTIONS);
}

#[test]
fn the_key_figures_of_the_chapter_on_encoders_are_pinned() {
    pin(chapters::enc::QUESTIONS);
}

#[test]
fn the_key_figures_of_the_chapter_on_spatial_pooling_are_pinned() {
    pin(chapters::sp::QUESTIONS);
}

#[test]
fn the_key_figures_of_the_chapter_on_temporal_memory_are_pinned() {
    pin(chapters::tm::QUESTIONS);
}

/// A key figure as a number with this many decimals in scientific notation.
#[track_caller]
fn shows(id: &str, key: &str, decimals: usize, written: &str) {
    assert_eq!(format!("{:.decimals$e}", figure(answer(id), key)), written, "{id} {key}");
}

#[test]
fn sdr_1_an_sdr_is_longer_than_its_character() {
    let keys =
        ["ascii_bits", "index_bits", "vector_bits", "needed_bits", "possible_bits", "lost_bits"];
    let [ascii, indices, vector, needed, possible, lost] = figures("sdr.1", keys);
    assert!(needed < ascii && ascii < indices && indices < vector);
    assert!(possible < indices && lost > vector / 2.0);
    let [found, distinct] = figures("sdr.1", ["union_finds", "distinct"]);
    assert_eq!(found, distinct);
}

#[test]
fn sdr_2_no_single_bit_decides() {
    let keys = ["removals_lost", "sdr_flips_lost", "sdr_wrong"];
    assert_eq!(figures("sdr.2", keys), [0.0; 3]);
    // With a threshold of half of 20 ON bits, the eleventh decides.
    assert_eq!(figures("sdr.2", ["removed_until_lost"]), [11.0]);
}

#[test]
fn sdr_4_both_representations_in_numbers() {
    shows("sdr.4", "capacity_w3", 8, "1.66167000e8");
    shows("sdr.4", "capacity_w15", 5, "7.68788e24");
    shows("sdr.4", "one_in_exact_w3", 8, "1.66167000e8");
    shows("sdr.4", "one_in_exact_w15", 5, "7.68788e24");
    shows("sdr.4", "one_in_w3", 5, "5.55371e4");
    shows("sdr.4", "one_in_w15", 5, "1.67885e11");
    let table = answer("sdr.4").tables[0].to_string();
    assert!(table.contains("166167000") && table.contains("7687875149867948862546720"), "{table}");
}

#[test]
fn sdr_5_random_sdrs_in_numbers() {
    shows("sdr.5", "capacity", 6, "4.554459e51");
    shows("sdr.5", "capacity_digits", 1, "5.2e1");
    shows("sdr.5", "any_identical", 6, "1.086847e-48");
    shows("sdr.5", "more_than_5", 5, "1.57805e-2");
    shows("sdr.5", "more_than_5_one_in", 5, "6.33693e1");
    shows("sdr.5", "mean", 3, "2.178e0");
    let [deviations] = figures("sdr.5", ["deviations"]);
    assert!(deviations.abs() < 4.0);
}

#[test]
fn sdr_6_terms_in_numbers() {
    shows("sdr.6", "term_0_1024_4_2", 4, "6.8463e-5");
    shows("sdr.6", "term_1_1024_4_2", 4, "8.9582e-8");
    shows("sdr.6", "term_2_1024_4_2", 4, "2.1956e-11");
    shows("sdr.6", "first_1024_4_2", 4, "9.9869e-1");
    shows("sdr.6", "term_0_1024_20_10", 4, "9.2442e-14");
    shows("sdr.6", "term_1_1024_20_10", 4, "8.4461e-16");
    shows("sdr.6", "first_1024_20_10", 4, "9.9089e-1");
    shows("sdr.6", "first_500_33_6", 4, "7.7555e-1");
}

#[test]
fn sp_8_the_pool_is_6_to_8_percent_of_the_input() {
    assert_eq!(figures("sp.8", ["pct_low", "pct_high"]), [0.06, 0.08]);
}

#[test]
fn sp_10_parts_that_came_together_share_columns() {
    let keys = ["book_ab", "book_ac", "none_ab", "apart_ab"];
    let [ab, ac, none, apart] = figures("sp.10", keys);
    assert!(ab.min(ac) > 5.0 * none.max(apart), "{ab} {ac} {none} {apart}");
}

#[test]
fn tm_1_only_a_third_letter_tells_the_words_apart() {
    assert_eq!(figures("tm.1", ["table_1", "table_2", "table_3"]), [2.0, 2.0, 1.0]);
}

#[test]
fn sp_3_an_untrained_pooler_keeps_what_a_hash_forgets() {
    let [kept, hash, chance] = figures("sp.3", ["kept_1", "hash_1", "chance"]);
    assert!(kept > 0.7 && hash < 2.0 * chance);
}

#[test]
fn sp_4_training_helps_with_some_noise_and_not_with_much() {
    let keys = ["kept_30_untrained", "kept_30_trained", "kept_60_untrained", "kept_60_trained"];
    let [some_before, some_after, much_before, much_after] = figures("sp.4", keys);
    assert!(some_after > 2.0 * some_before);
    assert!(much_after < much_before);
}

#[test]
fn sp_9_a_pooler_that_knows_the_bars_answers_their_cross_with_other_columns() {
    let keys = ["untrained_from_either", "parts_from_either", "parts_overlap", "parts_least"];
    let [untrained, trained, overlap, least] = figures("sp.9", keys);
    assert!(trained < untrained / 2.0);
    assert!(overlap < least);
}

#[test]
fn tm_1_and_tm_10_failed_predictions_go_only_where_they_are_punished() {
    let [first_order, high_order, unpunished] =
        figures("tm.1", ["letters_1", "letters_16", "unpunished_16"]);
    assert_eq!([first_order, high_order, unpunished], [2.0, 1.0, 2.0]);
    let keys = ["abcd_e", "abcd_h", "fgcd_e", "fgcd_h", "plain_abcd_e", "plain_abcd_h"];
    assert_eq!(figures("tm.10", keys), [20.0, 0.0, 0.0, 20.0, 20.0, 20.0]);
}

#[test]
fn tm_9_both_ends_are_predicted_from_one_state() {
    let keys = ["cells_e", "cells_f", "active_d", "same_d", "letters_01"];
    assert_eq!(figures("tm.9", keys), [20.0, 20.0, 20.0, 20.0, 0.0]);
}

#[test]
fn tm_10_cd_alone_is_in_both_words_at_once() {
    let keys = ["c_active", "c_predicted", "cd_active", "cd_known", "cd_e", "cd_h"];
    assert_eq!(figures("tm.10", keys), [160.0, 40.0, 40.0, 40.0, 20.0, 20.0]);
}

#[test]
fn an_unknown_question_is_answered_with_the_nearest() {
    assert_eq!(chapters::named("TM.9").expect("in either case").id, "tm.9");
    let message = chapters::named("sp.77").expect_err("there is none").to_string();
    assert!(message.contains("sp.7,"), "{message}");
}

#[test]
fn an_answer_is_told_in_every_format() {
    let question = chapters::named("tm.5").expect("the question is there");
    let answered = [Answered { question, answer: answer("tm.5").clone() }];
    insta::assert_snapshot!("tm_5_as_text", report::text(&answered[0]));
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["answers.md", "answers.html"] {
        let path = folder.path().join(name);
        let format = Format::of(&path).expect("a format");
        let file = support::files::WholeFile::create(&path).expect("a file");
        report::write(&answered, format, &path, file).expect("it is written");
        let text = std::fs::read_to_string(&path).expect("it is there");
        assert!(text.contains("BAMI PS TM.5") && text.contains("Predictions come from segments"));
        assert_eq!(text.contains("<svg"), name == "answers.html");
    }
    let plot = std::fs::read_to_string(folder.path().join("answers_plots/tm.5-1.svg"));
    assert!(plot.expect("the plot is beside the text").starts_with("<svg"));
    let mut names: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").collect();
    assert_eq!(names.len(), 3, "{:?}", names.pop());
    assert_eq!(Format::of("answers.pdf".as_ref()), None);
}
