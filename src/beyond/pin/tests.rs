//! How values and lines are written.

use proptest::prelude::*;

use super::*;

/// The text of a section that `write` fills.
fn section(write: impl FnOnce(&mut Lines)) -> String {
    let pin = Pin::of("test", |writer| writer.section("part", write, |_| {}));
    pin.as_str().strip_prefix("bami-htm pin, version 1, test\n\n[part]\n").unwrap().to_owned()
}

fn value(value: &(impl Value + ?Sized)) -> String {
    let text = section(|lines| lines.put("name", value));
    text.strip_prefix("name = ").and_then(|text| text.strip_suffix('\n')).unwrap().to_owned()
}

fn number(number: f64) -> String {
    value(&number)
}

//= spec/pin.md#pin-numbers
//= type=test
//# An integer MUST be written in decimal without leading zeros.
#[test]
fn integers_are_decimal() {
    assert_eq!(value(&0_u32), "0");
    assert_eq!(value(&-17_i64), "-17");
    assert_eq!(value(&u64::MAX), "18446744073709551615");
}

//= spec/pin.md#pin-numbers
//= type=test
//# A floating-point number MUST be written without an exponent if it is 0 or its magnitude is at
//# least 10^-5 and less than 10^16, and otherwise as one digit, the further digits after a point if
//# there are any, `e` and the exponent.
#[test]
fn only_very_small_and_very_large_numbers_have_an_exponent() {
    assert_eq!(number(0.0), "0");
    assert_eq!(number(1.0), "1");
    assert_eq!(number(0.1 + 0.2), "0.30000000000000004");
    assert_eq!(number(1e-5), "0.00001");
    assert_eq!(number(9.5e-6), "9.5e-6");
    assert_eq!(number(-1e-7), "-1e-7");
    assert_eq!(number(9_999_999_999_999_998.0), "9999999999999998");
    assert_eq!(number(1e16), "1e16");
    assert_eq!(number(f64::MAX), "1.7976931348623157e308");
}

proptest! {
    //= spec/pin.md#pin-numbers
    //= type=test
    //# A floating-point number MUST be written with the fewest significant digits that give the
    //# same binary64 when read, and among several such numbers as the nearest one.
    #[test]
    fn a_number_has_the_fewest_digits_that_give_it_back(bits: u64) {
        let x = f64::from_bits(bits);
        prop_assume!(x.is_finite());
        let text = number(x);
        prop_assert_eq!(text.parse::<f64>().unwrap().to_bits(), x.to_bits());
        let digits = |text: &str| {
            let digits = text.split('e').next().unwrap().replace(['-', '.'], "");
            digits.trim_start_matches('0').trim_end_matches('0').len()
        };
        // One digit less is another number; as many digits are nearest when rounded.
        let count = digits(&text);
        if let Some(fewer) = count.checked_sub(2) {
            let rounded: f64 = format!("{x:.fewer$e}").parse().unwrap();
            prop_assert_ne!(rounded.to_bits(), x.to_bits());
        }
        if let Some(same) = count.checked_sub(1) {
            let nearest: f64 = format!("{x:.same$e}").parse().unwrap();
            prop_assert_eq!(nearest.to_bits(), x.to_bits());
        }
    }
}

//= spec/pin.md#pin-values
//= type=test
//# A value MUST be written as its name, ` = ` and its elements with a space between them, where an
//# absent value and an empty list are written as `none`.
#[test]
fn values_have_their_elements_or_none() {
    let text = section(|lines| {
        lines.put("some", &Some(3_u32));
        lines.put("absent", &None::<u32>);
        lines.put("list", &vec![3_u32, 1]);
        lines.put("empty", &Vec::<u32>::new());
        lines.put("pair", &(0.5, 2_u64));
        lines.within("part", |lines| lines.put("switch", &true));
    });
    let expected = "some = 3\nabsent = none\nlist = 3 1\nempty = none\npair = 0.5 2\n\
                    part.switch = true\n";
    assert_eq!(text, expected);
}

//= spec/pin.md#pin-values
//= type=test
//# A list of cells, of columns, of bits or of segments MUST be written in ascending order, with two
//# or more consecutive numbers written as the first, a hyphen and the last.
#[test]
fn consecutive_indices_are_one_run() {
    let indices = |list: &[u32]| section(|lines| lines.put_indices("i", list.iter().copied()));
    assert_eq!(indices(&[]), "i = none\n");
    assert_eq!(indices(&[7]), "i = 7\n");
    assert_eq!(indices(&[0, 1, 3, 5, 6, 7]), "i = 0-1 3 5-7\n");
    assert_eq!(indices(&[9, 2, 1]), "i = 1-2 9\n");
}

//= spec/pin.md#pin-values
//= type=test
//# A string MUST be written between double quotes, with a backslash before each double quote and
//# each backslash, and with each control character as `\u{`, its code in hexadecimal and `}`.
#[test]
fn strings_are_quoted_and_stay_on_their_line() {
    assert_eq!(value("load"), "\"load\"");
    assert_eq!(value("a \"b\" \\ °C"), "\"a \\\"b\\\" \\\\ °C\"");
    assert_eq!(value("a\n\u{7f}\u{85}"), "\"a\\u{a}\\u{7f}\\u{85}\"");
}

