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
