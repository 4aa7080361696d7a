//! Random growth and removal, checked against the invariants and a simple model of the graph.

use proptest::prelude::*;

use super::*;

/// One change to a layer; the numbers are taken modulo the number of existing parts.
#[derive(Clone, Debug)]
enum Change {
    GrowSegment(usize),
    CreateSynapse(usize, usize),
    RemoveSynapse(usize),
    RemoveSegment(usize),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        3 => any::<usize>().prop_map(Change::GrowSegment),
        6 => any::<(usize, usize)>().prop_map(|(s, c)| Change::CreateSynapse(s, c)),
        2 => any::<usize>().prop_map(Change::RemoveSynapse),
        1 => any::<usize>().prop_map(Change::RemoveSegment),
    ]
}

/// The model: (serial, cell, presynaptic cells) of each segment, in the order of creation.
type Model = Vec<(SegmentId, CellIndex, Vec<CellIndex>)>;

fn read(layer: &Layer) -> Model {
    let mut all: Model = layer
        .segments()
        .map(|s| {
            let synapses = s.synapses().map(|s| s.presynaptic().index().into()).collect();
            (s.serial(), s.cell().unwrap().index(), synapses)
        })
        .collect();
    all.sort_unstable();
    all
}

proptest! {
    //= spec/portable-core.md#r-4-segment
    //= type=test
    //# The first segment ever created in a layer MUST have the serial number 0, the next 1, and so
    //# on.
    //= spec/portable-core.md#r-4-segment
    //= type=test
    //# A serial number MUST NOT be reused.
    #[test]
    fn r_4_the_graph_stays_whole_and_serials_are_never_reused(
        changes in prop::collection::vec(change(), 0..120),
    ) {
        let mut layer = Layer::new(3, 2, 0);
        let mut model: Model = vec![];
        let mut serial = 0;
        for change in changes {
            let keys: Vec<SegmentKey> = model
                .iter()
                .map(|&(serial, ..)| layer.segment_key(serial).unwrap())
                .collect();
            match change {
                Change::GrowSegment(cell) => {
                    let cell = cell % 6;
                    layer.grow_distal_segment(layer.cell_keys[cell]);
                    model.push((SegmentId::new(serial), CellIndex::new(cell as u32), vec![]));
                    serial += 1;
                }
                Change::CreateSynapse(segment, cell) if !model.is_empty() => {
                    let (at, cell) = (segment % model.len(), CellIndex::new(cell as u32 % 6));
                    if !model[at].2.contains(&cell) {
                        layer.create_synapse(keys[at], Presynaptic::Cell(cell), 0.3);
                        model[at].2.push(cell);
                    }
                }
                Change::RemoveSynapse(which) if !model.is_empty() => {
                    let at = which % model.len();
                    if let Some(n) = which.checked_rem(model[at].2.len()) {
                        layer.remove_synapse(layer.segments[keys[at]].synapses[n]);
                        model[at].2.remove(n);
                    }
                }
                Change::RemoveSegment(which) if !model.is_empty() => {
                    let at = which % model.len();
                    layer.remove_segment(keys[at]);
                    model.remove(at);
                }
                _ => {}
            }
            prop_assert_eq!(layer.check_invariants(), Ok(()));
            prop_assert_eq!(&read(&layer), &model);
            for number in 0..=serial {
                let segment = model.iter().find(|(serial, ..)| *serial == number);
                let found = layer.segment(number).map(|found| found.serial());
                prop_assert_eq!(found, segment.map(|(serial, ..)| *serial));
            }
        }
    }
}

//= spec/portable-core.md#r-4-cell
//= type=test
//# Cell i of column c MUST have the number c * cellsPerColumn + i.
#[test]
fn r_4_cells_are_numbered_column_by_column() {
    let layer = Layer::new(3, 4, 0);
    for column in layer.columns() {
        for (i, cell) in column.cells().enumerate() {
            assert_eq!(cell.index(), column.index().get() * 4 + i as u32);
            assert_eq!(cell.column(), column);
            assert_eq!(layer.cell(cell.index()), Some(cell));
        }
    }
    assert_eq!((layer.column_count(), layer.cell_count(), layer.input_count()), (3, 12, 0));
}

//= spec/portable-core.md#r-3
//= type=test
//# Columns MUST be visited by ascending index, the cells of a column by ascending index, and the
//# segments of a cell and the synapses of a segment in the order in which they were created.
#[test]
fn r_3_segments_come_by_cell_and_then_by_creation() {
    let mut layer = Layer::new(2, 1, 5);
    let [low, high] = [layer.cell_keys[0], layer.cell_keys[1]];
    for cell in [high, low, high, low] {
        layer.grow_distal_segment(cell);
    }
    let serials: Vec<SegmentId> = layer.segments().map(|s| s.serial()).collect();
    assert_eq!(serials, [1, 3, 0, 2]);
    assert_eq!(layer.segment(3).unwrap().column().index(), 0);
    assert_eq!(layer.segment(4), None);
    assert_eq!((layer.column(2), layer.cell(2)), (None, None));
}

