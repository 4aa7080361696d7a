//! A frame: four panels as SVG.

use std::fmt::Write as _;

/// The size of a frame.
pub(super) const WIDTH: u32 = 960;
/// The size of a frame.
pub(super) const HEIGHT: u32 = 560;

/// How many steps the panels over time reach back.
const WINDOW: usize = 100;

// The colours can be told apart by colour-blind people (Okabe and Ito); shapes say the same.
const INK: &str = "#222222";
const FAINT: &str = "#dddddd";
const BLUE: &str = "#0072b2";
const ORANGE: &str = "#d55e00";

/// What a frame shows of a step.
#[derive(Clone, Debug, Default)]
pub(super) struct Moment {
    /// The number of the step.
    pub(super) step: u64,
    /// Its time, and its values as they were written.
    pub(super) label: String,
    /// The first value, where it is a number.
    pub(super) value: Option<f64>,
    /// The bits that are on.
    pub(super) bits: Vec<u32>,
    /// The active columns.
    pub(super) active: Vec<u32>,
    /// Those of them that burst.
    pub(super) bursting: Vec<u32>,
    /// The columns that were predicted for this step.
    pub(super) predicted: Vec<u32>,
}

impl Moment {
    /// The part of the active columns that was predicted.
    fn accuracy(&self) -> Option<f64> {
        let active = self.active.len();
        (active > 0).then(|| (active - self.bursting.len()) as f64 / active as f64)
    }

    /// What a random guess of as many columns as were predicted would get.
    //= spec/view.md#view-chance
    //# Wherever an accuracy is shown, the mean accuracy of a random choice of as many columns as
    //# were predicted MUST be shown beside it.
    fn chance(&self, columns: u32) -> f64 {
        self.predicted.len() as f64 / f64::from(columns.max(1))
    }
}

/// What all frames have in common.
#[derive(Clone, Debug)]
pub(super) struct Scene {
    /// The name of the stream.
    pub(super) title: String,
    /// The name of the first value.
    pub(super) name: String,
    /// Number of input bits.
    pub(super) inputs: u32,
    /// Number of columns.
    pub(super) columns: u32,
}

/// A panel's place.
#[derive(Clone, Copy)]
struct Area {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

const INPUT: Area = Area { x: 40.0, y: 90.0, width: 420.0, height: 170.0 };
const ACCURACY: Area = Area { x: 40.0, y: 330.0, width: 420.0, height: 170.0 };
const BITS: Area = Area { x: 500.0, y: 90.0, width: 420.0, height: 170.0 };
const COLUMNS: Area = Area { x: 500.0, y: 330.0, width: 420.0, height: 170.0 };

/// The opening of an SVG of a frame's size.
pub(super) fn head() -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
         font-family=\"sans-serif\" font-size=\"14\" fill=\"{INK}\">\n"
    )
}

impl Scene {
    /// What does not move: titles, frames and the legend.
    pub(super) fn ground(&self) -> String {
        let mut svg = format!("<rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#ffffff\"/>\n");
        let titles = [
            (INPUT, format!("Input over time: {}", self.name)),
            (ACCURACY, "Prediction accuracy, and a random guess (dashed)".to_owned()),
            (BITS, format!("Encoded input, {} bits", self.inputs)),
            (
                COLUMNS,
                format!("{} columns: active, bursting (cross), predicted (frame)", self.columns),
            ),
        ];
        text(&mut svg, 40.0, 36.0, 20, &self.title);
        for (area, title) in titles {
            text(&mut svg, area.x, area.y - 10.0, 14, &title);
            let Area { x, y, width, height } = area;
            let _ = writeln!(
                svg,
                "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"none\" stroke=\"{FAINT}\"/>"
            );
        }
        svg
    }

    /// What moves: the four panels after the last of these moments.
    pub(super) fn panels(&self, moments: &[Moment], range: (f64, f64)) -> String {
        let mut svg = String::new();
        let Some(now) = moments.last() else { return svg };
        text(&mut svg, 40.0, 60.0, 14, &format!("step {}   {}", now.step, now.label));
        let window = &moments[moments.len().saturating_sub(WINDOW)..];
        self.input(&mut svg, window, range);
        self.accuracy(&mut svg, window);
        grid(&mut svg, BITS, self.inputs, |place| dot(place, BLUE), &now.bits);
        let is_bursting = |column: &u32| now.bursting.binary_search(column).is_ok();
        let (bursting, held): (Vec<u32>, Vec<u32>) =
            now.active.iter().partition(|c| is_bursting(c));
        grid(&mut svg, COLUMNS, self.columns, |place| dot(place, BLUE), &held);
        grid(&mut svg, COLUMNS, self.columns, cross, &bursting);
        grid(&mut svg, COLUMNS, self.columns, frame, &now.predicted);
        self.words(&mut svg, now);
        svg
    }

    fn input(&self, svg: &mut String, window: &[Moment], (least, most): (f64, f64)) {
        let span = if most > least { most - least } else { 1.0 };
        let share = |moment: &Moment| moment.value.map(|value| (value - least) / span);
        line(svg, INPUT, window.iter().map(share), BLUE, "");
        let letters = window.iter().all(|moment| moment.value.is_none());
        let (Some(now), true) = (window.last(), letters) else { return };
        text(svg, INPUT.x + 12.0, INPUT.y + INPUT.height / 2.0 + 14.0, 40, &now.label);
    }

