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
        (
            r#"{"type": "concatenated", "parts": [{"name": "car", "type": "concatenated", "parts": [
                {"name": "colour", "type": "category", "categories": ["red"]}]},
                {"name": "load", "type": "scalar"}]}"#,
            EncoderParameters::Concatenated(ConcatenatedEncoderParameters::new([
                (
                    "car",
                    EncoderParameters::Concatenated(ConcatenatedEncoderParameters::new([(
                        "colour",
                        EncoderParameters::Category(CategoryEncoderParameters::new(["red"])),
                    )])),
                ),
                ("load", EncoderParameters::Scalar(Default::default())),
            ])),
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

/// The parameters of the documentation, which says where in the parts a mistake is.
#[test]
fn a_concatenation_names_the_part_that_cannot_be() {
    let of = |parts: &[(&str, EncoderParameters)]| {
        EncoderParameters::Concatenated(ConcatenatedEncoderParameters::new(parts.to_vec()))
    };
    let scalar = |buckets| {
        EncoderParameters::Scalar(ScalarEncoderParameters { buckets, ..Default::default() })
    };
    let colour = EncoderParameters::Category(CategoryEncoderParameters::new(["red", "blue"]));
    let good = of(&[("colour", colour.clone()), ("speed", scalar(100))]);
    let mut encoder = good.build().unwrap();
    assert_eq!((encoder.size(), encoder.active_bits()), (42 + 120, 42));
    let bits = encoder.encode(&Value::List(vec!["blue".into(), 0.0.into()])).unwrap();
    assert_eq!(bits.on(), (21..63).collect::<Vec<u32>>());
    assert!(good.validate().is_ok() && good.warnings().is_empty());
    let message = |parameters: EncoderParameters| {
        assert_eq!(parameters.build().err(), parameters.validate().err());
        parameters.validate().unwrap_err().to_string()
    };
    let messages = [
        message(of(&[("colour", colour.clone()), ("speed", scalar(0))])),
        message(of(&[("car", of(&[("speed", scalar(0))]))])),
        message(of(&[("x", colour), ("x", scalar(100))])),
        message(of(&[])),
    ];
    assert!(messages[0].starts_with("parts.speed.buckets = 0"), "{}", messages[0]);
    assert!(messages[1].starts_with("parts.car.parts.speed.buckets = 0"), "{}", messages[1]);
    assert!(messages[2].starts_with("parts = \"x\""), "{}", messages[2]);
    assert!(messages[3].starts_with("parts = []"), "{}", messages[3]);
    let warnings = of(&[("speed", scalar(3)), ("car", of(&[("load", scalar(3))]))]).warnings();
    let places: Vec<&str> = warnings.iter().map(|warning| warning.parameter.as_str()).collect();
    assert!(places.iter().any(|place| place.starts_with("parts.speed.")), "{places:?}");
    assert!(places.iter().any(|place| place.starts_with("parts.car.parts.load.")), "{places:?}");
}
