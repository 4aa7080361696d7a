//! The ports in `examples/ports/` read the library's snapshots, go on from them, and write snapshots that the
//! library reads: `spec/snapshot.md`.

mod refused;
mod versions;

use std::path::Path;
use std::process::{Command, Output};

use bami_htm::anatomy::SegmentView;
use bami_htm::anomaly::AnomalyLikelihoodParameters;
use bami_htm::encoders::{
    CategoryEncoderParameters, ConcatenatedEncoderParameters, CoordinateEncoderParameters,
    DateEncoderParameters, DeltaEncoderParameters, EncoderParameters, GeospatialEncoderParameters,
    PartParameters, RandomDistributedScalarEncoderParameters, TimeOfDayParameters, Value,
};
use bami_htm::observer::NoObserver;
use bami_htm::region::{FieldEncoder, Record, Region, RegionParameters};
use bami_htm::sdr::Sdr;
use bami_htm::snapshot::{Array, Snapshot};
use bami_htm::spatial_pooler::{
    BoostingOrder, ConnectedInOverlap, DutyCycles, SpatialPooler, SpatialPoolerParameters, TieBreak,
};
use bami_htm::temporal_memory::{
    TemporalMemory, TemporalMemoryExtensions, TemporalMemoryParameters,
};
use libtest_mimic::Trial;
use serde_json::{Value as Json, json};

use crate::common::{self, PORTS};
use crate::harness::{Need, trials};

/// The ports, each as interpreter and program.
fn ports() -> [[String; 2]; 2] {
    let ports = [("python3", "python/snapshot.py"), ("node", "javascript/snapshot.mjs")];
    ports.map(|(by, program)| common::port_command(by, program))
}

fn run(port: &[String; 2], arguments: &[&Path]) -> Output {
    Command::new(&port[0]).arg(&port[1]).args(arguments).output().unwrap()
}

/// What a port says about each step, and the snapshot that it writes behind the last.
fn goes_on(port: &[String; 2], snapshot: &Snapshot, steps: &[Json]) -> (Vec<Json>, Snapshot) {
    let folder = tempfile::tempdir().unwrap();
    let [from, lines, to] = ["from", "steps", "to"].map(|name| folder.path().join(name));
    snapshot.write(&from).unwrap();
    let text: String = steps.iter().map(|step| format!("{step}\n")).collect();
    std::fs::write(&lines, text).unwrap();
    let arguments = [&from, Path::new("--steps"), &lines, Path::new("--save"), &to];
    let output = run(port, &arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).unwrap();
    let answers = lines.lines().map(|line| numbers(&serde_json::from_str(line).unwrap()));
    (answers.collect(), Snapshot::read(&to).unwrap())
}

/// JSON with all numbers as floating-point numbers: in JavaScript 1 and 1.0 are the same.
fn numbers(value: &Json) -> Json {
    match value {
        Json::Number(number) => number.as_f64().into(),
        Json::Array(list) => list.iter().map(numbers).collect(),
        Json::Object(fields) => fields.iter().map(|(name, v)| (name.clone(), numbers(v))).collect(),
        _ => value.clone(),
    }
}

