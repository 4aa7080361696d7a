//! Files that appear only when they are complete, and files that are read as a whole.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use tempfile::NamedTempFile;

use super::interrupt;

/// The size limit of a file that is read as a whole: parameters, a vector, a list.
pub const MOST_BYTES: u64 = 64 << 20;

/// The size limit of a trace.
pub const MOST_BYTES_OF_TRACE: u64 = 1 << 30;

/// The text of a file that is read as a whole, of at most this many bytes.
//= spec/program.md#program-file-size
//# A parameter file, a vector, a list of names and any NAB file other than a CSV file MUST be
//# rejected above 67108864 bytes, and a trace above 1073741824.
pub fn read_text(path: &Path, most: u64) -> io::Result<String> {
    text_of(File::open(path)?, most)
}

/// The text of a source that is read as a whole, of at most this many bytes.
pub fn text_of(source: impl Read, most: u64) -> io::Result<String> {
    let mut bytes = Vec::new();
    source.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(io::Error::other(format!("it is larger than {most} bytes")));
    }
    String::from_utf8(bytes).map_err(|error| {
        let line = 1 + error.as_bytes()[..error.utf8_error().valid_up_to()]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count();
        io::Error::other(format!("line {line} is not UTF-8; save it as UTF-8"))
    })
}

/// Rejects an output that is the input file or the target of another output.
//= spec/program.md#program-whole-file
//# An output MUST be rejected if it is the input file or the target of another output.
pub fn check_distinct(input: Option<&Path>, outputs: &[Option<&Path>]) -> anyhow::Result<()> {
    let outputs: Vec<&Path> = outputs.iter().copied().flatten().collect();
    let input = input.filter(|input| input.is_file()).map(real);
    for (place, output) in outputs.iter().enumerate() {
        // NB: several outputs can go to /dev/null.
        if output.exists() && !output.is_file() {
            continue;
        }
        let target = real(output);
        if Some(&target) == input.as_ref() {
            bail!("{}: is the input file; choose a different output", output.display());
        }
        if outputs[..place].iter().any(|other| real(other) == target) {
            bail!("{}: is the target of two outputs; choose different files", output.display());
        }
    }
    Ok(())
}

/// The path without links, also of a file that is not there yet.
fn real(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    let there = |path: &Path| path.canonicalize().ok();
    there(path)
        .or_else(|| Some(there(folder)?.join(path.file_name()?)))
        .unwrap_or_else(|| path.to_owned())
}

/// A file that appears under its name when it is finished, or a device that is written directly.
pub struct WholeFile {
    target: PathBuf,
    inner: Inner,
}

enum Inner {
    /// A temporary file beside the target, which is renamed at the end.
    Temporary(BufWriter<NamedTempFile>),
    /// What a rename would replace: /dev/null, a named pipe.
    Device(BufWriter<File>),
}

impl WholeFile {
    /// Starts a file at the path `name`.
    pub fn create(name: &Path) -> anyhow::Result<Self> {
        let cannot = |error: io::Error| {
            // The kind alone: the error itself may name the temporary file.
            anyhow!("{}: cannot be written: {}", name.display(), error.kind())
        };
        // Through a symbolic link to the file itself, so that the link stays.
        let target = name.canonicalize().unwrap_or_else(|_| name.to_owned());
        if let Ok(metadata) = std::fs::metadata(&target) {
            if metadata.is_dir() {
                bail!("{}: is a directory; name a file", name.display());
            }
            if !metadata.is_file() {
                let file = File::options().write(true).open(&target).map_err(cannot)?;
                return Ok(Self { target, inner: Inner::Device(BufWriter::new(file)) });
            }
        }
        let folder = folder_of(name, &target)?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(".bami-");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // As any new file, that is, less what the umask takes away.
            builder.permissions(std::fs::Permissions::from_mode(0o666));
        }
        let mut unfinished = interrupt::unfinished();
        let file = builder.tempfile_in(folder).map_err(cannot)?;
        unfinished.insert(file.path().to_owned());
        Ok(Self { target, inner: Inner::Temporary(BufWriter::new(file)) })
    }

    /// Gives the file its name, replacing an existing file.
    //= spec/program.md#program-whole-file
    //# A file that the program writes MUST appear under its name only when it is complete.
    pub fn finish(self) -> anyhow::Result<()> {
        let cannot = || format!("{}: cannot be written", self.target.display());
        match self.inner {
            Inner::Temporary(file) => {
                let file = file.into_inner().map_err(io::IntoInnerError::into_error);
                let file = file.with_context(cannot)?;
                let mut unfinished = interrupt::unfinished();
                unfinished.remove(file.path());
                file.persist(&self.target).map_err(|error| error.error).with_context(cannot)?;
            }
            Inner::Device(mut file) => file.flush().with_context(cannot)?,
        }
        Ok(())
    }
}

