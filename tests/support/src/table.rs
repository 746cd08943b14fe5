//! Tables, of which each test creates its own.

use std::collections::BTreeSet;
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::SystemTime;

use aws_config::{ConfigLoader, Region};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::Credentials;
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType,
    Projection, ProjectionType, ScalarAttributeType, TableStatus,
};
use claim_enrichment::dynamodb::without_profiles;
use serde_json::Value;

/// The partition key of the default table.
const KEY: &str = "userName";

/// A table with the key `userName`.
#[derive(Debug)]
pub struct Table {
    /// The address of its DynamoDB.
    pub url: String,
    /// The name, which no other test uses.
    pub name: String,
    /// The SDK's client.
    pub client: Client,
}

/// Returns the SDK's configuration for the DynamoDB at `url`. Nothing is read from the machine's AWS
/// configuration.
pub fn environment(url: &str) -> ConfigLoader {
    // DynamoDB Local accepts only letters and digits in an access key.
    let nobody = Credentials::new("tests", "tests", None, None, "tests");
    without_profiles().region(Region::new("us-east-1")).credentials_provider(nobody).endpoint_url(url)
}

/// Returns a name that no other table has, even if the DynamoDB outlives the tests.
pub fn unique_name() -> String {
    static TABLES: AtomicU32 = AtomicU32::new(0);
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let number = TABLES.fetch_add(1, Ordering::Relaxed);
    format!("tests-{}-{}-{number}", now.as_millis(), process::id())
}

impl Table {
    /// Returns a table that does not exist yet.
    pub async fn planned(url: &str) -> Self {
        Self { url: url.to_owned(), name: unique_name(), client: client(url).await }
    }

    /// Creates a table without items.
    pub async fn create(url: &str) -> Self {
        let table = Self::planned(url).await;
        create(&table.client, &table.name, &[KEY.to_owned()], &[]).await;
        table
    }

    /// Writes the item of a user; an empty set of projects is left out, as DynamoDB has none.
    pub async fn put(&self, user_name: &str, projects: &[&str], department: Option<&str>) {
        let projects = projects.iter().map(ToString::to_string).collect::<Vec<_>>();
        let projects = (!projects.is_empty()).then_some(("projects", AttributeValue::Ss(projects)));
        let department = department.map(|name| ("department", AttributeValue::S(name.to_owned())));
        let attributes: Vec<_> = projects.into_iter().chain(department).collect();
        self.put_raw(user_name, &attributes).await;
    }

    /// Writes an item.
    pub async fn put_raw(&self, user_name: &str, attributes: &[(&str, AttributeValue)]) {
        let mut put = self.client.put_item().table_name(&self.name);
        put = put.item(KEY, AttributeValue::S(user_name.to_owned()));
        for (name, value) in attributes {
            put = put.item(*name, value.clone());
        }
        put.send().await.unwrap();
    }
}

/// Returns the SDK's client for the DynamoDB at `url`.
pub async fn client(url: &str) -> Client {
    let http = aws_smithy_http_client::Builder::new().build_http();
    Client::new(&environment(url).http_client(http).load().await)
}

/// Creates a table with a partition key and perhaps a sort key, and global secondary indexes. A name
/// that ends with `#` is a numeric key.
pub async fn create(client: &Client, name: &str, key: &[String], indexes: &[(&str, &[String])]) {
    let schema = |key: &[String]| -> Vec<_> {
        let kinds = [KeyType::Hash, KeyType::Range];
        let elements = key.iter().zip(kinds).map(|(name, kind)| {
            KeySchemaElement::builder().attribute_name(name.trim_end_matches('#')).key_type(kind).build()
        });
        elements.map(Result::unwrap).collect()
    };
    let names: BTreeSet<_> = key.iter().chain(indexes.iter().flat_map(|(_, key)| *key)).collect();
    let mut create = client
        .create_table()
        .table_name(name)
        .billing_mode(BillingMode::PayPerRequest)
        .set_key_schema(Some(schema(key)));
    for name in names {
        let (name, kind) = match name.strip_suffix('#') {
            Some(name) => (name, ScalarAttributeType::N),
            None => (name.as_str(), ScalarAttributeType::S),
        };
        let attribute = AttributeDefinition::builder().attribute_name(name).attribute_type(kind);
        create = create.attribute_definitions(attribute.build().unwrap());
    }
    for (name, key) in indexes {
        let projection = Projection::builder().projection_type(ProjectionType::All).build();
        let index = GlobalSecondaryIndex::builder().index_name(*name).set_key_schema(Some(schema(key)));
        create = create.global_secondary_indexes(index.projection(projection).build().unwrap());
    }
    create.send().await.unwrap();
    let active = async || {
        let described = client.describe_table().table_name(name).send().await.unwrap();
        described.table.and_then(|table| table.table_status) == Some(TableStatus::Active)
    };
    while !active().await {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
}

/// Writes an item that is given in DynamoDB's JSON.
pub async fn put_json(client: &Client, table: &str, item: &Value) {
    let item = item.as_object().unwrap().iter().map(|(name, value)| (name.clone(), attribute(value)));
    client.put_item().table_name(table).set_item(Some(item.collect())).send().await.unwrap();
}

/// Reads a value of DynamoDB's JSON.
pub fn attribute(value: &Value) -> AttributeValue {
    let (kind, value) = value.as_object().and_then(|value| value.iter().next()).expect("a type and a value");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let texts = || value.as_array().unwrap().iter().map(text).collect();
    match kind.as_str() {
        "S" => AttributeValue::S(text(value)),
        "N" => AttributeValue::N(text(value)),
        "B" => AttributeValue::B(Blob::new(text(value))),
        "BOOL" => AttributeValue::Bool(value.as_bool().unwrap()),
        "NULL" => AttributeValue::Null(true),
        "SS" => AttributeValue::Ss(texts()),
        "NS" => AttributeValue::Ns(texts()),
        "L" => AttributeValue::L(value.as_array().unwrap().iter().map(attribute).collect()),
        "M" => {
            let members = value.as_object().unwrap().iter();
            AttributeValue::M(members.map(|(name, value)| (name.clone(), attribute(value))).collect())
        }
        other => panic!("DynamoDB has no type {other}"),
    }
}
