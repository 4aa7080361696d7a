//! Links: what a region reads from another.

use std::collections::VecDeque;

use crate::anatomy::{CellIndex, ColumnIndex};
use crate::parameters::with_methods;
use crate::sdr::{Sdr, SdrError};
use crate::temporal_memory::{TemporalMemory, TemporalMemoryParameters};

/// The output of a region that a link carries.
///
/// ```
/// use bami_htm::network::{Link, LinkOutput};
///
/// assert_eq!(Link::new("first").output, LinkOutput::ActiveColumns);
/// let link = Link::new("first").with_output(LinkOutput::ActiveCells);
/// assert_eq!(link.output, LinkOutput::ActiveCells);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "kebab-case")
)]
#[non_exhaustive]
pub enum LinkOutput {
    /// The active columns, which represent the current input.
    #[default]
    ActiveColumns,
    /// The active cells, which also represent the sequence; in a bursting column all of them.
    ActiveCells,
    /// The active cells of the columns that did not burst, which were predicted.
    PredictedActiveCells,
}

impl LinkOutput {
    /// The name in files.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ActiveColumns => "active-columns",
            Self::ActiveCells => "active-cells",
            Self::PredictedActiveCells => "predicted-active-cells",
        }
    }

    /// Whether the bits are columns; otherwise they are cells.
    fn is_of_columns(self) -> bool {
        self == Self::ActiveColumns
    }
}

/// A link: what a region reads from another.
///
/// ```
/// use bami_htm::network::{Link, LinkOutput};
///
/// let link = Link::new("first").with_output(LinkOutput::PredictedActiveCells).with_union(5);
/// assert_eq!(link.union, 5);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(deny_unknown_fields)
)]
#[non_exhaustive]
pub struct Link {
    /// The name of the region that it reads from.
    pub from: String,
    /// What it carries.
    #[cfg_attr(feature = "serde", serde(default))]
    pub output: LinkOutput,
    /// Whether it also carries the prediction for the next step: the predictive cells, or the columns
    /// that contain them.
    #[cfg_attr(feature = "serde", serde(default))]
    pub predictive: bool,
    /// The number of steps of that region in the union, 1 to 65,536; 1 is no union.
    #[cfg_attr(feature = "serde", serde(default = "one"))]
    pub union: u32,
}

with_methods! {
    Link {
        with_from(from: String),
        with_output(output: LinkOutput),
        with_predictive(predictive: bool),
        with_union(union: u32),
    }
}

#[cfg(feature = "serde")]
fn one() -> u32 {
    1
}

impl Link {
    /// A link that carries the active columns of the last step.
    //= spec/network.md#d-net-2
    //# By default, a link MUST carry active-columns and nothing predictive.
    //= spec/network.md#d-net-3
    //# If no union is given, a link MUST carry the output of the last step alone.
    pub fn new(from: impl Into<String>) -> Self {
        Self { from: from.into(), output: LinkOutput::default(), predictive: false, union: 1 }
    }

    /// Number of bits that the link carries out of a temporal memory; the parameters are valid.
    pub(super) fn size(&self, below: &TemporalMemoryParameters) -> u32 {
        if self.output.is_of_columns() {
            below.column_count
        } else {
            // NB: validation keeps the number of cells far below 2^32.
            below.column_count * below.cells_per_column
        }
    }

    /// The output of the last step of a temporal memory on these active columns.
    fn output_of(&self, memory: &TemporalMemory, active_columns: &Sdr) -> Result<Sdr, SdrError> {
        let bursts = |cell: &u32| {
            let column = ColumnIndex::new(cell / memory.parameters().cells_per_column);
            memory.bursting_columns().binary_search(&column).is_ok()
        };
        let mut on = match self.output {
            //= spec/network.md#net-output
            //# A link with the output active-columns MUST carry the active columns.
            LinkOutput::ActiveColumns => active_columns.on().to_vec(),
            //= spec/network.md#net-output
            //# A link with the output active-cells MUST carry the active cells.
            LinkOutput::ActiveCells => CellIndex::numbers(memory.active_cells()),
            //= spec/network.md#net-output
            //# A link with the output predicted-active-cells MUST carry the active cells of the
            //# columns that did not burst.
            LinkOutput::PredictedActiveCells => {
                let mut cells = CellIndex::numbers(memory.active_cells());
                cells.retain(|cell| !bursts(cell));
                cells
            }
        };
        //= spec/network.md#net-output
        //# If predictive is true, a link MUST also carry the cells that are predictive for the next
        //# step or, if it carries columns, the columns that contain such cells.
        if self.predictive {
            on.extend(if self.output.is_of_columns() {
                ColumnIndex::numbers(memory.predicted_columns())
            } else {
                CellIndex::numbers(memory.predictive_cells())
            });
            on.sort_unstable();
            on.dedup();
        }
        Sdr::new(self.size(memory.parameters()), on)
    }
}

/// The state of a link.
#[derive(Clone, Debug)]
pub(super) struct Wire {
    pub(super) link: Link,
    /// The index of the region that it reads from.
    pub(super) from: usize,
    /// The outputs that the union holds, the oldest first.
    pub(super) outputs: VecDeque<Sdr>,
    /// The SDR of a link that carries nothing.
    nothing: Sdr,
}

impl Wire {
    /// A link in its initial state from a region with this temporal memory.
    pub(super) fn new(
        link: Link,
        from: usize,
        below: &TemporalMemoryParameters,
    ) -> Result<Self, SdrError> {
        let nothing = Sdr::empty(link.size(below))?;
        Ok(Self { link, from, outputs: VecDeque::new(), nothing })
    }

    /// What it carries after a step of the region that it reads from.
    pub(super) fn carry(
        &mut self,
        memory: &TemporalMemory,
        active_columns: &Sdr,
    ) -> Result<Sdr, SdrError> {
        let output = self.link.output_of(memory, active_columns)?;
        //= spec/network.md#net-union
        //# A link with a union of k MUST carry the union of the outputs of the last k steps of its
        //# source region, or of all its steps since the start or the last reset if there are fewer.
        if self.outputs.len() >= self.link.union as usize {
            self.outputs.pop_front();
        }
        self.outputs.push_back(output);
        self.outputs.iter().try_fold(self.nothing(), |union, output| union.union(output))
    }

    /// No bit ON.
    pub(super) fn nothing(&self) -> Sdr {
        self.nothing.clone()
    }

    /// Empties the union.
    pub(super) fn reset(&mut self) {
        self.outputs.clear();
    }
}
