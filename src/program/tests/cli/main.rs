//! The program from outside.

#[cfg(unix)]
mod bad_input;
mod bench;
mod book;
mod conformance;
mod convert;
mod detector;
mod explain;
mod limits;
mod nab;
mod nab_runs;
mod network;
mod params;
mod planted;
mod predict;
mod profile;
mod rows;
mod run;
mod specification;
mod state;
mod support;
mod texts;
mod trace;
mod view;
mod wrong_use;

impl support::Run {
    /// The message of a run that was rejected.
    #[track_caller]
    pub(crate) fn refused(&self) -> String {
        assert_eq!(self.status(), 2, "{}", self.stderr());
        self.stderr()
    }
}
