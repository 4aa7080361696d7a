//! `bami run` with a network: the same stream, and scores of every region.

pub(crate) mod output;

use std::path::Path;

use bami_htm::Learning;
use bami_htm::network::Network;
use bami_htm::observer::{NoObserver, Observer};
use bami_htm::snapshot::Snapshot;

use crate::args::{InputArgs, RunArgs};
use crate::input::Row;
use crate::input::reader::RowReader;
use crate::input::sniff::Wanted;
use crate::memory;
use crate::notes::Notes;
use crate::output::Scores;
use crate::parameters::{Columns, NetworkConfiguration};
use crate::plot::{Level, Plot, PlotFile, Point};
use crate::progress::Progress;
use crate::run::{Gate, wanted};
use crate::scorer::{record, refused, scores};
use crate::state::stream::CalibrationState;
use crate::state::{Loaded, Saving};
use crate::summary::Summary;
use output::NetworkWriter;

/// Scores rows with every region of a network.
pub(crate) struct NetworkScorer {
    network: Network,
    columns: Columns,
    /// The fields under which the values come.
    fields: Vec<String>,
    reads_time: bool,
}

impl NetworkScorer {
    /// A scorer for these columns.
    pub(crate) fn new(
        configuration: &NetworkConfiguration,
        columns: &Columns,
    ) -> anyhow::Result<Self> {
        let network = Network::with_limits(configuration.parameters.clone(), &memory::limits())?;
        Self::of(network, configuration, columns)
    }

    /// A scorer of a network that was made before.
    fn of(
        network: Network,
        configuration: &NetworkConfiguration,
        columns: &Columns,
    ) -> anyhow::Result<Self> {
        let fields = configuration.fields(columns)?;
        Ok(Self {
            network,
            columns: columns.clone(),
            fields,
            reads_time: configuration.reads_time(),
        })
    }

    /// The names of the regions, in the order of declaration.
    pub(crate) fn names(&self) -> Vec<String> {
        self.network.regions().iter().map(|region| region.name().to_owned()).collect()
    }

    /// The whole state.
    fn state(&self) -> anyhow::Result<(Snapshot, Option<CalibrationState>)> {
        Ok((self.network.snapshot()?, None))
    }

    /// The scores of each region; none of one that makes no step.
    pub(crate) fn score<O: Observer>(
        &mut self,
        row: &Row,
        observer: &mut O,
    ) -> anyhow::Result<Vec<Option<Scores>>> {
        let record = record(&self.fields, row, self.reads_time);
        let result = self.network.step_with(&record, Learning::On, observer);
        let result = result.map_err(|error| refused(&self.columns, &self.fields, row, error))?;
        Ok(result.regions.iter().map(|region| region.step.as_ref().map(scores)).collect())
    }
}

/// What the reader is told of the columns: what the arguments name, or else the regions.
pub(crate) fn wanted_by(
    configuration: &NetworkConfiguration,
    args: &InputArgs,
) -> anyhow::Result<Wanted> {
    let mut wanted = wanted(args, configuration.readings()?);
    if wanted.value_columns.is_empty() {
        wanted.value_columns = configuration.named_columns();
    }
    Ok(wanted)
}

/// Runs a stream through a network.
pub(crate) fn run(
    args: &RunArgs,
    path: &Path,
    notes: &Notes,
    configuration: NetworkConfiguration,
) -> anyhow::Result<()> {
    let wanted = wanted_by(&configuration, &args.input)?;
    let mut reader = RowReader::open(path, args.input.delimiter, &wanted)?;
    for note in &reader.layout().notes {
        notes.note(note);
    }
    let scorer = NetworkScorer::new(&configuration, &Columns::of_layout(reader.layout()))?;
    for warning in configuration.parameters.warnings() {
        notes.warn(&warning.to_string());
    }
    let saving = Saving::new(&args.state, &reader, None)?;
    pass(args, path, notes, &mut reader, (scorer, saving))
}

/// Goes on from a state.
pub(crate) fn resume(
    args: &RunArgs,
    path: &Path,
    notes: &Notes,
    loaded: Loaded,
    reader: &mut RowReader,
    saving: Saving,
) -> anyhow::Result<()> {
    let columns = Columns::of_layout(reader.layout());
    let scorer = loaded.object(|snapshot| {
        let parameters = serde_json::from_value(snapshot.parameters().clone())?;
        let network = Network::from_snapshot(snapshot)?;
        NetworkScorer::of(network, &NetworkConfiguration { parameters }, &columns)
    })?;
    pass(args, path, notes, reader, (scorer, saving))
}

/// Scores all rows.
fn pass(
    args: &RunArgs,
    path: &Path,
    notes: &Notes,
    reader: &mut RowReader,
    (mut scorer, mut saving): (NetworkScorer, Saving),
) -> anyhow::Result<()> {
    let columns = Columns::of_layout(reader.layout());
    let names = scorer.names();
    let target = saving.target(&args.output, args.state.append)?;
    if args.state.append && saving.is_wanted() {
        saving.save(None, || scorer.state())?;
    }
    let mut writer = NetworkWriter::create(target, args.output.format, &columns.values, &names)?;
    let plot_file = args.output.plot.as_ref().map(PlotFile::create).transpose()?;
    let mut plot = Plot {
        title: path
            .file_name()
            .map_or(reader.source().into(), |name| name.to_string_lossy())
            .into(),
        names: columns.values,
        points: Vec::new(),
        threshold: args.output.threshold,
        spans: Vec::new(),
        levels: names.iter().map(|name| Level { name: name.clone(), scores: Vec::new() }).collect(),
    };
    let mut summaries: Vec<Summary> =
        names.iter().map(|_| Summary::new(args.output.threshold)).collect();
    let mut gate = Gate::new(&args.input, saving.time());
    let to_stdout = args.output.output.is_none();
    let mut progress = Progress::new(reader.size(), args.output.quiet, to_stdout);
    let mut rows = 0;
    while let Some(row) = reader.next() {
        saving.row_read();
        let Some(row) = gate.pass(row, reader.source())? else { continue };
        let scored = scorer.score(&row, &mut NoObserver)?;
        writer.write(&row, &scored)?;
        for (summary, scores) in summaries.iter_mut().zip(&scored) {
            scores.iter().for_each(|scores| summary.add(scores));
        }
        if plot_file.is_some() {
            for (level, scores) in plot.levels.iter_mut().zip(&scored) {
                level.scores.extend(scores.map(|scores| (plot.points.len(), scores.anomaly_score)));
            }
            let point = Point { time: row.timestamp, values: row.numbers(), score: 0.0 };
            plot.points.push(point);
        }
        rows += 1;
        if saving.row_written(&row) {
            saving.save(writer.sync()?, || scorer.state())?;
        }
        progress.row(reader.bytes_read());
    }
    progress.clear();
    gate.finish(notes, rows)?;
    //= spec/program.md#program-network
    //# Detections MUST be counted and plotted separately for each region.
    for (name, summary) in names.iter().zip(&summaries) {
        notes.say(&format!("{name}: {}", summary.line(progress.elapsed())));
    }
    let bytes = writer.sync()?;
    writer.finish()?;
    saving.save(bytes, || scorer.state())?;
    plot_file.map_or(Ok(()), |file| file.draw(&plot))
}
