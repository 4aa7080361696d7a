//! Bundles ES modules into one script, because a page opened from disk cannot import files.

use std::fmt::Write as _;

use anyhow::{Context, bail};

/// A module, with the name of its file.
pub(super) struct Module {
    pub(super) name: &'static str,
    pub(super) text: &'static str,
}

/// All modules as one script. Each becomes a function, so that their names do not collide, and
/// follows the modules that it imports.
pub(super) fn bundle(modules: &[Module]) -> anyhow::Result<String> {
    let mut script = String::from("'use strict';\nconst modules = {};\n");
    let mut known = Vec::new();
    for module in modules {
        let text = wrapped(module, &known).with_context(|| module.name.to_owned())?;
        script.push_str(&text);
        known.push(module.name);
    }
    if script.to_ascii_lowercase().contains("</script") {
        bail!("a module holds the end of a script");
    }
    Ok(script)
}

/// A module as an immediately invoked function that returns its exports.
fn wrapped(module: &Module, known: &[&str]) -> anyhow::Result<String> {
    let mut body = String::new();
    let mut exports = Vec::new();
    let mut lines = module.text.lines();
    while let Some(line) = lines.next() {
        if line.starts_with("import ") {
            let mut statement = line.to_owned();
            while !statement.ends_with(';') {
                let more = lines.next().context("an import does not end")?;
                statement.push(' ');
                statement.push_str(more.trim());
            }
            body.push_str(&imported(&statement, known)?);
        } else if let Some(declaration) = line.strip_prefix("export ") {
            exports.push(declared(declaration)?);
            body.push_str(declaration);
        } else {
            body.push_str(line);
        }
        body.push('\n');
    }
    let mut text = String::new();
    let (name, exports) = (module.name, exports.join(", "));
    write!(text, "modules['{name}'] = (() => {{\n{body}return {{ {exports} }};\n}})();\n")?;
    Ok(text)
}

/// `import { a, b as c } from './x.mjs';` as a declaration.
fn imported(statement: &str, known: &[&str]) -> anyhow::Result<String> {
    let parts = statement.strip_prefix("import {").and_then(|rest| rest.split_once("} from "));
    let (names, path) = parts.with_context(|| format!("no list of names in `{statement}`"))?;
    let path = path.trim_matches([' ', ';', '\'', '"']);
    let file = path.rsplit('/').next().unwrap_or(path);
    if !known.contains(&file) {
        bail!("{file} has to come before");
    }
    let names: Vec<_> = names.split(',').map(|name| name.trim().replace(" as ", ": ")).collect();
    Ok(format!("const {{ {} }} = modules['{file}'];", names.join(", ")))
}

/// The name that a declaration declares.
fn declared(declaration: &str) -> anyhow::Result<&str> {
    let mut words = declaration.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '$');
    let kinds = ["const", "let", "function", "class", "async", ""];
    let name = words.find(|word| !kinds.contains(word));
    name.with_context(|| format!("no name in `{declaration}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Module =
        Module { name: "a.js", text: "export const one = 1;\nexport function* two() {}\n" };

    #[test]
    fn a_module_gives_what_it_exports_and_takes_what_it_imports() {
        let text = "import {\n  one as first, two,\n} from '../x/a.js';\nexport class Three {}\n";
        let script = bundle(&[FIRST, Module { name: "b.js", text }]).unwrap();
        assert!(script.contains("const one = 1;\nfunction* two() {}\nreturn { one, two };"));
        assert!(script.contains("const { one: first, two,  } = modules['a.js'];"), "{script}");
        assert!(script.contains("class Three {}\nreturn { Three };"));
    }

    #[test]
    fn a_module_that_is_missing_or_late_is_refused() {
        let text = "import { one } from './a.js';\n";
        assert!(bundle(&[Module { name: "b.js", text }, FIRST]).is_err());
        assert!(bundle(&[Module { name: "b.js", text: "import { one\n" }]).is_err());
        assert!(bundle(&[Module { name: "b.js", text: "const x = '</SCRIPT>';\n" }]).is_err());
    }
}
