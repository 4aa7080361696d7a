//! Random vectors, small enough to read.

use serde_json::{Map, Value, json};

use super::close::is_close;
use super::fill;
use crate::{FORMAT, Header, Step, Vector};
use bami_htm::random::{Pcg32, PortableRng};

/// A random vector of an algorithm, with the library's answers; `None` for an unknown algorithm.
/// The same arguments give the same vector.
#[must_use]
pub fn random_vector(algorithm: &str, seed: u64, case: u32) -> Option<Vector> {
    let mut draw = Draw(Pcg32::new(seed, u64::from(case)));
    let (parameters, initial, inputs) = match algorithm {
        "random" => draw.random(),
        "temporal-memory" => draw.temporal_memory(),
        "spatial-pooler" => draw.spatial_pooler(),
        "scalar-encoder" => draw.scalar(),
        "random-distributed-scalar-encoder" => draw.random_distributed_scalar(),
        "category-encoder" => draw.category(),
        "periodic-encoder" => draw.periodic(),
        "date-encoder" => draw.date(),
        "log-encoder" => draw.log(),
        "delta-encoder" => draw.delta(),
        "ordered-category-encoder" => draw.ordered_category(),
        "coordinate-encoder" => draw.coordinate(),
        "geospatial-encoder" => draw.geospatial(),
        "pass-through-encoder" => draw.pass_through(),
        "anomaly-likelihood" => draw.anomaly_likelihood(),
        "sdr-classifier" => draw.sdr_classifier(),
        _ => return None,
    };
    let header = Header {
        format: FORMAT.into(),
        name: format!("fuzz-{algorithm}-{seed}-{case}"),
        about: format!("Case {case} of seed {seed}, drawn at random."),
        covers: Vec::new(),
        algorithm: algorithm.into(),
        parameters,
        seed: u64::from(draw.below(1000)),
        initial,
    };
    let steps = inputs.into_iter().map(|input| Step { input, output: json!({}) }).collect();
    let mut vector = Vector { header, steps };
    fill(&mut vector);
    cut_close_scores(&mut vector);
    Some(vector)
}

/// Ends the vector before a step whose outcome could depend on the last bit of an exponential.
fn cut_close_scores(vector: &mut Vector) {
    let Header { parameters, .. } = &vector.header;
    if let Some(n) = vector.steps.iter().position(|step| is_close(parameters, step)) {
        // NB: never the first step, whose overlaps are integers and whose probability is 1.
        vector.steps.truncate(n.max(1));
    }
}

pub(super) type Drawn = (Value, Option<Value>, Vec<Value>);

pub(super) struct Draw(Pcg32);

impl Draw {
    pub(super) fn below(&mut self, n: u32) -> u32 {
        self.0.below(n)
    }

    /// A number from `low` to `high`, both inclusive.
    pub(super) fn between(&mut self, low: u32, high: u32) -> u32 {
        low + self.below(high - low + 1)
    }

    /// True with the probability 1/n.
    pub(super) fn one_in(&mut self, n: u32) -> bool {
        self.below(n) == 0
    }

