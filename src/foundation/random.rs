//! Random numbers that are the same in every language: R-2 of the portable core.
//!
//! [`Pcg32`] is the generator; [`PortableRng`] has the three ways in which the algorithms draw from
//! one. This module is all that a port needs to make the library's choices in the library's order.

use std::convert::Infallible;

use rand::rand_core::utils;
use rand::{Rng, SeedableRng, TryRng};

/// The stream from which the spatial pooler draws its initial state (R-2).
pub const STREAM_SPATIAL_POOLER: u64 = 1;

/// The stream from which the temporal memory draws (R-2).
pub const STREAM_TEMPORAL_MEMORY: u64 = 2;

const MULTIPLIER: u64 = 6364136223846793005;

/// The PCG-XSH-RR generator with 64 bits of state and 32 bits of output (O'Neill, 2014).
///
/// ```
/// use bami_htm::random::Pcg32;
/// use rand::Rng;
///
/// let mut random = Pcg32::new(42, 54);
/// assert_eq!(random.next_u32(), 0xa15c_02b7);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pcg32 {
    state: u64,
    increment: u64,
}

impl Pcg32 {
    /// A generator seeded with `seed` on stream `stream`; generators of different streams are
    /// independent. The highest bit of `stream` has no effect.
    //= spec/portable-core.md#r-2-seed
    //# Seeding MUST set the increment to 2 * stream + 1 modulo 2^64 and the state to 0, then
    //# advance, add the seed to the state modulo 2^64, and advance again.
    #[must_use]
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut random = Self { state: 0, increment: stream.wrapping_shl(1) | 1 };
        random.advance();
        random.state = random.state.wrapping_add(seed);
        random.advance();
        random
    }

    /// State and increment: the complete state of the generator.
    #[must_use]
    pub fn into_parts(&self) -> (u64, u64) {
        (self.state, self.increment)
    }

    /// The generator with this state and increment, as returned by
    /// [`into_parts`](Self::into_parts). `None` for an even increment, which no seeding yields.
    #[must_use]
    pub fn from_parts(state: u64, increment: u64) -> Option<Self> {
        (increment & 1 == 1).then_some(Self { state, increment })
    }

    //= spec/portable-core.md#r-2-advance
    //# To advance, the state MUST become state * 6364136223846793005 + increment modulo 2^64.
    fn advance(&mut self) {
        self.state = self.state.wrapping_mul(MULTIPLIER).wrapping_add(self.increment);
    }

    //= spec/portable-core.md#r-2-output
    //# An output MUST be computed from the state before it advances: x = the low 32 bits of ((state
    //# >> 18) ^ state) >> 27, rotated right by state >> 59. With seed 42 and stream 54 the first
    //# six outputs, in hexadecimal, MUST be a15c02b7 7b47f409 ba1d3330 83d2f293 bfa4784b cbed606e.
    fn output(&mut self) -> u32 {
        let state = self.state;
        self.advance();
        let xor_shifted = (((state >> 18) ^ state) >> 27) as u32;
        xor_shifted.rotate_right((state >> 59) as u32)
    }
}

impl TryRng for Pcg32 {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.output())
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        utils::next_u64_via_u32(self)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        utils::fill_bytes_via_next_word(bytes, || self.try_next_u32())
    }
}

impl SeedableRng for Pcg32 {
    type Seed = [u8; 16];

    /// Seed and stream, each as eight little-endian bytes.
    fn from_seed(bytes: Self::Seed) -> Self {
        let [seed, stream] = utils::read_words(&bytes);
        Self::new(seed, stream)
    }
}

