//! Which files are changed, and which tests touch them.

use std::io;
use std::path::Path;

use crate::read;

/// Tests that run together: package, target, and a part of the names of the tests.
pub(super) type Suite = (&'static str, &'static str, &'static str);

/// The files of the literal and the fast forms, and the folders.
const FORMS: [&str; 18] = [
    "src/bami/temporal_memory/activate_columns.rs",
    "src/bami/temporal_memory/activate_dendrites.rs",
    "src/bami/temporal_memory/supporting_functions.rs",
    "src/bami/temporal_memory/verbs/",
    "src/bami/temporal_memory/indexed/",
    "src/bami/temporal_memory/extensions.rs",
    "src/bami/temporal_memory/cell_death.rs",
    "src/bami/temporal_memory/initial.rs",
    "src/bami/spatial_pooler/pseudocode.rs",
    "src/bami/spatial_pooler/verbs.rs",
    "src/bami/spatial_pooler/routines.rs",
    "src/bami/spatial_pooler/radius.rs",
    "src/bami/spatial_pooler/window.rs",
    "src/bami/spatial_pooler/initialize.rs",
    "src/bami/spatial_pooler/topology.rs",
    "src/bami/spatial_pooler/sort.rs",
    "src/bami/spatial_pooler/extensions/",
    "src/bami/spatial_pooler/indexed/",
];

/// The tests, each with the part of a path that the files it touches have.
const SUITES: [(&str, Suite); 20] = [
    ("bami/temporal_memory", ("bami-htm", "bami_htm", "bami::temporal_memory")),
    ("bami/temporal_memory", ("bami-htm", "cell_death_lines", "")),
    ("bami/temporal_memory", ("bami-htm", "temporal_memory_execution", "")),
    ("bami/temporal_memory", ("bami-htm", "temporal_memory_lines", "")),
    ("bami/temporal_memory", ("bami-htm", "temporal_memory_properties", "")),
    ("bami/temporal_memory", ("bami-htm", "temporal_memory_prose", "")),
    ("bami/spatial_pooler", ("bami-htm", "bami_htm", "bami::spatial_pooler")),
    ("bami/spatial_pooler", ("bami-htm", "spatial_pooler_lines", "")),
    ("bami", ("bami-htm", "bami_htm", "foundation::snapshot")),
    ("bami", ("bami-htm", "book_numbers", "")),
    ("bami", ("bami-htm", "extensions_lines", "")),
    ("bami", ("bami-htm", "observer", "")),
    ("bami", ("bami-htm", "pin", "")),
    ("bami", ("bami-htm", "resume", "")),
    ("bami", ("bami-conformance", "execution", "")),
    ("bami", ("bami-conformance", "line_coverage", "")),
    ("bami", ("bami-conformance", "switches", "")),
    ("bami", ("bami-conformance", "trace", "")),
    ("bami", ("bami-conformance", "vectors", "")),
    ("bami", ("bami-tooling", "event_streams", "")),
];

/// All suites.
pub(super) fn all() -> impl Iterator<Item = Suite> {
    SUITES.into_iter().map(|(_, suite)| suite)
}

/// Whether the tests of a suite touch a file.
pub(super) fn touches(suite: Suite, file: &str) -> bool {
    SUITES.iter().any(|(part, own)| *own == suite && file.contains(part))
}

/// The files that are changed, from the root of the repository.
pub(super) fn files(root: &Path) -> io::Result<Vec<String>> {
    let all = read::files(&root.join("src/bami"), "rs", usize::MAX)?;
    let names = all.iter().map(|path| read::name(root, path));
    Ok(names.filter(|name| FORMS.iter().any(|form| name.starts_with(form))).collect())
}
