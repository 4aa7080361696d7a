//! The key figures of the answers to BAMI's problem sets, pinned, and what the readings say of them.
#![cfg(feature = "cli")]

#[path = "../examples/problem_sets/chapters/mod.rs"]
mod chapters;
#[path = "../examples/support/mod.rs"]
mod support;

use std::collections::BTreeSet;

use chapters::answer::{Answer, Effort, Question};

/// The key figures of each answer are those of the snapshot, and no part of an answer is missing.
fn pin(questions: &[Question]) {
    std::thread::scope(|scope| {
        let runs: Vec<_> = questions
            .iter()
            .map(|question| (question, scope.spawn(|| (question.answer)(Effort::Quick))))
            .collect();
        for (question, run) in runs {
            let answer = run.join().expect("an experiment does not panic").expect("it succeeds");
            check(question, &answer);
            let line = |finding: &chapters::answer::Finding| {
                format!("{}: {}\n", finding.key, finding.shown())
            };
            let figures: String = answer.findings.iter().map(line).collect();
            insta::assert_snapshot!(question.id.replace('.', "_"), figures);
        }
    });
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
        plot.svg().expect("a plot can be drawn");
    }
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
