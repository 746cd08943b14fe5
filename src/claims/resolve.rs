//! Values of sources.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::event::TokenRequest;
use crate::lookup_outcome::{LookupOutcome, Lookups};
use crate::row::{Attribute, Row};
use crate::rules::source::{EventField, RowPath, Source};
use crate::value::Value;

/// What a source gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolved<'v> {
    /// A value, never null.
    Value(Cow<'v, Value>),
    /// A value that a token cannot hold, such as binary data.
    Unsupported,
    /// The event or the row has no such value, or it is null.
    Absent,
    /// The read or choice found no row. Counts as absent, but is nothing to warn of.
    NotFound,
    /// The read failed, or has not been made yet.
    Failed,
}

/// Returns the value of `source`.
///
/// For a read of many rows it is the list of the values in the rows that have one.
pub fn resolve<'v>(source: &Source, request: &TokenRequest<'_>, lookups: &'v Lookups) -> Resolved<'v> {
    match source {
        Source::Event(field) => present(event_field(*field, request)),
        Source::UserAttribute(name) => present(request.user_attribute(name)),
        Source::Rows(path) => resolve_rows(path, lookups),
    }
}

fn present(value: Option<Value>) -> Resolved<'static> {
    value.map_or(Resolved::Absent, |value| Resolved::Value(Cow::Owned(value)))
}

fn event_field(field: EventField, request: &TokenRequest<'_>) -> Option<Value> {
    let text = |text: &str| Value::Text(text.to_owned());
    let list = |items: Vec<String>| Value::List(items.into_iter().map(Value::Text).collect());
    match field {
        EventField::UserName => request.user_name().map(text),
        EventField::Sub => request.user_attribute("sub"),
        EventField::ClientId => request.client_id().as_deref().map(text),
        EventField::TriggerSource => request.trigger_source().map(text),
        EventField::UserPoolId => request.user_pool_id().map(text),
        EventField::Groups => request.groups().map(list),
        EventField::Roles => request.roles().map(list),
        EventField::PreferredRole => request.preferred_role().as_deref().map(text),
        EventField::Scopes => request.scopes().map(list),
    }
}

fn resolve_rows<'v>(path: &RowPath, lookups: &'v Lookups) -> Resolved<'v> {
    match lookups.outcome(path.rows.id) {
        LookupOutcome::Row(row) => in_row(row, path),
        LookupOutcome::Rows(rows) => in_rows(rows, path),
        LookupOutcome::NotFound => Resolved::NotFound,
        LookupOutcome::Failed(_) | LookupOutcome::Pending => Resolved::Failed,
    }
}

/// Returns the list of the values at `path` in the rows that have one. Clones, since a list owns its items.
fn in_rows<'v>(rows: &'v [Row], path: &RowPath) -> Resolved<'v> {
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        match in_row(row, path) {
            Resolved::Value(value) => items.push(value.into_owned()),
            Resolved::Unsupported => return Resolved::Unsupported,
            _ => {}
        }
    }
    if items.is_empty() { Resolved::Absent } else { Resolved::Value(Cow::Owned(Value::List(items))) }
}

fn in_row<'v>(row: &'v Row, path: &RowPath) -> Resolved<'v> {
    let Some((attribute, keys)) = path.path.split_first() else {
        return whole(row, &path.attributes);
    };
    let mut value = match row.get(attribute) {
        Some(Attribute::Value(value)) => value,
        Some(Attribute::Unsupported) => return Resolved::Unsupported,
        None => return Resolved::Absent,
    };
    for key in keys {
        match value {
            Value::Map(members) => match members.get(key) {
                Some(member) => value = member,
                None => return Resolved::Absent,
            },
            _ => return Resolved::Absent,
        }
    }
    if *value == Value::Null { Resolved::Absent } else { Resolved::Value(Cow::Borrowed(value)) }
}

