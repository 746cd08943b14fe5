//! The port to the tables that rules read.

use std::error::Error;
use std::future::Future;
use std::time::Duration;

use crate::row::Row;
use crate::value::Value;

/// Reads rows: DynamoDB in production, memory in tests and in `simulate`.
pub trait Repository: Send + Sync {
    /// Performs one read. Nothing found is an empty list of rows.
    ///
    /// # Errors
    /// The reason why it is unknown whether there are rows. More rows than `request.at_most` are an
    /// error too.
    fn read(&self, request: &ReadRequest<'_>) -> impl Future<Output = Result<ReadResponse, ReadError>> + Send;
}

/// One read, with the values of its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadRequest<'a> {
    /// The table's name or ARN.
    pub table: &'a str,
    /// The index; `None` for the table itself.
    pub index: Option<&'a str>,
    /// The keys to read, each once, in this order.
    pub keys: Keys<'a>,
    /// For each attribute the values that a row may have.
    pub filter: &'a [(String, Vec<Value>)],
    /// The attributes to return, each once.
    pub attributes: Vec<&'a str>,
    /// More rows that count than this are an error.
    pub at_most: usize,
    /// Whether the read is strongly consistent.
    pub consistent: bool,
    /// The time for the whole read, connection and retries included.
    pub timeout: Duration,
}

/// The keys of a read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keys<'a> {
    /// Primary keys: each the attributes' names and values.
    Get(Vec<Vec<(&'a str, KeyValue)>>),
    /// Partition keys with optional conditions on the sort key.
    Query(Vec<QueryKey<'a>>),
}

/// The key of one query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryKey<'a> {
    /// The partition key.
    pub partition: (&'a str, KeyValue),
    /// The sort key.
    pub sort: Option<(&'a str, SortKey)>,
}

/// A condition on a sort key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SortKey {
    /// It equals this.
    Equals(KeyValue),
    /// It begins with this text.
    BeginsWith(String),
}

/// The value of a key attribute.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum KeyValue {
    /// Text.
    Text(String),
    /// A number, in its digits.
    Number(String),
}

/// What a read returned.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadResponse {
    /// The rows, in the order of the keys and of the sort key.
    pub rows: Vec<Row>,
    /// The number of requests that were sent, retries included.
    pub requests: u32,
    /// Whether the replica Region answered.
    pub from_replica: bool,
}

type Cause = Box<dyn Error + Send + Sync>;

/// Why it is unknown whether there are rows.
#[derive(Debug, thiserror::Error)]
#[error("{cause}")]
pub struct ReadError {
    /// The kind of failure.
    pub cause: FailureCause,
    /// The number of requests that were sent.
    pub requests: u32,
    /// What caused it.
    #[source]
    pub source: Option<Cause>,
}

/// The kinds of failure. Their names in logs and metrics are those of `Serialize`, in snake case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum FailureCause {
    /// The credentials do not allow the read.
    #[error("access to the table is denied")]
    Denied,
    /// The credentials have expired or are not valid.
    #[error("the credentials are not accepted")]
    Credentials,
    /// The clocks differ too much.
    #[error("the request's time is not accepted")]
    ClockSkew,
    /// There is no such table or index.
    #[error("the table or index does not exist")]
    NoTable,
    /// The table or the account is over its request rate.
    #[error("the read is throttled")]
    Throttled,
    /// The service failed (HTTP 5xx).
    #[error("the service failed")]
    Service,
    /// The service rejected the request, for example because the key has another name.
    #[error("the service rejected the request")]
    Rejected,
    /// The request could not be built or signed.
    #[error("the request could not be built")]
    NotSent,
    /// No connection, or a broken one.
    #[error("the service could not be reached")]
    Unreachable,
    /// The response could not be read.
    #[error("the response could not be read")]
    Unreadable,
    /// The timeout was reached.
    #[error("the lookup timeout was reached")]
    TimedOut,
    /// There are more rows than `atMost`, or than one with `one`.
    #[error("the read matches too many rows")]
    TooManyRows,
    /// The key cannot be built: more than one list, or too many values.
    #[error("the key cannot be built")]
    Key,
    /// A read that the key depends on failed.
    #[error("a read that the key depends on failed")]
    Dependency,
    /// The code of the lookup panicked.
    #[error("the lookup panicked")]
    Panicked,
}
