//! A table of its own for each test, and what connects to it.

use std::process;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use aws_config::{ConfigLoader, Region};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::Credentials;
use aws_sdk_dynamodb::types::AttributeValue;
use claim_enrichment::dynamodb::{DynamoDbRepository, KEY_ATTRIBUTE, without_profiles};
use tools::item::Item;
use tools::table::{Condition, UserInfoTable};

/// What a lookup may take where time is not what is tested: far more than one ever needs, since tests
/// share their machine with compilers.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A table, and two ways to it.
#[derive(Debug)]
pub struct Table {
    /// Where it is.
    pub url: String,
    /// Its name, which no other test has.
    pub name: String,
    /// The function's own way.
    pub repository: DynamoDbRepository,
    /// The tools' own way.
    pub items: UserInfoTable,
    /// The SDK's, for what neither does.
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
        let http = aws_smithy_http_client::Builder::new().build_http();
        let sdk = environment(url).http_client(http).load().await;
        let (items, client) = (UserInfoTable::new(&sdk, &name), Client::new(&sdk));
        let repository = connect(url, &name).await;
        Self { url: url.to_owned(), name, repository, items, client }
    }

    /// A table without items.
    pub async fn create(url: &str) -> Self {
        let table = Self::planned(url).await;
        table.items.create().await.unwrap();
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
        self.items.put(&item, Condition::Always).await.unwrap();
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
}
