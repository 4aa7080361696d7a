//! Citations in Rust files, and the functions that carry BAMI's names.
//!
//! A citation is a comment in the form of the tool duvet: `//=` and the section, `//=` and
//! `type=test` where it is a test that proves the sentence, `//#` and the sentence.

use bami::index::{Citation, Function, Lines, Place, join, number};

/// What is read from one file of Rust.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// Its citations.
    pub citations: Vec<Citation>,
    /// Its functions with a name of BAMI's.
    pub functions: Vec<Function>,
}

impl Source {
    /// Reads a file.
    #[must_use]
    pub fn parse(file: &str, text: &str) -> Self {
        let lines: Vec<&str> = text.lines().collect();
        let registered = registered(text);
        let above_test = |position| above_test(&lines, position, &registered);
        let mut source = Self::default();
        // Whether the next line of a citation can belong to the last one.
        let mut open = false;
        for (position, line) in lines.iter().enumerate() {
            let place = || Place { file: file.to_owned(), line: number(position) };
            let line = line.trim();
            if let Some(content) = line.strip_prefix("//=") {
                let content = content.trim();
                match (content.split_once('='), source.citations.last_mut()) {
                    (Some(("type", kind)), Some(citation)) if open => {
                        kind.clone_into(&mut citation.kind);
                    }
                    _ => source.citations.push(Citation {
                        place: place(),
                        target: content.to_owned(),
                        kind: "implementation".to_owned(),
                        quote: String::new(),
                        item: item(&lines, position),
                        above_test: above_test(position),
                    }),
                }
                open = true;
            } else if let Some(content) = line.strip_prefix("//#") {
                match source.citations.last_mut() {
                    Some(citation) if open => citation.quote = join(&[&citation.quote, content]),
                    _ => source.citations.push(Citation {
                        place: place(),
                        target: String::new(),
                        kind: "implementation".to_owned(),
                        quote: join(&[content]),
                        item: item(&lines, position),
                        above_test: above_test(position),
                    }),
                }
            } else {
                open = false;
                if let Some(bami) = alias(line) {
                    source.functions.push(Function {
                        bami: bami.to_owned(),
                        item: item(&lines, position),
                        place: Place {
                            file: file.to_owned(),
                            line: function_line(&lines, position),
                        },
                        lines: restated(&lines, position),
                    });
                }
            }
        }
        source
    }
}

/// The name in `#[doc(alias = "name")]`.
fn alias(line: &str) -> Option<&str> {
    line.strip_prefix("#[doc(alias")?.split('"').nth(1)
}

/// The lines that the documentation around an attribute says are restated.
fn restated(lines: &[&str], attribute: usize) -> Vec<Lines> {
    let is_head = |line: &&&str| matches!(line.trim().get(..2), Some("//" | "#["));
    let before = lines[..attribute].iter().rev().take_while(is_head).count();
    let after = lines[attribute..].iter().take_while(is_head).count();
    let head = lines[attribute - before..attribute + after].iter();
    let text: Vec<&str> = head.filter_map(|line| line.trim().strip_prefix("///")).collect();
    let text = join(&text);
    text.split_once("Restates").map_or_else(Vec::new, |(_, text)| Lines::mentioned(text, None))
}

fn function_line(lines: &[&str], position: usize) -> u32 {
    number(code_after(lines, position).unwrap_or(position))
}

/// Whether what follows a comment is a test: a function with the attribute `test`, or one that is
/// registered.
fn above_test(lines: &[&str], position: usize, registered: &[&str]) -> bool {
    code_after(lines, position).is_some_and(|code| {
        let head = &lines[position..code];
        function(lines[code]).is_some_and(|name| {
            let at_top = !lines[code].starts_with(' ');
            let marked = head.iter().any(|line| line.trim() == "#[test]");
            marked || at_top && registered.contains(&name)
        })
    })
}

/// The functions that a file registers as tests of a harness of our own: `trials!(needs, name, ...)`.
/// That the list is used is checked by the compiler, which warns of a function that nothing calls.
fn registered(text: &str) -> Vec<&str> {
    let code = |start: &str| {
        let line = start.rsplit('\n').next().unwrap_or_default();
        !is_comment(line) && !line.contains('"')
    };
    let lists = text.match_indices("trials!(").filter(|(at, _)| code(&text[..*at]));
    lists.flat_map(|(at, head)| arguments(&text[at + head.len()..]).into_iter().skip(1)).collect()
}