/// The draws of R-2, from any `rand` generator.
///
/// ```
/// use bami_htm::random::{Pcg32, PortableRng};
///
/// let mut random = Pcg32::new(42, 54);
/// assert!(random.below(6) < 6);
/// assert!((0.0..1.0).contains(&random.unit()));
/// assert_eq!(["only"][random.choose_random(1)], "only");
/// ```
pub trait PortableRng: Rng {
    /// A uniformly distributed number in `0..n`. At least one output is drawn, even for `n = 1`.
    ///
    /// # Panics
    ///
    /// If `n` is 0, because there is no such number.
    //= spec/portable-core.md#r-2-below
    //# below(n) MUST draw 32-bit outputs until one is at least (2^32 - n) mod n, and return that
    //# output modulo n.
    fn below(&mut self, n: u32) -> u32 {
        assert!(n > 0, "below(0): there is no number below 0");
        let threshold = n.wrapping_neg() % n;
        //= spec/portable-core.md#r-2-below
        //# At least one output MUST be drawn, even for n = 1.
        loop {
            let output = self.next_u32();
            if output >= threshold {
                return output % n;
            }
        }
    }

    /// A number in [0, 1), a multiple of 2^-32.
    //= spec/portable-core.md#r-2-unit
    //# unit() MUST be one 32-bit output divided by 2^32.
    fn unit(&mut self) -> f64 {
        f64::from(self.next_u32()) / 4_294_967_296.0
    }

    /// The index that `chooseRandom` picks in a collection of `len` elements. `len` must be at
    /// least 1.
    //= spec/portable-core.md#r-2-choose
    //# chooseRandom(collection) MUST be the element at index below(length), counted from 0 in the
    //# order that the rule that applies gives.
    #[doc(alias = "chooseRandom")]
    fn choose_random(&mut self, len: usize) -> usize {
        let len = u32::try_from(len).expect("a collection is numbered by 32 bits");
        self.below(len) as usize
    }
}

impl<R: Rng + ?Sized> PortableRng for R {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    //= spec/portable-core.md#r-2-output
    //= type=test
    //# With seed 42 and stream 54 the first six outputs, in hexadecimal, MUST be a15c02b7 7b47f409
    //# ba1d3330 83d2f293 bfa4784b cbed606e.
    #[test]
    fn r_2_the_first_six_outputs_are_the_published_ones() {
        let mut random = Pcg32::new(42, 54);
        let outputs: Vec<u32> = (0..6).map(|_| random.next_u32()).collect();
        assert_eq!(
            outputs,
            [0xa15c_02b7, 0x7b47_f409, 0xba1d_3330, 0x83d2_f293, 0xbfa4_784b, 0xcbed_606e]
        );
    }

    #[test]
    fn filled_bytes_are_the_outputs_with_the_lowest_byte_first() {
        let mut random = Pcg32::new(42, 54);
        let mut bytes = [0; 7];
        random.fill_bytes(&mut bytes);
        assert_eq!(bytes, [0xb7, 0x02, 0x5c, 0xa1, 0x09, 0xf4, 0x47]);
        // Two outputs were drawn, the second only in part.
        assert_eq!(random.next_u32(), 0xba1d_3330);
    }

    #[test]
    fn a_seed_of_bytes_is_seed_and_stream() {
        let mut bytes = [0; 16];
        (bytes[0], bytes[8]) = (42, 54);
        assert_eq!(Pcg32::from_seed(bytes), Pcg32::new(42, 54));
    }

    /// A generator that plays back given outputs and counts the draws.
    struct Script(Vec<u32>, usize);

