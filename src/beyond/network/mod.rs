//! Regions linked into a network: `spec/network.md`.
//!
//! A [`Network`] passes each record to its regions in dependency order: a region comes after those that
//! it reads from. A region reads fields of the record through encoders, and the outputs of other regions
//! through [`Link`]s. A region with a longer period steps less often, on the union of its input over the
//! period: it learns slower regularities. Each region has its own scores.
//!
//! ```
//! use bami_htm::encoders::{EncoderParameters, ScalarEncoderParameters};
//! use bami_htm::network::{Link, NetworkParameters, NetworkRegionParameters};
//! use bami_htm::region::Record;
//!
//! let scalar = EncoderParameters::Scalar(ScalarEncoderParameters::default());
//! let mut network = NetworkParameters::new(42)
//!     .region(NetworkRegionParameters::new("first").encoder("value", scalar))
//!     .region(
//!         NetworkRegionParameters::new("second")
//!             .link(Link::new("first"))
//!             .with_period(3),
//!     )
//!     .build()?;
//! for value in [21.0, 50.0, 33.0] {
//!     let result = network.step(&Record::new().number("value", value))?;
//!     assert!(result.get("first").is_some());
//!     println!("second: {:?}", result.get("second").map(|step| step.raw_score));
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod error;
mod link;
mod memory;
mod parameters;
mod pin;
mod plan;
mod region;
#[cfg(feature = "snapshot")]
mod snapshot;
mod step;

pub use error::NetworkError;
pub use link::{Link, LinkOutput};
pub use parameters::{NetworkParameters, NetworkRegionParameters};
pub use region::NetworkRegion;
pub use step::{Network, NetworkResult, RegionResult};

#[cfg(test)]
mod tests;
