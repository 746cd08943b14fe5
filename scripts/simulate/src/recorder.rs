//! Records the requests that the function makes, to show them.

use std::sync::{Mutex, PoisonError};

use claim_enrichment::repository::{
    KeyValue, Keys, ReadError, ReadRequest, ReadResponse, Repository, SortKey,
};

/// A repository that records each request before it makes it.
#[derive(Debug)]
pub(crate) struct Recorder<R> {
    repository: R,
    requests: Mutex<Vec<RecordedRequest>>,
}

/// A request to a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RecordedRequest {
    /// The table's name or ARN.
    pub(crate) table: String,
    /// The index; `None` for the table itself.
    pub(crate) index: Option<String>,
    /// The operation of DynamoDB.
    pub(crate) operation: &'static str,
    /// The keys, as text such as `userName = "alice"`.
    pub(crate) keys: Vec<String>,
    /// The attributes that it asks for.
    pub(crate) attributes: Vec<String>,
}

impl<R> Recorder<R> {
    pub(crate) fn new(repository: R) -> Self {
        Self { repository, requests: Mutex::default() }
    }

    /// Returns the requests so far, in order.
    pub(crate) fn requests(&self) -> Vec<RecordedRequest> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl<R: Repository> Repository for &Recorder<R> {
    async fn read(&self, request: &ReadRequest<'_>) -> Result<ReadResponse, ReadError> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).push(RecordedRequest::new(request));
        self.repository.read(request).await
    }
}

impl RecordedRequest {
    fn new(request: &ReadRequest<'_>) -> Self {
        let row = |key: &[(&str, KeyValue)]| {
            let parts: Vec<_> = key.iter().map(|(name, value)| format!("{name} = {}", text(value))).collect();
            parts.join(", ")
        };
        let (operation, keys) = match &request.keys {
            Keys::Row(key) => ("GetItem", vec![row(key)]),
            Keys::Rows(keys) => ("BatchGetItem", keys.iter().map(|key| row(key)).collect()),
            Keys::Query(keys) => {
                let query = |(partition, sort): (&(&str, KeyValue), &Option<(&str, SortKey)>)| {
                    let sort = sort.as_ref().map(|(name, sort)| match sort {
                        SortKey::Equals(value) => format!(", {name} = {}", text(value)),
                        SortKey::BeginsWith(prefix) => format!(", {name} begins with {prefix:?}"),
                    });
                    format!("{} = {}{}", partition.0, text(&partition.1), sort.unwrap_or_default())
                };
                ("Query", keys.iter().map(|key| query((&key.partition, &key.sort))).collect())
            }
        };
        Self {
            table: request.table.to_owned(),
            index: request.index.map(str::to_owned),
            operation,
            keys,
            attributes: request.attributes.iter().map(ToString::to_string).collect(),
        }
    }
}

fn text(value: &KeyValue) -> String {
    match value {
        KeyValue::Text(text) => format!("{text:?}"),
        KeyValue::Number(digits) => digits.clone(),
    }
}
