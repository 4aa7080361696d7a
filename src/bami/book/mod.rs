//! The names of the book and where they are here. Searching this documentation for a name of either listing,
//! such as `growSynapses` or `kthScore`, finds its table, and so does a name of NuPIC or htm.core, such as
//! `maxNewSynapseCount`. `bami explain NAME` answers from the same tables.
//!
//! Functions keep their names in snake_case. Most of them are private: they run inside a step, and an
//! [`Observer`](crate::observer::Observer) sees what each of their lines did.
//!
//! ```
//! use bami_htm::book;
//!
//! let name = book::TEMPORAL_MEMORY.iter().find(|name| name.book == "growSynapses");
//! assert_eq!(name.map(|name| name.lines), Some("93-107"));
//! let theirs = book::COUNTERPARTS.iter().find(|name| name.name == "maxNewSynapseCount");
//! assert_eq!(theirs.map(|name| name.book), Some("SYNAPSE_SAMPLE_SIZE"));
//! ```

mod counterparts;
mod listings;
mod prose;

pub use counterparts::{COUNTERPARTS, Counterpart};
pub use listings::{SPATIAL_POOLER, TEMPORAL_MEMORY};
pub use prose::{ENCODER_SECTIONS, EQUATIONS, PROBLEM_SETS, SPATIAL_POOLER_TABLES, TERMS};

/// A name of the book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Name {
    /// The name in the book.
    pub book: &'static str,
    /// The lines that define it or, for a constant, a variable or a set, those that use it; empty for a
    /// name that no line has.
    pub lines: &'static str,
    /// The pages, for a name that no line has: `43-44, 46`.
    pub pages: &'static str,
    /// The rules and decisions of the specification, for a name that no line has. An id that ends with `*`
    /// stands for all that begin in that way.
    pub rules: &'static str,
    /// What implements or configures it here, or what it means, in Markdown.
    pub here: &'static str,
}
