//! The way to ask a handler from a plain test.

use claim_enrichment::handler::{Answer, Handler, Settings};
use claim_enrichment::repository::UserInfoRepository;

/// What a new handler answers to `event`, on a runtime whose clock jumps over every wait.
pub fn answer<R: UserInfoRepository>(repository: R, settings: Settings, event: &str) -> Answer {
    let handler = Handler::new(repository, settings);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.unwrap().block_on(handler.handle(event, None))
}
