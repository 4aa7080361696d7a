#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| bami_htm_fuzz::targets::snapshot::run(bytes));
