//! Checks of the architecture: the layers, cycles between files, the length of files, and attributes that
//! hide a fault.
//!
//! [`Crate::read`] parses the module tree of a crate without its tests. Each path of the sources (`crate::`,
//! `super::`, `self::`, an imported name) is resolved through re-exports to the file that defines its item.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, LexError, TokenStream, TokenTree};

use crate::read::{about, files, name, read};

/// The most lines of a source file.
const MOST_LINES: usize = 600;

/// A group of layers below a source folder, the lowest first. The folders of one layer may not use each
/// other's layers above; folders that are not named may use everything.
pub type Layers<'a> = &'a [&'a [&'a str]];

/// The layers of the library.
pub const LIBRARY: Layers = &[&["foundation"], &["bami"], &["beyond"]];

/// The layers of the program.
pub const PROGRAM: Layers = &[&["index", "input", "drawing"], &["stream"], &["commands"]];

/// A path from the root of a crate to a module.
type ModulePath = Vec<String>;

/// A name that an import brings into a module, and the path that it stands for.
#[derive(Clone, Debug)]
struct Import {
    name: String,
    path: Vec<String>,
}

/// A module: its file, what it imports, and the paths that its code uses.
#[derive(Debug, Default)]
struct Module {
    file: String,
    imports: Vec<Import>,
    paths: Vec<Vec<String>>,
}

/// The modules of a crate, without tests.
#[derive(Debug, Default)]
pub struct Crate {
    folder: String,
    modules: BTreeMap<ModulePath, Module>,
}

impl Crate {
    /// Parses the crate whose root module is `folder/lib.rs`, and its modules.
    ///
    /// # Errors
    ///
    /// A file that cannot be read or parsed; the message names it.
    pub fn read(root: &Path, folder: &str) -> io::Result<Self> {
        let mut parsed = Self { folder: folder.to_owned(), ..Self::default() };
        let path = root.join(folder).join("lib.rs");
        parsed.add_file(root, Vec::new(), &path, path.parent().unwrap_or(root))?;
        Ok(parsed)
    }

    /// Parses a file as a module with its child modules in the folder `children`.
    fn add_file(
        &mut self,
        root: &Path,
        module: ModulePath,
        path: &Path,
        children: &Path,
    ) -> io::Result<()> {
        let tokens: TokenStream = read(path)?.parse().map_err(|error: LexError| {
            about(path, io::Error::new(io::ErrorKind::InvalidData, error.to_string()))
        })?;
        let mut declared = Vec::new();
        self.add_module(&name(root, path), module, &without_tests(tokens), &mut declared);
        for child in declared {
            let own = child.last().map_or("", String::as_str);
            let (flat, nested) = (children.join(format!("{own}.rs")), children.join(own));
            let file = if flat.is_file() { flat } else { nested.join("mod.rs") };
            self.add_file(root, child, &file, &nested)?;
        }
        Ok(())
    }

