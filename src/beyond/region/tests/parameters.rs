//! Parameters: how they fit together, what is refused, and how they are read.

use super::*;

//= spec/region.md#region-sizes
//= type=test
//# If sp.input_dimensions is empty, it MUST be filled in with the number of bits of the
//# concatenated SDR.
//= spec/region.md#region-sizes
//= type=test
//# If tm.column_count is 0, it MUST be filled in with the product of sp.column_dimensions.
#[test]
fn region_sizes_are_filled_in() {
    let parameters =
        RegionParameters { encoders: vec![scalar("value"), category("colour")], ..small() };
    let region = region(&parameters);
    assert_eq!(region.parameters().sp.input_dimensions, [120 + 42]);
    assert_eq!(region.parameters().tm.column_count, 256);
    assert_eq!(region.parameters().resolved().as_ref(), Ok(region.parameters()));
}

#[test]
fn region_sizes_of_several_dimensions_are_taken_as_they_are() {
    let mut parameters = small();
    parameters.sp.input_dimensions = vec![12, 10];
    parameters.sp.column_dimensions = vec![16, 16];
    parameters.tm.column_count = 256;
    let result = region(&parameters).step(&value(50.0)).unwrap();
    assert_eq!(result.encoded.dimensions(), [12, 10]);
    assert_eq!(result.active_columns.dimensions(), [16, 16]);
}

//= spec/region.md#region-sizes
//= type=test
//# An sp.input_dimensions with a number of inputs other than the number of bits that the encoders
//# produce, or a tm.column_count other than the number of columns, MUST be rejected.
//= spec/region.md#region-encoders
//= type=test
//# A region without an encoder, or with two encoders that read the same field, MUST be rejected.
#[test]
fn region_parameters_that_cannot_be_are_refused_with_the_name_of_their_part() {
    let change = |change: fn(&mut RegionParameters)| {
        let mut parameters = small();
        change(&mut parameters);
        Region::new(parameters).unwrap_err().to_string()
    };
    let messages = [
        change(|p| p.encoders.clear()),
        change(|p| p.encoders.push(category("value"))),
        change(|p| {
            p.encoders[0].encoder = EncoderParameters::Scalar(ScalarEncoderParameters {
                active_bits: 0,
                ..ScalarEncoderParameters::default()
            });
        }),
        change(|p| p.sp.input_dimensions = vec![121]),
        change(|p| p.sp.input_dimensions = vec![12, 10]),
        change(|p| p.sp.column_dimensions = vec![]),
        change(|p| p.sp.potential_pct = 2.0),
        change(|p| p.tm.column_count = 2048),
        change(|p| p.tm.cells_per_column = 0),
        change(|p| p.anomaly.averaging_window = 0),
        change(|p| p.metric = Some("colour".into())),
        change(|p| {
            p.encoders.push(category("colour"));
            p.metric = Some("colour".into());
        }),
    ];
    insta::assert_snapshot!(messages.join("\n"));
}

#[test]
fn region_warnings_are_those_of_the_parts_and_of_how_they_fit() {
    let mut parameters = small();
    let few = ScalarEncoderParameters { active_bits: 5, ..ScalarEncoderParameters::default() };
    parameters.encoders.push(FieldEncoder::new("other", EncoderParameters::Scalar(few)));
    parameters.sp.num_active_columns_per_inh_area = Some(10);
    parameters.tm.activation_threshold = 21;
    parameters.anomaly.estimation_samples = 3;
    let named: Vec<String> = parameters.warnings().into_iter().map(|w| w.parameter).collect();
    assert_eq!(
        named,
        [
            "encoders.other.active_bits",
            "encoders.parts",
            "sp.num_active_columns_per_inh_area",
            "tm.activation_threshold",
            "tm.activation_threshold",
            "anomaly.estimation_samples"
        ]
    );
    parameters.seed = 1;
    parameters.sp.potential_pct = 2.0;
    assert_eq!(parameters.warnings(), []);
}

#[test]
fn region_warns_of_thresholds_above_the_number_of_winners() {
    let mut parameters = RegionParameters::for_metric(1.0);
    parameters.sp.num_active_columns_per_inh_area = Some(15);
    let messages: Vec<String> = parameters.warnings().iter().map(ToString::to_string).collect();
    assert!(messages.contains(
        &"tm.activation_threshold: 20 is above the 15 columns that win in a step, so a segment can \
          hardly ever become active; lower it, or increase the number of winners"
            .to_string()
    ));
    assert!(!messages.iter().any(|m| m.starts_with("tm.learning_threshold")), "13 is below 15");
}

//= spec/region.md#region-for-metric
//= type=test
//# The parameters for one metric with timestamps MUST be those of the table, and in all else the
//# defaults of the profile.
#[test]
fn region_for_metric_is_complete() {
    let parameters = RegionParameters::for_metric(0.5);
    assert_eq!(parameters.warnings(), []);
    let resolved = parameters.resolved().unwrap();
    insta::assert_debug_snapshot!(resolved);
    let bad = RegionParameters::for_metric(0.0).validate().unwrap_err();
    assert_eq!(bad.parameter, "encoders.value.resolution");
}

#[cfg(feature = "serde")]
mod reading {
    use super::*;

    fn read(json: &str) -> Result<RegionParameters, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    const VALUE: &str = r#""encoders": [{"field": "value", "type": "scalar", "minimum": 5.0}]"#;

