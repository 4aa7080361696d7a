//! The rules of `spec/classifier.md` that are about a region, and what a predictor learns.

use super::*;
use crate::anatomy::{CellIndex, ColumnIndex};
use crate::classifier::SdrClassifierParameters;
use crate::encoders::OrderedCategoryEncoderParameters;
use crate::sdr::Sdr;

fn predictor(steps: &[u32], inputs: &[ClassifierInput]) -> Predictor {
    let classifier =
        SdrClassifierParameters { steps: steps.to_vec(), learning_rate: 0.1, ..Default::default() };
    let parameters =
        PredictorParameters::default().with_inputs(inputs.to_vec()).with_classifier(classifier);
    Predictor::new(small(), parameters).unwrap()
}

//= spec/classifier.md#cla-region-target
//= type=test
//# A region without a target field MUST be rejected.
#[test]
fn cla_region_target_a_region_without_a_target_field_is_refused() {
    let encoders = vec![category("one"), category("other")];
    let region = RegionParameters { encoders, ..small() };
    let error = Predictor::new(region, PredictorParameters::default()).unwrap_err();
    assert!(error.to_string().starts_with("metric = none: must name the field"), "{error}");
    for inputs in [vec![], vec![ClassifierInput::Cells; 2]] {
        let parameters = PredictorParameters { inputs, ..PredictorParameters::default() };
        assert!(Predictor::new(small(), parameters).is_err());
    }
    let none = PredictorParameters::default().with_target_width(0);
    let error = Predictor::new(small(), none).unwrap_err().to_string();
    assert!(error.starts_with("target_width = 0: must be"), "{error}");
}

//= spec/classifier.md#cla-region-target
//= type=test
//# The target of a step MUST be the value of the target field with the bucket floor(b /
//# target_width), where b is the bucket that its encoder assigns to it, or absent if the value is
//# missing.
#[test]
fn cla_region_target_may_be_wider_than_a_bucket_of_the_encoder() {
    let distances = RandomDistributedScalarEncoderParameters::default().with_resolution(1.0);
    let distances = EncoderParameters::RandomDistributedScalar(distances);
    let encoders = vec![FieldEncoder::new("value", distances)];
    let region = RegionParameters { encoders, ..small() };
    let wide = |width| PredictorParameters::default().with_target_width(width);
    let mut one = Predictor::new(region.clone(), wide(1)).unwrap();
    let mut eight = Predictor::new(region, wide(8)).unwrap();
    for number in [0.0, 7.0, 8.0, 20.0, -1.0, -8.0, -9.0] {
        let bucket = one.step(&value(number)).unwrap().bucket.unwrap();
        let step = eight.step(&value(number)).unwrap();
        assert_eq!(step.bucket, Some((bucket as f64 / 8.0).floor() as i64), "{number}");
    }
    // Buckets below 0 are as wide as the others.
    let buckets: Vec<i64> = eight.classifiers()[0]
        .infer(&Sdr::new(eight.classifiers()[0].size(), []).unwrap())
        .unwrap()[0]
        .outcomes
        .iter()
        .map(|outcome| outcome.bucket)
        .collect();
    assert_eq!(buckets, [-2, -1, 0, 1, 2]);
}

//= spec/classifier.md#cla-region-target
//= type=test
//# The target field MUST be the metric or, in a region in which no field has a scalar, random
//# distributed scalar or log encoder, the only field with a category or ordered category encoder.
//= spec/classifier.md#cla-region-target
//= type=test
//# For a category, the target MUST be b, as the bucket and as the value.
#[test]
fn cla_region_target_may_be_a_category() {
    let ordered = OrderedCategoryEncoderParameters::new(["low", "middle", "high"]);
    let ordered =
        FieldEncoder::new("colour", EncoderParameters::OrderedCategory(ordered.with_spacing(5)));
    let colours = CategoryEncoderParameters::new(["red", "green", "blue"]);
    let colours = FieldEncoder::new("colour", EncoderParameters::Category(colours));
    let sequence = [("red", 0), ("blue", 2), ("green", 1)];
    let levels = [("low", 0), ("high", 10), ("middle", 5)];
    for (encoder, sequence) in [(colours, sequence), (ordered, levels)] {
        let region = RegionParameters { encoders: vec![encoder], ..small() };
        let parameters = PredictorParameters::default().with_target_width(3);
        let mut predictor = Predictor::new(region, parameters).unwrap();
        let mut predicted = None;
        for step in 0..300 {
            let (name, bucket) = sequence[step % 3];
            let result = predictor.step(&Record::new().category("colour", name)).unwrap();
            assert_eq!(result.bucket, Some(bucket));
            assert!(
                step < 200 || predicted == Some((bucket, bucket as f64)),
                "{step} {predicted:?}"
            );
            predicted = result.predictions[0].mode().map(|most| (most.bucket, most.value));
        }
        assert_eq!(predictor.step(&Record::new()).unwrap().bucket, None);
    }
    // A number takes precedence, and where there are several, none is chosen.
    let encoders = vec![category("colour"), scalar("value")];
    let region = RegionParameters { encoders, ..small() };
    let mut predictor = Predictor::new(region, PredictorParameters::default()).unwrap();
    assert_eq!(predictor.step(&value(72.5)).unwrap().bucket, Some(72));
    let encoders = vec![category("colour"), scalar("value"), scalar("level")];
    let region = RegionParameters { encoders, ..small() };
    assert!(Predictor::new(region, PredictorParameters::default()).is_err());
}

