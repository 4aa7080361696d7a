//! Grids of inputs and columns: coordinates, windows and distances.

use smallvec::SmallVec;

use super::extensions::rings::{ring_distance, ring_window};

/// A position in a grid, one coordinate for each dimension.
pub(crate) type Coordinates = SmallVec<[u32; 3]>;

/// A grid with positions numbered row-major. Its size fits into 32 bits.
#[derive(Clone, Debug)]
pub(crate) struct Grid {
    dimensions: Coordinates,
    /// The extension `wrap_around`: every dimension is a ring.
    wrap_around: bool,
}

impl Grid {
    /// A grid of dimensions that [`grid_size`](crate::sdr::grid_size) accepts.
    pub(crate) fn new(dimensions: &[u32], wrap_around: bool) -> Self {
        Self { dimensions: dimensions.into(), wrap_around }
    }

    pub(crate) fn dimensions(&self) -> &[u32] {
        &self.dimensions
    }

    /// Number of positions.
    pub(crate) fn size(&self) -> u32 {
        self.dimensions.iter().product()
    }

    /// The position with this index.
    //= spec/portable-core.md#r-5
    //# Inputs and columns in several dimensions MUST be numbered in row-major order, so that the
    //# last coordinate varies fastest.
    pub(crate) fn coordinates(&self, index: u32) -> Coordinates {
        let mut rest = index;
        let mut coordinates: Coordinates = self.dimensions.clone();
        for coordinate in coordinates.iter_mut().rev() {
            let size = *coordinate;
            *coordinate = rest % size;
            rest /= size;
        }
        coordinates
    }

    /// The coordinates of one dimension within `radius` of `centre`, ascending.
    fn line_window(&self, centre: u32, radius: u32, size: u32) -> Vec<u32> {
        //= spec/extensions.md#ext-sp-wrap-around
        //# With wrap_around, receptive fields, neighbours and the distances of the centre bias MUST
        //# treat every dimension of the input and of the columns as a ring.
        if self.wrap_around {
            return ring_window(centre, radius, size);
        }
        (centre.saturating_sub(radius)..=centre.saturating_add(radius).min(size - 1)).collect()
    }

    /// The indices of all positions with every coordinate within `radius` of that of `centre`,
    /// ascending.
    pub(crate) fn window(&self, centre: &[u32], radius: u32) -> Vec<u32> {
        let mut indices = vec![0];
        for (&size, &x) in self.dimensions.iter().zip(centre) {
            let line = self.line_window(x, radius, size);
            indices = indices
                .iter()
                .flat_map(|&index| line.iter().map(move |&x| index * size + x))
                .collect();
        }
        indices
    }

    fn line_distance(&self, a: u32, b: u32, size: u32) -> u32 {
        if self.wrap_around { ring_distance(a, b, size) } else { a.abs_diff(b) }
    }

    /// The Chebyshev distance of the position with this index from `centre`: the largest of the
    /// distances along the dimensions.
    pub(crate) fn distance(&self, index: u32, centre: &[u32]) -> u32 {
        // NB: the same coordinates as `coordinates` returns, the last first, without building a
        // list.
        let mut rest = index;
        let mut largest = 0;
        for (&size, &x) in self.dimensions.iter().zip(centre).rev() {
            largest = largest.max(self.line_distance(rest % size, x, size));
            rest /= size;
        }
        largest
    }

    /// The largest distance from `centre` in its window of this radius.
    pub(crate) fn largest_distance(&self, centre: &[u32], radius: u32) -> u32 {
        let lines = self.dimensions.iter().zip(centre);
        let distances = lines.flat_map(|(&size, &x)| {
            let line = self.line_window(x, radius, size);
            line.into_iter().map(move |y| self.line_distance(x, y, size))
        });
        distances.max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn grids() -> impl Strategy<Value = Grid> {
        (prop::collection::vec(1_u32..7, 1..4), any::<bool>())
            .prop_map(|(dimensions, wrap_around)| Grid::new(&dimensions, wrap_around))
    }

    //= spec/portable-core.md#r-5
    //= type=test
    //# Inputs and columns in several dimensions MUST be numbered in row-major order, so that the
    //# last coordinate varies fastest.
    #[test]
    fn r_5_places_are_numbered_row_major() {
        let grid = Grid::new(&[2, 3, 4], false);
        assert_eq!(grid.coordinates(23).as_slice(), [1, 2, 3]);
        assert_eq!(grid.coordinates(4).as_slice(), [0, 1, 0]);
        assert_eq!(grid.coordinates(13).as_slice(), [1, 0, 1]);
    }

    proptest! {
        #[test]
        fn a_window_holds_what_is_near_in_ascending_order(
            grid in grids(),
            place in any::<prop::sample::Index>(),
            radius in 0_u32..8,
        ) {
            let centre = grid.coordinates(place.index(grid.size() as usize) as u32);
            let distance = |other: u32| grid.distance(other, &centre);
            let near: Vec<u32> = (0..grid.size()).filter(|&o| distance(o) <= radius).collect();
            let largest = near.iter().map(|&other| distance(other)).max().unwrap();
            prop_assert_eq!(grid.window(&centre, radius), near);
            prop_assert_eq!(grid.largest_distance(&centre, radius), largest);
        }

        /// With and without rings, being in each other's window is symmetric.
        #[test]
        fn distances_are_symmetric_and_the_largest_along_a_dimension(
            grid in grids(),
            a in any::<prop::sample::Index>(),
            b in any::<prop::sample::Index>(),
        ) {
            let size = grid.size() as usize;
            let [a, b] = [a, b].map(|place| place.index(size) as u32);
            let [from, to] = [a, b].map(|place| grid.coordinates(place));
            prop_assert_eq!(grid.distance(a, &to), grid.distance(b, &from));
            prop_assert_eq!(grid.distance(a, &from), 0);
            let along = |d: usize| grid.line_distance(from[d], to[d], grid.dimensions()[d]);
            prop_assert_eq!(grid.distance(a, &to), (0..from.len()).map(along).max().unwrap());
        }
    }
}
