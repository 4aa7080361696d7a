//! The memory limit of the program: the one given by the user, or the memory of the machine.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::anyhow;
use bami_htm::limits::{Bytes, DEFAULT_AT_ONCE, Limits, MemoryError, MemoryEstimate};

/// The limit given with `--max-memory`.
static GIVEN: OnceLock<Option<u64>> = OnceLock::new();

/// Records the given limit, once.
pub(crate) fn give(max_memory: Option<u64>) {
    let _ = GIVEN.set(max_memory);
}

/// The limit in force.
//= spec/limits.md#limit-program
//# The limit of the program MUST be the number of bytes given with `--max-memory` or, without it,
//# the smallest of the machine's memory and the memory limits of the control groups of the process,
//# as far as the system reports them.
pub(crate) fn limits() -> Limits {
    let given = GIVEN.get().copied().flatten();
    let at_once = given.or_else(|| of_machine(Path::new("/"))).unwrap_or(DEFAULT_AT_ONCE);
    Limits::default().with_at_once(at_once)
}

/// Rejects what does not fit.
pub(crate) fn check(what: &'static str, memory: &MemoryEstimate) -> anyhow::Result<()> {
    limits().check(what, memory).map_err(|error| match error {
        MemoryError::AboveLimit { what, bytes, limit } => anyhow!(
            "{what} would allocate {bytes} on construction, but the limit is {limit}; give it fewer columns, cells, \
             inputs or horizons, or raise --max-memory"
        ),
        error => error.into(),
    })
}

/// The smallest of the memory of the machine and the limits of the control groups of the process; `None` if the system,
/// which has its files under `root`, does not report them.
fn of_machine(root: &Path) -> Option<u64> {
    let read = |path: PathBuf| std::fs::read_to_string(path).ok();
    let machine = read(root.join("proc/meminfo")).and_then(|text| total(&text));
    let groups = read(root.join("proc/self/cgroup")).unwrap_or_default();
    let limits = groups.lines().flat_map(|line| limit_files(root, line));
    let limits = limits.filter_map(|path| read(path)?.trim().parse::<u64>().ok());
    limits.chain(machine).min()
}

/// The memory of the machine, as Linux reports it.
fn total(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kibibytes.checked_mul(1024)
}

/// The files that may have the limits of a control group and of its parents; `line` describes the group of the process.
fn limit_files(root: &Path, line: &str) -> Vec<PathBuf> {
    let mut fields = line.splitn(3, ':').skip(1);
    let (folder, file) = match fields.next() {
        Some("") => ("sys/fs/cgroup", "memory.max"),
        Some(controllers) if controllers.split(',').any(|name| name == "memory") => {
            ("sys/fs/cgroup/memory", "memory.limit_in_bytes")
        }
        _ => return Vec::new(),
    };
    let group = Path::new(fields.next().unwrap_or_default().trim_start_matches('/'));
    group.ancestors().map(|group| root.join(folder).join(group).join(file)).collect()
}

/// A number of bytes: `500M`, `2G` (powers of 1000), `512MiB`, `2GiB` (powers of 1024), or without a unit.
pub(crate) fn size(text: &str) -> Result<u64, String> {
    let wrong =
        || format!("{text:?} must be a number of bytes above 0, such as 500M, 2G or 512MiB");
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().map_err(|_| wrong())?;
    let (letter, base) = match unit.to_ascii_lowercase().as_str() {
        "" | "b" => ("", 1000),
        unit => match unit.strip_suffix("ib") {
            Some(letter) => {
                (["k", "m", "g", "t"].into_iter().find(|l| *l == letter).ok_or_else(wrong)?, 1024)
            }
            None => {
                let letter = unit.strip_suffix('b').unwrap_or(unit);
                (["k", "m", "g", "t"].into_iter().find(|l| *l == letter).ok_or_else(wrong)?, 1000)
            }
        },
    };
    let power = ["", "k", "m", "g", "t"].iter().position(|l| *l == letter).unwrap_or(0);
    let bytes = u64::pow(base, power as u32).checked_mul(number).ok_or_else(wrong)?;
    if bytes > 0 { Ok(bytes) } else { Err(wrong()) }
}

/// An estimate as lines of text.
pub(crate) fn lines(memory: &MemoryEstimate) -> Vec<String> {
    let mut lines = vec![format!("Memory: {} on construction", Bytes(memory.start))];
    if memory.segment > 0 {
        lines.push(format!(
            "  and about {} for each segment that it grows, {} for each synapse",
            Bytes(memory.segment),
            Bytes(memory.synapse)
        ));
    }
    lines.push(match memory.greatest {
        Some(greatest) => format!("  at most {}, with the maximum number of segments and synapses", Bytes(greatest)),
        None => "  unbounded, unless tm.extensions.max_segments_per_cell and max_synapses_per_segment are set".to_owned(),
    });
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    //= spec/limits.md#limit-program
    //= type=test
    //# The limit of the program MUST be the number of bytes given with `--max-memory` or, without
    //# it, the smallest of the machine's memory and the memory limits of the control groups of the
    //# process, as far as the system reports them.
    #[test]
    fn the_limit_is_the_least_of_machine_and_control_groups() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        let write = |path: &str, text: &str| {
            let path = root.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        assert_eq!(of_machine(root), None);
        write("proc/meminfo", "MemFree: 10 kB\nMemTotal:    4000 kB\n");
        assert_eq!(of_machine(root), Some(4_096_000));
        write("proc/self/cgroup", "0::/user/job\n");
        write("sys/fs/cgroup/user/job/memory.max", "max\n");
        assert_eq!(of_machine(root), Some(4_096_000));
        write("sys/fs/cgroup/user/memory.max", "3000000\n");
        assert_eq!(of_machine(root), Some(3_000_000));
        write("proc/self/cgroup", "5:cpu:/\n4:cpuset,memory:/box\n0::/user/job\n");
        write("sys/fs/cgroup/memory/box/memory.limit_in_bytes", "2000000\n");
        assert_eq!(of_machine(root), Some(2_000_000));
    }

    #[test]
    fn sizes_are_read_with_their_units() {
        let sizes = ["1", "500M", "2G", "512MiB", "3kb", "1TB", "4KiB"];
        let read: Vec<u64> = sizes.iter().map(|text| size(text).unwrap()).collect();
        let expected = [1, 500_000_000, 2_000_000_000, 536_870_912, 3000, 1_000_000_000_000, 4096];
        assert_eq!(read, expected);
        for text in ["", "0", "-1", "1.5G", "G", "1X", "1iB", "99999999999T"] {
            assert!(size(text).is_err(), "{text}");
        }
    }
}
