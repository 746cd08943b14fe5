//! JSON text, read no deeper than is asked for.
//!
//! A claim may hold a number of 38 digits and an event values nested 200 deep; a tree of parsed
//! values would round the one and refuse the other.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

/// A JSON value as compact text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Json(String);

impl Json {
    /// The value that `text` is; `None` if it is no JSON.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        serde_json::from_str::<&RawValue>(text).ok().map(|raw| Self(compact(raw.get())))
    }

    /// `value` as JSON: text, a number, a boolean or an array of them.
    pub(crate) fn of(value: impl Into<serde_json::Value>) -> Self {
        Self(value.into().to_string())
    }

    /// The text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The member `name` of an object; `None` for whatever else this is.
    pub(crate) fn get(&self, name: &str) -> Option<Self> {
        self.members().remove(name)
    }

    /// The members of an object; none for whatever else this is.
    pub(crate) fn members(&self) -> BTreeMap<String, Self> {
        let members: BTreeMap<String, &RawValue> = serde_json::from_str(&self.0).unwrap_or_default();
        members.into_iter().map(|(name, value)| (name, Self(value.get().to_owned()))).collect()
    }

    /// The string that this is.
    pub(crate) fn text(&self) -> Option<String> {
        serde_json::from_str(&self.0).ok()
    }

    /// The strings of an array; none for whatever else this is.
    pub(crate) fn texts(&self) -> Vec<String> {
        let items: Vec<&RawValue> = serde_json::from_str(&self.0).unwrap_or_default();
        items.into_iter().filter_map(|item| serde_json::from_str(item.get()).ok()).collect()
    }

    pub(crate) fn is_null(&self) -> bool {
        self.0 == "null"
    }

    pub(crate) fn is_text(&self) -> bool {
        self.0.starts_with('"')
    }

    pub(crate) fn is_object(&self) -> bool {
        self.0.starts_with('{')
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw: &RawValue = serde_json::from_str(&self.0).map_err(serde::ser::Error::custom)?;
        raw.serialize(serializer)
    }
}

/// `json` without the blanks between its parts.
fn compact(json: &str) -> String {
    let (mut in_string, mut escaped) = (false, false);
    let kept = |char: &char| {
        if in_string {
            in_string = escaped || *char != '"';
            escaped = !escaped && *char == '\\';
            return true;
        }
        in_string = *char == '"';
        !char.is_ascii_whitespace()
    };
    json.chars().filter(kept).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_compact_and_keeps_what_is_in_strings() {
        let json = Json::parse(" {\"a b\" : \"x \\\" y\\\\\" ,\n\t\"n\": [ 1e400 , \" \" ] } ").unwrap();
        assert_eq!(json.as_str(), r#"{"a b":"x \" y\\","n":[1e400," "]}"#);
    }

    #[test]
    fn what_is_nested_deep_is_read_as_far_as_needed() {
        let deep = format!("{{\"deep\":{}{},\"a\":\"x\"}}", "[".repeat(500), "]".repeat(500));
        assert_eq!(Json::parse(&deep).unwrap().get("a").unwrap().text().as_deref(), Some("x"));
    }

    #[test]
    fn what_has_another_type_has_nothing_to_give() {
        for text in ["null", "[]", "7", "\"{}\""] {
            let json = Json::parse(text).unwrap();
            assert!(json.members().is_empty() && json.texts().is_empty(), "{text}");
        }
        assert_eq!(Json::parse(r#"["a",1,null,"b"]"#).unwrap().texts(), ["a", "b"]);
    }
}
