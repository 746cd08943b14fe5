//! Lookups that panic, hang, fail or find nothing: each is answered with its own outcome, and the next event
//! is not affected.

// A test fails by a panic.
#![allow(clippy::panic)]

use std::future::{pending, ready};
use std::panic::resume_unwind;
use std::time::Duration;

use claim_enrichment::handler::{EnrichmentSettings, Handler};
use claim_enrichment::repository::{
    FailureCause, KeyValue, Keys, ReadError, ReadRequest, ReadResponse, Repository,
};
use claim_enrichment::row::{Attribute, Row};
use claim_enrichment::telemetry::{Cause, Outcome};
use claim_enrichment::value::Value;
use tokio::time::{Instant, sleep};

use test_support::answer::settings;
use test_support::store::Store;

const PANICKED: Option<Cause> = Some(Cause::Lookup(FailureCause::Panicked));
const TIMED_OUT: Option<Cause> = Some(Cause::Lookup(FailureCause::TimedOut));

/// The lookup timeout without `LOOKUP_TIMEOUT_MS`.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(2);

const ALICE: &str = r#"{"version":"1","userName":"alice"}"#;
const ENRICHED: &str = r#"{"version":"1","userName":"alice","response":{"claimsOverrideDetails":{"claimsToAddOrOverride":{"userName":"alice","projects":"Apollo","department":"Research"}}}}"#;
const NULL: &str = r#"{"version":"1","userName":"alice","response":{"claimsOverrideDetails":{"claimsToAddOrOverride":{"userName":"alice","projects":null,"department":null}}}}"#;

fn alice() -> Row {
    let text = |text: &str| Attribute::Value(Value::Text(text.to_owned()));
    Row::from_iter([("projects", text("Apollo")), ("department", text("Research"))])
}

/// Where a lookup goes wrong.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Trap {
    BeforeTheFuture,
    AtTheFirstPoll,
    AfterAWait,
    WhenDropped,
}

/// Panics in its trap for the user "broken", and finds all others.
struct Trapped {
    trap: Trap,
}

impl Trapped {
    fn handler(trap: Trap, settings: EnrichmentSettings) -> Handler<Self> {
        Handler::new(Self { trap }, settings)
    }
}

/// Panics when it is dropped.
struct DropTrap;

impl Drop for DropTrap {
    fn drop(&mut self) {
        spring();
    }
}

/// Panics without the hook, which would write into the output of the tests.
fn spring() {
    resume_unwind(Box::new("as the test says"));
}

