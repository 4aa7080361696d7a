//! A linear predictor for comparison: recursive least squares on what the classifier reads, as numbers.

use std::collections::VecDeque;

use jiff::civil::DateTime;

/// The number of values from which the scale is determined.
const SCALE_VALUES: usize = 100;

/// How much of the weight of an observation is kept per row: a thousand rows count.
const FORGETTING: f64 = 0.999;

/// The variance of each coefficient at the start, and the greatest to which forgetting raises one.
const FIRST_VARIANCE: f64 = 10.0;
const GREATEST_VARIANCE: f64 = 1000.0;

/// The features: 1, the value, the value before, those a day and a week before the predicted time, and the hour of the
/// week.
const NUMBERS: usize = 5;
const HOURS: usize = 168;

/// The feature vector of a row without its zeros: the index and the value of each feature.
type Features = Vec<(usize, f64)>;

/// Predicts a value a number of steps ahead from the features of a row.
///
/// Coefficients are learned by recursive least squares with forgetting.
#[derive(Clone, Debug)]
pub(super) struct LeastSquares {
    steps: usize,
    /// The mean and the standard deviation of the first values; none before these are known.
    scale: Option<(f64, f64)>,
    first: Vec<f64>,
    coefficients: Vec<f64>,
    /// The inverse of the weighted sum of the products of features, by rows.
    inverse: Vec<f64>,
    /// The features of the last rows, the latest first; none for a row from which nothing is predicted.
    pending: VecDeque<Option<Features>>,
}

/// What is known at a row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    /// The value of the row and of the row before.
    pub(super) values: [Option<f64>; 2],
    /// The time that is predicted for.
    pub(super) time: Option<DateTime>,
    /// The values one day and seven days before that time.
    pub(super) before: [Option<f64>; 2],
}

impl LeastSquares {
    /// A predictor this many steps ahead, for a stream with or without times.
    pub(super) fn new(steps: u32, has_time: bool) -> Self {
        let size = NUMBERS + if has_time { HOURS } else { 0 };
        let mut new = Self {
            steps: steps as usize,
            scale: None,
            first: Vec::new(),
            coefficients: vec![0.0; size],
            inverse: Vec::new(),
            pending: VecDeque::new(),
        };
        new.forget_products();
        new
    }

    fn forget_products(&mut self) {
        let size = self.coefficients.len();
        self.inverse = vec![0.0; size * size];
        for place in 0..size {
            self.inverse[place * size + place] = FIRST_VARIANCE;
        }
    }

    /// What was predicted for the row that comes next; `None` if nothing was.
    pub(super) fn predicted(&self) -> Option<f64> {
        let (mean, deviation) = self.scale?;
        let features = self.pending.get(self.steps - 1)?.as_ref()?;
        let predicted: f64 = features.iter().map(|&(place, x)| self.coefficients[place] * x).sum();
        Some(mean + deviation * predicted).filter(|predicted| predicted.is_finite())
    }

    /// Learns the value of a row, and takes note of what is known at it.
    pub(super) fn row(&mut self, known: &Known) {
        if let Some(value) = known.values[0] {
            self.learn(value);
        }
        let features = self.scale.and_then(|scale| self.features(known, scale));
        self.pending.push_front(features);
        self.pending.truncate(self.steps);
    }

    fn learn(&mut self, value: f64) {
        let Some((mean, deviation)) = self.scale else {
            self.first.push(value);
            if self.first.len() == SCALE_VALUES {
                self.scale = Some(mean_and_deviation(&self.first));
                self.first = Vec::new();
            }
            return;
        };
        let Some(Some(features)) = self.pending.get(self.steps - 1).cloned() else { return };
        let size = self.coefficients.len();
        // The products of the inverse and the features, and of these and the features.
        let mut gain = vec![0.0; size];
        for &(place, x) in &features {
            let row = &self.inverse[place * size..(place + 1) * size];
            gain.iter_mut().zip(row).for_each(|(sum, &inverse)| *sum += inverse * x);
        }
        let sum: f64 = features.iter().map(|&(place, x)| gain[place] * x).sum();
        let denominator = FORGETTING + sum;
        if !(denominator.is_finite() && denominator > 0.0) {
            self.forget_products();
            return;
        }
        let predicted: f64 = features.iter().map(|&(place, x)| self.coefficients[place] * x).sum();
        let error = (value - mean) / deviation - predicted;
        for (coefficient, gain) in self.coefficients.iter_mut().zip(&gain) {
            *coefficient += gain / denominator * error;
        }
        for (row, &one) in self.inverse.chunks_exact_mut(size).zip(&gain) {
            for (inverse, &other) in row.iter_mut().zip(&gain) {
                *inverse -= one * other / denominator;
            }
        }
        // NB: what never occurs again would otherwise become infinitely uncertain.
        let variances = (0..size).map(|place| self.inverse[place * size + place]);
        if variances.fold(0.0, f64::max) <= GREATEST_VARIANCE {
            self.inverse.iter_mut().for_each(|inverse| *inverse /= FORGETTING);
        }
    }

