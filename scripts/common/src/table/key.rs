//! The table's key, where a request shows that it is not the one that the tools write.

use aws_sdk_dynamodb::types::{KeyType, ScalarAttributeType};

use super::{GetError, TableFault, UserInfoTable};
use crate::aws::RequestError;

/// A key that no item has, because a user name contains no blanks. DynamoDB still compares it with the
/// table's key schema.
const NO_USER: &str = "no user";

/// A table whose key is not a partition key alone, of the expected name and of type string.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyMismatch {
    /// There is a sort key.
    #[error(
        "table {table} has a sort key, {sort_key:?}, besides its partition key {partition_key:?}; these tools read \
         and write only tables with a partition key alone, so fill this one by other means"
    )]
    SortKey {
        /// The table.
        table: String,
        /// The name of its partition key.
        partition_key: String,
        /// The name of its sort key.
        sort_key: String,
    },
    /// The partition key has another name.
    #[error(
        "the partition key of table {table} is {partition_key:?}, not {expected:?}; give --key-attribute \
         {partition_key}"
    )]
    Name {
        /// The table.
        table: String,
        /// The name of its partition key.
        partition_key: String,
        /// The name that was expected.
        expected: String,
    },
    /// The partition key is no string.
    #[error(
        "the partition key {partition_key:?} of table {table} has the type {key_type}, not S; these tools write user \
         names, which are strings"
    )]
    Type {
        /// The table.
        table: String,
        /// The name of its partition key.
        partition_key: String,
        /// Its type, such as `N`.
        key_type: String,
    },
    /// It could not be found out.
    #[error(
        "table {table} refused the key {expected:?} ({refusal}): either its partition key has another name or type, \
         see --key-attribute, or it has a sort key, and these tools write only tables with a partition key alone; to \
         say which, they need the IAM action dynamodb:DescribeTable"
    )]
    Unknown {
        /// The table.
        table: String,
        /// The name of the partition key that was expected.
        expected: String,
        /// What DynamoDB said about the request.
        refusal: RequestError,
    },
}

impl UserInfoTable {
    /// Checks that the table's key is the one that the tools write, by a request that reads no item.
    ///
    /// # Errors
    /// It is another one, or the request failed.
    pub async fn check_key(&self) -> Result<(), GetError> {
        self.get(NO_USER).await.map(drop)
    }

    /// Says why DynamoDB did not carry out a request about an item. Where the key is to blame, it asks for
    /// the table's description.
    pub(super) async fn fault(&self, refusal: RequestError) -> TableFault {
        let table = self.name.clone();
        match refusal.code() {
            Some("ResourceNotFoundException") => TableFault::NoTable(table),
            Some("ValidationException") => match self.key_mismatch(&refusal).await {
                Some(mismatch) => mismatch.into(),
                None => TableFault::Request { table, cause: refusal },
            },
            _ => TableFault::Request { table, cause: refusal },
        }
    }

    /// The mismatch; `None` if the key is as expected, so that something else is invalid.
    async fn key_mismatch(&self, refusal: &RequestError) -> Option<KeyMismatch> {
        let (table, expected) = (self.name.clone(), self.key_attribute.clone());
        let described = self.client.describe_table().table_name(&self.name).send().await;
        let Some(description) = described.ok().and_then(|described| described.table) else {
            return Some(KeyMismatch::Unknown { table, expected, refusal: refusal.clone() });
        };
        let name = |key_type: KeyType| {
            let key = description.key_schema().iter().find(|key| key.key_type == key_type);
            key.map(|key| key.attribute_name.clone())
        };
        let partition_key = name(KeyType::Hash).unwrap_or_default();
        if let Some(sort_key) = name(KeyType::Range) {
            return Some(KeyMismatch::SortKey { table, partition_key, sort_key });
        }
        if partition_key != expected {
            return Some(KeyMismatch::Name { table, partition_key, expected });
        }
        let definitions = description.attribute_definitions().iter();
        let key_type = definitions.filter(|definition| definition.attribute_name == partition_key);
        let key_type = key_type.map(|definition| definition.attribute_type.clone()).next()?;
        let key_type = Some(key_type).filter(|key_type| *key_type != ScalarAttributeType::S)?;
        Some(KeyMismatch::Type { table, partition_key, key_type: key_type.as_str().to_owned() })
    }
}
