//! Every command that the documentation and the help texts print is run as it stands there.
//!
//! The documents are README.md, the guides and the READMEs of the examples. Each runs in a folder that
//! looks like the repository, with a shell; `cargo run -- ARGUMENTS` runs `bami ARGUMENTS`, and other
//! commands of cargo must name packages and targets that exist. A block of commands that needs
//! something else, or more than a minute, stands behind the comment `<!-- outside: REASON -->`. Of such
//! a block, the arguments of `bami` and the targets of cargo are checked.

use std::collections::BTreeSet;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use libtest_mimic::Trial;

use crate::harness::{Need, root, trial};
use crate::support::Folder;

const SAMPLE: &str = "examples/data";

/// Programs that stand in for others: cargo, which would build again; `tail -f`, which never ends; and
/// jq, which may be missing.
const STAND_INS: [(&str, &str); 3] = [
    (
        "cargo",
        r#"[ "$1" = run ] || exit 0
shift
while [ $# -gt 0 ]; do
    case "$1" in --) shift; break ;; --example) exit 0 ;; esac
    shift
done
exec bami "$@""#,
    ),
    ("tail", r#"for file in "$@"; do :; done; exec cat "$file""#),
    ("jq", "exec cat"),
];

/// Commands of the help texts of which only the arguments are checked: they take minutes, or need a
/// port, an outside file or a corpus.
const PARSED_ONLY: [&str; 12] = [
    "--full",
    "--port",
    "NAB",
    "FILE",
    "nab-results",
    "VECTOR.json",
    "conformance serve",
    "bami.txt",
    "planted run",
    "nab convert",
    "--nab my-streams",
    "--nab ucr",
];

/// A block of commands.
#[derive(Debug, PartialEq)]
struct Block {
    line: usize,
    outside: bool,
    text: String,
}

/// The blocks of a Markdown document that are marked as `sh`.
fn blocks(document: &str) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::new();
    let (mut fence, mut outside) = (None, false);
    for (number, line) in document.lines().enumerate() {
        match fence {
            None if line.starts_with("```") => {
                let is_shell = line == "```sh";
                fence = Some(is_shell);
                if is_shell {
                    found.push(Block { line: number + 2, outside, text: String::new() });
                }
            }
            None if !line.is_empty() => outside = line.starts_with("<!-- outside: "),
            None => {}
            Some(_) if line == "```" => (fence, outside) = (None, false),
            Some(true) => {
                let text = &mut found.last_mut().expect("a block was opened").text;
                text.push_str(line);
                text.push('\n');
            }
            Some(false) => {}
        }
    }
    assert_eq!(fence, None, "a block has no end");
    found
}

/// The commands of a shell script that begin with this word, each with its arguments.
fn commands(script: &str, program: &str) -> Vec<Vec<String>> {
    let script = script.replace("\\\n", " ");
    let mut found = Vec::new();
    for line in script.lines() {
        let line = line.split(" #").next().unwrap_or_default();
        let Ok(words) = shell_words::split(line) else { panic!("not a command: {line}") };
        let is_end =
            |word: &String| matches!(word.as_str(), "|" | ">" | ">>" | "<" | "&&" | "||" | "&");
        for part in words.split(is_end) {
            // A semicolon ends a command, too.
            let mut parts = part.split_inclusive(|word| word.ends_with(';'));
            found.extend(parts.by_ref().filter_map(|part| {
                let start = part.iter().position(|word| word == program)?;
                // Its name may be an argument of another program.
                (start == 0 || part[0] == "valgrind").then_some(())?;
                let words = part[start..].iter().map(|word| word.trim_end_matches(';').to_owned());
                Some(words.collect())
            }));
        }
    }
    found
}

/// Whether the arguments of `bami` are valid: `--help` behind them is reached only if they are.
fn check_arguments(command: &[String]) {
    let mut bami = Command::new(env!("CARGO_BIN_EXE_bami"));
    let output = bami.args(&command[1..]).arg("--help").output().unwrap();
    let message = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {message}");
}

/// The packages of the workspace, as name and folder.
fn packages() -> Vec<(String, PathBuf)> {
    let manifest = |folder: &Path| -> toml::Table {
        let path = folder.join("Cargo.toml");
        let text = std::fs::read_to_string(&path);
        text.unwrap_or_else(|e| panic!("{}: {e}", path.display())).parse().unwrap()
    };
    let members = manifest(&root())["workspace"]["members"].as_array().unwrap().clone();
    let folders = members.iter().map(|member| root().join(member.as_str().unwrap()));
    let packages = folders
        .map(|folder| (manifest(&folder)["package"]["name"].as_str().unwrap().to_owned(), folder));
    packages.collect()
}

