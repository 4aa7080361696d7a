//! The pins of all objects: `spec/pin.md`.

mod objects;

use std::path::PathBuf;

use bami_htm::Learning;
use bami_htm::classifier::SdrClassifierParameters;
use bami_htm::hash::murmur3_32;
use bami_htm::pin::{FORMAT_VERSION, Pin};
use bami_htm::sdr::Sdr;
use bami_htm::spatial_pooler::{SpatialPooler, SpatialPoolerParameters, TieBreak};
use bami_htm::temporal_memory::{
    InitialSegment, InitialState, TemporalMemory, TemporalMemoryExtensions,
    TemporalMemoryParameters,
};
use objects::{memory, network, pooler, predictor, region};

/// Each object with its kind, its pin and its summary.
fn all() -> [(&'static str, Pin, Pin); 5] {
    let (memory, pooler, region) = (memory(), pooler(), region());
    let (predictor, network) = (predictor(), network());
    [
        ("temporal-memory", memory.pin(), memory.pin_summary()),
        ("spatial-pooler", pooler.pin(), pooler.pin_summary()),
        ("region", region.pin(), region.pin_summary()),
        ("predictor", predictor.pin(), predictor.pin_summary()),
        ("network", network.pin(), network.pin_summary()),
    ]
}

/// The names and the texts of the sections of a pin; each text begins with its name in brackets.
fn sections(pin: &Pin) -> Vec<(&str, &str)> {
    let texts = pin.as_str().split_inclusive("\n\n").skip(1);
    let texts =
        texts.map(|text| text.strip_suffix("\n\n").map_or(text, |_| &text[..text.len() - 1]));
    texts.map(|text| (&text[1..text.find(']').unwrap()], text)).collect()
}

/// The text of one section.
fn section<'a>(pin: &'a Pin, name: &str) -> &'a str {
    sections(pin).into_iter().find(|section| section.0 == name).expect("there is the section").1
}

/// The part of each line of a section before ` =` or before the colon, in order.
fn names(section: &str) -> Vec<&str> {
    let lines = section.lines().skip(1).filter(|line| !line.starts_with("    "));
    let end = |line: &str| line.find(" =").or_else(|| line.find(':')).unwrap();
    lines.map(|line| &line[..end(line)]).collect()
}

fn file(kind: &str, name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/formats/pin-v1");
    folder.join(format!("{kind}{name}.txt"))
}

/// `BAMI_UPDATE_FORMATS=1 cargo test --test pin` writes files that are missing; those that exist
/// are never written again.
//= spec/pin.md#pin-stable
//= type=test
//# The text of version 1 MUST stay the same, byte for byte, for the same state in every later
//# release.
//= spec/pin.md#pin-stable
//= type=test
//# A parameter or a part of the state that is newer than version 1 MUST NOT appear in a pin of
//# version 1 as long as it has the value that keeps the behaviour of before.
#[test]
fn the_texts_of_version_1_are_those_of_the_committed_files() {
    assert_eq!(FORMAT_VERSION, 1, "a new version has files of its own beside these");
    for (kind, pin, summary) in all() {
        for (text, path) in [(pin, file(kind, "")), (summary, file(kind, "-summary"))] {
            if std::env::var_os("BAMI_UPDATE_FORMATS").is_some() && !path.exists() {
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(&path, text.as_str()).unwrap();
            }
            let committed = std::fs::read_to_string(&path).unwrap();
            for (n, (now, then)) in text.as_str().lines().zip(committed.lines()).enumerate() {
                assert_eq!(now, then, "{}, line {}", path.display(), n + 1);
            }
            assert_eq!(text.as_str().len(), committed.len(), "{}", path.display());
        }
    }
}

