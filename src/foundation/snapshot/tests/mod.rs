//! The content of a file, and what is rejected.

mod changed;

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use super::*;
use crate::Learning;
use crate::network::Network;
use crate::region::{Record, Region, RegionParameters};
use crate::sdr::Sdr;
use crate::spatial_pooler::{SpatialPooler, SpatialPoolerParameters, TieBreak};
use crate::temporal_memory::{
    InitialSegment, InitialState, TemporalMemory, TemporalMemoryExtensions,
    TemporalMemoryParameters,
};

/// Four columns of two cells each, with two segments; cell 7 is dead.
fn memory() -> TemporalMemory {
    let parameters = TemporalMemoryParameters {
        column_count: 4,
        cells_per_column: 2,
        activation_threshold: 2,
        learning_threshold: 1,
        extensions: TemporalMemoryExtensions {
            max_segments_per_cell: Some(3),
            ..TemporalMemoryExtensions::default()
        },
        ..TemporalMemoryParameters::default()
    };
    let segments = vec![
        InitialSegment { cell: 4, synapses: vec![(0, 0.5), (1, 0.75), (2, 0.25)] },
        InitialSegment { cell: 3, synapses: vec![(0, 0.125)] },
    ];
    let initial = InitialState { segments, active_cells: vec![0, 1, 2], winner_cells: vec![0, 2] };
    let mut memory = TemporalMemory::with_initial_state(parameters, 42, &initial).unwrap();
    memory.kill_cells([7]).unwrap();
    memory
}

fn pooler() -> SpatialPooler {
    let parameters = SpatialPoolerParameters {
        input_dimensions: vec![6],
        column_dimensions: vec![3],
        num_active_columns_per_inh_area: Some(1),
        tie_break: TieBreak::All,
        ..SpatialPoolerParameters::default()
    };
    let synapses = [vec![(0, 0.5), (3, 0.25)], vec![], vec![(5, 1.0)]];
    let mut pooler = SpatialPooler::with_potential_synapses(parameters, &synapses).unwrap();
    pooler.step(&Sdr::new(6, [0, 5]).unwrap(), Learning::On).unwrap();
    pooler
}

fn region() -> Region {
    let mut parameters = RegionParameters::for_metric(0.5);
    parameters.sp.column_dimensions = vec![64];
    parameters.sp.num_active_columns_per_inh_area = Some(4);
    parameters.range_rule = true;
    parameters.tm.extensions.skip_empty_segments = false;
    let mut region = Region::new(parameters).unwrap();
    for value in [21.0, 22.0, 21.5] {
        region.step(&Record::new().number("value", value)).unwrap();
    }
    region
}

/// The bytes with their correct checksum.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let end = bytes.len() - 32;
    let checksum = Sha256::digest(&bytes[..end]);
    bytes[end..].copy_from_slice(&checksum);
    bytes
}

//= spec/snapshot.md#snap-format
//= type=test
//# A snapshot MUST be a file of the safetensors format with metadata that has a single entry,
//# `bami-htm`, which holds the document as a JSON string.
//= spec/snapshot.md#snap-format
//= type=test
//# Each array of the state MUST have one dimension and one of the types U32, U64, I64 and F64.
//= spec/snapshot.md#snap-document
//= type=test
//# The document MUST name the format, its version, the program that wrote it and the kind of the
//# object.
//= spec/snapshot.md#snap-document
//= type=test
//# The document MUST hold the parameters with the sizes filled in.
//= spec/snapshot.md#snap-version
//= type=test
//# A file MUST be written with the version 2, and name every switch of its parameters.
#[test]
fn a_snapshot_is_a_safetensors_file_with_a_document() {
    let bytes = region().snapshot().unwrap().to_bytes().unwrap();
    let (_, metadata) = safetensors::SafeTensors::read_metadata(&bytes).unwrap();
    let entries = metadata.metadata().clone().unwrap();
    assert_eq!(entries.keys().collect::<Vec<_>>(), ["bami-htm"]);
    let document: Value = serde_json::from_str(&entries["bami-htm"]).unwrap();
    assert_eq!(document["format"], "bami-htm snapshot");
    assert_eq!(document["version"], 2);
    assert_eq!(document["program"], concat!("bami-htm ", env!("CARGO_PKG_VERSION")));
    assert_eq!(document["kind"], "region");
    assert_eq!(document["parameters"]["tm"]["column_count"], 64);
    assert_eq!(document["parameters"]["sp"]["input_dimensions"][0], 454);
    for (part, switch, value) in [
        ("sp", "connected_in_overlap", "at_least"),
        ("sp", "tie_break", "lowest_index"),
        ("sp", "duty_cycles", "recursive"),
        ("sp", "boosting_order", "two_passes"),
    ] {
        assert_eq!(document["parameters"][part][switch], value);
    }
    assert_eq!(document["parameters"]["encoders"][1]["rounding"], "nearest");
    assert_eq!(document["parameters"]["encoders"][1]["collisions"], "probe");
    for (name, info) in metadata.tensors() {
        let dtype = format!("{:?}", info.dtype);
        assert_eq!(info.shape.len(), 1, "{name}");
        assert!(
            name == "sha256" || ["U32", "U64", "I64", "F64"].contains(&dtype.as_str()),
            "{name}"
        );
    }
}

