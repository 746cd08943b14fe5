//! Expressions of DynamoDB, always with placeholders: a name may be a reserved word or hold any
//! character.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use super::value;
use crate::value::Value;

/// The names behind the placeholders `#0`, `#1`, ….
#[derive(Debug, Default)]
pub(super) struct Names(Vec<String>);

/// The values behind the placeholders `:0`, `:1`, ….
#[derive(Debug, Default)]
pub(super) struct Values(Vec<AttributeValue>);

impl Names {
    /// Returns the placeholder of `name`.
    pub(super) fn name(&mut self, name: &str) -> String {
        let index = self.0.iter().position(|known| known == name).unwrap_or_else(|| {
            self.0.push(name.to_owned());
            self.0.len() - 1
        });
        format!("#{index}")
    }

    /// Returns the placeholders of `names`, as a projection expression.
    pub(super) fn list(&mut self, names: &[&str]) -> String {
        let placeholders: Vec<_> = names.iter().map(|name| self.name(name)).collect();
        placeholders.join(",")
    }

    pub(super) fn to_map(&self) -> Option<HashMap<String, String>> {
        let names = self.0.iter().enumerate().map(|(index, name)| (format!("#{index}"), name.clone()));
        (!self.0.is_empty()).then(|| names.collect())
    }
}

impl Values {
    /// Returns the placeholder of `value`.
    pub(super) fn value(&mut self, value: AttributeValue) -> String {
        self.0.push(value);
        format!(":{}", self.0.len() - 1)
    }

    pub(super) fn to_map(&self) -> HashMap<String, AttributeValue> {
        self.0.iter().enumerate().map(|(index, value)| (format!(":{index}"), value.clone())).collect()
    }
}

/// Returns the filter expression: every attribute has one of its values.
pub(super) fn filter(
    filter: &[(String, Vec<Value>)],
    names: &mut Names,
    values: &mut Values,
) -> Option<String> {
    let conditions: Vec<_> = filter
        .iter()
        .map(|(attribute, allowed)| {
            let allowed: Vec<_> =
                allowed.iter().filter_map(value::scalar).map(|value| values.value(value)).collect();
            format!("{} IN ({})", names.name(attribute), allowed.join(","))
        })
        .collect();
    (!conditions.is_empty()).then(|| conditions.join(" AND "))
}
