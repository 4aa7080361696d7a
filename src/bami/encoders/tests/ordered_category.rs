//! Ordered and cyclic categories.

use super::{OrderedCategoryEncoderParameters as Parameters, *};

fn sizes() -> Parameters {
    Parameters::new(["small", "medium", "large", "huge"])
}

fn encoder(parameters: Parameters) -> OrderedCategoryEncoder {
    OrderedCategoryEncoder::new(parameters).unwrap()
}

//= spec/further-encoders.md#enc-ordered-parameters
//= type=test
//# An ordered category encoder MUST be rejected unless it has at least 1 active bit, a spacing of
//# at least 1, at least 1 category, each named once, and, if the categories are cyclic, at most n
//# active bits.
#[test]
fn enc_ordered_parameters_that_cannot_be_are_refused() {
    let refused = |parameters: Parameters| parameters.validate().unwrap_err().parameter;
    assert_eq!(refused(Parameters { active_bits: 0, ..sizes() }), "active_bits");
    assert_eq!(refused(Parameters { spacing: 0, ..sizes() }), "spacing");
    assert_eq!(refused(Parameters { spacing: u32::MAX, ..sizes() }), "spacing");
    assert_eq!(refused(Parameters::default()), "categories");
    assert_eq!(refused(Parameters::new(["a", "b", "a"])), "categories[2]");
    assert_eq!(refused(Parameters { cyclic: true, spacing: 5, ..sizes() }), "active_bits");
    assert!(Parameters { spacing: 5, ..sizes() }.validate().is_ok());
    assert_eq!(Parameters { spacing: 21, ..sizes() }.warnings()[0].parameter, "spacing");
}

//= spec/further-encoders.md#enc-ordered-size
//= type=test
//# The size n of an ordered category encoder MUST be spacing times the number of categories if they
//# are cyclic, and spacing * (categories - 1) + w if they are not.
#[test]
fn enc_ordered_size_depends_on_the_ring() {
    assert_eq!(sizes().size(), Ok(3 * 12 + 21));
    assert_eq!(Parameters { cyclic: true, ..sizes() }.size(), Ok(48));
    assert_eq!(encoder(sizes()).size(), 57);
}

//= spec/further-encoders.md#enc-ordered-unknown
//= type=test
//# A category that is not in the list of an ordered category encoder MUST be rejected with an
//# error.
#[test]
fn enc_ordered_unknown_categories_are_refused() {
    let category = "tiny".to_owned();
    let error = EncoderError::UnknownCategory { category, known: 4 };
    assert_eq!(encoder(sizes()).encode_category("tiny"), Err(error));
}

//= spec/further-encoders.md#enc-ordered-bits
//= type=test
//# Category i of an ordered category encoder MUST have bucket spacing * i, with the bits of a
//# periodic encoder if the categories are cyclic, and those of a scalar encoder if they are not.
#[test]
fn enc_ordered_bits_are_shared_by_neighbours() {
    let shared = |parameters: &Parameters| {
        let encoder = encoder(parameters.clone());
        let sdrs = parameters.categories.iter().map(|name| encoder.encode_category(name).unwrap());
        let sdrs: Vec<Sdr> = sdrs.collect();
        sdrs.iter().map(|sdr| sdr.overlap(&sdrs[0]).unwrap()).collect::<Vec<u32>>()
    };
    assert_eq!(shared(&sizes()), [21, 9, 0, 0]);
    assert_eq!(shared(&Parameters { cyclic: true, ..sizes() }), [21, 9, 0, 9]);
    let medium = encoder(sizes()).encode_category("medium").unwrap();
    assert_eq!(medium.on(), (12..33).collect::<Vec<u32>>());
    let ring = encoder(Parameters { cyclic: true, ..sizes() });
    let bits: Vec<u32> = (0..11).chain(38..48).collect();
    assert_eq!(ring.encode_category("small").unwrap().on(), bits);
    for cyclic in [false, true] {
        let mut encoder = encoder(Parameters { cyclic, ..sizes() });
        for (place, name) in sizes().categories.iter().enumerate() {
            let sdr = encoder.encode(&name.as_str().into()).unwrap();
            let decoded = encoder.decode(&sdr).unwrap().pop().unwrap();
            assert_eq!(decoded.meaning, Meaning::Category(name.clone()));
            assert_eq!((decoded.bucket, decoded.score), (12 * place as i64, 1.0));
            let bucket = Bucket::new(decoded.bucket);
            assert_eq!(encoder.buckets(&name.as_str().into()), Ok(vec![bucket]));
        }
    }
}
