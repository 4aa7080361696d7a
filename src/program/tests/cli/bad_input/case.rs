//! A row of the table, and what every row has to satisfy.

use std::fmt::Write as _;
use std::time::Duration;

use assert_cmd::Command;

use crate::support::{Folder, SMALL};

/// No case may take longer.
const LIMIT: Duration = Duration::from_secs(20);

/// No case may have more memory, in KiB: a few times what a default region takes.
const MEMORY: &str = "1500000";

/// A bad input.
pub(crate) struct Case {
    name: String,
    files: Vec<(String, Vec<u8>)>,
    args: Vec<String>,
    small: bool,
    input: Vec<u8>,
}

impl Case {
    /// These arguments, without files.
    pub(crate) fn new(name: &str, args: &[&str]) -> Self {
        let args = args.iter().map(|arg| (*arg).to_owned()).collect();
        Self { name: name.to_owned(), files: Vec::new(), args, small: false, input: Vec::new() }
    }

    /// `bami run data.csv -o out.csv` with a small region and this content of data.csv.
    pub(crate) fn stream(name: &str, content: impl AsRef<[u8]>, more: &[&str]) -> Self {
        let args = [&["run", "data.csv", "-o", "out.csv", "--resolution", "1"], more].concat();
        Self { small: true, ..Self::new(name, &args).file("data.csv", content) }
    }

    /// `bami run data.csv -o out.csv` with these parameters.
    pub(crate) fn parameters(name: &str, toml: impl AsRef<[u8]>) -> Self {
        Self::new(name, &["run", "data.csv", "-o", "out.csv", "--config", "bami.toml"])
            .file("data.csv", "value\n1\n2\n")
            .file("bami.toml", toml)
    }

    /// The same with a file beside.
    pub(crate) fn file(mut self, name: &str, content: impl AsRef<[u8]>) -> Self {
        self.files.push((name.to_owned(), content.as_ref().to_vec()));
        self
    }

    /// The same with something on standard input.
    pub(crate) fn input(mut self, input: impl AsRef<[u8]>) -> Self {
        self.input = input.as_ref().to_vec();
        self
    }

    /// Runs it, checks what has to hold of every case, and gives its row of the table.
    fn row(&self) -> String {
        let Self { name, files, args, small, input } = self;
        let folder = Folder::new();
        for (name, content) in files {
            let place = folder.path().join(name);
            std::fs::create_dir_all(place.parent().expect("in the folder")).unwrap();
            folder.write(name, content);
        }
        let before = folder.names();
        let small: &[&str] = if *small { &SMALL } else { &[] };
        let output = Command::new("sh")
            .args(["-c", &format!("ulimit -v {MEMORY} && exec \"$0\" \"$@\"")])
            .arg(env!("CARGO_BIN_EXE_bami"))
            .args(args)
            .args(small)
            .current_dir(folder.path())
            .write_stdin(&input[..])
            .timeout(LIMIT)
            .output()
            .unwrap();
        let said = String::from_utf8(output.stderr).expect("messages are UTF-8");
        assert_eq!(output.status.code(), Some(2), "{name}: {:?}\n{said}", output.status);
        assert!(output.stdout.is_empty(), "{name}: {}", String::from_utf8_lossy(&output.stdout));
        assert_eq!(folder.names(), before, "{name}: {said}");
        for (file, content) in files {
            assert_eq!(&std::fs::read(folder.path().join(file)).unwrap(), content, "{name}");
        }
        assert!(!said.contains("panicked") && said.len() < 8000, "{name}: {said}");
        assert!(!said.chars().any(|c| c.is_control() && c != '\n' && c != '\t'), "{name}: {said}");
        let errors = said.lines().filter(|line| line.contains("error: "));
        assert_eq!(errors.count(), 1, "{name}: {said}");
        let mut row =
            format!("{name}\n    $ bami {}\n", shortened(&args.join(" ").replace('\n', "\\n")));
        let begin = said.find("error: ").unwrap_or_default();
        for line in said[begin..].lines().take_while(|line| !line.is_empty()) {
            writeln!(row, "    {}", shortened(line)).unwrap();
        }
        row
    }
}

/// Enough of a line to be read: what it repeats of the input may be long.
fn shortened(line: &str) -> String {
    let count = line.chars().count();
    if count <= 500 {
        return line.to_owned();
    }
    let first: String = line.chars().take(160).collect();
    let last: String = line.chars().skip(count - 240).collect();
    format!("{first} [...] {last}")
}

/// The table of these cases. No two have the same name.
pub(crate) fn table(cases: &[Case]) -> String {
    let mut names: Vec<&str> = cases.iter().map(|case| case.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), cases.len(), "two cases have the same name");
    cases.iter().map(Case::row).collect::<Vec<_>>().join("\n")
}
