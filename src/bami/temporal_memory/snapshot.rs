//! A temporal memory in a snapshot: `spec/snapshot.md`, SNAP-TM.

use std::collections::{BTreeSet, HashSet};

use super::{TemporalMemory, TemporalMemoryError, TemporalMemoryParameters};
use crate::anatomy::{CellIndex, ColumnIndex, Layer, Presynaptic, SegmentId};
use crate::limits::MemoryEstimate;
use crate::parameters::ParameterError;
use crate::random::Pcg32;
use crate::snapshot::{Packer, SnapshotError, Unpacker, snapshots, take_front};

/// The last active step of a segment that was never active.
const NEVER: u64 = u64::MAX;

/// The segments of all cells, and their synapses, as arrays.
#[derive(Default)]
struct Graph {
    segments_per_cell: Vec<u32>,
    serials: Vec<u64>,
    last_active: Vec<u64>,
    synapses_per_segment: Vec<u32>,
    presynaptic_cells: Vec<u32>,
    permanences: Vec<f64>,
}

impl TemporalMemory {
    /// The memory that an object with these parameters takes on construction.
    fn memory_of(parameters: &TemporalMemoryParameters) -> Result<MemoryEstimate, ParameterError> {
        parameters.memory()
    }

    fn parameters_to_save(&self) -> TemporalMemoryParameters {
        self.parameters.clone()
    }

    //= spec/snapshot.md#snap-tm
    //# The arrays of a temporal memory MUST be those of the table, with the content that it
    //# describes.
    pub(crate) fn pack(&self, packer: &mut Packer) {
        let (state, increment) = self.random.into_parts();
        packer.put("random", vec![state, increment]);
        packer.put("t", vec![self.t]);
        packer.put("anomaly", vec![self.anomaly]);
        packer.put("bursting_columns", ColumnIndex::numbers(&self.bursting_columns));
        packer.put("active_cells", CellIndex::numbers(self.current.active_cells.list()));
        packer.put("winner_cells", CellIndex::numbers(self.current.winner_cells.list()));
        let cells = self.layer.cell_keys.iter().map(|&key| &self.layer.cells[key]);
        let dead: Vec<u32> = cells.filter(|cell| cell.dead).map(|cell| cell.index.get()).collect();
        packer.put("dead_cells", dead);
        packer.put("next_serial", vec![self.layer.next_serial().get()]);
        let graph = self.graph();
        packer.put("segments_per_cell", graph.segments_per_cell);
        packer.put("serials", graph.serials);
        packer.put("synapses_per_segment", graph.synapses_per_segment);
        packer.put("presynaptic_cells", graph.presynaptic_cells);
        packer.put("permanences", graph.permanences);
        if self.keeps_last_active() {
            packer.put("last_active", graph.last_active);
        }
    }

    fn keeps_last_active(&self) -> bool {
        self.parameters.extensions.max_segments_per_cell.is_some()
    }

    /// The graph by ascending cell, on each cell the segments and on each segment the synapses in
    /// the order in which they were created.
    fn graph(&self) -> Graph {
        let layer = &self.layer;
        let mut graph = Graph::default();
        for &cell in &layer.cell_keys {
            let segments = &layer.cells[cell].segments;
            graph.segments_per_cell.push(segments.len() as u32);
            for &key in segments {
                let segment = &layer.segments[key];
                graph.serials.push(segment.serial.get());
                graph.last_active.push(self.extensions.last_active(key).unwrap_or(NEVER));
                graph.synapses_per_segment.push(segment.synapses.len() as u32);
                for &synapse in &segment.synapses {
                    let synapse = &layer.synapses[synapse];
                    graph.presynaptic_cells.push(synapse.presynaptic_cell().get());
                    graph.permanences.push(synapse.permanence);
                }
            }
        }
        graph
    }

