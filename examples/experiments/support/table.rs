//! Tables: as aligned text, as Markdown, and as HTML.

use std::fmt;

use maud::{Markup, html};

/// A table with a caption and a heading for each column.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    caption: String,
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows.
    pub fn new<const N: usize>(caption: impl Into<String>, headings: [&str; N]) -> Self {
        Self::with_headings(caption, headings.map(str::to_owned).to_vec())
    }

    /// A table without rows, of as many columns as there are headings.
    pub fn with_headings(caption: impl Into<String>, headings: Vec<String>) -> Self {
        Self { caption: caption.into(), headings, rows: Vec::new() }
    }

    /// Adds a row. What it lacks is left empty; what it has too many of is left out.
    pub fn row<T: fmt::Display>(&mut self, cells: impl IntoIterator<Item = T>) {
        let mut row: Vec<String> = cells.into_iter().map(|cell| cell.to_string()).collect();
        row.resize(self.headings.len(), String::new());
        self.rows.push(row);
    }

    /// The caption.
    pub fn caption(&self) -> &str {
        &self.caption
    }

    /// Whether a column holds numbers, which are aligned at the right.
    fn is_numeric(&self, column: usize) -> bool {
        self.rows.iter().all(|row| {
            let digits = row[column].trim_start_matches(['+', '-', '<', '>', ' ']);
            digits.is_empty() || digits.starts_with(|c: char| c.is_ascii_digit())
        })
    }

    /// The table as Markdown, with its caption above it.
    pub fn markdown(&self) -> String {
        let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        let cell = |text: &String| text.replace('|', "\\|");
        let rule = |column| if self.is_numeric(column) { "---:" } else { "---" }.to_owned();
        let mut text = format!("*{}*\n\n", self.caption);
        text += &line(self.headings.iter().map(cell).collect());
        text += &line((0..self.headings.len()).map(rule).collect());
        for row in &self.rows {
            text += &line(row.iter().map(cell).collect());
        }
        text
    }

    /// The table as HTML.
    pub fn html(&self) -> Markup {
        let class = |column| self.is_numeric(column).then_some("number");
        html! {
            div.scroll { table {
                caption { (self.caption) }
                tr { @for (column, text) in self.headings.iter().enumerate() {
                    th class=[class(column)] { (text) }
                } }
                @for row in &self.rows {
                    tr { @for (column, text) in row.iter().enumerate() {
                        td class=[class(column)] { (text) }
                    } }
                }
            } }
        }
    }
}

impl fmt::Display for Table {
    /// As text: the caption, the headings, a line, and the rows, two spaces between the columns.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = |column: usize| {
            let cells = self.rows.iter().map(|row| &row[column]);
            cells.chain([&self.headings[column]]).map(|text| text.chars().count()).max()
        };
        let columns: Vec<(usize, bool)> = (0..self.headings.len())
            .map(|column| (width(column).unwrap_or(0), self.is_numeric(column)))
            .collect();
        let line = |row: &[String]| {
            let cells = row.iter().zip(&columns).map(|(text, &(width, numeric))| {
                if numeric { format!("{text:>width$}") } else { format!("{text:<width$}") }
            });
            cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        };
        writeln!(f, "{}\n", self.caption)?;
        writeln!(f, "{}", line(&self.headings))?;
        let rule: Vec<_> = columns.iter().map(|&(width, _)| "-".repeat(width)).collect();
        writeln!(f, "{}", rule.join("  "))?;
        self.rows.iter().try_for_each(|row| writeln!(f, "{}", line(row)))
    }
}
