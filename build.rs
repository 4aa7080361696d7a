//! Writes the index from rules to code, tests and vectors that `bami explain` answers from.

#[cfg(feature = "traceability")]
#[path = "src/traceability/read/mod.rs"]
pub mod read;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    #[cfg(feature = "traceability")]
    traceability::write()?;
    Ok(())
}

#[cfg(feature = "traceability")]
mod traceability {
    use std::env;
    use std::fs;
    use std::path::PathBuf;

    /// Writes `traceability.json` into the folder of the build's output.
    pub(crate) fn write() -> Result<(), Box<dyn std::error::Error>> {
        let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
        for folder in ["spec", "src", "tests", "examples"] {
            if root.join(folder).exists() {
                println!("cargo::rerun-if-changed={folder}");
            }
        }
        let index = super::read::Index::read(&root)?;
        let output = PathBuf::from(env::var("OUT_DIR")?).join("traceability.json");
        fs::write(output, serde_json::to_string(&index)?)?;
        Ok(())
    }
}
