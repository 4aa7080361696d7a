//! The rows for the plot: the last ones read, and the future ones.

use std::collections::VecDeque;
use std::path::Path;

use jiff::civil::DateTime;

use super::Point;
use super::forecast::Forecast;
use crate::plot::{PredictedValue, PredictionPlot, PredictionRow};

/// How many of the rows read are plotted.
const MOST_ROWS: usize = 336;

/// The rows kept for the plot.
#[derive(Debug)]
pub(super) struct Picture {
    point: Point,
    rows: VecDeque<PredictionRow>,
    future: Vec<PredictionRow>,
    read: u64,
}

impl Picture {
    pub(super) fn new(point: Point) -> Self {
        Self { point, rows: VecDeque::new(), future: Vec::new(), read: 0 }
    }

    /// A row with what was predicted for it, for each horizon.
    pub(super) fn row(
        &self,
        time: Option<DateTime>,
        actual: Option<f64>,
        forecasts: &[Option<&Forecast>],
    ) -> PredictionRow {
        let of = |forecast: &Option<&Forecast>| {
            let forecast = (*forecast)?;
            let [low, high] = forecast.range(self.point);
            let predicted = forecast.point(self.point)?;
            Some(PredictedValue { predicted, low: low?, high: high? })
        };
        PredictionRow { time, actual, predictions: forecasts.iter().map(of).collect() }
    }

    /// Adds a row that was read.
    //= spec/program.md#program-predict-plot
    //# For each horizon, the plot MUST show the actual values, the predictions for them, and the
    //# reported range, over the last 336 rows read and the future times.
    pub(super) fn push(&mut self, row: PredictionRow) {
        self.read += 1;
        self.rows.push_back(row);
        if self.rows.len() > MOST_ROWS {
            self.rows.pop_front();
        }
    }

    /// Adds a future row.
    pub(super) fn push_future(&mut self, row: PredictionRow) {
        self.future.push(row);
    }

    /// The whole plot.
    pub(super) fn finish(&self, steps: &[u32], name: &str, file: &Path) -> PredictionPlot {
        let file = match file.file_name() {
            Some(name) if name != "-" => name.to_string_lossy().into_owned(),
            _ => "standard input".to_owned(),
        };
        let title = match self.rows.len() as u64 {
            shown if shown < self.read => {
                format!("{file}: predictions, the last {shown} of {} rows", self.read)
            }
            _ => format!("{file}: predictions"),
        };
        let rows = self.rows.iter().chain(&self.future).cloned().collect();
        PredictionPlot { title, name: name.to_owned(), steps: steps.to_vec(), rows }
    }
}