//= spec/pin.md#pin-version
//= type=test
//# The first line of a pin MUST be `bami-htm pin, version 1, ` followed by the kind of the object,
//# and that of a summary `bami-htm pin summary, version 1, ` followed by the kind.
//= spec/pin.md#pin-sections
//= type=test
//# The first line MUST be followed by one section for each part of the object, in the order of the
//# table, each with an empty line before it and its name in square brackets as its first line.
#[test]
fn a_pin_names_its_version_and_its_kind_and_has_a_section_for_each_part() {
    for (kind, pin, summary) in all() {
        let expected: &[&str] = match kind {
            "temporal-memory" => &["tm"],
            "spatial-pooler" => &["sp"],
            "region" => &["region", "sp", "tm", "anomaly"],
            "predictor" => {
                &["region", "sp", "tm", "anomaly", "predictor", "classifiers.0", "classifiers.1"]
            }
            _ => &[
                "network",
                "regions.0",
                "regions.0.sp",
                "regions.0.tm",
                "regions.0.anomaly",
                "regions.1",
                "regions.1.sp",
                "regions.1.tm",
                "regions.1.anomaly",
            ],
        };
        for (text, what) in [(&pin, "pin"), (&summary, "pin summary")] {
            let first = text.as_str().lines().next().unwrap();
            assert_eq!(first, format!("bami-htm {what}, version 1, {kind}"));
            let sections = sections(text);
            assert_eq!(sections.iter().map(|section| section.0).collect::<Vec<_>>(), expected);
            let joined: Vec<&str> = sections.iter().map(|section| section.1).collect();
            assert_eq!(format!("{first}\n\n{}", joined.join("\n")), text.as_str());
        }
    }
}

//= spec/pin.md#pin-lines
//= type=test
//# Every line MUST end with a line feed.
//= spec/pin.md#pin-lines
//= type=test
//# A line MUST NOT have a space before its line feed.
#[test]
fn no_line_ends_with_a_space_or_is_too_long() {
    for (kind, pin, summary) in all() {
        for text in [pin, summary] {
            assert!(text.as_str().ends_with('\n') && !text.as_str().contains('\r'), "{kind}");
            for line in text.as_str().lines() {
                assert_eq!(line, line.trim_end(), "{kind}");
                assert!(line.len() <= 100, "{kind}: {line}");
            }
        }
    }
}

//= spec/pin.md#pin-tm
//= type=test
//# The section of a temporal memory MUST hold the values of the table, in its order.
//= spec/pin.md#pin-tm
//= type=test
//# After them it MUST hold a line for each segment, by ascending serial number: `segment`, the
//# serial number, `on cell`, the cell, a colon, and each synapse as presynaptic cell, colon and
//# permanence in the order of creation.
#[test]
fn a_temporal_memory_is_its_parameters_its_last_step_and_its_segments() {
    let parameters = TemporalMemoryParameters::book()
        .with_column_count(3)
        .with_cells_per_column(2)
        .with_activation_threshold(1)
        .with_learning_threshold(1);
    let initial = InitialState {
        segments: vec![
            InitialSegment { cell: 3, synapses: vec![(4, 0.625), (2, 0.25)] },
            InitialSegment { cell: 0, synapses: vec![] },
        ],
        active_cells: vec![4, 5],
        winner_cells: vec![4],
    };
    let memory = TemporalMemory::with_initial_state(parameters, 42, &initial).unwrap();
    let (state, increment) = memory.random().into_parts();
    let expected = format!(
        "bami-htm pin, version 1, temporal-memory

[tm]
column_count = 3
cells_per_column = 2
activation_threshold = 1
learning_threshold = 1
initial_permanence = 0.21
connected_permanence = 0.5
permanence_increment = 0.1
permanence_decrement = 0.1
predicted_decrement = 0
synapse_sample_size = 20
extensions.max_segments_per_cell = none
extensions.max_synapses_per_segment = none
extensions.prune_zero_permanence = false
extensions.skip_empty_segments = false
t = 0
random = {state} {increment}
anomaly = 0
active_cells = 4-5
winner_cells = 4
predictive_cells = 3
bursting_columns = none
active_segments = 0
matching_segments = 0
dead_cells = none
next_serial = 2
segment 0 on cell 3: 4:0.625 2:0.25
segment 1 on cell 0: none
"
    );
    assert_eq!(memory.pin().as_str(), expected);
}

