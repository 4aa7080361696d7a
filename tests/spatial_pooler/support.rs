//! Small poolers with numbers that can be checked by hand, and an observer that records every
//! event.

use bami_htm::observer::Observer;
use bami_htm::sdr::Sdr;
use bami_htm::spatial_pooler::{
    SpatialPooler, SpatialPoolerError, SpatialPoolerEvent, SpatialPoolerParameters, TieBreak,
};

/// One dimension, global inhibition, one winner; numbers that are exact in binary.
pub(crate) fn parameters(inputs: u32, columns: u32) -> SpatialPoolerParameters {
    SpatialPoolerParameters::default()
        .with_tie_break(TieBreak::All)
        .with_input_dimensions([inputs])
        .with_column_dimensions([columns])
        .with_num_active_columns_per_inh_area(1)
        .with_connected_permanence(0.5)
        .with_syn_perm_active_inc(0.25)
        .with_syn_perm_inactive_dec(0.125)
}

/// A pooler with these potential synapses, a list for each column.
pub(crate) fn given(
    parameters: SpatialPoolerParameters,
    synapses: &[&[(u32, f64)]],
) -> SpatialPooler {
    try_given(parameters, synapses).unwrap()
}

pub(crate) fn try_given(
    parameters: SpatialPoolerParameters,
    synapses: &[&[(u32, f64)]],
) -> Result<SpatialPooler, SpatialPoolerError> {
    let synapses: Vec<Vec<(u32, f64)>> = synapses.iter().map(|list| list.to_vec()).collect();
    SpatialPooler::with_potential_synapses(parameters, &synapses)
}

/// A pooler whose columns have these numbers of connected synapses, on the inputs from 0 on. With
/// all inputs active these are the overlaps.
pub(crate) fn with_overlaps(
    parameters: SpatialPoolerParameters,
    overlaps: &[u32],
) -> SpatialPooler {
    let synapses: Vec<Vec<(u32, f64)>> =
        overlaps.iter().map(|&n| (0..n).map(|input| (input, 0.5)).collect()).collect();
    SpatialPooler::with_potential_synapses(parameters, &synapses).unwrap()
}

/// One step with these inputs active; the active columns.
pub(crate) fn step(pooler: &mut SpatialPooler, on: &[u32], learn: bool) -> Vec<u32> {
    let size = pooler.layer().input_count();
    let input = Sdr::new(size, on.iter().copied()).unwrap();
    pooler.step(&input, learn.into()).unwrap().on().to_vec()
}

/// One step with all inputs active; the active columns.
pub(crate) fn step_all(pooler: &mut SpatialPooler, learn: bool) -> Vec<u32> {
    let all: Vec<u32> = (0..pooler.layer().input_count()).collect();
    step(pooler, &all, learn)
}

pub(crate) fn synapses(pooler: &SpatialPooler, column: u32) -> Vec<(u32, f64)> {
    let synapses = pooler.potential_synapses(column).expect("the column exists");
    synapses.map(|(input, permanence)| (input.get(), permanence)).collect()
}

pub(crate) fn permanences(pooler: &SpatialPooler, column: u32) -> Vec<f64> {
    synapses(pooler, column).into_iter().map(|(_, permanence)| permanence).collect()
}

/// The parts of an event that tests check.
#[derive(Debug, PartialEq)]
pub(crate) struct Told {
    pub(crate) line: Option<u32>,
    pub(crate) rule: &'static str,
    pub(crate) column: Option<u32>,
    pub(crate) text: String,
}

/// Records every event.
#[derive(Default)]
pub(crate) struct Recorder(pub(crate) Vec<Told>);

impl Observer for Recorder {
    fn spatial_pooler(&mut self, event: &SpatialPoolerEvent<'_>) {
        self.0.push(Told {
            line: event.line(),
            rule: event.rule(),
            column: event.column().map(|column| column.get()),
            text: format!("{event:?}"),
        });
    }
}

impl Recorder {
    pub(crate) fn lines(&self) -> Vec<u32> {
        self.0.iter().filter_map(|told| told.line).collect()
    }

    /// The events of a line, as text.
    pub(crate) fn of_line(&self, line: u32) -> Vec<&str> {
        self.0.iter().filter(|t| t.line == Some(line)).map(|t| t.text.as_str()).collect()
    }
}

/// What the lines do in one step with these inputs active.
pub(crate) fn observe(pooler: &mut SpatialPooler, on: &[u32], learn: bool) -> Recorder {
    let mut recorder = Recorder::default();
    let size = pooler.layer().input_count();
    let input = Sdr::new(size, on.iter().copied()).unwrap();
    pooler.step_observed(&input, learn.into(), &mut recorder).unwrap();
    recorder
}

/// A column without potential synapses.
pub(crate) const NO_SYNAPSES: &[(u32, f64)] = &[];

/// exp(1), which is one bit above the nearest number to e (D-SP-23).
pub(crate) const EXP_1: f64 = std::f64::consts::E.next_up();

/// exp(-1).
pub(crate) const EXP_MINUS_1: f64 = 0.36787944117144233;

/// The integer that an event gives for a field.
pub(crate) fn field(told: &str, name: &str) -> u32 {
    let (_, value) = told.split_once(&format!("{name}: ")).unwrap();
    value.split([',', ' ']).next().unwrap().parse().unwrap()
}
