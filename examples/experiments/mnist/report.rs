//! What is shown of an outcome: text, JSON, a page with plots, and pictures.

use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};
use bami::drawing::Palette;
use bami::html::Page;
use maud::html;
use serde_json::json;

use super::pictures;
use super::pipeline::confusion::Confusion;
use super::pipeline::digits::CLASSES;
use super::pipeline::experiment::{Outcome, Plan, Sets, Source};
use super::pipeline::noise::NoiseKind;
use crate::support::files::WholeFile;
use crate::support::plot::{Mark, Plot};
use crate::support::table::Table;

const TITLE: &str = "Handwritten digits through the spatial pooler";

/// The format of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One page with its plots inside.
    Html,
    /// Text with its plots beside it.
    Markdown,
}

impl Format {
    /// By the end of the file's name.
    pub fn of(path: &Path) -> anyhow::Result<Self> {
        let extension = path.extension().map(|text| text.to_string_lossy().to_ascii_lowercase());
        match extension.as_deref() {
            Some("html" | "htm") => Ok(Self::Html),
            Some("md" | "markdown") => Ok(Self::Markdown),
            _ => bail!("{}: the name of a page must end in .html or .md", path.display()),
        }
    }
}

/// An outcome with what it came from.
pub struct Report<'a> {
    pub plan: &'a Plan,
    pub sets: &'a Sets,
    pub outcome: &'a Outcome,
    /// Whether the images tested on are for choosing parameters.
    pub tuning: bool,
}

