//! The commented parameter file.

use std::fmt::Write;

use bami_htm::Profile;
use bami_htm::region::{FieldEncoder, RegionParameters};
use serde::Serialize;
use toml::Table;

use super::keys::lookup;
use super::meanings::MEANINGS;
use super::merge::default_table;

const HEAD: &str = "\
# Parameters of a region for `bami run --config FILE`.
# Every parameter is listed with its default. Delete a line to keep its default.
# Commented-out parameters are optional and off.

# The profile, \"book\" or \"practical\": it chooses the defaults of the parameters that are left out.
# profile = \"practical\"
";

const ENCODERS: &str = "\
# The encoders. If none are given, as here, they are created for the columns: a date encoder for the
# time, and a random distributed scalar encoder for each value, with a resolution from the data. If
# one is given, all of them must be. The fields are `timestamp`, and `value` or, with several values,
# the names of the columns; with `columns`, an encoder reads several of them as one value:
# columns = [\"latitude\", \"longitude\", \"speed\"] beside type = \"geospatial\".
# The encoders made for one value are the following, except for the
# resolution:
#
";

/// The text of the file.
pub(crate) fn commented() -> anyhow::Result<String> {
    let mut text = HEAD.to_owned();
    parameters(&mut text, &default_table(Profile::default())?, "", &["encoders"])?;
    text.push('\n');
    text.push_str(ENCODERS);
    for line in encoders()?.lines() {
        writeln!(text, "{}", format!("# {line}").trim_end())?;
    }
    Ok(text)
}

/// Every parameter of a region with its meaning and its value. `within` is the prefix of the names
/// of sections.
pub(super) fn parameters(
    text: &mut String,
    values: &Table,
    within: &str,
    left_out: &[&str],
) -> anyhow::Result<()> {
    let mut section = "";
    for meaning in MEANINGS {
        if left_out.contains(&meaning.key) {
            continue;
        }
        let (group, name) = meaning.key.rsplit_once('.').unwrap_or(("", meaning.key));
        if group != section {
            section = group;
            write!(text, "\n[{within}{section}]\n")?;
        }
        text.push('\n');
        for line in wrap(meaning.text) {
            writeln!(text, "# {line}")?;
        }
        match lookup(values, meaning.key) {
            Some(value) => writeln!(text, "{name} = {value}")?,
            None => writeln!(text, "# {name} = {}", meaning.example)?,
        }
    }
    Ok(())
}

/// The default encoders as TOML.
fn encoders() -> anyhow::Result<String> {
    #[derive(Serialize)]
    struct Encoders {
        encoders: Vec<FieldEncoder>,
    }
    let encoders = RegionParameters::for_metric(1.0).encoders;
    Ok(toml::to_string(&Encoders { encoders })?)
}

/// The text in lines of at most 98 characters.
pub(super) fn wrap(text: &str) -> Vec<String> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use toml::Value;

    use super::super::keys::check;

    fn parsed(text: &str) -> RegionParameters {
        let table: Table = text.parse().unwrap();
        check(&table, &default_table(Profile::default()).unwrap(), "test").unwrap();
        RegionParameters::deserialize(Value::Table(table)).unwrap()
    }

    #[test]
    fn the_commented_file_holds_the_defaults() {
        let text = commented().unwrap();
        let expected = RegionParameters::for_metric(1.0).with_encoders([]);
        assert_eq!(parsed(&text), expected);
        assert!(text.lines().all(|line| line.len() <= 101), "a line is too long");
    }

    #[test]
    fn the_commented_encoders_are_those_that_are_made() {
        let text = commented().unwrap();
        let (rest, encoders) = text.split_once("# resolution:\n#\n").unwrap();
        let encoders: Vec<&str> =
            encoders.lines().map(|line| line.trim_start_matches('#').trim()).collect();
        let whole = format!("{rest}{}", encoders.join("\n"));
        assert_eq!(parsed(&whole), RegionParameters::for_metric(1.0));
    }

    #[test]
    fn every_commented_parameter_can_be_switched_on() {
        let text = commented().unwrap();
        for meaning in MEANINGS.iter().filter(|meaning| !meaning.example.is_empty()) {
            let name = meaning.key.rsplit('.').next().unwrap();
            let off = format!("# {name} = {}\n", meaning.example);
            if let Some((before, after)) = text.split_once(&off) {
                parsed(&format!("{before}{}{after}", &off[2..]));
            }
        }
    }

    #[test]
    fn every_parameter_has_a_meaning_and_every_meaning_a_parameter() {
        // The fields that are None are not in the defaults, so these are set here.
        let mut all = RegionParameters::for_metric(1.0);
        all.metric = Some("value".into());
        all.sp.local_area_density = Some(0.02);
        all.sp.center_bias = Some(0.1);
        let mut keys = Vec::new();
        collect(&Table::try_from(all).unwrap(), "", &mut keys);
        keys.sort_unstable();
        let mut known: Vec<&str> = MEANINGS.iter().map(|meaning| meaning.key).collect();
        known.sort_unstable();
        assert_eq!(keys, known);
    }

    fn collect(table: &Table, prefix: &str, keys: &mut Vec<String>) {
        for (key, value) in table {
            match value {
                Value::Table(inner) => collect(inner, &format!("{prefix}{key}."), keys),
                _ => keys.push(format!("{prefix}{key}")),
            }
        }
    }
}
