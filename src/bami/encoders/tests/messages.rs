//! What errors and warnings say.

use jiff::civil::date;

use super::*;

#[test]
fn encoders_say_what_is_wrong_with_a_value() {
    let scalar = ScalarEncoder::new(Default::default()).unwrap();
    let random = RandomDistributedScalarEncoder::new(Default::default()).unwrap();
    let colour = CategoryEncoder::new(CategoryEncoderParameters::new(["red", "green"])).unwrap();
    let time = DateEncoder::new(DateEncoderParameters::only_time_of_day()).unwrap();
    let parts: [(&str, Box<dyn Encoder>); 2] =
        [("degrees", Box::new(scalar.clone())), ("time", Box::new(time))];
    let mut whole = ConcatenatedEncoder::new(parts).unwrap();
    let noon = Value::from(date(2015, 3, 1).at(12, 0, 0, 0));
    let errors = [
        scalar.encode_number(f64::INFINITY).unwrap_err(),
        scalar.bucket(f64::NAN).unwrap_err(),
        scalar.bits_of_bucket(100).unwrap_err(),
        random.encode_number(1e300).unwrap_err(),
        random.bits_of_bucket(i64::MIN).unwrap_err(),
        colour.encode_category("mauve").unwrap_err(),
        whole.encode(&[noon.clone(), noon.clone()]).unwrap_err(),
        whole.encode(&[20.0.into(), "12:00".into()]).unwrap_err(),
        whole.encode(&[20.0.into()]).unwrap_err(),
        EncoderError::WrongSize { expected: 10, found: 11 }.within("mine"),
    ];
    let messages: Vec<String> = errors.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(messages.join("\n"));
}

#[test]
fn encoders_say_what_is_wrong_with_a_parameter() {
    let day = DayOfWeekParameters { buckets: 7, ..Default::default() };
    let errors = [
        ScalarEncoderParameters { maximum: 0.0, ..Default::default() }.validate(),
        ScalarEncoderParameters { minimum: f64::NAN, ..Default::default() }.validate(),
        ScalarEncoderParameters { maximum: 1e307, ..Default::default() }.validate(),
        ScalarEncoderParameters { buckets: 0, ..Default::default() }.validate(),
        ScalarEncoderParameters { buckets: u32::MAX, ..Default::default() }.validate(),
        ScalarEncoderParameters::with_size(0.0, 1.0, 20, 21).map(|_| ()),
        RandomDistributedScalarEncoderParameters { resolution: 0.0, ..Default::default() }
            .validate(),
        CategoryEncoderParameters::default().validate(),
        CategoryEncoderParameters::new(["a", "b", "a"]).validate(),
        PeriodicEncoderParameters { period: 1e307, ..Default::default() }.validate(),
        DateEncoderParameters::default().validate(),
        DateEncoderParameters { day_of_week: Some(day), ..Default::default() }.validate(),
        resolution_from_range(2.0, 1.0).map(|_| ()),
        resolution_from_range(f64::MIN, f64::MAX).map(|_| ()),
        ConcatenatedEncoder::new::<&str>([]).map(|_| ()),
    ];
    let messages: Vec<String> =
        errors.into_iter().map(|error| error.unwrap_err().to_string()).collect();
    insta::assert_snapshot!(messages.join("\n"));
}

#[test]
fn encoders_warn_of_sizes_that_can_hardly_be_meant() {
    let scalar = ScalarEncoderParameters { buckets: 1, active_bits: 5, ..Default::default() };
    let random = RandomDistributedScalarEncoderParameters {
        size: 90,
        active_bits: 15,
        ..Default::default()
    };
    let mut colour = CategoryEncoderParameters::new(["red", "green"]);
    colour.active_bits = 3;
    let periodic = PeriodicEncoderParameters { buckets: 30, ..Default::default() };
    let date = DateEncoderParameters {
        weekend: Some(WeekendParameters { active_bits: 2 }),
        ..DateEncoderParameters::only_time_of_day()
    };
    let all = [
        EncoderParameters::Scalar(scalar),
        EncoderParameters::RandomDistributedScalar(random),
        EncoderParameters::Category(colour.clone()),
        EncoderParameters::Periodic(periodic),
        EncoderParameters::Date(date),
    ];
    let parts = [("colour", EncoderParameters::Category(colour)), ("degrees", all[3].clone())];
    let parts = parts.map(|(name, parameters)| (name, parameters.build().unwrap()));
    let whole = ConcatenatedEncoder::new(parts).unwrap();
    let warnings = all.iter().flat_map(EncoderParameters::warnings).chain(whole.warnings());
    let warnings: Vec<String> = warnings.map(|warning| warning.to_string()).collect();
    insta::assert_snapshot!(warnings.join("\n"));
}

