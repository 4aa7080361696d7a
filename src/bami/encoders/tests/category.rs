//! The category encoder.

use super::{CategoryEncoderParameters as Parameters, *};

fn colours(unknown_slot: bool) -> CategoryEncoder {
    let parameters = Parameters { unknown_slot, ..Parameters::new(["red", "green", "blue"]) };
    CategoryEncoder::new(parameters).unwrap()
}

//= spec/encoders.md#enc-category-parameters
//= type=test
//# A category encoder MUST be rejected unless it has at least 1 active bit and at least 1 category,
//# and names each category once.
#[test]
fn enc_category_parameters_that_cannot_be_are_refused() {
    let none = Parameters { unknown_slot: true, ..Parameters::default() };
    let no_bits = Parameters { active_bits: 0, ..Parameters::new(["a"]) };
    let too_many = Parameters { active_bits: u32::MAX, ..Parameters::new(["a", "b"]) };
    for (bad, parameter) in [
        (none, "categories"),
        (no_bits, "active_bits"),
        (too_many, "active_bits"),
        (Parameters::new(["a", "b", "a"]), "categories[2]"),
    ] {
        assert_eq!(CategoryEncoder::new(bad).unwrap_err().parameter, parameter);
    }
}

//= spec/encoders.md#enc-category-size
//= type=test
//# The size n of a category encoder MUST be w times the number of its slots, which are its
//# categories in their order.
#[test]
fn enc_category_size_is_w_for_each_category() {
    assert_eq!(colours(false).size(), 63);
    let slots = ["red", "green", "blue"].map(|colour| colours(false).slot(colour).unwrap());
    assert_eq!(slots, [0, 1, 2]);
}

//= spec/encoders.md#enc-category-bits
//= type=test
//# Slot i of a category encoder MUST have the bits i * w to (i + 1) * w - 1 ON.
#[test]
fn enc_category_bits_no_two_categories_share_any() {
    for (colour, bits) in [("red", 0..=20), ("green", 21..=41), ("blue", 42..=62)] {
        let sdr = colours(false).encode_category(colour).unwrap();
        assert_eq!(sdr.on(), bits.collect::<Vec<u32>>());
    }
    assert!(colours(false).bits_of_slot(3).is_err());
}

/// The figures of BAMI p. 35.
#[test]
fn enc_category_bits_of_a_weekend_and_of_a_verb() {
    for (categories, category) in
        [(vec!["weekday", "weekend"], "weekend"), (vec!["noun", "verb", "adjective"], "verb")]
    {
        let parameters = Parameters { active_bits: 15, ..Parameters::new(categories) };
        let sdr = CategoryEncoder::new(parameters).unwrap().encode_category(category).unwrap();
        assert_eq!(sdr.on(), (15..=29).collect::<Vec<u32>>());
    }
}

//= spec/encoders.md#enc-category-unknown
//= type=test
//# A category that is not in the list MUST be rejected with an error, unless a slot for unknown
//# categories was requested.
#[test]
fn enc_category_unknown_is_an_error() {
    let error = EncoderError::UnknownCategory { category: "mauve".into(), known: 3 };
    assert_eq!(colours(false).encode_category("mauve"), Err(error));
    assert!(colours(true).encode_category("mauve").is_ok());
}

//= spec/encoders.md#d-enc-7
//= type=test
//# The slot for unknown categories MUST be the last one.
#[test]
fn d_enc_7_unknown_categories_have_the_last_slot() {
    let encoder = colours(true);
    assert_eq!((encoder.slots(), encoder.size()), (4, 84));
    assert_eq!(encoder.slot("mauve"), Ok(3));
    assert_eq!(encoder.encode_category("mauve"), encoder.encode_category("Red"));
    for colour in ["red", "green", "blue"] {
        assert_eq!(encoder.slot(colour), colours(false).slot(colour));
    }
}