//= spec/classifier.md#cla-region-target
//= type=test
//# The target of a step MUST be the value of the target field with the bucket floor(b /
//# target_width), where b is the bucket that its encoder assigns to it, or absent if the value is
//# missing.
#[test]
fn cla_region_target_is_the_bucket_of_the_metric() {
    let mut predictor = predictor(&[1], &[ClassifierInput::Cells]);
    let step = predictor.step(&value(72.5)).unwrap();
    assert_eq!(step.bucket, Some(72));
    let outcome = step.predictions[0].outcomes[0];
    assert_eq!((outcome.bucket, outcome.value), (72, 72.5));
    for missing in [Record::new(), value(f64::NAN)] {
        let step = predictor.step(&missing).unwrap();
        assert_eq!((step.bucket, step.predictions[0].outcomes.len()), (None, 1));
    }
}

//= spec/classifier.md#cla-region-target
//= type=test
//# The target of a step MUST be the value of the target field with the bucket floor(b /
//# target_width), where b is the bucket that its encoder assigns to it, or absent if the value is
//# missing.
#[test]
fn cla_region_target_is_the_metric_also_if_its_column_has_another_name() {
    let encoders = vec![scalar("level").with_columns(["value"])];
    let region = RegionParameters { encoders, ..small() };
    let mut predictor = Predictor::new(region, PredictorParameters::default()).unwrap();
    assert_eq!(predictor.step(&value(72.5)).unwrap().bucket, Some(72));
}

//= spec/classifier.md#cla-region-pattern
//= type=test
//# The pattern of a step MUST be the concatenation of the inputs of the classifier in their order,
//# each as it is after the region's step.
#[test]
fn cla_region_pattern_is_the_inputs_one_behind_the_other() {
    use ClassifierInput::{Cells, Columns, Encoding, PredictedColumns, WinnerCells};
    let inputs = [Columns, Encoding, PredictedColumns, Cells, WinnerCells];
    let mut predictor = predictor(&[1], &inputs);
    assert_eq!(predictor.classifiers()[0].size(), 256 + 120 + 256 + 256 * 8 + 256 * 8);
    let mut expected = Vec::new();
    for step in 0..300 {
        let result = predictor.step(&value(wave(step))).unwrap().result;
        let memory = predictor.region().temporal_memory();
        let behind = |offset: u32| move |bit: &u32| offset + bit;
        expected = result.active_columns.on().to_vec();
        expected.extend(result.encoded.on().iter().map(behind(256)));
        expected.extend(ColumnIndex::numbers(memory.predicted_columns()).iter().map(behind(376)));
        expected.extend(CellIndex::numbers(memory.active_cells()).iter().map(behind(632)));
        expected.extend(CellIndex::numbers(memory.winner_cells()).iter().map(behind(2680)));
        assert_eq!(predictor.pattern(&result, 1).unwrap().on(), expected);
    }
    assert!(expected.iter().any(|bit| (376..632).contains(bit)), "nothing was predicted");
}

#[test]
fn after_a_reset_nothing_is_learned_across_the_border() {
    let mut predictor = predictor(&[1], &[ClassifierInput::Encoding]);
    predictor.step(&value(10.0)).unwrap();
    predictor.step(&value(20.0)).unwrap();
    let before = predictor.step(&Record::new()).unwrap().predictions;
    predictor.reset();
    let after = predictor.step(&Record::new()).unwrap().predictions;
    assert_eq!(after, before);
}

/// The wave in larger strides, so that values behind one another have little in common. Each of them
/// comes twice in a round, once followed by a higher one and once by a lower one.
fn strides(step: usize) -> f64 {
    wave(7 * step)
}

#[test]
fn a_sequence_is_predicted_several_steps_ahead_from_the_cells_alone() {
    let mut predictor = predictor(&[1, 5], &[ClassifierInput::Cells]);
    for step in 0..1000 {
        let predictions = predictor.step(&value(strides(step))).unwrap().predictions;
        for prediction in predictions.iter().filter(|_| step >= 800) {
            let actual = strides(step + prediction.steps as usize);
            let predicted = prediction.median().unwrap();
            assert!((predicted - actual).abs() < 1.0, "step {step}: {predicted} for {actual}");
        }
    }
}

