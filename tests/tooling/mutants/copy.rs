//! The copy of the repository that holds the mutants.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;

use super::rewrite::{MODULE, Place, Rewritten, rewrite};
use super::sites::Site;
use super::suites::{Suite, all};

const CRATE: &str = "src/lib.rs";

/// A file of the copy, and bytes of it.
type Spot = (String, Range<usize>);

/// A copy of the repository, without what git ignores.
pub(super) struct Copy {
    root: PathBuf,
    source: PathBuf,
    target: PathBuf,
}

/// The program of a suite.
pub(super) struct Program {
    pub(super) suite: Suite,
    pub(super) executable: PathBuf,
    /// The folder of its package, in which it runs.
    pub(super) folder: PathBuf,
}

impl Copy {
    /// Copies the files of a repository into its folder `target/mutants`.
    pub(super) fn new(root: &Path) -> Result<Self> {
        let root = root.canonicalize()?;
        let folder = root.join("target/mutants");
        let copy = Self { source: folder.join("source"), target: folder.join("target"), root };
        if copy.source.exists() {
            fs::remove_dir_all(&copy.source)?;
        }
        let listed = Command::new("git")
            .arg("-C")
            .arg(&copy.root)
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .output()?;
        ensure!(
            listed.status.success(),
            "git ls-files: {}",
            String::from_utf8_lossy(&listed.stderr)
        );
        for file in String::from_utf8(listed.stdout)?.split_terminator('\0') {
            let from = copy.root.join(file);
            // A file that was removed may still be listed.
            if from.exists() {
                let to = copy.source.join(file);
                fs::create_dir_all(to.parent().context("a file has a folder")?)?;
                fs::copy(from, to)?;
            }
        }
        let text = fs::read_to_string(copy.source.join(CRATE))?;
        fs::write(copy.source.join(CRATE), text + MODULE)?;
        Ok(copy)
    }

    /// The first `count` of these mutants that compile, all in the copy.
    pub(super) fn sample(&self, mut candidates: Vec<Site>, count: usize) -> Result<Vec<Site>> {
        loop {
            let chosen = &candidates[..count.min(candidates.len())];
            let written = self.write(chosen)?;
            let errors = self.errors()?;
            if errors.is_empty() {
                candidates.truncate(count);
                return Ok(candidates);
            }
            let mut dropped = BTreeSet::new();
            for spans in errors {
                dropped.extend(blamed(&written, &spans));
            }
            ensure!(!dropped.is_empty(), "the copy does not compile, and no mutant is the reason");
            eprintln!("{} mutants do not compile", dropped.len());
            let mut number = 0;
            candidates.retain(|_| {
                number += 1;
                !dropped.contains(&number)
            });
        }
    }

    /// Writes these mutants, numbered from 1, into the copy.
    fn write(&self, sample: &[Site]) -> Result<BTreeMap<String, Rewritten>> {
        let mut of_file: BTreeMap<String, Vec<(usize, &Site)>> = BTreeMap::new();
        for file in super::suites::files(&self.root)? {
            of_file.insert(file, Vec::new());
        }
        for (id, site) in (1..).zip(sample) {
            of_file.entry(site.file.clone()).or_default().push((id, site));
        }
        let mut written = BTreeMap::new();
        for (file, mutants) in of_file {
            let rewritten = rewrite(&fs::read_to_string(self.root.join(&file))?, &mutants);
            fs::write(self.source.join(&file), &rewritten.text)?;
            written.insert(file, rewritten);
        }
        Ok(written)
    }

    /// The files and bytes of each error of the compiler in the library, the place of the error last.
    fn errors(&self) -> Result<Vec<Vec<Spot>>> {
        let (_, messages) = self.cargo(&["check", "-p", "bami-htm", "--lib"])?;
        let mut found = Vec::new();
        for message in messages.iter().map(|message| &message["message"]) {
            let spans = message["spans"].as_array().filter(|_| message["level"] == "error");
            let mut spans: Vec<&Value> = spans.into_iter().flatten().collect();
            spans.sort_by_key(|span| span["is_primary"] == true);
            let byte = |number: &Value| number.as_u64().unwrap_or_default() as usize;
            let place = |span: &&Value| {
                let bytes = byte(&span["byte_start"])..byte(&span["byte_end"]);
                (span["file_name"].as_str().unwrap_or_default().to_owned(), bytes)
            };
            if !spans.is_empty() {
                found.push(spans.iter().map(place).collect());
            }
        }
        Ok(found)
    }

    /// Compiles the tests.
    pub(super) fn compile(&self) -> Result<Vec<Program>> {
        let mut arguments = vec!["test", "--no-run"];
        let packages: BTreeSet<&str> = all().map(|(package, ..)| package).collect();
        let targets: BTreeSet<&str> = all().map(|(_, target, _)| target).collect();
        arguments.extend(packages.into_iter().flat_map(|package| ["-p", package]));
        for target in targets {
            arguments.extend(if target == "bami_htm" {
                vec!["--lib"]
            } else {
                vec!["--test", target]
            });
        }
        let (success, messages) = self.cargo(&arguments)?;
        ensure!(success, "the tests do not compile");
        let mut built = HashMap::new();
        for message in messages {
            if let (Some(executable), Some(manifest), Some(target)) = (
                message["executable"].as_str(),
                message["manifest_path"].as_str(),
                message["target"]["name"].as_str(),
            ) {
                let folder = Path::new(manifest).with_file_name("");
                built.insert(target.to_owned(), (PathBuf::from(executable), folder));
            }
        }
        let program = |suite: Suite| match built.get(suite.1) {
            Some((executable, folder)) => {
                Ok(Program { suite, executable: executable.clone(), folder: folder.clone() })
            }
            None => bail!("{suite:?}: no such tests"),
        };
        all().map(program).collect()
    }

    /// Runs cargo in the copy; whether it succeeded, and its messages.
    fn cargo(&self, arguments: &[&str]) -> Result<(bool, Vec<Value>)> {
        let output = Command::new("cargo")
            .args(arguments)
            .args(["--locked", "--message-format", "json"])
            .current_dir(&self.source)
            .env("CARGO_TARGET_DIR", &self.target)
            .stderr(Stdio::inherit())
            .output()?;
        let text = String::from_utf8(output.stdout)?;
        let messages = text.lines().map(serde_json::from_str).collect::<Result<_, _>>();
        Ok((output.status.success(), messages?))
    }
}

/// The mutant that is the reason for an error: the innermost one whose replacement holds a place of
/// it, or else the innermost one around one.
fn blamed(written: &BTreeMap<String, Rewritten>, error: &[Spot]) -> Option<usize> {
    let innermost = |of: fn(&Place) -> &Range<usize>| {
        error.iter().find_map(|(file, bytes)| {
            let holds =
                |place: &&Place| of(place).start <= bytes.start && bytes.end <= of(place).end;
            let places = written.get(file)?.places.iter().filter(holds);
            places.min_by_key(|place| of(place).len()).map(|place| place.id)
        })
    };
    innermost(|place| &place.replacement).or_else(|| innermost(|place| &place.whole))
}
