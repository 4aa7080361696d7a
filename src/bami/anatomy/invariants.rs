//! The invariants of a layer.

use std::collections::{HashMap, HashSet};

use thiserror::Error;

use super::{CellIndex, InputIndex, Layer, Owner, Presynaptic, SegmentId, SegmentKey, SynapseKey};

/// A layer that violates an invariant, because of a bug in the library or damaged input.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("the layer is damaged: {what}")]
pub struct InvariantViolation {
    what: String,
}

macro_rules! ensure {
    ($holds:expr, $($what:tt)+) => {
        if !$holds {
            return Err(InvariantViolation { what: format!($($what)+) });
        }
    };
}

impl Layer {
    /// Checks the whole graph: no key dangles, every owner lists its parts once and they name it as
    /// their owner, serial numbers are unique and ascend along each cell, permanences lie between 0
    /// and 1, every axon lists exactly the synapses that listen to it, and nothing is attached to a
    /// dead cell.
    ///
    /// # Errors
    ///
    /// The first violation found.
    pub fn check_invariants(&self) -> Result<(), InvariantViolation> {
        self.check_columns_and_cells()?;
        let listed = self.check_owners()?;
        ensure!(listed.len() == self.segments.len(), "a segment belongs to no column and no cell");
        self.check_segments()?;
        self.check_axons()
    }

    fn check_columns_and_cells(&self) -> Result<(), InvariantViolation> {
        ensure!(self.columns.len() == self.column_keys.len(), "columns and their list differ");
        ensure!(self.cells.len() == self.cell_keys.len(), "cells and their list differ");
        let mut next_cell = 0;
        for (index, key) in self.column_keys.iter().enumerate() {
            let column = self.columns.get(*key);
            ensure!(
                column.is_some_and(|c| c.index.as_usize() == index),
                "column {index} is misplaced"
            );
            for &cell in &self.columns[*key].cells {
                next_cell = self.check_dead_cells(next_cell)?;
                let is_here = self.cells.get(cell).is_some_and(|c| c.column == *key);
                ensure!(is_here, "column {index} lists a cell that is not its own");
                ensure!(!self.cells[cell].dead, "column {index} lists a dead cell");
                ensure!(
                    self.cell_keys.get(next_cell) == Some(&cell),
                    "cell {next_cell} is misplaced"
                );
                ensure!(
                    self.cells[cell].index.as_usize() == next_cell,
                    "cell {next_cell} is misnumbered"
                );
                next_cell += 1;
            }
        }
        next_cell = self.check_dead_cells(next_cell)?;
        ensure!(next_cell == self.cell_keys.len(), "a cell belongs to no column");
        Ok(())
    }

    /// Checks the dead cells from a cell index on, and returns the index of the next living cell.
    fn check_dead_cells(&self, first: usize) -> Result<usize, InvariantViolation> {
        let cells = self.cell_keys[first..].iter().map(|&key| self.cells.get(key));
        let mut next = first;
        for cell in cells.map_while(|cell| cell.filter(|cell| cell.dead)) {
            ensure!(cell.index.as_usize() == next, "cell {next} is misnumbered");
            ensure!(cell.segments.is_empty(), "cell {next} is dead and has a segment");
            ensure!(
                self.axons.of(cell.index).is_empty(),
                "cell {next} is dead and has a synapse on its axon"
            );
            next += 1;
        }
        Ok(next)
    }

    /// The segments that owners list; each must be listed once, by its own owner.
    fn check_owners(&self) -> Result<HashSet<SegmentKey>, InvariantViolation> {
        let mut listed = HashSet::new();
        let proximal = self
            .columns
            .iter()
            .filter_map(|(key, column)| Some((Owner::Column(key), column.proximal?)));
        let distal = self.cells.iter().flat_map(|(key, cell)| {
            cell.segments.iter().map(move |&segment| (Owner::Cell(key), segment))
        });
        for (owner, key) in proximal.chain(distal) {
            let segment = self.segments.get(key);
            ensure!(segment.is_some_and(|s| s.owner == owner), "a segment is listed by a stranger");
            ensure!(listed.insert(key), "segment {} is listed twice", self.segments[key].serial);
        }
        Ok(listed)
    }

    fn check_segments(&self) -> Result<(), InvariantViolation> {
        let mut serials = HashSet::new();
        let mut listed: HashSet<SynapseKey> = HashSet::new();
        for (key, segment) in &self.segments {
            let serial = segment.serial;
            ensure!(serials.insert(serial), "serial number {serial} is used twice");
            ensure!(serial < self.next_serial, "serial number {serial} was never given");
            ensure!(
                self.slots.get(segment.slot as usize) == Some(&key),
                "segment {serial} is not in its slot"
            );
            ensure!(
                self.segment_key(serial) == Some(key),
                "segment {serial} is not found by its serial number"
            );
            for &synapse in &segment.synapses {
                let part = self.synapses.get(synapse);
                ensure!(
                    part.is_some_and(|s| s.slot == segment.slot),
                    "segment {serial} lists a strange synapse"
                );
                ensure!(listed.insert(synapse), "segment {serial} lists a synapse twice");
                let permanence = self.synapses[synapse].permanence;
                ensure!(
                    (0.0..=1.0).contains(&permanence),
                    "segment {serial} has a permanence of {permanence}"
                );
            }
        }
        ensure!(listed.len() == self.synapses.len(), "a synapse belongs to no segment");
        for cell in self.cells.values() {
            let serials: Vec<SegmentId> =
                cell.segments.iter().map(|&s| self.segments[s].serial).collect();
            ensure!(serials.is_sorted(), "the segments of cell {} are out of order", cell.index);
        }
        Ok(())
    }

    fn check_axons(&self) -> Result<(), InvariantViolation> {
        let synapses = self.synapses.iter();
        let synapses: HashMap<(u32, Presynaptic), SynapseKey> =
            synapses.map(|(key, s)| ((s.slot, s.presynaptic()), key)).collect();
        let mut listed: HashSet<SynapseKey> = HashSet::new();
        let mut check = |slot: u32, source: Presynaptic| {
            let Some(&synapse) = synapses.get(&(slot, source)) else {
                let what = "an axon lists a synapse that does not listen to it".into();
                return Err(InvariantViolation { what });
            };
            ensure!(listed.insert(synapse), "an axon lists a synapse twice");
            Ok(&self.synapses[synapse])
        };
        for (bit, axon) in (0..).zip(&self.input_axons) {
            for &slot in axon {
                check(slot, Presynaptic::Input(InputIndex::new(bit)))?;
            }
        }
        for (cell, axon) in (0..).zip(self.axons.iter()) {
            for &edge in axon {
                let synapse = check(edge.slot(), Presynaptic::Cell(CellIndex::new(cell)))?;
                ensure!(
                    self.edge(synapse) == edge,
                    "the axon of cell {cell} does not know whether a synapse is connected"
                );
            }
        }
        ensure!(listed.len() == self.synapses.len(), "a synapse is missing from its axon");
        Ok(())
    }
}
