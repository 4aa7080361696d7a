//! Hierarchical Temporal Memory to the line of Numenta's book *Biological and Machine Intelligence*
//! (BAMI): a reference spatial pooler and temporal memory as an object graph.
//!
//! # Where to start
//!
//! - To score a stream of numbers, start with [`region`]: encoder, spatial pooler, temporal memory and
//!   anomaly likelihood in one object, a record in and a score out.
//! - To see an algorithm at work, start with [`spatial_pooler`] or [`temporal_memory`], and walk the graph
//!   of columns, cells, segments and synapses through the views of [`anatomy`].
//! - To read the book with the code, open a chapter of `spec/` and the module of the table below. Functions
//!   have BAMI's names in snake_case and stand in BAMI's order; [`book`] lists every name of the book with its
//!   place here, and searching this documentation for `growSynapses` finds it.
//! - To see what each line of the pseudocode does, give a step an [`observer`].
//!
//! # Reading guide
//!
//! | BAMI | module | specification |
//! | --- | --- | --- |
//! | Sparse Distributed Representations | [`sdr`] | `spec/sdr.md` |
//! | Encoding Data for HTM Systems | [`encoders`] | `spec/encoders.md` |
//! | Spatial Pooling Algorithm Details, lines 1-26 | [`spatial_pooler`] | `spec/spatial-pooler.md` |
//! | Temporal Memory Algorithm Details, lines 1-107 | [`temporal_memory`] | `spec/temporal-memory.md` |
//! | the parts: columns, cells, segments, synapses | [`anatomy`] | `spec/portable-core.md` |
//! | not in BAMI: random numbers, hashing | [`random`], [`hash`] | `spec/portable-core.md` |
//! | not in BAMI: anomaly score and likelihood | [`anomaly`] | `spec/anomaly.md` |
//! | not in BAMI: how good representations are | [`metrics`] | `spec/metrics.md` |
//! | not in BAMI: predictions | [`classifier`] | `spec/classifier.md` |
//! | not in BAMI: all of it as one | [`region`] | `spec/region.md` |
//! | not in BAMI: one metric on several time scales | [`time_scales`] | `spec/time-scales.md` |
//! | regions in a hierarchy | [`network`] | `spec/network.md` |
//!
//! How much memory something takes, and how much it may take, is in [`limits`] (`spec/limits.md`).
//!
//! What goes beyond the book and is off unless asked for is `spec/extensions.md`.
//!
//! # How the code cites
//!
//! Comments of the form `BAMI TM 27` name a line of the book, `D-TM-6` a decision of the specification
//! where the book leaves something open. A pair of lines like
//!
//! ```text
//! //= spec/temporal-memory.md#tm-26-27
//! //# Every cell of a bursting column MUST become active.
//! ```
//!
//! quotes the requirement that the code below it carries out, word for word.
//!
//! # What it promises
//!
//! The same input, parameters and seed give the same result, bit for bit, on every platform: the
//! [portable random numbers](random), the order of every walk and of every sum are part of the
//! specification. Nothing here panics on input, prints, or exits; invalid input is rejected with a typed error
//! that says what is wrong, where, and what is allowed.
//!
//! # Features
//!
//! None is on by default.
//!
//! - `serde`: serialisation of parameters, results and line events.
//! - `snapshot`: the whole state of an object in a file, and the object from it.
//! - `spec`: the text of the specification, its vectors, and the sources of the algorithms.
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod bami;
mod beyond;
mod foundation;
#[cfg(feature = "spec")]
pub mod spec;

pub use bami::{anatomy, book, encoders, observer, sdr, spatial_pooler, temporal_memory};
pub use beyond::{anomaly, classifier, metrics, network, pin, region, time_scales};
pub use foundation::Learning;
pub use foundation::math::round_half_up;
#[cfg(feature = "snapshot")]
pub use foundation::snapshot;
pub use foundation::{hash, limits, math, parameters, random};

/// The examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