//= spec/pin.md#pin-tm
//= type=test
//# With `max_segments_per_cell`, the cell MUST be followed by `, active in step` and the last step
//# in which the segment counts as active, if one is known.
#[test]
fn a_segment_shows_the_last_step_in_which_it_was_active_where_evictions_need_it() {
    let (pin, steps) = (memory().pin(), memory().last_active_steps());
    assert!(!steps.is_empty());
    for (serial, step) in steps {
        let start = format!("segment {serial} ");
        let line = pin.as_str().lines().find(|line| line.starts_with(&start)).unwrap();
        assert!(line.contains(&format!(", active in step {step}: ")), "{line}");
    }
    let extensions = TemporalMemoryExtensions::default();
    let parameters = memory().parameters().clone().with_extensions(extensions);
    let mut memory = TemporalMemory::new(parameters, 42).unwrap();
    for _ in 0..3 {
        memory.step(&Sdr::new(12, [0, 1]).unwrap(), Learning::On).unwrap();
    }
    assert!(memory.pin().as_str().contains("\nsegment 0 on cell "));
    assert!(!memory.pin().as_str().contains("active in step"));
}

//= spec/pin.md#pin-sp
//= type=test
//# The section of a spatial pooler MUST hold the values of the table, in its order.
//= spec/pin.md#pin-sp
//= type=test
//# After them it MUST hold two lines for each column, in ascending order: `column`, its number, a
//# colon, and its overlap, its boost, its active duty cycle and its overlap duty cycle, each as
//# name, equals sign and number; then `column`, its number, `synapses:`, and each potential synapse
//# as input, colon and permanence, ascending by input.
#[test]
fn a_spatial_pooler_is_its_parameters_its_last_step_and_its_columns() {
    let parameters = SpatialPoolerParameters::default()
        .with_tie_break(TieBreak::All)
        .with_input_dimensions([2, 2])
        .with_column_dimensions([1, 2])
        .with_local_area_density(0.5)
        .with_num_active_columns_per_inh_area(None)
        .with_duty_cycle_period(2)
        .with_boost_strength(0.0);
    let synapses = [vec![(0, 0.25), (3, 0.125)], vec![]];
    let mut pooler = SpatialPooler::with_potential_synapses(parameters, &synapses).unwrap();
    pooler.step(&Sdr::with_dimensions(&[2, 2], [0, 1]).unwrap(), Learning::On).unwrap();
    let expected = "bami-htm pin, version 1, spatial-pooler

[sp]
input_dimensions = 2 2
column_dimensions = 1 2
potential_radius = 4294967295
potential_pct = 0.75
global_inhibition = true
local_area_density = 0.5
num_active_columns_per_inh_area = none
stimulus_threshold = 0
connected_permanence = 0.2
syn_perm_active_inc = 0.03
syn_perm_inactive_dec = 0.015
min_pct_overlap_duty_cycle = 0.01
duty_cycle_period = 2
boost_strength = 0
initial_permanence_range = 0.1
center_bias = none
tie_break = all
wrap_around = false
learning_steps = 1
inhibition_radius = 2
active_columns = 0
column 0: overlap=1 boost=1 active_duty_cycle=1 overlap_duty_cycle=1
column 0 synapses: 0:0.28 3:0.11
column 1: overlap=0 boost=1 active_duty_cycle=0 overlap_duty_cycle=0
column 1 synapses: none
";
    assert_eq!(pooler.pin().as_str(), expected);
}

//= spec/pin.md#pin-anomaly
//= type=test
//# The section of an anomaly likelihood MUST hold `learning_period`, `estimation_samples`,
//# `history_window`, `reestimation_period`, `averaging_window`, `tail`, then `row`, `distribution`,
//# `tail_before` and `history`.
#[test]
fn a_likelihood_is_its_parameters_its_estimate_and_its_history() {
    let region = region();
    let pin = region.pin();
    let anomaly = section(&pin, "anomaly");
    let expected = "[anomaly]
learning_period = 8
estimation_samples = 5
history_window = 15
reestimation_period = 100
averaging_window = 10
tail = one-sided
row = 40
distribution = ";
    assert!(anomaly.starts_with(expected), "{anomaly}");
    assert_eq!(names(anomaly)[7..], ["distribution", "tail_before", "history"]);
    // The last row had the value 39 % 8 * 1.5, and row 31 none.
    assert!(anomaly.ends_with(&format!(" 10.5:{}\n", region.temporal_memory().anomaly())));
    assert!(anomaly.contains(" none:"), "{anomaly}");
}

