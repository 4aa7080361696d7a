//! Parameters in configuration files.

#![cfg(feature = "serde")]

use super::*;

#[test]
fn encoder_parameters_are_tagged_by_type() {
    for (json, parameters) in [
        (
            r#"{"type": "scalar", "minimum": -5, "maximum": 40, "buckets": 114}"#,
            EncoderParameters::Scalar(ScalarEncoderParameters {
                minimum: -5.0,
                maximum: 40.0,
                buckets: 114,
                active_bits: 21,
            }),
        ),
        (
            r#"{"type": "random-distributed-scalar", "resolution": 0.25, "seed": 7}"#,
            EncoderParameters::RandomDistributedScalar(RandomDistributedScalarEncoderParameters {
                resolution: 0.25,
                seed: 7,
                ..Default::default()
            }),
        ),
        (
            r#"{"type": "category", "categories": ["a", "b"], "unknown_slot": true}"#,
            EncoderParameters::Category(CategoryEncoderParameters {
                unknown_slot: true,
                ..CategoryEncoderParameters::new(["a", "b"])
            }),
        ),
        (
            r#"{"type": "periodic", "period": 360, "buckets": 72}"#,
            EncoderParameters::Periodic(PeriodicEncoderParameters {
                period: 360.0,
                buckets: 72,
                ..Default::default()
            }),
        ),
        (
            r#"{"type": "date", "time_of_day": {}, "weekend": {"active_bits": 30}}"#,
            EncoderParameters::Date(DateEncoderParameters {
                weekend: Some(WeekendParameters { active_bits: 30 }),
                ..DateEncoderParameters::only_time_of_day()
            }),
        ),
        (
            r#"{"type": "log", "minimum": 0.5, "maximum": 8}"#,
            EncoderParameters::Log(LogEncoderParameters {
                minimum: 0.5,
                maximum: 8.0,
                ..Default::default()
            }),
        ),
        (r#"{"type": "delta"}"#, EncoderParameters::Delta(Default::default())),
        (
            r#"{"type": "ordered-category", "categories": ["a", "b"], "cyclic": true}"#,
            EncoderParameters::OrderedCategory(OrderedCategoryEncoderParameters {
                cyclic: true,
                ..OrderedCategoryEncoderParameters::new(["a", "b"])
            }),
        ),
        (
            r#"{"type": "coordinate", "radius": 7}"#,
            EncoderParameters::Coordinate(CoordinateEncoderParameters {
                radius: 7,
                ..Default::default()
            }),
        ),
        (
            r#"{"type": "geospatial", "scale": 10, "altitude": true}"#,
            EncoderParameters::Geospatial(GeospatialEncoderParameters {
                scale: 10.0,
                altitude: true,
                ..Default::default()
            }),
        ),
        (
            r#"{"type": "pass-through", "size": 100, "active_bits": 9}"#,
            EncoderParameters::PassThrough(PassThroughEncoderParameters {
                size: 100,
                active_bits: 9,
                exact: true,
            }),
        ),
    ] {
        let read: EncoderParameters = serde_json::from_str(json).unwrap();
        assert_eq!(read, parameters);
        assert!(read.build().is_ok());
        let written = serde_json::to_string(&read).unwrap();
        assert_eq!(serde_json::from_str::<EncoderParameters>(&written).unwrap(), parameters);
    }
}

#[test]
fn encoder_parameters_that_nobody_knows_are_refused() {
    let bad = [
        r#"{"type": "scalar", "bucket": 100}"#,
        r#"{"type": "date", "time_of_day": {"size": 54}}"#,
        r#"{"type": "thermometer"}"#,
        r#"{"minimum": 0}"#,
    ];
    let messages =
        bad.map(|json| serde_json::from_str::<EncoderParameters>(json).unwrap_err().to_string());
    insta::assert_snapshot!(messages.join("\n"));
}
