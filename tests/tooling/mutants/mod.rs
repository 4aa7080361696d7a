//! `cargo run -p bami-tooling -- mutants`: whether the tests catch small faults in the literal and the indexed
//! forms of the two algorithms.
//!
//! A mutant is the library with one fault: another operator, a number that is one larger, a negation
//! left out, a condition that always or never holds, minimum and maximum swapped, a statement left
//! out. The command draws a sample of them by a seed, writes all of it into a copy of the
//! repository in `target/mutants`, each behind a switch that the environment variable
//! `BAMI_MUTANT` turns on, and compiles the copy once. Then each mutant runs the tests that touch
//! its file, the fastest first, until one fails. A test that needs ten times its usual time or more
//! than 8 GB of memory counts as failed.
//!
//! A mutant that no test can catch, because it computes the same, stands in
//! `tests/tooling/mutants.toml` with the reason. Left out are constants and `const fn`, patterns, types,
//! attributes, tests, what stands inside macros, and mutants that do not compile.
//!
//! It needs a Unix shell, and at most a quarter of an hour for 300 mutants on two cores, half of it to compile.

mod copy;
mod rewrite;
mod run;
mod sites;
mod suites;
#[cfg(test)]
mod unit;

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use bami_htm::random::{Pcg32, PortableRng as _};
use serde::Deserialize;

use sites::Site;

/// The command, with its defaults.
pub const COMMAND: &str =
    "cargo run -p bami-tooling -- mutants [--seed 1] [--count 300] [--only N,N]";

/// The list of mutants that compute the same as the library, from the root of the repository.
const EQUIVALENT: &str = "tests/tooling/mutants.toml";

/// What the command is asked for.
#[derive(Debug)]
pub struct Request {
    /// The seed of the sample.
    pub seed: u64,
    /// How many mutants.
    pub count: usize,
    /// The numbers of the mutants of the sample that run; all if empty.
    pub only: BTreeSet<usize>,
}

impl Request {
    /// Reads `--seed N`, `--count N` and `--only N,N`.
    ///
    /// # Errors
    ///
    /// Another option, or something else than a number.
    pub fn parse(arguments: &[String]) -> Result<Self> {
        let mut request = Self { seed: 1, count: 300, only: BTreeSet::new() };
        for pair in arguments.chunks(2) {
            let [option, value] = pair else { bail!("{} needs a value", pair[0]) };
            let wrong = || format!("{option} {value}: not a number");
            match option.as_str() {
                "--seed" => request.seed = value.parse().with_context(wrong)?,
                "--count" => request.count = value.parse().with_context(wrong)?,
                "--only" => {
                    let numbers = value.split(',').map(str::parse).collect::<Result<_, _>>();
                    request.only = numbers.with_context(wrong)?;
                }
                _ => bail!("{option}: no such option; there are --seed, --count and --only"),
            }
        }
        Ok(request)
    }
}

/// The table of mutants that compute the same.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(default)]
    equivalent: Vec<Equivalent>,
}

/// A mutant that computes the same as the library.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Equivalent {
    file: String,
    function: String,
    /// The lines around the change, and the same with it.
    original: String,
    mutant: String,
    why: String,
}

impl Equivalent {
    fn is(&self, site: &Site) -> bool {
        (&self.file, &self.function) == (&site.file, &site.function)
            && [&self.original, &self.mutant] == [&site.lines[0], &site.lines[1]]
    }
}

/// Runs the mutants of a sample; whether those that survive are those in the table.
///
/// # Errors
///
/// The repository cannot be copied, its tests do not compile or fail without a mutant, or the table
/// of equivalent mutants is malformed.
pub fn mutants(root: &Path, request: &Request) -> Result<bool> {
    let table: Table = toml::from_str(&crate::read::read(&root.join(EQUIVALENT))?)?;
    let mut candidates = Vec::new();
    for file in suites::files(root)? {
        let text = crate::read::read(&root.join(&file))?;
        candidates.extend(sites::sites(&file, &text).with_context(|| file.clone())?);
    }
    for entry in &table.equivalent {
        let (mutant, of) = (&entry.mutant, &entry.function);
        ensure!(!entry.why.is_empty(), "{EQUIVALENT}: no reason for {mutant:?} in {of}");
        let is_there = candidates.iter().any(|site| entry.is(site));
        ensure!(is_there, "{EQUIVALENT}: {of} has no mutant {mutant:?} of {:?}", entry.original);
    }
    eprintln!("{} mutants in all", candidates.len());
    let mut random = Pcg32::new(request.seed, 0);
    let mut shuffled = Vec::new();
    while !candidates.is_empty() {
        shuffled.push(candidates.swap_remove(random.choose_random(candidates.len())));
    }
    let copy = copy::Copy::new(root)?;
    let sample = copy.sample(shuffled, request.count)?;
    let wanted = |id: &usize| request.only.is_empty() || request.only.contains(id);
    let ids: Vec<usize> = (1..=sample.len()).filter(wanted).collect();
    let survivors = run::run(&copy, &sample, &ids)?;

    let mut passed = true;
    let (mut equivalent, mut missed) = (0, 0);
    for &id in &ids {
        let site = &sample[id - 1];
        let entry = table.equivalent.iter().find(|entry| entry.is(site));
        let [original, mutant] = &site.lines;
        match (entry, survivors.contains(&id)) {
            (None, false) => continue,
            (Some(_), true) => {
                equivalent += 1;
                continue;
            }
            (Some(_), false) => println!("caught, but in {EQUIVALENT}: {id}"),
            (None, true) => {
                missed += 1;
                println!("survives: {id}");
            }
        }
        passed = false;
        println!("  {} {}\n    - {original}\n    + {mutant}", site.file, site.function);
    }
    let caught = ids.len() - survivors.len();
    println!("{} mutants: {caught} caught, {equivalent} equivalent, {missed} missed", ids.len());
    Ok(passed)
}
