#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| bami_tooling::fuzz::port::run(bytes));