impl Repository for Trapped {
    fn read(
        &self,
        request: &ReadRequest<'_>,
    ) -> impl Future<Output = Result<ReadResponse, ReadError>> + Send {
        let trap = self.trap;
        let Keys::Row(key) = &request.keys else { panic!("a read of one row: {request:?}") };
        let broken = key.iter().any(|(_, value)| *value == KeyValue::Text("broken".to_owned()));
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
            Ok(ReadResponse { rows: vec![alice()], requests: 1, ..ReadResponse::default() })
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_lookup_that_panics_counts_as_failed_and_the_next_succeeds() {
    for trap in [Trap::BeforeTheFuture, Trap::AtTheFirstPoll, Trap::AfterAWait, Trap::WhenDropped] {
        let handler = Trapped::handler(trap, settings(&[]));
        let broken = handler.handle(&ALICE.replace("alice", "broken"), None).await;
        assert_eq!(broken.response.unwrap(), NULL.replace("alice", "broken"), "{trap:?}");
        assert_eq!((broken.report.outcome, broken.report.cause), (Outcome::Fallback, PANICKED));
        assert_eq!(broken.report.failed_reads(), 1);
        let next = handler.handle(ALICE, None).await;
        assert_eq!(next.response.unwrap(), ENRICHED, "{trap:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_lookup_that_panics_is_refused_or_omitted_like_a_failed_one() {
    for (on_lookup_failure, outcome) in [("fail", Outcome::Refused), ("omit", Outcome::Fallback)] {
        for trap in [Trap::BeforeTheFuture, Trap::AtTheFirstPoll] {
            let handler = Trapped::handler(trap, settings(&[("ON_LOOKUP_FAILURE", on_lookup_failure)]));
            let broken = handler.handle(&ALICE.replace("alice", "broken"), None).await;
            assert_eq!((broken.report.outcome, broken.report.cause), (outcome, PANICKED));
            let omitted =
                NULL.replace(r#","projects":null,"department":null"#, "").replace("alice", "broken");
            assert_eq!(broken.response.ok(), (outcome == Outcome::Fallback).then_some(omitted));
        }
    }
}

/// Returns how long a hanging lookup took, with its outcome and cause.
async fn hang(
    remaining: Option<Duration>,
    settings: EnrichmentSettings,
) -> (Duration, Outcome, Option<Cause>) {
    let handler = Handler::new(Store(|_| pending()), settings);
    let started = Instant::now();
    let answer = handler.handle(ALICE, remaining).await;
    assert_eq!(answer.response.as_deref().ok(), Some(NULL));
    (started.elapsed(), answer.report.outcome, answer.report.cause)
}

#[tokio::test(start_paused = true)]
async fn a_lookup_that_hangs_ends_at_its_timeout() {
    let ms = Duration::from_millis;
    let limited = || settings(&[("LOOKUP_TIMEOUT_MS", "300")]);
    for (remaining, settings, shortest, longest) in [
        (None, settings(&[]), DEFAULT_TIMEOUT, DEFAULT_TIMEOUT),
        (Some(ms(10_000)), settings(&[]), DEFAULT_TIMEOUT, DEFAULT_TIMEOUT),
        (None, limited(), ms(300), ms(300)),
        // Lambda's deadline is nearer: the response is sent before it, and the lookup had some time.
        (Some(ms(1000)), settings(&[]), ms(500), ms(990)),
        (Some(ms(100)), settings(&[]), ms(10), ms(90)),
        (Some(ms(0)), settings(&[]), ms(0), ms(0)),
    ] {
        let (took, outcome, cause) = hang(remaining, settings).await;
        // A repository ends reads itself; one that does not is stopped a little later.
        assert!(shortest <= took && took <= longest + ms(25), "{remaining:?}: {took:?}");
        assert_eq!((outcome, cause), (Outcome::Fallback, TIMED_OUT));
    }
    assert!(DEFAULT_TIMEOUT < ms(2500), "an answer leaves within 2.5 s");
}

#[tokio::test(start_paused = true)]
async fn an_event_whose_lookup_times_out_does_not_affect_the_next() {
    let handler = Handler::new(
        Store(async |key: String| if key == "alice" { Ok(Some(alice())) } else { pending().await }),
        settings(&[]),
    );
    let slow = ALICE.replace("alice", "slow");
    // Events at the same time share nothing either, although Lambda sends one at a time.
    let (slow, fast) = tokio::join!(handler.handle(&slow, None), handler.handle(ALICE, None));
    assert_eq!(slow.response.unwrap(), NULL.replace("alice", "slow"));
    assert_eq!(fast.response.unwrap(), ENRICHED);
    assert_eq!(handler.handle(ALICE, None).await.response.unwrap(), ENRICHED);
}

#[tokio::test]
async fn not_found_and_failed_have_different_outcomes() {
    let nobody = Handler::new(Store(|_| ready(Ok(None))), settings(&[])).handle(ALICE, None).await;
    assert_eq!((nobody.response.as_deref().ok(), nobody.report.outcome), (Some(NULL), Outcome::NotFound));
    assert!(nobody.report.failed_reads() == 0 && nobody.report.cause.is_none());
    let failing = Store(|_| ready(Err(FailureCause::Throttled)));
    let failed = Handler::new(failing, settings(&[])).handle(ALICE, None).await;
    assert_eq!((failed.response.as_deref().ok(), failed.report.outcome), (Some(NULL), Outcome::Fallback));
    assert_eq!(
        (failed.report.failed_reads(), failed.report.cause),
        (1, Some(Cause::Lookup(FailureCause::Throttled)))
    );
}
