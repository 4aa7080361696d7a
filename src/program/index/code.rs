//! Where the lines of the book are in the sources of its algorithms: the statements of the literal
//! code, and the fast forms that run by default.
//!
//! In the literal code the number of a line is the first argument of the call that carries it out, and
//! the functions with such calls are listed in [`LITERAL`]. A fast form says in its documentation which
//! lines it implements.

use serde::{Deserialize, Serialize};

use super::{Algorithm, Lines, Place, join, number};

/// The folder of the sources, from the root of the package.
pub const FOLDER: &str = "src/bami";

/// What the documentation of a fast form begins its list of lines with.
const IMPLEMENTS: &str = "Implements BAMI";

/// What stands before the name of the test that proves a fast form equal.
const PROVEN: &str = "proven equal by `";

/// A function of the literal code, and the lines of the book that it consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiteralFunction {
    /// The listing.
    pub algorithm: Algorithm,
    /// The folder of its algorithm.
    pub folder: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Its first and its last line.
    pub lines: (u32, u32),
}

const fn pooler(name: &'static str, lines: (u32, u32)) -> LiteralFunction {
    let folder = "src/bami/spatial_pooler/";
    LiteralFunction { algorithm: Algorithm::SpatialPooler, folder, name, lines }
}

const fn memory(name: &'static str, lines: (u32, u32)) -> LiteralFunction {
    let folder = "src/bami/temporal_memory/";
    LiteralFunction { algorithm: Algorithm::TemporalMemory, folder, name, lines }
}

/// The functions of the literal code. Together they have every line of both listings once.
pub const LITERAL: [LiteralFunction; 13] = [
    pooler("calculate_overlap", (1, 5)),
    pooler("inhibit_columns", (6, 10)),
    pooler("adapt_synapses", (11, 18)),
    pooler("update_duty_cycles_and_boosts", (19, 25)),
    pooler("update_inhibition_radius", (26, 26)),
    memory("activate_columns", (1, 9)),
    memory("activate_predicted_column", (10, 24)),
    memory("burst_column", (25, 48)),
    memory("punish_predicted_column", (49, 54)),
    memory("activate_dendrites", (55, 72)),
    memory("least_used_cell", (73, 83)),
    memory("best_matching_segment", (84, 92)),
    memory("grow_synapses", (93, 107)),
];

/// The call in the literal code that carries out a line of the book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The line.
    pub line: Lines,
    /// The function that the call stands in.
    pub function: String,
    /// Where the number of the line stands.
    pub place: Place,
    /// The statement, on one line.
    pub text: String,
}

/// A function that gives the same results as lines of the literal code, and runs by default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fast {
    /// Its name.
    pub function: String,
    /// Where it begins.
    pub place: Place,
    /// The lines that it implements.
    pub lines: Vec<Lines>,
    /// The test that proves it equal to the literal code, when its documentation names one.
    pub test: Option<String>,
}

/// The statements and fast forms of the sources, by file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// The statements of the literal code, in the order in which they stand.
    pub statements: Vec<Statement>,
    /// The fast forms.
    pub fast: Vec<Fast>,
}

impl Code {
    /// Adds what a file has. Files outside of [`FOLDER`] have nothing.
    pub fn add(&mut self, file: &str, text: &str) {
        if !file.starts_with(FOLDER) {
            return;
        }
        for function in functions(text) {
            let place = Place { file: file.to_owned(), line: number(function.first) };
            if let Some((_, list)) = function.documentation.split_once(IMPLEMENTS) {
                self.fast.push(Fast {
                    function: function.name.to_owned(),
                    place,
                    lines: Lines::mentioned(&format!("BAMI{list}"), None),
                    test: list
                        .split_once(PROVEN)
                        .and_then(|(_, rest)| rest.split('`').next().map(str::to_owned)),
                });
                continue;
            }
            let is_it = |literal: &&LiteralFunction| {
                literal.name == function.name && file.starts_with(literal.folder)
            };
            if let Some(literal) = LITERAL.iter().find(is_it) {
                self.statements.extend(statements(literal, &function, file, text));
            }
        }
    }

