//! The hash that encoders use: R-7 of the portable core.

/// The 32-bit MurmurHash3 (Appleby, 2011, `MurmurHash3_x86_32`) of `bytes`.
///
/// ```
/// assert_eq!(bami_htm::hash::murmur3_32(b"test", 0), 0xba6b_d213);
/// ```
//= spec/portable-core.md#r-7
//# A hash MUST be MurmurHash3_x86_32, the function defined below, of the byte string and the seed
//# that the rule that applies names.
#[must_use]
pub fn murmur3_32(bytes: &[u8], seed: u32) -> u32 {
    let mut hash = seed;
    let mut blocks = bytes.chunks_exact(4);
    for block in &mut blocks {
        hash ^= scramble(u32::from_le_bytes([block[0], block[1], block[2], block[3]]));
        hash = hash.rotate_left(13).wrapping_mul(5).wrapping_add(0xe654_6b64);
    }
    let tail = blocks.remainder().iter().rev().fold(0, |tail, &byte| tail << 8 | u32::from(byte));
    hash ^= scramble(tail);
    hash ^= bytes.len() as u32;
    hash = (hash ^ hash >> 16).wrapping_mul(0x85eb_ca6b);
    hash = (hash ^ hash >> 13).wrapping_mul(0xc2b2_ae35);
    hash ^ hash >> 16
}

fn scramble(block: u32) -> u32 {
    block.wrapping_mul(0xcc9e_2d51).rotate_left(15).wrapping_mul(0x1b87_3593)
}

#[cfg(test)]
mod tests {
    use super::*;

    //= spec/portable-core.md#r-7
    //= type=test
    //# A hash MUST be MurmurHash3_x86_32, the function defined below, of the byte string and the
    //# seed that the rule that applies names.
    #[test]
    fn r_7_the_hash_gives_the_published_values() {
        for (bytes, seed, hash) in [
            (&b""[..], 0, 0),
            (b"", 1, 0x514e_28b7),
            (b"", 0xffff_ffff, 0x81f1_6f39),
            (&[0xff, 0xff, 0xff, 0xff], 0, 0x7629_3b50),
            (&[0x21, 0x43, 0x65, 0x87], 0, 0xf55b_516b),
            (&[0x21, 0x43, 0x65, 0x87], 0x5082_edee, 0x2362_f9de),
            (&[0x21, 0x43, 0x65], 0, 0x7e4a_8634),
            (&[0x21, 0x43], 0, 0xa0f7_b07a),
            (&[0x21], 0, 0x7266_1cf4),
            (b"test", 0, 0xba6b_d213),
            (b"Hello, world!", 0x9747_b28c, 0x2488_4cba),
            (b"The quick brown fox jumps over the lazy dog", 0x9747_b28c, 0x2fa8_26cd),
        ] {
            assert_eq!(murmur3_32(bytes, seed), hash, "{bytes:?} with seed {seed:#x}");
        }
    }
}
