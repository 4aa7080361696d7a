//! The keys of parameters and the types of their values.

use anyhow::bail;
use bami_htm::region::RegionParameters;
use serde::Deserialize;
use toml::{Table, Value};

use super::meanings::{INTEGER, MEANINGS, Meaning, NUMBER, STRING};
use crate::input::error::{did_you_mean, nearest};

/// The keys of a table and of those in it, with dots between: `tm.activation_threshold`. The encoders
/// are left to the library.
pub(super) fn paths(table: &Table, prefix: &str, found: &mut Vec<(String, Value)>) {
    for (key, value) in table {
        let path = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        match value {
            Value::Table(inner) if is_section(&path) => paths(inner, &path, found),
            _ => found.push((path, value.clone())),
        }
    }
}

fn is_section(path: &str) -> bool {
    MEANINGS.iter().any(|meaning| meaning.key.starts_with(&format!("{path}.")))
}

/// Rejects unknown keys and values of the wrong type. `origin` begins the messages.
pub(super) fn check(settings: &Table, defaults: &Table, origin: &str) -> anyhow::Result<()> {
    let mut found = Vec::new();
    paths(settings, "", &mut found);
    for (key, value) in found {
        let Some(meaning) = MEANINGS.iter().find(|meaning| meaning.key == key) else {
            if is_section(&key) {
                bail!("{origin}: `{key}` is a group of parameters; write {key}.NAME = VALUE");
            }
            let nearest = nearest(&key, MEANINGS.iter().map(|meaning| meaning.key));
            bail!(
                "{origin}: there is no parameter `{key}`{}; `bami params init` shows them all",
                did_you_mean(&nearest)
            );
        };
        check_kind(meaning, &value, defaults, origin)?;
        check_alone(&key, value, defaults, origin)?;
    }
    Ok(())
}

/// Checks a setting alone with the defaults, so that the message can name it.
fn check_alone(key: &str, value: Value, defaults: &Table, origin: &str) -> anyhow::Result<()> {
    let shown = match &value {
        Value::Array(_) | Value::Table(_) => String::new(),
        value => format!(" = {value}"),
    };
    let mut table = defaults.clone();
    overlay(&mut table, nested(key, value));
    if let Err(error) = RegionParameters::deserialize(Value::Table(table)) {
        let reason = reason(&error.to_string());
        bail!("{origin}: {key}{shown}: {reason}");
    }
    Ok(())
}

/// The first line of an error of reading, in plain words.
pub(super) fn reason(error: &str) -> String {
    let first = error.lines().next().unwrap_or_default();
    first
        .replace("expected u32", "expected an integer from 0 to 4294967295")
        .replace("expected u64", "expected an integer of at least 0")
}

/// The table that holds one value at a key with dots.
pub(super) fn nested(key: &str, value: Value) -> Table {
    let (first, value) = match key.split_once('.') {
        Some((first, rest)) => (first, Value::Table(nested(rest, value))),
        None => (key, value),
    };
    Table::from_iter([(first.to_owned(), value)])
}

/// Applies settings to a table; tables are merged, everything else is replaced.
pub(super) fn overlay(table: &mut Table, settings: Table) {
    for (key, value) in settings {
        match (table.get_mut(&key), value) {
            (Some(Value::Table(inner)), Value::Table(settings)) => overlay(inner, settings),
            (_, value) if value.as_str() == Some(NONE) => {
                table.remove(&key);
            }
            (_, value) => {
                // Exactly one of the two must be set, so setting one removes the other. A negative
                // density counts as not set (D-SP-10).
                match key.as_str() {
                    "local_area_density" if value.as_float().is_some_and(|value| value < 0.0) => {
                        None
                    }
                    "local_area_density" => table.remove("num_active_columns_per_inh_area"),
                    "num_active_columns_per_inh_area" => table.remove("local_area_density"),
                    _ => None,
                };
                table.insert(key, value);
            }
        }
    }
}

/// A setting must have the type of the default if there is one. An integer is accepted as a number.
fn check_kind(
    meaning: &Meaning,
    value: &Value,
    defaults: &Table,
    origin: &str,
) -> anyhow::Result<()> {
    let expected = match lookup(defaults, meaning.key) {
        Some(default) => kind(default),
        None => meaning.optional_kind,
    };
    let found = kind(value);
    if !meaning.optional_kind.is_empty() && value.as_str() == Some(NONE) {
        return Ok(());
    }
    if found == expected || expected.is_empty() || (found, expected) == (INTEGER, NUMBER) {
        return Ok(());
    }
    bail!("{origin}: {} = {value}: must be {expected}, not {found}", meaning.key)
}

/// The value that switches an optional parameter off.
pub(super) const NONE: &str = "none";

fn kind(value: &Value) -> &'static str {
    match value {
        Value::String(_) => STRING,
        Value::Integer(_) => INTEGER,
        Value::Float(_) => NUMBER,
        Value::Boolean(_) => "true or false",
        Value::Array(_) => "a list in square brackets",
        Value::Datetime(_) => "a date",
        Value::Table(_) => "a table",
    }
}

/// The value at a key with dots.
pub(super) fn lookup<'a>(table: &'a Table, key: &str) -> Option<&'a Value> {
    match key.split_once('.') {
        Some((first, rest)) => lookup(table.get(first)?.as_table()?, rest),
        None => table.get(key),
    }
}
