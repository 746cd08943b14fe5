//! The table's definition and the shape of its items, for all who write to it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::create_table::CreateTableError;
use aws_sdk_dynamodb::operation::describe_table::DescribeTableError;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
    TableStatus,
};
use serde::Serialize;
use serde_json::Value as Json;

use super::{DynamoDbRepository, KEY_ATTRIBUTE};

/// How often the table is asked whether it is ready.
const READY_INTERVAL: Duration = Duration::from_millis(50);

/// How often at most: a minute, where DynamoDB takes some ten seconds for a table.
const READY_CHECKS: u32 = 1200;

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// One person's item, as programs write it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// The name that Cognito's events will carry: the key.
    pub user_name: String,
    /// The projects that the person works on, stored as a string set. Without any the attribute is
    /// left out, since DynamoDB has no empty sets.
    #[serde(with = "serde_dynamo::string_set", skip_serializing_if = "BTreeSet::is_empty")]
    pub projects: BTreeSet<String>,
    /// The department, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// Further attributes, by their names: arrays become lists, objects maps.
    #[serde(flatten)]
    pub attributes: BTreeMap<String, Json>,
}

/// What keeps a program from setting the table up.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// The table could not be created, or never became ready.
    #[error("the table could not be created")]
    Create(#[source] Cause),
    /// The item could not be written.
    #[error("the item could not be written")]
    Put(#[source] Cause),
}

impl DynamoDbRepository {
    /// Creates the table, on demand, and waits until it can be used. A table that is there already
    /// is left as it is.
    ///
    /// # Errors
    /// [`TableError::Create`].
    pub async fn create_table(&self) -> Result<(), TableError> {
        let failed = |cause: Cause| TableError::Create(cause);
        let key = AttributeDefinition::builder()
            .attribute_name(&self.key_attribute)
            .attribute_type(ScalarAttributeType::S)
            .build()
            .map_err(|error| failed(error.into()))?;
        let schema = KeySchemaElement::builder()
            .attribute_name(&self.key_attribute)
            .key_type(KeyType::Hash)
            .build()
            .map_err(|error| failed(error.into()))?;
        let created = self
            .client
            .create_table()
            .table_name(&self.table)
            .attribute_definitions(key)
            .key_schema(schema)
            .billing_mode(BillingMode::PayPerRequest)
            .send()
            .await;
        match created.map_err(SdkError::into_service_error) {
            Ok(_) | Err(CreateTableError::ResourceInUseException(_)) => {}
            Err(error) => return Err(failed(error.into())),
        }
        for _ in 0..READY_CHECKS {
            let described = self.client.describe_table().table_name(&self.table).send().await;
            match described.map_err(SdkError::into_service_error) {
                Ok(described) => {
                    let status = described.table.and_then(|table| table.table_status);
                    if status == Some(TableStatus::Active) {
                        return Ok(());
                    }
                }
                // What a table may be for a moment that was created just now.
                Err(DescribeTableError::ResourceNotFoundException(_)) => {}
                Err(error) => return Err(failed(error.into())),
            }
            tokio::time::sleep(READY_INTERVAL).await;
        }
        Err(failed("it did not become active".into()))
    }

    /// Writes one person's item, in the place of an earlier one.
    ///
    /// # Errors
    /// [`TableError::Put`].
    pub async fn put(&self, item: &Item) -> Result<(), TableError> {
        let mut attributes: HashMap<String, AttributeValue> =
            serde_dynamo::to_item(item).map_err(|error| TableError::Put(error.into()))?;
        if let Some(key) = attributes.remove(KEY_ATTRIBUTE) {
            attributes.insert(self.key_attribute.clone(), key);
        }
        let request = self.client.put_item().table_name(&self.table).set_item(Some(attributes));
        request.send().await.map_err(|error| TableError::Put(error.into()))?;
        Ok(())
    }
}
