//! Creating the table.

use std::time::Duration;

use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType, TableStatus,
};

use super::{CreateError, UserInfoTable};
use crate::aws::RequestError;

/// The pause between two looks whether the table is active.
const READY_INTERVAL: Duration = Duration::from_millis(50);

/// The longest wait for the table; DynamoDB takes some ten seconds for one.
const READY_LIMIT: Duration = Duration::from_secs(60);

impl UserInfoTable {
    /// Creates the table with on-demand capacity, and waits until it is active. A table that exists stays
    /// as it is.
    ///
    /// # Errors
    /// A request failed, or the table does not become active.
    pub async fn create(&self) -> Result<(), CreateError> {
        let failed = |cause| CreateError::Failed { table: self.name.clone(), cause };
        let not_built = |error: BuildError| failed(RequestError::NotSent(error.to_string()));
        let key = AttributeDefinition::builder()
            .attribute_name(&self.key_attribute)
            .attribute_type(ScalarAttributeType::S)
            .build()
            .map_err(not_built)?;
        let schema = KeySchemaElement::builder()
            .attribute_name(&self.key_attribute)
            .key_type(KeyType::Hash)
            .build()
            .map_err(not_built)?;
        let request = self.client.create_table().table_name(&self.name).attribute_definitions(key);
        let created = request.key_schema(schema).billing_mode(BillingMode::PayPerRequest).send().await;
        if let Err(error) = created {
            let error = RequestError::new("dynamodb:CreateTable", error);
            if error.code() != Some("ResourceInUseException") {
                return Err(failed(error));
            }
        }
        let is_active = async {
            loop {
                let described = self.client.describe_table().table_name(&self.name).send().await;
                match described.map_err(|error| RequestError::new("dynamodb:DescribeTable", error)) {
                    Ok(described) => {
                        let status = described.table.and_then(|table| table.table_status);
                        if status == Some(TableStatus::Active) {
                            return Ok(());
                        }
                    }
                    // DynamoDB may say so for a moment after the table was created ("DescribeTable").
                    Err(error) if error.code() == Some("ResourceNotFoundException") => {}
                    Err(error) => return Err(failed(error)),
                }
                tokio::time::sleep(READY_INTERVAL).await;
            }
        };
        tokio::time::timeout(READY_LIMIT, is_active).await.unwrap_or_else(|_elapsed| {
            Err(CreateError::NotActive { table: self.name.clone(), seconds: READY_LIMIT.as_secs() })
        })
    }
}