    /// The statements that carry out this line: one, if the literal code is complete.
    pub fn statements_of(&self, line: Lines) -> impl Iterator<Item = &Statement> {
        self.statements.iter().filter(move |statement| statement.line.overlaps(line))
    }

    /// The fast forms that implement one of these lines, those with the fewest lines first. That of a whole
    /// listing counts only when there is no other.
    #[must_use]
    pub fn fast_of(&self, lines: Lines) -> Vec<&Fast> {
        let overlaps = |fast: &&Fast| fast.lines.iter().any(|own| own.overlaps(lines));
        let mut forms: Vec<&Fast> = self.fast.iter().filter(overlaps).collect();
        forms
            .sort_by_key(|fast| fast.lines.iter().map(|own| own.last - own.first + 1).sum::<u32>());
        let is_whole = |fast: &&Fast| {
            let last = |own: &Lines| own.algorithm.last_line();
            fast.lines.iter().any(|own| own.first == 1 && own.last == last(own))
        };
        if !forms.iter().all(is_whole) {
            forms.retain(|fast| !is_whole(fast));
        }
        forms
    }
}

/// A function of a file that rustfmt has formatted.
struct Function<'a> {
    name: &'a str,
    /// The documentation above it, on one line.
    documentation: String,
    /// The position of its first line.
    first: usize,
    /// The bytes of its body.
    body: std::ops::Range<usize>,
}

fn functions(text: &str) -> Vec<Function<'_>> {
    let mut offset = 0;
    let lines: Vec<(usize, &str)> = text
        .split_inclusive('\n')
        .map(|line| {
            let start = offset;
            offset += line.len();
            (start, line)
        })
        .collect();
    let mut found = Vec::new();
    for (first, (start, line)) in lines.iter().enumerate() {
        let Some(name) = function_name(line) else { continue };
        let indent = line.len() - line.trim_start().len();
        let last = format!("{}}}", &line[..indent]);
        let Some(end) = lines[first..].iter().find(|(_, line)| line.trim_end() == last) else {
            continue; // the declaration of a trait, without a body
        };
        let head = |line: &&(usize, &str)| {
            let line = line.1.trim();
            line.starts_with("//") || line.starts_with("#[")
        };
        let count = lines[..first].iter().rev().take_while(head).count();
        let documentation: Vec<&str> = lines[first - count..first]
            .iter()
            .filter_map(|line| line.1.trim().strip_prefix("///"))
            .collect();
        found.push(Function {
            name,
            documentation: join(&documentation),
            first,
            body: *start..end.0,
        });
    }
    found
}

/// The name of the function that begins on a line.
fn function_name(line: &str) -> Option<&str> {
    let line = line.trim();
    let line = match line.strip_prefix("pub") {
        Some(rest) => rest.trim_start_matches(|c| c != ' ').trim_start(),
        None => line,
    };
    let name = line.strip_prefix("const ").unwrap_or(line).strip_prefix("fn ")?;
    name.split(['(', '<']).next()
}

/// The numbers of the function's lines that are the first argument of a call in it.
fn statements(
    literal: &LiteralFunction,
    function: &Function<'_>,
    file: &str,
    text: &str,
) -> Vec<Statement> {
    let code = without_comments(&text[function.body.clone()]);
    let mut found = Vec::new();
    for (at, _) in code.match_indices('(') {
        let is_call = code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let after = code[at + 1..].trim_start();
        let digits = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let ends = after[digits..].trim_start().starts_with([',', ')']);
        let (true, true, Ok(line)) = (is_call, ends, after[..digits].parse::<u32>()) else {
            continue;
        };
        if (literal.lines.0..=literal.lines.1).contains(&line) {
            let argument = code.len() - after.len();
            let before = text[..function.body.start + argument].matches('\n').count();
            found.push(Statement {
                line: Lines { algorithm: literal.algorithm, first: line, last: line },
                function: function.name.to_owned(),
                place: Place { file: file.to_owned(), line: number(before) },
                text: statement(&code, at),
            });
        }
    }
    found
}

