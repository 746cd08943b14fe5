//! Reading items.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use super::{GetError, ScanError, StoredItem, UserInfoTable};
use crate::aws::RequestError;

/// Some of the table's items.
#[derive(Debug, Default)]
pub struct Page {
    /// The items by their keys.
    pub items: Vec<(String, StoredItem)>,
    /// Where the next page begins; `None` after the last one.
    pub next: Option<String>,
}

impl UserInfoTable {
    /// Reads the item of `key` consistently, with all its attributes.
    ///
    /// # Errors
    /// The request failed.
    pub async fn get(&self, key: &str) -> Result<Option<StoredItem>, GetError> {
        let request = self.client.get_item().table_name(&self.name).consistent_read(true);
        match request.set_key(Some(self.key(key).into())).send().await {
            Ok(answer) => Ok(answer.item.map(|item| StoredItem::new(item, &self.key_attribute))),
            Err(error) => {
                let cause = self.fault(RequestError::new("dynamodb:GetItem", error)).await;
                Err(GetError { key: key.to_owned(), cause })
            }
        }
    }

    /// Reads one page of items, beginning after the key `after`.
    ///
    /// A table whose key is not the expected one has no items here: call [`check_key`](Self::check_key)
    /// first.
    ///
    /// # Errors
    /// The request failed.
    pub async fn scan(&self, after: Option<String>) -> Result<Page, ScanError> {
        let start = after.map(|key| self.key(&key).into());
        let request = self.client.scan().table_name(&self.name).set_exclusive_start_key(start);
        let answer = match request.send().await {
            Ok(answer) => answer,
            Err(error) => {
                return Err(ScanError(self.fault(RequestError::new("dynamodb:Scan", error)).await));
            }
        };
        let key = |item: &HashMap<String, AttributeValue>| {
            item.get(&self.key_attribute).and_then(|key| key.as_s().ok()).cloned()
        };
        let next = answer.last_evaluated_key.as_ref().and_then(key);
        let items = answer.items.unwrap_or_default().into_iter();
        let items = items
            .filter_map(|item| Some((key(&item)?, StoredItem::new(item, &self.key_attribute))))
            .collect();
        Ok(Page { items, next })
    }
}
