//! The adapter to DynamoDB: the only part that knows the SDK.

mod connection;
mod error;

pub use connection::without_profiles;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use aws_config::ConfigLoader;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config;
use aws_sdk_dynamodb::types::AttributeValue;

use crate::repository::{LookupError, Query, UserInfoRepository};
use crate::user_info::{Attribute, UserInfo};
use crate::value::Value;

/// The name of the table's partition key, a string, where nothing else is said.
pub const KEY_ATTRIBUTE: &str = "userName";

/// The longest partition key of DynamoDB, in bytes ("Quotas in Amazon DynamoDB"); nobody can be
/// stored under a longer one, so none is asked for.
const MAX_KEY_BYTES: usize = 2048;

/// A key that is nobody's: user names of Cognito have no blanks (`[\p{L}\p{M}\p{S}\p{N}\p{P}]+`).
const NOBODY: &str = "warm up";

/// What the start may lose if DynamoDB doesn't answer: Cognito's 5 s are running.
const WARM_UP_LIMIT: Duration = Duration::from_millis(250);

/// At which of its addresses DynamoDB is reached.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Endpoint {
    /// This one, instead of the region's own.
    pub url: Option<String>,
    /// The region's one for FIPS.
    pub use_fips: bool,
    /// The region's one for IPv6 as well.
    pub use_dual_stack: bool,
}

/// People in a DynamoDB table.
#[derive(Debug)]
pub struct DynamoDbRepository {
    client: Client,
    table: String,
    key_attribute: String,
    lookup_timeout: Duration,
    requests: Arc<AtomicU64>,
}

impl DynamoDbRepository {
    /// Sets the client up; sends nothing.
    ///
    /// Lambda's environment says in which region and as whom, `endpoint` at which address.
    /// `lookup_timeout` bounds every request, repetitions included. `roots` (PEM, checked by
    /// [`crate::config`]) replace the embedded root certificates.
    pub async fn connect_in_lambda(
        endpoint: &Endpoint,
        table: &str,
        lookup_timeout: Duration,
        roots: Option<&[u8]>,
    ) -> Self {
        let requests = Arc::new(AtomicU64::new(0));
        let http = connection::http_client(lookup_timeout, roots, Arc::clone(&requests));
        let environment = connection::lambda_environment(endpoint).await.http_client(http);
        Self::new(environment, table, lookup_timeout, requests)
    }

    /// The same for a tool: `environment` says where and as whom.
    pub async fn connect(
        environment: ConfigLoader,
        table: &str,
        lookup_timeout: Duration,
        roots: Option<&[u8]>,
    ) -> Self {
        let requests = Arc::new(AtomicU64::new(0));
        let http = connection::http_client(lookup_timeout, roots, Arc::clone(&requests));
        let environment = config::Builder::from(&environment.http_client(http).load().await);
        Self::new(environment, table, lookup_timeout, requests)
    }

    fn new(
        environment: config::Builder,
        table: &str,
        lookup_timeout: Duration,
        requests: Arc<AtomicU64>,
    ) -> Self {
        let client = Client::from_conf(connection::set_up(environment, lookup_timeout).build());
        let key_attribute = KEY_ATTRIBUTE.to_owned();
        Self { client, table: table.to_owned(), key_attribute, lookup_timeout, requests }
    }

    /// The same for a table whose partition key has another name.
    #[must_use]
    pub fn keyed_by(self, key_attribute: String) -> Self {
        Self { key_attribute, ..self }
    }

    /// Reads nobody, so that the first event finds the connection open and the credentials loaded.
    /// Meant for Lambda's init phase, which has a full CPU. Whatever comes of it is of no interest.
    pub async fn warm_up(&self) {
        let nobody = Query { key: NOBODY, attributes: &[&self.key_attribute], budget: WARM_UP_LIMIT };
        drop(tokio::time::timeout(WARM_UP_LIMIT, self.find(nobody)).await);
    }
}

