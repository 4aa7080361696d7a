//! The corpus through the targets, without a fuzzer: every file as it is, and changed in a few drawn ways.

use std::path::PathBuf;

use bami_htm::random::{Pcg32, PortableRng};

use bami_tooling::fuzz::{ALL, Target};

/// So many changes of each file are tried.
const CHANGES: u32 = 200;

/// The files of a target, by name.
fn corpus(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = bami_tooling::root().join("tests/fuzz/corpus").join(target);
    let entries =
        std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: PathBuf| {
        let bytes = std::fs::read(&path).unwrap();
        (path, bytes)
    };
    paths.into_iter().map(read).collect()
}

#[test]
fn every_target_ends_well_on_every_file_of_its_corpus() {
    let mut bytes_in_all = 0;
    for (name, target) in ALL {
        let files = corpus(name);
        assert!(!files.is_empty(), "{name}: the corpus is empty");
        for (path, bytes) in files {
            println!("{}", path.display()); // Shown where the test fails.
            bytes_in_all += bytes.len();
            target(&bytes);
        }
    }
    assert!(
        bytes_in_all < 1 << 20,
        "the corpus has {bytes_in_all} bytes; keep it below a megabyte"
    );
}

#[test]
fn every_target_ends_well_on_its_corpus_with_changes() {
    for (name, target) in ALL {
        let files = corpus(name);
        for (number, (path, bytes)) in files.iter().enumerate() {
            println!("{}", path.display());
            let mut random = Pcg32::new(number as u64, 7);
            for _ in 0..CHANGES {
                let other = &files[random.below(files.len() as u32) as usize].1;
                try_changed(target, bytes, other, &mut random);
            }
        }
    }
}

/// Bytes that mean something to one reader or another.
const MEANINGFUL: &[u8] = b"\0\n\r\t\",;|{}[]:=.#-+eE0129 \xff\xef\x80";

/// A file with a few bytes changed, taken out, doubled, or put in from another file.
fn try_changed(target: Target, bytes: &[u8], other: &[u8], random: &mut Pcg32) {
    let mut bytes = bytes.to_vec();
    for _ in 0..=random.below(3) {
        let at = random.below(bytes.len() as u32 + 1) as usize;
        let end = (at + random.below(16) as usize).min(bytes.len());
        match random.below(5) {
            0 => bytes.insert(at, MEANINGFUL[random.below(MEANINGFUL.len() as u32) as usize]),
            1 => drop(bytes.drain(at..end)),
            2 => bytes.truncate(at),
            3 => {
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
            _ => {
                let from = random.below(other.len() as u32 + 1) as usize;
                let to = (from + random.below(64) as usize).min(other.len());
                bytes.splice(at..end, other[from..to].iter().copied());
            }
        }
    }
    target(&bytes);
}
