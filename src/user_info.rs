//! What the table says of one person.

use std::collections::HashMap;

use crate::value::Value;

/// The attributes of a person's item, as far as they were asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserInfo {
    attributes: HashMap<String, Attribute>,
}

/// What one attribute of an item holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attribute {
    /// A value that a token could hold.
    Value(Value),
    /// Something that it can't: binary data, or a type that DynamoDB has added since.
    Unsupported,
}

impl UserInfo {
    /// The attribute `name`; `None` if the item has none.
    pub fn get(&self, name: &str) -> Option<&Attribute> {
        self.attributes.get(name)
    }

    /// All attributes, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Attribute)> {
        self.attributes.iter().map(|(name, attribute)| (name.as_str(), attribute))
    }

    /// The same person with just the attributes called `names`, as a projection gives them.
    #[must_use]
    pub fn project(mut self, names: &[&str]) -> Self {
        self.attributes.retain(|name, _| names.contains(&name.as_str()));
        self
    }
}

impl<N: Into<String>> FromIterator<(N, Attribute)> for UserInfo {
    fn from_iter<I: IntoIterator<Item = (N, Attribute)>>(attributes: I) -> Self {
        let attributes = attributes.into_iter().map(|(name, attribute)| (name.into(), attribute));
        Self { attributes: attributes.collect() }
    }
}
