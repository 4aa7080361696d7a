//! The specification as files, because a package does not contain the repository.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// A folder with the embedded copy of `spec/`.
pub(crate) fn folder() -> &'static Path {
    static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(env!("CARGO_CRATE_NAME"));
        // NB: an earlier run may have left files that are no longer part of it.
        let _ = std::fs::remove_dir_all(&folder);
        for (path, text) in bami_htm::spec::files("spec") {
            let path = folder.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        folder
    });
    &FOLDER
}
