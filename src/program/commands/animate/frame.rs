//! A frame: four panels as SVG.

use crate::drawing::axis::Axis;
use crate::drawing::{
    Anchor, Area, Canvas, Colour, Fill, LEFT, Palette, Panel, Shape, Stroke, fitted,
};

/// The size of a frame.
pub(super) const WIDTH: u32 = 960;
/// The size of a frame.
pub(super) const HEIGHT: u32 = 560;

/// The number of steps that the panels over time show.
const WINDOW: usize = 100;

/// The width of the text above and below a panel.
const TEXT_WIDTH: f64 = 430.0;

/// The size of the letters.
const TEXT: f64 = 13.0;

const ACCURACY_LINE: Stroke = Stroke::solid(Colour::Blue, 2.0);
const CHANCE_LINE: Stroke = Stroke::dashed(Colour::Orange, 2.0);

/// The data of a step that a frame shows.
#[derive(Clone, Debug, Default)]
pub(super) struct Moment {
    /// The number of the step.
    pub(super) step: u64,
    /// Its time, and its values as they were written.
    pub(super) label: String,
    /// The first value, if it is a number.
    pub(super) value: Option<f64>,
    /// The ON bits.
    pub(super) bits: Vec<u32>,
    /// The active columns.
    pub(super) active: Vec<u32>,
    /// The bursting columns among them.
    pub(super) bursting: Vec<u32>,
    /// The columns that were predicted for this step.
    pub(super) predicted: Vec<u32>,
}

impl Moment {
    /// The fraction of the active columns that was predicted.
    fn accuracy(&self) -> Option<f64> {
        let active = self.active.len();
        (active > 0).then(|| (active - self.bursting.len()) as f64 / active as f64)
    }

    /// The fraction that a random guess of as many columns would be expected to get.
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

const fn area(left: f64, top: f64) -> Area {
    Area { left, top, right: left + 400.0, bottom: top + 170.0 }
}

const INPUT: Area = area(LEFT, 100.0);
const ACCURACY: Area = area(LEFT, 340.0);
const BITS: Area = area(520.0, 100.0);
const COLUMNS: Area = area(520.0, 340.0);

/// A frame as an SVG document.
pub(super) fn document(canvas: &Canvas, scene: &Scene) -> String {
    canvas.document((WIDTH.into(), HEIGHT.into()), &scene.title)
}

impl Scene {
    /// The static part: titles, axes and borders. `range` is the range of the values, if there are
    /// any.
    pub(super) fn ground(&self, range: Option<(f64, f64)>) -> Canvas {
        let mut canvas = Canvas::new(Palette::Light);
        let title = fitted(&self.title, 20.0, f64::from(WIDTH) - 60.0);
        canvas.text((30.0, 36.0), Anchor::Start, 20.0, Colour::Ink, &title);
        let titles = [
            (INPUT, format!("Input: {}", self.name)),
            (ACCURACY, "Prediction accuracy, and a random guess (dashed)".to_owned()),
            (BITS, format!("Encoded input, {} bits", self.inputs)),
            (
                COLUMNS,
                format!("{} columns: active, bursting (cross), predicted (frame)", self.columns),
            ),
        ];
        for (area, title) in titles {
            words(&mut canvas, (area.left, area.top - 10.0), TEXT_WIDTH, &title);
        }
        for (panel, y) in [input(range), accuracy()] {
            panel.frame(&mut canvas, &steps(), &y, false);
        }
        for area in [BITS, COLUMNS] {
            canvas.rectangle(area, Fill::none().border(Stroke::solid(Colour::Line, 1.0)));
        }
        let below = (INPUT.right, INPUT.bottom + 22.0);
        let text = format!("the last {WINDOW} steps");
        canvas.text(below, Anchor::End, TEXT, Colour::Dim, &text);
        canvas
    }

    /// The moving part: the four panels after the last of these steps.
    pub(super) fn panels(&self, moments: &[Moment], range: Option<(f64, f64)>) -> Canvas {
        let mut canvas = Canvas::new(Palette::Light);
        let Some(now) = moments.last() else { return canvas };
        let step = format!("step {}   {}", now.step, now.label);
        words(&mut canvas, (30.0, 60.0), f64::from(WIDTH) - 60.0, &step);
        let window = &moments[moments.len().saturating_sub(WINDOW)..];
        if range.is_some() {
            let values = window.iter().map(|moment| moment.value);
            line(&mut canvas, &input(range).0, values, Stroke::solid(Colour::Blue, 2.0));
        } else {
            let label = fitted(&now.label, 40.0, INPUT.width() - 24.0);
            let middle = f64::midpoint(INPUT.top, INPUT.bottom) + 14.0;
            canvas.text((INPUT.left + 12.0, middle), Anchor::Start, 40.0, Colour::Ink, &label);
        }
        let (panel, _) = accuracy();
        let chance = window.iter().map(|moment| Some(moment.chance(self.columns)));
        line(&mut canvas, &panel, chance, CHANCE_LINE);
        line(&mut canvas, &panel, window.iter().map(Moment::accuracy), ACCURACY_LINE);
        grid(&mut canvas, BITS, self.inputs, dot, &now.bits);
        let is_bursting = |column: &u32| now.bursting.binary_search(column).is_ok();
        let (bursting, held): (Vec<u32>, Vec<u32>) =
            now.active.iter().partition(|column| is_bursting(column));
        grid(&mut canvas, COLUMNS, self.columns, dot, &held);
        grid(&mut canvas, COLUMNS, self.columns, cross, &bursting);
        grid(&mut canvas, COLUMNS, self.columns, frame, &now.predicted);
        self.summary(&mut canvas, now);
        canvas
    }

