//! `bami animate`: the input, the accuracy, the encoded bits and the columns as they move.

mod frame;

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use bami_htm::anatomy::ColumnIndex;
use bami_htm::observer::NoObserver;
use bami_htm::region::Region;
use clap::Args;
use gif::{Encoder, Frame, Repeat};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};
use serde_json::Value;

use crate::files::{WholeFile, check_distinct};
use crate::input::Row;
use crate::interrupt;
use crate::plot::render;
use crate::progress::Progress;
use crate::scorer::Scorer;
use crate::view::stream::{StreamArgs, Watcher, watch};
use frame::{HEIGHT, Moment, Scene, WIDTH, head};

/// What `bami animate` can be told.
#[derive(Args, Debug)]
#[command(
    about = "Draw a stream as an animation: input, accuracy, encoded bits and columns",
    long_about = "Draw a stream as an animation of four panels, for slides: the input over time, the accuracy of the prediction over \
time beside that of a random guess of as many columns, the encoded input, and the columns: active, bursting, predicted.",
    after_help = "\
The ending of the output says what it is:
  .gif          an animated picture
  .svg          an animated drawing, for browsers
  .mp4-frames   a folder of numbered PNG files, of which ffmpeg makes a film:
                ffmpeg -framerate 4 -i load.mp4-frames/%06d.png -pix_fmt yuv420p load.mp4

Examples:
  bami animate load.csv --min 0 --max 90 --steps 900..1000 -o load.gif
  bami animate load.csv --min 0 --max 90 --steps 1..48 --rate 2 -o load.svg"
)]
pub(crate) struct AnimateArgs {
    /// A CSV file, or `-`
    file: PathBuf,

    /// The animation: .gif, .svg or .mp4-frames; it appears when it is whole
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,

    /// Steps a second
    #[arg(long, value_name = "N", default_value_t = 4.0, value_parser = crate::args::positive)]
    rate: f64,

    #[command(flatten)]
    stream: StreamArgs,
}

/// More frames than these nobody looks at.
const MOST_FRAMES: usize = 2000;

/// What is written.
enum Kind {
    Gif,
    Svg,
    Frames,
}

/// Runs `bami animate`.
//= spec/view.md#view-animate
//# The extension of the output MUST determine what is written: .gif an animated GIF, .svg an
//# animated SVG, .mp4-frames a folder of PNG files numbered from 000001, and any other extension is
//# rejected.
pub(crate) fn run(args: &AnimateArgs) -> anyhow::Result<()> {
    let kind = match args.output.extension().and_then(|ending| ending.to_str()) {
        Some("gif") => Kind::Gif,
        Some("svg") => Kind::Svg,
        Some("mp4-frames") => Kind::Frames,
        _ => bail!("{}: must end in .gif, .svg or .mp4-frames", args.output.display()),
    };
    check_distinct(Some(&args.file), &[Some(&args.output)])?;
    let title = args.file.file_name().map_or_else(|| "-".into(), |name| name.to_string_lossy());
    let mut film = Film { scene: None, moments: Vec::new(), title: title.into_owned() };
    watch(&args.stream, &args.file, &mut film)?;
    match kind {
        Kind::Gif => film.write_gif(args),
        Kind::Svg => film.write_svg(args),
        Kind::Frames => film.write_frames(args),
    }
}

/// The frames to be.
struct Film {
    scene: Option<Scene>,
    moments: Vec<Moment>,
    title: String,
}

impl Watcher for Film {
    fn begin(&mut self, region: &Region, _source: &Value) -> anyhow::Result<()> {
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
        if self.moments.len() == MOST_FRAMES {
            bail!("there are more than {MOST_FRAMES} steps to be drawn; name fewer --steps");
        }
        let region = scorer.region().context("the region is not there yet")?;
        let predicted = ColumnIndex::numbers(region.temporal_memory().predicted_columns());
        let result = scorer.step_observed(row, &mut NoObserver)?;
        let result = result.context("the region is not there yet")?;
        let values = input["values"].as_object().into_iter().flatten();
        let told: Vec<String> = values.clone().map(|(_, value)| told(value)).collect();
        if let (Some(scene), Some((name, _))) = (&mut self.scene, values.clone().next()) {
            scene.name.clone_from(name);
        }
        let label =
            format!("{}  {}", input["timestamp"].as_str().unwrap_or_default(), told.join("  "));
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

/// A value as a text.
fn told(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

impl Film {
    fn scene(&self) -> anyhow::Result<&Scene> {
        self.scene.as_ref().context("there is nothing to draw")
    }

    /// The least and the greatest value.
    fn range(&self) -> (f64, f64) {
        let values = self.moments.iter().filter_map(|moment| moment.value);
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), v| {
            (least.min(v), most.max(v))
        })
    }

    /// Calls `take` with each frame's pixels.
    fn pixels(
        &self,
        mut take: impl FnMut(usize, Pixmap) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let (scene, range, options) = (self.scene()?, self.range(), render::options());
        let ground = scene.ground();
        let mut progress = Progress::new(Some(self.moments.len() as u64), false, false);
        for last in 0..self.moments.len() {
            let panels = scene.panels(&self.moments[..=last], range);
            take(last, drawn(&format!("{}{ground}{panels}</svg>", head()), &options)?)?;
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

    /// Each frame is shown for its time, over and over.
    fn write_svg(&self, args: &AnimateArgs) -> anyhow::Result<()> {
        let (scene, range) = (self.scene()?, self.range());
        let count = self.moments.len();
        let whole = count as f64 / args.rate;
        let mut svg = format!("{}{}", head(), scene.ground());
        for last in 0..count {
            let (from, to) = (last as f64 / count as f64, (last + 1) as f64 / count as f64);
            let (values, times) = match (last == 0, last + 1 == count) {
                (true, true) => ("visible".to_owned(), "0".to_owned()),
                (true, false) => ("visible;hidden".into(), format!("0;{to:.6}")),
                (false, true) => ("hidden;visible".into(), format!("0;{from:.6}")),
                (false, false) => ("hidden;visible;hidden".into(), format!("0;{from:.6};{to:.6}")),
            };
            let _ = writeln!(
                svg,
                "<g visibility=\"{}\"><animate attributeName=\"visibility\" values=\"{values}\" keyTimes=\"{times}\" \
                 calcMode=\"discrete\" dur=\"{whole:.3}s\" repeatCount=\"indefinite\"/>\n{}</g>",
                if last == 0 { "visible" } else { "hidden" },
                scene.panels(&self.moments[..=last], range)
            );
        }
        svg.push_str("</svg>\n");
        let mut file = WholeFile::create(&args.output)?;
        let cannot = || format!("{}: cannot be written", args.output.display());
        file.write_all(svg.as_bytes()).with_context(cannot)?;
        file.finish()
    }

    /// A folder that appears when all of its files are there.
    fn write_frames(&self, args: &AnimateArgs) -> anyhow::Result<()> {
        let target = &args.output;
        if target.exists() {
            bail!("{}: is there already; name a folder that is not", target.display());
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

/// Lets others read a folder that was made as a temporary one, for its owner alone.
fn readable(folder: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755))?;
    }
    let _ = folder;
    Ok(())
}

/// An SVG as pixels.
fn drawn(svg: &str, options: &Options<'_>) -> anyhow::Result<Pixmap> {
    let tree = Tree::from_str(svg, options).context("a frame cannot be drawn")?;
    let mut pixels = Pixmap::new(WIDTH, HEIGHT).context("a frame is too large")?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    Ok(pixels)
}
