//! Reads and choices.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::one_of;
use super::parts::{Audience, KeyValue, OneOrMany, Otherwise, Preference, Scalar, SortKeyValue, Table};

/// A read of a table.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields, rename_all = "camelCase", extend("oneOf" = one_of(&["get", "query"])))]
#[expect(dead_code, reason = "describes the format")]
pub(super) struct Read {
    /// A name, an ARN, or an environment variable; USER_INFO_TABLE without it.
    table: Option<Table>,
    /// A secondary index. Such a read is not strongly consistent.
    index: Option<String>,
    /// The whole primary key. A list as a value of the key reads several rows.
    #[schemars(extend("minProperties" = 1, "maxProperties" = 2))]
    get: Option<BTreeMap<String, KeyValue>>,
    /// The partition key, and optionally the sort key or how it begins.
    #[schemars(extend("minProperties" = 1, "maxProperties" = 2))]
    query: Option<BTreeMap<String, SortKeyValue>>,
    /// For each attribute the values that a row may have.
    #[schemars(rename = "where")]
    filter: Option<BTreeMap<String, Vec<Scalar>>>,
    /// More rows than this are a failed read; 100 without it.
    #[schemars(range(min = 1, max = 1000))]
    at_most: Option<u32>,
    /// Whether the read returns one row, and fails for two or more.
    one: Option<bool>,
    /// An attribute with a time in seconds since the epoch. A row whose time has passed does not count.
    expires: Option<String>,
    /// Whose tokens it serves; users' without it.
    #[schemars(rename = "for")]
    serves: Option<OneOrMany<Audience>>,
    /// An attribute that must equal event.sub. A row of another user does not count.
    owner: Option<String>,
    /// Whether the read is strongly consistent; true without it, unless there is an index.
    consistent: Option<bool>,
    /// The attributes to read where rows are used as a whole.
    #[schemars(length(min = 1))]
    attributes: Option<Vec<String>>,
}

/// A choice of one row.
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "describes the format")]
pub(super) struct Choice {
    /// The read to choose from.
    of: String,
    /// The attribute to compare.
    by: String,
    /// What selects a row: the first one that matches. The client sends `clientMetadata`; it only selects.
    prefer: Option<Vec<Preference>>,
    /// Which row to choose if no preference matches; none without it.
    otherwise: Option<Otherwise>,
}