    /// Adds a module of these tokens, and those that stand in it. Notes which have files of their own.
    fn add_module(
        &mut self,
        file: &str,
        path: ModulePath,
        tokens: &[TokenTree],
        declared: &mut Vec<ModulePath>,
    ) {
        let mut module = Module { file: file.to_owned(), ..Module::default() };
        let mut rest = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            match (ident(tokens.get(at)).as_deref(), tokens.get(at + 1), tokens.get(at + 2)) {
                (Some("mod"), Some(TokenTree::Ident(child)), Some(after)) => {
                    let child = [path.clone(), vec![child.to_string()]].concat();
                    match after {
                        TokenTree::Group(body) => {
                            let body: Vec<TokenTree> = body.stream().into_iter().collect();
                            self.add_module(file, child, &body, declared);
                        }
                        _ => declared.push(child),
                    }
                    at += 3;
                }
                (Some("use"), ..) => {
                    let end = tokens[at..].iter().position(|t| is_punct(t, ';'));
                    let end = end.map_or(tokens.len(), |length| at + length);
                    use_tree(&tokens[at + 1..end], &[], &mut module.imports);
                    at = end + 1;
                }
                _ => {
                    rest.push(tokens[at].clone());
                    at += 1;
                }
            }
        }
        code_paths(&rest, &mut module);
        self.modules.insert(path, module);
    }

    /// The files of this crate with those that each of them uses.
    #[must_use]
    pub fn dependencies(&self) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for (path, module) in &self.modules {
            let used = found.entry(&module.file).or_default();
            let imported = module.imports.iter().map(|import| &import.path);
            for used_path in imported.chain(&module.paths) {
                let target = self.resolve(path, used_path, 0);
                used.extend(target.filter(|file| *file != module.file));
            }
        }
        found
    }

    /// The file that defines what a path in a module stands for; none for another crate.
    fn resolve(&self, module: &[String], path: &[String], depth: usize) -> Option<&str> {
        let (at, rest) = self.start(module, path, depth)?;
        self.walk(at, rest, depth)
    }

    /// The module where a path starts, and what is left of the path.
    fn start<'a>(
        &self,
        module: &[String],
        path: &'a [String],
        depth: usize,
    ) -> Option<(ModulePath, &'a [String])> {
        let mut at = module.to_vec();
        match path.first()?.as_str() {
            "crate" => Some((Vec::new(), &path[1..])),
            "self" => Some((at, &path[1..])),
            "super" => {
                let up = path.iter().take_while(|part| *part == "super").count();
                at.truncate(at.len().checked_sub(up)?);
                Some((at, &path[up..]))
            }
            first => {
                let child = [module, &[first.to_owned()]].concat();
                let imports = self.modules.get(module)?.imports.iter();
                let imported = imports.clone().any(|import| import.name == first && depth < 16);
                (self.modules.contains_key(&child) || imported).then_some((at, path))
            }
        }
    }

    /// Walks down from a module, through re-exports.
    fn walk(&self, mut at: ModulePath, path: &[String], depth: usize) -> Option<&str> {
        for (n, part) in path.iter().enumerate() {
            let child = [at.as_slice(), std::slice::from_ref(part)].concat();
            if self.modules.contains_key(&child) {
                at = child;
                continue;
            }
            let imports = &self.modules.get(&at)?.imports;
            let through = imports.iter().find(|import| import.name == *part);
            if let Some(import) = through.filter(|_| depth < 16) {
                let whole = [import.path.as_slice(), &path[n + 1..]].concat();
                return self.resolve(&at, &whole, depth + 1);
            }
            break;
        }
        self.modules.get(&at).map(|module| module.file.as_str())
    }

    /// Uses of a layer by one below it.
    #[must_use]
    pub fn upward(&self, layers: Layers) -> Vec<String> {
        let rank = |file: &str| {
            let inside = file.strip_prefix(&self.folder)?.strip_prefix('/')?;
            let first = inside.split('/').next()?.trim_end_matches(".rs");
            layers.iter().position(|layer| layer.contains(&first))
        };
        let mut found = Vec::new();
        for (file, used) in self.dependencies() {
            for target in used {
                if let (Some(low), Some(high)) = (rank(file), rank(target))
                    && low < high
                {
                    found.push(format!("{file} uses {target}, which is in a layer above"));
                }
            }
        }
        found
    }

    /// Groups of files that use each other in a circle. The uses between a `mod.rs` and the files below its
    /// folder do not count.
    #[must_use]
    pub fn cycles(&self) -> Vec<String> {
        let mut edges = self.dependencies();
        for (file, used) in &mut edges {
            used.retain(|target| !is_child(file, target) && !is_child(target, file));
        }
        let reached: BTreeMap<&str, BTreeSet<&str>> =
            edges.keys().map(|file| (*file, reachable(&edges, file))).collect();
        let mut groups = BTreeSet::new();
        for (file, others) in &reached {
            let circle = |other: &&&str| reached.get(**other).is_some_and(|r| r.contains(file));
            let group: Vec<&str> = others.iter().filter(circle).copied().collect();
            if !group.is_empty() {
                groups.insert(group);
            }
        }
        groups.iter().map(|group| format!("a cycle of {}", group.join(", "))).collect()
    }
}

/// The files that can be reached from a file.
fn reachable<'a>(edges: &BTreeMap<&'a str, BTreeSet<&'a str>>, from: &str) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut open: Vec<&str> = edges.get(from).into_iter().flatten().copied().collect();
    while let Some(file) = open.pop() {
        if found.insert(file) {
            open.extend(edges.get(file).into_iter().flatten());
        }
    }
    found
}

/// Whether `file` lies below the folder of the module file `parent`.
fn is_child(parent: &str, file: &str) -> bool {
    let folder = parent.strip_suffix("mod.rs").or_else(|| parent.strip_suffix("lib.rs"));
    let folder = folder.map_or_else(|| parent.replace(".rs", "/"), str::to_owned);
    file.starts_with(&folder)
}

fn ident(token: Option<&TokenTree>) -> Option<String> {
    match token {
        Some(TokenTree::Ident(ident)) => Some(ident.to_string()),
        _ => None,
    }
}

fn is_punct(token: &TokenTree, wanted: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == wanted)
}

/// Whether two colons begin at `at`.
fn is_path_separator(tokens: &[TokenTree], at: usize) -> bool {
    tokens.get(at..at + 2).is_some_and(|two| two.iter().all(|token| is_punct(token, ':')))
}

