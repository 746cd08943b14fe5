//! Tables for the embedded DynamoDB, from a file (`--tables`).

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::path::Path;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::create_table::CreateTableError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType,
    Projection, ProjectionType, ScalarAttributeType,
};
use serde::Deserialize;

use crate::event;

/// The tables of a file, by name.
pub(crate) type Tables = BTreeMap<String, Table>;

/// A table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Table {
    /// The partition key and optionally the sort key. A name that ends with `#` is a number.
    key: Vec<String>,
    /// The keys of global secondary indexes, by the index's name.
    #[serde(default)]
    indexes: BTreeMap<String, Vec<String>>,
    /// Items in DynamoDB's JSON.
    #[serde(default)]
    items: Vec<serde_dynamo::Item>,
}

/// Why a file's tables cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TablesError {
    #[error("--tables {file:?} cannot be read; name a file, or - for the standard input")]
    Read { file: String, source: io::Error },
    #[error(
        "--tables {file:?} is invalid; it must be an object of tables by name, each with `key`, and optionally \
         `indexes` and `items` in DynamoDB's JSON"
    )]
    Invalid { file: String, source: serde_json::Error },
    #[error("the table {table:?} of --tables has no valid key; `key` names one or two attributes")]
    Key { table: String, source: aws_sdk_dynamodb::error::BuildError },
    #[error("the table {table:?} of --tables cannot be created")]
    Create { table: String, source: Box<SdkError<CreateTableError>> },
    #[error("an item of the table {table:?} of --tables cannot be written")]
    Put { table: String, source: Box<SdkError<PutItemError>> },
}

/// Reads the tables of a file.
pub(crate) fn read(path: &Path) -> Result<Tables, TablesError> {
    let file = path.display().to_string();
    let text = event::read(path).map_err(|source| TablesError::Read { file: file.clone(), source })?;
    serde_json::from_str(&text).map_err(|source| TablesError::Invalid { file, source })
}

/// Creates `tables` with their items.
pub(crate) async fn create(client: &Client, tables: Tables) -> Result<(), TablesError> {
    for (name, table) in tables {
        let invalid_key = |source| TablesError::Key { table: name.clone(), source };
        let mut attributes = BTreeSet::new();
        let mut request = client
            .create_table()
            .table_name(&name)
            .billing_mode(BillingMode::PayPerRequest)
            .set_key_schema(Some(key_schema(&table.key, &mut attributes).map_err(invalid_key)?));
        for (index, key) in &table.indexes {
            let index = GlobalSecondaryIndex::builder()
                .index_name(index)
                .set_key_schema(Some(key_schema(key, &mut attributes).map_err(invalid_key)?))
                .projection(Projection::builder().projection_type(ProjectionType::All).build())
                .build()
                .map_err(invalid_key)?;
            request = request.global_secondary_indexes(index);
        }
        for attribute in attributes {
            let kind = if attribute.ends_with('#') { ScalarAttributeType::N } else { ScalarAttributeType::S };
            let definition = AttributeDefinition::builder()
                .attribute_name(attribute.trim_end_matches('#'))
                .attribute_type(kind)
                .build()
                .map_err(invalid_key)?;
            request = request.attribute_definitions(definition);
        }
        request
            .send()
            .await
            .map_err(|source| TablesError::Create { table: name.clone(), source: Box::new(source) })?;
        for item in table.items {
            let item: HashMap<String, AttributeValue> = item.into();
            client
                .put_item()
                .table_name(&name)
                .set_item(Some(item))
                .send()
                .await
                .map_err(|source| TablesError::Put { table: name.clone(), source: Box::new(source) })?;
        }
    }
    Ok(())
}

fn key_schema<'k>(
    key: &'k [String],
    attributes: &mut BTreeSet<&'k str>,
) -> Result<Vec<KeySchemaElement>, aws_sdk_dynamodb::error::BuildError> {
    key.iter()
        .zip([KeyType::Hash, KeyType::Range])
        .map(|(name, kind)| {
            attributes.insert(name);
            KeySchemaElement::builder().attribute_name(name.trim_end_matches('#')).key_type(kind).build()
        })
        .collect()
}
