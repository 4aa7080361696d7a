//! `bami conformance`: vectors and the port protocol, `spec/conformance.md`.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use bami_conformance::{
    ALGORITHMS, Failure, Outcome, Port, Report, Served, Target, Vector, embedded_vectors, fuzz,
    run as run_vector, serve,
};
use clap::{Args, Subcommand};
use serde_json::json;

use crate::files::{self, WholeFile};
use crate::notes::escaped;

/// The arguments of `bami conformance`.
#[derive(Args, Debug)]
#[command(
    about = "Test an implementation in any language against this one",
    long_about = "Test an implementation in any language against this one.

A vector is a JSON file with parameters, inputs and expected outputs. A port is any command that reads the header and the \
inputs of a vector as JSON lines and writes one line for each. spec/conformance.md describes the protocol.",
    after_help = "\
Examples:
  bami conformance list                              the vectors and what each covers
  bami conformance run                               the library against its own vectors
  bami conformance run --port 'python port.py'       a port against all vectors
  bami conformance run --port ./port failing.json    a port against one vector
  bami conformance fuzz --port ./port --cases 500    random vectors; the first that fails is saved
  bami conformance serve                             the library as a port

Exit status: 0 all passed, 1 at least one failed, 2 usage error or bad input."
)]
pub(crate) struct ConformanceArgs {
    /// What to do
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the vectors and what each covers
    List {
        /// Which vectors
        #[command(flatten)]
        paths: Paths,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Run vectors against the library or a port
    Run(RunArgs),
    /// Act as a port: read a header and inputs as JSON lines, answer each with a line
    Serve,
    /// Run random vectors against a port; shrink and save the first that fails
    Fuzz(FuzzArgs),
}

#[derive(Args, Debug)]
struct Paths {
    /// Vectors, or folders of them; by default spec/vectors or, without that, the vectors built into the program
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
}

#[derive(Args, Debug)]
struct RunArgs {
    /// The command of the port, split into words as a shell does; by default, the library
    #[arg(long, value_name = "COMMAND")]
    port: Option<String>,
    /// The timeout for each answer of the port, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = Port::DEFAULT_TIMEOUT.as_secs_f64(), value_parser = seconds)]
    timeout: f64,
    /// A file with the names of vectors that are known to fail, one per line, # starts a comment; one that passes is a
    /// failure
    #[arg(long, value_name = "FILE")]
    expected_failures: Option<PathBuf>,
    /// Print JSON: one line for each vector, and one for the totals
    #[arg(long)]
    json: bool,
    /// Which vectors
    #[command(flatten)]
    paths: Paths,
}

#[derive(Args, Debug)]
struct FuzzArgs {
    /// The command of the port, split into words as a shell does
    #[arg(long, value_name = "COMMAND")]
    port: String,
    /// The timeout for each answer of the port, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = Port::DEFAULT_TIMEOUT.as_secs_f64(), value_parser = seconds)]
    timeout: f64,
    /// The number of vectors
    #[arg(long, value_name = "N", default_value_t = 200)]
    cases: u32,
    /// The seed; the same seed gives the same vectors
    #[arg(long, value_name = "S", default_value_t = 42)]
    seed: u64,
    /// An algorithm, such as temporal-memory; repeatable; by default, all
    #[arg(long, value_name = "NAME", value_parser = clap::builder::PossibleValuesParser::new(ALGORITHMS))]
    algorithm: Vec<String>,
    /// The file for the failing vector; by default, its name followed by .json
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command.
///
/// # Errors
///
/// Usage errors or bad input, for which the exit status is 2.
pub(crate) fn run(args: &ConformanceArgs) -> anyhow::Result<ExitCode> {
    match &args.command {
        Command::List { paths, json } => list(paths, *json),
        Command::Run(args) => run_vectors(args),
        Command::Serve => serve_vector(),
        Command::Fuzz(args) => run_fuzz(args),
    }
}

fn seconds(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "must be a number such as 2.5".to_owned())?;
    if number > 0.0 && number <= 86400.0 {
        return Ok(number);
    }
    Err("must be greater than 0 and at most 86400".into())
}

impl Paths {
    /// The vectors, each file by file in the order of their names.
    fn vectors(&self) -> anyhow::Result<Vec<Vector>> {
        let default = Path::new("spec/vectors");
        let paths = match &self.paths[..] {
            [] if default.is_dir() => &[default.to_owned()],
            [] => return Ok(embedded_vectors()?),
            paths => paths,
        };
        let mut files = Vec::new();
        for path in paths {
            if path.is_dir() {
                let before = files.len();
                vector_files(path, &mut files)?;
                ensure!(files.len() > before, "{}: no vectors in this folder", path.display());
            } else {
                files.push(path.clone());
            }
        }
        files.iter().map(|file| read_vector(file)).collect()
    }
}

/// The JSON files in a folder and its subfolders, except the index and the schema.
fn vector_files(folder: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let cannot = || format!("{}: cannot be read", folder.display());
    let mut entries = std::fs::read_dir(folder)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .with_context(cannot)?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let name = entry.file_name();
        if path.is_dir() {
            vector_files(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "json")
            && name != "index.json"
            && name != "schema.json"
        {
            files.push(path);
        }
    }
    Ok(())
}

fn read_vector(file: &Path) -> anyhow::Result<Vector> {
    let text = files::read_text(file, files::MOST_BYTES)
        .with_context(|| format!("{}: cannot be read", file.display()))?;
    Vector::from_json_unchecked(&text).with_context(|| format!("{}", file.display()))
}

fn list(paths: &Paths, json: bool) -> anyhow::Result<ExitCode> {
    let vectors = paths.vectors()?;
    let mut out = Out::new();
    for Vector { header, steps } in &vectors {
        if json {
            out.line(json!({
                "name": header.name, "algorithm": header.algorithm, "about": header.about,
                "covers": header.covers, "steps": steps.len(),
            }))?;
        } else {
            out.line(format!("{}/{}", header.algorithm, header.name))?;
            out.line(format!("    {}", header.about))?;
            out.line(format!("    {}", header.covers.join(", ")))?;
        }
    }
    if !json {
        out.line(format!("{} vectors", vectors.len()))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn port(command: &str, timeout: f64) -> anyhow::Result<Port> {
    Ok(Port::new(command)?.with_timeout(Duration::from_secs_f64(timeout)))
}

/// The totals.
#[derive(Default)]
struct Sum {
    passed: u32,
    failed: u32,
    skipped: u32,
    expected_failures: u32,
    unexpected_passes: u32,
}

fn run_vectors(args: &RunArgs) -> anyhow::Result<ExitCode> {
    let target = match &args.port {
        Some(command) => Target::Port(port(command, args.timeout)?),
        None => Target::Library,
    };
    let expected = match &args.expected_failures {
        Some(file) => names(file)?,
        None => BTreeSet::new(),
    };
    let vectors = args.paths.vectors()?;
    let mut out = Out::new();
    let mut sum = Sum::default();
    for vector in &vectors {
        let report = run_vector(vector, &target)?;
        let is_expected = expected.contains(&report.name);
        //= spec/conformance.md#conf-run-expected
        //# With a list of expected failures, a vector on the list that fails MUST NOT make the run
        //# fail, whereas one on the list that passes does.
        match &report.outcome {
            Outcome::Passed if is_expected => sum.unexpected_passes += 1,
            Outcome::Passed => sum.passed += 1,
            Outcome::Skipped => sum.skipped += 1,
            Outcome::Failed(_) if is_expected => sum.expected_failures += 1,
            Outcome::Failed(_) => sum.failed += 1,
        }
        if args.json {
            let mut line = serde_json::to_value(&report)?;
            line["expected_failure"] = is_expected.into();
            out.line(line)?;
        } else {
            explain(&mut out, vector, &report, is_expected)?;
        }
    }
    let bad = sum.failed + sum.unexpected_passes;
    if args.json {
        out.line(json!({
            "passed": sum.passed, "failed": sum.failed, "skipped": sum.skipped,
            "expected_failures": sum.expected_failures,
            "unexpected_passes": sum.unexpected_passes,
        }))?;
    } else {
        let mut line =
            format!("{} passed, {} failed, {} skipped", sum.passed, sum.failed, sum.skipped);
        if args.expected_failures.is_some() {
            line += &format!(
                ", {} failed as expected, {} passed unexpectedly",
                sum.expected_failures, sum.unexpected_passes
            );
        }
        out.line(line)?;
    }
    Ok(if bad == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The names in a file, one per line.
fn names(file: &Path) -> anyhow::Result<BTreeSet<String>> {
    let text = files::read_text(file, files::MOST_BYTES)
        .with_context(|| format!("{}: cannot be read", file.display()))?;
    let mut names = BTreeSet::new();
    for (n, line) in text.lines().enumerate() {
        let name = line.split('#').next().unwrap_or_default().trim();
        if name.contains(char::is_whitespace) {
            bail!("{}, line {}: {name:?} is more than one name", file.display(), n + 1);
        }
        if !name.is_empty() {
            names.insert(name.to_owned());
        }
    }
    Ok(names)
}

/// Reports the result of a vector, unless it passed as expected.
fn explain(
    out: &mut Out,
    vector: &Vector,
    report: &Report,
    is_expected: bool,
) -> anyhow::Result<()> {
    let Report { name, algorithm, outcome } = report;
    let failure = match outcome {
        Outcome::Passed if is_expected => {
            return out.line(format!("FAIL {algorithm}/{name}\n     passes, but is listed as an expected failure; remove it from the list"));
        }
        Outcome::Passed => return Ok(()),
        Outcome::Skipped => return out.line(format!("skip {algorithm}/{name}")),
        Outcome::Failed(_) if is_expected => {
            return out.line(format!("fail {algorithm}/{name}, as expected"));
        }
        Outcome::Failed(failure) => failure,
    };
    out.line(format!("FAIL {algorithm}/{name}"))?;
    out.line(format!("     {}", escaped(&what(failure))))?;
    if let Some(blame) = &failure.blame {
        let lines =
            if blame.lines.is_empty() { String::new() } else { format!("{}; ", blame.lines) };
        out.line(format!("     decided by {lines}{}", blame.section))?;
    }
    out.line(format!("     shows: {}", vector.header.about))?;
    if !failure.stderr.is_empty() {
        out.line("     standard error of the port:")?;
        for line in failure.stderr.lines() {
            out.line(format!("       {}", escaped(line)))?;
        }
    }
    Ok(())
}

/// Where it went wrong, and how.
fn what(failure: &Failure) -> String {
    let place = match failure.step {
        Some(step) => format!("steps[{step}]"),
        None => "after the last step".into(),
    };
    let shown = |value: &Option<_>| match value {
        Some(value) => shortened(format!("{value}")),
        None => "nothing".to_owned(),
    };
    match (&failure.divergence, &failure.problem) {
        (Some(divergence), _) => format!(
            "{place}, key {}: expected {}, got {}",
            divergence.key,
            shown(&divergence.expected),
            shown(&divergence.got)
        ),
        (None, Some(problem)) => format!("{place}: {}", shortened(problem.clone())),
        (None, None) => place,
    }
}

/// A string, shortened to a line or two.
fn shortened(text: String) -> String {
    match text.char_indices().nth(200) {
        Some((end, _)) => format!("{} ...", &text[..end]),
        None => text,
    }
}

fn serve_vector() -> anyhow::Result<ExitCode> {
    match serve(io::stdin().lock(), io::stdout().lock()) {
        Ok(Served::Complete) => Ok(ExitCode::SUCCESS),
        Ok(Served::Refused) => Ok(ExitCode::FAILURE),
        // The reader has closed the pipe.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        Err(error) => Err(error.into()),
    }
}

fn run_fuzz(args: &FuzzArgs) -> anyhow::Result<ExitCode> {
    let port = port(&args.port, args.timeout)?;
    let algorithms: Vec<&str> = match &args.algorithm[..] {
        [] => ALGORITHMS.to_vec(),
        names => names.iter().map(String::as_str).collect(),
    };
    let fuzzed = fuzz::fuzz(&port, &algorithms, args.cases, args.seed)?;
    let mut out = Out::new();
    let mut written = None;
    if let Some(finding) = &fuzzed.finding {
        let file = args
            .output
            .clone()
            .unwrap_or_else(|| PathBuf::from(format!("{}.json", finding.shrunk.header.name)));
        let mut whole = WholeFile::create(&file)?;
        whole
            .write_all(finding.shrunk.to_json().as_bytes())
            .with_context(|| format!("{}: cannot be written", file.display()))?;
        whole.finish()?;
        if !args.json {
            explain(&mut out, &finding.shrunk, &finding.report, false)?;
            out.line(format!(
                "{} steps were shrunk to {}, written to {}",
                finding.found.steps.len(),
                finding.shrunk.steps.len(),
                file.display()
            ))?;
        }
        written = Some(file);
    }
    if args.json {
        out.line(json!({
            "passed": fuzzed.passed,
            "unsupported": fuzzed.unsupported,
            "failed": fuzzed.finding.as_ref().map(|finding| &finding.report),
            "written": written,
        }))?;
    } else {
        let failed = u32::from(fuzzed.finding.is_some());
        let mut line = format!("{} passed, {failed} failed", fuzzed.passed);
        if !fuzzed.unsupported.is_empty() {
            line += &format!("; not supported: {}", fuzzed.unsupported.join(", "));
        }
        out.line(line)?;
    }
    Ok(if fuzzed.finding.is_none() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Standard output. Once its reader has closed it, nothing is written.
struct Out {
    open: bool,
}

impl Out {
    fn new() -> Self {
        Self { open: true }
    }

    fn line(&mut self, text: impl ToString) -> anyhow::Result<()> {
        if !self.open {
            return Ok(());
        }
        match writeln!(io::stdout(), "{}", text.to_string()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.open = false;
                Ok(())
            }
            written => Ok(written?),
        }
    }
}