/// The folder of a file; messages call the file `name`.
fn folder_of<'a>(name: &Path, target: &'a Path) -> anyhow::Result<&'a Path> {
    let folder = match target.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    if !folder.is_dir() {
        bail!("{}: there is no folder {}", name.display(), folder.display());
    }
    Ok(folder)
}

/// Rejects a path at which no file can be written, before there is anything to write.
pub fn check_place(name: &Path) -> anyhow::Result<()> {
    if name.is_dir() {
        bail!("{}: is a directory; name a file", name.display());
    }
    folder_of(name, name).map(drop)
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.inner {
            Inner::Temporary(file) => file.write(bytes),
            Inner::Device(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.inner {
            Inner::Temporary(file) => file.flush(),
            Inner::Device(file) => file.flush(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    //= spec/program.md#program-whole-file
    //= type=test
    //# A file that the program writes MUST appear under its name only when it is complete.
    #[test]
    fn a_file_appears_when_it_is_finished_and_not_before() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("scores.csv");
        std::fs::write(&target, "old").unwrap();
        let mut file = WholeFile::create(&target).unwrap();
        file.write_all(b"new").unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), b"old");
        drop(file);
        assert_eq!(std::fs::read(&target).unwrap(), b"old");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        let mut file = WholeFile::create(&target).unwrap();
        file.write_all(b"new").unwrap();
        file.finish().unwrap();
        assert_eq!(std::fs::read(&target).unwrap(), b"new");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    //= spec/program.md#program-file-size
    //= type=test
    //# A parameter file, a vector, a list of names and any NAB file other than a CSV file MUST be
    //# rejected above 67108864 bytes, and a trace above 1073741824.
    #[test]
    fn a_file_is_read_up_to_so_many_bytes_and_as_utf_8() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, "a\nbä").unwrap();
        assert_eq!(read_text(&path, 5).unwrap(), "a\nbä");
        let error = |most| read_text(&path, most).unwrap_err().to_string();
        assert_eq!(error(4), "it is larger than 4 bytes");
        std::fs::write(&path, b"a\nb\xff").unwrap();
        assert_eq!(error(9), "line 2 is not UTF-8; save it as UTF-8");
        assert_eq!((MOST_BYTES, MOST_BYTES_OF_TRACE), (67_108_864, 1_073_741_824));
    }

    //= spec/program.md#program-whole-file
    //= type=test
    //# An output MUST be rejected if it is the input file or the target of another output.
    #[test]
    fn outputs_are_files_of_their_own() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("in.csv"), "").unwrap();
        let distinct = |input: &str, outputs: &[&str]| {
            let (input, outputs) = (path(input), outputs.iter().map(|o| path(o)));
            let outputs: Vec<PathBuf> = outputs.collect();
            let outputs: Vec<Option<&Path>> = outputs.iter().map(|o| Some(o.as_path())).collect();
            check_distinct(Some(&input), &outputs).is_ok()
        };
        assert!(distinct("in.csv", &["out.csv", "plot.svg", "in2.csv"]));
        assert!(!distinct("in.csv", &["out.csv", "./in.csv"]));
        assert!(!distinct("in.csv", &["a.svg", "./a.svg"]));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(path("in.csv"), path("link")).unwrap();
            assert!(!distinct("in.csv", &["link"]) && !distinct("link", &["in.csv"]));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_device_and_a_link_stay_what_they_are() {
        use std::os::unix::fs::FileTypeExt;
        let mut file = WholeFile::create(Path::new("/dev/null")).unwrap();
        file.write_all(b"x").unwrap();
        file.finish().unwrap();
        assert!(std::fs::metadata("/dev/null").unwrap().file_type().is_char_device());

        let folder = tempfile::tempdir().unwrap();
        let (target, link) = (folder.path().join("a.csv"), folder.path().join("link.csv"));
        std::fs::write(&target, "old").unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        let mut file = WholeFile::create(&link).unwrap();
        file.write_all(b"new").unwrap();
        file.finish().unwrap();
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(std::fs::read(&target).unwrap(), b"new");
    }

    #[test]
    fn a_folder_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        assert!(WholeFile::create(folder.path()).is_err());
        assert!(WholeFile::create(&folder.path().join("no/such/folder.csv")).is_err());
    }
}
