//! The cost of a workload: as text, as JSON, and as a plot.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

use crate::drawing::chart::{Mark, Plot};

/// The measurements of a workload.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Measured {
    /// Its name.
    pub(crate) name: String,
    /// Its description.
    pub(crate) about: String,
    /// Number of steps.
    pub(crate) steps: usize,
    /// The time that they took.
    pub(crate) seconds: f64,
    /// Steps per second.
    pub(crate) steps_per_second: f64,
    /// The time to construct the parts, before the first step.
    pub(crate) start_seconds: f64,
    /// The steps by phase.
    pub(crate) phases: Vec<Phase>,
    /// Segments at the end.
    pub(crate) segments: usize,
    /// Synapses at the end.
    pub(crate) synapses: usize,
    /// The growth of the resident memory to its peak; none if the system does not report it.
    pub(crate) peak_growth_bytes: Option<u64>,
    /// The same per synapse.
    pub(crate) bytes_per_synapse: Option<f64>,
    /// The growth of the cost with the number of synapses; none if that is constant.
    pub(crate) growth: Option<Growth>,
    /// The growth of the cost with the number of synapses on the axons of active cells; none if
    /// that is constant.
    pub(crate) growth_with_active: Option<Growth>,
    /// The run in sections of the same number of steps.
    pub(crate) stretches: Vec<Stretch>,
    /// A hash of all results.
    pub(crate) fingerprint: String,
}

/// A part of every step.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Phase {
    /// Its name.
    pub(crate) name: String,
    /// Its time in all steps together.
    pub(crate) seconds: f64,
}

/// A section of consecutive steps.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub(crate) struct Stretch {
    /// The first step, counting from 0.
    pub(crate) first_step: usize,
    /// The number of steps.
    pub(crate) steps: usize,
    /// The time that they took.
    pub(crate) seconds: f64,
    /// The number of synapses after the last step.
    pub(crate) synapses: usize,
    /// The mean number, per step, of synapses on the axons of the active cells; 0 if there are no
    /// cells.
    pub(crate) active_synapses: f64,
}

/// A straight line: the seconds of a step over the synapses.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct Growth {
    /// The value without synapses.
    pub(crate) seconds_at_none: f64,
    /// The increase per million synapses.
    pub(crate) seconds_per_million_synapses: f64,
    /// The fraction of the variance of the seconds that the line explains, 0 to 1.
    pub(crate) r_squared: f64,
}

/// The line that best fits the seconds per step against millions of synapses, over the sections.
//= spec/program.md#program-bench
//# The growth of the cost MUST be the least-squares line through the seconds per step against the
//# number of synapses in ten stretches of the run, with the fraction of the variance that it
//# explains, and be omitted if the number of synapses stays the same.
pub(crate) fn fitted(stretches: &[Stretch], millions: fn(&Stretch) -> f64) -> Option<Growth> {
    // NB: compares the numbers themselves, because the mean of equal numbers may be rounded.
    if stretches.windows(2).all(|pair| millions(&pair[0]) == millions(&pair[1])) {
        return None;
    }
    let count = stretches.len() as f64;
    let sum = |of: &dyn Fn(&Stretch) -> f64| stretches.iter().map(of).sum::<f64>();
    let (x, y) = (sum(&millions) / count, sum(&Stretch::seconds_of_a_step) / count);
    let spread = sum(&|s| (millions(s) - x).powi(2));
    let slope = sum(&|s| (millions(s) - x) * (s.seconds_of_a_step() - y)) / spread;
    let at_none = y - slope * x;
    let variance = sum(&|s| (s.seconds_of_a_step() - y).powi(2));
    let left = sum(&|s| (s.seconds_of_a_step() - at_none - slope * millions(s)).powi(2));
    Some(Growth {
        seconds_at_none: at_none,
        seconds_per_million_synapses: slope,
        r_squared: if variance > 0.0 { 1.0 - left / variance } else { 1.0 },
    })
}

impl Stretch {
    /// Millions of synapses.
    pub(crate) fn millions(&self) -> f64 {
        self.synapses as f64 / 1e6
    }

    /// Millions of synapses that active cells reach.
    //= spec/program.md#program-bench
    //# Beside it, the report MUST give the same fit against the number of synapses on the axons of
    //# the cells that a step makes active, averaged over every 16th step and the last step of each
    //# stretch.
    pub(crate) fn active_millions(&self) -> f64 {
        self.active_synapses / 1e6
    }

    fn seconds_of_a_step(&self) -> f64 {
        self.seconds / self.steps as f64
    }
}

/// All measurements as text.
pub(crate) fn text(measured: &[Measured]) -> String {
    measured.iter().map(block).collect::<Vec<_>>().join("\n")
}

fn block(measured: &Measured) -> String {
    let mut text = format!("{}: {}\n", measured.name, measured.about);
    // Writing to a string cannot fail.
    let mut line = |label: &str, value: String| {
        let _ = writeln!(text, "  {label:<24}{value}");
    };
    let each = measured.seconds / measured.steps as f64;
    let per_second = measured.steps_per_second;
    line("steps", format!("{} in {:.2} s", measured.steps, measured.seconds));
    line("speed", format!("{per_second:.0} steps/s, {:.3} ms per step", each * 1e3));
    line("start", format!("{:.0} ms", measured.start_seconds * 1e3));
    for phase in &measured.phases {
        let share = 100.0 * phase.seconds / measured.seconds;
        line(&phase.name, format!("{:.2} s, {share:.1} %", phase.seconds));
    }
    line("segments", measured.segments.to_string());
    line("synapses", measured.synapses.to_string());
    if let Some(bytes) = measured.peak_growth_bytes {
        let each = measured.bytes_per_synapse;
        let each = each.map_or(String::new(), |each| format!(", {each:.1} bytes per synapse"));
        line("memory", format!("{:.1} MB{each}", bytes as f64 / 1e6));
    }
    if let Some(growth) = measured.growth {
        let million = growth.seconds_per_million_synapses * 1e3;
        line("cost of a step", fit(&growth, &format!("{million:+.3} ms per million synapses")));
    }
    if let Some(growth) = measured.growth_with_active {
        let each = growth.seconds_per_million_synapses * 1e3;
        line("by what is active", fit(&growth, &format!("{each:+.2} ns per active synapse")));
    }
    line("fingerprint", measured.fingerprint.clone());
    text
}

