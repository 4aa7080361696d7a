//! One test for each rule of `spec/network.md`.