/// Whether the packages and targets that a command of cargo names exist.
fn check_targets(command: &[String]) {
    let packages = packages();
    let options = command.iter().take_while(|word| *word != "--");
    let options: Vec<&str> = options.map(String::as_str).collect();
    let shown = command.join(" ");
    let known = ["add", "bench", "build", "doc", "install", "run", "test"];
    assert!(known.contains(&options[1]), "{shown}: an unknown command of cargo");
    let has_target = |kind: &str, name: &str| {
        packages.iter().any(|(_, folder)| {
            let text = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap();
            let table: toml::Table = text.parse().unwrap();
            let listed = table.get(kind).and_then(toml::Value::as_array).into_iter().flatten();
            let mut names = listed.filter_map(|target| target.get("name")?.as_str());
            let folder =
                folder.join(if kind == "bench" { "benches".into() } else { format!("{kind}s") });
            let found = folder.join(format!("{name}.rs")).is_file()
                || folder.join(name).join("main.rs").is_file();
            found || names.any(|listed| listed == name)
        })
    };
    for pair in options.windows(2) {
        let &[option, name] = pair else { continue };
        match option {
            "-p" | "--package" => {
                assert!(
                    packages.iter().any(|(package, _)| package == name),
                    "{shown}: no package {name}"
                );
            }
            "--example" | "--test" | "--bench" | "--bin" => {
                assert!(has_target(&option[2..], name), "{shown}: no target {name}");
            }
            "--path" => {
                let (_, folder) = packages
                    .iter()
                    .find(|(_, folder)| {
                        folder.canonicalize().unwrap() == root().join(name).canonicalize().unwrap()
                    })
                    .unwrap_or_else(|| panic!("{shown}: no package in {name}"));
                let has_program =
                    folder.join("main.rs").is_file() || folder.join("src/main.rs").is_file();
                assert!(options[1] != "install" || has_program, "{shown}: no program in {name}");
            }
            _ => {}
        }
    }
}

/// What can be checked of commands that are not run.
fn check(script: &str) {
    commands(script, "cargo").iter().for_each(|command| {
        check_targets(command);
        let program = command.iter().position(|word| word == "--");
        if let Some(start) = program
            && command[1] == "run"
            && !command.iter().any(|word| word == "--example")
        {
            check_arguments(&command[start..]);
        }
    });
    commands(script, "bami").iter().for_each(|command| check_arguments(command));
}

/// A folder for the commands of a document, with what stands in for other programs.
struct Place {
    folder: Folder,
    programs: Folder,
}

impl Place {
    fn new() -> Self {
        let (folder, programs) = (Folder::new(), Folder::new());
        for (name, script) in STAND_INS {
            let path = programs.write(name, format!("#!/bin/sh\n{script}\n"));
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
        symlink(env!("CARGO_BIN_EXE_bami"), programs.path().join("bami")).unwrap();
        for name in ["examples", "spec"] {
            symlink(root().join(name).canonicalize().unwrap(), folder.path().join(name)).unwrap();
        }
        Self { folder, programs }
    }

    /// Runs a script; the first command that fails ends it.
    fn run(&self, name: &str, script: &str) {
        let path = std::env::var("PATH").unwrap();
        let output = Command::new("bash")
            .args(["-e", "-u", "-o", "pipefail", "-x", "-c", script])
            .current_dir(self.folder.path())
            .env("PATH", format!("{}:{path}", self.programs.path().display()))
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let messages = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{name}: {}\n{messages}", output.status);
    }
}

/// Runs the commands of a document.
fn document(name: &str, text: &str) {
    let place = Place::new();
    for block in blocks(text) {
        check(&block.text);
        if !block.outside {
            place.run(&format!("{name}:{}", block.line), &block.text);
        }
    }
    // Commands of cargo within the text, which name targets as well.
    for code in text.split('`').skip(1).step_by(2).filter(|code| code.starts_with("cargo ")) {
        check_targets(&shell_words::split(code).unwrap());
    }
}

/// The examples of a help text, without what the text says about them.
fn examples(help: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let lines = help.lines().skip_while(|line| !matches!(*line, "Examples:" | "Example:")).skip(1);
    for line in lines.take_while(|line| !line.is_empty()) {
        let starts = ["  bami", "  tail"].iter().any(|start| line.starts_with(start));
        match found.last_mut() {
            // A line that was wrapped.
            Some(last) if !starts => *last = format!("{last} {}", line.trim()),
            _ => found.push(line.trim().to_owned()),
        }
    }
    let without_words = |line: String| match line.split_once("  ") {
        Some((command, _)) => command.to_owned(),
        None => line,
    };
    found.into_iter().map(without_words).collect()
}

/// The help text of a command.
fn help(command: &[&str]) -> String {
    Folder::new().bami(command.iter().copied().chain(["--help"])).ok()
}

/// Runs the examples of a help text on files that are called as it calls them.
fn help_text(command: &[&str]) {
    let place = Place::new();
    let sample = |name: &str| std::fs::read_to_string(root().join(SAMPLE).join(name)).unwrap();
    let load = sample("load.csv");
    for name in ["load.csv", "live.csv", "rec-center-hourly.csv"] {
        place.folder.write(name, &load);
    }
    place.folder.write("plant.csv", sample("two-fields.csv"));
    // The file in two parts.
    let (header, rows) = load.split_once('\n').unwrap();
    let middle = rows.len() / 2 + rows[rows.len() / 2..].find('\n').unwrap() + 1;
    for (name, rows) in [("monday.csv", &rows[..middle]), ("tuesday.csv", &rows[middle..])] {
        place.folder.write(name, format!("{header}\n{rows}"));
    }
    let examples = examples(&help(command));
    assert!(!examples.is_empty(), "{command:?} has no examples");
    for example in &examples {
        check(example);
        if !PARSED_ONLY.iter().any(|word| example.contains(word)) {
            place.run(&format!("{command:?}"), example);
        }
    }
}

/// The names of the commands, also those within others, from their help texts.
fn command_names(of: &[&str]) -> Vec<Vec<String>> {
    let text = help(of);
    let listed = text.lines().skip_while(|line| *line != "Commands:").skip(1);
    let listed = listed.take_while(|line| !line.is_empty());
    let names = listed.filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    let names = names.filter(|name| !name.is_empty() && *name != "help");
    let mut all = Vec::new();
    for name in names {
        let command: Vec<&str> = of.iter().copied().chain([name]).collect();
        all.push(command.iter().map(|&word| word.to_owned()).collect());
        all.extend(command_names(&command));
    }
    all
}

/// The documents, from the root of the repository.
fn documents() -> Vec<String> {
    let markdown = |folder: &str, wanted: &dyn Fn(&str) -> bool| -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(root().join(folder)) else { return Vec::new() };
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let wanted = names.filter(|name| wanted(name));
        wanted.map(|name| format!("{folder}/{name}")).collect()
    };
    let mut found = markdown("spec/guides", &|name| name.ends_with(".md"));
    let mut folders = vec!["examples".to_owned()];
    while let Some(folder) = folders.pop() {
        found.extend(markdown(&folder, &|name| name == "README.md"));
        let inner = markdown(&folder, &|name| root().join(&folder).join(name).is_dir());
        folders.extend(inner);
    }
    found.push("README.md".to_owned());
    found.sort();
    found
}