/// A line of the cost as text.
fn fit(growth: &Growth, slope: &str) -> String {
    format!("{:.3} ms {slope}, R² {:.2}", growth.seconds_at_none * 1e3, growth.r_squared)
}

/// The cost of a step against the size of the memory.
//= spec/program.md#program-bench
//# The plot MUST show the milliseconds per step against the millions of synapses in each stretch,
//# with a line for each workload in which the number of synapses changes or, if it changes in none,
//# for each workload.
pub(crate) fn plot(measured: &[Measured]) -> Plot {
    let grows = measured.iter().any(|measured| measured.growth.is_some());
    let drawn: Vec<&Measured> =
        measured.iter().filter(|measured| measured.growth.is_some() == grows).collect();
    let mut title = "Cost of a step as the memory grows".to_owned();
    if let [alone] = drawn[..] {
        title = format!("{title}: {}", alone.name);
    }
    let mut plot = Plot::new(title, "synapses (millions)", "milliseconds per step");
    let mut greatest = 0.0_f64;
    for measured in drawn {
        let point = |stretch: &Stretch| (stretch.millions(), stretch.seconds_of_a_step() * 1e3);
        let points: Vec<(f64, f64)> = measured.stretches.iter().map(point).collect();
        greatest = points.iter().fold(greatest, |greatest, point| greatest.max(point.1));
        plot = plot.series(&measured.name, Mark::LineAndDots, points);
    }
    // The axis starts at 0, so that twice the height is twice the cost.
    plot.y_range(0.0, greatest * 1.05)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stretch(synapses: usize, active_synapses: f64, seconds: f64) -> Stretch {
        Stretch { first_step: 0, steps: 2, seconds, synapses, active_synapses }
    }

    //= spec/program.md#program-bench
    //= type=test
    //# The growth of the cost MUST be the least-squares line through the seconds per step against
    //# the number of synapses in ten stretches of the run, with the fraction of the variance that
    //# it explains, and be omitted if the number of synapses stays the same.
    #[test]
    fn growth_is_a_straight_line() {
        // A step takes 1 s, 2 s and 6 s: the line through (0, 0.5), (1, 3), (2, 5.5). Of the squares
        // 4 + 1 + 9 around the mean of 3, 0.25 + 1 + 0.25 are left around the line.
        let stretches =
            [stretch(0, 7.0, 2.0), stretch(1_000_000, 7.0, 4.0), stretch(2_000_000, 7.0, 12.0)];
        let growth = fitted(&stretches, Stretch::millions).unwrap();
        let line = (growth.seconds_at_none, growth.seconds_per_million_synapses);
        assert_eq!((line, growth.r_squared), ((0.5, 2.5), 1.0 - 1.5 / 14.0));
        assert_eq!(fitted(&stretches, Stretch::active_millions), None);
        assert_eq!(fitted(&[stretch(1_638_400, 0.0, 2.0); 9], Stretch::millions), None);
        assert_eq!(fitted(&[], Stretch::millions), None);
        let level = [stretch(1, 0.0, 2.0), stretch(2, 0.0, 2.0)];
        assert_eq!(fitted(&level, Stretch::millions).unwrap().r_squared, 1.0);
    }

    //= spec/program.md#program-bench
    //= type=test
    //# The plot MUST show the milliseconds per step against the millions of synapses in each
    //# stretch, with a line for each workload in which the number of synapses changes or, if it
    //# changes in none, for each workload.
    #[test]
    fn workloads_that_grow_are_drawn() {
        let measured = |name: &str, stretches: Vec<Stretch>| Measured {
            name: name.to_owned(),
            about: String::new(),
            steps: 4,
            seconds: 1.0,
            steps_per_second: 4.0,
            start_seconds: 0.0,
            phases: Vec::new(),
            segments: 0,
            synapses: 0,
            peak_growth_bytes: None,
            bytes_per_synapse: None,
            growth: fitted(&stretches, Stretch::millions),
            growth_with_active: None,
            stretches,
            fingerprint: String::new(),
        };
        let level = || measured("level", vec![stretch(5, 0.0, 2.0), stretch(5, 0.0, 4.0)]);
        let grows =
            || measured("grows", vec![stretch(0, 0.0, 2.0), stretch(3_000_000, 0.0, 0.004)]);
        let empty = |name: &str| {
            let title = format!("Cost of a step as the memory grows{name}");
            Plot::new(title, "synapses (millions)", "milliseconds per step")
        };
        let line = Mark::LineAndDots;
        let (level_points, points) =
            ([(5e-6, 1000.0), (5e-6, 2000.0)], [(0.0, 1000.0), (3.0, 2.0)]);
        let grown = empty(": grows").series("grows", line, points).y_range(0.0, 1050.0);
        assert_eq!(plot(&[level(), grows()]), grown);
        let one = empty(": level").series("level", line, level_points).y_range(0.0, 2100.0);
        assert_eq!(plot(&[level()]), one);
        let two = empty("").series("grows", line, points).series("grows", line, points);
        assert_eq!(plot(&[grows(), grows()]), two.y_range(0.0, 1050.0));
    }
}
