//! The files of a source, with the names that they get.

use std::path::{Path, PathBuf};

use super::super::ConvertArgs;
use super::super::corpus::{chosen, entries};
use super::super::error::NabError;

/// A file of a source.
pub(super) struct SourceFile {
    /// Where it is.
    pub(super) path: PathBuf,
    /// The folder in which it is, which becomes its category.
    pub(super) category: String,
    /// Its name without the ending.
    pub(super) stem: String,
}

/// The files with an ending in a folder and in its folders that match one of the patterns, ascending; or a single file.
//= spec/nab.md#nab-convert
//# The category of a file MUST be the name of the folder that it is in.
pub(super) fn files(args: &ConvertArgs, ending: &str) -> Result<Vec<SourceFile>, NabError> {
    let source = &args.source;
    let mut paths = Vec::new();
    if source.is_file() {
        paths.push(source.to_owned());
    } else {
        collect(source, ending, &mut paths)?;
    }
    paths.sort_unstable();
    if paths.is_empty() {
        let (path, ending) = (source.to_owned(), ending.to_owned());
        return Err(NabError::NothingToConvert { path, ending });
    }
    let files = paths.into_iter().map(named).collect::<Result<Vec<_>, _>>()?;
    let name = |file: &SourceFile| format!("{}/{}.{ending}", file.category, file.stem);
    let names: Vec<String> = files.iter().map(name).collect();
    let chosen = chosen(&names, &args.only)?;
    let files = files.into_iter().zip(&names);
    Ok(files.filter(|(_, name)| chosen.contains(name)).map(|(file, _)| file).collect())
}

fn collect(folder: &Path, ending: &str, paths: &mut Vec<PathBuf>) -> Result<(), NabError> {
    for path in entries(folder)? {
        if path.is_dir() {
            collect(&path, ending, paths)?;
        } else if path.extension().is_some_and(|extension| extension == ending) {
            paths.push(path);
        }
    }
    Ok(())
}

fn named(path: PathBuf) -> Result<SourceFile, NabError> {
    let whole = path.canonicalize().map_err(NabError::unreadable(&path))?;
    let category = whole.parent().and_then(Path::file_name).and_then(|name| name.to_str());
    let stem = whole.file_stem().and_then(|name| name.to_str());
    match (category, stem) {
        (Some(category), Some(stem)) => {
            let (category, stem) = (category.to_owned(), stem.to_owned());
            Ok(SourceFile { path, category, stem })
        }
        _ => Err(NabError::NotUtf8(path)),
    }
}