    /// The features of a row; `None` if it has no value.
    fn features(&self, known: &Known, (mean, deviation): (f64, f64)) -> Option<Features> {
        let value = known.values[0]?;
        let scaled = |number: Option<f64>| (number.unwrap_or(value) - mean) / deviation;
        let [day, week] = known.before;
        let numbers = [scaled(Some(value)), scaled(known.values[1]), scaled(day), scaled(week)];
        let mut features = vec![(0, 1.0)];
        features.extend((1..).zip(numbers));
        if let Some(time) = known.time.filter(|_| self.coefficients.len() > NUMBERS) {
            // Between two hours, both count in proportion.
            let hour = 24 * usize::try_from(time.weekday().to_monday_zero_offset()).ok()?
                + usize::try_from(time.hour()).ok()?;
            let part = f64::from(60 * i32::from(time.minute()) + i32::from(time.second())) / 3600.0;
            features.push((NUMBERS + hour, 1.0 - part));
            features.push((NUMBERS + (hour + 1) % HOURS, part));
        }
        Some(features)
    }
}

/// The mean and the standard deviation of some numbers; 1 in place of a deviation that is 0 or no number.
fn mean_and_deviation(numbers: &[f64]) -> (f64, f64) {
    let count = numbers.len() as f64;
    let mean = numbers.iter().sum::<f64>() / count;
    let variance = numbers.iter().map(|number| (number - mean).powi(2)).sum::<f64>() / count;
    let deviation = variance.sqrt();
    (mean, if deviation.is_finite() && deviation > 0.0 { deviation } else { 1.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn least_squares_find_a_sine_and_an_hour_of_the_week() {
        let mut sine = LeastSquares::new(5, false);
        let wave = |row: u32| (f64::from(row) / 7.0).sin();
        let mut errors = 0.0;
        for row in 0..1000 {
            if row >= 500 {
                errors += (sine.predicted().unwrap() - wave(row)).abs() / 500.0;
            }
            let values = [Some(wave(row)), row.checked_sub(1).map(wave)];
            sine.row(&Known { values, time: None, before: [None; 2] });
        }
        assert!(errors < 0.02, "{errors}");
        // Only the hour says when the peak comes.
        let mut peak = LeastSquares::new(1, true);
        let start = jiff::civil::date(2026, 3, 2).at(0, 0, 0, 0);
        let at = |row: i64| if row % 168 == 50 { 9.0 } else { 1.0 + (row % 3) as f64 / 100.0 };
        for row in 0..168 * 8 {
            if row > 168 * 6 {
                assert!((peak.predicted().unwrap() - at(row)).abs() < 1.0, "{row}");
            }
            let time = start.checked_add(jiff::Span::new().hours(row + 1)).ok();
            peak.row(&Known { values: [Some(at(row)), None], time, before: [None; 2] });
        }
    }

    #[test]
    fn least_squares_stay_finite_whatever_comes() {
        for value in [0.0, 1e-300, 1e150] {
            let mut one = LeastSquares::new(1, true);
            for row in 0..30_000_i32 {
                let value = if row % 2 == 0 { value } else { -value };
                let time = jiff::civil::date(2026, 3, 2).at(3, 0, 0, 0);
                let known = Known { values: [Some(value); 2], time: Some(time), before: [None; 2] };
                one.row(&known);
                if row % 100 == 99 && row > 200 {
                    assert!(one.predicted().is_some_and(f64::is_finite), "{value} {row}");
                }
            }
        }
    }
}
