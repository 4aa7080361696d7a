//! Files that the ports and the library reject.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use bami_htm::Learning;
use bami_htm::temporal_memory::{
    InitialSegment, InitialState, TemporalMemory, TemporalMemoryParameters,
};
use libtest_mimic::Trial;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{NEEDS, all_extensions, goes_on, ports};
use crate::common;
use crate::harness::trials;

/// The arrays of a snapshot's file as they are changed, and its document.
struct Parts {
    document: String,
    arrays: Vec<(String, safetensors::Dtype, Vec<u8>)>,
}

impl Parts {
    fn of(bytes: &[u8]) -> Self {
        let file = safetensors::SafeTensors::deserialize(bytes).unwrap();
        let (_, metadata) = safetensors::SafeTensors::read_metadata(bytes).unwrap();
        let document = metadata.metadata().as_ref().unwrap()["bami-htm"].clone();
        let arrays =
            file.iter().map(|(name, view)| (name.into(), view.dtype(), view.data().into()));
        Self { document, arrays: arrays.collect() }
    }

    /// The file with a checksum that fits.
    fn sealed(&self) -> Vec<u8> {
        let view = |(name, dtype, data): &'_ (String, safetensors::Dtype, Vec<u8>)| {
            let shape = vec![data.len() * 8 / dtype.bitsize()];
            (name.clone(), *dtype, shape, data.clone())
        };
        let owned: Vec<_> = self.arrays.iter().map(view).collect();
        let views = owned.iter().map(|(name, dtype, shape, data)| {
            let view = safetensors::tensor::TensorView::new(*dtype, shape.clone(), data).unwrap();
            (name.as_str(), view)
        });
        let metadata = [("bami-htm".to_owned(), self.document.clone())].into();
        let mut bytes = safetensors::serialize(views, Some(metadata)).unwrap();
        let end = bytes.len() - 32;
        let checksum = Sha256::digest(&bytes[..end]);
        bytes[end..].copy_from_slice(&checksum);
        bytes
    }

    fn array(mut self, name: &str, numbers: &[u32]) -> Self {
        let data = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        self.arrays.retain(|(other, ..)| other != name);
        self.arrays.push((name.into(), safetensors::Dtype::U32, data));
        self
    }

    fn wide(mut self, name: &str, numbers: &[u64]) -> Self {
        let data = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        let array = self.arrays.iter_mut().find(|(other, ..)| other == name).unwrap();
        array.2 = data;
        self
    }

    fn document(mut self, from: &str, to: &str) -> Self {
        assert!(self.document.contains(from), "{}", self.document);
        self.document = self.document.replace(from, to);
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.arrays.retain(|(other, ..)| other != name);
        self
    }
}

/// Files that are refused, each with a word that every program says about it.
fn bad_files(good: &[u8]) -> Vec<(Vec<u8>, &'static str)> {
    let flipped = |at: usize| {
        let mut bytes = good.to_vec();
        bytes[at] ^= 1;
        bytes
    };
    let parts = || Parts::of(good);
    let half = |number: f64| number.to_bits();
    vec![
        (Vec::new(), "short"),
        (good[..7].to_vec(), "short"),
        (good[..good.len() / 9].to_vec(), ""),
        (good[..good.len() - 1].to_vec(), "cut short"),
        ([good, b"\n"].concat(), "announces"),
        (flipped(3), ""),
        (flipped(7), "safetensors"),
        (flipped(good.len() - 1), "SHA-256"),
        (flipped(good.len() - 40), "SHA-256"),
        (parts().document("\"version\":2", "\"version\":3").sealed(), "version 3; versions 1 to 2"),
        (parts().document("bami-htm snapshot", "weights").sealed(), "weights"),
        (parts().document("\"kind\":\"temporal-memory\"", "\"kind\":\"brain\"").sealed(), "brain"),
        (parts().document("\"program\"", "\"porgram\"").sealed(), "porgram"),
        (
            parts().document("\"cells_per_column\":2", "\"cells_per_column\":3").sealed(),
            "segments_per_cell",
        ),
        (parts().document("\"cells_per_column\":2", "\"cells_per_column\":-2").sealed(), ""),
        (parts().without("permanences").sealed(), "permanences"),
        (parts().array("more", &[1]).sealed(), "more"),
        (parts().array("permanences", &[1]).sealed(), "F64"),
        (parts().wide("t", &[1 << 63]).sealed(), "2^63"),
        (parts().wide("random", &[1, 2]).sealed(), "odd"),
        (
            parts().wide("permanences", &[half(0.5), half(0.5), half(0.5), half(1.5)]).sealed(),
            "permanence",
        ),
        (parts().wide("permanences", &[half(f64::NAN); 4]).sealed(), "permanence"),
        (parts().wide("permanences", &[half(0.5); 3]).sealed(), "permanences"),
        (parts().wide("serials", &[1, 2]).sealed(), "assigned"),
        (parts().wide("serials", &[0, 0]).sealed(), "twice"),
        (parts().wide("last_active", &[0, 1]).sealed(), "step 1"),
        (parts().array("segments_per_cell", &[0, 0, 0, 0, 2, 0, 0, 0]).sealed(), "ascend"),
        (parts().array("presynaptic_cells", &[0, 0, 1, 0]).sealed(), ""),
        (parts().array("presynaptic_cells", &[0, 0, 1, 8]).sealed(), ""),
        (parts().array("presynaptic_cells", &[0, 0, 1, 7]).sealed(), "dead"),
        (parts().array("dead_cells", &[6, 7]).sealed(), "column 3"),
        (parts().array("active_cells", &[2, 1]).sealed(), ""),
        (parts().array("winner_cells", &[7]).sealed(), "dead"),
        (parts().array("bursting_columns", &[4]).sealed(), ""),
        (parts().wide("anomaly", &[half(2.0)]).sealed(), "anomaly"),
    ]
}

