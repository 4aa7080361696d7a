//! The smallest vector that still fails.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::fill;
use crate::{Failure, Outcome, PortError, Target, Vector, run};

/// The maximum number of smaller vectors to try.
const MOST_TRIES: u32 = 1000;

/// The maximum time to spend on them.
const MOST_TIME: Duration = Duration::from_secs(60);

/// Makes a failing vector smaller as long as the target still fails it: fewer steps, a smaller
/// initial state, fewer active bits, simpler parameters. A vector that does not fail is returned
/// unchanged.
///
/// # Errors
///
/// A port that cannot be started.
pub fn shrink(vector: &Vector, target: &Target) -> Result<Vector, PortError> {
    let mut search = Search { target, tries: 0, end: Instant::now() + MOST_TIME };
    let mut smallest = vector.clone();
    let Some(failure) = search.failure(&smallest)? else { return Ok(smallest) };
    cut_behind(&mut smallest, &failure);
    while let Some(smaller) = search.smaller(&smallest)? {
        smallest = smaller;
    }
    smallest.header.about = format!("{} Shrunk.", vector.header.about);
    Ok(smallest)
}

struct Search<'a> {
    target: &'a Target,
    tries: u32,
    end: Instant,
}

impl Search<'_> {
    /// How the target fails the vector; `None` if it does not.
    fn failure(&mut self, vector: &Vector) -> Result<Option<Box<Failure>>, PortError> {
        self.tries += 1;
        Ok(match run(vector, self.target)?.outcome {
            Outcome::Failed(failure) => Some(failure),
            _ => None,
        })
    }

    /// The first smaller vector that also fails.
    fn smaller(&mut self, vector: &Vector) -> Result<Option<Vector>, PortError> {
        for mut candidate in candidates(vector) {
            if self.tries >= MOST_TRIES || Instant::now() >= self.end {
                break;
            }
            fill(&mut candidate);
            // NB: a vector that the library rejects is a different failure from the one found.
            if candidate.expects_error() != vector.expects_error() {
                continue;
            }
            if let Some(failure) = self.failure(&candidate)? {
                cut_behind(&mut candidate, &failure);
                return Ok(Some(candidate));
            }
        }
        Ok(None)
    }
}

/// Removes the steps after the one that failed.
fn cut_behind(vector: &mut Vector, failure: &Failure) {
    if let Some(step) = failure.step {
        vector.steps.truncate(step + 1);
    }
}

/// Smaller vectors, those that are much smaller first.
fn candidates(vector: &Vector) -> impl Iterator<Item = Vector> {
    let with_steps = shorter(&vector.steps).map(|steps| Vector { steps, ..vector.clone() });
    let with_initial = vector.header.initial.iter().flat_map(|initial| {
        let mut smaller = vec![None];
        smaller.extend(smaller_lists(initial).into_iter().map(Some));
        smaller.into_iter().map(|initial| {
            let mut candidate = vector.clone();
            candidate.header.initial = initial;
            candidate
        })
    });
    let with_inputs = vector.steps.iter().enumerate().flat_map(move |(n, step)| {
        smaller_lists(&step.input).into_iter().map(move |input| {
            let mut candidate = vector.clone();
            candidate.steps[n].input = input;
            candidate
        })
    });
    let with_parameters = simpler(&vector.header.parameters).into_iter().map(|parameters| {
        let mut candidate = vector.clone();
        candidate.header.parameters = parameters;
        candidate
    });
    with_steps.chain(with_initial).chain(with_inputs).chain(with_parameters)
}

/// The list without each of its halves, quarters, and so on to single elements.
fn shorter<T: Clone>(list: &[T]) -> impl Iterator<Item = Vec<T>> {
    let sizes = std::iter::successors(Some(list.len() / 2), |size| Some(size / 2));
    let sizes = sizes.take_while(|&size| size > 0);
    sizes.flat_map(move |size| {
        (0..list.len()).step_by(size).map(move |start| {
            let end = (start + size).min(list.len());
            [&list[..start], &list[end..]].concat()
        })
    })
}

/// The value with one of its lists shortened.
fn smaller_lists(value: &Value) -> Vec<Value> {
    match value {
        Value::Array(list) => {
            let mut smaller: Vec<Value> = shorter(list).map(Value::Array).collect();
            if list.len() == 1 {
                smaller.push(json!([]));
            }
            for (n, element) in list.iter().enumerate() {
                for element in smaller_lists(element) {
                    let mut list = list.clone();
                    list[n] = element;
                    smaller.push(list.into());
                }
            }
            smaller
        }
        Value::Object(fields) => {
            let replace = |(name, value): (&String, &Value)| {
                let name = name.clone();
                smaller_lists(value).into_iter().map(move |value| {
                    let mut fields = fields.clone();
                    fields.insert(name.clone(), value);
                    fields.into()
                })
            };
            fields.iter().flat_map(replace).collect()
        }
        _ => Vec::new(),
    }
}

/// The parameters with one of them simplified.
fn simpler(parameters: &Value) -> Vec<Value> {
    let Value::Object(fields) = parameters else { return Vec::new() };
    let mut all = Vec::new();
    for (name, value) in fields {
        let values: Vec<Value> = match value {
            Value::Bool(true) => vec![json!(false)],
            Value::Number(number) => match number.as_u64() {
                Some(whole) => {
                    let less = [0, 1, 2, whole / 2, whole.saturating_sub(1)];
                    less.into_iter().filter(|&n| n < whole).map(Value::from).collect()
                }
                None => {
                    let round = [0.0, 1.0, 0.5].map(|n| json!(n));
                    let position = round.iter().position(|n| n == value);
                    round.into_iter().take(position.unwrap_or(3)).collect()
                }
            },
            Value::Object(_) => {
                let mut inner = vec![json!({})];
                inner.extend(simpler(value));
                inner.into_iter().filter(|inner| inner != value).collect()
            }
            _ => Vec::new(),
        };
        for value in values {
            let mut fields = fields.clone();
            fields.insert(name.clone(), value);
            all.push(fields.into());
        }
    }
    all
}
