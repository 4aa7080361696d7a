//! What the tests of the program share.

use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;

/// A region that is quick enough for a test: 64 columns of 4 cells.
pub(crate) const SMALL: [&str; 14] = [
    "--set",
    "sp.column_dimensions=[64]",
    "--set",
    "sp.num_active_columns_per_inh_area=6",
    "--set",
    "tm.cells_per_column=4",
    "--set",
    "tm.activation_threshold=4",
    "--set",
    "tm.learning_threshold=3",
    "--set",
    "tm.synapse_sample_size=6",
    "--set",
    "anomaly.learning_period=20",
];

/// A folder of files, gone when the test is over.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// The names of the files, hidden ones too.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort_unstable();
        names
    }

    /// Runs `bami` in this folder.
    pub(crate) fn bami<'a>(&self, args: impl IntoIterator<Item = &'a str>) -> Run {
        self.bami_with(args, "")
    }

    /// Runs `bami` in this folder with something on standard input.
    pub(crate) fn bami_with<'a>(
        &self,
        args: impl IntoIterator<Item = &'a str>,
        input: &str,
    ) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bami"));
        command.current_dir(self.path()).args(args).write_stdin(input);
        Run(command.output().unwrap())
    }
}

/// What came of a run.
pub(crate) struct Run(Output);

impl Run {
    pub(crate) fn stdout(&self) -> String {
        String::from_utf8(self.0.stdout.clone()).unwrap()
    }

    pub(crate) fn stderr(&self) -> String {
        String::from_utf8(self.0.stderr.clone()).unwrap()
    }

    pub(crate) fn status(&self) -> i32 {
        self.0.status.code().expect("ended by itself")
    }

    /// Standard output of a run that went well.
    #[track_caller]
    pub(crate) fn ok(&self) -> String {
        assert_eq!(self.status(), 0, "{}", self.stderr());
        self.stdout()
    }
}

/// The arguments of a quick run of a file.
pub(crate) fn run<'a>(file: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let mut args = vec!["run", file];
    args.extend(SMALL);
    args.extend(more);
    args
}

/// A load that repeats every day: so many hourly rows after a header.
pub(crate) fn hourly(rows: usize) -> String {
    let mut text = "timestamp,value\n".to_owned();
    for row in 0..rows {
        let (day, hour) = (row / 24 + 1, row % 24);
        text.push_str(&format!("2014-04-{day:02} {hour:02}:00:00,{}\n", 10 + hour % 12));
    }
    text
}
