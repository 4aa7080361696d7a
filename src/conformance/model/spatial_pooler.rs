//! Algorithm `spatial-pooler`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Algorithm, ModelError, check_ascending, in_parameters, require};
use crate::conformance::{Header, read};
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

pub(super) fn new(header: &Header) -> Result<Box<dyn Algorithm>, ModelError> {
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
    let parameters: SpatialPoolerParameters = read("parameters", &header.parameters)?;
    let pooler = match &header.initial {
        Some(initial) => {
            let Initial { potential_synapses } = read("initial", initial)?;
            SpatialPooler::with_potential_synapses(parameters, &potential_synapses)
        }
        None => SpatialPooler::new(parameters, header.seed),
    };
    Ok(Box::new(pooler.map_err(|error| match error {
        SpatialPoolerError::Parameter(error) => in_parameters(error),
        error => ModelError::new("initial.potential_synapses", error),
    })?))
}

impl Algorithm for SpatialPooler {
    fn step(&mut self, input: &Value) -> Result<Value, ModelError> {
        let Input { active_bits, learn, dump } = read("input", input)?;
        let place = "input.active_bits";
        check_ascending(place, &active_bits)?;
        let bits = Sdr::new(self.layer().input_count(), active_bits)
            .map_err(|error| ModelError::new(place, error))?;
        self.compute(&bits, learn).map_err(|error| ModelError::new(place, error))?;
        let mut output =
            json!({ "overlaps": self.overlaps(), "active_columns": self.active_columns() });
        if dump {
            let state = self.state();
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
}
