//! Writing files whole or not at all.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use tempfile::NamedTempFile;

use super::interrupt;

/// A file that appears under its name when it is finished, or a device that is written directly.
pub(crate) struct WholeFile {
    target: PathBuf,
    inner: Inner,
}

enum Inner {
    /// Beside the target, to be renamed.
    Temporary(BufWriter<NamedTempFile>),
    /// Something that a rename would replace instead of filling: /dev/null, a named pipe.
    Device(BufWriter<File>),
}

impl WholeFile {
    /// Starts a file that will be called `name`.
    pub(crate) fn create(name: &Path) -> anyhow::Result<Self> {
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

    /// Gives the file its name, replacing what had it.
    //= spec/program.md#program-whole-file
    //# A file that the program writes MUST appear under its name only when it is whole.
    pub(crate) fn finish(self) -> anyhow::Result<()> {
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

/// The folder in which a file is to be, whose name for messages is `name`.
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

/// Refuses a name under which no file can be written, before there is anything to write.
pub(crate) fn check_place(name: &Path) -> anyhow::Result<()> {
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
    //# A file that the program writes MUST appear under its name only when it is whole.
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
