//! Algorithm `spatial-pooler`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Algorithm, LineByLine, ModelError, check_ascending, in_parameters, require};
use crate::{Header, read_object};
use bami_htm::Execution;
use bami_htm::observer::{LineEvent, NoObserver, Observer, OnLine};
use bami_htm::pin::Pin;
use bami_htm::sdr::Sdr;
use bami_htm::spatial_pooler::{SpatialPooler, SpatialPoolerError, SpatialPoolerParameters};

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Initial {
    #[serde(default)]
    potential_synapses: Option<Vec<Vec<(u32, f64)>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    active_bits: Vec<u32>,
    #[serde(default = "super::learns_by_default")]
    learn: bool,
    #[serde(default)]
    dump: bool,
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
    //= spec/conformance.md#conf-switches
    //# A switch that is absent from the parameters MUST have the default of this chapter, whatever
    //# the profile of the program.
    let parameters: SpatialPoolerParameters = read_object("parameters", &header.parameters)?;
    let Initial { potential_synapses } = match &header.initial {
        Some(initial) => read_object("initial", initial)?,
        None => Initial::default(),
    };
    let pooler = match on_line {
        Some(on_line) => build(parameters, potential_synapses, header.seed, &mut OnLine(on_line)),
        None => build(parameters, potential_synapses, header.seed, &mut NoObserver),
    };
    Ok(Box::new(pooler.map_err(|error| match error {
        SpatialPoolerError::Parameter(error) => in_parameters(error),
        error => ModelError::new("initial.potential_synapses", error),
    })?))
}

/// The pooler, with the given synapses, or with synapses drawn from the seed.
fn build<O: Observer>(
    parameters: SpatialPoolerParameters,
    given: Option<Vec<Vec<(u32, f64)>>>,
    seed: u64,
    observer: &mut O,
) -> Result<SpatialPooler, SpatialPoolerError> {
    match given {
        Some(given) => {
            SpatialPooler::with_potential_synapses_observed(parameters, &given, observer)
        }
        None => SpatialPooler::new_observed(parameters, seed, observer),
    }
}

impl LineByLine for SpatialPooler {
    fn choose(&mut self, execution: Execution) {
        self.set_execution(execution);
    }

    fn state_as_text(&self) -> Pin {
        self.pin()
    }

    fn step_by_lines(
        &mut self,
        input: &Value,
        observer: &mut impl Observer,
    ) -> Result<Value, ModelError> {
        let Input { active_bits, learn, dump } = read_object("input", input)?;
        let place = "input.active_bits";
        check_ascending(place, &active_bits)?;
        let bits = Sdr::new(self.layer().input_count(), active_bits)
            .map_err(|error| ModelError::new(place, error))?;
        self.step_observed(&bits, learn.into(), observer)
            .map_err(|error| ModelError::new(place, error))?;
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
