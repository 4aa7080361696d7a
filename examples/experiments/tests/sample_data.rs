//! The files in `examples/data/` are those that the example `sample_data` writes.

use std::path::Path;

use bami_experiments::sample_data::files;

#[test]
fn the_committed_files_are_those_that_are_generated() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data");
    let mut size = 0;
    for (name, text) in files() {
        let path = folder.join(name);
        let committed = std::fs::read_to_string(&path).unwrap();
        assert!(
            committed == text,
            "{name} differs; run `cargo run --release --example sample_data -- examples/data`"
        );
        size += text.len();
    }
    assert!(size < 1_000_000, "{size} bytes");
    let count = std::fs::read_dir(folder).unwrap().count();
    assert_eq!(count, files().len(), "a file that is not generated");
}
