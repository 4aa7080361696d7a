//! Resuming a stream: `--save`, `--load`, `--state` and the options that go with them.
//!
//! A snapshot is a file; the state is what it contains: the detector, region or network and the position in its stream.

mod position;

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use bami_htm::snapshot::Snapshot;
use clap::Args;
use jiff::civil::DateTime;

use crate::files;
use crate::input::layout::ColumnOptions;
use crate::input::{Columns, Row};
use crate::interrupt;
use crate::notes::Notes;
use crate::output::{Format, Target};
use crate::stream::{DateTimeText, Saved, Scorer, Stream};
use position::OutputState;
pub(crate) use position::StreamState;

/// Resuming from a snapshot, and saving one.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "State")]
pub(crate) struct StateArgs {
    //= spec/program.md#program-state
    //# A parameter, a column or a time format given together with `--load` MUST be rejected.
    /// Resume from a saved state, with its detector, region or network, columns and time format
    #[arg(long, value_name = "STATE", requires = "file", group = "loading", conflicts_with_all = ["config", "profile", "set",
        "seed", "resolution", "min", "max", "warm_up_rows", "timestamp_column", "value_columns",
        "timestamp_format", "delimiter", "no_header"])]
    pub(crate) load: Option<PathBuf>,
    /// Save the state at the end of the stream
    #[arg(long, value_name = "STATE", requires = "file", group = "saving")]
    pub(crate) save: Option<PathBuf>,
    /// Both at once: resume from the state if the file exists, and save to it
    #[arg(long, value_name = "STATE", requires = "file", groups = ["loading", "saving"])]
    pub(crate) state: Option<PathBuf>,
    /// Also save whenever this many rows have been processed
    #[arg(long, value_name = "N", requires = "saving", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) save_every: Option<u64>,
    /// The stream starts at the same row as before: skip the rows that the state has seen
    #[arg(long, requires = "loading")]
    pub(crate) resume: bool,
    /// Append to the file of -o, which already holds the rows that the state has written
    #[arg(long, requires = "output")]
    pub(crate) append: bool,
}

/// The name of what `bami predict` attaches to a snapshot.
pub(crate) const PREDICTIONS: &str = "predictions";

impl StateArgs {
    /// The file that the state is saved to, if any.
    pub(crate) fn saved_to(&self) -> Option<&Path> {
        self.save.as_deref().or(self.state.as_deref())
    }
}

/// A state that was loaded: the detector, region or network, and the position in its stream.
pub(crate) struct Loaded {
    path: PathBuf,
    snapshot: Snapshot,
    /// The position in the stream.
    pub(crate) stream: StreamState,
}

impl Loaded {
    /// Loads the snapshot that the arguments name, if any.
    //= spec/program.md#program-state
    //# With `--state`, the state MUST be loaded if the file exists.
    //= spec/program.md#program-state
    //# With `--state`, the state MUST be saved to the file.
    pub(crate) fn from_args(args: &StateArgs, notes: Notes) -> anyhow::Result<Option<Self>> {
        let path = match (&args.load, &args.state) {
            (Some(path), _) => path,
            (None, Some(path)) if path.exists() => path,
            _ => return Ok(None),
        };
        let snapshot = Snapshot::read(path).with_context(|| path.display().to_string())?;
        let stream = StreamState::of(&snapshot, path)?;
        notes.note(&format!(
            "resuming from {}, which has seen {} rows; its parameters and columns are used",
            path.display(),
            stream.read
        ));
        Ok(Some(Self { path: path.clone(), snapshot, stream }))
    }

    /// The columns of the stream.
    pub(crate) fn column_options(&self) -> ColumnOptions {
        ColumnOptions { layout: Some(self.stream.layout.clone()), ..ColumnOptions::default() }
    }

    /// The field separator.
    pub(crate) fn delimiter(&self) -> Option<u8> {
        u8::try_from(self.stream.delimiter).ok()
    }

    /// The time of the last row that the state has seen.
    pub(crate) fn time(&self) -> Option<DateTime> {
        self.stream.time.map(|time| time.0)
    }

    /// The file, the snapshot, and the position in its stream.
    pub(crate) fn into_parts(self) -> (PathBuf, Snapshot, StreamState) {
        (self.path, self.snapshot, self.stream)
    }

    /// The scorer of the snapshot; an error names the file.
    pub(crate) fn scorer(self, columns: &Columns) -> anyhow::Result<Scorer> {
        let Self { path, snapshot, stream } = self;
        if snapshot.attachment(PREDICTIONS).is_some() {
            bail!("{}: is a state of `bami predict`; go on with that command", path.display());
        }
        let StreamState { warm_up, session, .. } = stream;
        Scorer::from_saved(Saved { snapshot, warm_up, session }, columns)
            .with_context(|| path.display().to_string())
    }
}