/// Ascending numbers below `bound`, about `count` of them, that a sequence of `period` brings again and again.
fn pattern(step: u32, period: u32, count: u32, bound: u32) -> Vec<u32> {
    let place = step % period;
    let mut numbers: Vec<u32> =
        (0..count).map(|k| (place * place * 7 + place * 3 + k * (place + 2) * 5) % bound).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// The inputs of a temporal memory: a sequence with a noisy element now and then, resets, and steps that do not learn.
fn memory_inputs(steps: std::ops::Range<u32>) -> Vec<Json> {
    let mut inputs = Vec::new();
    for step in steps {
        if step % 29 == 28 {
            inputs.push(json!({ "reset": true }));
        }
        let noisy = if step % 11 == 10 { step * 5 } else { step };
        let columns = pattern(noisy, 7, 4, 24);
        inputs.push(json!({ "active_columns": columns, "learn": step % 8 != 7, "dump": true }));
    }
    inputs
}

/// The memory's own answer to an input, as vectors have it.
fn memory_answer(memory: &mut TemporalMemory, input: &Json) -> Json {
    if input.get("reset").is_some() {
        memory.reset();
        return json!({});
    }
    let columns: Vec<u32> = serde_json::from_value(input["active_columns"].clone()).unwrap();
    memory.step(&common::columns(memory, &columns), (input["learn"] == true).into()).unwrap();
    let mut segments: Vec<_> = memory.layer().segments().collect();
    segments.sort_by_key(|segment| segment.serial());
    let object = |segment: SegmentView| {
        let synapses = segment.synapses().map(|s| (s.presynaptic().index(), s.permanence()));
        json!({
            "id": segment.serial().get(),
            "cell": segment.cell().map(|cell| cell.index().get()),
            "synapses": synapses.collect::<Vec<_>>(),
        })
    };
    numbers(&json!({
        "active_cells": memory.active_cells(),
        "winner_cells": memory.winner_cells(),
        "bursting_columns": memory.bursting_columns(),
        "active_segments": memory.active_segments(),
        "matching_segments": memory.matching_segments(),
        "predictive_cells": memory.predictive_cells(),
        "anomaly": memory.anomaly(),
        "segment_count": segments.len(),
        "synapse_count": memory.layer().synapse_count(),
        "segments": segments.into_iter().map(object).collect::<Vec<Json>>(),
    }))
}

fn memory(extensions: TemporalMemoryExtensions, killed: &[u32]) -> TemporalMemory {
    let parameters = TemporalMemoryParameters::default()
        .with_column_count(24)
        .with_cells_per_column(3)
        .with_activation_threshold(2)
        .with_learning_threshold(1)
        .with_initial_permanence(0.45)
        .with_permanence_increment(0.1)
        .with_permanence_decrement(0.07)
        .with_predicted_decrement(0.013)
        .with_synapse_sample_size(5)
        .with_extensions(extensions);
    let mut memory = TemporalMemory::new(parameters, u64::MAX).unwrap();
    for input in memory_inputs(0..90) {
        memory_answer(&mut memory, &input);
    }
    memory.kill_cells(killed.iter().copied()).unwrap();
    memory
}

fn all_extensions() -> TemporalMemoryExtensions {
    TemporalMemoryExtensions::default()
        .with_max_segments_per_cell(2)
        .with_max_synapses_per_segment(4)
        .with_prune_zero_permanence(true)
        .with_skip_empty_segments(true)
}

//= spec/snapshot.md#snap-tm
//= type=test
//# The arrays of a temporal memory MUST be those of the table, with the content that it describes.
//= spec/snapshot.md#snap-tm
//= type=test
//# activeSegments, matchingSegments and the counts of stage 2 MUST be recomputed from the active
//# cells, by lines 55 to 72.
//= spec/snapshot.md#snap-exact
//= type=test
//# An object loaded from a snapshot MUST give, in every further step, bit for bit what the saved
//# object would have given.
fn the_ports_go_on_from_a_temporal_memory_and_the_library_from_theirs() {
    let none = TemporalMemoryExtensions::default();
    let first_column = [0, 2, 37, 70];
    for (extensions, killed) in [
        (none.clone(), &[][..]),
        (all_extensions(), &[]),
        (none, &first_column),
        (all_extensions(), &first_column),
    ] {
        let start = memory(extensions, killed);
        assert!(start.layer().synapse_count() > 60, "{}", start.layer().synapse_count());
        let snapshot = start.snapshot().unwrap();
        let mut straight = start.clone();
        let inputs = memory_inputs(90..150);
        let wanted: Vec<Json> =
            inputs.iter().map(|input| memory_answer(&mut straight, input)).collect();
        let end = straight.snapshot().unwrap().to_bytes().unwrap();
        let later = memory_inputs(150..170);
        let wanted_later: Vec<Json> =
            later.iter().map(|input| memory_answer(&mut straight, input)).collect();
        for port in ports() {
            let (answers, saved) = goes_on(&port, &snapshot, &inputs);
            assert_eq!(answers, wanted, "{}", port[1]);
            let mut again = TemporalMemory::from_snapshot(saved).unwrap();
            assert_eq!(again.snapshot().unwrap().to_bytes().unwrap(), end, "{}", port[1]);
            let answers: Vec<Json> =
                later.iter().map(|input| memory_answer(&mut again, input)).collect();
            assert_eq!(answers, wanted_later, "{}", port[1]);
        }
    }
}

fn pooler_inputs(steps: std::ops::Range<u32>) -> Vec<Json> {
    let input = |step| {
        let bits = pattern(step, 9, 20, 60);
        json!({ "active_bits": bits, "learn": step % 8 != 7, "dump": true })
    };
    steps.map(input).collect()
}

/// The pooler's own answer to an input, as vectors have it.
fn pooler_answer(pooler: &mut SpatialPooler, input: &Json) -> Json {
    let bits: Vec<u32> = serde_json::from_value(input["active_bits"].clone()).unwrap();
    pooler.step(&Sdr::new(60, bits).unwrap(), (input["learn"] == true).into()).unwrap();
    let state = pooler.state();
    numbers(&json!({
        "overlaps": state.overlaps,
        "active_columns": state.active_columns,
        "state": {
            "potential_synapses": state.potential_synapses,
            "active_duty_cycles": state.active_duty_cycles,
            "overlap_duty_cycles": state.overlap_duty_cycles,
            "boosts": state.boosts,
            "inhibition_radius": state.inhibition_radius,
        },
    }))
}

//= spec/snapshot.md#snap-sp
//= type=test
//# The arrays of a spatial pooler MUST be those of the table, with the content that it describes.
//= spec/snapshot.md#snap-exact
//= type=test
//# An object loaded from a snapshot MUST give, in every further step, bit for bit what the saved
//# object would have given.
fn the_ports_go_on_from_a_spatial_pooler_and_the_library_from_theirs() {
    let local = SpatialPoolerParameters::default()
        .with_tie_break(TieBreak::All)
        .with_input_dimensions([6, 10])
        .with_column_dimensions([4, 8])
        .with_potential_radius(3)
        .with_potential_pct(0.8)
        .with_global_inhibition(false)
        .with_num_active_columns_per_inh_area(None)
        .with_local_area_density(0.2)
        .with_boost_strength(4.5)
        .with_duty_cycle_period(20)
        .with_min_pct_overlap_duty_cycle(0.3)
        .with_wrap_around(true);
    let global = SpatialPoolerParameters::default()
        .with_input_dimensions([60])
        .with_column_dimensions([40])
        .with_num_active_columns_per_inh_area(3)
        .with_boost_strength(2.0)
        .with_tie_break(TieBreak::LowestIndex);
    // With a window that is full, and whose bits take two numbers for each step.
    let book = global
        .clone()
        .with_center_bias(0.1)
        .with_connected_in_overlap(ConnectedInOverlap::Above)
        .with_tie_break(TieBreak::All)
        .with_duty_cycles(DutyCycles::Window)
        .with_duty_cycle_period(20)
        .with_boosting_order(BoostingOrder::OneLoop);
    for parameters in [local, global, book] {
        let mut straight = SpatialPooler::new(parameters, 7).unwrap();
        for input in pooler_inputs(0..60) {
            pooler_answer(&mut straight, &input);
        }
        let snapshot = straight.snapshot().unwrap();
        let inputs = pooler_inputs(60..110);
        let wanted: Vec<Json> =
            inputs.iter().map(|input| pooler_answer(&mut straight, input)).collect();
        assert!(straight.state().boosts.iter().any(|&boost| boost != 1.0));
        let end = straight.snapshot().unwrap().to_bytes().unwrap();
        let wanted_later = pooler_answer(&mut straight, &pooler_inputs(110..111)[0]);
        for port in ports() {
            let (answers, saved) = goes_on(&port, &snapshot, &inputs);
            assert_eq!(answers, wanted, "{}", port[1]);
            let mut again = SpatialPooler::from_snapshot(saved).unwrap();
            assert_eq!(again.snapshot().unwrap().to_bytes().unwrap(), end, "{}", port[1]);
            let later = pooler_answer(&mut again, &pooler_inputs(110..111)[0]);
            assert_eq!(later, wanted_later, "{}", port[1]);
        }
    }
}

/// A region with the range rule and with encoders of which all but two keep something.
fn region() -> Region {
    let hours = TimeOfDayParameters::default().with_buckets(24).with_active_bits(5);
    let date = DateEncoderParameters::default().with_time_of_day(hours);
    let distributed = RandomDistributedScalarEncoderParameters::default()
        .with_resolution(0.5)
        .with_size(60)
        .with_active_bits(7);
    let delta = DeltaEncoderParameters::default().with_minimum(-20.0).with_maximum(20.0);
    let coordinate =
        CoordinateEncoderParameters::default().with_radius(3).with_size(80).with_active_bits(9);
    let geospatial = GeospatialEncoderParameters::default()
        .with_scale(30.0)
        .with_timestep(60.0)
        .with_size(90)
        .with_active_bits(9);
    let colours = CategoryEncoderParameters::new(["red", "green"]);
    let part = |name: &str, encoder| PartParameters::new(name, encoder);
    let both = ConcatenatedEncoderParameters::default().with_parts([
        part("level", EncoderParameters::RandomDistributedScalar(distributed.clone())),
        part("change", EncoderParameters::Delta(delta.clone())),
    ]);
    let encoders = vec![
        FieldEncoder::new("timestamp", EncoderParameters::Date(date)),
        FieldEncoder::new("value", EncoderParameters::RandomDistributedScalar(distributed)),
        FieldEncoder::new("change", EncoderParameters::Delta(delta)).with_columns(["value"]),
        FieldEncoder::new("square", EncoderParameters::Coordinate(coordinate))
            .with_columns(["x", "y"]),
        FieldEncoder::new("place", EncoderParameters::Geospatial(geospatial))
            .with_columns(["x", "y", "value"]),
        FieldEncoder::new("both", EncoderParameters::Concatenated(both))
            .with_columns(["value", "y"]),
        FieldEncoder::new("colour", EncoderParameters::Category(colours)),
    ];
    let sp = SpatialPoolerParameters::default()
        .with_input_dimensions([])
        .with_column_dimensions([40])
        .with_num_active_columns_per_inh_area(4)
        .with_boost_strength(1.5)
        .with_duty_cycle_period(10)
        .with_tie_break(TieBreak::LowestIndex);
    let tm = TemporalMemoryParameters::default()
        .with_column_count(0)
        .with_cells_per_column(3)
        .with_activation_threshold(2)
        .with_learning_threshold(1)
        .with_initial_permanence(0.51)
        .with_synapse_sample_size(5)
        .with_extensions(all_extensions());
    let anomaly = AnomalyLikelihoodParameters::default()
        .with_learning_period(5)
        .with_estimation_samples(5)
        .with_history_window(30)
        .with_reestimation_period(7)
        .with_averaging_window(4);
    let seed = u64::MAX - 1;
    Region::new(
        RegionParameters::default()
            .with_seed(seed)
            .with_range_rule(true)
            .with_encoders(encoders)
            .with_sp(sp)
            .with_tm(tm)
            .with_anomaly(anomaly),
    )
    .unwrap()
}

/// A record with a value or a place missing now and then, learning off now and then; null for a reset.
fn region_inputs(steps: std::ops::Range<u32>) -> Vec<Json> {
    let mut inputs = Vec::new();
    for step in steps {
        if step % 31 == 30 {
            inputs.push(json!({ "reset": true }));
        }
        let value = f64::from(step * step % 17) * 0.75 + if step % 41 == 40 { 99.0 } else { 0.0 };
        let mut record = json!({
            "timestamp": format!("2026-03-{:02}T{:02}:30:00", 1 + step / 24, step % 24),
            "value": value,
            "x": f64::from(step % 5),
            "y": -f64::from(step % 3),
            "colour": if step % 3 == 0 { "red" } else { "green" },
        });
        match step % 13 {
            3 => record["value"] = Json::Null,
            7 => record["y"] = Json::Null,
            _ => {}
        }
        inputs.push(json!({ "record": record, "learn": step % 8 != 7 }));
    }
    inputs
}

/// The region's own answer to an input: the scores, and what has to be equal bit for bit.
fn region_answer(region: &mut Region, input: &Json) -> (Vec<f64>, Json) {
    if input.get("reset").is_some() {
        region.reset();
        return (Vec::new(), json!({}));
    }
    let mut record = Record::new();
    for (name, value) in input["record"].as_object().unwrap() {
        record = match value {
            Json::Number(number) => record.number(name, number.as_f64().unwrap()),
            Json::String(text) if name == "timestamp" => record.time(name, text.parse().unwrap()),
            Json::String(text) => record.with(name, text.as_str()),
            _ => record.with(name, Value::Missing),
        };
    }
    let result =
        region.step_with(&record, (input["learn"] == true).into(), &mut NoObserver).unwrap();
    let memory = region.temporal_memory();
    let equal = json!({
        "encoded": result.encoded.on(),
        "active_columns": result.active_columns.on(),
        "bursting_columns": result.bursting_columns,
        "active_cells": memory.active_cells(),
        "winner_cells": memory.winner_cells(),
        "raw_score": result.raw_score,
    });
    (vec![result.likelihood, result.log_likelihood, result.score], numbers(&equal))
}

/// What a port answers, taken apart in the same way.
fn taken_apart(mut answer: Json) -> (Vec<f64>, Json) {
    let fields = answer.as_object_mut().unwrap();
    let scores = ["likelihood", "log_likelihood", "score"];
    let scores = scores.into_iter().filter_map(|name| fields.remove(name)?.as_f64());
    (scores.collect(), answer)
}

/// `erfc` and the logarithm are the platform's; everything else is equal bit for bit.
fn is_near(one: &[f64], other: &[f64]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(a, b)| (a - b).abs() < 1e-9)
}

