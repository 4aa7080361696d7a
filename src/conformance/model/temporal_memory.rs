//! Algorithm `temporal-memory`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Algorithm, LineByLine, ModelError, check_ascending, in_parameters, require};
use crate::{Header, read_object};
use bami_htm::Execution;
use bami_htm::observer::Observer;
use bami_htm::pin::Pin;
use bami_htm::sdr::Sdr;
use bami_htm::temporal_memory::{
    InitialState, TemporalMemory, TemporalMemoryError, TemporalMemoryParameters,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    active_columns: Vec<u32>,
    #[serde(default = "super::learns_by_default")]
    learn: bool,
    #[serde(default)]
    dump: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reset {
    reset: bool,
}

pub(super) fn new(header: &Header) -> Result<Box<dyn Algorithm>, ModelError> {
    require(
        &header.parameters,
        &[
            "column_count",
            "cells_per_column",
            "activation_threshold",
            "learning_threshold",
            "initial_permanence",
            "connected_permanence",
            "permanence_increment",
            "permanence_decrement",
            "predicted_decrement",
            "synapse_sample_size",
        ],
    )?;
    let parameters: TemporalMemoryParameters = read_object("parameters", &header.parameters)?;
    let memory = match &header.initial {
        Some(initial) => {
            let initial: InitialState = read_object("initial", initial)?;
            TemporalMemory::with_initial_state(parameters, header.seed, &initial)
        }
        None => TemporalMemory::new(parameters, header.seed),
    };
    Ok(Box::new(memory.map_err(|error| match error {
        TemporalMemoryError::InitialState { place, problem } => {
            ModelError::new(place, problem).within("initial")
        }
        error => in_parameters(error),
    })?))
}

impl LineByLine for TemporalMemory {
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
        if input.get("reset").is_some() {
            let Reset { reset } = read_object("input", input)?;
            if !reset {
                return Err(ModelError::new("input.reset", "false: must be true or omitted"));
            }
            self.reset();
            return Ok(json!({}));
        }
        let Input { active_columns, learn, dump } = read_object("input", input)?;
        let place = "input.active_columns";
        check_ascending(place, &active_columns)?;
        let columns = Sdr::new(self.parameters().column_count, active_columns)
            .map_err(|error| ModelError::new(place, error))?;
        self.step_observed(&columns, learn.into(), observer)
            .map_err(|error| ModelError::new(place, error))?;
        let mut output = json!({
            "active_cells": self.active_cells(),
            "winner_cells": self.winner_cells(),
            "bursting_columns": self.bursting_columns(),
            "active_segments": self.active_segments(),
            "matching_segments": self.matching_segments(),
            "predictive_cells": self.predictive_cells(),
            "anomaly": self.anomaly(),
            "segment_count": self.layer().segment_count(),
            "synapse_count": self.layer().synapse_count(),
        });
        if dump {
            output["segments"] = segments(self);
        }
        Ok(output)
    }
}

/// All segments by serial number.
fn segments(memory: &TemporalMemory) -> Value {
    let mut segments: Vec<_> = memory
        .layer()
        .segments()
        .filter_map(|segment| {
            let synapses: Vec<(u32, f64)> =
                segment.synapses().map(|s| (s.presynaptic().index(), s.permanence())).collect();
            Some((segment.serial(), segment.cell()?.index(), synapses))
        })
        .collect();
    segments.sort_by_key(|segment| segment.0);
    let object = |(id, cell, synapses)| json!({ "id": id, "cell": cell, "synapses": synapses });
    segments.into_iter().map(object).collect()
}
