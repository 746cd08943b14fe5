//! Reads of several rows by their primary keys.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};

use super::Target;
use super::attempts::Session;
use super::error::Failure;
use super::expression::Names;
use super::value;
use crate::decimal;
use crate::repository::{FailureCause, KeyValue, ReadRequest, RowKey, Rows};
use crate::row::Row;

/// The most keys of one request ("BatchGetItem" in the API reference of DynamoDB).
const MAX_KEYS: usize = 100;

type Item = HashMap<String, AttributeValue>;

pub(super) async fn batch_get<'a>(
    session: &Session<'_>,
    request: &ReadRequest<'a>,
    keys: &[RowKey<'_>],
) -> Result<Rows<'a>, Failure> {
    // The response has no order: its rows are found again by their keys.
    let mut attributes = request.attributes.clone();
    for (name, _) in keys.first().into_iter().flatten() {
        if !attributes.contains(name) {
            attributes.push(name);
        }
    }
    let mut rows = Rows::new(request);
    for chunk in keys.chunks(MAX_KEYS) {
        let mut found: HashMap<Vec<KeyValue>, Row> = HashMap::new();
        for item in batch(session, request, &attributes, chunk).await? {
            let key = chunk
                .first()
                .and_then(|names| names.iter().map(|(name, _)| key_value(&item, name)).collect());
            let key: Vec<_> = key.ok_or_else(|| Failure::new(FailureCause::Unreadable))?;
            found.insert(key, value::row(item).project(&request.attributes));
        }
        for key in chunk {
            let key: Vec<_> = key.iter().map(|(_, value)| value.clone()).collect();
            if let Some(row) = found.remove(&key) {
                rows.push(row)?;
            }
        }
    }
    Ok(rows)
}

/// Reads at most [`MAX_KEYS`] keys, those that DynamoDB leaves unprocessed again.
async fn batch(
    session: &Session<'_>,
    request: &ReadRequest<'_>,
    attributes: &[&str],
    keys: &[RowKey<'_>],
) -> Result<Vec<Item>, Failure> {
    let mut names = Names::default();
    let projection = names.list(attributes);
    let mut missing: Vec<Item> = keys
        .iter()
        .map(|key| key.iter().map(|(name, value)| ((*name).to_owned(), value.into())).collect())
        .collect();
    let mut items = Vec::new();
    let mut attempt = 1;
    loop {
        let asked = KeysAndAttributes::builder()
            .set_keys(Some(missing.clone()))
            .projection_expression(projection.clone())
            .set_expression_attribute_names(names.to_map())
            .consistent_read(request.consistent)
            .build()
            .map_err(|_missing| Failure::new(FailureCause::NotSent))?;
        let send = |target: &Target| {
            target.client.batch_get_item().request_items(target.table(request.table), asked.clone()).send()
        };
        let output = session.send(send, |output| output.responses.is_some()).await?;
        items.extend(output.responses.into_iter().flat_map(HashMap::into_values).flatten());
        let unprocessed: Vec<Item> =
            output.unprocessed_keys.into_iter().flatten().flat_map(|(_, keys)| keys.keys).collect();
        if unprocessed.is_empty() {
            return Ok(items);
        }
        // Progress starts the count of attempts anew: a response holds at most 16 MB.
        if unprocessed.len() < missing.len() {
            attempt = 1;
        }
        missing = unprocessed;
        if !session.pause_before(attempt).await {
            return Err(Failure::new(FailureCause::Throttled));
        }
        attempt += 1;
    }
}

/// Returns the key attribute of an item in the form of the keys of a request.
fn key_value(item: &Item, name: &str) -> Option<KeyValue> {
    match item.get(name)? {
        AttributeValue::S(text) => Some(KeyValue::Text(text.clone())),
        AttributeValue::N(digits) => decimal::canonical(digits).map(KeyValue::Number),
        _ => None,
    }
}
