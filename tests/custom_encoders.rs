//! A user-defined encoder works in a region, a predictor, a network and their snapshots like a
//! built-in one.
#![cfg(feature = "snapshot")]

use bami_htm::classifier::SdrClassifierParameters;
use bami_htm::encoders::{
    Bucket, CategoryEncoderParameters, ConcatenatedEncoderParameters, Encoder, EncoderError,
    EncoderMemory, EncoderParameters, EncoderRegistry, ScalarEncoder, ScalarEncoderParameters,
    Value,
};
use bami_htm::network::{Link, Network, NetworkParameters, NetworkRegionParameters};
use bami_htm::parameters::ParameterError;
use bami_htm::region::{
    FieldEncoder, Predictor, PredictorParameters, Record, Region, RegionParameters,
};
use bami_htm::sdr::Sdr;
use bami_htm::snapshot::{Snapshot, SnapshotError};
use serde_json::json;

/// Encodes the sum of the last numbers, so that it has both parameters and state.
#[derive(Clone, Debug)]
struct RecentSum {
    window: usize,
    last: Vec<i64>,
}

impl RecentSum {
    fn new(window: usize) -> Self {
        Self { window, last: Vec::new() }
    }

    fn from_json(parameters: &serde_json::Value) -> Result<Self, ParameterError> {
        let window = parameters["window"].as_u64().filter(|window| (1..=16).contains(window));
        let wrong = || ParameterError::new("window", &parameters["window"], "must be 1 to 16");
        Ok(Self::new(window.ok_or_else(wrong)? as usize))
    }

    fn sum_with(&self, number: f64) -> i64 {
        let before = self.last.iter().rev().take(self.window - 1).sum::<i64>();
        (before + number as i64).rem_euclid(40)
    }
}

impl Encoder for RecentSum {
    fn kind(&self) -> &str {
        "recent-sum"
    }

    fn json_parameters(&self) -> serde_json::Value {
        json!({ "window": self.window })
    }

    fn size(&self) -> u32 {
        80
    }

    fn active_bits(&self) -> u32 {
        21
    }

    // Rejects negative numbers, which `buckets` does not do.
    fn encode(&mut self, value: &Value) -> Result<Sdr, EncoderError> {
        let Some(number) = value.to_number()? else { return Ok(Sdr::empty(80)?) };
        if number < 0.0 {
            return Err(EncoderError::Other(format!("{number} is negative")));
        }
        let first = self.sum_with(number) as u32;
        self.last.push(number as i64);
        self.last.drain(..self.last.len().saturating_sub(self.window));
        Ok(Sdr::new(80, first..first + 21)?)
    }

    fn buckets(&self, value: &Value) -> Result<Vec<Bucket>, EncoderError> {
        let number = value.to_number()?;
        Ok(number.map(|number| Bucket::new(number as i64)).into_iter().collect())
    }

    fn reset(&mut self) {
        self.last.clear();
    }

    fn memory(&self) -> EncoderMemory {
        EncoderMemory::Buckets(self.last.clone())
    }

    fn remember(&mut self, memory: EncoderMemory) -> Result<(), EncoderError> {
        match memory {
            EncoderMemory::Buckets(last) if last.len() <= self.window => {
                self.last = last;
                Ok(())
            }
            _ => Err(EncoderError::Other("not the state of a recent-sum encoder".into())),
        }
    }
}

fn registry() -> EncoderRegistry {
    EncoderRegistry::new().with("recent-sum", RecentSum::from_json)
}

fn colour() -> FieldEncoder {
    let parameters = CategoryEncoderParameters::new(["red", "green"]);
    FieldEncoder::new("colour", EncoderParameters::Category(parameters))
}

/// A region with a custom encoder of the metric, and one within a concatenation.
fn parameters() -> RegionParameters {
    let sum = |window| EncoderParameters::custom(RecentSum::new(window));
    let scalar = EncoderParameters::Scalar(ScalarEncoderParameters::default());
    let both = ConcatenatedEncoderParameters::new([("level", scalar), ("sum", sum(5))]);
    let both = FieldEncoder::new("both", EncoderParameters::Concatenated(both));
    let value = FieldEncoder::new("value", sum(2));
    let both = both.with_columns(["value", "value"]);
    let encoders = [value, both, colour()];
    let mut parameters = RegionParameters::default().with_metric("value").with_encoders(encoders);
    parameters.sp.column_dimensions = vec![128];
    parameters.sp.num_active_columns_per_inh_area = Some(8);
    parameters.tm.cells_per_column = 4;
    parameters.tm.activation_threshold = 5;
    parameters.tm.learning_threshold = 4;
    parameters
}

fn network_parameters() -> NetworkParameters {
    let mut second = NetworkRegionParameters::from_region("second", parameters());
    (second.metric, second.encoders) = (None, Vec::new());
    NetworkParameters::new(3)
        .region(NetworkRegionParameters::from_region("first", parameters()))
        .region(second.link(Link::new("first").with_union(2)).with_period(3))
}