impl Report<'_> {
    /// For a terminal.
    pub fn text(&self) -> String {
        let tables: Vec<String> = self.tables().iter().map(Table::to_string).collect();
        format!("{}\n\n{}", self.summary(), tables.join("\n"))
    }

    /// For machines: one object on one line.
    pub fn json(&self) -> anyhow::Result<String> {
        let sets = json!({
            "train": self.sets.train.len(),
            "test": self.sets.test.len(),
            "official": self.sets.official.as_ref().map(|digits| digits.len()),
            "tuning": self.tuning,
        });
        let value = json!({
            "plan": self.plan,
            "images": sets,
            "scores": self.outcome.scores,
            "noise": self.outcome.noise,
            "phases": self.outcome.phases,
        });
        Ok(serde_json::to_string(&value)? + "\n")
    }

    /// Writes a page with tables and plots.
    pub fn write(&self, path: &Path) -> anyhow::Result<()> {
        let text = match Format::of(path)? {
            Format::Html => self.page(),
            Format::Markdown => {
                let stem = path.file_stem().unwrap_or_default().to_string_lossy();
                let mut text = format!("# {TITLE}\n\n{}\n\n", self.summary());
                for table in self.tables() {
                    let _ = writeln!(text, "{}", table.markdown());
                }
                for (name, plot) in self.plots() {
                    let file = format!("{stem}-{name}.svg");
                    plot.write(&path.with_file_name(&file))?;
                    let _ = writeln!(text, "![{}]({file})\n", plot.title());
                }
                text
            }
        };
        write(path, text.as_bytes())
    }

    /// Draws the noise plots, and what the columns of the trained pooler have learned.
    pub fn draw(&self, folder: &Path) -> anyhow::Result<()> {
        for (name, plot) in self.plots() {
            plot.write(&folder.join(format!("{name}.svg")))?;
        }
        if let Some(pooling) = &self.outcome.trained {
            let before = self.plan.pooler.parameters(self.sets.train.rows, self.sets.train.columns);
            let before = bami_htm::spatial_pooler::SpatialPooler::new(before, self.plan.seed)?;
            let encoding = self.plan.pooler.encoding;
            for (name, pooler) in [("untrained", &before), ("trained", &pooling.pooler)] {
                let path = folder.join(format!("columns-{name}.png"));
                write(&path, &pictures::columns(pooler, encoding)?)?;
            }
        }
        Ok(())
    }

    fn page(&self) -> String {
        let body = html! {
            h1 { (TITLE) }
            p { (self.summary()) }
            @for table in self.tables() { (table.html()) }
            @for (_, plot) in self.plots() { (plot.figure(Palette::Variables).element()) }
        };
        Page::new(TITLE, body).document()
    }

    /// What was done, in words.
    fn summary(&self) -> String {
        let setup = &self.plan.pooler;
        let tested = match self.tuning {
            true => "images for choosing parameters",
            false => "held-out images of the training files",
        };
        format!(
            "{} images learned, {} {tested} tested. {} columns, of which {} % win; seed {}.",
            self.sets.train.len(),
            self.sets.test.len(),
            setup.columns,
            setup.winners * 100.0,
            self.plan.seed,
        )
    }

    fn tables(&self) -> Vec<Table> {
        let mut tables = vec![self.accuracies()];
        if let Some(score) = self.outcome.scores.last() {
            tables.push(confusion(score.source, &score.confusion));
        }
        tables.extend(self.noise_kinds().map(|kind| self.noise_table(kind)));
        tables.push(self.times());
        tables
    }

    fn accuracies(&self) -> Table {
        let mut headings = vec![
            "classifier on",
            "features",
            "not 0",
            "ever not 0 %",
            "learned images %",
            "test %",
        ];
        if self.sets.official.is_some() {
            headings.push("t10k %");
        }
        let headings = headings.into_iter().map(str::to_owned).collect();
        let mut table = Table::with_headings("Accuracy of the softmax classifier", headings);
        for score in &self.outcome.scores {
            table.row(
                [
                    score.source.name().to_owned(),
                    score.features.to_string(),
                    format!("{:.1}", score.active),
                    format!("{:.1}", score.used * 100.0),
                    percent(score.train_accuracy),
                    percent(score.accuracy),
                ]
                .into_iter()
                .chain(score.official_accuracy.map(percent)),
            );
        }
        table
    }

    fn noise_kinds(&self) -> impl Iterator<Item = NoiseKind> {
        let noise = &self.outcome.noise;
        NoiseKind::ALL.into_iter().filter(|kind| noise.iter().any(|scores| scores.kind == *kind))
    }

    fn sources(&self) -> impl Iterator<Item = Source> {
        self.outcome.scores.iter().map(|score| score.source)
    }

    fn noise_table(&self, kind: NoiseKind) -> Table {
        let headings = ["pixels %"].into_iter().chain(self.sources().map(Source::name));
        let mut table = Table::with_headings(
            format!(
                "Accuracy in % when pixels are {}; nothing was learned with noise",
                kind.name()
            ),
            headings.map(str::to_owned).collect(),
        );
        for scores in self.outcome.noise.iter().filter(|scores| scores.kind == kind) {
            let noise = format!("{:.0}", scores.fraction * 100.0);
            table.row([noise].into_iter().chain(scores.accuracies.iter().copied().map(percent)));
        }
        table
    }

    fn times(&self) -> Table {
        let mut table = Table::new("Time", ["phase", "images", "seconds", "images per second"]);
        for phase in &self.outcome.phases {
            let rate = phase.images as f64 / phase.seconds.max(1e-9);
            table.row([
                phase.name.clone(),
                phase.images.to_string(),
                format!("{:.1}", phase.seconds),
                format!("{rate:.0}"),
            ]);
        }
        table
    }

    /// A plot for each kind of noise, with the name of its file.
    fn plots(&self) -> Vec<(String, Plot)> {
        let plot = |kind: NoiseKind| {
            let title = format!("Accuracy when pixels are {}", kind.name());
            let mut plot = Plot::new(title, "noisy pixels, %", "accuracy, %").y_range(0.0, 100.0);
            for (at, source) in self.sources().enumerate() {
                let of_kind = self.outcome.noise.iter().filter(|scores| scores.kind == kind);
                let points =
                    of_kind.map(|scores| (scores.fraction * 100.0, scores.accuracies[at] * 100.0));
                plot = plot.series(source.name(), Mark::LineAndDots, points);
            }
            (format!("noise-{}", kind.name()), plot)
        };
        self.noise_kinds().map(plot).collect()
    }
}

/// Which digit was read as which.
fn confusion(source: Source, confusion: &Confusion) -> Table {
    let digits = (0..CLASSES).map(|digit| format!("as {digit}"));
    let headings = ["digit".to_owned()].into_iter().chain(digits);
    let mut table = Table::with_headings(
        format!("How often each digit was read as which: {}", source.name()),
        headings.chain(["right %".to_owned()]).collect(),
    );
    for (digit, counts) in confusion.counts.iter().enumerate() {
        let right = confusion.recall(digit).map(percent).unwrap_or_default();
        let counts = counts.iter().map(u32::to_string);
        table.row([digit.to_string()].into_iter().chain(counts).chain([right]));
    }
    table
}

fn percent(fraction: f64) -> String {
    format!("{:.2}", fraction * 100.0)
}

fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut file = WholeFile::create(path)?;
    file.write_all(bytes).with_context(|| format!("{}: cannot be written", path.display()))?;
    file.finish()
}
