//! The rules of `spec/classifier.md` that are about a region, and what a predictor learns.

use super::*;
use crate::classifier::SdrClassifierParameters;

fn predictor(steps: &[u32], inputs: &[ClassifierInput]) -> Predictor {
    let classifier =
        SdrClassifierParameters { steps: steps.to_vec(), learning_rate: 0.1, ..Default::default() };
    let parameters = PredictorParameters { inputs: inputs.to_vec(), classifier };
    Predictor::new(small(), parameters).unwrap()
}

//= spec/classifier.md#cla-region-target
//= type=test
//# A region without a metric MUST be refused.
#[test]
fn cla_region_target_a_region_without_a_metric_is_refused() {
    let region = RegionParameters { encoders: vec![category("value")], ..small() };
    let error = Predictor::new(region, PredictorParameters::default()).unwrap_err();
    assert!(error.to_string().starts_with("metric = none: must name the field"), "{error}");
    for inputs in [vec![], vec![ClassifierInput::Cells; 2]] {
        let parameters = PredictorParameters { inputs, ..PredictorParameters::default() };
        assert!(Predictor::new(small(), parameters).is_err());
    }
}

//= spec/classifier.md#cla-region-target
//= type=test
//# The target of a step MUST be the value of the metric with the bucket that its encoder has for it, and a missing metric be no target.
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

//= spec/classifier.md#cla-region-pattern
//= type=test
//# The pattern of a step MUST be the inputs of the classifier one behind the other in their order, each as it is after the region's step.
#[test]
fn cla_region_pattern_is_the_inputs_one_behind_the_other() {
    use ClassifierInput::{Cells, Columns, Encoding, PredictedColumns};
    let mut predictor = predictor(&[1], &[Columns, Encoding, PredictedColumns, Cells]);
    assert_eq!(predictor.classifier().size(), 256 + 120 + 256 + 256 * 8);
    let mut expected = Vec::new();
    for step in 0..300 {
        let result = predictor.step(&value(wave(step))).unwrap().result;
        let memory = predictor.region().temporal_memory();
        let behind = |offset: u32| move |bit: &u32| offset + bit;
        expected = result.active_columns.on().to_vec();
        expected.extend(result.encoded.on().iter().map(behind(256)));
        expected.extend(memory.predicted_columns().iter().map(behind(376)));
        expected.extend(memory.active_cells().iter().map(behind(632)));
        assert_eq!(predictor.pattern(&result).unwrap().on(), expected);
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
    let parameters = PredictorParameters { inputs: vec![ClassifierInput::Cells], classifier };
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
