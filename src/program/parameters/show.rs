//! `bami params`.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};
use bami_htm::limits::MemoryEstimate;
use serde::Serialize;

use super::file::commented;
use super::merge::{Columns, Configuration};
use super::network::NetworkConfiguration;
use crate::args::RegionArgs;
use crate::files::WholeFile;
use crate::memory;
use crate::notes::Notes;
use crate::output::to_stdout;

/// Prints the parameters that a run would have.
pub fn show(args: &RegionArgs, effective: bool, json: bool) -> anyhow::Result<()> {
    if let Some(network) = NetworkConfiguration::from_args(args)? {
        let parameters = network.parameters;
        let memory = parameters.memory()?;
        return print(&if effective { parameters.resolved()? } else { parameters }, &memory, json);
    }
    let configuration = Configuration::from_args(args)?;
    let columns = Columns::one_value();
    let known = configuration.known_resolutions(1)?;
    let is_known = known.is_some();
    // What follows is checked in either case, so that a file can be tried out.
    let complete = configuration.for_columns(&columns, &known.unwrap_or_else(|| vec![1.0]))?;
    let complete_memory = complete.memory()?;
    let parameters = match (effective, is_known) {
        (true, _) => complete.resolved()?,
        (false, true) => complete,
        (false, false) => configuration.parameters().clone(),
    };
    print(&parameters, &complete_memory, json)?;
    if effective && !is_known {
        Notes::new(false).note(
            "the resolution is shown as 1; a run estimates it from its first rows unless \
             --resolution, or --min and --max, are given",
        );
    }
    Ok(())
}

/// Prints parameters as TOML or JSON, and how much memory they take.
//= spec/limits.md#limit-program
//# `bami params show` MUST print the estimate of the region or of the network, as comments in the
//# TOML and under `memory` in the JSON.
fn print(parameters: &impl Serialize, memory: &MemoryEstimate, json: bool) -> anyhow::Result<()> {
    let mut text = if json {
        let mut whole = serde_json::to_value(parameters)?;
        whole["memory"] = serde_json::to_value(memory)?;
        serde_json::to_string_pretty(&whole)?
    } else {
        let lines = memory::lines(memory).into_iter().map(|line| format!("# {line}\n"));
        lines.collect::<String>() + "\n" + &toml::to_string(parameters)?
    };
    if !text.ends_with('\n') {
        text.push('\n');
    }
    to_stdout(text.as_bytes())
}

/// Writes the commented file of parameters, of a region or of a network.
pub fn init(output: Option<&Path>, network: bool) -> anyhow::Result<()> {
    let text = if network { super::network::commented()? } else { commented()? };
    let Some(path) = output else { return to_stdout(text.as_bytes()) };
    if path.exists() {
        bail!("{}: exists already; name another file or take it away", path.display());
    }
    let mut file = WholeFile::create(path)?;
    file.write_all(text.as_bytes())
        .with_context(|| format!("{}: cannot be written", path.display()))?;
    file.finish()
}
