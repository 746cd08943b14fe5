//! A DynamoDB inside this program, with a few people in its table.

use std::collections::BTreeMap;

use aws_config::ConfigLoader;
use claim_enrichment::config::Config;
use serde::Serialize;
use serde_json::{Value, json};
use tools::embedded;
use tools::item::Item;
use tools::table::{Condition, UserInfoTable};

use crate::error::Error;

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

/// Starts the engine, creates the table as a real one is created, and says how to reach it.
pub(crate) async fn start(config: &Config) -> Result<ConfigLoader, Error> {
    let url = embedded::start().map_err(|error| Error::Embedded(error.into()))?;
    let sdk = embedded::environment(&url).http_client(tools::aws::http_client(None)).load().await;
    let table = UserInfoTable::new(&sdk, &config.table).with_key_attribute(config.key_attribute.clone());
    table.create().await.map_err(|error| Error::Embedded(error.into()))?;
    for person in people() {
        table.put(&person, Condition::Always).await.map_err(|error| Error::Embedded(error.into()))?;
    }
    Ok(embedded::environment(&url))
}
