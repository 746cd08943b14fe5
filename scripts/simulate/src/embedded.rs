//! The embedded DynamoDB, with a table of sample users and the tables of `--tables`.

use std::collections::BTreeMap;

use aws_config::ConfigLoader;
use aws_sdk_dynamodb::Client;
use claim_enrichment::rules::DefaultRead;
use serde::Serialize;
use serde_json::{Value, json};
use tools::embedded;
use tools::item::Item;
use tools::table::{Condition, CreateError, PutError, UserInfoTable};

use crate::tables::{self, Tables, TablesError};

/// Why the embedded DynamoDB has no tables.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StartError {
    #[error("the embedded DynamoDB cannot be started; name a running one with --endpoint-url")]
    Engine(#[from] embedded::StartError),
    #[error("the embedded table cannot be created")]
    Create(#[from] CreateError),
    #[error("a sample user cannot be written to the embedded table")]
    Put(#[from] PutError),
    #[error(transparent)]
    Tables(#[from] TablesError),
}

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

/// Starts the engine, creates the tables, and returns the SDK's configuration for it. The table of sample
/// users is the one of the read `table`, unless `tables` has it.
///
/// # Errors
/// The engine does not start, or does not accept a table.
pub(crate) async fn start(default_read: &DefaultRead, tables: Tables) -> Result<ConfigLoader, StartError> {
    let url = embedded::start()?;
    let sdk = embedded::environment(&url).http_client(tools::aws::http_client(None)).load().await;
    if !tables.contains_key(&default_read.table) {
        let table = UserInfoTable::new(&sdk, &default_read.table)
            .with_key_attribute(default_read.key_attribute.clone());
        table.create().await?;
        for user in sample_users() {
            table.put(&user, Condition::Always).await?;
        }
    }
    tables::create(&Client::new(&sdk), tables).await?;
    Ok(embedded::environment(&url))
}
