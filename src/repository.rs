//! The port to the tables that rules read.

use std::error::Error;
use std::future::Future;

use tokio::time::Instant;

use crate::row::{Attribute, Row};
use crate::value::Value;

/// Reads rows: from a database in production, from memory in tests and in `simulate`.
pub trait Repository: Send + Sync {
    /// Performs one read. Nothing found is an empty list of rows.
    ///
    /// # Errors
    /// The reason why it is unknown whether there are rows. More rows than `request.at_most` are an
    /// error too.
    fn read(&self, request: &ReadRequest<'_>)
    -> impl Future<Output = Result<ReadResponse, ReadError>> + Send;
}

/// One read, with the values of its key.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadRequest<'a> {
    /// The table's name or ARN.
    pub table: &'a str,
    /// The index; `None` for the table itself.
    pub index: Option<&'a str>,
    /// The keys to read, each once, in this order.
    pub keys: Keys<'a>,
    /// For a query: for each attribute the values that a row may have.
    pub filter: &'a [(String, Vec<Value>)],
    /// The attributes to return, each once; at least one.
    pub attributes: Vec<&'a str>,
    /// Which rows do not count although they match.
    pub validity: Validity<'a>,
    /// More rows that count than this, over all keys, are an error.
    pub at_most: usize,
    /// Whether the read is strongly consistent.
    pub consistent: bool,
    /// The end of the time for the whole read, connection and retries included.
    pub deadline: Instant,
}

/// The keys of a read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Keys<'a> {
    /// The primary key of one row.
    Row(RowKey<'a>),
    /// The primary keys of several rows; the key in the rules holds a list.
    Rows(Vec<RowKey<'a>>),
    /// Partition keys with optional conditions on the sort key.
    Query(Vec<QueryKey<'a>>),
}

/// A primary key: the names and values of its one or two attributes.
pub type RowKey<'a> = Vec<(&'a str, KeyValue)>;

/// The key of one query.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct QueryKey<'a> {
    /// The partition key.
    pub partition: (&'a str, KeyValue),
    /// The sort key.
    pub sort: Option<(&'a str, SortKey)>,
}

/// A condition on a sort key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
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
    /// A number, as [`decimal::canonical`](crate::decimal::canonical) writes it.
    Number(String),
}

/// Conditions on rows that a read returns. A row that fails one counts as not found.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Validity<'a> {
    /// Whose row it must be.
    pub owner: Option<OwnerCheck<'a>>,
    /// Until when the row is valid.
    pub expiry: Option<ExpiryCheck<'a>>,
}

/// The check of `owner`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnerCheck<'a> {
    /// The attribute with the `sub` of the user whom the row belongs to.
    pub attribute: &'a str,
    /// The user's `sub`; without one no row is theirs.
    pub sub: Option<&'a str>,
    /// Whether a row without the attribute is nobody's.
    pub required: bool,
}

/// The check of `expires`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExpiryCheck<'a> {
    /// The attribute with a time in seconds since the epoch. A row without it does not expire.
    pub attribute: &'a str,
    /// The current time in seconds since the epoch.
    pub now: f64,
}

/// What a read returned.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadResponse {
    /// The rows that count, in the order of the keys and of the sort key.
    pub rows: Vec<Row>,
    /// The rows that do not.
    pub dropped: Dropped,
    /// The number of requests that were sent, retries included.
    pub requests: u32,
    /// Whether the replica Region answered.
    pub from_replica: bool,
}

/// The rows that do not count, by [`Validity`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Dropped {
    /// The number of rows that belong to another user.
    pub other_owner: usize,
    /// The number of rows that have expired.
    pub expired: usize,
    /// The number of rows whose time of expiry is no number.
    pub unreadable_expiry: usize,
}

/// Collects the rows of a read: drops those that do not count, and ends the read at too many others.
#[derive(Debug)]
pub(crate) struct Rows<'a> {
    validity: Validity<'a>,
    at_most: usize,
    rows: Vec<Row>,
    dropped: Dropped,
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
    #[error("the time of the request is not accepted")]
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
    /// A read that the key or the choice depends on failed.
    #[error("a read that this one depends on failed")]
    Dependency,
    /// The code of the lookup panicked.
    #[error("the lookup panicked")]
    Panicked,
}

impl ReadError {
    /// Creates an error that has no cause of its own, before any request.
    pub fn new(cause: FailureCause) -> Self {
        Self { cause, requests: 0, source: None }
    }
}

impl<'a> Rows<'a> {
    pub(crate) fn new(request: &ReadRequest<'a>) -> Self {
        Self {
            validity: request.validity,
            at_most: request.at_most,
            rows: Vec::new(),
            dropped: Dropped::default(),
        }
    }

    /// Takes the next row.
    pub(crate) fn push(&mut self, row: Row) -> Result<(), FailureCause> {
        match self.validity.failing(&row) {
            Some(Invalid::OtherOwner) => self.dropped.other_owner += 1,
            Some(Invalid::Expired) => self.dropped.expired += 1,
            Some(Invalid::UnreadableExpiry) => self.dropped.unreadable_expiry += 1,
            None if self.rows.len() >= self.at_most => return Err(FailureCause::TooManyRows),
            None => self.rows.push(row),
        }
        Ok(())
    }

    /// Takes the rows of a later key.
    pub(crate) fn append(&mut self, later: Self) -> Result<(), FailureCause> {
        self.dropped.other_owner += later.dropped.other_owner;
        self.dropped.expired += later.dropped.expired;
        self.dropped.unreadable_expiry += later.dropped.unreadable_expiry;
        if self.rows.len() + later.rows.len() > self.at_most {
            return Err(FailureCause::TooManyRows);
        }
        self.rows.extend(later.rows);
        Ok(())
    }

    pub(crate) fn into_response(self, requests: u32, from_replica: bool) -> ReadResponse {
        ReadResponse { rows: self.rows, dropped: self.dropped, requests, from_replica }
    }
}

/// Why a row does not count.
enum Invalid {
    OtherOwner,
    Expired,
    UnreadableExpiry,
}

impl Validity<'_> {
    fn failing(&self, row: &Row) -> Option<Invalid> {
        if let Some(owner) = &self.owner {
            let belongs = match row.get(owner.attribute) {
                None | Some(Attribute::Value(Value::Null)) => !owner.required,
                Some(Attribute::Value(Value::Text(sub))) => owner.sub == Some(sub),
                Some(_) => false,
            };
            if !belongs {
                return Some(Invalid::OtherOwner);
            }
        }
        let expiry = self.expiry.as_ref()?;
        let seconds = match row.get(expiry.attribute) {
            None | Some(Attribute::Value(Value::Null)) => return None,
            Some(Attribute::Value(Value::Number(digits) | Value::Text(digits))) => digits.parse::<f64>().ok(),
            Some(_) => None,
        };
        match seconds.filter(|seconds| seconds.is_finite()) {
            Some(seconds) => (seconds <= expiry.now).then_some(Invalid::Expired),
            // The row may have expired: it grants nothing.
            None => Some(Invalid::UnreadableExpiry),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_expires_at_its_time() {
        let expiry = Some(ExpiryCheck { attribute: "until", now: 100.0 });
        for (until, expired) in [("99", true), ("100", true), ("100.5", false), ("101", false), ("1e2", true)]
        {
            let row = Row::from_iter([("until", Attribute::Value(Value::Number(until.to_owned())))]);
            let failing = Validity { owner: None, expiry }.failing(&row);
            assert_eq!(matches!(failing, Some(Invalid::Expired)), expired, "{until}");
        }
    }
}
