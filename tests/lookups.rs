//! Lookups that panic, hang, fail or find nobody: each is answered, told apart, and followed by the
//! next event.

use std::future::{pending, ready};
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use claim_enrichment::handler::{DEFAULT_LOOKUP_TIMEOUT, Handler, OnLookupFailure, Settings};
use claim_enrichment::repository::{InMemoryRepository, LookupError, Query, UserInfoRepository};
use claim_enrichment::telemetry::Outcome;
use claim_enrichment::user_info::{Attribute, UserInfo};
use claim_enrichment::value::Value;
use tokio::time::{Instant, sleep};

use test_support::store::Store;

const ALICE: &str = r#"{"version":"1","userName":"alice"}"#;
const ENRICHED: &str = r#"{"version":"1","userName":"alice","response":{"claimsOverrideDetails":{"claimsToAddOrOverride":{"userName":"alice","projects":"Apollo","department":"Research"}}}}"#;
const NULL: &str = r#"{"version":"1","userName":"alice","response":{"claimsOverrideDetails":{"claimsToAddOrOverride":{"userName":"alice","projects":null,"department":null}}}}"#;

fn alice() -> UserInfo {
    let text = |text: &str| Attribute::Value(Value::Text(text.to_owned()));
    UserInfo::from_iter([("projects", text("Apollo")), ("department", text("Research"))])
}

/// Where a lookup goes wrong; everybody but "broken" is found.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Trap {
    BeforeTheFuture,
    AtTheFirstPoll,
    AfterAWait,
    WhenDropped,
    WhenCounting,
}

/// Panics in its trap, for the person called "broken".
struct Trapped {
    trap: Trap,
    counts_wrong: AtomicBool,
}

impl Trapped {
    fn handler(trap: Trap, settings: Settings) -> Handler<Self> {
        Handler::new(Self { trap, counts_wrong: AtomicBool::new(false) }, settings)
    }
}

/// Panics when it is dropped.
struct DropTrap;

impl Drop for DropTrap {
    fn drop(&mut self) {
        spring();
    }
}

/// A panic without its hook, which would only write into the output of the tests.
fn spring() {
    resume_unwind(Box::new("as the test says"));
}

impl UserInfoRepository for Trapped {
    fn find(&self, query: Query<'_>) -> impl Future<Output = Result<Option<UserInfo>, LookupError>> + Send {
        let trap = self.trap;
        let broken = query.key == "broken";
        self.counts_wrong.store(broken && trap == Trap::WhenCounting, Ordering::Relaxed);
        if broken && trap == Trap::BeforeTheFuture {
            spring();
        }
        async move {
            match trap {
                Trap::AtTheFirstPoll if broken => spring(),
                Trap::AfterAWait if broken => {
                    sleep(Duration::from_millis(20)).await;
                    spring();
                }
                Trap::WhenDropped if broken => {
                    let _trap = DropTrap;
                    pending::<()>().await;
                }
                _ => {}
            }
            Ok(Some(alice()))
        }
    }

    fn requests_sent(&self) -> u64 {
        if self.counts_wrong.swap(false, Ordering::Relaxed) {
            spring();
        }
        0
    }
}

