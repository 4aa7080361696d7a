//! Every number that the chapter works out: each row of the table in `spec/sdr.md` is computed from
//! its setting and its equation.

use super::super::*;
use super::exact::{Fraction, union_averaged};

/// The text of the chapter.
const CHAPTER: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/spec/sdr.md"));

/// A row of the table.
struct Row {
    page: String,
    setting: Vec<(String, u64)>,
    equation: String,
    book: String,
    exact: String,
}

impl Row {
    /// The value of one of the book's variables in the setting.
    fn get(&self, name: &str) -> u64 {
        let found = self.setting.iter().find(|(key, _)| key == name);
        found.unwrap_or_else(|| panic!("the setting of {} has no {name}", self.exact)).1
    }

    fn bits(&self, name: &str) -> u32 {
        u32::try_from(self.get(name)).unwrap()
    }

    fn compute(&self) -> WideNumber {
        let bits = |name| self.bits(name);
        let fraction = |x| Ok(WideNumber::from_f64(x));
        let result = match self.equation.as_str() {
            "(1)" => capacity(bits("n"), bits("w")),
            "(2)" => probability_identical(bits("n"), bits("w")),
            "(4)" => false_positive(bits("n"), bits("w"), bits("theta")),
            "(7)" => false_positive_subsampled(bits("n"), bits("w_x'"), bits("w_y"), bits("theta")),
            "(9)" => false_positive_list(bits("n"), bits("w"), bits("theta"), self.get("M")),
            "(10)" => false_positive_list_bound(bits("n"), bits("w"), bits("theta"), self.get("M")),
            "(11), ON" => {
                fraction(union_on_probability(bits("n"), bits("w"), self.get("M")).unwrap())
            }
            "(11), OFF" => {
                fraction(union_off_probability(bits("n"), bits("w"), self.get("M")).unwrap())
            }
            "(12)" => union_false_positive_exact_match(bits("n"), bits("w"), self.get("M")),
            "not (12)" => {
                let all = union_false_positive_exact_match(bits("n"), bits("w"), self.get("M"));
                fraction(1.0 - all.unwrap().to_f64())
            }
            "(14)" => union_false_positive(bits("n"), bits("w"), bits("theta"), self.get("M")),
            "ON bits that may be lost" => {
                fraction(1.0 - f64::from(bits("theta")) / f64::from(bits("w")))
            }
            "ON bits that must match" => fraction(f64::from(bits("theta")) / f64::from(bits("w"))),
            other => panic!("{other} is no equation"),
        };
        result.unwrap()
    }
}

/// The variables of a setting. A sparsity in percent, `s=2 %`, stands for w of n = 100.
fn setting(text: &str) -> Vec<(String, u64)> {
    let mut variables = Vec::new();
    for part in text.split(", ") {
        let (name, value) = part.split_once('=').expect("a setting is `name=value`");
        let value = value.trim_end_matches(" %").parse().expect("a value is an integer");
        if name == "s" {
            variables.extend([("n".to_owned(), 100), ("w".to_owned(), value)]);
        } else {
            variables.push((name.to_owned(), value));
        }
    }
    variables
}

fn rows() -> Vec<Row> {
    let (_, table) = CHAPTER.split_once("## Every number that the chapter works out").unwrap();
    let table = table.lines().filter(|line| line.starts_with("| ")).skip(2);
    table
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let [page, given, equation, book, exact] = cells[..] else { panic!("{line}") };
            Row {
                page: page.into(),
                setting: setting(given),
                equation: equation.into(),
                book: book.into(),
                exact: exact.into(),
            }
        })
        .collect()
}

/// A number with as many digits as `like`, in the same notation: `2.37e84`, or `3,142.27`.
pub(super) fn written_like(number: WideNumber, like: &str) -> String {
    let decimals = |text: &str| text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let (digits, exponent) = like.split_once('e').unwrap_or((like, ""));
    let decimals = decimals(digits);
    if exponent.is_empty() {
        return format!("{:.decimals$}", number.to_f64());
    }
    // The exponent is that of the text: 323.480e9.
    let exponent: i32 = exponent.parse().expect("an exponent is an integer");
    format!("{:.decimals$}e{exponent}", number.to_f64() / 10_f64.powi(exponent))
}

