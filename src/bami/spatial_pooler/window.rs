//! Duty cycles over a window (D-SP-12): what each column did in the last learning steps.

use crate::anatomy::ColumnIndex;

/// The windows of both duty cycles.
#[derive(Clone, Debug)]
pub(super) struct Windows {
    pub(super) active: Window,
    pub(super) overlap: Window,
}

impl Windows {
    /// Windows before the first learning step.
    pub(super) fn new(columns: u32, longest: u32) -> Self {
        let window = Window::new(columns, longest);
        Self { active: window.clone(), overlap: window }
    }
}

/// A ring of learning steps, with a bit for each column that tells whether the step counts.
#[derive(Clone, Debug)]
pub(super) struct Window {
    /// The most steps that are remembered.
    longest: u32,
    /// For each step the words of [`words_per_step`]; learning step n, counted from 1, is at
    /// position (n - 1) mod `longest`.
    words: Vec<u32>,
    /// For each column the number of steps in the ring that count.
    ones: Vec<u32>,
}

/// A learning step in a window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WindowStep {
    /// Its number, counted from 1.
    pub(crate) step: u64,
    /// The columns for which it counts, ascending.
    pub(crate) columns: Vec<ColumnIndex>,
}

/// How many words hold a bit for each of these columns.
pub(super) fn words_per_step(columns: u32) -> usize {
    columns.div_ceil(u32::BITS) as usize
}

impl Window {
    fn new(columns: u32, longest: u32) -> Self {
        Self { longest, words: Vec::new(), ones: vec![0; columns as usize] }
    }

    /// How many steps are remembered after `steps` of them.
    fn remembered(&self, steps: u64) -> usize {
        steps.min(u64::from(self.longest)) as usize
    }

    /// The duty cycle of a column after learning step `steps`, which counts for it or does not, and
    /// takes the place of the oldest step.
    //= spec/spatial-pooler.md#d-sp-12
    //# With duty_cycles window, updateActiveDutyCycle and updateOverlapDutyCycle MUST give the
    //# number of ones among the last P values of x, divided by P.
    pub(super) fn updated_duty_cycle(&mut self, steps: u64, column: ColumnIndex, x: bool) -> f64 {
        let c = column.as_usize();
        let words_per_step = words_per_step(self.ones.len() as u32);
        let remembered = self.remembered(steps);
        if self.words.len() < remembered * words_per_step {
            self.words.resize(remembered * words_per_step, 0);
        }
        let position = (steps.saturating_sub(1) % u64::from(self.longest)) as usize;
        let word = &mut self.words[position * words_per_step + c / 32];
        let bit = 1 << (c % 32);
        let forgotten = *word & bit != 0;
        *word = if x { *word | bit } else { *word & !bit };
        let ones = &mut self.ones[c];
        *ones = *ones + u32::from(x) - u32::from(forgotten);
        f64::from(*ones) / remembered as f64
    }

    /// The words of the remembered steps, the oldest step first.
    pub(super) fn oldest_first(&self, steps: u64) -> Vec<u32> {
        let mut words = self.words.clone();
        let oldest = steps.saturating_sub(self.remembered(steps) as u64);
        let position = (oldest % u64::from(self.longest)) as usize;
        words.rotate_left(position * words_per_step(self.ones.len() as u32));
        words
    }

    /// The remembered steps, the oldest first.
    pub(super) fn steps(&self, steps: u64) -> Vec<WindowStep> {
        let words_per_step = words_per_step(self.ones.len() as u32);
        let words = self.oldest_first(steps);
        let counts = |step: &[u32], column: &ColumnIndex| {
            step[column.as_usize() / 32] >> (column.as_usize() % 32) & 1 != 0
        };
        let columns = |step| {
            let all = ColumnIndex::all().take(self.ones.len());
            all.filter(|column| counts(step, column)).collect()
        };
        let first = steps - self.remembered(steps) as u64 + 1;
        let remembered = (first..).zip(words.chunks(words_per_step));
        remembered.map(|(step, words)| WindowStep { step, columns: columns(words) }).collect()
    }

    /// Whether these words have no bit beyond the last of the columns.
    pub(super) fn fits(columns: u32, words: &[u32]) -> bool {
        let last = columns % u32::BITS;
        last == 0
            || words
                .chunks(words_per_step(columns))
                .all(|step| step.last().is_none_or(|word| word >> last == 0))
    }

    /// A window that continues from what [`oldest_first`](Self::oldest_first) returned: of the
    /// right length, and without bits for columns that do not exist.
    pub(super) fn resumed(columns: u32, longest: u32, steps: u64, mut words: Vec<u32>) -> Self {
        let mut window = Self::new(columns, longest);
        let words_per_step = words_per_step(columns);
        for step in words.chunks(words_per_step) {
            for (c, ones) in window.ones.iter_mut().enumerate() {
                *ones += step[c / 32] >> (c % 32) & 1;
            }
        }
        let oldest = steps.saturating_sub(window.remembered(steps) as u64);
        let position = (oldest % u64::from(longest)) as usize;
        words.rotate_right(position * words_per_step);
        window.words = words;
        window
    }

    /// The duty cycle of a column after `steps` learning steps.
    pub(super) fn duty_cycle(&self, steps: u64, column: ColumnIndex) -> f64 {
        let ones = self.ones[column.as_usize()];
        if ones == 0 { 0.0 } else { f64::from(ones) / self.remembered(steps) as f64 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_fit_if_no_bit_is_beyond_the_last_column() {
        assert!(Window::fits(32, &[u32::MAX, 1]));
        assert!(Window::fits(33, &[u32::MAX, 1, 0, 0]));
        assert!(!Window::fits(33, &[u32::MAX, 1, 0, 2]));
        assert!(!Window::fits(31, &[1 << 31]));
    }

    #[test]
    fn a_window_continues_from_its_words() {
        let column = ColumnIndex::new(32);
        let mut window = Window::new(33, 3);
        let shares: Vec<f64> = (1..=5_u64)
            .map(|step| window.updated_duty_cycle(step, column, step % 2 == 1))
            .collect();
        assert_eq!(shares, [1.0, 0.5, 2.0 / 3.0, 1.0 / 3.0, 2.0 / 3.0]);
        let words = window.oldest_first(5);
        assert_eq!(words, [0, 1, 0, 0, 0, 1]);
        let step = |step, columns: &[_]| WindowStep { step, columns: columns.to_vec() };
        assert_eq!(window.steps(5), [step(3, &[column]), step(4, &[]), step(5, &[column])]);
        let mut resumed = Window::resumed(33, 3, 5, words);
        assert_eq!(resumed.duty_cycle(5, column), 2.0 / 3.0);
        assert_eq!(resumed.duty_cycle(0, ColumnIndex::new(0)), 0.0);
        // Step 6 takes the place of step 3.
        assert_eq!(resumed.updated_duty_cycle(6, column, false), 1.0 / 3.0);
    }
}
