//! What is wrong in the book, from the chapter that lists it.

use serde::{Deserialize, Serialize};

use super::status::Pages;
use super::{Place, number};

/// The chapter.
const FILE: &str = "spec/errata.md";

/// A row of the tables of errata.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erratum {
    /// Where it stands.
    pub place: Place,
    /// The pages.
    pub pages: Pages,
    /// The editions that have it.
    pub editions: String,
    /// What is wrong.
    pub wrong: String,
    /// What is right; empty where the row does not say.
    pub right: String,
}

/// The rows whose first cell begins with a page: `| 16, figure 3 | 24, 17 | wrong | right |`.
pub(super) fn errata(file: &str, text: &str) -> Vec<Erratum> {
    if file != FILE {
        return Vec::new();
    }
    let row = |(position, line): (usize, &str)| {
        let cells: Vec<&str> = line.strip_prefix('|')?.split('|').map(str::trim).collect();
        let [place, editions, wrong, right, ..] = cells[..] else { return None };
        let pages = pages(place)?;
        Some(Erratum {
            place: Place { file: file.to_owned(), line: number(position) },
            pages,
            editions: editions.to_owned(),
            wrong: wrong.to_owned(),
            right: right.to_owned(),
        })
    };
    text.lines().enumerate().filter_map(row).collect()
}

/// The pages that a cell begins with: `4; 9, 12`, `20-21`, `16, figure 3`.
fn pages(cell: &str) -> Option<Pages> {
    let words = cell.split([',', ';', ' ']).filter(|word| !word.is_empty());
    let pages: Vec<Pages> = words.map_while(Pages::parse).collect();
    let pages = Pages::of(pages.iter().flat_map(Pages::iter));
    (!pages.is_empty()).then_some(pages)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_by_their_pages() {
        let text = "| page | in | what is wrong | right |\n| --- | --- | --- | --- |\n\
                    | 4; 9, 12 | 24 | 1979 | 1978 |\n| 20-21 | 24, 17 | no (5) | |\n\
                    | lines 17, 18 | web | min | max |\n| 16, figure 3 | 24 | 20 | 18 |\n";
        let found = errata(FILE, text);
        let pages: Vec<String> = found.iter().map(|row| row.pages.to_string()).collect();
        assert_eq!(pages, ["pp. 4, 9, 12", "pp. 20, 21", "p. 16"]);
        assert_eq!((found[1].place.line, found[1].right.as_str()), (4, ""));
        assert!(errata("spec/sdr.md", text).is_empty());
    }
}