#[test]
fn every_number_of_the_chapter_follows_from_its_setting() {
    let rows = rows();
    assert_eq!(rows.len(), 38);
    for row in rows {
        let number = row.compute();
        let exact = row.exact.replace(',', "");
        let computed = if let Some(one_in) = exact.strip_prefix("1 in ") {
            format!("1 in {}", written_like(number.recip().unwrap(), one_in))
        } else if let Some(percent) = exact.strip_suffix(" %") {
            format!("{} %", written_like(WideNumber::from_f64(100.0) * number, percent))
        } else if let Some(power) = exact.strip_prefix("10^-") {
            let decimals = power.split_once('.').map_or(0, |(_, decimals)| decimals.len());
            format!("10^-{:.decimals$}", -number.log10())
        } else {
            written_like(number, &exact)
        };
        assert_eq!(computed, exact, "{:?} {}", row.setting, row.equation);
    }
}

/// Whether a number is what the book says, with the digits that it prints.
fn agrees(number: WideNumber, book: &str) -> bool {
    let book = book.replace(',', "");
    if let Some((words, one_in)) = book.split_once("1 in ") {
        let number = number.recip().unwrap();
        return match words {
            "" => written_like(number, one_in) == one_in,
            "less than " | "better than " => number.to_f64() >= one_in.parse::<f64>().unwrap(),
            _ => panic!("{book}"),
        };
    }
    if let Some(percent) = book.strip_suffix(" %") {
        let (words, value) = percent.rsplit_once(' ').unwrap_or(("", percent));
        let found = 100.0 * number.to_f64();
        return match words {
            "" => written_like(WideNumber::from_f64(found), value) == value,
            "about" => (found - value.parse::<f64>().unwrap()).abs() < 6.0,
            "at most" => found <= value.parse::<f64>().unwrap(),
            _ => panic!("{book}"),
        };
    }
    if let Some(power) = book.strip_prefix("about 1e-") {
        return format!("{:.0}", -number.log10()) == power;
    }
    written_like(number, &book) == book
}

/// The book's own column: it agrees with the exact value, except where a row is marked.
#[test]
fn the_book_is_wrong_only_in_the_marked_rows() {
    for row in rows() {
        if row.book.is_empty() || row.book == "a reasonable chance" {
            continue;
        }
        let is_marked = row.page.ends_with('*');
        assert_eq!(agrees(row.compute(), &row.book), !is_marked, "p. {}: {}", row.page, row.book);
    }
}

/// Where the book says "less than" or "better than", the exact value is on that side; where it says
/// "at most", too.
#[test]
fn bounds_of_the_book_hold() {
    let one_in = |p: Result<WideNumber, _>| p.unwrap().recip().unwrap().to_f64();
    assert!(one_in(probability_identical(1024, 4)) > 45e9);
    assert!(one_in(false_positive(1024, 20, 10)) > 1e13);
    assert!(one_in(false_positive_subsampled(2048, 20, 40, 10)) > 1e12);
    assert!(one_in(false_positive_list_bound(1024, 21, 14, 1_000_000_000)) > 1e12);
    assert!(one_in(union_false_positive_exact_match(1024, 20, 40)) > 1e5);
    assert!(union_on_probability(100, 2, 10).unwrap() < 0.2);
}

/// The numbers of ON bits that (14) needs, before and after rounding: D-SDR-3.
#[test]
fn expected_bits_of_the_unions_are_rounded_up() {
    let on = |n| union_expected_on(n, 20, 20).unwrap();
    assert_eq!([on(1024), on(2048)].map(|x| format!("{x:.2}")), ["333.80", "364.98"]);
    assert_eq!([on(1024), on(2048)].map(crate::math::round_half_up), [334.0, 365.0]);
}

/// The exact answers for the settings of (14), in the text of D-SDR-3.
#[test]
fn unions_with_noise_have_the_exact_answers_of_d_sdr_3() {
    let one_in = |n, theta, like| {
        let Fraction { over, under } = union_averaged(n, 20, theta, 20);
        let one_in = u64::try_from(under / over).unwrap() as f64;
        written_like(WideNumber::from_f64(one_in), like)
    };
    let settings = [
        (1024, 20, "_._____e9"),
        (1024, 19, "_.___e6"),
        (1024, 18, "_._____e6"),
        (2048, 18, "_.___e9"),
    ];
    let [first, second, third, last] = settings.map(|(n, theta, like)| one_in(n, theta, like));
    let text = format!("the exact answers are 1 in {first}, {second}, {third} and {last}.");
    assert!(CHAPTER.contains(&text), "{text}");
}
