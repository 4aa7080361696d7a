//! Human-readable JSON: a value that fits is on one line, and a list of plain values always is.

use serde_json::Value;

/// The maximum length of a line, except for lists of plain values.
const WIDTH: usize = 110;

/// The value as a string that ends with a line end.
pub(crate) fn to_string(value: &Value) -> String {
    let mut text = String::new();
    write(value, 0, true, &mut text);
    text.push('\n');
    text
}

/// `broken` forces several lines even if one would suffice.
fn write(value: &Value, indent: usize, broken: bool, text: &mut String) {
    let line = one_line(value);
    let column = text.len() - text.rfind('\n').map_or(0, |end| end + 1);
    let fits = column + line.len() < WIDTH;
    let (open, close, entries): (_, _, Vec<(String, &Value)>) = match value {
        Value::Object(fields) if !fields.is_empty() => {
            let key = |(key, value)| (format!("{}: ", Value::from(key as &str)), value);
            ('{', '}', fields.iter().map(|(k, v)| key((k.as_str(), v))).collect())
        }
        Value::Array(list) if !list.iter().all(is_plain) => {
            ('[', ']', list.iter().map(|value| (String::new(), value)).collect())
        }
        _ => return text.push_str(&line),
    };
    if fits && !broken {
        return text.push_str(&line);
    }
    text.push(open);
    let last = entries.len() - 1;
    for (n, (key, value)) in entries.into_iter().enumerate() {
        text.push('\n');
        text.push_str(&" ".repeat(indent + 2));
        text.push_str(&key);
        write(value, indent + 2, false, text);
        if n < last {
            text.push(',');
        }
    }
    text.push('\n');
    text.push_str(&" ".repeat(indent));
    text.push(close);
}

fn is_plain(value: &Value) -> bool {
    !value.is_object() && !value.is_array()
}

fn one_line(value: &Value) -> String {
    match value {
        Value::Array(list) => {
            format!("[{}]", list.iter().map(one_line).collect::<Vec<_>>().join(", "))
        }
        Value::Object(fields) if fields.is_empty() => "{}".into(),
        Value::Object(fields) => {
            let field = |(key, value)| format!("{}: {}", Value::from(key as &str), one_line(value));
            let fields: Vec<_> = fields.iter().map(|(k, v)| field((k.as_str(), v))).collect();
            format!("{{ {} }}", fields.join(", "))
        }
        plain => plain.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn lists_of_numbers_and_short_objects_stand_on_one_line() {
        let long: Vec<u32> = (0..60).collect();
        let value = json!({
            "a": [1, 2], "b": {"c": null, "d": []}, "long": long, "pairs": [[1, 0.5], [2, 0.25]],
            "objects": [{"id": 0, "text": "x".repeat(60)}, {"id": 1, "text": "y".repeat(60)}],
        });
        let text = to_string(&value);
        insta::assert_snapshot!(text);
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }
}