//= spec/pin.md#pin-region
//= type=test
//# The section of a region MUST hold `seed`, `metric`, `range_rule`, `steps` and `range`, followed
//# by the values of its encoders.
//= spec/pin.md#pin-region
//= type=test
//# The values of an encoder MUST have the prefix `encoders.`, the number of the encoder and a dot,
//# and be its `field`, its `columns`, its `type`, its parameters and its state.
#[test]
fn a_region_is_its_parameters_its_encoders_and_its_parts() {
    let region = region();
    let pin = region.pin();
    let expected = "[region]
seed = 7
metric = \"value\"
range_rule = true
steps = 40
range = 0 10.5
encoders.0.field = \"timestamp\"
encoders.0.columns = none
encoders.0.type = date
encoders.0.time_of_day.buckets = 24
encoders.0.time_of_day.active_bits = 5
encoders.0.weekend.active_bits = 21
encoders.0.missing = 0
encoders.1.field = \"value\"
encoders.1.columns = none
encoders.1.type = random-distributed-scalar
encoders.1.resolution = 2
encoders.1.size = 60
encoders.1.active_bits = 7
encoders.1.offset = 0
encoders.1.seed = 42
encoders.1.buckets = ";
    let text = section(&pin, "region");
    assert!(text.starts_with(expected), "{text}");
    for line in [
        "encoders.1.missing = 4",
        "encoders.2.columns = \"value\"",
        "encoders.2.previous = 10.5",
        "encoders.3.columns = \"x\" \"y\"",
        "encoders.3.positions = 0,3:3 1,3:3 2,3:3 3,3:3 4,3:3",
        "encoders.4.type = concatenated",
        "encoders.4.parts.1.name = \"change\"",
        "encoders.4.parts.1.type = delta",
        "encoders.4.parts.1.missing = 0",
        "encoders.5.field = \"a \\\"colour\\\"\"",
        "encoders.5.categories = \"red\" \"green\"",
    ] {
        assert!(text.contains(&format!("\n{line}\n")), "{line} in {text}");
    }
    // A part has the same section as when it is pinned alone.
    let (pooler, memory) = (region.spatial_pooler().pin(), region.temporal_memory().pin());
    assert_eq!(section(&pin, "sp"), section(&pooler, "sp"));
    assert_eq!(section(&pin, "tm"), section(&memory, "tm"));
}

//= spec/pin.md#pin-predictor
//= type=test
//# The section `predictor` MUST hold `inputs`, the times `time` and `time_before`, and a line `bits
//# at`, the time, a colon and the bits for each time that `week-before` remembers, ascending.
//= spec/pin.md#pin-predictor
//= type=test
//# The section of a classifier MUST hold `steps`, `learning_rate`, `value_rate`, `max_buckets` and
//# `step`, then each bucket in the order in which it became known, each remembered pattern, the
//# latest first, and the weights of each bit that has any, ascending.
#[test]
fn a_predictor_is_its_region_its_times_and_its_classifiers() {
    let predictor = predictor();
    let pin = predictor.pin();
    let text = section(&pin, "predictor");
    let expected = "[predictor]
inputs = columns week-before
time = 2026-03-12T22:00:00
time_before = 2026-03-11T20:00:00
bits at 2026-03-06T";
    assert!(text.starts_with(expected), "{text}");
    assert_eq!(names(text).len(), 10, "the times of the last seven days");
    let text = section(&pin, "classifiers.1");
    let expected = "[classifiers.1]
steps = 3
learning_rate = 0.01
value_rate = 0.3
max_buckets = 1024
step = 12
bucket 0: 0
bucket ";
    assert!(text.starts_with(expected), "{text}");
    let lines = |start: &str| text.lines().filter(|line| line.starts_with(start)).count();
    assert_eq!(lines("bucket "), 4);
    assert_eq!(lines("pattern "), 3);
    assert_eq!(lines("weights of bit "), 13, "the bits that were ON in a pattern learned from");
    let of_one = SdrClassifierParameters::default().steps;
    assert_eq!(predictor.classifiers()[0].parameters().steps, of_one);
}

