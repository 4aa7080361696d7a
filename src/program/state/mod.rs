//! Going on where a stream stopped: `--save`, `--load`, `--state` and what belongs to them.

pub(crate) mod show;
pub(crate) mod stream;

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use bami_htm::snapshot::Snapshot;

use crate::args::{OutputArgs, StateArgs};
use crate::files;
use crate::input::Row;
use crate::input::reader::RowReader;
use crate::input::sniff::Wanted;
use crate::interrupt;
use crate::notes::Notes;
use crate::output::Target;
use stream::{CalibrationState, DateTimeText, OutputState, StreamState};

/// What was loaded: the region or network, and where its stream stands.
pub(crate) struct Loaded {
    path: PathBuf,
    snapshot: Snapshot,
    /// Where the stream stands.
    pub(crate) stream: StreamState,
}

impl Loaded {
    /// What the arguments say is to be loaded, if anything.
    //= spec/program.md#program-state
    //# With `--state`, the state MUST be loaded if the file exists, and be saved to it.
    pub(crate) fn from_args(args: &StateArgs, notes: &Notes) -> anyhow::Result<Option<Self>> {
        let path = match (&args.load, &args.state) {
            (Some(path), _) => path,
            (None, Some(path)) if path.exists() => path,
            _ => return Ok(None),
        };
        let snapshot = Snapshot::read(path).with_context(|| path.display().to_string())?;
        let stream = StreamState::of(&snapshot, path)?;
        notes.note(&format!(
            "goes on from {}, which has seen {} rows; parameters and columns are those in there",
            path.display(),
            stream.read
        ));
        Ok(Some(Self { path: path.clone(), snapshot, stream }))
    }

    /// What the reader is told of the columns: that they are known.
    pub(crate) fn wanted(&self) -> Wanted {
        Wanted { known: Some(self.stream.layout.clone()), ..Wanted::default() }
    }

    /// What separates the fields.
    pub(crate) fn delimiter(&self) -> Option<u8> {
        u8::try_from(self.stream.delimiter).ok()
    }

    /// The snapshot.
    pub(crate) fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// What `load` makes of the snapshot, with the file in the message where it cannot.
    pub(crate) fn object<T>(
        self,
        load: impl FnOnce(Snapshot) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        load(self.snapshot).with_context(|| self.path.display().to_string())
    }
}

/// Keeps count of where the stream stands, and saves it when it is time.
pub(crate) struct Saving {
    path: Option<PathBuf>,
    every: Option<u64>,
    /// How many rows were written since the state was saved.
    since: u64,
    stream: StreamState,
}

impl Saving {
    /// For the stream of a reader, from its beginning or from where it stood.
    ///
    /// A place where nothing can be saved is refused now, not when the work is done.
    pub(crate) fn new(
        args: &StateArgs,
        reader: &RowReader,
        before: Option<StreamState>,
    ) -> anyhow::Result<Self> {
        let stream = before.unwrap_or_else(|| StreamState {
            read: 0,
            written: 0,
            time: None,
            delimiter: reader.delimiter().into(),
            layout: reader.layout().clone(),
            output: None,
            calibration: None,
        });
        let path = args.saved_to().map(Path::to_owned);
        if let Some(path) = &path {
            files::check_place(path)?;
        }
        Ok(Self { path, every: args.save_every, since: 0, stream })
    }

    /// Whether anything is to be saved.
    pub(crate) fn is_wanted(&self) -> bool {
        self.path.is_some()
    }

    /// The time of the last row before those that are to come.
    pub(crate) fn time(&self) -> Option<jiff::civil::DateTime> {
        self.stream.time.map(|time| time.0)
    }