    /// Reads a memory from its arrays.
    //= spec/snapshot.md#snap-tm
    //# activeSegments, matchingSegments and the counts of stage 2 MUST be recomputed from the
    //# active cells, by lines 55 to 72.
    pub(crate) fn unpack(
        parameters: TemporalMemoryParameters,
        unpacker: &mut Unpacker,
    ) -> Result<Self, SnapshotError> {
        parameters.validate().map_err(|error| SnapshotError::parameters(&error))?;
        //= spec/snapshot.md#snap-bounds
        //# Arrays MUST be checked against the sizes among the parameters before anything of these
        //# sizes is allocated.
        let cells = parameters.column_count as usize * parameters.cells_per_column as usize;
        let (segments_per_cell, segments) = unpacker.counts("segments_per_cell", cells)?;
        let (synapses_per_segment, synapses) = unpacker.counts("synapses_per_segment", segments)?;
        let graph = Graph {
            segments_per_cell,
            serials: unpacker.u64s("serials")?,
            last_active: match parameters.extensions.max_segments_per_cell {
                Some(_) => unpacker.u64s("last_active")?,
                None => vec![NEVER; segments],
            },
            synapses_per_segment,
            presynaptic_cells: unpacker.u32s("presynaptic_cells")?,
            permanences: unpacker.f64s("permanences")?,
        };
        unpacker.check_len("serials", graph.serials.len(), segments)?;
        unpacker.check_len("last_active", graph.last_active.len(), segments)?;
        unpacker.check_len("presynaptic_cells", graph.presynaptic_cells.len(), synapses)?;
        unpacker.check_len("permanences", graph.permanences.len(), synapses)?;
        let in_range = |p: f64| (0.0..=1.0).contains(&p);
        unpacker.check_numbers("permanences", &graph.permanences, "from 0 to 1", in_range)?;

        let memory = Self::new(parameters, 0);
        let mut memory = memory.map_err(|error| SnapshotError::parameters(&error))?;
        memory.unpack_steps(unpacker)?;
        memory.unpack_dead_cells(unpacker)?;
        memory.grow(&graph, unpacker)?;
        memory.unpack_cells(unpacker)?;
        memory.find_segments_anew();
        memory.restore_last_active(&graph, unpacker)?;
        Ok(memory)
    }

    /// Reads the state that does not belong to single parts.
    //= spec/snapshot.md#snap-graph
    //# Numbers that no step could have left behind MUST be rejected: an increment that is even,
    //# anomaly scores and duty cycles outside 0 to 1, boosts that are not finite numbers above 0,
    //# overlaps that are not finite numbers of at least 0, an inhibition radius of 0, a last active
    //# step after t, lists of cells or columns that do not ascend.
    fn unpack_steps(&mut self, unpacker: &mut Unpacker) -> Result<(), SnapshotError> {
        let random = unpacker.u64s("random")?;
        unpacker.check_len("random", random.len(), 2)?;
        self.random = Pcg32::from_parts(random[0], random[1])
            .ok_or_else(|| unpacker.wrong("random", "has an increment that is not odd"))?;
        self.t = unpacker.counter("t")?;
        self.anomaly = unpacker.f64("anomaly")?;
        let in_range = |score: f64| (0.0..=1.0).contains(&score);
        unpacker.check_numbers("anomaly", &[self.anomaly], "from 0 to 1", in_range)?;
        let bursting = unpacker.u32s("bursting_columns")?;
        unpacker.check_ascending("bursting_columns", &bursting, self.parameters.column_count)?;
        self.bursting_columns = bursting.into_iter().map(ColumnIndex::new).collect();
        Ok(())
    }

    fn unpack_dead_cells(&mut self, unpacker: &mut Unpacker) -> Result<(), SnapshotError> {
        let dead = unpacker.u32s("dead_cells")?;
        unpacker.check_ascending("dead_cells", &dead, self.layer.cell_count())?;
        let dead: BTreeSet<CellIndex> = dead.into_iter().map(CellIndex::new).collect();
        self.layer.kill_cells(&dead).map_err(|error| {
            let TemporalMemoryError::CellDeath { problem, .. } = error else {
                return unpacker.wrong("dead_cells", error.to_string());
            };
            unpacker.wrong("dead_cells", format!("is invalid: {problem}"))
        })
    }

    /// Reads activeCells and winnerCells of the last step.
    fn unpack_cells(&mut self, unpacker: &mut Unpacker) -> Result<(), SnapshotError> {
        let sets = [
            ("active_cells", &mut self.current.active_cells),
            ("winner_cells", &mut self.current.winner_cells),
        ];
        for (name, set) in sets {
            let cells = unpacker.u32s(name)?;
            unpacker.check_ascending(name, &cells, self.layer.cell_count())?;
            for cell in cells {
                set.add(check_alive(&self.layer, cell, name, unpacker)?);
            }
        }
        Ok(())
    }

