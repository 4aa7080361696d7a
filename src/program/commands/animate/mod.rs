//! `bami animate`: an animation of the input, the accuracy, the encoded bits and the columns.

mod frame;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use bami_htm::anatomy::ColumnIndex;
use bami_htm::observer::NoObserver;
use clap::Args;
use gif::{Encoder, Frame, Repeat};
use resvg::tiny_skia::Pixmap;
use serde_json::Value;

use super::steps::{RegionStepArgs, StepVisitor, visit_steps};
use crate::drawing::{Renderer, value_range};
use crate::files::{WholeFile, check_distinct};
use crate::input::Row;
use crate::interrupt;
use crate::progress::Progress;
use crate::stream::Scorer;
use frame::{HEIGHT, Moment, Scene, WIDTH, document};

/// The arguments of `bami animate`.
#[derive(Args, Debug)]
#[command(
    about = "Draw a stream as an animation: input, accuracy, encoded bits and columns",
    long_about = "Draw a stream as an animation of four panels, for slides: the input over time, the accuracy of the prediction \
over time compared with a random guess of as many columns, the encoded input, and the columns (active, bursting, predicted).",
    after_help = "\
The extension of the output determines the format:
  .gif          an animated GIF
  .svg          an animated SVG, for browsers
  .mp4-frames   a folder of numbered PNG files, from which ffmpeg makes a video:
                ffmpeg -framerate 4 -i load.mp4-frames/%06d.png -pix_fmt yuv420p load.mp4

Examples:
  bami animate load.csv --min 0 --max 90 --steps 900..1000 -o load.gif
  bami animate load.csv --min 0 --max 90 --steps 1..48 --rate 2 -o load.svg"
)]
pub(crate) struct AnimateArgs {
    /// A CSV file, or `-`
    file: PathBuf,

    /// The animation: .gif, .svg or .mp4-frames; it appears when it is complete
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,

    /// Steps per second
    #[arg(long, value_name = "N", default_value_t = 4.0, value_parser = crate::args::positive)]
    rate: f64,

    #[command(flatten)]
    steps: RegionStepArgs,
}

/// The maximum number of frames of an animation.
const MOST_FRAMES: usize = 2000;

/// The format of an animation.
enum Kind {
    Gif,
    Svg,
    Frames,
}

/// Runs `bami animate`.
//= spec/view.md#view-animate
//# The extension of the output MUST determine what is written: .gif an animated GIF, .svg an
//# animated SVG, .mp4-frames a folder of PNG files numbered from 000001.
//= spec/view.md#view-animate
//# An output with any other extension MUST be rejected.
pub(crate) fn run(args: &AnimateArgs) -> anyhow::Result<()> {
    let kind = match args.output.extension().and_then(|extension| extension.to_str()) {
        Some("gif") => Kind::Gif,
        Some("svg") => Kind::Svg,
        Some("mp4-frames") => Kind::Frames,
        _ => bail!("{}: must end in .gif, .svg or .mp4-frames", args.output.display()),
    };
    check_distinct(Some(&args.file), &[Some(&args.output)])?;
    let title = args.file.file_name().map_or_else(|| "-".into(), |name| name.to_string_lossy());
    let (model, index) = args.steps.model()?;
    let title = match &args.steps.region {
        Some(name) => format!("{title}: {name}"),
        None => title.into_owned(),
    };
    let mut film = Film { scene: None, moments: Vec::new(), title, index };
    visit_steps(&args.steps.steps, model, &args.file, false, &mut film)?;
    match kind {
        Kind::Gif => film.write_gif(args),
        Kind::Svg => film.write_svg(args),
        Kind::Frames => film.write_frames(args),
    }
}

/// The frames.
struct Film {
    scene: Option<Scene>,
    moments: Vec<Moment>,
    title: String,
    /// The index of the region.
    index: usize,
}

impl StepVisitor for Film {
    fn begin(&mut self, scorer: &Scorer, _source: &Value) -> anyhow::Result<()> {
        let region = scorer.region(self.index).context("there is no region yet")?;
        let sp = region.spatial_pooler().layer();
        self.scene = Some(Scene {
            title: self.title.clone(),
            name: String::new(),
            inputs: sp.input_count(),
            columns: sp.column_count(),
        });
        Ok(())
    }

