//! Ctrl-C, and a request to end: the files that are not finished are taken away before the program ends.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

/// The exit status after Ctrl-C: 128 and the number of the signal, as a shell has it. The handler is not told which signal
/// came, so the others give it too.
const INTERRUPTED: i32 = 130;

/// The temporary files and folders of this run. From the first one on Ctrl-C, SIGTERM and SIGHUP are watched
/// for. Where that cannot be, as in a job whose caller lets it ignore one of them, all stays as it is.
static UNFINISHED: LazyLock<Mutex<BTreeSet<PathBuf>>> = LazyLock::new(|| {
    let _ = ctrlc::try_set_handler(end);
    Mutex::default()
});

/// The temporary files. Whoever makes one, or gives one its name, holds this meanwhile: so that a file
/// is in the list as long as it is there.
pub(crate) fn unfinished() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes the temporary files away and ends the program.
//= spec/program.md#program-interrupt
//# If the program is writing a file, Ctrl-C MUST end it with status 130 and leave no part of that
//# file behind.
//= spec/program.md#program-interrupt
//# SIGTERM and SIGHUP MUST have the same effect as Ctrl-C.
fn end() {
    let unfinished = unfinished();
    for path in unfinished.iter() {
        // NB: one that is gone already, because its write failed, is none to be sorry for.
        let _ = std::fs::remove_file(path).or_else(|_| std::fs::remove_dir_all(path));
    }
    std::process::exit(INTERRUPTED)
}