fn predictor_parameters() -> PredictorParameters {
    let classifier = SdrClassifierParameters::default().with_steps([1, 2]);
    PredictorParameters::default().with_classifier(classifier)
}

fn record(step: usize) -> Record {
    let record =
        Record::new().category("colour", if step.is_multiple_of(2) { "red" } else { "green" });
    if step % 11 == 10 { record } else { record.number("value", (step * step % 13) as f64) }
}

/// The bytes of a snapshot, which can be compared even if it contains NaN.
fn bytes(snapshot: Result<Snapshot, SnapshotError>) -> Vec<u8> {
    snapshot.unwrap().to_bytes().unwrap()
}

/// The snapshot after a round trip through the bytes of a file.
fn through_a_file(snapshot: Snapshot) -> Snapshot {
    Snapshot::from_bytes(&snapshot.to_bytes().unwrap()).unwrap()
}

#[test]
fn a_region_with_a_custom_encoder_continues_from_a_snapshot_bit_for_bit() {
    let mut straight = Region::new(parameters()).unwrap();
    for step in 0..40 {
        straight.step(&record(step)).unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("region.snapshot");
    straight.save(&path).unwrap();
    let mut resumed = Region::load_with(&path, &registry()).unwrap();
    for step in 40..80 {
        assert_eq!(resumed.step(&record(step)), straight.step(&record(step)));
        if step == 60 {
            resumed.reset();
            straight.reset();
        }
    }
    assert_eq!(resumed.parameters(), straight.parameters());
    assert!(bytes(resumed.snapshot()) == bytes(straight.snapshot()));
}

#[test]
fn a_network_with_a_custom_encoder_continues_from_a_snapshot_bit_for_bit() {
    let mut straight = Network::new(network_parameters()).unwrap();
    for step in 0..40 {
        straight.step(&record(step)).unwrap();
    }
    let snapshot = through_a_file(straight.snapshot().unwrap());
    let mut resumed = Network::from_snapshot_with(snapshot, &registry()).unwrap();
    for step in 40..80 {
        assert_eq!(resumed.step(&record(step)), straight.step(&record(step)));
    }
    assert!(bytes(resumed.snapshot()) == bytes(straight.snapshot()));
}

#[test]
fn a_predictor_with_a_custom_encoder_of_the_metric_predicts_and_continues_from_a_snapshot() {
    let mut straight = Predictor::new(parameters(), predictor_parameters()).unwrap();
    let cycle = |step: usize| {
        Record::new().category("colour", "red").number("value", [3.0, 18.0, 30.0][step % 3])
    };
    for step in 0..150 {
        straight.step(&cycle(step)).unwrap();
    }
    let snapshot = through_a_file(straight.snapshot().unwrap());
    let mut resumed = Predictor::from_snapshot_with(snapshot, &registry()).unwrap();
    for step in 150..170 {
        let result = straight.step(&cycle(step)).unwrap();
        assert_eq!(result.bucket, Some([3, 18, 30][step % 3]));
        assert_eq!(
            result.predictions[0].median().map(f64::round),
            Some([3.0, 18.0, 30.0][(step + 1) % 3])
        );
        assert_eq!(resumed.step(&cycle(step)), Ok(result));
    }
    assert!(bytes(resumed.snapshot()) == bytes(straight.snapshot()));
}

//= spec/snapshot.md#snap-document
//= type=test
//# A custom encoder MUST be recorded with the type `custom`, the name of its kind and its
//# parameters.
#[test]
fn a_snapshot_records_the_kind_and_the_parameters_of_a_custom_encoder() {
    let snapshot = Region::new(parameters()).unwrap().snapshot().unwrap();
    let encoders = &snapshot.parameters()["encoders"];
    let expected = json!({
        "field": "value", "type": "custom", "kind": "recent-sum", "parameters": { "window": 2 },
    });
    assert_eq!(encoders[0], expected);
    let expected = json!({
        "name": "sum", "type": "custom", "kind": "recent-sum", "parameters": { "window": 5 },
    });
    assert_eq!(encoders[1]["parts"][1], expected);
}

//= spec/snapshot.md#snap-load
//= type=test
//# A snapshot with a custom encoder of a kind that is not registered MUST be rejected with an error
//# that names the kind.
#[test]
fn loading_without_the_registered_kind_names_the_kind() {
    let region = Region::new(parameters()).unwrap().snapshot().unwrap();
    let network = Network::new(network_parameters()).unwrap().snapshot().unwrap();
    let predictor = Predictor::new(parameters(), predictor_parameters()).unwrap();
    let predictor = predictor.snapshot().unwrap();
    let errors = [
        Region::from_snapshot(region).map(drop),
        Network::from_snapshot(network).map(drop),
        Predictor::from_snapshot(predictor).map(drop),
    ];
    for error in errors {
        let error = error.unwrap_err();
        assert!(error.to_string().contains("\"recent-sum\""), "{error}");
        let SnapshotError::UnknownEncoder { kind } = error else { panic!("{error:?}") };
        assert_eq!(kind, "recent-sum");
    }
}

#[test]
fn loading_with_a_constructor_that_does_not_fit_is_rejected() {
    let load = |registry: EncoderRegistry| {
        let snapshot = Region::new(parameters()).unwrap().snapshot().unwrap();
        Region::from_snapshot_with(snapshot, &registry).unwrap_err().to_string()
    };
    let other_kind = EncoderRegistry::new()
        .with("recent-sum", |_| ScalarEncoder::new(ScalarEncoderParameters::default()));
    let rejects = EncoderRegistry::new()
        .with("recent-sum", |_| Err::<RecentSum, _>(ParameterError::new("window", 2, "must be 7")));
    let other_state = EncoderRegistry::new().with("recent-sum", |_| Ok(RecentSum::new(1)));
    let mut straight = Region::new(parameters()).unwrap();
    (0..9).for_each(|step| drop(straight.step(&record(step)).unwrap()));
    let state = Region::from_snapshot_with(straight.snapshot().unwrap(), &other_state);
    insta::assert_snapshot!(
        [load(other_kind), load(rejects), state.unwrap_err().to_string()].join("\n"),
        @r#"
    the parameters in the snapshot: the constructor of the kind "recent-sum" made an encoder of the kind ""
    the parameters in the snapshot: encoder of the kind "recent-sum": window = 2: must be 7
    the state in the snapshot is invalid: value: not the state of a recent-sum encoder
    "#
    );
}

#[test]
fn a_custom_encoder_without_a_kind_works_and_cannot_be_saved() {
    /// Has no kind and no buckets.
    #[derive(Clone)]
    struct Plain;
    impl Encoder for Plain {
        fn size(&self) -> u32 {
            50
        }
        fn active_bits(&self) -> u32 {
            20
        }
        fn encode(&mut self, value: &Value) -> Result<Sdr, EncoderError> {
            let on = if value.is_missing() { 0..0 } else { 0..20 };
            Ok(Sdr::new(50, on)?)
        }
    }
    let encoders = vec![FieldEncoder::new("value", EncoderParameters::custom(Plain))];
    let mut region = Region::new(parameters_of_parts().with_encoders(encoders)).unwrap();
    assert_eq!(region.step(&Record::new().number("value", 1.0)).unwrap().encoded.active_bits(), 20);
    assert_eq!(region.decode_prediction(), Ok(None));
    let error = region.snapshot().unwrap_err().to_string();
    assert!(error.contains("has no kind"), "{error}");
}

/// The parameters of the parts, without encoders.
fn parameters_of_parts() -> RegionParameters {
    let mut parameters = parameters().with_encoders([]);
    parameters.metric = None;
    parameters
}

//= spec/region.md#region-record
//= type=test
//# A record that is rejected, here or by an encoder, MUST leave the region unchanged.
//= spec/network.md#net-record
//= type=test
//# A record that is rejected, here or by an encoder, MUST leave every region and every link
//# unchanged.
#[test]
fn a_rejected_record_leaves_custom_encoders_unchanged() {
    let mut region = Region::new(parameters()).unwrap();
    let later = NetworkRegionParameters::from_region(
        "later",
        parameters_of_parts().with_encoders([colour()]),
    );
    let mut network = Network::new(network_parameters().region(later)).unwrap();
    for step in 0..5 {
        region.step(&record(step)).unwrap();
        network.step(&record(step)).unwrap();
    }
    let (region_before, network_before) = (bytes(region.snapshot()), bytes(network.snapshot()));
    let wrong = [
        Record::new().number("value", -1.0),
        Record::new().number("value", f64::INFINITY),
        Record::new().number("value", 1.0).category("colour", "blue"),
        Record::new().number("value", 1.0).number("value", 1.0),
        Record::new().number("value", 1.0).number("unknown", 1.0),
    ];
    for record in wrong {
        region.step(&record).unwrap_err();
        network.step(&record).unwrap_err();
        assert!(bytes(region.snapshot()) == region_before, "{record:?}");
        assert!(bytes(network.snapshot()) == network_before, "{record:?}");
    }
}

#[test]
fn custom_encoders_in_a_parameter_file_are_resolved_by_the_registry() {
    let text = toml::to_string(&parameters()).unwrap();
    let mut read: RegionParameters = toml::from_str(&text).unwrap();
    let error = read.validate().unwrap_err().to_string();
    assert!(error.contains("\"recent-sum\""), "{error}");
    read.resolve_encoders(&registry()).unwrap();
    assert_eq!(read, parameters());
    let mut network: NetworkParameters =
        toml::from_str(&toml::to_string(&network_parameters()).unwrap()).unwrap();
    network.resolve_encoders(&registry()).unwrap();
    assert_eq!(network, network_parameters());
}
