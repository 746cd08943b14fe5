//! The embedded DynamoDB, with a table of sample users.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_config::{ConfigLoader, Region};
use aws_credential_types::Credentials;
use claim_enrichment::config::Config;
use claim_enrichment::dynamodb::{DynamoDbRepository, TableError, without_profiles};
use claim_enrichment::item::Item;
use serde::Serialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// Why the embedded DynamoDB did not start.
#[derive(Debug, thiserror::Error)]
#[error("the embedded DynamoDB could not be started; name a running one with --endpoint-url")]
pub(crate) struct StartError(#[source] Box<dyn std::error::Error + Send + Sync>);

impl From<TableError> for StartError {
    fn from(error: TableError) -> Self {
        Self(error.into())
    }
}

/// The longest that creating the table may take, on a busy machine.
const SETUP_LIMIT: Duration = Duration::from_secs(30);

/// An item of the table.
#[derive(Serialize)]
struct SampleUser {
    #[serde(flatten)]
    item: Item,
    /// Attributes that are not text.
    #[serde(flatten)]
    others: BTreeMap<&'static str, Value>,
}

/// Returns a user with every attribute, one with a single project, and one without a department.
fn sample_users() -> [SampleUser; 3] {
    let user = |name: &str, projects: &[&str], department: Option<&str>| {
        let item = Item {
            user_name: name.to_owned(),
            projects: projects.iter().map(ToString::to_string).collect(),
            department: department.map(str::to_owned),
            ..Item::default()
        };
        SampleUser { item, others: BTreeMap::new() }
    };
    let mut alice = user("alice", &["gemini", "apollo"], Some("engineering"));
    // A value of every type, to try rules with.
    alice.others = BTreeMap::from([
        ("groups", json!(["editors", "reviewers"])),
        ("roles", json!(["admin", "auditor"])),
        ("tier", json!("gold")),
        ("level", json!(3)),
        ("limits", json!({"seats": 25, "trial": false})),
    ]);
    [alice, user("bob", &["gemini"], Some("research")), user("carol", &["apollo"], None)]
}

/// Starts the engine, creates the table as a real one is created, and returns the SDK's configuration for it.
pub(crate) async fn start(config: &Config) -> Result<ConfigLoader, StartError> {
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| StartError(error);
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(|error| failed(error.into()))?;
    let address = listener.local_addr().map_err(|error| failed(error.into()))?;
    let database = dynoxide::Database::memory().map_err(|error| failed(error.to_string().into()))?;
    tokio::spawn(dynoxide::server::serve_on(listener, database));
    let environment = || {
        // The engine accepts any Region and credentials. They are set so that the SDK does not look for
        // those of the machine.
        without_profiles()
            .region(Region::from_static("local"))
            .credentials_provider(Credentials::new("embedded", "embedded", None, None, "embedded"))
            .endpoint_url(format!("http://{address}"))
    };
    let repository = DynamoDbRepository::connect(environment(), &config.table, SETUP_LIMIT, None)
        .await
        .keyed_by(config.key_attribute.clone());
    repository.create_table().await?;
    for user in sample_users() {
        repository.put(&user).await?;
    }
    Ok(environment())
}
