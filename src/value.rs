//! A value that DynamoDB stores and a token can hold.

use std::collections::BTreeMap;

/// What an attribute holds, as far as JSON can hold it too.
///
/// Sets are [`List`](Value::List)s here, already sorted, so that equal data gives equal tokens.
/// Numbers keep the digits that they are stored with (up to 38), since a float would round them.
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
    /// A number from its digits; `None` if they are no JSON number.
    pub fn number(digits: String) -> Option<Self> {
        let starts_as_one = digits.starts_with(|first: char| first == '-' || first.is_ascii_digit());
        let is_one = starts_as_one && serde_json::from_str::<serde::de::IgnoredAny>(&digits).is_ok();
        is_one.then_some(Self::Number(digits))
    }

    /// Whether this is text, a number or a boolean: what a token's array may hold.
    pub fn is_scalar(&self) -> bool {
        matches!(self, Self::Text(_) | Self::Number(_) | Self::Bool(_))
    }

    /// The value as compact JSON.
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

/// `text` as a JSON string.
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
        for digits in ["", "abc", "1,2", "NaN", "\"1\"", "[1]", "0x1", ".5", "+1", "1 2", " 1"] {
            assert_eq!(Value::number(digits.to_owned()), None, "{digits}");
        }
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