#[test]
fn views_walk_the_graph_both_ways() {
    let mut layer = Layer::new(2, 1, 5);
    let proximal = layer.grow_proximal_segment(layer.column_keys[1]);
    layer.create_synapse(proximal, Presynaptic::Input(4.into()), 0.25);
    let distal = layer.grow_distal_segment(layer.cell_keys[0]);
    layer.create_synapse(distal, Presynaptic::Cell(1.into()), 0.75);
    assert_eq!(layer.check_invariants(), Ok(()));

    let segment = layer.column(1).unwrap().proximal_segment().unwrap();
    assert_eq!((segment.serial().get(), segment.cell()), (0, None));
    assert_eq!(segment.column().index(), 1);
    let synapse = segment.synapses().next().unwrap();
    assert_eq!(
        (synapse.presynaptic(), synapse.permanence()),
        (PresynapticView::Input(4.into()), 0.25)
    );

    let synapse = layer.cell(1).unwrap().axon().next().unwrap();
    assert_eq!(synapse.presynaptic(), PresynapticView::Cell(layer.cell(1).unwrap()));
    assert_eq!(synapse.segment().cell(), layer.cell(0));
    assert_eq!([0, 1, 2].map(|cell| layer.axon_len(cell)), [0, 1, 0]);
    assert_eq!((layer.segment_count(), layer.synapse_count()), (2, 2));

    layer.remove_segment(proximal);
    assert_eq!(layer.column(1).unwrap().proximal_segment(), None);
    assert_eq!((layer.segment_count(), layer.synapse_count()), (1, 1));
    assert_eq!(layer.check_invariants(), Ok(()));
}

#[test]
fn input_synapses_made_at_once_are_those_made_one_by_one() {
    let inputs = [(0, 0.25), (3, 0.5), (4, 1.0)]
        .map(|(input, permanence)| (InputIndex::new(input), permanence));
    let grown = |at_once: bool| {
        let mut layer = Layer::new(2, 0, 5);
        for column in layer.column_keys.clone() {
            let segment = layer.grow_proximal_segment(column);
            if at_once {
                layer.create_input_synapses(segment, &inputs);
            } else {
                for (bit, permanence) in inputs {
                    layer.create_synapse(segment, Presynaptic::Input(bit), permanence);
                }
            }
        }
        assert_eq!(layer.check_invariants(), Ok(()));
        layer
    };
    assert_eq!(format!("{:?}", grown(true)), format!("{:?}", grown(false)));
}

/// Each kind of damage is found and named.
#[test]
fn damage_is_found() {
    let whole = || {
        let mut layer = Layer::new(2, 1, 1).connected_from(0.5);
        let segment = layer.grow_distal_segment(layer.cell_keys[0]);
        let synapse = layer.create_synapse(segment, Presynaptic::Cell(1.into()), 0.5);
        (layer, segment, synapse)
    };
    let damages: [fn(&mut Layer, SegmentKey, SynapseKey); 16] = [
        |l, _, _| l.column_keys.swap(0, 1),
        |l, _, _| l.cell_keys.swap(0, 1),
        |l, _, _| {
            l.cell_keys.pop();
        },
        |l, _, _| l.columns[l.column_keys[0]].cells.clear(),
        |l, segment, _| {
            l.segments.remove(segment);
        },
        |l, segment, _| l.cells[l.cell_keys[0]].segments.push(segment),
        |l, _, _| l.cells[l.cell_keys[0]].segments.clear(),
        |l, _, synapse| {
            l.synapses.remove(synapse);
        },
        |l, _, synapse| l.synapses[synapse].permanence = f64::NAN,
        |l, segment, _| l.segments[segment].serial = 9.into(),
        |l, _, _| l.axons.clear(1.into()),
        |l, _, _| l.input_axons[0].push(0),
        |l, _, _| l.axons.attach(0.into(), Edge::new(0, true)),
        |l, _, synapse| l.synapses[synapse].permanence = 0.25,
        |l, _, _| l.slots[0] = SegmentKey::default(),
        |l, segment, _| {
            l.segments[segment].serial = 1.into();
            l.next_serial = 2.into();
        },
    ];
    let found: Vec<String> = damages
        .iter()
        .map(|damage| {
            let (mut layer, segment, synapse) = whole();
            damage(&mut layer, segment, synapse);
            layer.check_invariants().unwrap_err().to_string()
        })
        .collect();
    insta::assert_snapshot!(found.join("\n"));
}
