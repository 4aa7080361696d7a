//! The traits that the public types promise, checked at compile time.

use std::fmt::Debug;

use bami_htm::Learning;
use bami_htm::anatomy::{CellIndex, ColumnIndex, InputIndex, Layer, SegmentId};
use bami_htm::observer::Observer;
use bami_htm::sdr::Sdr;
use bami_htm::spatial_pooler::{SpatialPooler, SpatialPoolerError};
use bami_htm::temporal_memory::{TemporalMemory, TemporalMemoryError};

const fn can_be_cloned_shared_and_shown<T: Clone + Send + Sync + Debug + 'static>() {}
const fn is_an_identifier<T: Copy + Ord + std::hash::Hash + std::fmt::Display>() {}
const fn is_an_error<T: std::error::Error + Send + Sync + 'static>() {}
const fn can_be_a_trait_object(_: Option<&mut dyn Observer>) {}

const _: () = {
    can_be_cloned_shared_and_shown::<SpatialPooler>();
    can_be_cloned_shared_and_shown::<TemporalMemory>();
    can_be_cloned_shared_and_shown::<Layer>();
    can_be_cloned_shared_and_shown::<Sdr>();
    can_be_cloned_shared_and_shown::<Learning>();
    is_an_identifier::<ColumnIndex>();
    is_an_identifier::<CellIndex>();
    is_an_identifier::<InputIndex>();
    is_an_identifier::<SegmentId>();
    is_an_error::<SpatialPoolerError>();
    is_an_error::<TemporalMemoryError>();
    can_be_a_trait_object(None);
};

#[test]
fn identifiers_take_no_more_memory_than_their_numbers() {
    assert_eq!(size_of::<CellIndex>(), size_of::<u32>());
    assert_eq!(size_of::<SegmentId>(), size_of::<u64>());
}

#[cfg(feature = "serde")]
mod serde {
    use super::*;
    use ::serde::Serialize;
    use ::serde::de::DeserializeOwned;
    use bami_htm::encoders::{Bucket, Decoded};
    use bami_htm::spatial_pooler::SpatialPoolerState;
    use bami_htm::temporal_memory::InitialState;

    const fn can_be_stored<T: Serialize + DeserializeOwned>() {}

    const _: () = {
        can_be_stored::<Sdr>();
        can_be_stored::<InitialState>();
        can_be_stored::<SpatialPoolerState>();
        can_be_stored::<Learning>();
        can_be_stored::<Bucket>();
        can_be_stored::<Decoded>();
        can_be_stored::<CellIndex>();
        can_be_stored::<SegmentId>();
    };

    #[test]
    fn an_sdr_is_stored_by_dimensions_and_bits_and_read_with_all_checks() {
        let sdr = Sdr::with_dimensions(&[3, 4], [11, 2]).unwrap();
        let written = serde_json::to_string(&sdr).unwrap();
        assert_eq!(written, r#"{"dimensions":[3,4],"on":[2,11]}"#);
        assert_eq!(serde_json::from_str::<Sdr>(&written).unwrap(), sdr);
        for (wrong, problem) in [
            (r#"{"dimensions":[3,4],"on":[12]}"#, "bit 12 is outside an SDR of 12 bits"),
            (r#"{"dimensions":[3,4],"on":[1,1]}"#, "bit 1 is ON twice"),
            (r#"{"dimensions":[0],"on":[]}"#, "the dimensions [0] are no shape"),
            (r#"{"dimensions":[3],"on":[],"size":3}"#, "unknown field `size`"),
        ] {
            let error = serde_json::from_str::<Sdr>(wrong).unwrap_err().to_string();
            assert!(error.starts_with(problem), "{error}");
        }
    }

    #[test]
    fn identifiers_are_stored_as_bare_numbers() {
        let cells = [3, 5].map(CellIndex::new);
        assert_eq!(serde_json::to_string(&cells).unwrap(), "[3,5]");
        assert_eq!(serde_json::from_str::<[CellIndex; 2]>("[3,5]").unwrap(), cells);
        assert_eq!(serde_json::to_string(&SegmentId::new(7)).unwrap(), "7");
    }
}
