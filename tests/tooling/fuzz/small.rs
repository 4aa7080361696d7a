//! Which documents are small enough to be run: fuzzing looks for faults, not for long runs.

use serde_json::Value;

/// No whole number may be greater, unless it is a seed or a stream.
const MOST: f64 = 64.0;

/// No list may be longer.
const LONGEST: usize = 64;

/// Whether parameters or an initial state make something that is soon made, and soon makes a step.
pub(super) fn is_small(value: &Value) -> bool {
    match value {
        Value::Object(fields) => fields
            .iter()
            .filter(|(name, _)| !["seed", "stream"].contains(&name.as_str()))
            .all(|(_, value)| is_small(value)),
        Value::Array(items) => items.len() <= LONGEST && items.iter().all(is_small),
        Value::Number(number) => {
            let number = number.as_f64().unwrap_or_default();
            number.fract() != 0.0 || number <= MOST || number > f64::from(u32::MAX)
        }
        _ => true,
    }
}