//= spec/pin.md#pin-lines
//= type=test
//# Every line MUST end with a line feed.
//= spec/pin.md#pin-lines
//= type=test
//# A line MUST NOT have a space before its line feed.
//= spec/pin.md#pin-lines
//= type=test
//# An element of a list that would make its line longer than 100 characters MUST begin a new line
//# with four spaces before it.
#[test]
fn long_lines_continue_before_the_element_that_is_too_much() {
    let of = |length: usize| "x".repeat(length);
    let line =
        |lengths: &[usize]| section(|lines| lines.line("i:", lengths.iter().map(|&n| of(n))));
    assert_eq!(line(&[48, 48]), format!("i: {} {}\n", of(48), of(48)), "100 characters");
    assert_eq!(line(&[48, 49]), format!("i: {}\n    {}\n", of(48), of(49)));
    let longest = format!("i: {}\n    {}\n    {} {}\n", of(3), of(300), of(3), of(4));
    assert_eq!(line(&[3, 300, 3, 4]), longest);
    assert_eq!(line(&[300]), format!("i:\n    {}\n", of(300)));
    // Characters count, not bytes.
    let accents = "é".repeat(97);
    assert_eq!(section(|lines| lines.line("i:", [&accents])), format!("i: {accents}\n"));
}

//= spec/pin.md#pin-digest
//= type=test
//# The digest of a text MUST be the hash of its bytes in UTF-8 with seed 0, followed by the
//# hash with seed 1, each as eight lowercase hexadecimal digits.
#[test]
fn the_digest_is_two_hashes() {
    // The published values of the empty string with the seeds 0 and 1.
    assert_eq!(digest(""), "00000000514e28b7");
    assert!(digest("test").starts_with("ba6bd213"));
    let second = murmur3_32("°C".as_bytes(), 1);
    assert!(digest("°C").ends_with(&format!("{second:08x}")));
}

//= spec/pin.md#pin-statistics
//= type=test
//# A statistic MUST be the smallest value, the mean and the largest value, where the mean is the
//# sum in the order of the pin, divided by the number of values.
#[test]
fn a_statistic_is_the_smallest_the_mean_and_the_largest() {
    assert_eq!(value(&Statistic::of([0.5, 0.25, 1.0, 0.25])), "0.25 0.5 1");
    assert_eq!(value(&Statistic::of([])), "none");
    let forwards = Statistic::of([1e16, 1.0, -1e16]).unwrap();
    assert_eq!(forwards.to_string(), "-1e16 0 1e16", "the sum is taken in order");
}

#[test]
fn a_summary_and_a_pin_of_the_same_text_are_equal_and_readable() {
    let pin = Pin::of("test", |writer| writer.section("part", |_| {}, |_| {}));
    assert_eq!(pin, pin.clone());
    assert_eq!(format!("{pin}"), format!("{pin:?}"));
    assert_eq!(pin.to_string(), "bami-htm pin, version 1, test\n\n[part]\n");
    assert_eq!(pin.digest(), digest(pin.as_str()));
}

//= spec/pin.md#pin-stable
//= type=test
//# A parameter or a part of the state that is newer than version 1 MUST NOT appear in a pin of
//# version 1 as long as it has the value that keeps the behaviour of before.
#[test]
fn the_switches_of_encoders_appear_where_they_are_not_as_before() {
    use crate::encoders::{
        CoordinateEncoderParameters, DateEncoderParameters, DayOfWeekParameters, EncoderParameters,
        FirstWeekday, GeospatialEncoderParameters, RandomDistributedScalarEncoderParameters,
    };
    let week = |first_weekday| {
        let day = DayOfWeekParameters::default().with_first_weekday(first_weekday);
        EncoderParameters::Date(DateEncoderParameters::default().with_day_of_week(Some(day)))
    };
    let random = EncoderParameters::RandomDistributedScalar;
    let (plane, earth) = (EncoderParameters::Coordinate, EncoderParameters::Geospatial);
    for (before, now, more) in [
        (
            random(RandomDistributedScalarEncoderParameters::practical()),
            random(RandomDistributedScalarEncoderParameters::book()),
            "rounding = floor\ncollisions = leave\n",
        ),
        (
            plane(CoordinateEncoderParameters::practical()),
            plane(CoordinateEncoderParameters::book()),
            "collisions = leave\n",
        ),
        (
            earth(GeospatialEncoderParameters::practical()),
            earth(GeospatialEncoderParameters::book()),
            "collisions = leave\n",
        ),
        (
            week(FirstWeekday::Monday),
            week(FirstWeekday::Sunday),
            "day_of_week.first_weekday = sunday\n",
        ),
    ] {
        let [before, now] =
            [before, now].map(|p| section(|lines| encoders::write_encoder(&p, None, lines)));
        assert_eq!(now, before + more);
    }
}
