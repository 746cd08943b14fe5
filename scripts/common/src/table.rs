//! The table with the users' items, for tools that read and write them.

mod create;
mod error;
mod key;
mod read;
mod stored;
mod write;

use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use claim_enrichment::config::DEFAULT_KEY_ATTRIBUTE;

pub use error::{CreateError, DeleteError, GetError, PutError, ScanError, TableFault, UpdateError};
pub use key::KeyMismatch;
pub use read::Page;
pub use stored::{StoredItem, StoredValue};
pub use write::{Change, Condition};

/// The table with the users' items. Timeouts and retries are those of the tool's own configuration.
#[derive(Debug, Clone)]
pub struct UserInfoTable {
    client: Client,
    name: String,
    key_attribute: String,
}

impl UserInfoTable {
    /// Returns the table `name`, whose partition key is [`DEFAULT_KEY_ATTRIBUTE`]. Sends nothing.
    pub fn new(sdk: &SdkConfig, name: &str) -> Self {
        let (name, key_attribute) = (name.to_owned(), DEFAULT_KEY_ATTRIBUTE.to_owned());
        Self { client: Client::new(sdk), name, key_attribute }
    }

    /// Returns the same table with another name of the partition key.
    #[must_use]
    pub fn with_key_attribute(self, key_attribute: String) -> Self {
        Self { key_attribute, ..self }
    }

    /// The name or ARN of the table.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name of the partition key.
    pub fn key_attribute(&self) -> &str {
        &self.key_attribute
    }

    fn key(&self, user_name: &str) -> [(String, AttributeValue); 1] {
        [(self.key_attribute.clone(), AttributeValue::S(user_name.to_owned()))]
    }
}
