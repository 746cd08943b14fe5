//! JSON that keeps its digits.
//!
//! A claim may hold a number of 38 digits, and an event may nest values deeper than `serde_json::Value`
//! accepts. Numbers therefore stay text, and only those parts of an event are parsed that are needed.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::RawValue;

/// Values that are nested deeper stay as they are written: no claim is, and the stack is finite.
const MAX_DEPTH: usize = 128;

/// A JSON value. Its members are sorted by name, and `Display` writes it in compact form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(crate) enum Json {
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Json>),
    /// An object.
    Object(BTreeMap<String, Json>),
    /// Everything else, as it is written.
    Raw(Raw),
}

/// JSON text as it was written.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub(crate) struct Raw(Box<RawValue>);

impl Json {
    /// Parses `text`; `None` if it is not JSON.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        serde_json::from_str::<&RawValue>(text).ok().map(Self::from)
    }

    /// Returns the JSON form of text, a number, a boolean or an array of them.
    pub(crate) fn of(value: impl Into<serde_json::Value>) -> Self {
        Self::parse(&value.into().to_string()).unwrap_or_else(|| Self::Text(String::new()))
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Raw(raw) if raw.0.get() == "null")
    }

    fn at_depth(raw: &RawValue, depth: usize) -> Self {
        let text = raw.get();
        let parsed = match text.as_bytes().first() {
            Some(b'"') => serde_json::from_str(text).ok().map(Self::Text),
            Some(b'[') if depth < MAX_DEPTH => {
                serde_json::from_str::<Vec<&RawValue>>(text).ok().map(|items| {
                    Self::List(items.into_iter().map(|item| Self::at_depth(item, depth + 1)).collect())
                })
            }
            Some(b'{') if depth < MAX_DEPTH => {
                let members = members(raw).into_iter();
                Some(Self::Object(
                    members.map(|(name, value)| (name, Self::at_depth(value, depth + 1))).collect(),
                ))
            }
            _ => None,
        };
        parsed.unwrap_or_else(|| Self::Raw(Raw(raw.to_owned())))
    }
}

impl From<&RawValue> for Json {
    fn from(raw: &RawValue) -> Self {
        Self::at_depth(raw, 0)
    }
}

impl std::fmt::Display for Json {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // All keys are text, so that serialization cannot fail.
        f.write_str(&serde_json::to_string(self).unwrap_or_default())
    }
}

impl PartialEq for Raw {
    fn eq(&self, other: &Self) -> bool {
        self.0.get() == other.0.get()
    }
}

impl Eq for Raw {}

/// Returns the members of an object; none if `raw` is not an object.
pub(super) fn members(raw: &RawValue) -> BTreeMap<String, &RawValue> {
    serde_json::from_str(raw.get()).unwrap_or_default()
}

/// Returns the member `name` of an object.
pub(super) fn member<'a>(raw: &'a RawValue, name: &str) -> Option<&'a RawValue> {
    members(raw).remove(name)
}

/// Returns the text that `raw` is.
pub(super) fn text(raw: &RawValue) -> Option<String> {
    serde_json::from_str(raw.get()).ok()
}

/// Returns the strings of an array; none if `raw` is not an array.
pub(super) fn texts(raw: &RawValue) -> Vec<String> {
    let items: Vec<&RawValue> = serde_json::from_str(raw.get()).unwrap_or_default();
    items.into_iter().filter_map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_written_compactly_and_keeps_its_digits() {
        let json =
            Json::parse(" {\"a b\" : \"x \\\" y\\\\\" ,\n\t\"n\": [ 1e400 , \" \", null ] } ").unwrap();
        assert_eq!(json.to_string(), r#"{"a b":"x \" y\\","n":[1e400," ",null]}"#);
        assert_eq!(Json::parse("{} {}"), None);
    }

    #[test]
    fn deep_nesting_is_kept() {
        let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(Json::parse(&deep).unwrap().to_string(), deep);
    }

    #[test]
    fn a_value_of_another_type_has_no_members() {
        for text in ["null", "[]", "7", "\"{}\""] {
            let raw: &RawValue = serde_json::from_str(text).unwrap();
            assert!(members(raw).is_empty() && texts(raw).is_empty(), "{text}");
        }
    }
}
