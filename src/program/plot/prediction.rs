//! Predictions: what came, what was predicted for it, and how sure that was.

use jiff::civil::DateTime;
use plotters::element::{PathElement, Polygon, Rectangle, Text};
use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, RGBColor, ShapeStyle};

use super::Point;
use super::axis::Axis;
use super::chart::{Area, Context, DETECTION, INK, Outcome, VALUE, draw_line, font, frame, line};
use super::series::value_range;

/// The colour of the band.
const BAND: RGBColor = DETECTION;

/// Panels; of more horizons, the first are drawn.
const MOST_PANELS: usize = 4;

/// What was predicted for a row, in the unit of the values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct PredictedValue {
    /// The number that stands for the prediction.
    pub(crate) predicted: f64,
    /// The lower end of its range.
    pub(crate) low: f64,
    /// The upper end.
    pub(crate) high: f64,
}

/// A row: what came, and what each horizon said.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PredictionRow {
    /// Its time, if it has one.
    pub(crate) time: Option<DateTime>,
    /// What came; none where it is missing or still to come.
    pub(crate) actual: Option<f64>,
    /// What was predicted for it, by each horizon.
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

    /// Every number of it, for the range of the axis.
    fn numbers(&self) -> impl Iterator<Item = f64> {
        let predicted = self.predictions.iter().flatten();
        let numbers = predicted.flat_map(|of| [of.predicted, of.low, of.high]);
        numbers.chain(self.actual)
    }
}

/// Draws `plot`.
pub(super) fn draw<DB: DrawingBackend>(area: &Area<'_, DB>, plot: &PredictionPlot) -> Outcome<DB> {
    area.fill(&plotters::style::WHITE)?;
    let point = |row: &PredictionRow| Point { time: row.time, values: Vec::new(), score: 0.0 };
    let axis = Axis::of(&plot.rows.iter().map(point).collect::<Vec<_>>());
    // NB: one range for all panels, so that they can be compared.
    let range = value_range(plot.rows.iter().flat_map(PredictionRow::numbers));
    let (head, body) = area.split_vertically(62);
    let panels = plot.steps.len().clamp(1, MOST_PANELS);
    for (horizon, area) in body.split_evenly((panels, 1)).iter().enumerate() {
        let is_last = horizon + 1 == panels;
        let steps = plot.steps.get(horizon).copied().unwrap_or(1);
        let name = format!("{steps} step{} ahead", if steps == 1 { "" } else { "s" });
        let mut chart = frame(area, &axis, &name, range, 5, 8, is_last)?;
        draw_horizon(&mut chart, &axis, plot, horizon)?;
    }
    draw_head(&head, plot)
}

/// The band, the prediction and what came.
fn draw_horizon<DB: DrawingBackend>(
    chart: &mut Context<'_, DB>,
    axis: &Axis,
    plot: &PredictionPlot,
    horizon: usize,
) -> Outcome<DB> {
    for band in bands(axis, &plot.rows, horizon) {
        chart.draw_series([Polygon::new(band, BAND.mix(0.22).filled())])?;
    }
    let rows = || axis.positions.iter().copied().zip(&plot.rows);
    let actual = rows().map(|(x, row)| (x, row.actual));
    draw_line(chart, axis, actual, line(VALUE, 1))?;
    let predicted = rows().map(|(x, row)| (x, row.of(horizon).map(|of| of.predicted)));
    draw_line(chart, axis, predicted, thick(DETECTION))
}

/// The outline of each stretch of rows that have a prediction.
fn bands(axis: &Axis, rows: &[PredictionRow], horizon: usize) -> Vec<Vec<(f64, f64)>> {
    let values: Vec<(f64, Option<PredictedValue>)> =
        axis.positions.iter().copied().zip(rows.iter().map(|row| row.of(horizon))).collect();
    let stretches = values.split(|(_, value)| value.is_none()).filter(|stretch| stretch.len() > 1);
    let outline = |stretch: &[(f64, Option<PredictedValue>)]| {
        let ends = |end: fn(PredictedValue) -> f64| {
            stretch.iter().filter_map(move |(x, value)| Some((*x, end((*value)?))))
        };
        let mut outline: Vec<(f64, f64)> = ends(|value| value.high).collect();
        let mut low: Vec<(f64, f64)> = ends(|value| value.low).collect();
        low.reverse();
        outline.append(&mut low);
        outline
    };
    stretches.map(outline).collect()
}

fn thick(color: RGBColor) -> ShapeStyle {
    line(color, 2)
}

/// The heading and the legend.
fn draw_head<DB: DrawingBackend>(area: &Area<'_, DB>, plot: &PredictionPlot) -> Outcome<DB> {
    let (left, y) = (82, 46);
    area.draw(&Text::new(plot.title.clone(), (left, 10), font(18, INK)))?;
    let style = font(12, INK).pos(Pos::new(HPos::Left, VPos::Center));
    let mut entries = vec![
        (Some(line(VALUE, 2)), plot.name.clone()),
        (Some(thick(DETECTION)), "predicted".to_owned()),
        (Some(BAND.mix(0.22).filled()), "10 % to 90 % of the probability".to_owned()),
    ];
    if plot.steps.len() > MOST_PANELS {
        let more = plot.steps.len() - MOST_PANELS;
        entries.push((None, format!("{more} more numbers of steps not shown")));
    }
    let mut x = left;
    for (sign, text) in entries {
        match sign {
            Some(band) if band.filled => {
                area.draw(&Rectangle::new([(x, y - 6), (x + 22, y + 6)], band))?;
            }
            Some(sign) => area.draw(&PathElement::new([(x, y), (x + 22, y)], sign))?,
            None => {}
        }
        area.draw(&Text::new(text.clone(), (x + 28, y), style.clone()))?;
        let (width, _) = area.estimate_text_size(&text, &style)?;
        x += 28 + width as i32 + 22;
    }
    Ok(())
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
    fn a_band_ends_where_nothing_was_predicted() {
        let predicted = [None, Some(1.0), Some(2.0), None, Some(3.0), None];
        let rows: Vec<_> = predicted.into_iter().map(|p| row(None, Some(0.0), p)).collect();
        let axis = Axis::of(&vec![Point { time: None, values: Vec::new(), score: 0.0 }; 6]);
        let bands = bands(&axis, &rows, 0);
        assert_eq!(bands, [vec![(2.0, 3.0), (3.0, 4.0), (3.0, 1.0), (2.0, 0.0)]]);
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
            let text = super::super::svg(|area| draw(area, &plot)).unwrap();
            for word in ["load.csv", "1 step ahead", "predicted", "probability"] {
                assert!(text.contains(word), "{word}");
            }
        }
    }
}
