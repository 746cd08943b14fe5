//! A repository that a closure implements.

use std::future::Future;

use claim_enrichment::repository::{
    FailureCause, KeyValue, Keys, ReadError, ReadRequest, ReadResponse, Repository,
};
use claim_enrichment::row::Row;

/// Calls the closure with the key of each read of one row; it may fail, panic or hang.
pub struct Store<F>(pub F);

impl<F, A> Repository for Store<F>
where
    F: Fn(String) -> A + Send + Sync,
    A: Future<Output = Result<Option<Row>, FailureCause>> + Send,
{
    async fn read(&self, request: &ReadRequest<'_>) -> Result<ReadResponse, ReadError> {
        let key = match &request.keys {
            Keys::Row(key) => match key.as_slice() {
                [(_, KeyValue::Text(text))] => text.clone(),
                other => panic!("one key of text: {other:?}"),
            },
            other => panic!("a read of one row: {other:?}"),
        };
        match (self.0)(key).await {
            Ok(row) => {
                Ok(ReadResponse { rows: row.into_iter().collect(), requests: 1, ..ReadResponse::default() })
            }
            Err(cause) => Err(ReadError::new(cause)),
        }
    }
}
