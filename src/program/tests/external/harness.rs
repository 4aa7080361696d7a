//! Tests that need something that may be missing on a machine.
//!
//! The standard harness can ignore a test only when it is compiled. This one decides when it starts:
//! a test is *ignored*, with the reason in brackets before its name, if something that it needs is
//! missing. Where `CI=true` is set, a missing tool is a failure.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use libtest_mimic::{Arguments, Failed, Trial};

/// Something that a test needs.
#[derive(Clone, Copy)]
pub(crate) enum Need {
    /// A Python interpreter.
    Python,
    /// Node.
    Node,
    /// Bash.
    Bash,
    /// Chromium or a browser of its family.
    Browser,
    /// A mount namespace in which a file system can be mounted.
    Mount,
    /// Signals that the parent process did not turn off.
    Signals,
    /// A file or folder of the repository that is not part of the package.
    Repository(&'static str),
    /// The development half of the Numenta Anomaly Benchmark.
    Nab,
    /// The hourly consumption of a building, from NuPIC.
    HotGym,
}

/// The names of browsers, and the variable that names another one.
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];
const BROWSER_VARIABLE: &str = "BAMI_BROWSER";

static PYTHON: LazyLock<bool> = LazyLock::new(|| has_version("python3"));
static NODE: LazyLock<bool> = LazyLock::new(|| has_version("node"));
static BASH: LazyLock<bool> = LazyLock::new(|| has_version("bash"));
static BROWSER: LazyLock<Option<String>> = LazyLock::new(|| {
    let named = std::env::var(BROWSER_VARIABLE).ok();
    let mut names = named.into_iter().chain(BROWSERS.map(str::to_owned));
    names.find(|name| cfg!(unix) && has_version(name))
});
static MOUNT: LazyLock<bool> = LazyLock::new(|| {
    let script =
        "d=$(mktemp -d); mount -t tmpfs -o size=16k none $d; s=$?; umount $d; rmdir $d; exit $s";
    succeeds(Command::new("unshare").args(["-m", "sh", "-c", script]))
});

impl Need {
    /// Why the need is not met, if it is not.
    fn missing(self) -> Option<String> {
        let (met, reason) = match self {
            Self::Python => (*PYTHON, "no python3".to_owned()),
            Self::Node => (*NODE, "no node".to_owned()),
            Self::Bash => (*BASH, "no bash".to_owned()),
            Self::Browser => {
                (BROWSER.is_some(), format!("no chromium, {BROWSER_VARIABLE} not set"))
            }
            Self::Mount => (*MOUNT, "no permission to mount a file system".to_owned()),
            Self::Signals => (receives_signals(), "the parent process ignores a signal".to_owned()),
            Self::Repository(path) => {
                (root().join(path).exists(), format!("no {path} in a package"))
            }
            Self::Nab => (nab().is_dir(), "no NAB data, see BAMI_NAB_DIR".to_owned()),
            Self::HotGym => {
                (hot_gym().is_file(), "no hot gym data, see BAMI_HOTGYM_DIR".to_owned())
            }
        };
        (!met).then_some(reason)
    }

    /// Whether it can be installed, so that it has to be there where `CI` is set.
    fn is_tool(self) -> bool {
        matches!(self, Self::Python | Self::Node | Self::Bash | Self::Browser)
    }
}

/// The root of the repository. A package that was unpacked has none.
pub(crate) fn root() -> PathBuf {
    concat!(env!("CARGO_MANIFEST_DIR"), "/../..").into()
}

/// A browser, for tests with [`Need::Browser`].
pub(crate) fn browser() -> &'static str {
    BROWSER.as_deref().expect("a test that needs a browser says so")
}

/// The folder that `BAMI_NAB_DIR` names, else `../shared/data/nab`.
pub(crate) fn nab() -> PathBuf {
    data("BAMI_NAB_DIR", "nab")
}

/// The file in the folder that `BAMI_HOTGYM_DIR` names, else in `../shared/data/hotgym`.
pub(crate) fn hot_gym() -> PathBuf {
    data("BAMI_HOTGYM_DIR", "hotgym").join("rec-center-hourly.csv")
}

fn data(variable: &str, name: &str) -> PathBuf {
    let named = std::env::var_os(variable).map(PathBuf::from);
    named.unwrap_or_else(|| root().join("../shared/data").join(name))
}

fn has_version(program: &str) -> bool {
    succeeds(Command::new(program).arg("--version"))
}

fn succeeds(command: &mut Command) -> bool {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

/// Whether SIGHUP, SIGINT and SIGTERM have an effect on this process and its children. A script that
/// runs a command in the background turns off SIGINT.
fn receives_signals() -> bool {
    const HUP_INT_TERM: u64 = 1 | 1 << 1 | 1 << 14;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_none_or(|mask| mask & HUP_INT_TERM == 0)
}

/// A test under its name, with what it needs.
pub(crate) fn trial(
    module: &str,
    name: &str,
    needs: &[Need],
    test: impl FnOnce() + Send + 'static,
) -> Trial {
    // The name of a test in the standard harness does not begin with the name of the crate either.
    let module = module.split_once("::").map_or("", |(_, module)| module);
    let name = format!("{module}::{name}").trim_start_matches("::").to_owned();
    let ci = std::env::var("CI").is_ok_and(|value| value == "true");
    let missing: Vec<_> = needs.iter().filter_map(|need| Some((need, need.missing()?))).collect();
    let fails = ci && missing.iter().any(|(need, _)| need.is_tool());
    let reasons: Vec<String> = missing.into_iter().map(|(_, reason)| reason).collect();
    let reason = reasons.join(", ");
    if reason.is_empty() {
        return Trial::test(name, move || {
            test();
            Ok(())
        });
    }
    let trial = Trial::test(name, {
        let reason = reason.clone();
        move || Err(Failed::from(reason))
    });
    trial.with_kind(reason).with_ignored_flag(!fails)
}

/// Registers functions of the module as tests that need the same things:
/// `trials!(&[Need::Node], one_test, another_test)`.
///
/// A citation with `type=test` may stand above a function that is registered so in the same file.
macro_rules! trials {
    ($needs:expr, $($test:ident),+ $(,)?) => {
        vec![$($crate::harness::trial(module_path!(), stringify!($test), $needs, $test)),+]
    };
}
pub(crate) use trials;

/// Runs the tests as the arguments of the command line select them.
pub(crate) fn main(trials: impl IntoIterator<Item = Vec<Trial>>) {
    libtest_mimic::run(&Arguments::from_args(), trials.into_iter().flatten().collect()).exit();
}
