//! Reads of one row by the key `userName`, through the function's repository.

use claim_enrichment::config::ConnectionSettings;
use claim_enrichment::dynamodb::DynamoDbRepository;
use claim_enrichment::repository::{
    KeyValue, Keys, ReadError, ReadRequest, ReadResponse, Repository as _, Validity,
};
use claim_enrichment::row::Row;
use test_support::poll::PATIENCE;
use test_support::table::{Table, environment};
use tokio::time::Instant;

/// Connects the function's repository to the DynamoDB at `url`.
pub(crate) async fn connect(url: &str) -> DynamoDbRepository {
    DynamoDbRepository::connect(environment(url), &ConnectionSettings::default(), PATIENCE).await
}

/// Reads one row.
pub(crate) async fn read(
    repository: &DynamoDbRepository,
    table: &str,
    key: &str,
    attributes: &[&str],
) -> Result<ReadResponse, ReadError> {
    let request = ReadRequest {
        table,
        index: None,
        keys: Keys::Row(vec![("userName", KeyValue::Text(key.to_owned()))]),
        filter: &[],
        attributes: attributes.to_vec(),
        validity: Validity::default(),
        at_most: 1,
        consistent: true,
        deadline: Instant::now() + PATIENCE,
    };
    repository.read(&request).await
}

/// Returns the row of `key`, and the number of requests.
pub(crate) async fn find(table: &Table, key: &str, attributes: &[&str]) -> (Option<Row>, u32) {
    let response = read(&connect(&table.url).await, &table.name, key, attributes).await.unwrap();
    (response.rows.into_iter().next(), response.requests)
}