    fn summary(&self, canvas: &mut Canvas, now: &Moment) {
        let accuracy =
            now.accuracy().map_or("none".into(), |share| format!("{:.0} %", 100.0 * share));
        let chance = 100.0 * now.chance(self.columns);
        let text =
            format!("predicted {accuracy} of the active columns; a guess gets {chance:.0} %");
        words(canvas, (ACCURACY.left, ACCURACY.bottom + 22.0), TEXT_WIDTH, &text);
        let (active, bursting) = (now.active.len(), now.bursting.len());
        let predicted = now.predicted.len();
        let text = format!("{active} active, {bursting} bursting, {predicted} predicted");
        words(canvas, (COLUMNS.left, COLUMNS.bottom + 22.0), TEXT_WIDTH, &text);
    }
}

/// The horizontal axis of the panels over time.
fn steps() -> Axis {
    let high = (WINDOW - 1) as f64;
    Axis { low: 0.0, high, ticks: Vec::new(), title: String::new() }
}

/// The panel of the input with its vertical axis.
fn input(range: Option<(f64, f64)>) -> (Panel, Axis) {
    let y = match range {
        Some(range) => Axis::numbers("", range, 4),
        None => Axis { ticks: Vec::new(), ..steps() },
    };
    (Panel::new(INPUT, &steps(), &y), y)
}

/// The panel of the accuracy with its vertical axis.
fn accuracy() -> (Panel, Axis) {
    let y = Axis::numbers("", (0.0, 1.04), 4);
    (Panel::new(ACCURACY, &steps(), &y), y)
}

/// A line with gaps for missing values, and a dot at the last one.
fn line(
    canvas: &mut Canvas,
    panel: &Panel,
    values: impl Iterator<Item = Option<f64>>,
    stroke: Stroke,
) {
    let rows: Vec<(f64, Option<f64>)> =
        values.zip(0_u32..).map(|(value, step)| (step.into(), value)).collect();
    if let Some((x, Some(y))) = rows.last() {
        panel.marks(canvas, [(*x, *y)], Shape::Dot, 4.0, stroke.colour());
    }
    panel.line(canvas, rows, stroke);
}

/// Some of `count` cells of a grid, each drawn by `draw`.
fn grid(canvas: &mut Canvas, area: Area, count: u32, draw: fn(&mut Canvas, Area), some: &[u32]) {
    let size = (area.width() * area.height() / f64::from(count.max(1))).sqrt();
    let across = (area.width() / size).ceil().max(1.0);
    let down = (f64::from(count) / across).ceil().max(1.0);
    let (width, height) =
        (area.width() / across, (area.height() / down).min(area.width() / across));
    for &cell in some {
        let (row, column) =
            ((f64::from(cell) / across).floor(), (f64::from(cell) % across).floor());
        let (left, top) = (area.left + column * width, area.top + row * height);
        let right = left + (width - 1.0).max(1.0);
        draw(canvas, Area { left, top, right, bottom: top + (height - 1.0).max(1.0) });
    }
}

fn dot(canvas: &mut Canvas, area: Area) {
    canvas.rectangle(area, Fill::of(Colour::Blue, 1.0));
}

fn cross(canvas: &mut Canvas, Area { left, top, right, bottom }: Area) {
    let strokes = [[(left, top), (right, bottom)], [(right, top), (left, bottom)]];
    canvas.lines(strokes, Stroke::solid(Colour::Orange, 2.0));
}

fn frame(canvas: &mut Canvas, area: Area) {
    canvas.rectangle(area, Fill::none().border(Stroke::solid(Colour::Ink, 1.0)));
}

fn words(canvas: &mut Canvas, at: (f64, f64), width: f64, text: &str) {
    canvas.text(at, Anchor::Start, TEXT, Colour::Ink, &fitted(text, TEXT, width));
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
        let svg = document(&scene.panels(&[moment(), moment()], Some((0.0, 2.0))), &scene);
        assert!(svg.contains("predicted 50 % of the active columns; a guess gets 25 %"), "{svg}");
        assert!(svg.contains("stroke-dasharray"));
    }

    #[test]
    fn a_frame_is_well_formed_whatever_the_data_say() {
        let scene =
            Scene { title: "<&\"".into(), name: "</text>\u{1}".into(), inputs: 10, columns: 12 };
        for range in [None, Some((0.0, 2.0))] {
            let mut canvas = scene.ground(range);
            canvas.append(&scene.panels(&[moment()], range));
            let svg = document(&canvas, &scene);
            crate::drawing::Renderer::new().pixels(&svg, 1.0).unwrap();
            assert_eq!(svg.matches("</svg>").count(), 1);
        }
    }
}
