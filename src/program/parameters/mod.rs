//! The parameters of the region, put together from the defaults, a file and single settings.

mod file;
mod keys;
mod meanings;
mod merge;
mod network;
mod show;

pub use merge::{Columns, Configuration, TIMESTAMP_FIELD, VALUE_FIELD};
pub use network::NetworkConfiguration;
pub use show::{init, show};