    pub(super) fn pick<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.0.choose_random(list.len())].clone()
    }

    /// A permanence: a multiple of 0.05.
    fn permanence(&mut self) -> f64 {
        f64::from(self.below(21)) / 20.0
    }

    /// A number with three decimal places.
    pub(super) fn decimal(&mut self, low: i32, high: i32) -> f64 {
        let span = (high - low) as u32 * 1000;
        f64::from(low) + f64::from(self.below(span + 1)) / 1000.0
    }

    /// The numbers below n, each with the probability 1/`chance`.
    pub(super) fn subset(&mut self, n: u32, chance: u32) -> Vec<u32> {
        (0..n).filter(|_| self.one_in(chance)).collect()
    }

    /// Gives switches their values: in half of the cases each that of the book, which stands first
    /// in its list, and otherwise each one of its values or none.
    pub(super) fn switches(&mut self, parameters: &mut Value, switches: &[(&str, Value)]) {
        let is_book = self.one_in(2);
        for (name, values) in switches {
            let place = if is_book { 0 } else { self.below(4) as usize };
            if let Some(value) = values.get(place) {
                parameters[*name] = value.clone();
            }
        }
    }

    fn random(&mut self) -> Drawn {
        let parameters = json!({ "stream": self.below(100) });
        let inputs = (0..self.between(1, 30)).map(|_| match self.below(3) {
            0 => json!({"draw": "u32"}),
            1 => json!({"draw": "unit"}),
            _ => {
                let n = [self.between(1, 10), self.between(1, u32::MAX - 1)];
                json!({"draw": "below", "n": self.pick(&n)})
            }
        });
        let inputs = inputs.collect();
        (parameters, None, inputs)
    }

    fn temporal_memory(&mut self) -> Drawn {
        let (columns, cells) = (self.between(1, 12), self.between(1, 4));
        let steps = [0.0, 0.05, 0.1, 0.15, 0.25];
        let mut parameters = json!({
            "column_count": columns,
            "cells_per_column": cells,
            "activation_threshold": self.between(0, 3),
            "learning_threshold": self.between(0, 3),
            "initial_permanence": self.pick(&[0.21, 0.3, 0.45, 0.5, 0.55]),
            "connected_permanence": self.pick(&[0.3, 0.5, 0.5, 0.55]),
            "permanence_increment": self.pick(&steps),
            "permanence_decrement": self.pick(&steps),
            "predicted_decrement": self.pick(&steps),
            "synapse_sample_size": self.between(0, 6),
        });
        // Without extensions, as in the book profile, in half of the cases.
        if self.one_in(2) {
            parameters["extensions"] = self.extensions();
        }
        let total = columns * cells;
        let initial = self.one_in(2).then(|| {
            let segments: Vec<Value> = (0..self.below(9))
                .map(|_| {
                    let cell = self.below(total);
                    let presynaptic = self.subset(total, 5);
                    let synapses: Vec<(u32, f64)> =
                        presynaptic.into_iter().map(|cell| (cell, self.permanence())).collect();
                    json!({ "cell": cell, "synapses": synapses })
                })
                .collect();
            let (active, winners) = (self.subset(total, 4), self.subset(total, 6));
            json!({ "segments": segments, "active_cells": active, "winner_cells": winners })
        });
        let patterns: Vec<Vec<u32>> =
            (0..self.between(2, 4)).map(|_| self.subset(columns, 3)).collect();
        let inputs = (0..self.between(1, 24))
            .map(|n| match self.below(12) {
                0 => json!({ "reset": true }),
                choice => {
                    let in_turn = patterns[n as usize % patterns.len()].clone();
                    let active = if choice < 4 { self.subset(columns, 3) } else { in_turn };
                    json!({ "active_columns": active, "learn": choice != 1, "dump": true })
                }
            })
            .collect();
        (parameters, initial, inputs)
    }

    fn extensions(&mut self) -> Value {
        let mut extensions = Map::new();
        if self.one_in(2) {
            extensions.insert("max_segments_per_cell".into(), self.between(1, 3).into());
        }
        if self.one_in(2) {
            extensions.insert("max_synapses_per_segment".into(), self.between(1, 4).into());
        }
        for name in ["prune_zero_permanence", "skip_empty_segments"] {
            if self.one_in(2) {
                extensions.insert(name.into(), true.into());
            }
        }
        extensions.into()
    }

    fn spatial_pooler(&mut self) -> Drawn {
        let two = self.one_in(2);
        let (most_inputs, most_columns) = if two { (6, 4) } else { (24, 12) };
        let dimensions = 1 + usize::from(two);
        let inputs: Vec<u32> = (0..dimensions).map(|_| self.between(1, most_inputs)).collect();
        let columns: Vec<u32> = (0..dimensions).map(|_| self.between(1, most_columns)).collect();
        let steps = [0.0, 0.05, 0.1, 0.25];
        let mut parameters = json!({
            "input_dimensions": inputs,
            "column_dimensions": columns,
            "potential_radius": self.between(0, 8),
            "potential_pct": self.pick(&[0.25, 0.5, 0.75, 1.0]),
            "global_inhibition": self.one_in(2),
            "stimulus_threshold": self.pick(&[0, 0, 0, 1, 2]),
            "connected_permanence": self.pick(&[0.2, 0.5]),
            "syn_perm_active_inc": self.pick(&steps),
            "syn_perm_inactive_dec": self.pick(&steps),
            "min_pct_overlap_duty_cycle": self.pick(&[0.0, 0.01, 0.5, 1.0]),
            "duty_cycle_period": self.pick(&[1, 3, 10, 1000]),
            "boost_strength": self.pick(&[0.0, 0.0, 1.0, 5.0]),
            "initial_permanence_range": self.pick(&[0.0, 0.1, 0.3]),
        });
        if self.one_in(2) {
            parameters["local_area_density"] = self.pick(&[0.1, 0.25, 0.5]).into();
        } else {
            parameters["num_active_columns_per_inh_area"] = self.between(1, 3).into();
            if self.one_in(4) {
                parameters["local_area_density"] = self.pick(&[-1.0, -0.25]).into();
            }
        }
        let switches = [
            ("center_bias", json!([0.1, 0.0, 0.4])),
            ("connected_in_overlap", json!(["above", "at_least"])),
            ("tie_break", json!(["all", "lowest_index"])),
            ("duty_cycles", json!(["window", "recursive"])),
            ("boosting_order", json!(["one_loop", "two_passes"])),
        ];
        self.switches(&mut parameters, &switches);
        if self.one_in(3) {
            parameters["wrap_around"] = true.into();
        }
        let (inputs, columns): (u32, u32) = (inputs.iter().product(), columns.iter().product());
        let initial = self.one_in(3).then(|| {
            let lists: Vec<Vec<(u32, f64)>> = (0..columns)
                .map(|_| {
                    let bits = self.subset(inputs, 2);
                    bits.into_iter().map(|bit| (bit, self.permanence())).collect()
                })
                .collect();
            json!({ "potential_synapses": lists })
        });
        let patterns: Vec<Vec<u32>> = (0..3).map(|_| self.subset(inputs, 3)).collect();
        let steps = (0..self.between(1, 12))
            .map(|_| {
                let bits = self.pick(&patterns);
                json!({ "active_bits": bits, "learn": !self.one_in(6), "dump": true })
            })
            .collect();
        (parameters, initial, steps)
    }

    fn anomaly_likelihood(&mut self) -> Drawn {
        let history = self.between(5, 40);
        let parameters = json!({
            "learning_period": self.below(10),
            "estimation_samples": self.between(0, 5),
            "history_window": history,
            "reestimation_period": self.between(1, 15),
            "averaging_window": self.between(1, 5),
            "tail": self.pick(&["one-sided", "two-sided"]),
        });
        let noise = self.pick(&[0.0, 0.1, 0.3]);
        let inputs = (0..self.between(10, 60))
            .map(|_| {
                let loud = self.one_in(15);
                let raw = if loud { 1.0 } else { self.decimal(0, 1) * noise };
                let raw = (raw * 1000.0).round() / 1000.0;
                let value = if self.one_in(8) { Value::Null } else { self.decimal(0, 9).into() };
                json!({ "raw": raw, "value": value })
            })
            .collect();
        (parameters, None, inputs)
    }
}
