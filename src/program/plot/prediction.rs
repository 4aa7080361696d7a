//! The plot of predictions: the actual values, the predictions for them, and their ranges.

use jiff::civil::DateTime;

use super::{RIGHT, WIDTH};
use crate::drawing::axis::{Axis, Timeline};
use crate::drawing::{
    Area, BELOW, Canvas, Colour, Figure, Fill, Head, LEFT, Palette, Panel, Sign, Stroke,
    value_range,
};

const ACTUAL: Stroke = Stroke::solid(Colour::Blue, 1.2);
const PREDICTED: Stroke = Stroke::solid(Colour::Orange, 2.0);
const RANGE: Fill = Fill::of(Colour::Orange, 0.22);

/// The maximum number of panels; of more horizons, the first are drawn.
const MOST_PANELS: usize = 4;

/// The distance between panels.
const GAP: f64 = 18.0;

/// The prediction for a row, in the unit of the values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct PredictedValue {
    /// The predicted value.
    pub(crate) predicted: f64,
    /// The lower end of its range.
    pub(crate) low: f64,
    /// The upper end.
    pub(crate) high: f64,
}

/// A row: the actual value and the prediction of each horizon.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PredictionRow {
    /// Its time, if it has one.
    pub(crate) time: Option<DateTime>,
    /// The actual value; none if it is missing or in the future.
    pub(crate) actual: Option<f64>,
    /// The prediction for it, by horizon.
    pub(crate) predictions: Vec<Option<PredictedValue>>,
}

/// All that is plotted.
#[derive(Clone, Debug)]
pub(crate) struct PredictionPlot {
    /// The heading.
    pub(crate) title: String,
    /// The name of the values.
    pub(crate) name: String,
    /// The horizons.
    pub(crate) steps: Vec<u32>,
    /// The rows.
    pub(crate) rows: Vec<PredictionRow>,
}

impl PredictionRow {
    fn of(&self, horizon: usize) -> Option<PredictedValue> {
        self.predictions.get(horizon).copied().flatten()
    }

    /// All its numbers, for the range of the axis.
    fn numbers(&self) -> impl Iterator<Item = f64> {
        let predicted = self.predictions.iter().flatten();
        let numbers = predicted.flat_map(|of| [of.predicted, of.low, of.high]);
        numbers.chain(self.actual)
    }
}

/// Draws `plot`.
pub(super) fn figure(plot: &PredictionPlot) -> Figure {
    let mut canvas = Canvas::new(Palette::Light);
    let timeline = Timeline::of(plot.rows.iter().map(|row| row.time));
    let (left, right) = (LEFT, WIDTH - RIGHT);
    let head = Head { title: &plot.title, entries: entries(plot) };
    let mut top = head.draw(&mut canvas, left, right) + 8.0;
    // One range for all panels: they can be compared.
    let range = value_range(plot.rows.iter().flat_map(PredictionRow::numbers));
    let panels = plot.steps.len().clamp(1, MOST_PANELS);
    let height = if panels == 1 { 360.0 } else { 200.0 };
    for horizon in 0..panels {
        let area = Area { left, top, right, bottom: top + height };
        let steps = plot.steps.get(horizon).copied().unwrap_or(1);
        let name = format!("{steps} step{} ahead", if steps == 1 { "" } else { "s" });
        let y = Axis::numbers(name, range, 5);
        let panel = Panel::new(area, &timeline.axis, &y);
        panel.frame(&mut canvas, &timeline.axis, &y, horizon + 1 == panels);
        draw_horizon(&mut canvas, &panel, &timeline, plot, horizon);
        top = area.bottom + GAP;
    }
    Figure { canvas, size: (WIDTH, top - GAP + BELOW), title: plot.title.clone() }
}

/// The range, the prediction and the actual values.
fn draw_horizon(
    canvas: &mut Canvas,
    panel: &Panel,
    timeline: &Timeline,
    plot: &PredictionPlot,
    horizon: usize,
) {
    for band in bands(timeline, &plot.rows, horizon) {
        panel.band(canvas, &band, RANGE);
    }
    let rows = || timeline.positions.iter().copied().zip(&plot.rows);
    panel.line(canvas, rows().map(|(x, row)| (x, row.actual)), ACTUAL);
    let predicted = rows().map(|(x, row)| (x, row.of(horizon).map(|of| of.predicted)));
    panel.line(canvas, predicted, PREDICTED);
}

/// Positions with the lower and the upper end of a range.
type Band = Vec<(f64, (f64, f64))>;

/// The ranges of each stretch of rows that have a prediction.
fn bands(timeline: &Timeline, rows: &[PredictionRow], horizon: usize) -> Vec<Band> {
    let mut bands = vec![Band::new()];
    for (&x, row) in timeline.positions.iter().zip(rows) {
        match (row.of(horizon), bands.last_mut()) {
            (Some(of), Some(band)) => band.push((x, (of.low, of.high))),
            _ => bands.push(Band::new()),
        }
    }
    bands.retain(|band| band.len() > 1);
    bands
}

fn entries(plot: &PredictionPlot) -> Vec<(Sign, String)> {
    let mut entries = vec![
        (Sign::Line(Stroke::solid(ACTUAL.colour(), 2.0)), plot.name.clone()),
        (Sign::Line(PREDICTED), "predicted".to_owned()),
        (Sign::Area(RANGE), "10 % to 90 % of the probability".to_owned()),
    ];
    if plot.steps.len() > MOST_PANELS {
        let more = plot.steps.len() - MOST_PANELS;
        entries.push((Sign::None, format!("{more} more numbers of steps not shown")));
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(time: Option<DateTime>, actual: Option<f64>, predicted: Option<f64>) -> PredictionRow {
        let of =
            |predicted| PredictedValue { predicted, low: predicted - 1.0, high: predicted + 2.0 };
        PredictionRow { time, actual, predictions: vec![predicted.map(of)] }
    }

    #[test]
    fn a_band_has_a_gap_where_there_is_no_prediction() {
        let predicted = [None, Some(1.0), Some(2.0), None, Some(3.0), None];
        let rows: Vec<_> = predicted.into_iter().map(|p| row(None, Some(0.0), p)).collect();
        let bands = bands(&Timeline::of(vec![None; 6]), &rows, 0);
        assert_eq!(bands, [vec![(2.0, (0.0, 3.0)), (3.0, (1.0, 4.0))]]);
    }

    #[test]
    fn every_size_of_plot_can_be_drawn() {
        for rows in [0, 1, 2, 400] {
            let row = |n: usize| {
                row(None, (!n.is_multiple_of(5)).then_some(n as f64), (n > 3).then_some(1.0))
            };
            let rows = (0..rows).map(row).collect();
            let (title, name) = ("load.csv".to_owned(), "load".to_owned());
            let plot = PredictionPlot { title, name, steps: vec![1], rows };
            let text = figure(&plot).svg();
            for word in ["load.csv", "1 step ahead", "predicted", "probability"] {
                assert!(text.contains(word), "{word}");
            }
        }
    }
}
