//! A line-by-line implementation of Hierarchical Temporal Memory (HTM), following Numenta's book
//! *Biological and Machine Intelligence* (BAMI).
//!
//! ```
//! use bami_htm::region::{Record, Region, RegionParameters};
//!
//! // A region: encoder, spatial pooler, temporal memory and anomaly likelihood.
//! let mut region = Region::new(RegionParameters::for_metric(0.5))?;
//! let mut raw_scores = Vec::new();
//! for row in 0..200 {
//!     let value = if row == 190 { 35.0 } else { 20.0 + f64::from(row % 5) };
//!     let result = region.step(&Record::new().number("value", value))?;
//!     raw_scores.push(result.raw_score);
//! }
//! assert_eq!(raw_scores[0], 1.0, "nothing is predicted in the first row");
//! assert!(raw_scores[189] < 0.1, "the sequence has been learned");
//! assert!(raw_scores[190] > 0.9, "an unexpected value");
//! # Ok::<(), bami_htm::region::RegionError>(())
//! ```
//!
//! # Where to start
//!
//! - To score a stream of numbers, use a [`region`], as above.
//! - To predict values, use a [`region::Predictor`].
//! - To work with an algorithm on its own, start with [`spatial_pooler`] or [`temporal_memory`].
//!   The views of [`anatomy`] walk its columns, cells, segments and synapses.
//! - To see what each line of the book's pseudocode does, pass an [`observer`] to a step.
//! - To pin a run in a test, compare its [`pin`].
//! - To read the code with the book, open a chapter of BAMI, the chapter of `spec/` and the module
//!   in the table below. Functions have BAMI's names in snake_case and follow the same order.
//!   [`book`] maps every name in the book to its counterpart here, and searching this documentation
//!   for `growSynapses` finds it.
//!
//! # Reading guide
//!
//! | BAMI | module | specification |
//! | --- | --- | --- |
//! | Sparse Distributed Representations | [`sdr`] | `spec/sdr.md` |
//! | Encoding Data for HTM Systems | [`encoders`] | `spec/encoders.md`, `spec/further-encoders.md`, `spec/decoding.md` |
//! | Spatial Pooling Algorithm Details, lines 1-26 | [`spatial_pooler`] | `spec/spatial-pooler.md` |
//! | Temporal Memory Algorithm Details, lines 1-107 | [`temporal_memory`] | `spec/temporal-memory.md` |
//! | columns, cells, segments, synapses | [`anatomy`] | `spec/portable-core.md` |
//!
//! The rest is not in BAMI:
//!
//! | purpose | module | specification |
//! | --- | --- | --- |
//! | encoders, pooler, memory and likelihood combined | [`region`] | `spec/region.md` |
//! | regions in a hierarchy | [`network`] | `spec/network.md` |
//! | a detector that is told nothing in advance | [`detector`] | `spec/detector.md` |
//! | one metric on several time scales | [`time_scales`] | `spec/time-scales.md` |
//! | anomaly score and likelihood | [`anomaly`] | `spec/anomaly.md` |
//! | prediction of values | [`classifier`] | `spec/classifier.md` |
//! | quality of representations | [`metrics`] | `spec/metrics.md` |
//! | the state as text, for tests | [`pin`] | `spec/pin.md` |
//! | memory use and its limits | [`limits`] | `spec/limits.md` |
//! | random numbers, hashing, portable mathematics | [`random`], [`hash`], [`math`] | `spec/portable-core.md` |
//!
//! `spec/extensions.md` describes the extensions of the two algorithms.
//!
//! # Profiles
//!
//! [`Profile::Practical`], the default of every parameter struct, is for a stream that runs for a
//! long time: some extensions are on. [`Profile::Book`] is the most literal reading of every line,
//! without extensions. A profile is nothing but a set of defaults: `TemporalMemoryParameters::of`
//! and its like expand it to parameters.
//!
//! # Which form runs
//!
//! The two algorithms run in their indexed form, and line by line in their literal form where an
//! observer asks for line events or [`Execution::Literal`] is set; both give the same result.
//!
//! # Guarantees
//!
//! - **Determinism.** The same input, parameters and seed give the same result, bit for bit, on
//!   every platform. Random draws and the order of every iteration and every sum are part of the
//!   specification.
//! - **Errors.** Nothing prints, exits, or panics on input. Invalid input is rejected with a typed
//!   error that says what is wrong, where, and what is allowed. After an error, the object is
//!   unchanged.
//! - **Units.** Permanences, scores, likelihoods and probabilities are numbers from 0 to 1.
//!   Columns, cells and bits are counted from 0; several dimensions are numbered in row-major
//!   order.
//!
//! # Citations
//!
//! In comments, `BAMI TM 27` refers to a line of the book, and `D-TM-6` to a decision of the
//! specification where the book leaves something open. A citation such as
//!
//! ```text
//! //= spec/temporal-memory.md#tm-26-27
//! //# Every cell of a bursting column MUST become active.
//! ```
//!
//! quotes, word for word, the requirement that the code below it implements.
//!
//! # Features
//!
//! None is on by default.
//!
//! | feature | adds |
//! | --- | --- |
//! | `serde` | serialization of parameters, results and line events |
//! | `snapshot` | the module `snapshot`: saving the complete state to a file and resuming from it; includes `serde` |
//! | `spec` | the module `spec`: the specification, its vectors and the sources of the algorithms, embedded |
#![forbid(unsafe_code)]
#![deny(missing_docs)]

mod bami;
mod beyond;
mod foundation;
#[cfg(feature = "spec")]
pub mod spec;

pub use bami::{Execution, Profile, UnknownProfile};
pub use bami::{anatomy, book, encoders, observer, sdr, spatial_pooler, temporal_memory};
pub use beyond::{anomaly, classifier, detector, metrics, network, pin, region, time_scales};
pub use foundation::Learning;
pub use foundation::math::round_half_up;
#[cfg(feature = "snapshot")]
pub use foundation::snapshot;
pub use foundation::{hash, limits, math, parameters, random};

/// The examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// The example of the guide to the library.
#[cfg(doctest)]
#[doc = include_str!("../spec/guides/library.md")]
struct LibraryGuide;
