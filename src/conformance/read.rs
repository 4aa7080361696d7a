//! Deserialization of types from JSON in the form that vectors use.

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, Deserializer, Error as _, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Error, Value};

use super::{JsonError, join};

/// Reads a type from a JSON object. At every depth, an optional field that is null counts as
/// absent, and a list in place of an object is rejected. The type itself rejects unknown fields.
//= spec/conformance.md#conf-vector
//# A field that this chapter does not name MUST be rejected in the parameters, the initial state
//# and the inputs of a vector.
//= spec/conformance.md#conf-parameters
//# An integer greater than 2^32 - 1 MUST be rejected unless it is the seed of the run or a stream.
pub(super) fn read_object<T: DeserializeOwned>(place: &str, value: &Value) -> Result<T, JsonError> {
    must_be_object(place, value)?;
    read(place, value)
}

/// Reads a type from a JSON value, as [`read_object`] does from an object.
pub(super) fn read<T: DeserializeOwned>(place: &str, value: &Value) -> Result<T, JsonError> {
    serde_path_to_error::deserialize(Part(value)).map_err(|error| {
        let path = join(place, &error.path().to_string());
        JsonError::new(path, error.into_inner())
    })
}

/// Parses JSON text.
//= spec/conformance.md#conf-json
//# A document MUST be rejected if it is not JSON in UTF-8, if it contains a number too large for a
//# 64-bit floating-point number, or if a string in it contains an unpaired surrogate.
//= spec/conformance.md#conf-json
//# If a key occurs more than once in an object, its last value MUST be used.
pub(super) fn parse_json(text: &str) -> Result<Value, JsonError> {
    read_json(text).map_err(|error| JsonError::new("JSON", error))
}

/// Like [`parse_json`], with the original error.
pub(crate) fn read_json(text: &str) -> Result<Value, Error> {
    if text.starts_with('\u{feff}') {
        return Err(Error::custom("it begins with a byte order mark; save it without one"));
    }
    serde_json::from_str(text)
}

/// Rejects anything but an object.
pub(super) fn must_be_object(place: &str, value: &Value) -> Result<(), JsonError> {
    match value {
        Value::Object(_) => Ok(()),
        _ => Err(JsonError::new(place, "must be an object")),
    }
}

/// A part of a JSON document, read in the form that vectors use.
#[derive(Clone, Copy)]
struct Part<'a>(&'a Value);

impl<'de> Deserializer<'de> for Part<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Array(items) => {
                let mut items = SeqDeserializer::new(items.iter().map(Part));
                let read = visitor.visit_seq(&mut items)?;
                items.end().map(|()| read)
            }
            Value::Object(fields) => {
                let fields = fields.iter().map(|(name, value)| (name.as_str(), Part(value)));
                visitor.visit_map(MapDeserializer::new(fields))
            }
            Value::String(text) => visitor.visit_str(text),
            Value::Bool(truth) => visitor.visit_bool(*truth),
            Value::Null => visitor.visit_unit(),
            Value::Number(number) => match (number.as_u64(), number.as_i64(), number.as_f64()) {
                (Some(number), ..) => visitor.visit_u64(number),
                (_, Some(number), _) => visitor.visit_i64(number),
                (.., Some(number)) => visitor.visit_f64(number),
                _ => Err(Error::custom("a number is out of range")),
            },
        }
    }

    //= spec/conformance.md#conf-parameters
    //# An optional field of the parameters, of the initial state or of an input MUST be treated as
    //# absent if it is null.
    //= spec/conformance.md#conf-parameters
    //# Where this chapter specifies an object, a list of the values of its fields MUST be rejected.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let Value::Object(fields) = self.0 else {
            return Err(Error::custom("must be an object"));
        };
        // NB: null is a valid value for an encoder, and an unknown field is rejected even if it is
        // null.
        let is_left_out =
            |name: &str, value: &Value| value.is_null() && name != "value" && known.contains(&name);
        let fields = fields
            .iter()
            .filter(|(name, value)| !is_left_out(name, value))
            .map(|(name, value)| (name.as_str(), Part(value)));
        visitor.visit_map(MapDeserializer::new(fields))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.0.deserialize_enum(name, variants, visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, Error> for Part<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Outer {
        number: f64,
        inner: Option<Inner>,
        pairs: Vec<(u32, f64)>,
    }

    impl Default for Outer {
        fn default() -> Self {
            Self { number: 0.5, inner: None, pairs: vec![(7, 7.0)] }
        }
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        #[serde(default)]
        truth: bool,
        text: String,
    }

    fn outer(text: &str) -> Result<Outer, String> {
        let value = serde_json::from_str(text).unwrap();
        read_object("top", &value).map_err(|error| error.to_string())
    }

    #[test]
    fn null_is_left_out_at_every_depth_where_the_field_is_known() {
        assert_eq!(
            outer(r#"{"number": null, "inner": null, "pairs": null}"#),
            Ok(Outer::default())
        );
        let inner = Inner { truth: false, text: "x".into() };
        let read = outer(r#"{"inner": {"truth": null, "text": "x"}}"#).unwrap();
        assert_eq!(read.inner, Some(inner));
        let refused = |text| outer(text).unwrap_err();
        assert!(refused(r#"{"nombre": null}"#).starts_with("top.nombre: unknown field"));
        let error = refused(r#"{"inner": {"text": "x", "truht": null}}"#);
        assert!(error.starts_with("top.inner.truht: unknown field"), "{error}");
        assert_eq!(refused(r#"{"inner": {"text": null}}"#), "top.inner: missing field `text`");
    }

    #[test]
    fn a_list_is_no_object_and_a_pair_has_two() {
        let refused = |text| outer(text).unwrap_err();
        assert_eq!(refused("[1.5]"), "top: must be an object");
        assert_eq!(refused(r#"{"inner": [true, "x"]}"#), "top.inner: must be an object");
        assert_eq!(outer(r#"{"pairs": [[1, 2]]}"#).unwrap().pairs, [(1, 2.0)]);
        assert!(refused(r#"{"pairs": [[1, 2, 3]]}"#).starts_with("top.pairs[0]: invalid length 3"));
        assert!(refused(r#"{"pairs": [[1]]}"#).starts_with("top.pairs[0]: invalid length 1"));
        assert!(refused(r#"{"pairs": [[-1, 2]]}"#).starts_with("top.pairs[0][0]: invalid value"));
    }
}
