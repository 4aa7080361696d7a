//! Where the development half of the Numenta Anomaly Benchmark is looked for, which is not part of the package.

use std::path::{Path, PathBuf};

/// The folder that the environment variable `BAMI_NAB_DIR` names, else `shared/data/nab` beside the package;
/// none, which is said, where there is no such folder.
pub(crate) fn folder() -> Option<PathBuf> {
    let beside = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")).to_owned();
    let named = std::env::var_os("BAMI_NAB_DIR");
    let folder = named.map_or_else(|| beside.join("data/nab"), PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: no NAB data at {}", folder.display());
    None
}