/// Tokens without the items that only tests have: those under `cfg(test)` and `cfg(doctest)`.
fn without_tests(tokens: TokenStream) -> Vec<TokenTree> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        if is_punct(&tokens[at], '#')
            && let Some(TokenTree::Group(attribute)) = tokens.get(at + 1)
            && is_test_attribute(attribute.stream())
        {
            at += 2;
            let is_use = |at: usize| ident(tokens.get(at)).is_some_and(|word| word == "use");
            let mut in_use = false;
            while let Some(token) = tokens.get(at) {
                in_use |= is_use(at);
                at += 1;
                let braces =
                    matches!(token, TokenTree::Group(g) if g.delimiter() == Delimiter::Brace);
                if is_punct(token, ';') || (braces && !in_use) {
                    break;
                }
            }
            continue;
        }
        kept.push(tokens[at].clone());
        at += 1;
    }
    kept
}

fn is_test_attribute(attribute: TokenStream) -> bool {
    let text = attribute.to_string().replace(' ', "");
    matches!(text.as_str(), "cfg(test)" | "cfg(doctest)" | "test")
}

/// The imports of a use tree.
fn use_tree(tokens: &[TokenTree], before: &[String], imports: &mut Vec<Import>) {
    let mut path = before.to_vec();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match token {
            TokenTree::Ident(word) if word == "as" => {
                let name = ident(tokens.get(at + 1)).unwrap_or_default();
                imports.push(Import { name, path });
                return;
            }
            TokenTree::Ident(word) => path.push(word.to_string()),
            TokenTree::Group(group) => {
                let inside: Vec<TokenTree> = group.stream().into_iter().collect();
                for part in inside.split(|token| is_punct(token, ',')) {
                    use_tree(part, &path, imports);
                }
                return;
            }
            TokenTree::Punct(punct) if punct.as_char() == '*' => {
                imports.push(Import { name: "*".into(), path });
                return;
            }
            _ => {}
        }
        at += 1;
    }
    if path.len() > before.len() || path.last().is_some_and(|last| last == "self") {
        if path.last().is_some_and(|last| last == "self") && path.len() > 1 {
            path.pop();
        }
        let name = path.last().cloned().unwrap_or_default();
        imports.push(Import { name, path });
    }
}

/// The paths of several parts in code, and the imports inside functions.
fn code_paths(tokens: &[TokenTree], module: &mut Module) {
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match token {
            TokenTree::Group(group) => {
                let inside: Vec<TokenTree> = group.stream().into_iter().collect();
                code_paths(&inside, module);
                at += 1;
            }
            TokenTree::Ident(word) if word == "use" => {
                let end = tokens[at..].iter().position(|t| is_punct(t, ';'));
                let end = end.map_or(tokens.len(), |length| at + length);
                let mut imports = Vec::new();
                use_tree(&tokens[at + 1..end], &[], &mut imports);
                module.paths.extend(imports.into_iter().map(|import| import.path));
                at = end;
            }
            TokenTree::Ident(first) => {
                let mut path = vec![first.to_string()];
                at += 1;
                while is_path_separator(tokens, at)
                    && let Some(next) = ident(tokens.get(at + 2))
                {
                    path.push(next);
                    at += 3;
                }
                if path.len() > 1 {
                    module.paths.push(path);
                }
            }
            _ => at += 1,
        }
    }
}

/// The Rust files of the repository: their names and texts.
///
/// # Errors
///
/// A file that cannot be read; the message names it.
pub fn sources(root: &Path) -> io::Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    for folder in ["examples", "src", "tests"] {
        for path in files(&root.join(folder), "rs", usize::MAX)? {
            found.push((name(root, &path), read(&path)?));
        }
    }
    Ok(found)
}

/// Files that are too long.
#[must_use]
pub fn too_long(sources: &[(String, String)]) -> Vec<String> {
    let long = |(_, text): &&(String, String)| text.lines().count() > MOST_LINES;
    let message = |(file, _): &(String, String)| format!("{file} has more than {MOST_LINES} lines");
    sources.iter().filter(long).map(message).collect()
}

/// Attributes that allow dead code, and those that include the source of another package.
#[must_use]
pub fn forbidden_attributes(root: &Path, sources: &[(String, String)]) -> Vec<String> {
    let mut found = Vec::new();
    for (file, text) in sources {
        let lines = || text.lines().map(str::trim_start);
        if lines().any(|line| line.starts_with('#') && line.contains("allow(dead_code")) {
            found.push(format!("{file} allows dead code"));
        }
        for line in lines().filter(|line| line.starts_with("#[path")) {
            let folder = root.join(file).parent().map(Path::to_path_buf).unwrap_or_default();
            let target = folder.join(line.split('"').nth(1).unwrap_or_default());
            if package(&target) != package(&folder.join("x")) {
                found.push(format!("{file} includes the source of another package: {line}"));
            }
        }
    }
    found
}

/// The folder of the package that a file belongs to.
fn package(file: &Path) -> Option<PathBuf> {
    let mut clean = PathBuf::new();
    for part in file.components() {
        if part == std::path::Component::ParentDir {
            clean.pop();
        } else {
            clean.push(part);
        }
    }
    clean.ancestors().skip(1).find(|f| f.join("Cargo.toml").is_file()).map(Path::to_path_buf)
}
