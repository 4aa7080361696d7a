//! Snapshots: what a file says that somebody made with care, the right checksum under it.

use bami_htm::Learning;
use bami_htm::network::Network;
use bami_htm::region::{Predictor, Region};
use bami_htm::sdr::Sdr;
use bami_htm::snapshot::{Kind, Snapshot, SnapshotError};
use bami_htm::spatial_pooler::SpatialPooler;
use bami_htm::temporal_memory::TemporalMemory;
use sha2::{Digest, Sha256};

/// The bytes as they are, and with the checksum that belongs to them.
pub fn run(bytes: &[u8]) {
    let _ = Snapshot::from_bytes(bytes);
    let Some((body, _)) = bytes.split_last_chunk::<32>() else { return };
    let sealed = [body, &Sha256::digest(body)[..]].concat();
    let Ok(snapshot) = Snapshot::from_bytes(&sealed) else { return };
    // What is read can be written and read again.
    let again = snapshot.to_bytes().expect("what was read fits");
    assert!(Snapshot::from_bytes(&again).is_ok());
    match snapshot.kind() {
        Kind::SpatialPooler => {
            check(snapshot, SpatialPooler::from_snapshot, SpatialPooler::snapshot, pooler);
        }
        Kind::TemporalMemory => {
            check(snapshot, TemporalMemory::from_snapshot, TemporalMemory::snapshot, memory);
        }
        Kind::Region => {
            check(snapshot, Region::from_snapshot, Region::snapshot, |region| {
                region.spatial_pooler().layer().check_invariants().expect("a sound graph");
                region.temporal_memory().layer().check_invariants().expect("a sound graph");
            });
        }
        Kind::Predictor => {
            check(snapshot, Predictor::from_snapshot, Predictor::snapshot, |_| ());
        }
        Kind::Network => check(snapshot, Network::from_snapshot, Network::snapshot, |_| ()),
        _ => {}
    }
}

/// An object that can be made of the snapshot is sound, and its own snapshot gives it back.
fn check<T>(
    snapshot: Snapshot,
    load: impl Fn(Snapshot) -> Result<T, SnapshotError>,
    save: impl Fn(&T) -> Result<Snapshot, SnapshotError>,
    use_it: impl FnOnce(&mut T),
) {
    let mut object = match load(snapshot) {
        Ok(object) => object,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let first = save(&object).expect("what was loaded fits");
    let second = load(first.clone()).and_then(|object| save(&object)).expect("what was saved");
    assert_eq!(first.to_bytes().ok(), second.to_bytes().ok());
    use_it(&mut object);
}

fn pooler(pooler: &mut SpatialPooler) {
    pooler.layer().check_invariants().expect("a sound graph");
    let inputs: u32 = pooler.parameters().input_dimensions.iter().product();
    if pooler.active_duty_cycles().len() <= 64 && inputs <= 64 {
        for learn in [true, false] {
            let input = Sdr::new(inputs, (0..inputs).step_by(2)).expect("bits of the input");
            let _ = pooler.step(
                &input.reshape(&pooler.parameters().input_dimensions).expect("a grid"),
                learn.into(),
            );
        }
        pooler.layer().check_invariants().expect("a sound graph");
    }
}

fn memory(memory: &mut TemporalMemory) {
    memory.layer().check_invariants().expect("a sound graph");
    let columns = memory.parameters().column_count;
    if columns <= 64 && memory.parameters().cells_per_column <= 64 {
        for from in 0..3 {
            let active = Sdr::new(columns, (from..columns).step_by(3)).expect("columns");
            memory.step(&active, Learning::On).expect("as many columns as there are");
        }
        memory.layer().check_invariants().expect("a sound graph");
    }
}