    /// Passes over the rows that the state has seen.
    //= spec/program.md#program-resume
    //# With `--resume`, the program MUST skip as many rows as the state has seen, and reject a
    //# stream that has fewer rows or in which the last skipped row has a different time from that
    //# in the state.
    pub(crate) fn pass_over(&self, reader: &mut RowReader) -> anyhow::Result<()> {
        let seen = self.stream.read;
        let mut time = None;
        for number in 0..seen {
            match reader.next() {
                Some(Ok(row)) => time = row.timestamp.or(time),
                Some(Err(error)) if error.problem.is_of_one_row() => {}
                Some(Err(error)) => return Err(error.into()),
                None => bail!(
                    "{}: has {number} rows, and the state has seen {seen}; with --resume the stream has to begin \
                     where it began before",
                    reader.source()
                ),
            }
        }
        if time != self.time() {
            let show = |time: Option<jiff::civil::DateTime>| {
                time.map_or("no time".to_owned(), |time| time.to_string())
            };
            bail!(
                "{}: the last of the {seen} rows that the state has seen has {} and the state has {}; the stream is \
                 another one or was changed",
                reader.source(),
                show(time),
                show(self.time())
            );
        }
        Ok(())
    }

    /// Where rows are written. The file that rows are appended to is made ready: nothing stands in it but
    /// the rows that the state knows.
    //= spec/program.md#program-append
    //# With `--append`, everything in the output after the rows recorded in the state MUST be
    //# removed, and an output that is shorter be rejected.
    //= spec/program.md#program-append
    //# Without a state, a non-empty output MUST be rejected.
    pub(crate) fn target<'a>(
        &mut self,
        args: &'a OutputArgs,
        append: bool,
    ) -> anyhow::Result<Target<'a>> {
        let Some(path) = args.output.as_deref() else { return Ok(Target::Stdout) };
        if !append {
            self.stream.output = None;
            return Ok(Target::File(path));
        }
        let name = path.display();
        let found = match std::fs::metadata(path) {
            Ok(metadata) if !metadata.is_file() => {
                bail!("{name}: rows can be appended to a file only")
            }
            Ok(metadata) => metadata.len(),
            Err(_) => 0,
        };
        let known = match &self.stream.output {
            Some(output) if output.format != args.format => {
                bail!("{name}: has its rows in another --format; go on with that")
            }
            Some(output) => output.bytes,
            None if found > 0 => bail!(
                "{name}: is not empty, and no state says which rows stand in it; name a new file, or go on from a state \
                 that was saved while rows were appended to this one"
            ),
            None => 0,
        };
        if found < known {
            bail!("{name}: has {found} bytes where the state knows {known}; rows are missing");
        }
        self.stream.output = Some(OutputState { bytes: known, format: args.format });
        Ok(Target::Append(path, known))
    }

    /// A row was read.
    pub(crate) fn row_read(&mut self) {
        self.stream.read += 1;
    }

    /// A row was written; says whether the state is to be saved.
    pub(crate) fn row_written(&mut self, row: &Row) -> bool {
        self.stream.written += 1;
        self.stream.time = row.timestamp.map(DateTimeText).or(self.stream.time);
        self.since += 1;
        self.every == Some(self.since)
    }

    /// Saves the state, where that is wanted. All rows have been written out, to the length `bytes` of the
    /// output where rows are appended to one.
    //= spec/program.md#program-state
    //# The state MUST be saved at the end of the stream and, with `--save-every`, each time the
    //# given number of rows has been processed, always after these rows have been written out.
    pub(crate) fn save(
        &mut self,
        bytes: Option<u64>,
        state: impl FnOnce() -> anyhow::Result<(Snapshot, Option<CalibrationState>)>,
    ) -> anyhow::Result<()> {
        self.since = 0;
        let Some(path) = &self.path else { return Ok(()) };
        let (mut snapshot, calibration) = state()?;
        self.stream.calibration = calibration;
        if let (Some(output), Some(bytes)) = (&mut self.stream.output, bytes) {
            output.bytes = bytes;
        }
        self.stream.attach(&mut snapshot)?;
        // NB: Ctrl-C waits, so that no temporary file is left behind.
        let _unfinished = interrupt::unfinished();
        snapshot.write(path).with_context(|| path.display().to_string())
    }
}