    fn step(
        &mut self,
        number: u64,
        input: &Value,
        row: &Row,
        scorer: &mut Scorer,
    ) -> anyhow::Result<()> {
        //= spec/view.md#view-network
        //# For a region of a network, the page and the animation MUST show its steps, each with the
        //# number of the row that completes it.
        if !scorer.is_due(self.index) {
            scorer.step(row, &mut NoObserver)?;
            return Ok(());
        }
        if self.moments.len() == MOST_FRAMES {
            bail!("there are more than {MOST_FRAMES} steps to draw; choose fewer --steps");
        }
        let region = scorer.region(self.index).context("there is no region yet")?;
        let predicted = ColumnIndex::numbers(region.temporal_memory().predicted_columns());
        let steps = scorer.step(row, &mut NoObserver)?;
        let result = steps.and_then(|steps| steps.into_iter().nth(self.index)?);
        let result = result.context("there is no region yet")?;
        let values = input["values"].as_object().into_iter().flatten();
        let shown: Vec<String> = values.clone().map(|(_, value)| shown(value)).collect();
        if let (Some(scene), Some((name, _))) = (&mut self.scene, values.clone().next()) {
            scene.name.clone_from(name);
        }
        let label =
            format!("{}  {}", input["timestamp"].as_str().unwrap_or_default(), shown.join("  "));
        self.moments.push(Moment {
            step: number,
            label: label.trim().to_owned(),
            value: values.clone().next().and_then(|(_, value)| value.as_f64()),
            bits: result.encoded.on().to_vec(),
            active: result.active_columns.on().to_vec(),
            bursting: result.bursting_columns,
            predicted,
        });
        Ok(())
    }
}

/// A value as a string.
fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

impl Film {
    fn scene(&self) -> anyhow::Result<&Scene> {
        self.scene.as_ref().context("there is nothing to draw")
    }

    /// The range of the values, if there are any.
    fn range(&self) -> Option<(f64, f64)> {
        let values = || self.moments.iter().filter_map(|moment| moment.value);
        values().next().map(|_| value_range(values()))
    }

    /// Calls `take` with each frame's pixels.
    fn pixels(
        &self,
        mut take: impl FnMut(usize, Pixmap) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let (scene, range, renderer) = (self.scene()?, self.range(), Renderer::new());
        let ground = scene.ground(range);
        let mut progress = Progress::new(Some(self.moments.len() as u64), false, false);
        for last in 0..self.moments.len() {
            let mut canvas = ground.clone();
            canvas.append(&scene.panels(&self.moments[..=last], range));
            take(last, renderer.pixels(&document(&canvas, scene), 1.0)?)?;
            progress.row(last as u64 + 1);
        }
        progress.clear();
        Ok(())
    }

    fn write_gif(&self, args: &AnimateArgs) -> anyhow::Result<()> {
        let file = WholeFile::create(&args.output)?;
        let cannot = || format!("{}: cannot be written", args.output.display());
        let mut encoder =
            Encoder::new(file, WIDTH as u16, HEIGHT as u16, &[]).with_context(cannot)?;
        encoder.set_repeat(Repeat::Infinite).with_context(cannot)?;
        let delay = (100.0 / args.rate).round().clamp(2.0, 60_000.0) as u16;
        self.pixels(|_, pixels| {
            let mut bytes = pixels.take();
            let mut frame = Frame::from_rgba_speed(WIDTH as u16, HEIGHT as u16, &mut bytes, 20);
            frame.delay = delay;
            encoder.write_frame(&frame).with_context(cannot)
        })?;
        encoder.into_inner().with_context(cannot)?.finish()
    }

    /// Each frame is shown for the same time, in an endless loop.
    fn write_svg(&self, args: &AnimateArgs) -> anyhow::Result<()> {
        let (scene, range) = (self.scene()?, self.range());
        let count = self.moments.len();
        let period = count as f64 / args.rate;
        let mut canvas = scene.ground(range);
        for last in 0..count {
            let times = (last as f64 / count as f64, (last + 1) as f64 / count as f64);
            canvas.shown_during(times, period, |canvas| {
                canvas.append(&scene.panels(&self.moments[..=last], range));
            });
        }
        let svg = document(&canvas, scene);
        let mut file = WholeFile::create(&args.output)?;
        let cannot = || format!("{}: cannot be written", args.output.display());
        file.write_all(svg.as_bytes()).with_context(cannot)?;
        file.finish()
    }

    /// A folder that appears when it is complete.
    fn write_frames(&self, args: &AnimateArgs) -> anyhow::Result<()> {
        let target = &args.output;
        if target.exists() {
            bail!("{}: exists already; choose another folder", target.display());
        }
        let parent = match target.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        };
        let cannot = |error: std::io::Error| {
            anyhow!("{}: cannot be written: {}", target.display(), error.kind())
        };
        let mut unfinished = interrupt::unfinished();
        let folder =
            tempfile::Builder::new().prefix(".bami-").tempdir_in(parent).map_err(cannot)?;
        unfinished.insert(folder.path().to_owned());
        drop(unfinished);
        self.pixels(|number, pixels| {
            let png = pixels.encode_png().context("a frame cannot be written as PNG")?;
            std::fs::write(folder.path().join(format!("{:06}.png", number + 1)), png)
                .map_err(cannot)
        })?;
        let mut unfinished = interrupt::unfinished();
        unfinished.remove(folder.path());
        std::fs::rename(folder.path(), target).map_err(cannot)?;
        let _ = folder.keep();
        readable(target).map_err(cannot)
    }
}

/// Makes a folder that was created as a temporary one readable for others, not only for its owner.
fn readable(folder: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755))?;
    }
    let _ = folder;
    Ok(())
}
