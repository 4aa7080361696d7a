//! Writes all mutants of a file into it, each behind a switch.

use std::ops::Range;

use super::sites::Site;

/// The module with the switch, which is added to the crate. The process reads the number of its
/// mutant once.
pub(super) const MODULE: &str = "
mod mutation {
    static ACTIVE: std::sync::OnceLock<Option<usize>> = std::sync::OnceLock::new();

    pub(crate) fn active(id: usize) -> bool {
        let read = || std::env::var(\"BAMI_MUTANT\").ok()?.parse().ok();
        *ACTIVE.get_or_init(read) == Some(id)
    }
}
";

/// A file with switches, and where each mutant stands in it.
#[derive(Debug, Default)]
pub(super) struct Rewritten {
    /// The text.
    pub(super) text: String,
    /// Where the mutants stand.
    pub(super) places: Vec<Place>,
}

/// The bytes of a mutant.
#[derive(Debug)]
pub(super) struct Place {
    /// Its number.
    pub(super) id: usize,
    /// The change alone.
    pub(super) replacement: Range<usize>,
    /// The switch with the change and with what it replaces.
    pub(super) whole: Range<usize>,
}

/// `text` with these mutants. They are sorted by place, and their spans are disjoint or nested.
#[must_use]
pub(super) fn rewrite(text: &str, mutants: &[(usize, &Site)]) -> Rewritten {
    let mut rewritten = Rewritten::default();
    let mut outermost_first = mutants.to_vec();
    outermost_first.sort_by_key(|(id, site)| (site.span.start, usize::MAX - site.span.end, *id));
    add(&mut rewritten, text, 0..text.len(), &outermost_first);
    rewritten
}

/// Appends a part of the text with the mutants inside it, the outermost first.
fn add(to: &mut Rewritten, text: &str, part: Range<usize>, mut mutants: &[(usize, &Site)]) {
    let mut at = part.start;
    while let Some((&(id, site), rest)) = mutants.split_first() {
        let span = site.span.clone();
        to.text.push_str(&text[at..span.start]);
        let inside = rest.iter().take_while(|(_, inner)| inner.span.start < span.end).count();
        let is_statement = site.replacement.is_empty();
        let (open, close) = if is_statement { ("", "") } else { ("(", ")") };
        let whole = to.text.len();
        to.text.push_str(&format!("{open}if crate::mutation::active({id}) {{ "));
        let start = to.text.len();
        to.text.push_str(&site.replacement);
        let end = to.text.len();
        to.text.push_str(" } else { ");
        add(to, text, span.clone(), &rest[..inside]);
        to.text.push_str(&format!(" }}{close}"));
        to.places.push(Place { id, replacement: start..end, whole: whole..to.text.len() });
        (at, mutants) = (span.end, &rest[inside..]);
    }
    to.text.push_str(&text[at..part.end]);
}
