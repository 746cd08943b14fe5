//! The table, for programs that look after the people in it.

mod create;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::RequestId;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use serde::Serialize;

use super::error::refusal;
use super::{DynamoDbRepository, KEY_ATTRIBUTE, attribute};
use crate::item::SUB;
use crate::repository::LookupError;
use crate::user_info::UserInfo;

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// What keeps a program from working with the table.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// The table could not be created, or never became ready.
    #[error("the table could not be created")]
    Create(#[source] Cause),
    /// The item is not as the condition of the request said. Nothing was written.
    #[error("the item is not as it was expected to be")]
    Condition,
    /// A request failed.
    #[error("{error}{}", said.as_ref().map(|said| format!(" ({said})")).unwrap_or_default())]
    Request {
        /// In which way.
        #[source]
        error: LookupError,
        /// What DynamoDB said about it.
        said: Option<String>,
    },
}

/// When a request may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition<'a> {
    /// Whatever is there.
    Always,
    /// There is no item of this key.
    NoItem,
    /// There is one.
    AnItem,
    /// There is one, and this is its `sub`; `None` where it has none.
    ItemOf(Option<&'a str>),
}

/// New values of attributes; `None` takes the attribute away.
pub type Change = BTreeMap<String, Option<NewValue>>;

/// A value that programs write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewValue {
    /// A string.
    Text(String),
    /// A string set with something in it.
    Texts(BTreeSet<String>),
}

/// Some of the table's people.
#[derive(Debug, Default)]
pub struct Page {
    /// Their keys and all that the table says of them.
    pub people: Vec<(String, UserInfo)>,
    /// Where the next page begins; `None` after the last one.
    pub next: Option<String>,
}

/// The table, for programs that look after the people in it. How long they wait and how often they
/// try again is their own choice.
#[derive(Debug, Clone)]
pub struct UserInfoTable {
    client: Client,
    name: String,
    key_attribute: String,
}

impl UserInfoTable {
    /// The table called `name`, by the SDK's configuration of the program. Sends nothing.
    pub fn new(sdk: &SdkConfig, name: &str) -> Self {
        let (name, key_attribute) = (name.to_owned(), KEY_ATTRIBUTE.to_owned());
        Self { client: Client::new(sdk), name, key_attribute }
    }

