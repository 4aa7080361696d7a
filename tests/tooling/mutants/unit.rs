//! The mutants of a small function.

use super::Request;
use super::rewrite::rewrite;
use super::sites::{Site, sites};

const TEXT: &str = "\
//! A file.
const LEAST: u32 = 1;
fn f(list: &mut Vec<u32>, n: u32) -> [u32; 2] {
    if n < LEAST {
        list.push(n + 7);
    }
    match n {
        3 => [0; 2],
        _ => todo!(\"{}\", 1 + 1),
    }
}
#[cfg(test)]
mod tests {
    fn g() { assert!(1 < 2); h(3); }
}
";

/// Nothing in constants, types, patterns, macros and tests is a place for a mutant.
#[test]
fn a_mutant_changes_what_runs() {
    let found = sites("f.rs", TEXT).unwrap();
    let changes: Vec<(&str, &str)> =
        found.iter().map(|s| (&TEXT[s.span.clone()], s.replacement.as_str())).collect();
    assert_eq!(
        changes,
        [
            ("n < LEAST", "false"),
            ("n < LEAST", "n <= LEAST"),
            ("n < LEAST", "n >= LEAST"),
            ("n < LEAST", "true"),
            ("list.push(n + 7);", ""),
            ("n + 7", "n - 7"),
            ("7", "8"),
            ("0", "1"),
        ]
    );
    assert!(found.iter().all(|site| site.function == "f"));
    assert_eq!(found[5].lines, ["list.push(n + 7);", "list.push(n - 7);"]);
}

#[test]
fn each_mutant_stands_behind_its_own_switch() {
    let found = sites("f.rs", TEXT).unwrap();
    let statement: Vec<(usize, &Site)> = (1..).zip(&found[4..7]).collect();
    let rewritten = rewrite(TEXT, &statement);
    let expected = "if crate::mutation::active(1) {  } else { list.push((if crate::mutation::active(2) { n - 7 } \
                    else { n + (if crate::mutation::active(3) { 8 } else { 7 }) })); }";
    assert_eq!(rewritten.text, TEXT.replace("list.push(n + 7);", expected));
    for place in rewritten.places {
        assert_eq!(rewritten.text[place.replacement], found[place.id + 3].replacement);
    }
}

#[test]
fn the_options_are_read() {
    let parse = |text: &str| {
        Request::parse(&text.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    };
    let request = parse("--only 3,4 --seed 7").unwrap();
    assert_eq!((request.seed, request.count), (7, 300));
    assert_eq!(request.only.into_iter().collect::<Vec<_>>(), [3, 4]);
    for wrong in ["--seed", "--seed x", "--sample 3"] {
        assert!(parse(wrong).is_err(), "{wrong}");
    }
}
