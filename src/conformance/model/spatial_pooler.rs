//! Algorithm `spatial-pooler`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Algorithm, ModelError, check_ascending, in_parameters, require};
use crate::conformance::{Header, read_object};
use crate::observer::{LineEvent, NoObserver, Observer, OnLine};
use crate::sdr::Sdr;
use crate::spatial_pooler::{SpatialPooler, SpatialPoolerError, SpatialPoolerParameters};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Initial {
    potential_synapses: Vec<Vec<(u32, f64)>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    active_bits: Vec<u32>,
    #[serde(default = "yes")]
    learn: bool,
    #[serde(default)]
    dump: bool,
}

fn yes() -> bool {
    true
}

pub(super) fn new(
    header: &Header,
    on_line: Option<&mut dyn FnMut(LineEvent<'_>)>,
) -> Result<Box<dyn Algorithm>, ModelError> {
    require(
        &header.parameters,
        &[
            "input_dimensions",
            "column_dimensions",
            "potential_radius",
            "potential_pct",
            "global_inhibition",
            "stimulus_threshold",
            "connected_permanence",
            "syn_perm_active_inc",
            "syn_perm_inactive_dec",
            "min_pct_overlap_duty_cycle",
            "duty_cycle_period",
            "boost_strength",
            "initial_permanence_range",
        ],
    )?;
    let parameters: SpatialPoolerParameters = read_object("parameters", &header.parameters)?;
    let initial = match &header.initial {
        Some(initial) => Some(read_object("initial", initial)?),
        None => None,
    };
    let pooler = match on_line {
        Some(on_line) => build(parameters, initial, header.seed, &mut OnLine(on_line)),
        None => build(parameters, initial, header.seed, &mut NoObserver),
    };
    Ok(Box::new(pooler.map_err(|error| match error {
        SpatialPoolerError::Parameter(error) => in_parameters(error),
        error => ModelError::new("initial.potential_synapses", error),
    })?))
}

fn build<O: Observer>(
    parameters: SpatialPoolerParameters,
    initial: Option<Initial>,
    seed: u64,
    observer: &mut O,
) -> Result<SpatialPooler, SpatialPoolerError> {
    match initial {
        Some(Initial { potential_synapses: given }) => {
            SpatialPooler::with_potential_synapses_observed(parameters, &given, observer)
        }
        None => SpatialPooler::new_observed(parameters, seed, observer),
    }
}

impl Algorithm for SpatialPooler {
    fn step(&mut self, input: &Value) -> Result<Value, ModelError> {
        step(self, input, &mut NoObserver)
    }

    fn step_observed(
        &mut self,
        input: &Value,
        on_line: &mut dyn FnMut(LineEvent<'_>),
    ) -> Result<Value, ModelError> {
        step(self, input, &mut OnLine(on_line))
    }
}

fn step(
    pooler: &mut SpatialPooler,
    input: &Value,
    observer: &mut impl Observer,
) -> Result<Value, ModelError> {
    let Input { active_bits, learn, dump } = read_object("input", input)?;
    let place = "input.active_bits";
    check_ascending(place, &active_bits)?;
    let bits = Sdr::new(pooler.layer().input_count(), active_bits)
        .map_err(|error| ModelError::new(place, error))?;
    pooler
        .compute_observed(&bits, learn, observer)
        .map_err(|error| ModelError::new(place, error))?;
    let mut output =
        json!({ "overlaps": pooler.overlaps(), "active_columns": pooler.active_columns() });
    if dump {
        let state = pooler.state();
        output["state"] = json!({
            "potential_synapses": state.potential_synapses,
            "active_duty_cycles": state.active_duty_cycles,
            "overlap_duty_cycles": state.overlap_duty_cycles,
            "boosts": state.boosts,
            "inhibition_radius": state.inhibition_radius,
        });
    }
    Ok(output)
}
