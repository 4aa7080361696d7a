//! What the package depends on: licences, duplicates, sources and Rust versions, against `.deny.toml` and `Cargo.toml`.
//!
//! It asks `cargo metadata`, and reads what the tool cargo-deny reads too.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// Where all dependencies come from.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// The rules, and the packages that are built on this machine with all features.
struct Dependencies {
    rules: toml::Table,
    packages: Vec<Value>,
    /// The packages that are not only for tests.
    shipped: BTreeSet<String>,
}

impl Dependencies {
    fn read() -> Self {
        let rules = std::fs::read_to_string(bami_tooling::root().join(".deny.toml")).unwrap();
        let said = Command::new("rustc").arg("-vV").output().unwrap().stdout;
        let said = String::from_utf8(said).unwrap();
        let host = said.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
        let args = ["metadata", "--format-version=1", "--locked", "--all-features"];
        let out = Command::new(env!("CARGO"))
            .current_dir(bami_tooling::root())
            .args(args)
            .args(["--filter-platform", host])
            .output()
            .unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        let metadata: Value = serde_json::from_slice(&out.stdout).unwrap();
        let nodes = metadata["resolve"]["nodes"].as_array().unwrap();
        let program = metadata["packages"].as_array().unwrap().iter().find(|p| p["name"] == "bami");
        let shipped = shipped(nodes, program.unwrap()["id"].as_str().unwrap());
        let resolved: BTreeSet<&str> =
            nodes.iter().map(|node| node["id"].as_str().unwrap()).collect();
        let mut packages = metadata["packages"].as_array().unwrap().clone();
        packages.retain(|package| resolved.contains(package["id"].as_str().unwrap()));
        Self { rules: rules.parse().unwrap(), packages, shipped }
    }

    fn rule(&self, table: &str, key: &str) -> Vec<toml::Value> {
        self.rules[table][key].as_array().unwrap().clone()
    }
}

/// The packages that the program needs for other things than tests.
fn shipped(nodes: &[Value], root: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::from([root.to_owned()]);
    let mut open = vec![root.to_owned()];
    while let Some(id) = open.pop() {
        let node = nodes.iter().find(|node| node["id"] == id.as_str()).unwrap();
        for dependency in node["deps"].as_array().unwrap() {
            let kinds = dependency["dep_kinds"].as_array().unwrap();
            let package = dependency["pkg"].as_str().unwrap().to_owned();
            if kinds.iter().any(|kind| kind["kind"] != "dev") && found.insert(package.clone()) {
                open.push(package);
            }
        }
    }
    found
}

fn text<'a>(package: &'a Value, key: &str) -> &'a str {
    package[key].as_str().unwrap_or_default()
}

/// Whether a licence expression of SPDX, or an old one with strokes, allows what is on the list.
fn allows(expression: &str, allowed: &BTreeSet<&str>) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let mut tokens: Vec<&str> = spaced.split_whitespace().rev().collect();
    let allows = either(&mut tokens, allowed);
    assert!(tokens.is_empty(), "{expression:?} cannot be read");
    allows
}

fn either(tokens: &mut Vec<&str>, allowed: &BTreeSet<&str>) -> bool {
    let mut any = both(tokens, allowed);
    while tokens.pop_if(|token| *token == "OR").is_some() {
        any |= both(tokens, allowed);
    }
    any
}

fn both(tokens: &mut Vec<&str>, allowed: &BTreeSet<&str>) -> bool {
    let mut all = one(tokens, allowed);
    while tokens.pop_if(|token| *token == "AND").is_some() {
        all &= one(tokens, allowed);
    }
    all
}

fn one(tokens: &mut Vec<&str>, allowed: &BTreeSet<&str>) -> bool {
    let token = tokens.pop().expect("a licence");
    if token == "(" {
        let inside = either(tokens, allowed);
        assert_eq!(tokens.pop(), Some(")"));
        return inside;
    }
    // An exception is a licence of its own here.
    let exception = tokens.pop_if(|token| *token == "WITH").map(|_| tokens.pop());
    exception.is_none() && allowed.contains(token)
}

#[test]
fn licence_expressions_are_read() {
    let allowed = BTreeSet::from(["MIT", "Apache-2.0", "Unicode-3.0"]);
    for good in [
        "MIT",
        "MIT/GPL-3.0",
        "(MIT OR GPL-2.0) AND Unicode-3.0",
        "Apache-2.0 WITH LLVM-exception OR MIT",
    ] {
        assert!(allows(good, &allowed), "{good}");
    }
    for bad in [
        "GPL-3.0",
        "MIT AND GPL-3.0",
        "Apache-2.0 WITH LLVM-exception",
        "(GPL-2.0 OR GPL-3.0) AND MIT",
    ] {
        assert!(!allows(bad, &allowed), "{bad}");
    }
}

#[test]
fn every_dependency_has_a_licence_that_is_allowed() {
    let dependencies = Dependencies::read();
    let allowed = dependencies.rule("licenses", "allow");
    let allowed: BTreeSet<&str> = allowed.iter().map(|name| name.as_str().unwrap()).collect();
    for package in &dependencies.packages {
        let licence = text(package, "license");
        assert!(allows(licence, &allowed), "{}: {licence:?}", text(package, "id"));
    }
}

#[test]
fn every_dependency_comes_from_the_registry() {
    let dependencies = Dependencies::read();
    for package in &dependencies.packages {
        let is_ours = package["source"].is_null();
        assert!(is_ours || text(package, "source") == REGISTRY, "{}", text(package, "id"));
    }
}

#[test]
fn nothing_is_shipped_in_two_versions_but_what_is_listed() {
    let dependencies = Dependencies::read();
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for package in &dependencies.packages {
        if dependencies.shipped.contains(text(package, "id")) {
            versions.entry(text(package, "name")).or_default().push(text(package, "version"));
        }
    }
    assert!(versions.len() > 50, "{versions:?}");
    let skipped = dependencies.rule("bans", "skip");
    let skipped =
        skipped.iter().map(|entry| entry["crate"].as_str().unwrap().split_once('@').unwrap());
    for (name, version) in skipped {
        let of_crate = versions.get_mut(name).unwrap_or_else(|| panic!("{name} is listed in vain"));
        let before = of_crate.len();
        of_crate.retain(|found| !found.starts_with(version));
        assert_eq!(of_crate.len() + 1, before, "{name}@{version} is listed in vain");
    }
    versions.retain(|_, versions| versions.len() > 1);
    assert!(versions.is_empty(), "{versions:?}");
}

#[test]
fn no_dependency_needs_a_newer_rust_than_we_say() {
    let dependencies = Dependencies::read();
    let number = |version: &str| -> Vec<u32> {
        version.split('.').map(|part| part.parse().unwrap()).collect()
    };
    let ours = number(env!("CARGO_PKG_RUST_VERSION"));
    for package in &dependencies.packages {
        if let Some(version) = package["rust_version"].as_str() {
            let wanted = number(version);
            assert!(wanted[..2] <= ours[..2], "{} needs Rust {version}", text(package, "id"));
        }
    }
}
