//! How an item differs from what was given: pure.

use std::collections::BTreeSet;
use std::fmt;

use claim_enrichment::value::Value;
use serde::Serialize;
use serde_json::Value as Json;
use serde_json::value::RawValue;
use tools::item::{DEPARTMENT, Item, NewValue, PROJECTS, SUB};
use tools::table::{Change, StoredItem, StoredValue};
use tools::visible;

/// A difference between what is stored and what was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The attribute, `email` or `item`.
    pub field: String,
    /// What is stored; null for nothing.
    pub stored: Json,
    /// What was given; null for nothing.
    pub wanted: Json,
}

impl Difference {
    /// A difference in `field`.
    pub fn new(field: &str, stored: impl Into<Json>, wanted: impl Into<Json>) -> Self {
        Self { field: field.to_owned(), stored: stored.into(), wanted: wanted.into() }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |value: &Json| match value {
            Json::Null => "none".to_owned(),
            value => visible::json(&value.to_string()).into_owned(),
        };
        let field = visible::text(&self.field);
        write!(formatter, "{field} is {}, not {}", shown(&self.stored), shown(&self.wanted))
    }
}

/// What differs between the table and `wanted`, whose `sub` is of no interest here. Attributes that
/// `wanted` doesn't name may be anything.
pub fn differences(stored: &StoredItem, wanted: &Item) -> Vec<Difference> {
    let mut differences = Vec::new();
    if projects(stored).as_ref() != Some(&wanted.projects) {
        let wanted: Vec<_> = wanted.projects.iter().cloned().collect();
        let wanted = if wanted.is_empty() { Json::Null } else { wanted.into() };
        differences.push(Difference::new(PROJECTS, as_json(stored.get(PROJECTS)), wanted));
    }
    let department = (DEPARTMENT, wanted.department.clone().map(Json::String));
    let attributes = wanted.attributes.iter().map(|(name, value)| (name.as_str(), Some(new_json(value))));
    for (name, wanted) in [department].into_iter().chain(attributes) {
        let found = stored.get(name);
        if found.and_then(comparable) != wanted || (wanted.is_none() && found.is_some()) {
            differences.push(Difference::new(name, as_json(found), wanted));
        }
    }
    differences
}

/// The change that turns a stored item with these differences into `wanted`.
pub fn change(differences: &[Difference], wanted: &Item) -> Change {
    let value = |name: &str| match name {
        PROJECTS => projects_value(&wanted.projects),
        DEPARTMENT => wanted.department.clone().map(NewValue::Text),
        _ => wanted.attributes.get(name).cloned(),
    };
    let of_the_item = differences.iter().map(|difference| difference.field.as_str());
    let of_the_item = of_the_item.filter(|name| !["email", "item", SUB].contains(name));
    of_the_item.map(|name| (name.to_owned(), value(name))).collect()
}

/// The new value of the projects: none for an empty set, which DynamoDB doesn't have.
pub fn projects_value(projects: &BTreeSet<String>) -> Option<NewValue> {
    (!projects.is_empty()).then(|| NewValue::Set(projects.clone()))
}

/// The projects, in whichever of the ways that the function reads; `None` for anything else.
fn projects(stored: &StoredItem) -> Option<BTreeSet<String>> {
    match stored.get(PROJECTS) {
        None => Some(BTreeSet::new()),
        Some(StoredValue::Value(Value::Text(one))) => Some([one.clone()].into()),
        Some(StoredValue::Value(Value::List(items))) => items
            .iter()
            .map(|item| if let Value::Text(text) = item { Some(text.clone()) } else { None })
            .collect(),
        Some(_) => None,
    }
}

/// The value as a command line could give it: text, or a list of texts. A number and a boolean count as
/// the text that they are written with.
fn comparable(value: &StoredValue) -> Option<Json> {
    match value {
        StoredValue::Value(value) => scalar(value).map(Json::String).or_else(|| match value {
            Value::List(items) => items.iter().map(scalar).collect::<Option<Vec<_>>>().map(Json::from),
            _ => None,
        }),
        StoredValue::Unsupported => None,
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_json()),
        _ => None,
    }
}

fn new_json(value: &NewValue) -> Json {
    match value {
        NewValue::Text(text) => text.as_str().into(),
        NewValue::List(_) | NewValue::Set(_) => value.texts().into(),
    }
}

fn as_json(attribute: Option<&StoredValue>) -> Json {
    match attribute {
        Some(StoredValue::Value(value)) => serde_json::from_str(&value.to_json()).unwrap_or_default(),
        Some(StoredValue::Unsupported) => "binary data".into(),
        None => Json::Null,
    }
}

/// An attribute as JSON that keeps every digit.
pub fn raw_json(attribute: &StoredValue) -> Option<Box<RawValue>> {
    match attribute {
        StoredValue::Value(value) => RawValue::from_string(value.to_json()).ok(),
        StoredValue::Unsupported => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(texts: &[&str]) -> Value {
        Value::List(texts.iter().map(|text| Value::Text((*text).to_owned())).collect())
    }

    fn stored(attributes: &[(&str, Value)]) -> StoredItem {
        attributes.iter().map(|(name, value)| (*name, value.clone())).collect()
    }

    fn wanted() -> Item {
        Item {
            user_name: "alice".to_owned(),
            projects: ["b".to_owned(), "a".to_owned()].into(),
            department: Some("Legal".to_owned()),
            attributes: [("tier".to_owned(), NewValue::Text("3".to_owned()))].into(),
            ..Item::default()
        }
    }

    #[test]
    fn equal_data_is_equal_in_every_type() {
        let department = ("department", Value::Text("Legal".to_owned()));
        for tier in [Value::Text("3".to_owned()), Value::Number("3".to_owned())] {
            for projects in [texts(&["a", "b"]), texts(&["b", "a"])] {
                let stored = stored(&[
                    department.clone(),
                    ("projects", projects),
                    ("tier", tier.clone()),
                    ("more", Value::Null),
                ]);
                assert_eq!(differences(&stored, &wanted()), []);
            }
        }
        let bare = Item { user_name: "alice".to_owned(), ..Item::default() };
        assert_eq!(differences(&stored(&[]), &bare), []);
    }

    #[test]
    fn every_difference_is_found_and_changed() {
        let stored = stored(&[("projects", texts(&["a"])), ("department", Value::Null)]);
        let found = differences(&stored, &wanted());
        let said: Vec<_> = found.iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                r#"projects is ["a"], not ["a","b"]"#,
                r#"department is none, not "Legal""#,
                r#"tier is none, not "3""#
            ]
        );
        let change = change(&found, &wanted());
        assert_eq!(change.len(), 3);
        assert_eq!(change.get("department"), Some(&Some(NewValue::Text("Legal".to_owned()))));
    }

    #[test]
    fn what_is_not_wanted_is_removed() {
        let stored = stored(&[("projects", texts(&["a"])), ("department", Value::Text("Legal".to_owned()))]);
        let bare = Item { user_name: "alice".to_owned(), ..Item::default() };
        let change = change(&differences(&stored, &bare), &bare);
        assert_eq!(change, Change::from([("projects".to_owned(), None), ("department".to_owned(), None)]));
    }
}