//= spec/pin.md#pin-network
//= type=test
//# The section `network` MUST hold `seed` and `records`.
//= spec/pin.md#pin-network
//= type=test
//# The section of a region of a network MUST hold `name`, `period`, `learning`, `records` and
//# `taken`, then for each link `links.0.from`, `links.0.output`, `links.0.predictive`,
//# `links.0.union` and a line for each output that its union holds, the oldest first, and then what
//# PIN-REGION specifies.
#[test]
fn a_network_is_its_records_and_its_regions_with_their_links() {
    let network = network();
    let pin = network.pin();
    assert_eq!(section(&pin, "network"), "[network]\nseed = 7\nrecords = 20\n");
    let text = section(&pin, "regions.1");
    let expected = "[regions.1]
name = \"second\"
period = 3
learning = false
records = 2
taken = ";
    assert!(text.starts_with(expected), "{text}");
    let expected = [
        "taken",
        "links.0.from",
        "links.0.output",
        "links.0.predictive",
        "links.0.union",
        "links.0.held 0",
        "links.0.held 1",
        "seed",
    ];
    assert_eq!(names(text)[4..12], expected);
    let link = "links.0.from = \"first\"\nlinks.0.output = active-cells\nlinks.0.predictive = true\n\
                links.0.union = 2\nlinks.0.held 0: ";
    assert!(text.contains(link), "{text}");
    let memory = network.region("second").unwrap().temporal_memory().pin();
    let own = section(&pin, "regions.1.tm").strip_prefix("[regions.1.tm]\n");
    assert_eq!(own, section(&memory, "tm").strip_prefix("[tm]\n"));
}

//= spec/pin.md#pin-summary
//= type=test
//# A summary MUST have the sections of the pin, each with the values of the table and, last,
//# `digest`, the digest of that section of the pin.
#[test]
fn a_summary_counts_what_a_pin_lists_and_has_its_digest() {
    for (kind, pin, summary) in all() {
        for ((name, of_pin), (_, of_summary)) in sections(&pin).into_iter().zip(sections(&summary))
        {
            let hash = |seed| murmur3_32(of_pin.as_bytes(), seed);
            let digest = format!("digest = {:08x}{:08x}", hash(0), hash(1));
            assert_eq!(of_summary.lines().last(), Some(&*digest), "{kind}, {name}");
            let part = name.rsplit_once('.').map_or(name, |(before, part)| {
                if part.parse::<u32>().is_ok() { before } else { part }
            });
            let expected: &[&str] = match part {
                "tm" => &[
                    "t",
                    "anomaly",
                    "active_cells",
                    "winner_cells",
                    "predictive_cells",
                    "bursting_columns",
                    "active_segments",
                    "matching_segments",
                    "dead_cells",
                    "segments",
                    "synapses",
                    "connected_synapses",
                    "permanence",
                ],
                "sp" => &[
                    "learning_steps",
                    "inhibition_radius",
                    "columns",
                    "active_columns",
                    "synapses",
                    "connected_synapses",
                    "permanence",
                    "overlap",
                    "boost",
                    "active_duty_cycle",
                    "overlap_duty_cycle",
                ],
                "anomaly" => &["row", "distribution", "tail_before", "history"],
                "classifiers" => &["step", "buckets", "weights"],
                "network" => &["records"],
                "regions" => &["name", "steps"],
                _ => &["steps"],
            };
            let names = names(of_summary);
            assert_eq!(names[..names.len() - 1], *expected, "{kind}, {name}");
        }
    }
    let memory = memory();
    let summary = memory.pin_summary();
    let synapses = memory.layer().synapse_count();
    assert!(summary.as_str().contains("\ndead_cells = 2\n"), "{summary}");
    assert!(summary.as_str().contains(&format!("\nsynapses = {synapses}\n")), "{summary}");
}

#[test]
fn a_pin_changes_with_every_part_of_the_state_of_a_memory() {
    let before = memory().pin();
    let mut changed = memory();
    changed.reset();
    assert_ne!(changed.pin(), before, "a reset");
    changed = memory();
    changed.kill_cells([7]).unwrap();
    assert_ne!(changed.pin(), before, "a dead cell");
    changed = memory();
    changed.step(&Sdr::new(12, []).unwrap(), Learning::Off).unwrap();
    assert_ne!(changed.pin(), before, "a step");
    assert_eq!(memory().pin(), before);
}