/// The statement around a position, or the head of the block, on one line.
fn statement(code: &str, at: usize) -> String {
    let start = code[..at].rfind([';', '{', '}']).map_or(0, |end| end + 1);
    let end = code[at..].find([';', '{', '}']).map_or(code.len(), |end| at + end + 1);
    let text = join(&[code[start..end].trim_end_matches('}')]);
    text.replace("( ", "(").replace(", )", ")")
}

/// The code with blanks in place of comments, so that every position stays what it is.
fn without_comments(code: &str) -> String {
    let blank = |line: &str| match line.find("//") {
        Some(at) => format!("{}{}", &line[..at], " ".repeat(line.len() - at)),
        None => line.to_owned(),
    };
    code.split('\n').map(blank).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "\
impl Step {
    /// Every cell of the column becomes active. Restates BAMI TM 25-48.
    fn burst_column(&self, column: ColumnIndex) {
        self.function(25, \"burstColumn\", column); // not line 26: f(26, x)
        for cell in self.cells(26, column) {
            self.add_active_cell(27, cell);
        }
        if self.matching_segments_of(29, column) > 0 {
            learning_segment =
                self.learning_segment(30, self.best_matching_segment(column));
        } else if self.other(3) {
            let count = self.synapse_sample_size(46)
                - self.num_active_potential_synapses(
                    47,
                    learning_segment,
                );
            self.new(33.5, 4);
        }
    }

    /// The cells of a column. Implements BAMI TM 25-27 and
    /// 33 as `burst_column` does; proven equal by `both_forms_agree`.
    pub(super) const fn burst_column(&mut self) {
        self.add(27);
    }
}
";

    fn code() -> Code {
        let mut code = Code::default();
        code.add("src/bami/temporal_memory/step.rs", SOURCE);
        code
    }

    #[test]
    fn statements_are_found_by_their_numbers() {
        let code = code();
        let found: Vec<(u32, u32, &str)> =
            code.statements.iter().map(|s| (s.line.first, s.place.line, s.text.as_str())).collect();
        assert_eq!(
            found,
            [
                (25, 4, "self.function(25, \"burstColumn\", column);"),
                (26, 5, "for cell in self.cells(26, column) {"),
                (27, 6, "self.add_active_cell(27, cell);"),
                (29, 8, "if self.matching_segments_of(29, column) > 0 {"),
                (
                    30,
                    10,
                    "learning_segment = self.learning_segment(30, self.best_matching_segment(column));"
                ),
                (
                    46,
                    12,
                    "let count = self.synapse_sample_size(46) - self.num_active_potential_synapses(47, learning_segment);"
                ),
                (
                    47,
                    14,
                    "let count = self.synapse_sample_size(46) - self.num_active_potential_synapses(47, learning_segment);"
                ),
            ]
        );
    }

    #[test]
    fn fast_forms_name_their_lines_and_their_test() {
        let code = code();
        let [fast] = code.fast.as_slice() else { panic!("{:?}", code.fast) };
        let lines: Vec<String> = fast.lines.iter().map(ToString::to_string).collect();
        assert_eq!(lines, ["BAMI TM 25-27", "BAMI TM 33"]);
        assert_eq!(fast.test.as_deref(), Some("both_forms_agree"));
        assert_eq!((fast.function.as_str(), fast.place.line), ("burst_column", 23));
    }

    #[test]
    fn other_files_have_no_lines() {
        let mut code = Code::default();
        code.add("src/bami/spatial_pooler/mod.rs", SOURCE);
        code.add("tests/burst.rs", SOURCE);
        assert!(code.statements.is_empty());
    }
}