/// At the trough of the wave, 11.96, 10 and 11.96 again have all but one of their bits in common and
/// so the same columns; a repetition of the same columns leaves the cells as they are. What follows
/// these three steps cannot be told apart from the cells: each is given about a third.
#[test]
fn what_follows_the_same_cells_shares_the_probability() {
    let classifier = SdrClassifierParameters { steps: vec![1], ..Default::default() };
    let parameters = PredictorParameters::default()
        .with_inputs([ClassifierInput::Cells])
        .with_classifier(classifier);
    let mut predictor = Predictor::new(small(), parameters).unwrap();
    let mut cells = Vec::new();
    for step in 0..2000 {
        let prediction = predictor.step(&value(wave(step))).unwrap().predictions.remove(0);
        match step % 20 {
            _ if step < 1500 => {}
            14 => cells = predictor.region().temporal_memory().active_cells().to_vec(),
            15 | 16 => assert_eq!(predictor.region().temporal_memory().active_cells(), cells),
            _ => {
                let (predicted, actual) = (prediction.median().unwrap(), wave(step + 1));
                assert!((predicted - actual).abs() < 1.0, "step {step}: {predicted} for {actual}");
            }
        }
        if step >= 1500 && (14..17).contains(&(step % 20)) {
            for bucket in [10, 11, 17] {
                let probability = prediction.probability(bucket);
                assert!((0.2..0.5).contains(&probability), "step {step}: {bucket} {probability}");
            }
        }
    }
}

/// The small region with a time beside the value.
fn timed(steps: &[u32], inputs: &[ClassifierInput]) -> Predictor {
    let mut region = small();
    let time = DateEncoderParameters::only_time_of_day();
    region.encoders.insert(0, FieldEncoder::new("timestamp", EncoderParameters::Date(time)));
    let classifier = SdrClassifierParameters { steps: steps.to_vec(), ..Default::default() };
    let parameters =
        PredictorParameters::default().with_inputs(inputs.to_vec()).with_classifier(classifier);
    Predictor::new(region, parameters).unwrap()
}

/// So many hours after a Monday, 0 o'clock.
fn at(hours: i64, number: f64) -> Record {
    let monday = jiff::civil::date(2026, 3, 2).at(0, 0, 0, 0);
    value(number).time("timestamp", monday + jiff::Span::new().hours(hours))
}

/// The pattern of the last horizon after a record.
fn pattern(predictor: &mut Predictor, record: &Record) -> Vec<u32> {
    let result = predictor.step(record).unwrap().result;
    let steps = predictor.classifiers().last().unwrap().parameters().steps[0];
    predictor.pattern(&result, steps).unwrap().on().to_vec()
}

//= spec/classifier.md#cla-coming
//= type=test
//# The time predicted for MUST be the time of the record plus k times the duration from the record
//# before to it, where k is the horizon, and be unknown if either time is missing or the duration
//# is not above 0.
//= spec/classifier.md#cla-coming-time
//= type=test
//# The input coming-time MUST be the bits of a periodic encoder with the period 604800, the minimum
//# 0, 1008 buckets and 21 active bits for the seconds from the last Monday, 0 o'clock, to the time
//# predicted for, and no bits if that time is unknown.
//= spec/classifier.md#cla-region-horizons
//= type=test
//# Each horizon MUST have a classifier of its own, with the pattern of that horizon.
#[test]
fn cla_coming_time_is_that_of_the_week() {
    let mut predictor = timed(&[1, 3], &[ClassifierInput::ComingTime]);
    let sizes: Vec<u32> = predictor.classifiers().iter().map(|of| of.size()).collect();
    assert_eq!(sizes, [1008, 1008]);
    assert!(pattern(&mut predictor, &at(0, 1.0)).is_empty(), "there is no interval yet");
    // Two hours on, three steps ahead: Monday, 8 o'clock, bucket 48, which has the bits 38 to 58.
    assert_eq!(pattern(&mut predictor, &at(2, 1.0)), (38..59).collect::<Vec<_>>());
    // 126 + 3 * 124 hours after that Monday is a Sunday, 18 o'clock: bucket 972.
    assert_eq!(pattern(&mut predictor, &at(126, 1.0)), (962..983).collect::<Vec<_>>());
    assert!(pattern(&mut predictor, &at(126, 1.0)).is_empty(), "the time repeats");
    assert!(pattern(&mut predictor, &value(1.0)).is_empty(), "no time");
    assert!(pattern(&mut predictor, &at(130, 1.0)).is_empty(), "no time before");
    assert_eq!(pattern(&mut predictor, &at(131, 1.0)).len(), 21);
    let step = predictor.step(&at(132, 1.0)).unwrap().result;
    let [one, three] = [1, 3].map(|steps| predictor.pattern(&step, steps).unwrap());
    assert_ne!(one, three, "each horizon has its own pattern");
}

