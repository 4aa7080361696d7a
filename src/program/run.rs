//! `bami run`: a stream in, its scores out.

use std::path::Path;

use bami_htm::snapshot::Kind;
use jiff::civil::DateTime;

use crate::args::{InputArgs, RunArgs};
use crate::demo;
use crate::input::Row;
use crate::input::error::{InputError, Problem};
use crate::input::reader::RowReader;
use crate::input::reading::Reading;
use crate::input::sniff::Wanted;
use crate::network;
use crate::notes::Notes;
use crate::output::{OutputRow, RowWriter, Target};
use crate::parameters::{Columns, Configuration, NetworkConfiguration};
use crate::plot::{Plot, PlotFile, Point};
use crate::progress::Progress;
use crate::scorer::Scorer;
use crate::state::{Loaded, Saving};
use crate::summary::{Summary, plural};

/// Runs the stream, or the demonstration where there is no file.
pub(crate) fn run(args: &RunArgs) -> anyhow::Result<()> {
    match &args.file {
        Some(path) => stream(args, path),
        None => demo::run(args),
    }
}

/// What the reader is told of the columns.
pub(crate) fn wanted(args: &InputArgs, readings: Vec<(String, Reading)>) -> Wanted {
    Wanted {
        readings,
        timestamp_column: args.timestamp_column.clone(),
        value_columns: args.value_columns.clone(),
        timestamp_format: args.timestamp_format.clone(),
        no_header: args.no_header,
        known: None,
    }
}

/// The columns that were made out, and what is to be said of them.
pub(crate) fn columns_of(reader: &RowReader, notes: &Notes) -> Columns {
    for note in &reader.layout().notes {
        notes.note(note);
    }
    let has_timestamp = reader.layout().timestamp.is_some();
    if !has_timestamp {
        notes.note("no column of times was found; the region goes by the values alone");
    }
    Columns { has_timestamp, values: reader.layout().value_names() }
}

fn stream(args: &RunArgs, path: &Path) -> anyhow::Result<()> {
    let notes = Notes::new(args.output.quiet);
    args.output.check_distinct(path, args.state.saved_to())?;
    if let Some(loaded) = Loaded::from_args(&args.state, &notes)? {
        return resume(args, path, notes, loaded);
    }
    if let Some(network) = NetworkConfiguration::from_args(&args.region)? {
        return network::run(args, path, &notes, network);
    }
    let configuration = Configuration::from_args(&args.region)?;
    let wanted = wanted(&args.input, configuration.readings()?);
    let mut reader = RowReader::open(path, args.input.delimiter, &wanted)?;
    let columns = columns_of(&reader, &notes);
    let scorer = Scorer::new(configuration, columns.clone(), args.calibration_rows as usize)?;
    let saving = Saving::new(&args.state, &reader, None)?;
    pass(args, path, notes, &mut reader, (scorer, saving))
}

/// Goes on from a state.
//= spec/program.md#program-state
//# If a stream is read in parts, with the state saved after each part and loaded before the next,
//# the rows written MUST be byte for byte those of a single run over the whole stream.
fn resume(args: &RunArgs, path: &Path, notes: Notes, loaded: Loaded) -> anyhow::Result<()> {
    let mut reader = RowReader::open(path, loaded.delimiter(), &loaded.wanted())?;
    let stream = loaded.stream.clone();
    let saving = Saving::new(&args.state, &reader, Some(stream.clone()))?;
    if args.state.resume {
        saving.pass_over(&mut reader)?;
    }
    if loaded.snapshot().kind() == Kind::Network {
        return network::resume(args, path, &notes, loaded, &mut reader, saving);
    }
    let columns = Columns::of_layout(reader.layout());
    let scorer = loaded.object(|snapshot| Scorer::from_snapshot(snapshot, stream, columns))?;
    pass(args, path, notes, &mut reader, (scorer, saving))
}

/// Scores all rows.
//= spec/program.md#program-append
//# However often it is killed and restarted, a run with `--resume`, `--append` and a saved state
//# MUST leave the same output as an uninterrupted run.
fn pass(
    args: &RunArgs,
    path: &Path,
    notes: Notes,
    reader: &mut RowReader,
    (scorer, mut saving): (Scorer, Saving),
) -> anyhow::Result<()> {
    let target = saving.target(&args.output, args.state.append)?;
    if args.state.append && saving.is_wanted() {
        // NB: so that whoever is killed before the first row is saved finds a state that knows the output.
        saving.save(None, || scorer.state())?;
    }
    let mut sinks = Sinks::create(args, target, &reader.layout().value_names())?;
    let gate = Gate::new(&args.input, saving.time());
    let mut pass = Pass { args, notes, scorer, gate, saving };
    let progress = Progress::new(reader.size(), args.output.quiet, args.output.output.is_none());
    pass.rows(reader, &mut sinks, progress)?;
    let title = path.file_name().map_or(reader.source().into(), |name| name.to_string_lossy());
    let bytes = sinks.writer.sync()?;
    sinks.finish(&title)?;
    pass.saving.save(bytes, || pass.scorer.state())
}

/// Where the scored rows go.
struct Sinks {
    writer: RowWriter,
    plot: Option<(PlotFile, Plot)>,
}

impl Sinks {
    fn create(args: &RunArgs, target: Target<'_>, names: &[String]) -> anyhow::Result<Self> {
        let plot = match &args.output.plot {
            Some(path) => Some((
                PlotFile::create(path)?,
                Plot {
                    title: String::new(),
                    names: names.to_vec(),
                    points: Vec::new(),
                    threshold: args.output.threshold,
                    spans: Vec::new(),
                    levels: Vec::new(),
                },
            )),
            None => None,
        };
        Ok(Self { writer: RowWriter::create(target, args.output.format, names)?, plot })
    }

