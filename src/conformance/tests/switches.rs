//! The switches of vectors: their defaults, and how often random vectors have those of the book.

use bami_conformance::fuzz::{fill, random_vector};
use bami_conformance::{Json, Vector};
use serde_json::json;

/// Each switch that has the same default in every vector: the algorithm, the object within the
/// parameters that holds the switch, its name, and the default.
fn switches() -> Vec<(&'static str, Option<&'static str>, &'static str, Json)> {
    let pooler = [
        ("connected_in_overlap", json!("at_least")),
        ("tie_break", json!("all")),
        ("duty_cycles", json!("recursive")),
        ("boosting_order", json!("two_passes")),
        ("wrap_around", json!(false)),
    ];
    let extensions = [
        ("max_segments_per_cell", Json::Null),
        ("max_synapses_per_segment", Json::Null),
        ("prune_zero_permanence", json!(false)),
        ("skip_empty_segments", json!(false)),
    ];
    let encoders = [
        ("random-distributed-scalar-encoder", None, "rounding", json!("nearest")),
        ("random-distributed-scalar-encoder", None, "collisions", json!("probe")),
        ("coordinate-encoder", None, "collisions", json!("probe")),
        ("geospatial-encoder", None, "collisions", json!("probe")),
        ("date-encoder", Some("day_of_week"), "first_weekday", json!("sunday")),
    ];
    let pooler = pooler.map(|(name, value)| ("spatial-pooler", None, name, value));
    let extensions =
        extensions.map(|(name, value)| ("temporal-memory", Some("extensions"), name, value));
    pooler.into_iter().chain(extensions).chain(encoders).collect()
}

/// The outputs of the vector with a switch set to a value, or removed.
fn outputs(
    mut vector: Vector,
    within: Option<&str>,
    name: &str,
    value: Option<&Json>,
) -> Vec<Json> {
    let mut parameters = &mut vector.header.parameters;
    if let Some(within) = within {
        parameters = &mut parameters[within];
    }
    let fields = parameters.as_object_mut().unwrap();
    match value {
        Some(value) => fields.insert(name.into(), value.clone()),
        None => fields.shift_remove(name),
    };
    assert!(fill(&mut vector));
    vector.steps.into_iter().map(|step| step.output).collect()
}

//= spec/conformance.md#conf-switches
//= type=test
//# A switch that is absent from the parameters MUST have the default of this chapter, whatever the
//# profile of the program.
#[test]
fn conf_switches_one_that_is_absent_has_its_default() {
    for (algorithm, within, name, default) in switches() {
        let mut matters = false;
        for case in 0..40 {
            let vector = random_vector(algorithm, 11, case).unwrap();
            if within.is_some_and(|within| vector.header.parameters.get(within).is_none()) {
                continue;
            }
            let absent = outputs(vector.clone(), within, name, None);
            assert_eq!(outputs(vector.clone(), within, name, Some(&default)), absent, "{name}");
            let drawn: Vec<Json> = vector.steps.into_iter().map(|step| step.output).collect();
            matters |= drawn != absent;
        }
        assert!(matters, "{name} changes nothing in any case");
    }
}

#[test]
fn half_of_the_random_vectors_of_a_pooler_have_the_switches_of_the_book() {
    const CASES: u32 = 200;
    let book = [
        ("center_bias", json!(0.1)),
        ("connected_in_overlap", json!("above")),
        ("tie_break", json!("all")),
        ("duty_cycles", json!("window")),
        ("boosting_order", json!("one_loop")),
    ];
    let is_book = |vector: &Vector| {
        book.iter().all(|(name, value)| vector.header.parameters.get(name) == Some(value))
    };
    let vectors = (0..CASES).map(|case| random_vector("spatial-pooler", 12, case).unwrap());
    let found = vectors.filter(is_book).count() as u32;
    assert!(found.abs_diff(CASES / 2) < CASES / 10, "{found} of {CASES}");
}
