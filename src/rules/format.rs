//! The written form of the rules, exactly as `CLAIM_RULES` holds it.
//!
//! A part that can't be read is kept as a fault, so that all faults can be told at once. The JSON
//! Schema for editors is generated from these types.

use std::collections::BTreeMap;

use serde::de::{DeserializeOwned, Deserializer};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// A set of claim rules.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(title = "Claim rules", deny_unknown_fields))]
pub struct Written {
    /// The JSON Schema that an editor checks this file by; nothing to the function.
    #[serde(rename = "$schema", default)]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    _schema: Option<serde::de::IgnoredAny>,
    /// What goes into the tokens, in the order in which the budget is spent.
    #[serde(default)]
    pub claims: Part<Vec<Part<WrittenClaim>>>,
    /// Claims to take out of the tokens.
    #[serde(default)]
    pub suppress: Part<WrittenSuppress>,
    /// Scopes of a person's access token.
    #[serde(default)]
    pub scopes: Part<WrittenScopes>,
    /// The person's groups.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "WrittenGroups"))]
    pub groups: Option<Part<WrittenGroups>>,
    /// Keys that the format doesn't know.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub unknown: BTreeMap<String, Json>,
}

/// One claim: its name, and either where its value comes from or the value.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields, extend("oneOf" = one_of_from_and_value())))]
pub struct WrittenClaim {
    /// The claim's name in the token.
    #[cfg_attr(feature = "schema", schemars(required, with = "String"))]
    pub claim: Option<Part<String>>,
    /// The source: `table.<attribute>`, `attribute.<user attribute>`, `event.userName`,
    /// `event.clientId`, `event.sub` or `event.triggerSource`.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("pattern" = SOURCE_PATTERN)))]
    pub from: Option<Part<String>>,
    /// A constant instead of a source.
    #[serde(default, deserialize_with = "present")]
    #[cfg_attr(feature = "schema", schemars(with = "Json"))]
    pub value: Option<Json>,
    /// What stands in where the source is absent; without it the claim is null.
    #[serde(default, deserialize_with = "present")]
    #[cfg_attr(feature = "schema", schemars(with = "Json"))]
    pub default: Option<Json>,
    /// The tokens that it goes into; without it the ID and the access token.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<TokenKind>"))]
    pub tokens: Option<Part<Vec<Part<TokenKind>>>>,
    /// How V1, which takes text alone, holds a list or a map.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Encoding"))]
    pub encoding: Option<Part<Encoding>>,
    /// What the source may hold; anything else makes the claim null. Without it all that JSON can.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<Type>"))]
    pub types: Option<Part<Vec<Part<Type>>>>,
    /// The app clients that it is for; without it all.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub clients: Option<Part<Vec<Part<String>>>>,
    /// Keys that the format doesn't know.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub unknown: BTreeMap<String, Json>,
}

/// Claims to take out, by token.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct WrittenSuppress {
    /// From the ID token.
    #[serde(default)]
    pub id: Part<Vec<Part<String>>>,
    /// From a person's access token (V2 and V3).
    #[serde(default)]
    pub access: Part<Vec<Part<String>>>,
    /// Keys that the format doesn't know.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub unknown: BTreeMap<String, Json>,
}

/// Scopes to add and to take out (V2 and V3).
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct WrittenScopes {
    /// Scopes to add; sources in braces are replaced by what they hold.
    #[serde(default)]
    pub add: Part<Vec<Part<String>>>,
    /// Scopes to take out.
    #[serde(default)]
    pub suppress: Part<Vec<Part<String>>>,
    /// Keys that the format doesn't know.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub unknown: BTreeMap<String, Json>,
}

/// Where groups come from, and what becomes of those that the person has.
#[derive(Debug, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(deny_unknown_fields))]
pub struct WrittenGroups {
    /// The source: text is one group, a list or set several.
    #[cfg_attr(feature = "schema", schemars(required, with = "String", extend("pattern" = SOURCE_PATTERN)))]
    pub from: Option<Part<String>>,
    /// Whether they come to those that the person has (without it), or instead of them.
    #[serde(default)]
    pub mode: Part<GroupMode>,
    /// Keys that the format doesn't know.
    #[serde(flatten)]
    #[cfg_attr(feature = "schema", schemars(skip))]
    pub unknown: BTreeMap<String, Json>,
}

/// A token that a rule is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum TokenKind {
    /// A person's ID token.
    Id,
    /// A person's access token (V2 and V3).
    Access,
    /// The access token of client credentials (V3).
    Machine,
}

/// How V1 holds what is no scalar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// As JSON text.
    #[default]
    Json,
    /// A list of scalars, separated by commas.
    Csv,
    /// A list of scalars, separated by blanks.
    Space,
}

/// What a source may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Type {
    /// Text.
    String,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// A list or set of text, numbers, true and false.
    List,
    /// A map.
    Map,
}

/// What becomes of the groups that a person has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum GroupMode {
    /// They stay, first.
    #[default]
    Add,
    /// They go.
    Replace,
}

/// A part of the written form: what it says, or what is wrong with it.
#[derive(Debug)]
pub enum Part<T> {
    /// What it says.
    Read(T),
    /// Why it can't be read.
    Fault(String),
}

impl<T: Default> Default for Part<T> {
    fn default() -> Self {
        Self::Read(T::default())
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Part<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Json::deserialize(deserializer)?;
        Ok(T::deserialize(json).map_or_else(|error| Self::Fault(error.to_string()), Self::Read))
    }
}

#[cfg(feature = "schema")]
impl<T: schemars::JsonSchema> schemars::JsonSchema for Part<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        T::json_schema(generator)
    }
}

/// What [`Source::parse`](super::Source::parse) takes.
#[cfg(feature = "schema")]
const SOURCE_PATTERN: &str = r"^(table\..+|attribute\..+|event\.(userName|clientId|sub|triggerSource))$";

#[cfg(feature = "schema")]
fn one_of_from_and_value() -> Json {
    serde_json::json!([{"required": ["from"]}, {"required": ["value"]}])
}

/// Tells a key whose value is null from one that isn't there.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Json>, D::Error> {
    Json::deserialize(deserializer).map(Some)
}
