//! Sorting the potential inputs of phase 1: what `sort_unstable` does, in less time. That both do the same is a
//! property test.

/// Sorts numbers of which no two are equal. Where they lie close together, each is marked in a row of
/// bits, which costs less than to compare them.
pub(super) fn sort_distinct(numbers: &mut [u32]) {
    let (Some(&least), Some(&greatest)) = (numbers.iter().min(), numbers.iter().max()) else {
        return;
    };
    let words = (greatest - least) as usize / 64 + 1;
    if words > numbers.len() {
        return numbers.sort_unstable();
    }
    let mut marks = vec![0_u64; words];
    for number in numbers.iter() {
        let bit = number - least;
        marks[bit as usize / 64] |= 1 << (bit % 64);
    }
    let mut sorted = numbers.iter_mut();
    for (word, mut rest) in (0..).zip(marks) {
        while rest != 0
            && let Some(number) = sorted.next()
        {
            *number = least + 64 * word + rest.trailing_zeros();
            rest &= rest - 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Close together and far apart, the whole range of numbers included.
        #[test]
        fn distinct_numbers_are_sorted(
            numbers in prop_oneof![
                prop::collection::hash_set(0_u32..300, 0..200),
                prop::collection::hash_set(u32::MAX - 200..=u32::MAX, 0..100),
                prop::collection::hash_set(any::<u32>(), 0..20),
            ],
        ) {
            let mut sorted: Vec<u32> = numbers.into_iter().collect();
            let mut expected = sorted.clone();
            expected.sort_unstable();
            sort_distinct(&mut sorted);
            prop_assert_eq!(sorted, expected);
        }
    }
}
