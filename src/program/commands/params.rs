//! `bami params`: shows parameters, or writes a file of them.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use bami_htm::Profile;
use bami_htm::limits::MemoryEstimate;
use bami_htm::region::RegionParameters;
use clap::Subcommand;
use serde::Serialize;
use toml::Table;

use crate::args::RegionArgs;
use crate::files::WholeFile;
use crate::input::Columns;
use crate::memory;
use crate::notes::Notes;
use crate::output::to_stdout;
use crate::parameters::{
    Difference, Model, PROFILE, commented_network, commented_region, default_table, differences,
};

/// The arguments of `bami params`.
#[derive(Debug, Subcommand)]
pub(crate) enum ParamsCommand {
    /// Show the parameters of a run
    Show {
        /// Include the encoders, and the sizes that depend on other parameters
        #[arg(long)]
        effective: bool,
        /// Print JSON instead of TOML
        #[arg(long)]
        json: bool,
        /// The region
        #[command(flatten)]
        region: RegionArgs,
    },
    /// Write a TOML file with every parameter, its meaning and its default
    Init {
        /// Write the parameters of a network of two regions, the second above the first
        #[arg(long)]
        network: bool,
        /// The output file, which must not exist yet; by default, standard output
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
}

/// Values that a run works out.
const OPEN: [&str; 3] = ["encoders = []\n", "input_dimensions = []\n", "column_count = 0\n"];

/// The comment on such values.
const WHAT_OPEN_VALUES_ARE: &str = "# A size of 0 and an empty list follow from the input and its encoders; --effective shows them.\n\n";

/// Runs `bami params`.
pub(crate) fn run(command: &ParamsCommand) -> anyhow::Result<()> {
    match command {
        ParamsCommand::Show { effective, json, region } => show(region, *effective, *json),
        ParamsCommand::Init { output, network } => init(output.as_deref(), *network),
    }
}

/// Prints the parameters of a run.
fn show(args: &RegionArgs, effective: bool, json: bool) -> anyhow::Result<()> {
    let (model, profile) = Model::with_profile(args)?;
    let configuration = match model {
        Model::Region(configuration) => configuration,
        Model::Network(network) => {
            let parameters = network.parameters;
            let memory = parameters.memory()?;
            let parameters = if effective { parameters.resolved()? } else { parameters };
            let differences =
                differences(|profile| Ok(Table::try_from(RegionParameters::of(profile))?))?;
            return print(&parameters, &memory, (profile, differences), json);
        }
    };
    let columns = Columns::one_value();
    let known = configuration.known_resolutions(1)?;
    let is_known = known.is_some();
    // All other parameters are checked in any case, so that a file can be tried out.
    let complete = configuration.for_columns(&columns, &known.unwrap_or_else(|| vec![1.0]))?;
    let complete_memory = complete.memory()?;
    let parameters = match (effective, is_known) {
        (true, _) => complete.resolved()?,
        (false, true) => complete,
        (false, false) => configuration.parameters().clone(),
    };
    print(&parameters, &complete_memory, (profile, differences(default_table)?), json)?;
    if effective && !is_known {
        Notes::new(false).note(
            "the resolution is shown as 1; a run estimates it from its warm-up rows unless --resolution, or --min and --max, \
             are given",
        );
    }
    Ok(())
}

/// Prints parameters as TOML or JSON, the profile that chose those not given, and how much memory they
/// take.
//= spec/limits.md#limit-program
//# `bami params show` MUST print the estimate of the region or of the network, as comments in the
//# TOML and under `memory` in the JSON.
//= spec/program.md#program-profile
//# `bami params show` MUST print the parameters that the profile expands to, the name of the
//# profile, and where the profiles differ, with the values of both.
fn print(
    parameters: &impl Serialize,
    memory: &MemoryEstimate,
    (profile, differences): (Profile, Vec<Difference>),
    json: bool,
) -> anyhow::Result<()> {
    let mut text = if json {
        let mut whole = serde_json::to_value(parameters)?;
        whole["memory"] = serde_json::to_value(memory)?;
        whole["profile"] = serde_json::to_value(profile)?;
        whole["profiles_differ"] = serde_json::to_value(differences)?;
        serde_json::to_string_pretty(&whole)?
    } else {
        let lines = memory::lines(memory).into_iter().map(|line| format!("# {line}\n"));
        let memory = lines.collect::<String>();
        let table = table(&differences);
        let parameters = toml::to_string(parameters)?;
        let is_open = OPEN.iter().any(|value| parameters.contains(value));
        let open = if is_open { WHAT_OPEN_VALUES_ARE } else { "" };
        format!("{memory}#\n{table}\n{open}{PROFILE} = \"{profile}\"\n{parameters}")
    };
    if !text.ends_with('\n') {
        text.push('\n');
    }
    to_stdout(text.as_bytes())
}

/// Where the profiles differ, as comments.
fn table(differences: &[Difference]) -> String {
    let mut text = "# Where the profiles differ, unless a parameter is given:\n#\n".to_owned();
    let width = |cell: fn(&Difference) -> &String, least: usize| {
        differences.iter().map(|row| cell(row).len()).chain([least]).max().unwrap_or(least)
    };
    let first = width(|row| &row.parameter, "parameter".len());
    let second = width(|row| &row.book, "book".len());
    let mut line = |parameter: &str, book: &str, practical: &str| {
        text += &format!("#   {parameter:first$}  {book:second$}  {practical}\n");
    };
    line("parameter", "book", "practical");
    for Difference { parameter, book, practical } in differences {
        line(parameter, book, practical);
    }
    text
}

/// Writes the commented file of parameters, of a region or of a network.
fn init(output: Option<&Path>, network: bool) -> anyhow::Result<()> {
    let text = if network { commented_network()? } else { commented_region()? };
    let Some(path) = output else { return to_stdout(text.as_bytes()) };
    if path.exists() {
        bail!("{}: exists already; choose another file or delete it", path.display());
    }
    let mut file = WholeFile::create(path)?;
    file.write_all(text.as_bytes())
        .with_context(|| format!("{}: cannot be written", path.display()))?;
    file.finish()
}