//= spec/snapshot.md#snap-region
//= type=test
//# The arrays of a region MUST be those of its parts, each name prefixed with the name of the part
//# and a dot, and the array `step` with the number of steps.
//= spec/snapshot.md#snap-anomaly
//= type=test
//# The arrays of a likelihood MUST be those of the table, with the content that it describes.
//= spec/snapshot.md#snap-encoders
//= type=test
//# The state that an encoder keeps from one value to the next MUST be part of the snapshot.
//= spec/snapshot.md#snap-encoders
//= type=test
//# The arrays of an encoder MUST be those of the table, with the content that it describes.
fn the_ports_go_on_from_a_region_and_the_library_from_theirs() {
    const TAIL: &str = "anomaly.tail_before";
    let mut straight = region();
    for input in region_inputs(0..80) {
        region_answer(&mut straight, &input);
    }
    let snapshot = straight.snapshot().unwrap();
    let inputs = region_inputs(80..150);
    let wanted: Vec<_> = inputs.iter().map(|input| region_answer(&mut straight, input)).collect();
    assert!(wanted.iter().any(|(scores, _)| scores.get(2) == Some(&1.0)), "no value out of range");
    let end = straight.snapshot().unwrap();
    let later = region_inputs(150..170);
    let wanted_later: Vec<_> =
        later.iter().map(|input| region_answer(&mut straight, input)).collect();
    for port in ports() {
        let (answers, saved) = goes_on(&port, &snapshot, &inputs);
        for (answer, wanted) in answers.into_iter().map(taken_apart).zip(&wanted) {
            assert_eq!(answer.1, wanted.1, "{}", port[1]);
            assert!(is_near(&answer.0, &wanted.0), "{}: {:?}, {:?}", port[1], answer.0, wanted.0);
        }
        let mut again = Region::from_snapshot(saved).unwrap();
        let now = again.snapshot().unwrap();
        assert_eq!(now.parameters(), end.parameters());
        for ((name, array), (wanted_name, wanted)) in now.arrays().iter().zip(end.arrays()) {
            assert_eq!(name, wanted_name);
            match (array, wanted) {
                (Array::F64(tail), Array::F64(wanted)) if name == TAIL => {
                    assert!(is_near(tail, wanted), "{tail:?}, {wanted:?}");
                }
                // NB: by their texts, because a missing value is NaN.
                _ => assert_eq!(format!("{array:?}"), format!("{wanted:?}"), "{}: {name}", port[1]),
            }
        }
        assert_eq!(now.arrays().len(), end.arrays().len());
        for (input, wanted) in later.iter().zip(&wanted_later) {
            let answer = region_answer(&mut again, input);
            assert_eq!(answer.1, wanted.1, "{}", port[1]);
            assert!(is_near(&answer.0, &wanted.0), "{}: {:?}, {:?}", port[1], answer.0, wanted.0);
        }
    }
}

