use super::*;
use crate::parameters::ParameterError;

fn starting_with(start: u64) -> MemoryEstimate {
    MemoryEstimate { start, greatest: Some(start), ..MemoryEstimate::default() }
}

//= spec/limits.md#limit-arithmetic
//= type=test
//# An estimate above 2^64 - 1 bytes MUST be given as 2^64 - 1 bytes.
#[test]
fn estimates_stop_at_the_greatest_number() {
    let twice = starting_with(u64::MAX - 1) + starting_with(u64::MAX - 1);
    assert_eq!((twice.start, twice.greatest), (u64::MAX, Some(u64::MAX)));
    assert_eq!(starting_with(1 << 40).times(1 << 40).start, u64::MAX);
    assert_eq!(bytes::grown::<u64>(u64::MAX), u64::MAX);
    assert_eq!(bytes::arena::<u64>(u64::MAX), u64::MAX);
}

#[test]
fn what_is_without_bound_stays_so() {
    let unbounded = MemoryEstimate::default();
    assert_eq!((starting_with(7) + unbounded).greatest, None);
    assert_eq!(unbounded.times(3).greatest, None);
    assert_eq!(
        [starting_with(1), starting_with(2)].into_iter().sum::<MemoryEstimate>(),
        starting_with(3)
    );
}

//= spec/limits.md#limit-refuse
//= type=test
//# If a constructor is given no limit, the limit MUST be 8589934592 bytes.
#[test]
fn the_default_limit_is_eight_gibibytes() {
    let limits = Limits::default();
    assert_eq!(limits.at_once, 8_589_934_592);
    assert!(limits.check("it", &starting_with(8_589_934_592)).is_ok());
    assert!(limits.check("it", &starting_with(8_589_934_593)).is_err());
}

#[test]
fn what_the_system_does_not_give_is_refused() {
    let limits = Limits { at_once: u64::MAX };
    let refused = limits.admit("the region", &starting_with(1 << 62)).unwrap_err();
    assert!(
        matches!(refused, MemoryError::NotGiven { bytes: Bytes(bytes), .. } if bytes == 1 << 62)
    );
    insta::assert_snapshot!(refused, @"the region would allocate 4.6 EB on construction, which is more than the system provides; make it smaller");
    insta::assert_snapshot!(ParameterError::from(refused), @"memory of the region = 4.6 EB: is more than the system provides; make it smaller");
    let refused = Limits { at_once: 1000 }.admit("the region", &starting_with(1001)).unwrap_err();
    insta::assert_snapshot!(refused, @"the region would allocate 1.0 kB on construction, but the limit is 1.0 kB; make it smaller or raise the limit");
    insta::assert_snapshot!(ParameterError::from(refused), @"memory of the region = 1.0 kB: must be at most 1.0 kB; make it smaller or raise the limit");
}
