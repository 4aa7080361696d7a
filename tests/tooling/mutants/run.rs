//! Runs the tests with each mutant.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use super::copy::{Copy, Program};
use super::sites::Site;
use super::suites::touches;

/// How many mutants run at the same time.
const PARALLEL: usize = 2;

/// The mutants of a sample, by their numbers, that no test catches.
pub(super) fn run(copy: &Copy, sample: &[Site], ids: &[usize]) -> Result<BTreeSet<usize>> {
    let mut timed = Vec::new();
    for program in copy.compile()? {
        let start = Instant::now();
        if !passes(&program, 0, Duration::from_secs(600))? {
            bail!("{:?} fails without a mutant", program.suite);
        }
        eprintln!("{:6.1} s  {:?}", start.elapsed().as_secs_f64(), program.suite);
        timed.push((start.elapsed(), program));
    }
    timed.sort_by_key(|(time, _)| *time);

    let (next, survivors) = (AtomicUsize::new(0), Mutex::new(BTreeSet::new()));
    let worker = || -> Result<()> {
        while let Some(&id) = ids.get(next.fetch_add(1, Ordering::Relaxed)) {
            let site = &sample[id - 1];
            let own = timed.iter().filter(|(_, program)| touches(program.suite, &site.file));
            let start = Instant::now();
            let mut caught_by = None;
            for (time, program) in own {
                if !passes(program, id, *time * 10 + Duration::from_secs(10))? {
                    caught_by = Some(program.suite);
                    break;
                }
            }
            let by =
                caught_by.map_or("survives".to_owned(), |suite| format!("caught by {suite:?}"));
            eprintln!("{id:4}  {:5.1} s  {by}", start.elapsed().as_secs_f64());
            if caught_by.is_none() {
                survivors.lock().unwrap_or_else(|error| error.into_inner()).insert(id);
            }
        }
        Ok(())
    };
    thread::scope(|scope| {
        let workers: Vec<_> = (0..PARALLEL).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().try_for_each(|worker| match worker.join() {
            Ok(result) => result,
            Err(panic) => std::panic::resume_unwind(panic),
        })
    })?;
    Ok(survivors.into_inner().unwrap_or_else(|error| error.into_inner()))
}

/// Whether the tests of a program pass with a mutant; 0 is none. The shell limits the time on a core
/// and the memory in kB, so that an endless loop ends.
fn passes(program: &Program, id: usize, limit: Duration) -> Result<bool> {
    let limits =
        format!("ulimit -t {} && ulimit -v 8000000 && exec \"$0\" \"$@\"", limit.as_secs());
    let status = Command::new("sh")
        .args(["-c", &limits])
        .arg(&program.executable)
        .args(["-q", "--test-threads", "2", program.suite.2])
        .current_dir(&program.folder)
        .env("BAMI_MUTANT", id.to_string())
        .env("PROPTEST_RNG_SEED", "1")
        .env("PROPTEST_MAX_SHRINK_ITERS", "0")
        .env("PROPTEST_DISABLE_FAILURE_PERSISTENCE", "true")
        .env("INSTA_UPDATE", "no")
        .env("INSTA_FORCE_PASS", "0")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()?;
    Ok(status.success())
}
