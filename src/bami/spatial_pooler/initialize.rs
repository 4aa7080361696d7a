//! Phase 1: every column gets its potential synapses.

use rand::Rng;

use crate::anatomy::{ColumnIndex, InputIndex, Layer};
use crate::math::round_half_up;
use crate::observer::Observer;
use crate::random::PortableRng;
use crate::sdr::fisher_yates_front;

use super::SpatialPooler;
use super::sort::sort_distinct;
use super::topology::{Coordinates, Grid};
use crate::observer::SpatialPoolerEvent as Event;

/// The natural centre of column coordinate `x` of `columns`, in one dimension.
//= spec/spatial-pooler.md#d-sp-1
//# The natural centre of a column MUST have, in each dimension, the input coordinate floor((2x + 1)
//# * I / (2C)) in integer arithmetic, where x is the column's coordinate, C the columnDimension and
//# I the inputDimension.
pub(super) fn natural_coordinate(x: u32, columns: u32, inputs: u32) -> u32 {
    let centre = (2 * u128::from(x) + 1) * u128::from(inputs) / (2 * u128::from(columns));
    centre as u32
}

/// The natural centre of a column in the input.
fn natural_centre(column: ColumnIndex, columns: &Grid, inputs: &Grid) -> Coordinates {
    let place = columns.coordinates(column.get());
    let dimensions = columns.dimensions().iter().zip(inputs.dimensions());
    place.iter().zip(dimensions).map(|(&x, (&c, &i))| natural_coordinate(x, c, i)).collect()
}

impl SpatialPooler {
    /// Phase 1: gives every column its potential synapses, each with an initial permanence.
    /// Restates the prose of BAMI SP, phase 1.
    //= spec/spatial-pooler.md#sp-phase-1
    //# Each column MUST get one proximal segment, whose potential synapses listen to a random
    //# subset of the inputs of its receptive field.
    //= spec/spatial-pooler.md#sp-phase-1
    //# The potential synapses of a column MUST be kept in ascending order of the input.
    pub(super) fn initialize<O: Observer + ?Sized>(
        &mut self,
        random: &mut impl Rng,
        observer: &mut O,
    ) {
        let center_bias = self.parameters.center_bias_in_force();
        //= spec/spatial-pooler.md#sp-phase-1
        //# Phase 1 MUST run once, before the first step.
        //= spec/spatial-pooler.md#sp-phase-1
        //# Phase 1 MUST handle the columns in ascending order of the index.
        for column in self.column_indices() {
            let centre = natural_centre(column, &self.columns, &self.inputs);
            let inputs = self.choose_potential_inputs(column, &centre, random, observer);
            //= spec/spatial-pooler.md#d-sp-3
            //# All draws of a column's choice MUST come before the draws of its permanences.
            let largest = self.inputs.largest_distance(&centre, self.parameters.potential_radius);
            let synapses: Vec<(InputIndex, f64)> = inputs
                .into_iter()
                .map(|input| {
                    let distance = self.inputs.distance(input.get(), &centre);
                    let bias = bias_at(distance, largest, center_bias);
                    let permanence = self.initial_permanence(column, input, bias, random, observer);
                    (input, permanence)
                })
                .collect();
            grow_proximal_segment(&mut self.layer, column, &synapses);
        }
    }

    /// The inputs of a column's potential synapses, ascending.
    fn choose_potential_inputs<O: Observer + ?Sized>(
        &self,
        column: ColumnIndex,
        centre: &[u32],
        random: &mut impl Rng,
        observer: &mut O,
    ) -> Vec<InputIndex> {
        //= spec/spatial-pooler.md#d-sp-2
        //# The receptive field of a column MUST be all inputs of which every coordinate differs
        //# from that of the natural centre by at most potentialRadius, clipped at the borders of
        //# the input.
        //= spec/spatial-pooler.md#d-sp-21
        //# Phase 1 MUST draw the potential synapses from within potentialRadius of the natural
        //# centre, whatever the inhibition radius is.
        let field = self.inputs.window(centre, self.parameters.potential_radius);
        let mut field: Vec<InputIndex> = field.into_iter().map(InputIndex::new).collect();
        //= spec/spatial-pooler.md#d-sp-3
        //# A column MUST have k = floor(potentialPct * f + 0.5) potential synapses, where f is the
        //# number of inputs in its receptive field.
        let k = round_half_up(self.parameters.potential_pct * field.len() as f64) as usize;
        report!(
            observer,
            Event::ReceptiveField {
                column,
                centre: InputIndex::new(self.inputs.window(centre, 0)[0]),
                field: &field,
                chosen: k as u32,
            }
        );
        //= spec/spatial-pooler.md#d-sp-3
        //# Their inputs MUST be the first k positions after k steps of a Fisher-Yates shuffle from
        //# the front over the field in ascending order, where step a, counted from 0, swaps
        //# position a with position a + below(f - a).
        let size = field.len();
        fisher_yates_front(&mut field, k, random, |turn, draw, &input| {
            report!(
                observer,
                Event::PotentialInputDrawn {
                    column,
                    turn: turn as u32,
                    candidates: (size - turn) as u32,
                    draw: draw as u32,
                    input,
                }
            );
        });
        field.truncate(k);
        sort_distinct(&mut field);
        field
    }

    /// The initial permanence of a synapse.
    //= spec/spatial-pooler.md#d-sp-4
    //# The initial permanence of a synapse, drawn in ascending order of the input, MUST be
    //# connectedPerm + initialPermanenceRange * (2 * unit() - 1) + centerBias * (0.5 - d / D),
    //# clamped to at least 0 and at most 1, where d is the Chebyshev distance of its input from the
    //# natural centre and D the largest such distance in the receptive field.
    fn initial_permanence<O: Observer + ?Sized>(
        &self,
        column: ColumnIndex,
        input: InputIndex,
        bias: f64,
        random: &mut impl Rng,
        observer: &mut O,
    ) -> f64 {
        let unit = random.unit();
        let range = self.parameters.initial_permanence_range;
        let permanence = self.parameters.connected_permanence + range * (2.0 * unit - 1.0) + bias;
        let permanence = permanence.clamp(0.0, 1.0);
        report!(observer, Event::InitialPermanence { column, input, unit, bias, permanence });
        permanence
    }
}

/// Grows the proximal segment of a column with these synapses, ascending by input.
pub(super) fn grow_proximal_segment(
    layer: &mut Layer,
    column: ColumnIndex,
    synapses: &[(InputIndex, f64)],
) {
    let segment = layer.grow_proximal_segment(layer.column_keys[column.as_usize()]);
    layer.create_input_synapses(segment, synapses);
}

/// What the distance of an input from the natural centre adds to the initial permanence.
fn bias_at(distance: u32, largest: u32, center_bias: f64) -> f64 {
    //= spec/spatial-pooler.md#d-sp-4
    //# Where D is 0 the term with centerBias MUST be omitted.
    if largest == 0 {
        return 0.0;
    }
    center_bias * (0.5 - f64::from(distance) / f64::from(largest))
}