//= spec/classifier.md#cla-week-before
//= type=test
//# The input week-before MUST be the bits that the encoder of the target field produced in the last
//# step with a time seven days before the time predicted for, and no bits if that time is unknown
//# or there was no such step.
//= spec/classifier.md#cla-coming-reset
//= type=test
//# A reset MUST forget the times and the bits that coming-time and week-before use.
#[test]
fn cla_week_before_is_what_came_then() {
    let mut predictor = timed(&[5], &[ClassifierInput::WeekBefore]);
    assert_eq!(predictor.classifiers()[0].size(), 120);
    for hour in 0..400 {
        let found = pattern(&mut predictor, &at(hour, (hour % 90) as f64));
        // NB: bucket b of the scalar encoder has the bits b to b + 20.
        let first = ((hour + 5 - 168) % 90) as u32;
        let expected: Vec<u32> =
            if hour < 168 - 5 { vec![] } else { (first..first + 21).collect() };
        assert_eq!(found, if hour == 0 { vec![] } else { expected }, "hour {hour}");
    }
    predictor.reset();
    assert!(pattern(&mut predictor, &at(400, 1.0)).is_empty());
    assert!(pattern(&mut predictor, &at(401, 1.0)).is_empty(), "the week was forgotten");
}

#[test]
fn where_no_encoder_reads_a_time_nothing_is_known_of_it() {
    let inputs = [ClassifierInput::ComingTime, ClassifierInput::WeekBefore];
    let mut predictor = predictor(&[1], &inputs);
    for step in 0..3 {
        assert!(pattern(&mut predictor, &value(wave(step))).is_empty());
    }
}

//= spec/classifier.md#cla-decode-votes
//= type=test
//# The votes of a bit MUST be the number of the predicted columns that have a connected synapse to
//# it.
//= spec/classifier.md#cla-decode-bits
//= type=test
//# Of the bits of the metric's encoder, as many as it has active bits MUST be taken, those with the
//# most votes first, the lower first among bits with equally many votes, and none without a vote.
//= spec/classifier.md#cla-decode-value
//= type=test
//# The bits taken MUST be decoded by the encoder of the metric (ENC-DECODE-BEST).
//= spec/classifier.md#d-cla-8
//= type=test
//# The number of bits that are taken MUST be w, the number of active bits of the metric's encoder.
#[test]
fn cla_decode_gives_what_the_predicted_columns_stand_for() {
    let mut region = region(&small());
    assert_eq!(region.decode_prediction().unwrap(), None, "nothing is predicted at first");
    let mut decoded = None;
    for step in 0..400 {
        region.step(&value(strides(step))).unwrap();
        decoded = region.decode_prediction().unwrap();
    }
    // The rule, said again.
    let predicted = region.temporal_memory().predicted_columns();
    let votes = |bit: u32| {
        let is_connected = |column: &&ColumnIndex| {
            let mut synapses = region.spatial_pooler().potential_synapses(**column).unwrap();
            let threshold = region.spatial_pooler().parameters().connected_permanence;
            synapses.any(|(input, permanence)| input == bit && permanence >= threshold)
        };
        predicted.iter().filter(is_connected).count()
    };
    let mut bits: Vec<(usize, std::cmp::Reverse<u32>)> =
        (0..120).map(|bit| (votes(bit), std::cmp::Reverse(bit))).collect();
    bits.sort_unstable();
    let taken = bits.iter().rev().take(21).filter(|(votes, _)| *votes > 0).map(|(_, bit)| bit.0);
    let taken = crate::sdr::Sdr::new(120, taken).unwrap();
    assert_eq!(region.encoder().decode(&taken).unwrap().pop(), decoded);
}

/// Where more columns are predicted than a value has, several values are predicted at once, of which
/// decoding gives one; all others are right.
#[test]
fn a_sequence_is_decoded_a_step_ahead() {
    let mut region = region(&small());
    let mut of_one_value = 0;
    for step in 0..1000 {
        region.step(&value(strides(step))).unwrap();
        let columns = region.temporal_memory().predicted_columns().len();
        if step < 800 || columns > 22 {
            continue;
        }
        let decoded = region.decode_prediction().unwrap().unwrap();
        let (predicted, actual) = (decoded.meaning.middle().unwrap(), strides(step + 1));
        assert!((predicted - actual).abs() < 6.0, "step {step}: {predicted} for {actual}");
        of_one_value += 1;
    }
    assert!(of_one_value >= 150, "{of_one_value} of 200");
}