impl UserInfoRepository for DynamoDbRepository {
    async fn find(&self, query: Query<'_>) -> Result<Option<UserInfo>, LookupError> {
        if query.key.len() > MAX_KEY_BYTES {
            return Ok(None);
        }
        // Placeholders, since an attribute may be called like a reserved word or hold any character.
        let (names, projection) = projection(query.attributes);
        let request = self
            .client
            .get_item()
            .table_name(&self.table)
            .key(&self.key_attribute, AttributeValue::S(query.key.to_owned()))
            .set_expression_attribute_names(Some(names))
            .projection_expression(projection)
            // A right that was taken away must not live on in a new token for its whole lifetime.
            .consistent_read(true);
        let sent_before = self.requests_sent();
        let answer = if query.budget < self.lookup_timeout {
            let timeouts = connection::timeouts(query.budget);
            let tighter = config::Builder::new().timeout_config(timeouts);
            request.customize().config_override(tighter).send().await
        } else {
            request.send().await
        };
        let was_sent = || self.requests_sent() > sent_before;
        let item = answer.map_err(|error| error::lookup_error(error, was_sent()))?.item;
        Ok(item.map(|item| item.into_iter().map(|(name, value)| (name, attribute(value))).collect()))
    }

    fn requests_sent(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }
}

fn projection(attributes: &[&str]) -> (HashMap<String, String>, String) {
    let placeholder = |index: usize| format!("#{index}");
    let names = attributes.iter().enumerate().map(|(index, name)| (placeholder(index), (*name).to_owned()));
    let expression: Vec<_> = (0..attributes.len()).map(placeholder).collect();
    (names.collect(), expression.join(","))
}

/// Reads one attribute, by hand: serde_dynamo reads numbers as floats, which rounds them, takes sets
/// for lists, which leaves them unsorted, and panics on a type that it doesn't know.
fn attribute(value: AttributeValue) -> Attribute {
    token_value(value).map_or(Attribute::Unsupported, Attribute::Value)
}

/// Reads one attribute value; `None` for what a token cannot hold: binary data, a number that JSON does
/// not have, or a type that DynamoDB has added since.
pub fn token_value(value: AttributeValue) -> Option<Value> {
    Some(match value {
        AttributeValue::S(text) => Value::Text(text),
        AttributeValue::N(digits) => Value::number(digits)?,
        AttributeValue::Bool(truth) => Value::Bool(truth),
        AttributeValue::Null(_) => Value::Null,
        AttributeValue::Ss(mut texts) => {
            texts.sort_unstable();
            Value::List(texts.into_iter().map(Value::Text).collect())
        }
        AttributeValue::Ns(mut numbers) => {
            numbers
                .sort_by(|one, other| by_size(one).total_cmp(&by_size(other)).then_with(|| one.cmp(other)));
            Value::List(numbers.into_iter().map(Value::number).collect::<Option<_>>()?)
        }
        AttributeValue::L(items) => Value::List(items.into_iter().map(token_value).collect::<Option<_>>()?),
        AttributeValue::M(members) => Value::Map(
            members
                .into_iter()
                .map(|(name, value)| Some((name, token_value(value)?)))
                .collect::<Option<_>>()?,
        ),
        _ => return None,
    })
}

/// A number's size, for sorting alone: rounded, so equal ones are then sorted by their digits.
fn by_size(digits: &str) -> f64 {
    digits.parse().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_sorted_and_lists_are_not() {
        let texts = || vec!["b".to_owned(), "a".to_owned()];
        let sorted = Value::List(vec![Value::Text("a".into()), Value::Text("b".into())]);
        assert_eq!(token_value(AttributeValue::Ss(texts())), Some(sorted));
        let list = AttributeValue::L(texts().into_iter().map(AttributeValue::S).collect());
        let kept = Value::List(vec![Value::Text("b".into()), Value::Text("a".into())]);
        assert_eq!(token_value(list), Some(kept));
        let numbers = AttributeValue::Ns(["10", "9", "-1", "9.5"].map(String::from).to_vec());
        assert_eq!(token_value(numbers).unwrap().to_json(), "[-1,9,9.5,10]");
    }

    #[test]
    fn binary_data_is_unsupported_however_deep_it_lies() {
        let binary = || AttributeValue::B(aws_sdk_dynamodb::primitives::Blob::new(b"x"));
        let deep = AttributeValue::M(HashMap::from([("k".to_owned(), AttributeValue::L(vec![binary()]))]));
        for value in [binary(), deep, AttributeValue::Bs(Vec::new()), AttributeValue::N("abc".into())] {
            assert_eq!(attribute(value), Attribute::Unsupported);
        }
    }
}
