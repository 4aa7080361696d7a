//! With the feature `spec`, builds the library again when a file of the specification was added or changed.

fn main() {
    if std::env::var_os("CARGO_FEATURE_SPEC").is_some() {
        for folder in ["spec", "src/bami", "examples/config", "examples/ports"] {
            println!("cargo::rerun-if-changed={folder}");
        }
    } else {
        println!("cargo::rerun-if-changed=build.rs");
    }
}
