//! Both forms of the two algorithms answer every vector alike.

use bami_conformance::{Header, Json, Model, embedded_vectors};
use bami_htm::Execution;

/// The model of a vector in one form; none if the vector is rejected.
fn model(header: &Header, execution: Execution) -> Option<Model> {
    let mut model = Model::new(header).ok()??;
    model.set_execution(execution);
    Some(model)
}

fn output(result: Result<Json, bami_conformance::ModelError>) -> Result<Json, String> {
    result.map_err(|error| error.to_string())
}

/// The outputs, and after each step the complete state: the sets, the segments and synapses with
/// their permanences, the counts, and the random generator, which shows the draws.
#[test]
fn every_vector_is_answered_alike_in_both_forms() {
    for algorithm in ["temporal-memory", "spatial-pooler"] {
        let vectors = embedded_vectors().unwrap().into_iter();
        let mut steps = 0;
        for vector in vectors.filter(|vector| vector.header.algorithm == algorithm) {
            let name = &vector.header.name;
            let literal = model(&vector.header, Execution::Literal);
            let indexed = model(&vector.header, Execution::Indexed);
            let (Some(mut literal), Some(mut indexed)) = (literal, indexed) else {
                assert!(vector.expects_error(), "{name} is rejected");
                continue;
            };
            assert!(literal.pin().is_some());
            for step in &vector.steps {
                let by_lines = output(literal.step_observed(&step.input, |_| ()));
                assert_eq!(by_lines, output(indexed.step(&step.input)), "{name}: the output");
                assert_eq!(literal.pin(), indexed.pin(), "{name}: the state");
                steps += 1;
            }
        }
        assert!(steps > 100, "{algorithm} has {steps} steps");
    }
}

/// A step that nobody observes is the same in the literal form.
#[test]
fn the_literal_form_needs_no_observer() {
    for vector in embedded_vectors().unwrap() {
        let (literal, observed) =
            (model(&vector.header, Execution::Literal), Model::new(&vector.header).ok().flatten());
        let (Some(mut literal), Some(mut observed)) = (literal, observed) else { continue };
        for step in &vector.steps {
            let by_lines = output(observed.step_observed(&step.input, |_| ()));
            assert_eq!(output(literal.step(&step.input)), by_lines, "{}", vector.header.name);
            assert_eq!(literal.pin(), observed.pin(), "{}", vector.header.name);
        }
    }
}
