//! The commands, one file or folder each, with its arguments and its `run`.

pub(crate) mod animate;
pub mod bench;
pub(crate) mod book;
pub(crate) mod conformance;
pub(crate) mod explain;
pub(crate) mod nab;
pub(crate) mod params;
pub(crate) mod planted;
pub(crate) mod predict;
pub(crate) mod run;
pub(crate) mod state;
mod steps;
pub(crate) mod trace;
pub(crate) mod view;
