//! A table of its own for each test, and what connects to it.

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
use claim_enrichment::dynamodb::{DynamoDbRepository, Item, KEY_ATTRIBUTE, without_profiles};
use claim_enrichment::repository::{Query, UserInfoRepository as _};
use claim_enrichment::user_info::UserInfo;
use serde_json::Value;

use crate::poll::PATIENCE;

/// A table, and two ways to it.
#[derive(Debug)]
pub struct Table {
    /// Where it is.
    pub url: String,
    /// Its name, which no other test has.
    pub name: String,
    /// The function's own way.
    pub repository: DynamoDbRepository,
    /// The SDK's, for what the repository doesn't do.
    pub client: Client,
}

/// Where a test's DynamoDB is, and as whom it is asked. Nothing is read from the machine's own AWS
/// configuration.
pub fn environment(url: &str) -> ConfigLoader {
    // DynamoDB Local takes letters and digits alone for an access key.
    let nobody = Credentials::new("tests", "tests", None, None, "tests");
    without_profiles().region(Region::new("us-east-1")).credentials_provider(nobody).endpoint_url(url)
}

/// The repository, connected to `table` at `url`.
pub async fn connect(url: &str, table: &str) -> DynamoDbRepository {
    DynamoDbRepository::connect(environment(url), table, PATIENCE, None).await
}

/// A name that no table has, also where a DynamoDB outlives the tests.
pub fn unique_name() -> String {
    static TABLES: AtomicU32 = AtomicU32::new(0);
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let number = TABLES.fetch_add(1, Ordering::Relaxed);
    format!("tests-{}-{}-{number}", now.as_millis(), process::id())
}

impl Table {
    /// A table that is not there yet.
    pub async fn planned(url: &str) -> Self {
        let name = unique_name();
        let client = client(url).await;
        let repository = connect(url, &name).await;
        Self { url: url.to_owned(), name, repository, client }
    }

    /// A table without items.
    pub async fn create(url: &str) -> Self {
        let table = Self::planned(url).await;
        table.repository.create_table().await.unwrap();
        table
    }

    /// Writes a person as the project's programs do.
    pub async fn put(&self, user_name: &str, projects: &[&str], department: Option<&str>) {
        let item = Item {
            user_name: user_name.to_owned(),
            projects: projects.iter().map(ToString::to_string).collect(),
            department: department.map(str::to_owned),
            ..Item::default()
        };
        self.repository.put(&item).await.unwrap();
    }

    /// Writes an item of any attributes, which `Item` has no place for.
    pub async fn put_raw(&self, user_name: &str, attributes: &[(&str, AttributeValue)]) {
        let mut put = self.client.put_item().table_name(&self.name);
        put = put.item(KEY_ATTRIBUTE, AttributeValue::S(user_name.to_owned()));
        for (name, value) in attributes {
            put = put.item(*name, value.clone());
        }
        put.send().await.unwrap();
    }

    /// Returns the item that the repository finds under `key`.
    pub async fn find(&self, key: &str, attributes: &[&str]) -> Option<UserInfo> {
        self.repository.find(Query { key, attributes, budget: PATIENCE }).await.unwrap()
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
