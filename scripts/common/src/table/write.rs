//! Writing items, each write with its condition.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use claim_enrichment::config::DEFAULT_KEY_ATTRIBUTE;
use serde::Serialize;

use super::{DeleteError, PutError, TableFault, UpdateError, UserInfoTable};
use crate::aws::RequestError;
use crate::item::{NewValue, SUB};

/// What has to be there for a request to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition<'a> {
    /// Anything or nothing.
    Always,
    /// No item of this key.
    NoItem,
    /// An item of this key with this `sub`; `None` for one without the attribute.
    ItemOf(Option<&'a str>),
}

/// New values of attributes by their names; `None` removes the attribute.
pub type Change = BTreeMap<String, Option<NewValue>>;

impl UserInfoTable {
    /// Writes an [`Item`](crate::item::Item), or what contains one, in place of an earlier one.
    ///
    /// # Errors
    /// The condition does not hold, or the request failed.
    pub async fn put(&self, item: &impl Serialize, condition: Condition<'_>) -> Result<(), PutError> {
        let mut attributes: HashMap<String, AttributeValue> = match serde_dynamo::to_item(item) {
            Ok(attributes) => attributes,
            Err(error) => {
                let cause = RequestError::NotSent(error.to_string());
                let cause = TableFault::Request { table: self.name.clone(), cause };
                return Err(PutError::Failed { key: String::new(), cause });
            }
        };
        let key = attributes.remove(DEFAULT_KEY_ATTRIBUTE);
        let user_name = key.as_ref().and_then(|key| key.as_s().ok()).cloned().unwrap_or_default();
        attributes.extend(key.map(|key| (self.key_attribute.clone(), key)));
        let Parts { expression, names, values } = self.parts(condition);
        let request = self.client.put_item().table_name(&self.name).set_item(Some(attributes));
        let request = request.set_condition_expression(expression).set_expression_attribute_names(names);
        match request.set_expression_attribute_values(values).send().await {
            Ok(_) => Ok(()),
            Err(error) if is_condition(&error) => Err(PutError::Condition(user_name)),
            Err(error) => {
                let cause = self.fault(RequestError::new("dynamodb:PutItem", error)).await;
                Err(PutError::Failed { key: user_name, cause })
            }
        }
    }

    /// Changes attributes of the item of `key`, and leaves the others as they are.
    ///
    /// # Errors
    /// The condition does not hold, or the request failed.
    pub async fn update(
        &self,
        key: &str,
        change: &Change,
        condition: Condition<'_>,
    ) -> Result<(), UpdateError> {
        let parts = self.parts(condition);
        let (mut names, mut values) = (parts.names.unwrap_or_default(), parts.values.unwrap_or_default());
        let (mut set, mut remove) = (Vec::new(), Vec::new());
        for (index, (name, value)) in change.iter().enumerate() {
            names.insert(format!("#c{index}"), name.clone());
            match value {
                Some(value) => {
                    values.insert(format!(":c{index}"), attribute_value(value));
                    set.push(format!("#c{index} = :c{index}"));
                }
                None => remove.push(format!("#c{index}")),
            }
        }
        let clause = |word: &str, parts: &[String]| {
            if parts.is_empty() { String::new() } else { format!("{word} {} ", parts.join(", ")) }
        };
        let expression = clause("SET", &set) + &clause("REMOVE", &remove);
        let request = self.client.update_item().table_name(&self.name).set_key(Some(self.key(key).into()));
        let request = request.update_expression(expression).set_condition_expression(parts.expression);
        let request = request.set_expression_attribute_names((!names.is_empty()).then_some(names));
        let request = request.set_expression_attribute_values((!values.is_empty()).then_some(values));
        match request.send().await {
            Ok(_) => Ok(()),
            Err(error) if is_condition(&error) => Err(UpdateError::Condition(key.to_owned())),
            Err(error) => {
                let cause = self.fault(RequestError::new("dynamodb:UpdateItem", error)).await;
                Err(UpdateError::Failed { key: key.to_owned(), cause })
            }
        }
    }

    /// Deletes the item of `key`, and returns whether there was one.
    ///
    /// # Errors
    /// The condition does not hold, or the request failed.
    pub async fn delete(&self, key: &str, condition: Condition<'_>) -> Result<bool, DeleteError> {
        let Parts { expression, names, values } = self.parts(condition);
        let request = self.client.delete_item().table_name(&self.name).set_key(Some(self.key(key).into()));
        let request = request.set_condition_expression(expression).set_expression_attribute_names(names);
        let request = request.set_expression_attribute_values(values).return_values(ReturnValue::AllOld);
        match request.send().await {
            Ok(deleted) => Ok(deleted.attributes.is_some_and(|old| !old.is_empty())),
            Err(error) if is_condition(&error) => Err(DeleteError::Condition(key.to_owned())),
            Err(error) => {
                let cause = self.fault(RequestError::new("dynamodb:DeleteItem", error)).await;
                Err(DeleteError::Failed { key: key.to_owned(), cause })
            }
        }
    }

    fn parts(&self, condition: Condition<'_>) -> Parts {
        let expression = match condition {
            Condition::Always => return Parts::default(),
            Condition::NoItem => "attribute_not_exists(#key)",
            Condition::ItemOf(Some(_)) => "attribute_exists(#key) AND #sub = :sub",
            Condition::ItemOf(None) => "attribute_exists(#key) AND attribute_not_exists(#sub)",
        };
        let mut names = HashMap::from([("#key".to_owned(), self.key_attribute.clone())]);
        let mut values = None;
        if let Condition::ItemOf(sub) = condition {
            names.insert("#sub".to_owned(), SUB.to_owned());
            values = sub.map(|sub| HashMap::from([(":sub".to_owned(), AttributeValue::S(sub.to_owned()))]));
        }
        Parts { expression: Some(expression.to_owned()), names: Some(names), values }
    }
}

/// A [`Condition`] as DynamoDB takes it.
#[derive(Default)]
struct Parts {
    expression: Option<String>,
    names: Option<HashMap<String, String>>,
    values: Option<HashMap<String, AttributeValue>>,
}

fn is_condition<E: ProvideErrorMetadata, R>(error: &SdkError<E, R>) -> bool {
    error.as_service_error().and_then(|error| error.code()) == Some("ConditionalCheckFailedException")
}

fn attribute_value(value: &NewValue) -> AttributeValue {
    match value {
        NewValue::Text(text) => AttributeValue::S(text.clone()),
        NewValue::List(texts) => AttributeValue::L(texts.iter().cloned().map(AttributeValue::S).collect()),
        NewValue::Set(texts) => AttributeValue::Ss(texts.iter().cloned().collect()),
    }
}
