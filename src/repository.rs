//! The port to where people's claims are stored.

use std::collections::HashMap;
use std::error::Error;
use std::future::{self, Future};
use std::time::Duration;

use crate::user_info::UserInfo;

/// Where [`UserInfo`] is looked up: DynamoDB in production, memory in tests.
pub trait UserInfoRepository: Send + Sync {
    /// Looks one person up; a person who is not found is `Ok(None)`.
    ///
    /// # Errors
    /// Whatever keeps the store from saying either.
    fn find(&self, query: Query<'_>) -> impl Future<Output = Result<Option<UserInfo>, LookupError>> + Send;

    /// How many requests were sent to the store so far, repeated ones included. The log shows the
    /// difference that a lookup makes, which is exact, since an execution environment of Lambda
    /// handles one event at a time.
    fn requests_sent(&self) -> u64;
}

/// One lookup.
#[derive(Debug, Clone, Copy)]
pub struct Query<'a> {
    /// The person's key, exactly as Cognito sends it.
    pub key: &'a str,
    /// The attributes that are needed; the answer holds no others.
    pub attributes: &'a [&'a str],
    /// How long the lookup may take, everything included.
    pub budget: Duration,
}

type Cause = Box<dyn Error + Send + Sync>;

/// Why a lookup said neither "found" nor "not found".
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LookupError {
    /// The credentials are not accepted, or don't allow the read.
    #[error("the table refused the read: the function's role needs dynamodb:GetItem on it")]
    Denied(#[source] Cause),
    /// There is no such table.
    #[error("there is no such table in this account and region: see USER_INFO_TABLE")]
    NoTable(#[source] Cause),
    /// The table, or the account, is over its request rate.
    #[error("the table is over its request rate")]
    Throttled(#[source] Cause),
    /// The store failed (HTTP 5xx).
    #[error("DynamoDB failed")]
    Service(#[source] Cause),
    /// The store refused the request as wrong, for example because the key has another name.
    #[error(
        "DynamoDB rejected the request: is the table's partition key a string, named as in USER_INFO_KEY_ATTRIBUTE?"
    )]
    Rejected(#[source] Cause),
    /// The request could not be made up, for example without credentials or a region.
    #[error("the request could not be made: credentials, region or endpoint are missing or make no sense")]
    NotSent,
    /// No connection, or one that broke.
    #[error("DynamoDB could not be reached")]
    Unreachable(#[source] Cause),
    /// The answer can't be read.
    #[error("DynamoDB's answer could not be read")]
    Unreadable(#[source] Cause),
    /// The budget was used up.
    #[error("the lookup took too long")]
    TimedOut,
    /// The code of the lookup panicked; the panic hook has said where.
    #[error("the lookup panicked")]
    Panicked,
}

impl LookupError {
    /// A short fixed name for logs and metrics.
    pub fn cause(&self) -> &'static str {
        match self {
            Self::Denied(_) => "denied",
            Self::NoTable(_) => "no_table",
            Self::Throttled(_) => "throttled",
            Self::Service(_) => "service",
            Self::Rejected(_) => "rejected",
            Self::NotSent => "not_sent",
            Self::Unreachable(_) => "unreachable",
            Self::Unreadable(_) => "unreadable",
            Self::TimedOut => "timed_out",
            Self::Panicked => "panicked",
        }
    }
}

/// People in memory, for tests and for trying things out.
#[derive(Debug, Default)]
pub struct InMemoryRepository {
    people: HashMap<String, UserInfo>,
}

impl<K: Into<String>> FromIterator<(K, UserInfo)> for InMemoryRepository {
    fn from_iter<I: IntoIterator<Item = (K, UserInfo)>>(people: I) -> Self {
        Self { people: people.into_iter().map(|(key, person)| (key.into(), person)).collect() }
    }
}

impl UserInfoRepository for InMemoryRepository {
    fn find(&self, query: Query<'_>) -> impl Future<Output = Result<Option<UserInfo>, LookupError>> + Send {
        let person = self.people.get(query.key).cloned();
        future::ready(Ok(person.map(|person| person.project(query.attributes))))
    }

    fn requests_sent(&self) -> u64 {
        0
    }
}
