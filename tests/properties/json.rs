//! JSON as it is written: scalars and keys keep their spelling, objects their order and duplicates.

use std::fmt;

use proptest::collection::vec;
use proptest::prelude::*;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// A JSON value.
#[derive(Debug, Clone)]
pub(crate) enum Json {
    /// The text of a literal, a number or a string.
    Scalar(String),
    List(Vec<Json>),
    /// Keys as they are written, with their quotes.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads `text`, which must be JSON.
    pub(crate) fn parse(text: &str) -> Self {
        if let Some(members) = members(text) {
            return Self::Object(
                members.into_iter().map(|member| (member.key, Self::parse(&member.value))).collect(),
            );
        }
        match serde_json::from_str::<Vec<&RawValue>>(text) {
            Ok(items) => Self::List(items.into_iter().map(|item| Self::parse(item.get())).collect()),
            Err(_) => Self::Scalar(text.trim().to_owned()),
        }
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scalar(text) => f.write_str(text),
            Self::List(items) => {
                f.write_str("[")?;
                for (index, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if index > 0 { ", " } else { "" })?;
                }
                f.write_str("]")
            }
            Self::Object(members) => {
                f.write_str("{")?;
                for (index, (key, value)) in members.iter().enumerate() {
                    write!(f, "{}{key}: {value}", if index > 0 { ", " } else { "" })?;
                }
                f.write_str("}")
            }
        }
    }
}

/// One member of an object, as it is written.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Member {
    pub(crate) key: String,
    pub(crate) value: String,
}

impl Member {
    /// Returns whether the key, unescaped, is `name`.
    pub(crate) fn is(&self, name: &str) -> bool {
        serde_json::from_str::<String>(&self.key).is_ok_and(|key| key == name)
    }
}

/// Returns the members of the object `text`, in order; `None` if it is not an object.
pub(crate) fn members(text: &str) -> Option<Vec<Member>> {
    struct Members(Vec<Member>);

    impl<'de> Deserialize<'de> for Members {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct EachMember;

            impl<'de> Visitor<'de> for EachMember {
                type Value = Members;

                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("an object")
                }

                fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                    let mut members = Vec::new();
                    while let Some((key, value)) = map.next_entry::<&RawValue, &RawValue>()? {
                        members.push(Member { key: key.get().to_owned(), value: value.get().to_owned() });
                    }
                    Ok(Members(members))
                }
            }

            deserializer.deserialize_map(EachMember)
        }
    }

    serde_json::from_str(text).ok().map(|Members(members)| members)
}

/// Any JSON, in unusual spellings.
pub(crate) fn any_json() -> impl Strategy<Value = Json> {
    scalar().prop_recursive(4, 24, 5, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Json::List),
            vec((key(), inner), 0..5).prop_map(Json::Object),
        ]
    })
}

fn scalar() -> impl Strategy<Value = Json> {
    prop_oneof![
        prop_oneof![Just("null"), Just("true"), Just("false"), Just("\"\""), Just("\"2\"")]
            .prop_map(str::to_owned),
        "-?(0|[1-9][0-9]{0,40})(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,4})?",
        string(),
    ]
    .prop_map(Json::Scalar)
}

/// Names that the function reads or writes, or any other.
fn key() -> impl Strategy<Value = String> {
    let known = proptest::sample::select(vec![
        "version",
        "triggerSource",
        "userName",
        "response",
        "claimsOverrideDetails",
        "claimsAndScopeOverrideDetails",
        "idTokenGeneration",
        "accessTokenGeneration",
        "claimsToAddOrOverride",
        "groupOverrideDetails",
        "groupsToOverride",
        "projects",
        "department",
    ]);
    prop_oneof![3 => known.prop_map(|name| format!("\"{name}\"")), 1 => string()]
}

/// A JSON string: any text, or any escapes, halves of surrogate pairs among them.
fn string() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>().prop_map(|text| serde_json::Value::from(text).to_string()),
        r#""(\\u[0-9a-fA-F]{4}|\\[nrtbf/"\\]|[a-zéß李🦀 ]){0,8}""#,
    ]
}