    /// The same for a table whose partition key has another name.
    #[must_use]
    pub fn keyed_by(self, key_attribute: String) -> Self {
        Self { key_attribute, ..self }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name of its partition key.
    pub fn key_attribute(&self) -> &str {
        &self.key_attribute
    }

    /// Everything that the table says of one person, read consistently.
    ///
    /// # Errors
    /// [`TableError::Request`].
    pub async fn get(&self, key: &str) -> Result<Option<UserInfo>, TableError> {
        let request = self.client.get_item().table_name(&self.name).consistent_read(true);
        let answer = request.key(&self.key_attribute, AttributeValue::S(key.to_owned())).send().await;
        Ok(answer.map_err(failed)?.item.map(person))
    }

    /// Writes one person's item, in the place of an earlier one.
    ///
    /// # Errors
    /// [`TableError::Condition`], [`TableError::Request`].
    pub async fn put(&self, item: &impl Serialize, condition: Condition<'_>) -> Result<(), TableError> {
        let not_sent = |error: serde_dynamo::Error| TableError::Request {
            error: LookupError::NotSent,
            said: Some(error.to_string()),
        };
        let mut attributes: HashMap<String, AttributeValue> =
            serde_dynamo::to_item(item).map_err(not_sent)?;
        if let Some(key) = attributes.remove(KEY_ATTRIBUTE) {
            attributes.insert(self.key_attribute.clone(), key);
        }
        let when = self.when(condition);
        let request = self.client.put_item().table_name(&self.name).set_item(Some(attributes));
        let request = request.set_condition_expression(when.expression);
        let request = request.set_expression_attribute_names(when.names);
        request.set_expression_attribute_values(when.values).send().await.map_err(failed)?;
        Ok(())
    }

    /// Changes attributes of one person's item, and leaves the others as they are.
    ///
    /// # Errors
    /// [`TableError::Condition`], [`TableError::Request`].
    pub async fn update(
        &self,
        key: &str,
        change: &Change,
        condition: Condition<'_>,
    ) -> Result<(), TableError> {
        let when = self.when(condition);
        let (mut names, mut values) = (when.names.unwrap_or_default(), when.values.unwrap_or_default());
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
        let request = self.client.update_item().table_name(&self.name);
        let request = request.key(&self.key_attribute, AttributeValue::S(key.to_owned()));
        let request = request.update_expression(expression).set_condition_expression(when.expression);
        let request = request.set_expression_attribute_names((!names.is_empty()).then_some(names));
        let request = request.set_expression_attribute_values((!values.is_empty()).then_some(values));
        request.send().await.map_err(failed)?;
        Ok(())
    }

    /// Deletes one person's item, and says whether there was one.
    ///
    /// # Errors
    /// [`TableError::Condition`], [`TableError::Request`].
    pub async fn delete(&self, key: &str, condition: Condition<'_>) -> Result<bool, TableError> {
        let when = self.when(condition);
        let request = self.client.delete_item().table_name(&self.name);
        let request = request.key(&self.key_attribute, AttributeValue::S(key.to_owned()));
        let request = request.set_condition_expression(when.expression);
        let request = request.set_expression_attribute_names(when.names);
        let request = request.set_expression_attribute_values(when.values);
        let request = request.return_values(aws_sdk_dynamodb::types::ReturnValue::AllOld);
        Ok(request.send().await.map_err(failed)?.attributes.is_some_and(|old| !old.is_empty()))
    }

    /// The people of one page, beginning `after` the last key of the page before.
    ///
    /// # Errors
    /// [`TableError::Request`].
    pub async fn page(&self, after: Option<String>) -> Result<Page, TableError> {
        let start = after.map(|key| HashMap::from([(self.key_attribute.clone(), AttributeValue::S(key))]));
        let request = self.client.scan().table_name(&self.name).set_exclusive_start_key(start);
        let answer = request.send().await.map_err(failed)?;
        let key = |item: &HashMap<String, AttributeValue>| {
            item.get(&self.key_attribute).and_then(|key| key.as_s().ok()).cloned()
        };
        let next = answer.last_evaluated_key.as_ref().and_then(key);
        let items = answer.items.unwrap_or_default().into_iter();
        let people = items.filter_map(|item| Some((key(&item)?, person(item)))).collect();
        Ok(Page { people, next })
    }

    fn when(&self, condition: Condition<'_>) -> When {
        let expression = match condition {
            Condition::Always => return When::default(),
            Condition::NoItem => "attribute_not_exists(#key)",
            Condition::AnItem => "attribute_exists(#key)",
            Condition::ItemOf(Some(_)) => "attribute_exists(#key) AND #sub = :sub",
            Condition::ItemOf(None) => "attribute_exists(#key) AND attribute_not_exists(#sub)",
        };
        let mut names = HashMap::from([("#key".to_owned(), self.key_attribute.clone())]);
        let mut values = None;
        if let Condition::ItemOf(sub) = condition {
            names.insert("#sub".to_owned(), SUB.to_owned());
            values = sub.map(|sub| HashMap::from([(":sub".to_owned(), AttributeValue::S(sub.to_owned()))]));
        }
        When { expression: Some(expression.to_owned()), names: Some(names), values }
    }
}

impl DynamoDbRepository {
    /// Creates the table, as [`UserInfoTable::create`] does.
    ///
    /// # Errors
    /// [`TableError::Create`].
    pub async fn create_table(&self) -> Result<(), TableError> {
        self.table().create().await
    }

    /// Writes one person's item, an [`Item`](crate::item::Item) or what holds one, in the place of an
    /// earlier one.
    ///
    /// # Errors
    /// [`TableError::Request`].
    pub async fn put(&self, item: &impl Serialize) -> Result<(), TableError> {
        self.table().put(item, Condition::Always).await
    }

    fn table(&self) -> UserInfoTable {
        let (name, key_attribute) = (self.table.clone(), self.key_attribute.clone());
        UserInfoTable { client: self.client.clone(), name, key_attribute }
    }
}

/// A [`Condition`] as DynamoDB takes it.
#[derive(Default)]
struct When {
    expression: Option<String>,
    names: Option<HashMap<String, String>>,
    values: Option<HashMap<String, AttributeValue>>,
}

fn person(item: HashMap<String, AttributeValue>) -> UserInfo {
    item.into_iter().map(|(name, value)| (name, attribute(value))).collect()
}

fn attribute_value(value: &NewValue) -> AttributeValue {
    match value {
        NewValue::Text(text) => AttributeValue::S(text.clone()),
        NewValue::Texts(texts) => AttributeValue::Ss(texts.iter().cloned().collect()),
    }
}

/// What a tool is told: more than the function, which shows its log to others.
fn failed<E>(error: SdkError<E, HttpResponse>) -> TableError
where
    E: ProvideErrorMetadata + RequestId + std::error::Error + Send + Sync + 'static,
{
    let answered = error.as_service_error().zip(error.raw_response());
    if let Some((service, answer)) = answered {
        if service.code() == Some("ConditionalCheckFailedException") {
            return TableError::Condition;
        }
        let said = service.message().map(str::to_owned);
        return TableError::Request { error: refusal(service, answer.status().as_u16()), said };
    }
    let cause = |error: SdkError<E, HttpResponse>| error.into_source().unwrap_or_else(Into::into);
    let error = match error {
        SdkError::ConstructionFailure(_) => LookupError::NotSent,
        SdkError::TimeoutError(_) => LookupError::TimedOut,
        SdkError::ResponseError(_) => LookupError::Unreadable(cause(error)),
        _ => LookupError::Unreachable(cause(error)),
    };
    TableError::Request { error, said: None }
}
