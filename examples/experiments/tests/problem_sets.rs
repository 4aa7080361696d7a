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
    for text in [question.question, question.title, &answer.experiment, &answer.reading] {
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
