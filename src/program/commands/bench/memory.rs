//! The memory of the process, if the system reports it.

/// The resident memory at some time, in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ResidentMemory(u64);

impl ResidentMemory {
    /// The current resident memory; none if the system does not report it.
    pub(crate) fn now() -> Option<Self> {
        field(&status()?, "VmRSS:").map(Self)
    }

    /// The difference between the peak of the process so far and this measurement.
    pub(crate) fn growth_to_peak(self) -> Option<u64> {
        Some(field(&status()?, "VmHWM:")?.saturating_sub(self.0))
    }
}

/// The status of the process on Linux; other systems have no such file.
fn status() -> Option<String> {
    std::fs::read_to_string("/proc/self/status").ok()
}

/// A field of the status, in bytes; the file has it in kibibytes.
fn field(status: &str, name: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kibibytes.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_of_the_status_are_read() {
        let status = "Name:\tbami\nVmHWM:\t   20480 kB\nVmRSS:\t    1024 kB\nThreads:\t1\n";
        assert_eq!(field(status, "VmHWM:"), Some(20_971_520));
        assert_eq!(field(status, "VmRSS:"), Some(1_048_576));
        assert_eq!(field(status, "VmSwap:"), None);
        assert_eq!(field("VmRSS: many kB\n", "VmRSS:"), None);
    }
}
