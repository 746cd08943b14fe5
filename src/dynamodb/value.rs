//! Conversion between attribute values of DynamoDB and values of the rules.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::repository::KeyValue;
use crate::row::{Attribute, Row};
use crate::value::Value;

/// Converts an item.
pub(super) fn row(item: HashMap<String, AttributeValue>) -> Row {
    item.into_iter().map(|(name, value)| (name, attribute(value))).collect()
}

/// Converts text, a number or a boolean; other values stand in no filter.
pub(super) fn scalar(value: &Value) -> Option<AttributeValue> {
    match value {
        Value::Text(text) => Some(AttributeValue::S(text.clone())),
        Value::Number(digits) => Some(AttributeValue::N(digits.clone())),
        Value::Bool(truth) => Some(AttributeValue::Bool(*truth)),
        Value::Null | Value::List(_) | Value::Map(_) => None,
    }
}

impl From<&KeyValue> for AttributeValue {
    fn from(value: &KeyValue) -> Self {
        match value {
            KeyValue::Text(text) => Self::S(text.clone()),
            KeyValue::Number(digits) => Self::N(digits.clone()),
        }
    }
}

/// Converts one attribute, without serde_dynamo: it reads numbers as floats, which rounds them, reads
/// sets as lists, which leaves them unsorted, and panics at an unknown type.
fn attribute(value: AttributeValue) -> Attribute {
    token_value(value).map_or(Attribute::Unsupported, Attribute::Value)
}

/// Converts one attribute value; `None` for what a token cannot hold: binary data, a number that JSON does
/// not have, or a type that DynamoDB has added since.
pub fn token_value(value: AttributeValue) -> Option<Value> {
    Some(match value {
        AttributeValue::S(text) => Value::Text(text),
        AttributeValue::N(digits) => Value::number(digits)?,
        AttributeValue::Bool(truth) => Value::Bool(truth),
        AttributeValue::Null(_) => Value::Null,
        AttributeValue::Ss(mut texts) => {
            texts.sort_unstable();
            Value::List(texts.into_iter().map(Value::Text).collect())
        }
        AttributeValue::Ns(mut numbers) => {
            numbers
                .sort_by(|one, other| by_size(one).total_cmp(&by_size(other)).then_with(|| one.cmp(other)));
            Value::List(numbers.into_iter().map(Value::number).collect::<Option<_>>()?)
        }
        AttributeValue::L(items) => Value::List(items.into_iter().map(token_value).collect::<Option<_>>()?),
        AttributeValue::M(members) => Value::Map(
            members
                .into_iter()
                .map(|(name, value)| Some((name, token_value(value)?)))
                .collect::<Option<_>>()?,
        ),
        _ => return None,
    })
}

/// Returns a rounded number, for sorting alone; equal ones are then sorted by their digits.
fn by_size(digits: &str) -> f64 {
    digits.parse().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_sorted_and_lists_are_not() {
        let texts = || vec!["b".to_owned(), "a".to_owned()];
        let sorted = Value::List(vec![Value::Text("a".into()), Value::Text("b".into())]);
        assert_eq!(token_value(AttributeValue::Ss(texts())), Some(sorted));
        let list = AttributeValue::L(texts().into_iter().map(AttributeValue::S).collect());
        let kept = Value::List(vec![Value::Text("b".into()), Value::Text("a".into())]);
        assert_eq!(token_value(list), Some(kept));
        let numbers = AttributeValue::Ns(["10", "9", "-1", "9.5"].map(String::from).to_vec());
        assert_eq!(token_value(numbers).unwrap().to_json(), "[-1,9,9.5,10]");
    }

    #[test]
    fn binary_data_is_unsupported_at_any_depth() {
        let binary = || AttributeValue::B(aws_sdk_dynamodb::primitives::Blob::new(b"x"));
        let deep = AttributeValue::M(HashMap::from([("k".to_owned(), AttributeValue::L(vec![binary()]))]));
        for value in [binary(), deep, AttributeValue::Bs(Vec::new()), AttributeValue::N("abc".into())] {
            assert_eq!(attribute(value), Attribute::Unsupported);
        }
    }
}
