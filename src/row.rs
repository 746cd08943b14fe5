//! One item of a table, as far as it was asked for.

use std::collections::HashMap;

use crate::value::Value;

/// The attributes of one item that a read asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    attributes: HashMap<String, Attribute>,
}

/// The value of one attribute of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attribute {
    /// A value that a token can hold.
    Value(Value),
    /// A value that a token cannot hold: binary data, or a type that DynamoDB has added since.
    Unsupported,
}

impl Row {
    /// Returns the attribute `name`, or `None` if the item has none.
    pub fn get(&self, name: &str) -> Option<&Attribute> {
        self.attributes.get(name)
    }

    /// Returns all attributes in arbitrary order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Attribute)> {
        self.attributes.iter().map(|(name, attribute)| (name.as_str(), attribute))
    }

    /// Keeps only the attributes in `names`, as a projection does.
    #[must_use]
    pub fn project(mut self, names: &[&str]) -> Self {
        self.attributes.retain(|name, _| names.contains(&name.as_str()));
        self
    }
}

impl<N: Into<String>> FromIterator<(N, Attribute)> for Row {
    fn from_iter<I: IntoIterator<Item = (N, Attribute)>>(attributes: I) -> Self {
        Self {
            attributes: attributes.into_iter().map(|(name, attribute)| (name.into(), attribute)).collect(),
        }
    }
}
