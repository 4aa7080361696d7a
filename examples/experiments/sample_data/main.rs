//! Writes the sample data of `examples/data/`.
//!
//! ```text
//! cargo run --release --example sample_data -- examples/data
//! ```

use std::path::PathBuf;

use bami_experiments::sample_data::files;
use clap::Parser;

/// Writes the sample data
#[derive(Parser)]
struct Args {
    /// The folder
    folder: PathBuf,
}

fn main() -> std::io::Result<()> {
    let Args { folder } = Args::parse();
    std::fs::create_dir_all(&folder)?;
    files().iter().try_for_each(|(name, text)| std::fs::write(folder.join(name), text))
}
