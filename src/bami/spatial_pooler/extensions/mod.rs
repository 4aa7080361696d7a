//! What is not in the pseudocode: grids that are rings, ties that go to the lowest index, and lines
//! 19-25 in two passes.

mod lowest_index;
pub(super) mod rings;
mod two_passes;