/// Returns the row as an object of those of the `attributes` that it has.
fn whole(row: &Row, attributes: &[String]) -> Resolved<'static> {
    let mut members = BTreeMap::new();
    for name in attributes {
        match row.get(name) {
            Some(Attribute::Value(value)) => _ = members.insert(name.clone(), value.clone()),
            Some(Attribute::Unsupported) => return Resolved::Unsupported,
            None => {}
        }
    }
    Resolved::Value(Cow::Owned(Value::Map(members)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::EventVersion;
    use crate::rules::source::{RowSet, RowSetId};

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    fn row(attributes: &[(&str, Attribute)]) -> Row {
        attributes.iter().map(|(name, value)| (*name, value.clone())).collect()
    }

    fn resolve_path(outcome: LookupOutcome, path: &[&str]) -> Resolved<'static> {
        let lookups = Lookups { reads: vec![outcome], choices: Vec::new() };
        let rows = RowSet { name: "user".to_owned(), id: RowSetId::Read(0) };
        let path = path.iter().map(|key| (*key).to_owned()).collect();
        let request = TokenRequest::builder(EventVersion::V2).build();
        let attributes = ["id", "level", "name", "photo"].map(str::to_owned).to_vec();
        match resolve(&Source::Rows(RowPath { rows, path, attributes }), &request, &lookups) {
            Resolved::Value(value) => Resolved::Value(Cow::Owned(value.into_owned())),
            Resolved::Unsupported => Resolved::Unsupported,
            Resolved::Absent => Resolved::Absent,
            Resolved::NotFound => Resolved::NotFound,
            Resolved::Failed => Resolved::Failed,
        }
    }

    fn found(value: Value) -> Resolved<'static> {
        Resolved::Value(Cow::Owned(value))
    }

    #[test]
    fn a_path_walks_into_maps_alone() {
        let plan = Value::Map([("name".to_owned(), text("gold")), ("end".to_owned(), Value::Null)].into());
        let item = row(&[
            ("plan", Attribute::Value(plan)),
            ("list", Attribute::Value(Value::List(vec![text("a")]))),
            ("photo", Attribute::Unsupported),
            ("nothing", Attribute::Value(Value::Null)),
        ]);
        for (path, expected) in [
            (&["plan", "name"][..], found(text("gold"))),
            (&["plan", "end"], Resolved::Absent),
            (&["plan", "missing"], Resolved::Absent),
            (&["plan", "name", "deeper"], Resolved::Absent),
            (&["list", "0"], Resolved::Absent),
            (&["nothing"], Resolved::Absent),
            (&["missing"], Resolved::Absent),
            (&["photo"], Resolved::Unsupported),
            (&["photo", "key"], Resolved::Unsupported),
            (&[], Resolved::Unsupported),
        ] {
            assert_eq!(resolve_path(LookupOutcome::Row(item.clone()), path), expected, "{path:?}");
        }
    }

    #[test]
    fn many_rows_give_the_list_of_the_values_that_they_have() {
        let rows = || {
            LookupOutcome::Rows(vec![
                row(&[("id", Attribute::Value(text("o-2"))), ("level", Attribute::Value(Value::Null))]),
                row(&[("name", Attribute::Value(text("x")))]),
                row(&[("id", Attribute::Value(text("o-1"))), ("owner", Attribute::Value(text("u-1")))]),
            ])
        };
        assert_eq!(resolve_path(rows(), &["id"]), found(Value::List(vec![text("o-2"), text("o-1")])));
        assert_eq!(resolve_path(rows(), &["level"]), Resolved::Absent);
        let Resolved::Value(whole) = resolve_path(rows(), &[]) else { panic!("no rows") };
        assert_eq!(whole.to_json(), r#"[{"id":"o-2","level":null},{"name":"x"},{"id":"o-1"}]"#);
    }

    #[test]
    fn absent_not_found_and_failed_differ() {
        assert_eq!(resolve_path(LookupOutcome::NotFound, &["id"]), Resolved::NotFound);
        assert_eq!(resolve_path(LookupOutcome::Pending, &["id"]), Resolved::Failed);
    }
}
