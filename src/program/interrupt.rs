//! Ctrl-C and requests to end: incomplete files are removed before the program ends.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

/// The exit status after Ctrl-C: 128 plus the number of the signal, as in a shell. The handler does not know which signal
/// it was, so all of them give this status.
const INTERRUPTED: i32 = 130;

/// The temporary files and folders of this run. The first one installs the handler of Ctrl-C, SIGTERM and SIGHUP. If it
/// cannot be installed, because the parent process has set one of them to be ignored, all remain as they are.
static UNFINISHED: LazyLock<Mutex<BTreeSet<PathBuf>>> = LazyLock::new(|| {
    let _ = ctrlc::try_set_handler(end);
    Mutex::default()
});

/// The temporary files. Code that creates or renames one holds this lock meanwhile, so that a file is in the list as long
/// as it exists.
pub(crate) fn unfinished() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes the temporary files and ends the program.
//= spec/program.md#program-interrupt
//# If the program is writing a file, Ctrl-C MUST end it with status 130.
//= spec/program.md#program-interrupt
//# If the program is writing a file, Ctrl-C MUST leave no part of that file behind.
//= spec/program.md#program-interrupt
//# SIGTERM and SIGHUP MUST have the same effect as Ctrl-C.
fn end() {
    let unfinished = unfinished();
    for path in unfinished.iter() {
        // NB: a file whose write failed may be gone already.
        let _ = std::fs::remove_file(path).or_else(|_| std::fs::remove_dir_all(path));
    }
    std::process::exit(INTERRUPTED)
}