/// The arguments up to the closing parenthesis, without the blanks around them.
fn arguments(text: &str) -> Vec<&str> {
    let (mut depth, mut start, mut found) = (0, 0, Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' => depth += 1,
            ')' if depth == 0 => {
                found.push(text[start..at].trim());
                break;
            }
            ')' | ']' => depth -= 1,
            ',' if depth == 0 => {
                found.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    found
}

/// The function or item that a comment or attribute at this position belongs to.
fn item(lines: &[&str], position: usize) -> String {
    let Some(code) = code_after(lines, position) else { return String::new() };
    if let Some(name) = function(lines[code]) {
        return qualified(lines, code, name);
    }
    if let Some((at, name)) = enclosing(lines, code).find_map(|at| Some((at, function(lines[at])?)))
    {
        return qualified(lines, at, name);
    }
    let mut candidates = [code].into_iter().chain(enclosing(lines, code));
    candidates.find_map(|at| other_item(lines[at])).unwrap_or_default().to_owned()
}

/// The positions of the lines that open the blocks around a line, from the inside out. Relies on the
/// indentation that rustfmt gives.
fn enclosing<'a>(lines: &'a [&'a str], start: usize) -> impl Iterator<Item = usize> + 'a {
    let mut depth = indent(lines[start]);
    (0..start).rev().filter(move |&at| {
        let line = lines[at];
        if line.trim().is_empty() || is_comment(line) || indent(line) >= depth {
            return false;
        }
        // The last line of a signature in several lines stands as deep as the first.
        let continues = line.trim_start().starts_with(['}', ')', ']', '{'])
            || line.trim_start().starts_with("where");
        depth = indent(line) + usize::from(continues);
        true
    })
}

/// The position of the first line of code after a comment or attribute.
fn code_after(lines: &[&str], position: usize) -> Option<usize> {
    let mut at = position;
    while at < lines.len() {
        let line = lines[at].trim();
        if line.starts_with("#[") {
            // An attribute may run over several lines.
            let mut depth = 0i32;
            loop {
                depth += balance(lines[at]);
                at += 1;
                if depth <= 0 || at >= lines.len() {
                    break;
                }
            }
        } else if line.is_empty() || is_comment(line) {
            at += 1;
        } else {
            return Some(at);
        }
    }
    None
}

fn balance(line: &str) -> i32 {
    line.chars().map(|c| i32::from(c == '[') - i32::from(c == ']')).sum()
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with("//")
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The name of the function that begins on this line.
fn function(line: &str) -> Option<&str> {
    let mut rest = unqualified(line);
    while let Some(after) =
        ["const ", "async ", "unsafe "].iter().find_map(|word| rest.strip_prefix(word))
    {
        rest = after;
    }
    identifier(rest.strip_prefix("fn ")?)
}

/// The name of another item that begins on this line.
fn other_item(line: &str) -> Option<&str> {
    let rest = unqualified(line);
    let words =
        ["struct ", "enum ", "trait ", "const ", "static ", "type ", "mod ", "macro_rules! "];
    if rest.starts_with("impl") {
        return implementor(rest);
    }
    identifier(words.iter().find_map(|word| rest.strip_prefix(word))?)
}

/// A line of code without its `pub` or `pub(...)`.
fn unqualified(line: &str) -> &str {
    let line = line.trim();
    match line.strip_prefix("pub") {
        Some(rest) if rest.starts_with('(') => rest.split_once(')').map_or(rest, |r| r.1).trim(),
        Some(rest) if rest.starts_with(' ') => rest.trim(),
        _ => line,
    }
}

fn identifier(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    (end > 0).then(|| &text[..end])
}

/// A function's name with the type or trait around it.
fn qualified(lines: &[&str], at: usize, name: &str) -> String {
    let owner = enclosing(lines, at).find_map(|around| {
        let rest = unqualified(lines[around]);
        match rest.strip_prefix("trait ") {
            Some(rest) => identifier(rest),
            None if rest.starts_with("impl") => implementor(rest),
            None => None,
        }
    });
    owner.map_or_else(|| name.to_owned(), |owner| format!("{owner}::{name}"))
}

/// The type of `impl Type`, `impl<T> Type<T>` or `impl Trait for Type`.
fn implementor(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("impl")?;
    let rest = if rest.starts_with('<') { after_generics(rest) } else { rest };
    let rest = rest.split_once(" for ").map_or(rest, |(_, subject)| subject).trim();
    identifier(rest.rsplit_once("::").filter(|(path, _)| !path.contains('<')).map_or(rest, |r| r.1))
}

/// What follows the matching `>`.
fn after_generics(text: &str) -> &str {
    let mut depth = 0i32;
    for (position, c) in text.char_indices() {
        depth += i32::from(c == '<') - i32::from(c == '>');
        if depth == 0 {
            return &text[position + 1..];
        }
    }
    text
}