    fn accuracy(&self, svg: &mut String, window: &[Moment]) {
        let chance = window.iter().map(|moment| Some(moment.chance(self.columns)));
        line(svg, ACCURACY, chance, ORANGE, " stroke-dasharray=\"6 4\"");
        line(svg, ACCURACY, window.iter().map(Moment::accuracy), BLUE, "");
    }

    fn words(&self, svg: &mut String, now: &Moment) {
        let accuracy =
            now.accuracy().map_or("none".into(), |share| format!("{:.0} %", 100.0 * share));
        let chance = 100.0 * now.chance(self.columns);
        let words =
            format!("predicted {accuracy} of the active columns; a guess gets {chance:.0} %");
        text(svg, ACCURACY.x, ACCURACY.y + ACCURACY.height + 22.0, 14, &words);
        let words = format!(
            "{} active, {} bursting, {} predicted",
            now.active.len(),
            now.bursting.len(),
            now.predicted.len()
        );
        text(svg, COLUMNS.x, COLUMNS.y + COLUMNS.height + 22.0, 14, &words);
    }
}

/// A line of shares, 0 at the bottom and 1 at the top, with gaps where there is none.
fn line(
    svg: &mut String,
    area: Area,
    shares: impl ExactSizeIterator<Item = Option<f64>>,
    colour: &str,
    more: &str,
) {
    let step = area.width / (WINDOW - 1) as f64;
    let mut path = String::new();
    let mut last = None;
    for (i, share) in shares.enumerate() {
        if let Some(share) = share {
            let (x, y) = (
                area.x + i as f64 * step,
                area.y + area.height - 4.0 - share * (area.height - 8.0),
            );
            let _ = write!(path, "{}{x:.1} {y:.1}", if last.is_some() { "L" } else { "M" });
            last = Some((x, y));
        } else {
            last = None;
        }
    }
    let _ = writeln!(
        svg,
        "<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"{more}/>"
    );
    if let Some((x, y)) = last {
        let _ = writeln!(svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\" fill=\"{colour}\"/>");
    }
}

/// Some of `count` places of a grid, each as `shape` draws it.
fn grid(svg: &mut String, area: Area, count: u32, shape: impl Fn(Area) -> String, some: &[u32]) {
    let size = (area.width * area.height / f64::from(count.max(1))).sqrt();
    let across = (area.width / size).ceil().max(1.0);
    let down = (f64::from(count) / across).ceil().max(1.0);
    let (width, height) = (area.width / across, (area.height / down).min(area.width / across));
    for &place in some {
        let (row, column) = ((f64::from(place) / across).floor(), f64::from(place) % across);
        let (x, y) = (area.x + column.floor() * width, area.y + row * height);
        svg.push_str(&shape(Area { x, y, width, height }));
    }
}

fn dot(Area { x, y, width, height }: Area, colour: &str) -> String {
    let (wide, tall) = ((width - 1.0).max(1.0), (height - 1.0).max(1.0));
    format!(
        "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{wide:.1}\" height=\"{tall:.1}\" fill=\"{colour}\"/>\n"
    )
}

fn cross(Area { x, y, width, height }: Area) -> String {
    let (right, bottom) = (x + width - 1.0, y + height - 1.0);
    format!(
        "<path d=\"M{x:.1} {y:.1}L{right:.1} {bottom:.1}M{right:.1} {y:.1}L{x:.1} {bottom:.1}\" stroke=\"{ORANGE}\" stroke-width=\"2\"/>\n"
    )
}

fn frame(Area { x, y, width, height }: Area) -> String {
    let (wide, tall) = ((width - 1.0).max(1.0), (height - 1.0).max(1.0));
    format!(
        "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{wide:.1}\" height=\"{tall:.1}\" fill=\"none\" stroke=\"{INK}\" stroke-width=\"1\"/>\n"
    )
}

fn text(svg: &mut String, x: f64, y: f64, size: u32, words: &str) {
    let words = escaped(&words.chars().take(110).collect::<String>());
    let _ = writeln!(svg, "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\">{words}</text>");
}

/// A text as XML has it; what XML cannot hold is left out.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            _ if letter.is_control() => escaped.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            _ => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment() -> Moment {
        Moment {
            step: 3,
            label: "</svg>".into(),
            value: Some(1.0),
            bits: vec![1, 2],
            active: vec![4, 7],
            bursting: vec![7],
            predicted: vec![4, 5, 6],
        }
    }

    //= spec/view.md#view-chance
    //= type=test
    //# Wherever an accuracy is shown, the mean accuracy of a random choice of as many columns as
    //# were predicted MUST be shown beside it.
    #[test]
    fn a_frame_says_what_a_guess_would_get() {
        let scene = Scene { title: "t".into(), name: "n".into(), inputs: 10, columns: 12 };
        let svg = scene.panels(&[moment()], (0.0, 2.0));
        assert!(svg.contains("predicted 50 % of the active columns; a guess gets 25 %"), "{svg}");
        assert!(svg.contains("stroke-dasharray"));
    }

    #[test]
    fn a_frame_is_well_formed_whatever_the_data_say() {
        let scene =
            Scene { title: "<&\"".into(), name: "</text>\u{1}".into(), inputs: 10, columns: 12 };
        let svg =
            format!("{}{}{}</svg>", head(), scene.ground(), scene.panels(&[moment()], (0.0, 2.0)));
        let options = crate::plot::render::options();
        resvg::usvg::Tree::from_str(&svg, &options).unwrap();
        assert!(!svg.contains("</svg>\n<"));
    }
}
