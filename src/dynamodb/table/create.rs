//! The table's definition.

use std::time::Duration;

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::create_table::CreateTableError;
use aws_sdk_dynamodb::operation::describe_table::DescribeTableError;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType, TableStatus,
};

use super::{Cause, TableError, UserInfoTable};

/// How often the table is asked whether it is ready.
const READY_INTERVAL: Duration = Duration::from_millis(50);

/// How often at most: a minute, where DynamoDB takes some ten seconds for a table.
const READY_CHECKS: u32 = 1200;

impl UserInfoTable {
    /// Creates the table, on demand, and waits until it can be used. A table that is there already
    /// is left as it is.
    ///
    /// # Errors
    /// [`TableError::Create`].
    pub async fn create(&self) -> Result<(), TableError> {
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
            .table_name(&self.name)
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
            let described = self.client.describe_table().table_name(&self.name).send().await;
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
}