    fn finish(self, title: &str) -> anyhow::Result<()> {
        self.writer.finish()?;
        if let Some((file, mut plot)) = self.plot {
            plot.title = title.to_owned();
            file.draw(&plot)?;
        }
        Ok(())
    }
}

/// One pass over the rows.
struct Pass<'a> {
    args: &'a RunArgs,
    notes: Notes,
    scorer: Scorer,
    gate: Gate,
    saving: Saving,
}

impl Pass<'_> {
    fn rows(
        &mut self,
        reader: &mut RowReader,
        sinks: &mut Sinks,
        mut progress: Progress,
    ) -> anyhow::Result<()> {
        let mut summary = Summary::new(self.args.output.threshold);
        //= spec/program.md#program-rows
        //# For every row read, the program MUST write one row before it reads the next one from the
        //# stream.
        while let Some(row) = reader.next() {
            self.saving.row_read();
            let Some(row) = self.gate.pass(row, reader.source())? else { continue };
            let was_calibrating = self.scorer.is_calibrating();
            let scores = self.scorer.score(&row)?;
            if (was_calibrating || summary.rows() == 0) && !self.scorer.is_calibrating() {
                self.warn_of_parameters();
            }
            summary.add(&scores);
            let values = &row.values;
            sinks.writer.write(&OutputRow { timestamp: &row.timestamp_text, values, scores })?;
            if let Some((_, plot)) = &mut sinks.plot {
                let score = scores.anomaly_score;
                plot.points.push(Point { time: row.timestamp, values: row.numbers(), score });
            }
            if self.saving.row_written(&row) {
                self.saving.save(sinks.writer.sync()?, || self.scorer.state())?;
            }
            progress.row(reader.bytes_read());
        }
        progress.clear();
        self.gate.finish(&self.notes, summary.rows())?;
        if self.scorer.is_calibrating() {
            //= spec/program.md#program-calibration
            //# If the stream ends during warm-up, the program MUST warn that nothing was scored.
            self.notes.warn(&format!(
                "nothing was scored: the stream has {} row{} and the first {} only serve to estimate the \
                 resolution; --resolution, or --min and --max, make that unnecessary",
                summary.rows(),
                plural(summary.rows()),
                self.args.calibration_rows,
            ));
        }
        self.notes.say(&summary.line(progress.elapsed()));
        Ok(())
    }

    fn warn_of_parameters(&self) {
        for warning in self.scorer.parameters().iter().flat_map(|parameters| parameters.warnings())
        {
            self.notes.warn(&warning.to_string());
        }
    }
}

/// Lets rows through, and remembers what was wrong with others.
pub(crate) struct Gate {
    skip_bad_rows: bool,
    strict: bool,
    previous: Option<DateTime>,
    skipped: u64,
    first_skipped: Option<InputError>,
    repeated: u64,
    backward: u64,
}

impl Gate {
    /// A gate for the rows of a stream, whose last row before them had the time `previous`.
    pub(crate) fn new(args: &InputArgs, previous: Option<DateTime>) -> Self {
        Self {
            skip_bad_rows: args.skip_bad_rows,
            strict: args.strict,
            previous,
            skipped: 0,
            first_skipped: None,
            repeated: 0,
            backward: 0,
        }
    }

    /// The row if it is good; nothing if it is to be left out.
    pub(crate) fn pass(
        &mut self,
        row: Result<Row, InputError>,
        source: &str,
    ) -> Result<Option<Row>, InputError> {
        let row = match row {
            Ok(row) => row,
            Err(error) if self.skip_bad_rows && error.problem.is_of_one_row() => {
                self.skipped += 1;
                self.first_skipped.get_or_insert(error);
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        if let (Some(now), Some(previous)) = (row.timestamp, self.previous) {
            let relation = match now.cmp(&previous) {
                std::cmp::Ordering::Less => {
                    self.backward += 1;
                    Some("lies before")
                }
                std::cmp::Ordering::Equal => {
                    self.repeated += 1;
                    Some("repeats")
                }
                std::cmp::Ordering::Greater => None,
            };
            //= spec/program.md#program-order
            //# Rows with a time that repeats or goes back MUST be counted in a warning or, with
            //# `--strict`, be rejected.
            if let Some(relation) = relation.filter(|_| self.strict) {
                let (previous, now) = (previous.to_string(), now.to_string());
                let problem = Problem::OutOfOrder { previous, now, relation };
                return Err(problem.at(source, Some(row.line), None));
            }
        }
        //= spec/program.md#program-order
        //# Rows MUST be processed in the order in which they arrive, whatever their times.
        self.previous = row.timestamp.or(self.previous);
        Ok(Some(row))
    }

    /// Says what there was to say, at the end. That no row was good is an error.
    pub(crate) fn finish(&mut self, notes: &Notes, rows: u64) -> Result<(), InputError> {
        if let Some(first) = self.first_skipped.take() {
            if rows == 0 {
                return Err(first);
            }
            //= spec/program.md#program-rows
            //# The number of skipped bad rows MUST be reported in a warning.
            notes.warn(&format!(
                "{} row{} left out, the first: {first}",
                self.skipped,
                plural(self.skipped)
            ));
        }
        if self.repeated + self.backward > 0 {
            notes.warn(&format!(
                "the time repeats in {} row{} and goes back in {}; the rows were taken as they came",
                self.repeated,
                plural(self.repeated),
                self.backward
            ));
        }
        Ok(())
    }
}
