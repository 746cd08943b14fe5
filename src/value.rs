//! A value that DynamoDB stores and a token can hold.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::value::RawValue;

/// JSON nested deeper than this is not parsed: the limit of `serde_json`, which keeps recursion off the
/// end of the stack.
const MAX_DEPTH: usize = 128;

/// A value that JSON and DynamoDB can both hold.
///
/// Sets are sorted [`List`](Value::List)s, so that equal data gives equal tokens. Numbers keep the
/// digits that they are stored with (up to 38), since a float would round them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// DynamoDB's `S`.
    Text(String),
    /// DynamoDB's `N`, as a JSON number.
    Number(String),
    /// DynamoDB's `BOOL`.
    Bool(bool),
    /// DynamoDB's `NULL`.
    Null,
    /// DynamoDB's `L`, and `SS` and `NS` sorted.
    List(Vec<Value>),
    /// DynamoDB's `M`.
    Map(BTreeMap<String, Value>),
}

impl Value {
    /// Returns a number; `None` if `digits` are no JSON number, or one beyond the range of a 64-bit float.
    ///
    /// DynamoDB holds no such number, and a parser that cannot hold it rejects the whole response.
    pub fn number(digits: String) -> Option<Self> {
        let starts_as_one = digits.starts_with(|first: char| first == '-' || first.is_ascii_digit());
        let is_one = starts_as_one && serde_json::from_str::<serde::de::IgnoredAny>(&digits).is_ok();
        (is_one && is_finite(&digits)).then_some(Self::Number(digits))
    }

    /// Parses JSON. Numbers keep their digits; of members of the same name the last one counts.
    ///
    /// Returns `None` for anything else, for JSON that is nested deeper than 128 levels, and for
    /// [numbers](Self::number) that are too large.
    pub fn from_json(json: &str) -> Option<Self> {
        Self::from_raw(serde_json::from_str(json).ok()?, MAX_DEPTH)
    }

    fn from_raw(raw: &RawValue, depth: usize) -> Option<Self> {
        let (json, depth) = (raw.get(), depth.checked_sub(1)?);
        Some(match json.as_bytes().first()? {
            b'{' => {
                let members: BTreeMap<String, &RawValue> = serde_json::from_str(json).ok()?;
                let members = members.into_iter().map(|(key, raw)| Some((key, Self::from_raw(raw, depth)?)));
                Self::Map(members.collect::<Option<_>>()?)
            }
            b'[' => {
                let items: Vec<&RawValue> = serde_json::from_str(json).ok()?;
                Self::List(items.into_iter().map(|raw| Self::from_raw(raw, depth)).collect::<Option<_>>()?)
            }
            b'"' => Self::Text(serde_json::from_str(json).ok()?),
            b't' => Self::Bool(true),
            b'f' => Self::Bool(false),
            b'n' => Self::Null,
            _ => return is_finite(json).then(|| Self::Number(json.to_owned())),
        })
    }

    /// Returns whether this is text, a number or a boolean: what a token's array may hold.
    pub fn is_scalar(&self) -> bool {
        matches!(self, Self::Text(_) | Self::Number(_) | Self::Bool(_))
    }

    /// Returns text as it is, and the JSON text of a number or a boolean; `None` for other values.
    pub fn scalar_text(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Text(text) | Self::Number(text) => Some(Cow::Borrowed(text)),
            Self::Bool(true) => Some(Cow::Borrowed("true")),
            Self::Bool(false) => Some(Cow::Borrowed("false")),
            Self::Null | Self::List(_) | Self::Map(_) => None,
        }
    }

    /// Returns the value as compact JSON.
    pub fn to_json(&self) -> String {
        let mut json = String::new();
        self.write_json(&mut json);
        json
    }

    fn write_json(&self, json: &mut String) {
        match self {
            Self::Text(text) => json.push_str(&json_text(text)),
            Self::Number(digits) => json.push_str(digits),
            Self::Bool(true) => json.push_str("true"),
            Self::Bool(false) => json.push_str("false"),
            Self::Null => json.push_str("null"),
            Self::List(items) => {
                json.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        json.push(',');
                    }
                    item.write_json(json);
                }
                json.push(']');
            }
            Self::Map(members) => {
                json.push('{');
                for (index, (key, value)) in members.iter().enumerate() {
                    if index > 0 {
                        json.push(',');
                    }
                    json.push_str(&json_text(key));
                    json.push(':');
                    value.write_json(json);
                }
                json.push('}');
            }
        }
    }
}

/// Returns whether a 64-bit float can hold the magnitude of a JSON number.
fn is_finite(number: &str) -> bool {
    number.parse().is_ok_and(f64::is_finite)
}

/// Returns `text` as a JSON string.
pub(crate) fn json_text(text: &str) -> String {
    // A `str` always has a JSON form.
    serde_json::to_string(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_keeps_every_digit() {
        let digits = "12345678901234567890123456789012345678";
        assert_eq!(Value::number(digits.to_owned()).unwrap().to_json(), digits);
        assert_eq!(Value::number("-1.50E+20".to_owned()).unwrap().to_json(), "-1.50E+20");
    }

    #[test]
    fn what_is_no_json_number_is_no_number() {
        for digits in ["", "abc", "1,2", "NaN", "\"1\"", "[1]", "0x1", ".5", "+1", "1 2", " 1", "1e400"] {
            assert_eq!(Value::number(digits.to_owned()), None, "{digits}");
        }
    }

    #[test]
    fn parsed_json_keeps_its_digits_and_its_last_member_of_a_name() {
        let json = r#" {"b":[1.50,12345678901234567890123,true,null],"a":{"x":1},"a":"\u0041"} "#;
        let value = Value::from_json(json).unwrap();
        assert_eq!(value.to_json(), r#"{"a":"A","b":[1.50,12345678901234567890123,true,null]}"#);
        for json in ["", "{", "[1,]", "a", "'a'", "\"\\ud800\"", "01", "NaN", "1 2", "[-1e400]"] {
            assert_eq!(Value::from_json(json), None, "{json}");
        }
    }

    #[test]
    fn json_that_is_nested_too_deep_is_not_parsed() {
        let nested = |depth| "[".repeat(depth) + &"]".repeat(depth);
        assert!(Value::from_json(&nested(128)).is_some());
        assert!(Value::from_json(&nested(129)).is_none() && Value::from_json(&nested(100_000)).is_none());
    }

    #[test]
    fn nested_values_are_compact_json() {
        let value = Value::Map(BTreeMap::from([
            ("b\"".to_owned(), Value::List(vec![Value::Text("x\n".into()), Value::Bool(true)])),
            ("a".to_owned(), Value::Null),
        ]));
        assert_eq!(value.to_json(), r#"{"a":null,"b\"":["x\n",true]}"#);
    }
}
