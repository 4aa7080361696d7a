//! The commented file of parameters.

use std::fmt::Write;

use toml::Table;

use super::keys::lookup;
use super::meanings::MEANINGS;
use super::merge::default_table;

const HEAD: &str = "\
# Parameters of a region for `bami run --config FILE`.
# Every parameter stands here with its default; a line that is taken out leaves the default in force.
# A parameter behind a # is off unless it is given.
";

const ENCODERS: &str = "\
# The encoders. Where none is given, as here, they are made for the columns: the time of day and the
# weekend, and a random distributed scalar encoder for each value, with a resolution from the data.
# With encoders given, all of them have to be. The fields are `timestamp`, and `value` or, with several
# values, the names of the columns. These are the ones that are made for one value, but for the
# resolution:
#
";

/// The text of the file.
pub(super) fn commented() -> anyhow::Result<String> {
    let defaults = default_table()?;
    let mut text = HEAD.to_owned();
    let mut section = "";
    for meaning in MEANINGS {
        if meaning.key == "encoders" {
            continue;
        }
        let (group, name) = meaning.key.rsplit_once('.').unwrap_or(("", meaning.key));
        if group != section {
            section = group;
            write!(text, "\n[{section}]\n")?;
        }
        text.push('\n');
        for line in wrap(meaning.text) {
            writeln!(text, "# {line}")?;
        }
        match lookup(&defaults, meaning.key) {
            Some(value) => writeln!(text, "{name} = {value}")?,
            None => writeln!(text, "# {name} = {}", meaning.example)?,
        }
    }
    text.push('\n');
    text.push_str(ENCODERS);
    for line in encoders()?.lines() {
        writeln!(text, "{}", format!("# {line}").trim_end())?;
    }
    Ok(text)
}

/// The default encoders as TOML.
fn encoders() -> anyhow::Result<String> {
    let parameters = bami_htm::region::RegionParameters::for_metric(1.0);
    let table = Table::try_from(parameters)?;
    let encoders = table.into_iter().filter(|(key, _)| key == "encoders");
    Ok(toml::to_string(&Table::from_iter(encoders))?)
}

/// The text in lines of at most 98 characters.
fn wrap(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.len() - 1;
        if !lines[last].is_empty() && lines[last].len() + word.len() + 1 > 98 {
            lines.push(word.to_owned());
            continue;
        }
        if !lines[last].is_empty() {
            lines[last].push(' ');
        }
        lines[last].push_str(word);
    }
    lines
}