fn blocks_of_commands_are_found() {
    let text = "Text\n```sh\na\nb\n```\n<!-- outside: a reason -->\n\n```sh\nc\n```\n```sh\nd\n```\n```toml\n```sh\n```\n";
    let wanted = [(3, false, "a\nb\n"), (9, true, "c\n"), (12, false, "d\n")];
    let wanted = wanted.map(|(line, outside, text)| Block { line, outside, text: text.to_owned() });
    assert_eq!(blocks(text), wanted);
}

fn commands_are_found_in_scripts() {
    let script =
        "x | bami run - --set 'a = 1' # bami no\nbami a; bami b \\\n  -c > out && bami d\n";
    let found: Vec<String> = commands(script, "bami").iter().map(|c| c.join(" ")).collect();
    assert_eq!(found, ["bami run - --set a = 1", "bami a", "bami b -c", "bami d"]);
}

fn what_is_wrong_in_a_block_is_found() {
    let fails = |script: &str| std::panic::catch_unwind(|| check(script)).is_err();
    assert!(!fails("cargo test -p bami --test external\nbami run load.csv | head\n"));
    for wrong in [
        "bami run --no-such-option",
        "bami no-such-command",
        "cargo run --release -- run --no-such-option",
        "cargo run --example no-such-example",
        "cargo test -p no-such-package",
        "cargo install --path .",
    ] {
        assert!(fails(wrong), "{wrong}");
    }
    assert!(std::panic::catch_unwind(|| document("x", "```sh\nbami run none.csv\n```\n")).is_err());
}

pub(crate) fn trials() -> Vec<Trial> {
    const NEEDS: &[Need] = &[Need::Bash, Need::Repository(SAMPLE)];
    let mut all = crate::harness::trials!(
        NEEDS,
        blocks_of_commands_are_found,
        commands_are_found_in_scripts,
        what_is_wrong_in_a_block_is_found
    );
    for name in documents() {
        let test = format!("runs_as_printed_in_{name}");
        all.push(trial(module_path!(), &test, NEEDS, move || {
            document(&name, &std::fs::read_to_string(root().join(&name)).unwrap());
        }));
    }
    let with_examples: BTreeSet<Vec<String>> =
        command_names(&[]).into_iter().chain([Vec::new()]).collect();
    for command in with_examples {
        let words: Vec<&str> = command.iter().map(String::as_str).collect();
        if examples(&help(&words)).is_empty() {
            continue;
        }
        let test =
            format!("runs_as_printed_by_bami_{}", [&words[..], &["--help"]].concat().join("_"));
        all.push(trial(module_path!(), &test, NEEDS, move || {
            help_text(&command.iter().map(String::as_str).collect::<Vec<_>>());
        }));
    }
    all
}