#[tokio::test(start_paused = true)]
async fn a_lookup_that_panics_is_answered_as_one_that_failed_and_the_next_is_served() {
    for trap in
        [Trap::BeforeTheFuture, Trap::AtTheFirstPoll, Trap::AfterAWait, Trap::WhenDropped, Trap::WhenCounting]
    {
        let handler = Trapped::handler(trap, Settings::default());
        let broken = handler.handle(&ALICE.replace("alice", "broken"), None).await;
        assert_eq!(broken.response.unwrap(), NULL.replace("alice", "broken"), "{trap:?}");
        assert_eq!((broken.report.outcome, broken.report.cause), (Outcome::Fallback, Some("panicked")));
        assert!(broken.report.lookup_failed);
        let next = handler.handle(ALICE, None).await;
        assert_eq!(next.response.unwrap(), ENRICHED, "{trap:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_lookup_that_panics_is_refused_or_omitted_where_a_failed_one_is() {
    for (on_lookup_failure, outcome) in
        [(OnLookupFailure::Fail, Outcome::Refused), (OnLookupFailure::Omit, Outcome::Fallback)]
    {
        for trap in [Trap::BeforeTheFuture, Trap::AtTheFirstPoll] {
            let settings = Settings { on_lookup_failure, ..Settings::default() };
            let handler = Trapped::handler(trap, settings);
            let broken = handler.handle(&ALICE.replace("alice", "broken"), None).await;
            assert_eq!((broken.report.outcome, broken.report.cause), (outcome, Some("panicked")));
            let omitted =
                NULL.replace(r#","projects":null,"department":null"#, "").replace("alice", "broken");
            assert_eq!(broken.response.ok(), (outcome == Outcome::Fallback).then_some(omitted));
        }
    }
}

/// A hanging lookup, the answer to it, and how long that took.
async fn hang(remaining: Option<Duration>, settings: Settings) -> (Duration, Outcome, Option<&'static str>) {
    let handler = Handler::new(Store(|_| pending()), settings);
    let started = Instant::now();
    let answer = handler.handle(ALICE, remaining).await;
    assert_eq!(answer.response.as_deref().ok(), Some(NULL));
    (started.elapsed(), answer.report.outcome, answer.report.cause)
}

#[tokio::test(start_paused = true)]
async fn a_lookup_that_hangs_is_cut_at_its_budget() {
    let ms = Duration::from_millis;
    let limited = || Settings { lookup_timeout: ms(300), ..Settings::default() };
    for (remaining, settings, shortest, longest) in [
        (None, Settings::default(), DEFAULT_LOOKUP_TIMEOUT, DEFAULT_LOOKUP_TIMEOUT),
        (Some(ms(10_000)), Settings::default(), DEFAULT_LOOKUP_TIMEOUT, DEFAULT_LOOKUP_TIMEOUT),
        (None, limited(), ms(300), ms(300)),
        // Lambda's own deadline is nearer: the answer is there before it, the lookup had its chance.
        (Some(ms(1000)), Settings::default(), ms(500), ms(990)),
        (Some(ms(100)), Settings::default(), ms(10), ms(90)),
        (Some(ms(0)), Settings::default(), ms(0), ms(0)),
    ] {
        let (took, outcome, cause) = hang(remaining, settings).await;
        // The runtime's clock counts whole milliseconds.
        assert!(shortest <= took && took <= longest + ms(2), "{remaining:?}: {took:?}");
        assert_eq!((outcome, cause), (Outcome::Fallback, Some("timed_out")));
    }
    assert!(DEFAULT_LOOKUP_TIMEOUT < ms(2500), "an answer leaves within 2.5 s");
}

#[tokio::test(start_paused = true)]
async fn an_event_that_is_given_up_leaves_the_next_one_alone() {
    let handler = Handler::new(
        Store(async |key: String| if key == "alice" { Ok(Some(alice())) } else { pending().await }),
        Settings::default(),
    );
    let slow = ALICE.replace("alice", "slow");
    // Both at once, too, though Lambda hands over one at a time: nothing is shared between them.
    let (slow, fast) = tokio::join!(handler.handle(&slow, None), handler.handle(ALICE, None));
    assert_eq!(slow.response.unwrap(), NULL.replace("alice", "slow"));
    assert_eq!(fast.response.unwrap(), ENRICHED);
    assert_eq!(handler.handle(ALICE, None).await.response.unwrap(), ENRICHED);
}

#[tokio::test]
async fn the_same_null_claims_have_outcomes_that_differ() {
    let nobody = Handler::new(InMemoryRepository::default(), Settings::default()).handle(ALICE, None).await;
    assert_eq!((nobody.response.as_deref().ok(), nobody.report.outcome), (Some(NULL), Outcome::NotFound));
    assert!(!nobody.report.lookup_failed && nobody.report.cause.is_none());
    let failing = Store(|_| ready(Err(LookupError::Throttled("too many".into()))));
    let failed = Handler::new(failing, Settings::default()).handle(ALICE, None).await;
    assert_eq!((failed.response.as_deref().ok(), failed.report.outcome), (Some(NULL), Outcome::Fallback));
    assert_eq!((failed.report.lookup_failed, failed.report.cause), (true, Some("throttled")));
}
