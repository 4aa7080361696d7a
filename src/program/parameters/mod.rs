//! The parameters of a region or a network, merged from the defaults, a file and single settings.

mod file;
mod keys;
mod meanings;
mod merge;
mod model;
mod network;
mod profile;

pub(crate) use file::commented as commented_region;
pub use merge::Configuration;
pub(crate) use merge::default_table;
pub use model::Model;
pub use network::NetworkConfiguration;
pub(crate) use network::commented as commented_network;
pub(crate) use profile::{Difference, PROFILE, differences};