//= spec/snapshot.md#snap-tm
//= type=test
//# The arrays of a temporal memory MUST be those of the table, with the content that it describes.
#[test]
fn the_arrays_of_a_temporal_memory_are_those_of_the_table() {
    let snapshot = memory().snapshot().unwrap();
    insta::assert_snapshot!(listed(&snapshot), @r"
        active_cells U32 [0, 1, 2]
        anomaly F64 [0.0]
        bursting_columns U32 []
        dead_cells U32 [7]
        last_active U64 [18446744073709551615, 0]
        next_serial U64 [2]
        permanences F64 [0.125, 0.5, 0.75, 0.25]
        presynaptic_cells U32 [0, 0, 1, 2]
        random U64 [3966497341446445384, 5]
        segments_per_cell U32 [0, 0, 0, 1, 1, 0, 0, 0]
        serials U64 [1, 0]
        synapses_per_segment U32 [1, 3]
        t U64 [0]
        winner_cells U32 [0, 2]
        ");
}

//= spec/snapshot.md#snap-sp
//= type=test
//# The arrays of a spatial pooler MUST be those of the table, with the content that it describes.
#[test]
fn the_arrays_of_a_spatial_pooler_are_those_of_the_table() {
    insta::assert_snapshot!(listed(&pooler().snapshot().unwrap()), @r"
        active_columns U32 [0, 2]
        active_duty_cycles F64 [1.0, 0.0, 1.0]
        boosts F64 [1.0, 1.0, 1.0]
        inhibition_radius U32 [3]
        inputs U32 [0, 3, 5]
        learning_steps U64 [1]
        overlap_duty_cycles F64 [1.0, 0.0, 1.0]
        overlaps F64 [1.0, 0.0, 1.0]
        permanences F64 [0.53, 0.235, 1.0]
        synapses_per_column U32 [2, 0, 1]
        ");
}

//= spec/snapshot.md#snap-anomaly
//= type=test
//# The arrays of a likelihood MUST be those of the table, with the content that it describes.
//= spec/snapshot.md#snap-encoders
//= type=test
//# The arrays of an encoder MUST be those of the table, with the content that it describes.
#[test]
fn the_arrays_of_a_region_are_those_of_its_parts() {
    let snapshot = region().snapshot().unwrap();
    let short = |(name, array): (&String, &Array)| {
        format!(
            "{name} {} {}",
            array.type_name(),
            if array.len() > 9 { "...".into() } else { numbers(array) }
        )
    };
    let arrays: Vec<String> = snapshot.arrays().iter().map(short).collect();
    insta::assert_snapshot!(arrays.join("\n"), @r"
        anomaly.distribution F64 []
        anomaly.range F64 [21.0, 22.0]
        anomaly.raw_scores F64 [1.0, 1.0, 1.0]
        anomaly.row U64 [3]
        anomaly.tail_before F64 []
        anomaly.values F64 [21.0, 22.0, 21.5]
        encoders.1.buckets I64 [42, 44, 43]
        encoders.missing U64 [3, 0]
        sp.active_columns U32 [0, 4, 18, 44]
        sp.active_duty_cycles F64 ...
        sp.boosts F64 ...
        sp.inhibition_radius U32 [64]
        sp.inputs U32 ...
        sp.learning_steps U64 [3]
        sp.overlap_duty_cycles F64 ...
        sp.overlaps F64 ...
        sp.permanences F64 ...
        sp.synapses_per_column U32 ...
        step U64 [3]
        tm.active_cells U32 ...
        tm.anomaly F64 [1.0]
        tm.bursting_columns U32 [0, 4, 18, 44]
        tm.dead_cells U32 []
        tm.last_active U64 ...
        tm.next_serial U64 [12]
        tm.permanences F64 ...
        tm.presynaptic_cells U32 ...
        tm.random U64 [4266954536320520604, 5]
        tm.segments_per_cell U32 ...
        tm.serials U64 ...
        tm.synapses_per_segment U32 ...
        tm.t U64 [3]
        tm.winner_cells U32 [5, 143, 602, 1432]
        ");
}

fn listed(snapshot: &Snapshot) -> String {
    let line = |(name, array): (&String, &Array)| {
        format!("{name} {} {}", array.type_name(), numbers(array))
    };
    snapshot.arrays().iter().map(line).collect::<Vec<_>>().join("\n")
}

fn numbers(array: &Array) -> String {
    match array {
        Array::U32(numbers) => format!("{numbers:?}"),
        Array::U64(numbers) => format!("{numbers:?}"),
        Array::I64(numbers) => format!("{numbers:?}"),
        Array::F64(numbers) => format!("{numbers:?}"),
    }
}

//= spec/snapshot.md#snap-document
//= type=test
//# Attachments MUST be kept as they are.
//= spec/snapshot.md#snap-document
//= type=test
//# Attachments MUST have no effect on the object.
#[test]
fn attachments_come_back_and_are_passed_over() {
    let memory = memory();
    let mut snapshot = memory.snapshot().unwrap();
    let note = serde_json::json!({ "rows": 17, "format": null, "text": "é \u{0}" });
    snapshot.attach("stream", note.clone());
    let read = Snapshot::from_bytes(&snapshot.to_bytes().unwrap()).unwrap();
    assert_eq!(read, snapshot);
    assert_eq!(read.attachment("stream"), Some(&note));
    assert_eq!(read.attachment("other"), None);
    let again = TemporalMemory::from_snapshot(read).unwrap();
    assert_eq!(again.snapshot().unwrap(), memory.snapshot().unwrap());
}

//= spec/snapshot.md#snap-checksum
//= type=test
//# The last 32 bytes of the file MUST be the SHA-256 of all bytes before them, and form its array
//# `sha256` of the type U8.
//= spec/snapshot.md#snap-checksum
//= type=test
//# A file with last 32 bytes that are not the SHA-256 of all bytes before them MUST be rejected,
//# whatever its version.
#[test]
fn every_changed_bit_is_seen() {
    let bytes = pooler().snapshot().unwrap().to_bytes().unwrap();
    let (body, checksum) = bytes.split_at(bytes.len() - 32);
    assert_eq!(Sha256::digest(body)[..], *checksum);
    for at in 0..bytes.len() {
        for bit in [0, 7] {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1 << bit;
            let read = Snapshot::from_bytes(&damaged);
            assert!(read.is_err(), "bit {bit} of byte {at}");
        }
    }
    let mut damaged = bytes.clone();
    damaged[bytes.len() - 40] ^= 1;
    let message = Snapshot::from_bytes(&damaged).unwrap_err().to_string();
    assert!(
        message.starts_with("the snapshot is damaged: the SHA-256 of its bytes is "),
        "{message}"
    );
    for len in 0..bytes.len() {
        assert!(Snapshot::from_bytes(&bytes[..len]).is_err(), "{len} bytes");
    }
    assert!(Snapshot::from_bytes(&[&bytes[..], b"\n"].concat()).is_err());
}

/// A file with this document and no array except the checksum.
fn with_document(document: &str) -> Vec<u8> {
    let zeros = [0; 32];
    let view = safetensors::tensor::TensorView::new(safetensors::Dtype::U8, vec![32], &zeros);
    let metadata = HashMap::from([("bami-htm".to_owned(), document.to_owned())]);
    sealed(safetensors::serialize([("sha256", view.unwrap())], Some(metadata)).unwrap())
}

//= spec/snapshot.md#snap-version
//= type=test
//# A file of a later version than the program knows MUST be rejected with an error that gives both
//# version numbers.
#[test]
fn documents_of_other_versions_and_formats_are_refused() {
    let documents = [
        r#"{"format":"bami-htm snapshot","version":3,"new":true}"#,
        r#"{"format":"bami-htm snapshot","version":0}"#,
        r#"{"format":"bami-htm snapshot","version":-1}"#,
        r#"{"format":"bami-htm snapshot","version":1}"#,
        r#"{"format":"bami-htm snapshot","version":1,"program":"x","kind":"brain","parameters":{}}"#,
        r#"{"format":"bami-htm snapshot","version":1,"program":"x","kind":"region","parameters":{},"more":1}"#,
        r#"{"format":"weights","version":1}"#,
        "[]",
        "",
    ];
    let message = |text: &&str| Snapshot::from_bytes(&with_document(text)).unwrap_err().to_string();
    let messages: Vec<String> = documents.iter().map(message).collect();
    insta::assert_snapshot!(messages.join("\n"), @r#"
        the snapshot has format version 3; versions 1 to 2 can be read
        the snapshot has format version 0; versions 1 to 2 can be read
        is not a bami-htm snapshot: its document cannot be read: invalid value: integer `-1`, expected u64 at line 1 column 42
        is not a bami-htm snapshot: its document cannot be read: missing field `program` at line 1 column 42
        is not a bami-htm snapshot: its document cannot be read: unknown variant `brain`, expected one of `spatial-pooler`, `temporal-memory`, `region`, `predictor`, `network`, `detector`, `calibration` at line 1 column 70
        is not a bami-htm snapshot: its document cannot be read: unknown field `more`, expected one of `format`, `version`, `program`, `kind`, `parameters`, `attachments` at line 1 column 94
        is not a bami-htm snapshot: its document has the format "weights", not "bami-htm snapshot"
        is not a bami-htm snapshot: its document cannot be read: invalid length 0, expected struct Label with 2 elements at line 1 column 2
        is not a bami-htm snapshot: its document cannot be read: EOF while parsing a value at line 1 column 0
        "#);
}

//= spec/snapshot.md#snap-load
//= type=test
//# A snapshot of another kind than the expected one MUST be rejected.
#[test]
fn a_snapshot_of_another_kind_is_refused() {
    let snapshot = region().snapshot().unwrap();
    let network = Network::from_snapshot(snapshot.clone()).unwrap_err();
    assert_eq!(network.to_string(), "the snapshot holds a region, but a network is expected");
    let wrong = TemporalMemory::from_snapshot(snapshot).unwrap_err();
    assert!(matches!(wrong, SnapshotError::Kind { found: Kind::Region, .. }));
}

//= spec/snapshot.md#snap-bounds
//= type=test
//# A reader MUST NOT read more than the header announces, nor any array if the file is shorter or
//# longer than that.
#[test]
fn what_is_no_snapshot_is_not_read_to_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    let good = pooler().snapshot().unwrap().to_bytes().unwrap();
    let header = r#"{"sha256":{"dtype":"U8","shape":[4503599627370496],"data_offsets":[0,4503599627370496]}}"#;
    let huge = [&(header.len() as u64).to_le_bytes()[..], header.as_bytes(), b"bytes"].concat();
    let contents: [&[u8]; 9] = [
        b"",
        b"timestamp,value\n2026-01-01,1\n",
        &[0; 100],
        &[255; 100],
        &50_000_000u64.to_le_bytes(),
        &huge,
        &good[..100],
        &good[..good.len() - 1],
        &[&good[..], b"x"].concat(),
    ];
    let mut messages = Vec::new();
    for content in contents {
        std::fs::write(&path, content).unwrap();
        let message = Snapshot::read(&path).unwrap_err().to_string();
        assert_eq!(Snapshot::from_bytes(content).unwrap_err().to_string(), message);
        messages.push(message);
    }
    messages.push(Snapshot::read(folder.path()).unwrap_err().to_string());
    messages.push(Snapshot::read(folder.path().join("none")).unwrap_err().to_string());
    if cfg!(target_os = "linux") {
        messages.push(Snapshot::read("/dev/zero").unwrap_err().to_string());
    }
    insta::assert_snapshot!(messages.join("\n"), @r"
        is not a bami-htm snapshot: it is too short: it has 0 bytes, but the first 8 must give the length of its header
        is not a bami-htm snapshot: it does not begin like a safetensors file
        is not a bami-htm snapshot: its header cannot be read: EOF while parsing a value at line 1 column 0
        is not a bami-htm snapshot: it does not begin like a safetensors file
        is not a bami-htm snapshot: it ends within its header: it has 8 bytes, but its header ends at byte 50000008; a copy may have been cut short
        is not a bami-htm snapshot: its header announces 4503599627370592 bytes, but it has 101; a copy may have been cut short
        is not a bami-htm snapshot: it ends within its header: it has 100 bytes, but its header ends at byte 1512; a copy may have been cut short
        is not a bami-htm snapshot: its header announces 1708 bytes, but it has 1707; a copy may have been cut short
        is not a bami-htm snapshot: its header announces 1708 bytes, but it has 1709; a copy may have been cut short
        the snapshot cannot be read: Is a directory (os error 21)
        the snapshot cannot be read: No such file or directory (os error 2)
        is not a bami-htm snapshot: its header cannot be read: EOF while parsing a value at line 1 column 0
        ");
}

//= spec/snapshot.md#snap-bounds
//= type=test
//# A snapshot MUST be rejected if its parameters say that its object would take more than 256 MiB
//# plus 256 bytes for each byte of its arrays at the start.
#[test]
fn a_small_file_with_huge_sizes_is_refused_before_anything_is_taken() {
    let mut pooler = pooler().snapshot().unwrap();
    pooler.parameters["input_dimensions"] = serde_json::json!([6_000_000]);
    let mut memory = memory().snapshot().unwrap();
    memory.parameters["column_count"] = serde_json::json!(4_000_000);
    let mut region = region().snapshot().unwrap();
    region.parameters["encoders"][1]["size"] = serde_json::json!(1_000_000);
    region.parameters["sp"]["input_dimensions"] = serde_json::json!([1_000_054]);
    let mut messages = Vec::new();
    let allocated = allocation_counter::measure(|| {
        messages.push(SpatialPooler::from_snapshot(pooler).unwrap_err().to_string());
        messages.push(TemporalMemory::from_snapshot(memory).unwrap_err().to_string());
        messages.push(Region::from_snapshot(region).unwrap_err().to_string());
    });
    assert!(allocated.bytes_max < 10_000_000, "{allocated:?}");
    insta::assert_snapshot!(messages.join("\n"), @r"
        the parameters in the snapshot: the object of the snapshot would allocate 1.3 GB on construction, but the limit is 268.5 MB; make it smaller or raise the limit
        the parameters in the snapshot: the object of the snapshot would allocate 1.2 GB on construction, but the limit is 268.5 MB; make it smaller or raise the limit
        the parameters in the snapshot: the object of the snapshot would allocate 2.6 GB on construction, but the limit is 342.8 MB; make it smaller or raise the limit
        ");
}

//= spec/snapshot.md#snap-write
//= type=test
//# A snapshot MUST be written to a temporary file in the same folder, synced to the disk and
//# renamed to its final name, and the folder be synced after that.
//= spec/snapshot.md#snap-write
//= type=test
//# The temporary file MUST have the name of the snapshot with a dot before it and `.new` after it,
//# so that one left behind by a killed process is replaced by the next.
#[test]
fn a_snapshot_replaces_another_and_what_a_killed_process_left() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("load.snapshot");
    let names = || {
        let entries = std::fs::read_dir(folder.path()).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect::<Vec<_>>()
    };
    memory().save(&path).unwrap();
    std::fs::write(folder.path().join(".load.snapshot.new"), "half of a sna").unwrap();
    pooler().save(&path).unwrap();
    assert_eq!(names(), ["load.snapshot"]);
    assert_eq!(SpatialPooler::load(&path).unwrap().state(), pooler().state());

    // If the temporary file cannot be written, nothing changes.
    std::fs::create_dir(folder.path().join(".load.snapshot.new")).unwrap();
    let error = memory().save(&path).unwrap_err();
    assert!(error.to_string().starts_with("the snapshot cannot be written: "), "{error}");
    assert_eq!(SpatialPooler::load(&path).unwrap().state(), pooler().state());
    assert!(memory().save(folder.path().join("no/such/folder")).is_err());
    assert!(memory().save("/").is_err());
}

#[cfg(unix)]
#[test]
fn a_link_stays_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let (target, link) = (folder.path().join("a"), folder.path().join("link"));
    std::fs::write(&target, "old").unwrap();
    std::os::unix::fs::symlink(&target, &link).unwrap();
    memory().save(&link).unwrap();
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(TemporalMemory::load(&target).is_ok());
}
