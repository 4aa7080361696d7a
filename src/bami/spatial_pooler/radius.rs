//! The inhibition radius.

use crate::anatomy::ColumnIndex;
use crate::math::round_half_up;
use crate::observer::SpatialPoolerEvent as Event;

use super::SpatialPooler;

/// The inhibition radius, and what it was computed from.
#[derive(Clone, Copy)]
pub(super) struct ReceptiveFieldSize {
    /// The mean of the columns' receptive field sizes, in inputs; none with globalInhibition.
    mean: Option<f64>,
    /// The radius, in columns.
    radius: u32,
}

impl SpatialPooler {
    /// Replaces the inhibition radius; what line 26 reports.
    pub(super) fn replace_inhibition_radius(&mut self, new: ReceptiveFieldSize) -> Event<'static> {
        let before = std::mem::replace(&mut self.inhibition_radius, new.radius);
        Event::InhibitionRadiusUpdated {
            mean_receptive_field_size: new.mean,
            before,
            after: new.radius,
        }
    }

    /// The inhibition radius, in columns, for a mean receptive field size in inputs, which is none
    /// with globalInhibition. Restates the supporting routine of BAMI SP 26.
    #[doc(alias = "averageReceptiveFieldSize")]
    //= spec/spatial-pooler.md#d-sp-17
    //# averageReceptiveFieldSize MUST be floor(max(1, (m * r - 1) / 2) + 0.5), where m is the mean
    //# receptive field size of all columns, added up in ascending order of the index, and r the
    //# mean over the dimensions of columnDimension divided by inputDimension, added up in ascending
    //# order of the dimension.
    pub(super) fn average_receptive_field_size(&self, mean: Option<f64>) -> ReceptiveFieldSize {
        //= spec/spatial-pooler.md#d-sp-17
        //# With globalInhibition the inhibition radius MUST be the largest columnDimension.
        let Some(mean_size) = mean else {
            let largest = self.columns.dimensions().iter().copied().max();
            return ReceptiveFieldSize { mean, radius: largest.unwrap_or(1) };
        };
        let diameter = mean_size * self.columns_per_input();
        // NB: `as` saturates at the largest number.
        let radius = round_half_up(f64::max(1.0, (diameter - 1.0) / 2.0)) as u32;
        ReceptiveFieldSize { mean, radius }
    }

    /// The mean of the columns' receptive field sizes; none with globalInhibition, where nothing
    /// depends on it.
    pub(super) fn mean_receptive_field_size(&self) -> Option<f64> {
        let sizes = self.column_indices().map(|column| self.receptive_field_size(column));
        (!self.parameters.global_inhibition).then(|| sum(sizes) / f64::from(self.columns.size()))
    }

    /// The mean over the dimensions of columns per input.
    fn columns_per_input(&self) -> f64 {
        let dimensions = self.columns.dimensions().iter().zip(self.inputs.dimensions());
        let ratios = dimensions.map(|(&columns, &inputs)| f64::from(columns) / f64::from(inputs));
        sum(ratios) / self.columns.dimensions().len() as f64
    }

    /// How much of the input a column's connected synapses span.
    //= spec/spatial-pooler.md#d-sp-17
    //# The receptive field size of a column MUST be the sum over the input dimensions of the spans
    //# largest - smallest + 1 of the coordinates of its connected synapses, divided by the number
    //# of dimensions, and 0 where none is connected.
    //= spec/extensions.md#ext-sp-wrap-around
    //# The inhibition radius MUST be computed with wrap_around as without it.
    pub(super) fn receptive_field_size(&self, column: ColumnIndex) -> f64 {
        let mut connected =
            self.connected_inputs(column).map(|input| self.inputs.coordinates(input.get()));
        let Some(first) = connected.next() else { return 0.0 };
        let (mut smallest, mut largest) = (first.clone(), first);
        for place in connected {
            for (d, &x) in place.iter().enumerate() {
                smallest[d] = smallest[d].min(x);
                largest[d] = largest[d].max(x);
            }
        }
        let spans = largest.iter().zip(&smallest).map(|(&l, &s)| f64::from(l - s) + 1.0);
        sum(spans) / largest.len() as f64
    }
}

/// The sum, accumulated in order, starting from 0.
pub(super) fn sum(numbers: impl Iterator<Item = f64>) -> f64 {
    numbers.fold(0.0, |sum, number| sum + number)
}
