//! A repository that a closure implements.

use std::future::Future;

use claim_enrichment::repository::{LookupError, Query, UserInfoRepository};
use claim_enrichment::user_info::UserInfo;

/// Calls the closure with the key of each read; it may fail, panic or hang.
pub struct Store<F>(pub F);

impl<F, A> UserInfoRepository for Store<F>
where
    F: Fn(String) -> A + Send + Sync,
    A: Future<Output = Result<Option<UserInfo>, LookupError>> + Send,
{
    async fn find(&self, query: Query<'_>) -> Result<Option<UserInfo>, LookupError> {
        (self.0)(query.key.to_owned()).await
    }

    fn requests_sent(&self) -> u64 {
        0
    }
}
