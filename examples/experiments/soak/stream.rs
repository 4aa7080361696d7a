//! The stream, and the region that learns it.

use bami_htm::classifier::SdrClassifierParameters;
use bami_htm::encoders::{
    DateEncoderParameters, EncoderParameters, RandomDistributedScalarEncoderParameters,
};
use bami_htm::random::{Pcg32, PortableRng};
use bami_htm::region::{
    ClassifierInput, FieldEncoder, PredictorParameters, Record, RegionParameters,
};
use bami_htm::spatial_pooler::TieBreak;
use bami_htm::temporal_memory::TemporalMemoryExtensions;
use jiff::SignedDuration;
use jiff::civil::{DateTime, date};

/// The stream of random numbers; the region uses others.
const STREAM: u64 = 77;
/// Number of patterns.
const PATTERNS: usize = 6;
/// Rows per pattern.
const LENGTH: usize = 16;
/// Rows after which one of the patterns is replaced permanently.
const CHANGE: u64 = 5_000;
/// The maximum change of the level per row.
const DRIFT: f64 = 0.02;

/// An endless stream: patterns in random order on a drifting level, with noise, missing values and occasional outliers.
/// The level only rises, so that new values keep coming.
pub struct Stream {
    random: Pcg32,
    patterns: Vec<[f64; LENGTH]>,
    pattern: usize,
    place: usize,
    level: f64,
    row: u64,
    time: DateTime,
}

impl Stream {
    pub fn new(seed: u64) -> Self {
        let mut random = Pcg32::new(seed, STREAM);
        let patterns = (0..PATTERNS).map(|_| pattern(&mut random)).collect();
        let time = date(2000, 1, 1).at(0, 0, 0, 0);
        Self { random, patterns, pattern: 0, place: 0, level: 0.0, row: 0, time }
    }

    /// The next value; `None` if it is missing.
    fn value(&mut self) -> Option<f64> {
        if self.row.is_multiple_of(CHANGE) {
            let changed = self.random.below(PATTERNS as u32) as usize;
            self.patterns[changed] = pattern(&mut self.random);
        }
        if self.place == LENGTH {
            self.place = 0;
            self.pattern = self.random.below(PATTERNS as u32) as usize;
        }
        let value = self.patterns[self.pattern][self.place];
        self.place += 1;
        self.row += 1;
        self.level += DRIFT * self.random.unit();
        let noise = self.random.unit() - 0.5;
        match self.random.below(1000) {
            0..5 => None,
            5..7 => Some(self.level + 300.0 * self.random.unit()),
            _ => Some(self.level + value + noise),
        }
    }
}

fn pattern(random: &mut Pcg32) -> [f64; LENGTH] {
    std::array::from_fn(|_| f64::from(random.below(40)))
}

impl Iterator for Stream {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        let value = self.value();
        let time = self.time;
        // NB: the calendar ends in the year 9999; the timestamps start again there.
        let next = time.checked_add(SignedDuration::from_mins(10));
        self.time = next.unwrap_or(date(2000, 1, 1).at(0, 0, 0, 0));
        Some(Record::new().time("timestamp", time).with("value", value))
    }
}

/// The region, with bounds on everything that it learns, and the classifiers that predict from it.
pub fn parameters(seed: u64) -> (RegionParameters, PredictorParameters) {
    let value =
        RandomDistributedScalarEncoderParameters::default().with_resolution(1.0).with_size(100);
    let region = RegionParameters::default()
        .with_seed(seed)
        .with_encoders([
            FieldEncoder::new(
                "timestamp",
                EncoderParameters::Date(DateEncoderParameters::only_time_of_day()),
            ),
            FieldEncoder::new("value", EncoderParameters::RandomDistributedScalar(value)),
        ])
        .with_sp(
            RegionParameters::default()
                .sp
                .with_column_dimensions([128])
                .with_num_active_columns_per_inh_area(8)
                .with_tie_break(TieBreak::LowestIndex)
                .with_boost_strength(1.0),
        )
        .with_tm(
            RegionParameters::default()
                .tm
                .with_cells_per_column(4)
                .with_activation_threshold(5)
                .with_learning_threshold(3)
                .with_synapse_sample_size(8)
                .with_predicted_decrement(0.005)
                .with_extensions(
                    TemporalMemoryExtensions::default()
                        .with_max_segments_per_cell(8)
                        .with_max_synapses_per_segment(12),
                ),
        );
    let inputs = vec![
        ClassifierInput::Columns,
        ClassifierInput::Cells,
        ClassifierInput::ComingTime,
        ClassifierInput::WeekBefore,
    ];
    let classifier = SdrClassifierParameters::default().with_steps([1, 6]).with_max_buckets(32);
    (region, PredictorParameters::default().with_inputs(inputs).with_classifier(classifier))
}