/// Keeps track of the position in the stream, and saves the state.
pub(crate) struct Saving {
    path: Option<PathBuf>,
    every: Option<u64>,
    /// How many rows were written since the state was last saved.
    since: u64,
    /// How many rows were read before this run.
    read_before: u64,
    state: StreamState,
}

impl Saving {
    /// Starts at the beginning of a stream, or at the position `before`.
    ///
    /// A file that cannot be written is rejected now, before any row is processed.
    pub(crate) fn new(
        args: &StateArgs,
        stream: &Stream,
        before: Option<StreamState>,
    ) -> anyhow::Result<Self> {
        let state = before.unwrap_or_else(|| StreamState {
            read: 0,
            written: 0,
            time: None,
            delimiter: stream.reader().delimiter().into(),
            layout: stream.reader().layout().clone(),
            output: None,
            warm_up: None,
            session: None,
        });
        let read_before = state.read;
        let path = args.saved_to().map(Path::to_owned);
        if let Some(path) = &path {
            files::check_place(path)?;
        }
        Ok(Self { path, every: args.save_every, since: 0, read_before, state })
    }

    /// Whether the state is saved.
    pub(crate) fn is_wanted(&self) -> bool {
        self.path.is_some()
    }

    /// The target of the rows. A file that rows are appended to will keep only the rows recorded in the
    /// state.
    //= spec/program.md#program-append
    //# With `--append`, everything in the output after the rows recorded in the state MUST be
    //# removed.
    //= spec/program.md#program-append
    //# With `--append`, an output shorter than the state records MUST be rejected.
    //= spec/program.md#program-append
    //# Without a state, a non-empty output MUST be rejected.
    pub(crate) fn target<'a>(
        &mut self,
        path: Option<&'a Path>,
        format: Format,
        append: bool,
    ) -> anyhow::Result<Target<'a>> {
        let Some(path) = path else { return Ok(Target::Stdout) };
        if !append {
            self.state.output = None;
            return Ok(Target::File(path));
        }
        let name = path.display();
        let found = match std::fs::metadata(path) {
            Ok(metadata) if !metadata.is_file() => {
                bail!("{name}: rows can only be appended to a regular file")
            }
            Ok(metadata) => metadata.len(),
            Err(_) => 0,
        };
        let known = match &self.state.output {
            Some(output) if output.format != format => {
                bail!("{name}: its rows have another --format; use the same one")
            }
            Some(output) => output.bytes,
            None if found > 0 => bail!(
                "{name}: is not empty, and no state records the rows in it; choose a new file, or resume from a state that \
                 was saved while rows were appended to this one"
            ),
            None => 0,
        };
        if found < known {
            bail!("{name}: has {found} bytes, but the state records {known}; rows are missing");
        }
        self.state.output = Some(OutputState { bytes: known, format });
        Ok(Target::Append(path, known))
    }

    /// Records a row that was written. Returns whether the state has to be saved.
    pub(crate) fn row_written(&mut self, row: &Row) -> bool {
        self.state.written += 1;
        self.state.time = row.timestamp.map(DateTimeText).or(self.state.time);
        self.since += 1;
        self.every == Some(self.since)
    }

    /// Saves the state if it is to be saved. All of the `rows_read` rows of this run have been written out; `bytes`
    /// is the length of an output that they were appended to.
    //= spec/program.md#program-state
    //# The state MUST be saved at the end of the stream and, with `--save-every`, each time the
    //# given number of rows has been processed, always after these rows have been written out.
    pub(crate) fn save(
        &mut self,
        rows_read: u64,
        bytes: Option<u64>,
        saved: impl FnOnce() -> anyhow::Result<Saved>,
    ) -> anyhow::Result<()> {
        self.since = 0;
        let Some(path) = &self.path else { return Ok(()) };
        let Saved { mut snapshot, warm_up, session } = saved()?;
        self.state.read = self.read_before + rows_read;
        self.state.warm_up = warm_up;
        self.state.session = session;
        if let (Some(output), Some(bytes)) = (&mut self.state.output, bytes) {
            output.bytes = bytes;
        }
        self.state.attach(&mut snapshot)?;
        // NB: Ctrl-C waits meanwhile, so that no temporary file is left behind.
        let _unfinished = interrupt::unfinished();
        snapshot.write(path).with_context(|| path.display().to_string())
    }
}