//= spec/encoders.md#d-enc-26
//= type=test
//# An encoder with more than half of its bits ON MUST cause a warning.
#[test]
fn d_enc_26_more_than_half_of_the_bits_is_warned_of() {
    use EncoderParameters as Any;
    let names = |count: usize| ["a", "b"].into_iter().take(count);
    let pass_through = |size| PassThroughEncoderParameters::default().with_size(size);
    let random = |size| {
        let parameters = RandomDistributedScalarEncoderParameters::default();
        Any::RandomDistributedScalar(parameters.with_size(size))
    };
    let day = |buckets| DayOfWeekParameters::default().with_buckets(buckets);
    let category = |count| Any::Category(CategoryEncoderParameters::new(names(count)));
    let binary = |w| Any::Category(CategoryEncoderParameters::new(names(2)).with_active_bits(w));
    let ordered = |count| {
        let parameters = OrderedCategoryEncoderParameters::new(names(count));
        Any::OrderedCategory(parameters.with_spacing(21))
    };
    let scalar = |buckets| Any::Scalar(ScalarEncoderParameters::default().with_buckets(buckets));
    let log = |buckets| Any::Log(LogEncoderParameters::default().with_buckets(buckets));
    let delta = |buckets| Any::Delta(DeltaEncoderParameters::default().with_buckets(buckets));
    let periodic =
        |buckets| Any::Periodic(PeriodicEncoderParameters::default().with_buckets(buckets));
    let date = |n| Any::Date(DateEncoderParameters::default().with_day_of_week(Some(day(n))));
    let plane = |size| Any::Coordinate(CoordinateEncoderParameters::default().with_size(size));
    let earth = |size| Any::Geospatial(GeospatialEncoderParameters::default().with_size(size));
    let custom = |size| Any::custom(PassThroughEncoder::new(pass_through(size)).unwrap());
    let parts = |size| Any::Concatenated(ConcatenatedEncoderParameters::new([("a", random(size))]));
    for (half, more) in [
        (category(2), category(1)),
        (ordered(2), ordered(1)),
        (scalar(22), scalar(21)),
        (log(22), log(20)),
        (delta(22), delta(20)),
        (periodic(42), periodic(41)),
        (date(42), date(41)),
        (random(42), random(41)),
        (plane(82), plane(81)),
        (earth(82), earth(81)),
        (Any::PassThrough(pass_through(80)), Any::PassThrough(pass_through(79))),
        (custom(80), custom(79)),
        (parts(42), parts(41)),
        // BAMI p. 40: the extreme of a value with two states.
        (binary(50), category(1)),
    ] {
        let is_warned = |parameters: &EncoderParameters| {
            assert_eq!(parameters.validate(), Ok(()));
            let warnings = parameters.warnings();
            warnings.iter().any(|warning| warning.to_string().contains("more than half"))
        };
        assert!(!is_warned(&half), "{half:?}: {:?}", half.warnings());
        assert!(is_warned(&more), "{more:?}");
    }
}

#[test]
fn the_defaults_are_not_warned_of() {
    for parameters in [
        EncoderParameters::Scalar(Default::default()),
        EncoderParameters::RandomDistributedScalar(Default::default()),
        EncoderParameters::Category(CategoryEncoderParameters::new(["a", "b"])),
        EncoderParameters::Periodic(Default::default()),
        EncoderParameters::Date(DateEncoderParameters {
            time_of_day: Some(Default::default()),
            day_of_week: Some(Default::default()),
            weekend: Some(Default::default()),
            season: Some(Default::default()),
            month: Some(Default::default()),
            day_of_month: Some(Default::default()),
            holiday: Some(HolidayParameters { dates: vec!["12-25".into()], ..Default::default() }),
            custom_days: Some(CustomDaysParameters {
                days: vec!["Monday".into()],
                ..Default::default()
            }),
            day_night: Some(Default::default()),
            minute_of_hour: Some(Default::default()),
        }),
    ] {
        assert_eq!(parameters.validate(), Ok(()));
        assert_eq!(parameters.warnings(), []);
    }
}
