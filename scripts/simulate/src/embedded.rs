//! A DynamoDB inside this program, with a few people in its table.

use std::collections::BTreeSet;
use std::time::Duration;

use aws_config::{ConfigLoader, Region};
use aws_credential_types::Credentials;
use claim_enrichment::dynamodb::{DynamoDbRepository, Item, without_profiles};
use tokio::net::TcpListener;

use crate::error::Error;

/// What setting the table up may take: no sign-in waits for it, and a busy machine is no error.
const SETUP_LIMIT: Duration = Duration::from_secs(30);

/// The people of the table: one with all there is, one with a single project, one without a
/// department.
const PEOPLE: [(&str, &[&str], Option<&str>); 3] = [
    ("alice", &["gemini", "apollo"], Some("engineering")),
    ("bob", &["gemini"], Some("research")),
    ("carol", &["apollo"], None),
];

/// Starts the engine, makes the table as a real one is made, and says how to reach it.
pub(crate) async fn start(table: &str) -> Result<ConfigLoader, Error> {
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
    let repository = DynamoDbRepository::connect(environment(), table, SETUP_LIMIT, None).await;
    repository.create_table().await?;
    for (user_name, projects, department) in PEOPLE {
        let projects: BTreeSet<_> = projects.iter().map(ToString::to_string).collect();
        let department = department.map(str::to_owned);
        let user_name = user_name.to_owned();
        repository.put(&Item { user_name, projects, department, ..Item::default() }).await?;
    }
    Ok(environment())
}
