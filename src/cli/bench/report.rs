//! What a workload cost: for people, for machines, and as a plot.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

use crate::plot::lines::{Mark, Plot};

/// What was measured of a workload.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Measured {
    /// Its name.
    pub(crate) name: String,
    /// What it is.
    pub(crate) about: String,
    /// Number of steps.
    pub(crate) steps: usize,
    /// How long they took.
    pub(crate) seconds: f64,
    /// Steps in a second.
    pub(crate) steps_per_second: f64,
    /// How long it took to make the parts, before the first step.
    pub(crate) start_seconds: f64,
    /// The steps by phase.
    pub(crate) phases: Vec<Phase>,
    /// Segments at the end.
    pub(crate) segments: usize,
    /// Synapses at the end.
    pub(crate) synapses: usize,
    /// By how much the resident memory grew to its peak; none where the system does not tell.
    pub(crate) peak_growth_bytes: Option<u64>,
    /// The same for each synapse.
    pub(crate) bytes_per_synapse: Option<f64>,
    /// How the cost grows with the synapses; none where their number stays the same.
    pub(crate) growth: Option<Growth>,
    /// The run in stretches of as many steps.
    pub(crate) stretches: Vec<Stretch>,
    /// A hash of all that was computed.
    pub(crate) fingerprint: String,
}

/// A part of every step.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Phase {
    /// Its name.
    pub(crate) name: String,
    /// How long it took in all steps together.
    pub(crate) seconds: f64,
}

/// Steps in succession.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub(crate) struct Stretch {
    /// The first of them, from 0.
    pub(crate) first_step: usize,
    /// How many.
    pub(crate) steps: usize,
    /// How long they took.
    pub(crate) seconds: f64,
    /// Synapses after the last of them.
    pub(crate) synapses: usize,
}

/// A straight line: the seconds of a step over the synapses.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct Growth {
    /// Where there are no synapses.
    pub(crate) seconds_at_none: f64,
    /// What a million synapses add.
    pub(crate) seconds_per_million_synapses: f64,
}

/// The straight line nearest to the stretches.
//= spec/program.md#program-bench
//# The growth of cost MUST be the straight line that lies nearest, by least squares, to the seconds of a step over the number of synapses of ten stretches of the run, and be left out where the number of synapses stays the same.
pub(crate) fn fitted(stretches: &[Stretch]) -> Option<Growth> {
    // NB: asked of the numbers themselves, because a mean of equal numbers may be rounded.
    if stretches.windows(2).all(|pair| pair[0].synapses == pair[1].synapses) {
        return None;
    }
    let points: Vec<(f64, f64)> = stretches.iter().map(Stretch::point).collect();
    let count = points.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let spread: f64 = points.iter().map(|point| (point.0 - x).powi(2)).sum();
    let slope = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum::<f64>() / spread;
    Some(Growth { seconds_at_none: y - slope * x, seconds_per_million_synapses: slope })
}

impl Stretch {
    /// Millions of synapses and seconds of a step.
    fn point(&self) -> (f64, f64) {
        (self.synapses as f64 / 1e6, self.seconds / self.steps as f64)
    }
}

/// All that was measured, for people.
pub(crate) fn text(measured: &[Measured]) -> String {
    measured.iter().map(block).collect::<Vec<_>>().join("\n")
}

fn block(measured: &Measured) -> String {
    let mut text = format!("{}: {}\n", measured.name, measured.about);
    // Writing to a text cannot fail.
    let mut line = |label: &str, value: String| {
        let _ = writeln!(text, "  {label:<24}{value}");
    };
    let each = measured.seconds / measured.steps as f64;
    let per_second = measured.steps_per_second;
    line("steps", format!("{} in {:.2} s", measured.steps, measured.seconds));
    line("speed", format!("{per_second:.0} steps/s, {:.3} ms a step", each * 1e3));
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
        let (none, million) = (growth.seconds_at_none, growth.seconds_per_million_synapses);
        let fit = format!("{:.3} ms {:+.3} ms per million synapses", none * 1e3, million * 1e3);
        line("cost of a step", fit);
    }
    line("fingerprint", measured.fingerprint.clone());
    text
}

/// What a step cost at which size. Workloads whose size stays the same are left out, unless all do.
pub(crate) fn plot(measured: &[Measured]) -> Plot {
    let grows = measured.iter().any(|measured| measured.growth.is_some());
    let title = "Cost of a step as the memory grows";
    let mut plot = Plot::new(title, "synapses (millions)", "milliseconds per step");
    for measured in measured.iter().filter(|measured| measured.growth.is_some() == grows) {
        let point = |(millions, seconds)| (millions, seconds * 1e3);
        let points = measured.stretches.iter().map(Stretch::point).map(point);
        plot = plot.series(&measured.name, Mark::LineAndDots, points);
    }
    plot
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stretch(synapses: usize, seconds: f64) -> Stretch {
        Stretch { first_step: 0, steps: 2, seconds, synapses }
    }

    //= spec/program.md#program-bench
    //= type=test
    //# The growth of cost MUST be the straight line that lies nearest, by least squares, to the seconds of a step over the number of synapses of ten stretches of the run, and be left out where the number of synapses stays the same.
    #[test]
    fn growth_is_a_straight_line() {
        // A step takes 1 s, 2 s and 6 s: the line through (0, 0.5), (1, 3), (2, 5.5).
        let stretches = [stretch(0, 2.0), stretch(1_000_000, 4.0), stretch(2_000_000, 12.0)];
        let growth = fitted(&stretches).unwrap();
        assert_eq!(growth, Growth { seconds_at_none: 0.5, seconds_per_million_synapses: 2.5 });
        assert_eq!(fitted(&[stretch(1_638_400, 2.0); 9]), None);
        assert_eq!(fitted(&[]), None);
    }
}