    #[test]
    fn region_parameters_that_are_left_out_are_those_of_every_profile() {
        let expected = RegionParameters {
            encoders: vec![FieldEncoder::new(
                "value",
                EncoderParameters::Scalar(ScalarEncoderParameters {
                    minimum: 5.0,
                    ..ScalarEncoderParameters::default()
                }),
            )],
            ..RegionParameters::where_absent()
        };
        assert_eq!(read(&format!("{{{VALUE}}}")), Ok(expected.clone()));
        // An empty table is the same as none.
        let empty = format!(r#"{{{VALUE}, "sp": {{}}, "tm": {{}}, "anomaly": {{}}}}"#);
        assert_eq!(read(&empty), Ok(expected));
    }

    #[test]
    fn region_parameters_are_read_as_they_are_written() {
        let mut two_dimensions = small();
        two_dimensions.sp.input_dimensions = vec![12, 10];
        two_dimensions.sp.column_dimensions = vec![16, 16];
        two_dimensions.tm.column_count = 256;
        two_dimensions.metric = Some("value".into());
        two_dimensions.range_rule = true;
        for parameters in [RegionParameters::for_metric(0.1), small(), two_dimensions] {
            let json = serde_json::to_string(&parameters).unwrap();
            assert_eq!(read(&json), Ok(parameters.clone()));
            let resolved = parameters.resolved().unwrap();
            assert_eq!(read(&serde_json::to_string(&resolved).unwrap()), Ok(resolved));
        }
    }

    #[test]
    fn region_parameters_of_one_table_leave_the_others_alone() {
        let json = format!(r#"{{{VALUE}, "sp": {{"local_area_density": 0.05}}}}"#);
        let parameters = read(&json).unwrap();
        assert_eq!(parameters.sp.num_active_columns_per_inh_area, None);
        assert_eq!(parameters.tm, RegionParameters::where_absent().tm);
        parameters.validate().unwrap();
    }

    #[test]
    fn region_parameters_with_unknown_names_are_refused() {
        for (json, name) in [
            (format!(r#"{{{VALUE}, "sd": 1}}"#), "sd"),
            (format!(r#"{{{VALUE}, "sp": {{"potential": 1}}}}"#), "potential"),
            (format!(r#"{{{VALUE}, "tm": {{"columns": 1}}}}"#), "columns"),
            (format!(r#"{{{VALUE}, "anomaly": {{"window": 1}}}}"#), "window"),
            (r#"{"encoders": [{"field": "v", "type": "scalar", "max": 1}]}"#.into(), "max"),
            (r#"{"encoders": [{"field": "v", "type": "scala"}]}"#.into(), "scala"),
            (r#"{"encoders": [{"type": "scalar"}]}"#.into(), "field"),
        ] {
            let message = read(&json).unwrap_err();
            assert!(message.contains(&format!("`{name}`")), "{name}: {message}");
        }
    }
}

#[cfg(feature = "serde")]
#[test]
fn region_parameters_are_read_from_toml() {
    let text = r#"
        seed = 7
        range_rule = true

        [[encoders]]
        field = "timestamp"
        type = "date"
        time_of_day = { buckets = 54, active_bits = 21 }

        [[encoders]]
        field = "value"
        type = "random-distributed-scalar"
        resolution = 2

        [sp]
        tie_break = "lowest_index"

        [tm]
        cells_per_column = 16
        extensions = { max_segments_per_cell = 128 }

        [anomaly]
        tail = "two-sided"
    "#;
    let parameters: RegionParameters = toml::from_str(text).unwrap();
    let resolved = parameters.resolved().unwrap();
    assert_eq!(resolved.sp.input_dimensions, [454]);
    assert_eq!((resolved.tm.column_count, resolved.tm.cells_per_column), (2048, 16));
    for parameters in [parameters, resolved, RegionParameters::for_metric(0.25)] {
        let written = toml::to_string(&parameters).unwrap();
        assert_eq!(toml::from_str(&written), Ok(parameters));
    }
    let misspelt = text.replace("cells_per_column", "cells");
    let message = toml::from_str::<RegionParameters>(&misspelt).unwrap_err().to_string();
    insta::assert_snapshot!(message);
}

//= spec/region.md#region-columns
//= type=test
//# An encoder with columns MUST read the fields of the record that they name, instead of the field
//# that has the encoder's own name.
//= spec/region.md#region-columns
//= type=test
//# If an encoder has several columns, its value MUST be the list of the values of these fields of
//# the record, in their order.
#[test]
fn region_columns_make_up_a_value() {
    use crate::encoders::{Encoder, GeospatialEncoder, Value};

    let place = EncoderParameters::Geospatial(Default::default());
    let place = FieldEncoder::new("place", place).with_columns(["latitude", "longitude", "speed"]);
    let change = EncoderParameters::Delta(Default::default());
    let change = FieldEncoder::new("change", change).with_columns(["speed"]);
    let parameters = RegionParameters { encoders: vec![place, change], ..small() };
    let mut region = region(&parameters);
    let record = |speed| {
        Record::new().number("speed", speed).number("longitude", 8.5417).number("latitude", 47.3769)
    };
    let mut alone = GeospatialEncoder::new(Default::default()).unwrap();
    for (speed, first) in [(1.5, 50), (4.5, 53)] {
        let encoded = region.step(&record(speed)).unwrap().encoded;
        let place = alone.encode(&Value::numbers([47.3769, 8.5417, speed])).unwrap();
        assert_eq!(encoded.on()[..41], *place.on());
        assert_eq!(encoded.on()[41], 2048 + first);
    }
    // A column that is not there makes the whole value missing, and only that.
    let gap = Record::new().number("speed", 4.5).number("latitude", 47.0);
    assert_eq!(region.step(&gap).unwrap().encoded.active_bits(), 21);
    // The name of such an encoder is no field, and a refused record changes nothing.
    assert!(region.step(&Record::new().number("place", 1.0)).is_err());
    assert!(region.step(&record(-1.0)).is_err());
    let encoded = region.step(&record(5.5)).unwrap().encoded;
    assert_eq!(encoded.on()[41], 2048 + 51);
}