    impl TryRng for Script {
        type Error = Infallible;
        fn try_next_u32(&mut self) -> Result<u32, Infallible> {
            self.1 += 1;
            Ok(self.0[self.1 - 1])
        }
        fn try_next_u64(&mut self) -> Result<u64, Infallible> {
            utils::next_u64_via_u32(self)
        }
        fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
            utils::fill_bytes_via_next_word(bytes, || self.try_next_u32())
        }
    }

    //= spec/portable-core.md#r-2-below
    //= type=test
    //# below(n) MUST draw 32-bit outputs until one is at least (2^32 - n) mod n, and return that
    //# output modulo n.
    #[test]
    fn r_2_below_rejects_the_outputs_that_would_be_unfair() {
        // 2^32 = 4 mod 6: the outputs 0 to 3 are rejected; 4 is the first that counts.
        let mut script = Script(vec![3, 0, 4, 99], 0);
        assert_eq!(script.below(6), 4);
        assert_eq!(script.1, 3);
    }

    //= spec/portable-core.md#r-2-below
    //= type=test
    //# At least one output MUST be drawn, even for n = 1.
    #[test]
    fn r_2_below_one_draws_once() {
        let mut script = Script(vec![0, 7], 0);
        assert_eq!(script.below(1), 0);
        assert_eq!(script.1, 1);
    }

    //= spec/portable-core.md#r-2-unit
    //= type=test
    //# unit() MUST be one 32-bit output divided by 2^32.
    #[test]
    fn r_2_unit_is_one_output_over_two_to_the_32() {
        let mut script = Script(vec![0, 1 << 31, u32::MAX], 0);
        assert_eq!(script.unit(), 0.0);
        assert_eq!(script.unit(), 0.5);
        assert_eq!(script.unit(), 1.0 - 1.0 / 4_294_967_296.0);
    }

    //= spec/portable-core.md#r-2-choose
    //= type=test
    //# chooseRandom(collection) MUST be the element at index below(length), counted from 0 in the
    //# order that the rule that applies gives.
    #[test]
    fn r_2_choose_random_is_below_the_length() {
        let mut a = Pcg32::new(7, STREAM_TEMPORAL_MEMORY);
        let mut b = a.clone();
        for len in 1..50 {
            assert_eq!(a.choose_random(len), b.below(len as u32) as usize);
        }
    }

    proptest! {
        //= spec/portable-core.md#r-2-seed
        //= type=test
        //# Seeding MUST set the increment to 2 * stream + 1 modulo 2^64 and the state to 0, then
        //# advance, add the seed to the state modulo 2^64, and advance again.
        //= spec/portable-core.md#r-2-output
        //= type=test
        //# An output MUST be computed from the state before it advances: x = the low 32 bits of
        //# ((state >> 18) ^ state) >> 27, rotated right by state >> 59.
        #[test]
        fn r_2_agrees_with_an_independent_pcg32(seed: u64, stream: u64) {
            let mut ours = Pcg32::new(seed, stream);
            let mut theirs = rand_pcg::Pcg32::new(seed, stream);
            for _ in 0..20 {
                prop_assert_eq!(ours.next_u32(), theirs.next_u32());
            }
            prop_assert_eq!(ours.next_u64(), theirs.next_u64());
        }

        //= spec/portable-core.md#r-2-advance
        //= type=test
        //# To advance, the state MUST become state * 6364136223846793005 + increment modulo 2^64.
        #[test]
        fn r_2_an_output_advances_the_state_once(state: u64, stream: u64) {
            let increment = stream | 1;
            let mut random = Pcg32::from_parts(state, increment).unwrap();
            random.next_u32();
            let (state, increment) = (u128::from(state), u128::from(increment));
            let advanced = (state * 6_364_136_223_846_793_005 + increment) % (1 << 64);
            prop_assert_eq!(u128::from(random.into_parts().0), advanced);
        }

        #[test]
        fn r_2_parts_are_the_whole_state(seed: u64, stream: u64) {
            let mut random = Pcg32::new(seed, stream);
            let (state, increment) = random.into_parts();
            let mut copy = Pcg32::from_parts(state, increment).unwrap();
            prop_assert_eq!(random.next_u32(), copy.next_u32());
            prop_assert!(Pcg32::from_parts(state, increment ^ 1).is_none());
        }

        #[test]
        fn r_2_below_stays_below(seed: u64, n in 1u32..) {
            prop_assert!(Pcg32::new(seed, 0).below(n) < n);
        }
    }
}
