//! The memory of an endless stream does not grow.
//!
//! The example `soak` is the long form of this test.

use bami_experiments::soak::stream;

use allocation_counter::measure;
use bami_htm::Learning;
use bami_htm::region::Predictor;
use stream::{Stream, parameters};

/// Rows until every bound is reached.
const SETTLING: usize = 14_000;
/// Rows of each interval after that.
const STRETCH: usize = 1_500;

//= spec/limits.md#limit-stream
//= type=test
//# With a bound on segments and synapses, the memory that a region, a predictor or a network holds
//# MUST NOT grow with the number of rows once the bounds are reached.
#[test]
fn memory_does_not_grow_with_the_rows() {
    let (mut region, predictor) = parameters(42);
    region.sp.column_dimensions = vec![64];
    region.tm.cells_per_column = 2;
    region.tm.extensions.max_segments_per_cell = Some(3);
    region.anomaly.history_window = 1000;
    let greatest = predictor.memory(&region).unwrap().greatest.unwrap();
    let mut stream = Stream::new(42);
    let mut made = None;
    let mut bytes = vec![
        measure(|| {
            let predictor = made.insert(Predictor::new(region, predictor).unwrap());
            (&mut stream).take(SETTLING).for_each(|record| drop(predictor.step(&record).unwrap()));
        })
        .bytes_current,
    ];
    let mut predictor = made.unwrap();
    for _ in 0..4 {
        let stretch = (&mut stream).take(STRETCH);
        let measured =
            measure(|| stretch.for_each(|record| drop(predictor.step(&record).unwrap())));
        bytes.push(bytes[bytes.len() - 1] + measured.bytes_current);
    }
    let layer = predictor.region().temporal_memory().layer();
    println!(
        "{bytes:?} bytes, {} segments, {} synapses",
        layer.segment_count(),
        layer.synapse_count()
    );
    assert!(layer.segment_count() > 350, "{}", layer.segment_count());
    let (settled, end) = (bytes[0], bytes[bytes.len() - 1]);
    assert!(end - settled < settled / 100, "{bytes:?}");
    assert!(end < greatest as i64, "{end} bytes, at most {greatest}");
}

/// Times that go back, or that differ by nanoseconds, take no more memory than others.
//= spec/classifier.md#cla-week-remembered
//= type=test
//# If more than 1048576 times are remembered for week-before, the earliest of them MUST be
//# forgotten.
#[test]
fn times_that_go_back_are_forgotten() {
    use bami_htm::region::{ClassifierInput, PredictorParameters, Record, RegionParameters};
    use jiff::SignedDuration;
    use jiff::civil::date;

    let (mut region, _) = parameters(42);
    region.sp.column_dimensions = vec![1];
    region.sp.num_active_columns_per_inh_area = Some(1);
    region.sp.potential_pct = 0.01;
    region.tm.cells_per_column = 1;
    region.anomaly.history_window = 10;
    region.anomaly.estimation_samples = 10;
    let region: RegionParameters = region;
    let inputs = vec![ClassifierInput::WeekBefore];
    let parameters = PredictorParameters::default().with_inputs(inputs);
    let mut predictor = Predictor::new(region, parameters).unwrap();
    let end = date(2026, 1, 1).at(0, 0, 0, 0);
    let mut step = |n: i64| {
        let time = end.checked_sub(SignedDuration::from_nanos(n)).unwrap();
        let record = Record::new().time("timestamp", time).number("value", 1.0);
        predictor.step_with(&record, Learning::Off).unwrap();
    };
    const MOST: i64 = 1 << 20;
    (0..MOST + 1).for_each(&mut step);
    let after = measure(|| (MOST + 1..MOST + 1000).for_each(&mut step));
    assert!(after.bytes_current.abs() < 1000, "{after:?}");
}
