//! The extension `wrap_around`: grids that are rings.

/// The coordinates within `radius` of `centre` on a ring of `size`, ascending.
//= spec/extensions.md#ext-sp-wrap-around
//# A window that crosses the end of the ring MUST still list its members in ascending order of
//# their index.
pub(crate) fn ring_window(centre: u32, radius: u32, size: u32) -> Vec<u32> {
    //= spec/extensions.md#ext-sp-wrap-around
    //# A window that is wider than its ring MUST contain every coordinate of the ring once.
    if u64::from(radius) * 2 + 1 >= u64::from(size) {
        return (0..size).collect();
    }
    let first = if centre >= radius { centre - radius } else { centre + (size - radius) };
    let mut window: Vec<u32> = (0..=2 * radius)
        .map(|step| if step < size - first { first + step } else { step - (size - first) })
        .collect();
    window.sort_unstable();
    window
}

/// The distance between two coordinates on a ring of `size`.
//= spec/extensions.md#ext-sp-wrap-around
//# On a ring of n coordinates the distance between coordinates a and b MUST be the shorter way
//# round, min(|a - b|, n - |a - b|).
pub(crate) fn ring_distance(a: u32, b: u32, size: u32) -> u32 {
    let one_way = a.abs_diff(b);
    one_way.min(size - one_way)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    //= spec/extensions.md#ext-sp-wrap-around
    //= type=test
    //# A window that crosses the end of the ring MUST still list its members in ascending order of
    //# their index.
    #[test]
    fn ext_sp_wrap_around_windows_ascend() {
        assert_eq!(ring_window(1, 2, 10), [0, 1, 2, 3, 9]);
        assert_eq!(ring_window(9, 2, 10), [0, 1, 7, 8, 9]);
        assert_eq!(ring_window(5, 0, 10), [5]);
    }

    //= spec/extensions.md#ext-sp-wrap-around
    //= type=test
    //# A window that is wider than its ring MUST contain every coordinate of the ring once.
    #[test]
    fn ext_sp_wrap_around_a_wide_window_holds_everything_once() {
        for radius in [2, 3, 7, u32::MAX] {
            assert_eq!(ring_window(1, radius, 5), [0, 1, 2, 3, 4]);
            assert_eq!(ring_window(1, radius, 4), [0, 1, 2, 3]);
        }
    }

    //= spec/extensions.md#ext-sp-wrap-around
    //= type=test
    //# On a ring of n coordinates the distance between coordinates a and b MUST be the shorter way
    //# round, min(|a - b|, n - |a - b|).
    #[test]
    fn ext_sp_wrap_around_goes_the_shorter_way() {
        assert_eq!(ring_distance(1, 9, 10), 2);
        assert_eq!(ring_distance(0, 5, 10), 5);
        assert_eq!(ring_distance(3, 3, 10), 0);
    }

    proptest! {
        #[test]
        fn a_window_is_what_lies_within_the_radius(size in 1_u32..30, a in 0_u32..30, radius in 0_u32..40) {
            let centre = a % size;
            let near: Vec<u32> =
                (0..size).filter(|&b| ring_distance(centre, b, size) <= radius).collect();
            prop_assert_eq!(ring_window(centre, radius, size), near);
        }
    }
}