//= spec/snapshot.md#snap-document
//= type=test
//# The document MUST name the format, its version, the program that wrote it and the kind of the
//# object.
//= spec/snapshot.md#snap-document
//= type=test
//# The document MUST hold the parameters with the sizes filled in.
//= spec/snapshot.md#snap-document
//= type=test
//# Attachments MUST be kept as they are.
//= spec/snapshot.md#snap-document
//= type=test
//# Attachments MUST have no effect on the object.
fn the_ports_tell_what_is_in_a_snapshot_and_keep_what_is_attached() {
    let mut snapshot = memory(all_extensions(), &[0]).snapshot().unwrap();
    let note =
        json!({ "text": "é \u{0} \"integer 7\" +integer", "seed": u64::MAX, "list": [1, null] });
    snapshot.attach("stream", note.clone());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a");
    snapshot.write(&path).unwrap();
    for port in ports() {
        let output = run(&port, &[&path]);
        let told = String::from_utf8(output.stdout).unwrap();
        let told: Vec<&str> = told.lines().map(str::trim).collect();
        let mut wanted = vec![format!("temporal-memory, written by {}", snapshot.program())];
        wanted.push("cells_per_column 3".into());
        wanted.push("extensions.max_segments_per_cell 2".into());
        wanted.push("attachment stream".into());
        for (name, array) in snapshot.arrays() {
            wanted.push(format!("{name} {} {}", array.type_name(), array.len()));
        }
        for line in wanted {
            assert!(told.contains(&line.as_str()), "{}: {line:?} in {told:#?}", port[1]);
        }
        let (_, saved) = goes_on(&port, &snapshot, &[]);
        assert_eq!(saved.attachment("stream"), Some(&note), "{}", port[1]);
        assert!(saved.program() != snapshot.program(), "{}", saved.program());
    }
}

/// What the programs need: the interpreters, the ports and the files of earlier versions.
const NEEDS: &[Need] =
    &[Need::Python, Need::Node, Need::Repository(PORTS), Need::Repository("tests/formats")];

pub(crate) fn trials() -> Vec<Trial> {
    let mut all = trials!(
        NEEDS,
        the_ports_go_on_from_a_temporal_memory_and_the_library_from_theirs,
        the_ports_go_on_from_a_spatial_pooler_and_the_library_from_theirs,
        the_ports_go_on_from_a_region_and_the_library_from_theirs,
        the_ports_tell_what_is_in_a_snapshot_and_keep_what_is_attached,
    );
    all.extend(refused::trials());
    all.extend(versions::trials());
    all
}