    /// Grows the segments and synapses.
    //= spec/snapshot.md#snap-graph
    //# A graph that no run could have produced MUST be rejected: cells that do not exist, dead
    //# cells with a segment or a synapse on their axon, two synapses of a segment to the same cell,
    //# permanences outside 0 to 1, serial numbers that do not ascend within a cell, are used twice,
    //# or have not been assigned yet.
    fn grow(&mut self, graph: &Graph, unpacker: &mut Unpacker) -> Result<(), SnapshotError> {
        let next_serial = unpacker.counter("next_serial")?;
        check_serials(graph, next_serial, unpacker)?;
        let mut counts = graph.synapses_per_segment.as_slice();
        let mut serials = graph.serials.as_slice();
        let mut presynaptic_cells = graph.presynaptic_cells.as_slice();
        let mut permanences = graph.permanences.as_slice();
        let mut seen = HashSet::new();
        for (cell, &segments) in (0..).zip(&graph.segments_per_cell) {
            if segments > 0 {
                check_alive(&self.layer, cell, "segments_per_cell", unpacker)?;
            }
            let own_serials = take_front(&mut serials, segments);
            for (&serial, &count) in own_serials.iter().zip(take_front(&mut counts, segments)) {
                let segment =
                    self.layer.grow_known_segment(CellIndex::new(cell), SegmentId::new(serial));
                self.layer.reserve_synapses(segment, count as usize);
                seen.clear();
                let sources = take_front(&mut presynaptic_cells, count);
                for (&source, &permanence) in
                    sources.iter().zip(take_front(&mut permanences, count))
                {
                    let cell = check_alive(&self.layer, source, "presynaptic_cells", unpacker)?;
                    if !seen.insert(source) {
                        let problem = format!("contains cell {source} twice for segment {serial}");
                        return Err(unpacker.wrong("presynaptic_cells", problem));
                    }
                    self.layer.create_synapse(segment, Presynaptic::Cell(cell), permanence);
                }
            }
        }
        self.layer.set_next_serial(SegmentId::new(next_serial));
        Ok(())
    }

    fn restore_last_active(
        &mut self,
        graph: &Graph,
        unpacker: &Unpacker,
    ) -> Result<(), SnapshotError> {
        if !self.keeps_last_active() {
            return Ok(());
        }
        let layer = &self.layer;
        let segments = layer.cell_keys.iter().flat_map(|&cell| &layer.cells[cell].segments);
        for (&segment, &step) in segments.zip(&graph.last_active) {
            if step != NEVER && step > self.t {
                let problem = format!("contains step {step}, but the last step was {}", self.t);
                return Err(unpacker.wrong("last_active", problem));
            }
            self.extensions.set_last_active(segment, (step != NEVER).then_some(step));
        }
        Ok(())
    }
}

fn check_alive(
    layer: &Layer,
    cell: u32,
    array: &str,
    unpacker: &Unpacker,
) -> Result<CellIndex, SnapshotError> {
    let Some(&key) = layer.cell_keys.get(cell as usize) else {
        let last = layer.cell_count() - 1;
        let problem = format!("names cell {cell}; cells are numbered 0 to {last}");
        return Err(unpacker.wrong(array, problem));
    };
    if layer.cells[key].dead {
        return Err(unpacker.wrong(array, format!("names cell {cell}, which is dead")));
    }
    Ok(CellIndex::new(cell))
}

/// Checks that serial numbers ascend along each cell, are unique, and have been assigned.
fn check_serials(graph: &Graph, next: u64, unpacker: &Unpacker) -> Result<(), SnapshotError> {
    let mut rest = graph.serials.as_slice();
    for &segments in &graph.segments_per_cell {
        if !take_front(&mut rest, segments).is_sorted_by(|a, b| a < b) {
            return Err(unpacker.wrong("serials", "must ascend within each cell"));
        }
    }
    let mut sorted = graph.serials.clone();
    sorted.sort_unstable();
    if let Some(pair) = sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(unpacker.wrong("serials", format!("has {} twice", pair[0])));
    }
    if let Some(&last) = sorted.last().filter(|&&last| last >= next) {
        let problem =
            format!("contains {last}, which was never assigned; the next serial number is {next}");
        return Err(unpacker.wrong("serials", problem));
    }
    Ok(())
}

snapshots!(TemporalMemory, TemporalMemory);
