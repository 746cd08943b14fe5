//! An item as it is stored.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_dynamodb::types::AttributeValue;
use claim_enrichment::dynamodb::token_value;
use claim_enrichment::value::Value;

use crate::item::{PENDING, SUB};

/// The attributes of an item, without its key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredItem {
    attributes: BTreeMap<String, StoredValue>,
}

/// The value of an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoredValue {
    /// A value that a token can hold.
    Value(Value),
    /// Binary data, or another type that a token cannot hold.
    Unsupported,
}

impl StoredItem {
    /// The value of the attribute `name`.
    pub fn get(&self, name: &str) -> Option<&StoredValue> {
        self.attributes.get(name)
    }

    /// The attributes in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &StoredValue)> {
        self.attributes.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// The `sub` of the user that the item was written for; `None` if there is none, or no string.
    pub fn sub(&self) -> Option<&str> {
        match self.get(SUB) {
            Some(StoredValue::Value(Value::Text(sub))) => Some(sub),
            _ => None,
        }
    }

    /// Whether the first sign-in is still to be prepared.
    pub fn is_pending(&self) -> bool {
        self.get(PENDING).is_some()
    }
}

impl StoredItem {
    /// Reads what DynamoDB returned for an item with the key `key_attribute`.
    pub(super) fn new(mut item: HashMap<String, AttributeValue>, key_attribute: &str) -> Self {
        item.remove(key_attribute);
        let value = |value| token_value(value).map_or(StoredValue::Unsupported, StoredValue::Value);
        Self { attributes: item.into_iter().map(|(name, attribute)| (name, value(attribute))).collect() }
    }
}

impl<N: Into<String>> FromIterator<(N, Value)> for StoredItem {
    fn from_iter<I: IntoIterator<Item = (N, Value)>>(attributes: I) -> Self {
        let attributes = attributes.into_iter();
        Self {
            attributes: attributes.map(|(name, value)| (name.into(), StoredValue::Value(value))).collect(),
        }
    }
}
