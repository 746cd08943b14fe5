//! A DynamoDB inside this program, with a few people in its table.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_config::{ConfigLoader, Region};
use aws_credential_types::Credentials;
use claim_enrichment::config::Config;
use claim_enrichment::dynamodb::{DynamoDbRepository, without_profiles};
use claim_enrichment::item::Item;
use serde::Serialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::error::Error;

/// What setting the table up may take: no sign-in waits for it, and a busy machine is no error.
const SETUP_LIMIT: Duration = Duration::from_secs(30);

/// Somebody in the table.
#[derive(Serialize)]
struct Person {
    #[serde(flatten)]
    item: Item,
    /// Attributes that are no text.
    #[serde(flatten)]
    others: BTreeMap<&'static str, Value>,
}

/// The people of the table: one with all there is, one with a single project, one without a
/// department.
fn people() -> [Person; 3] {
    let person = |name: &str, projects: &[&str], department: Option<&str>| {
        let item = Item {
            user_name: name.to_owned(),
            projects: projects.iter().map(ToString::to_string).collect(),
            department: department.map(str::to_owned),
            ..Item::default()
        };
        Person { item, others: BTreeMap::new() }
    };
    let mut alice = person("alice", &["gemini", "apollo"], Some("engineering"));
    // Something of every kind, for rules to be tried with.
    alice.others = BTreeMap::from([
        ("groups", json!(["editors", "reviewers"])),
        ("roles", json!(["admin", "auditor"])),
        ("tier", json!("gold")),
        ("level", json!(3)),
        ("limits", json!({"seats": 25, "trial": false})),
    ]);
    [alice, person("bob", &["gemini"], Some("research")), person("carol", &["apollo"], None)]
}

/// Starts the engine, makes the table as a real one is made, and says how to reach it.
pub(crate) async fn start(config: &Config) -> Result<ConfigLoader, Error> {
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| Error::Embedded(error);
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(|error| failed(error.into()))?;
    let address = listener.local_addr().map_err(|error| failed(error.into()))?;
    let database = dynoxide::Database::memory().map_err(|error| failed(error.to_string().into()))?;
    tokio::spawn(dynoxide::server::serve_on(listener, database));
    let environment = || {
        // It takes any region and credentials; said, so that none of this machine are looked for.
        without_profiles()
            .region(Region::from_static("local"))
            .credentials_provider(Credentials::new("embedded", "embedded", None, None, "embedded"))
            .endpoint_url(format!("http://{address}"))
    };
    let repository = DynamoDbRepository::connect(environment(), &config.table, SETUP_LIMIT, None)
        .await
        .keyed_by(config.key_attribute.clone());
    repository.create_table().await?;
    for person in people() {
        repository.put(&person).await?;
    }
    Ok(environment())
}
