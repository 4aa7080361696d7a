//! The text of the specification, its vectors, and the sources of the book's algorithms, for programs
//! that show or check them.
//!
//! The feature `spec` embeds these files, so that a program such as `bami explain` needs no copy of the
//! repository. Paths are those of the repository, with `/` between their parts.
//!
//! ```
//! let chapter = bami_htm::spec::file("spec/temporal-memory.md").unwrap();
//! assert!(chapter.starts_with("# "));
//! assert_eq!(bami_htm::spec::file("spec/no-such-chapter.md"), None);
//! assert!(bami_htm::spec::files("spec/vectors").any(|(path, _)| path.ends_with(".json")));
//! ```

use include_dir::{Dir, include_dir};

/// What is embedded: the chapters with the vectors, the sources of the book's algorithms, the parameter
/// files that the documentation names, and the port to JavaScript, which the page of `bami view` runs.
static FOLDERS: [(&str, Dir<'static>); 4] = [
    ("spec", include_dir!("$CARGO_MANIFEST_DIR/spec")),
    ("src/bami", include_dir!("$CARGO_MANIFEST_DIR/src/bami")),
    ("examples/config", include_dir!("$CARGO_MANIFEST_DIR/examples/config")),
    ("examples/ports/javascript", include_dir!("$CARGO_MANIFEST_DIR/examples/ports/javascript")),
];

/// The text of an embedded file, by its path in the repository; `None` if it is not embedded.
#[must_use]
pub fn file(path: &str) -> Option<&'static str> {
    let within = |(root, folder): &'static (&str, Dir<'static>)| {
        folder.get_file(path.strip_prefix(root)?.strip_prefix('/')?)?.contents_utf8()
    };
    FOLDERS.iter().find_map(within)
}

/// The embedded files below a folder, as path and text, in ascending order of their paths.
pub fn files(folder: &str) -> impl Iterator<Item = (String, &'static str)> {
    let below = format!("{folder}/");
    let mut files = Vec::new();
    for (root, dir) in &FOLDERS {
        collect(dir, root, &mut files);
    }
    files.retain(|(path, _)| path.starts_with(&below));
    files.sort();
    files.into_iter()
}

fn collect(dir: &Dir<'static>, root: &str, files: &mut Vec<(String, &'static str)>) {
    for file in dir.files() {
        if let Some(text) = file.contents_utf8() {
            files.push((format!("{root}/{}", slashed(file.path())), text));
        }
    }
    for dir in dir.dirs() {
        collect(dir, root, files);
    }
}

/// A path with `/` between its parts on every platform.
fn slashed(path: &std::path::Path) -> String {
    path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}
