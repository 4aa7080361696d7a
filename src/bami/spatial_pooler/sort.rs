//! Sorts the potential inputs of phase 1 like `sort_unstable`, in less time. A property test proves
//! that both give the same result.

use crate::anatomy::InputIndex;

/// Sorts distinct inputs. If they are dense, it marks each in a bit set, which costs less than
/// comparisons.
pub(super) fn sort_distinct(inputs: &mut [InputIndex]) {
    let (Some(least), Some(greatest)) = (inputs.iter().min(), inputs.iter().max()) else {
        return;
    };
    let (least, greatest) = (least.get(), greatest.get());
    let words = (greatest - least) as usize / 64 + 1;
    if words > inputs.len() {
        return inputs.sort_unstable();
    }
    let mut marks = vec![0_u64; words];
    for input in inputs.iter() {
        let bit = input.get() - least;
        marks[bit as usize / 64] |= 1 << (bit % 64);
    }
    let mut sorted = inputs.iter_mut();
    for (word, mut rest) in (0..).zip(marks) {
        while rest != 0
            && let Some(input) = sorted.next()
        {
            *input = InputIndex::new(least + 64 * word + rest.trailing_zeros());
            rest &= rest - 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Dense and sparse inputs, including the whole range of numbers.
        #[test]
        fn distinct_numbers_are_sorted(
            numbers in prop_oneof![
                prop::collection::hash_set(0_u32..300, 0..200),
                prop::collection::hash_set(u32::MAX - 200..=u32::MAX, 0..100),
                prop::collection::hash_set(any::<u32>(), 0..20),
            ],
        ) {
            let mut sorted: Vec<InputIndex> = numbers.into_iter().map(InputIndex::new).collect();
            let mut expected = sorted.clone();
            expected.sort_unstable();
            sort_distinct(&mut sorted);
            prop_assert_eq!(sorted, expected);
        }
    }
}