/// Four columns of two cells with two segments; cell 7 is dead.
fn small_memory() -> TemporalMemory {
    let parameters = TemporalMemoryParameters::default()
        .with_column_count(4)
        .with_cells_per_column(2)
        .with_activation_threshold(2)
        .with_learning_threshold(1)
        .with_extensions(all_extensions());
    let segments = vec![
        InitialSegment { cell: 4, synapses: vec![(0, 0.5), (1, 0.75), (2, 0.25)] },
        InitialSegment { cell: 3, synapses: vec![(0, 0.125)] },
    ];
    let initial = InitialState { segments, active_cells: vec![0, 1, 2], winner_cells: vec![0, 2] };
    let mut memory = TemporalMemory::with_initial_state(parameters, 42, &initial).unwrap();
    memory.kill_cells([7]).unwrap();
    memory
}

//= spec/snapshot.md#snap-checksum
//= type=test
//# A file with last 32 bytes that are not the SHA-256 of all bytes before them MUST be rejected,
//# whatever its version.
//= spec/snapshot.md#snap-version
//= type=test
//# A file of a later version than the program knows MUST be rejected with an error that gives both
//# version numbers.
//= spec/snapshot.md#snap-bounds
//= type=test
//# A reader MUST NOT read more than the header announces, nor any array if the file is shorter or
//# longer than that.
//= spec/snapshot.md#snap-load
//= type=test
//# An array that is missing or has the wrong type or the wrong length MUST be rejected.
//= spec/snapshot.md#snap-graph
//= type=test
//# A graph that no run could have produced MUST be rejected: cells that do not exist, dead cells
//# with a segment or a synapse on their axon, two synapses of a segment to the same cell,
//# permanences outside 0 to 1, serial numbers that do not ascend within a cell, are used twice, or
//# have not been assigned yet.
//= spec/snapshot.md#snap-graph
//= type=test
//# Numbers that no step could have left behind MUST be rejected: an increment that is even, anomaly
//# scores and duty cycles outside 0 to 1, boosts that are not finite numbers above 0, overlaps that
//# are not finite numbers of at least 0, an inhibition radius of 0, a last active step after t,
//# lists of cells or columns that do not ascend.
fn the_ports_refuse_what_the_library_refuses() {
    let snapshot = small_memory().snapshot().unwrap();
    let good = snapshot.to_bytes().unwrap();
    assert_eq!(Parts::of(&good).sealed(), good);
    let folder = tempfile::tempdir().unwrap();
    let (path, new) = (folder.path().join("bad"), folder.path().join("new"));
    let ports = ports();
    for port in &ports {
        let input = [json!({ "active_columns": [0, 3] })];
        let mut straight = small_memory();
        straight.step(&common::columns(&straight, &[0, 3]), Learning::On).unwrap();
        let (_, saved) = goes_on(port, &snapshot, &input);
        let again = TemporalMemory::from_snapshot(saved).unwrap();
        assert_eq!(again.snapshot().unwrap(), straight.snapshot().unwrap(), "{}", port[1]);
    }
    for (at, (bad, word)) in bad_files(&good).into_iter().enumerate() {
        std::fs::write(&path, bad).unwrap();
        // NB: all at once, because to start them takes the most time.
        let started = ports.iter().map(|[interpreter, program]| {
            let mut port = Command::new(interpreter);
            port.args([program.as_ref(), path.as_path(), Path::new("--save"), &new]);
            port.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
        });
        let started: Vec<Child> = started.collect();
        let refused = TemporalMemory::load(&path).unwrap_err().to_string();
        assert!(refused.contains(word), "{at}: {word} in {refused}");
        for (port, program) in started.into_iter().zip(&ports) {
            let output = port.wait_with_output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{at}: {}: {said}", program[1]);
            assert!(said.contains(word), "{at}: {}: {word} in {said}", program[1]);
            assert_eq!((said.lines().count(), new.exists()), (1, false), "{at}: {said}");
        }
    }
}

pub(super) fn trials() -> Vec<Trial> {
    trials!(NEEDS, the_ports_refuse_what_the_library_refuses)
}
