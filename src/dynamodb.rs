//! The adapter to DynamoDB: the only part that knows the SDK.

mod attempts;
mod batch;
mod connection;
mod error;
mod expression;
mod get;
mod query;
mod value;

pub use connection::without_profiles;
pub use value::token_value;

use std::time::Duration;

use aws_config::ConfigLoader;
use aws_sdk_dynamodb::Client;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use tokio::time::Instant;

use crate::config::ConnectionSettings;
use crate::repository::{
    KeyValue, Keys, QueryKey, ReadError, ReadRequest, ReadResponse, Repository, Validity,
};
use crate::rules::read::{Operation, Read};
use attempts::Session;
use connection::Environment;

/// A key that no user has: user names of Cognito have no spaces (`[\p{L}\p{M}\p{S}\p{N}\p{P}]+`).
const NOBODY: &str = "warm up";

/// The time that start-up may lose if DynamoDB does not answer: Cognito's 5 s are running.
const WARM_UP_LIMIT: Duration = Duration::from_millis(250);

/// Reads tables of DynamoDB.
#[derive(Debug)]
pub struct DynamoDbRepository {
    home: Target,
    replica: Option<Target>,
}

/// DynamoDB in one Region.
#[derive(Debug)]
struct Target {
    client: Client,
    /// The Region's name, for the ARNs of tables, where it is not the function's own.
    replica_region: Option<String>,
}

impl DynamoDbRepository {
    /// Creates the client for a Lambda function: Region and credentials from its environment. Sends
    /// nothing. `lookup_timeout` is the usual time of a read.
    pub async fn connect_in_lambda(settings: &ConnectionSettings, lookup_timeout: Duration) -> Self {
        let environment = connection::lambda_environment(&settings.endpoint).await;
        let http = connection::http_client(lookup_timeout, settings.roots.as_deref());
        Self::new(environment, settings.replica_region.as_deref(), http)
    }

    /// Creates the client for a tool; `environment` has Region, credentials and endpoint.
    pub async fn connect(
        environment: ConfigLoader,
        settings: &ConnectionSettings,
        lookup_timeout: Duration,
    ) -> Self {
        let http = connection::http_client(lookup_timeout, settings.roots.as_deref());
        let environment = environment.http_client(http.clone()).load().await.into();
        Self::new(environment, settings.replica_region.as_deref(), http)
    }

    fn new(environment: Environment, replica_region: Option<&str>, http: SharedHttpClient) -> Self {
        let environment = environment.set_up(http);
        let replica = replica_region.map(|region| Target {
            client: Client::from_conf(environment.replica(region).build()),
            replica_region: Some(region.to_owned()),
        });
        let home = Target { client: Client::from_conf(environment.config.build()), replica_region: None };
        Self { home, replica }
    }

    /// Opens the connection and loads the credentials by a read that finds nothing, so that the first
    /// event is answered sooner. Meant for Lambda's init phase, which has a full CPU. Failures are
    /// ignored: the first event reports them.
    pub async fn warm_up(&self, read: &Read) {
        let key = |part: &crate::rules::read::KeyPart| match part.is_number {
            true => KeyValue::Number("0".to_owned()),
            false => KeyValue::Text(NOBODY.to_owned()),
        };
        let keys = match &read.operation {
            Operation::Get(parts) => {
                Keys::Row(parts.iter().map(|part| (part.attribute.as_str(), key(part))).collect())
            }
            Operation::Query { partition, .. } => {
                Keys::Query(vec![QueryKey { partition: (&partition.attribute, key(partition)), sort: None }])
            }
        };
        let attributes = read.key_parts().into_iter().map(|part| part.attribute.as_str()).collect();
        let request = ReadRequest {
            table: &read.table,
            index: read.index.as_deref(),
            keys,
            filter: &[],
            attributes,
            validity: Validity::default(),
            at_most: 1,
            consistent: read.consistent,
            deadline: Instant::now() + WARM_UP_LIMIT,
        };
        drop(tokio::time::timeout(WARM_UP_LIMIT, self.read(&request)).await);
    }
}

impl Repository for DynamoDbRepository {
    async fn read(&self, request: &ReadRequest<'_>) -> Result<ReadResponse, ReadError> {
        let session = Session::new(self, request);
        let rows = match &request.keys {
            Keys::Row(key) => get::get(&session, request, key).await,
            Keys::Rows(keys) => batch::batch_get(&session, request, keys).await,
            Keys::Query(keys) => query::query(&session, request, keys).await,
        };
        let (requests, from_replica) = (session.requests(), session.used_replica());
        match rows {
            Ok(rows) => Ok(rows.into_response(requests, from_replica)),
            Err(failure) => Err(ReadError { cause: failure.cause, requests, source: failure.source }),
        }
    }
}

impl Target {
    /// Returns the table as this Region knows it: the ARN of a table names the Region.
    fn table(&self, table: &str) -> String {
        match (&self.replica_region, table.strip_prefix("arn:")) {
            (Some(region), Some(_)) => {
                let mut parts: Vec<_> = table.splitn(6, ':').collect();
                if let Some(part) = parts.get_mut(3) {
                    *part = region;
                }
                parts.join(":")
            }
            _ => table.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replica_is_read_by_the_arn_of_its_own_region() {
        let config = aws_sdk_dynamodb::config::Builder::new()
            .behavior_version(aws_config::BehaviorVersion::v2026_01_12())
            .region(aws_sdk_dynamodb::config::Region::new("us-west-2"));
        let replica = Target {
            client: Client::from_conf(config.build()),
            replica_region: Some("us-west-2".to_owned()),
        };
        let arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/Users";
        assert_eq!(replica.table(arn), "arn:aws:dynamodb:us-west-2:123456789012:table/Users");
        assert_eq!(replica.table("Users"), "Users");
    }
}
