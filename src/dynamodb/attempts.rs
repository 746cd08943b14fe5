//! Attempts: repeats requests until the deadline, in the function's own Region or in the replica's.
//!
//! The SDK's retries are off: they give up after a few hundred milliseconds, keep a quota over all
//! reads, and know no other Region.

use std::future::Future;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::RequestId;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use tokio::time::{Instant, sleep, timeout_at};

use super::error::{Failure, failure};
use super::{DynamoDbRepository, Target};
use crate::repository::FailureCause;

/// The most attempts of one request. When a table throttles everything, they multiply its load by
/// this number.
const MAX_ATTEMPTS: u32 = 6;

/// The part of the read's time that one attempt may use, in percent: three attempts that hang leave
/// time for a fourth.
const ATTEMPT_PERCENT: u32 = 30;

/// The longest first pause, in permille of the read's time; each further one is twice as long. The
/// five pauses take between 39 % and 78 % of it, so that they outlast a throttle of
/// half a second in the default 2 s.
const FIRST_PAUSE_PERMILLE: u32 = 25;

/// The part of the read's time that a pause leaves for a last attempt, in percent.
const LAST_ATTEMPT_PERCENT: u32 = 5;

/// The requests of one read.
pub(super) struct Session<'a> {
    repository: &'a DynamoDbRepository,
    deadline: Instant,
    /// The time of the read. Less than the lookup timeout in a second round, and where Lambda's own
    /// deadline is nearer.
    time: Duration,
    requests: AtomicU32,
    from_replica: AtomicBool,
}

impl<'a> Session<'a> {
    pub(super) fn new(repository: &'a DynamoDbRepository, deadline: Instant) -> Self {
        let (requests, from_replica) = (AtomicU32::new(0), AtomicBool::new(false));
        let time = deadline.saturating_duration_since(Instant::now());
        Self { repository, deadline, time, requests, from_replica }
    }

    /// Returns the number of requests so far.
    pub(super) fn requests(&self) -> u32 {
        self.requests.load(Ordering::Relaxed)
    }

    /// Returns whether the replica Region answered a request.
    pub(super) fn used_replica(&self) -> bool {
        self.from_replica.load(Ordering::Relaxed)
    }

    /// Sends a request until it succeeds, fails for good, or the deadline is reached.
    pub(super) async fn send<O, E, F>(&self, request: impl Fn(&Target) -> F) -> Result<O, Failure>
    where
        E: ProvideErrorMetadata + RequestId + std::error::Error + Send + Sync + 'static,
        F: Future<Output = Result<O, SdkError<E, HttpResponse>>>,
    {
        let home = &self.repository.home;
        let mut target = home;
        let mut attempt = 1;
        let mut earlier = None;
        loop {
            let failure = match self.attempt(request(target)).await {
                Ok(output) => {
                    if target.replica_region.is_some() {
                        self.from_replica.store(true, Ordering::Relaxed);
                    }
                    return Ok(output);
                }
                Err(failure) => failure,
            };
            if failure.cause == FailureCause::TimedOut && Instant::now() >= self.deadline {
                // The reason why the time was used up says more.
                return Err(earlier.unwrap_or(failure));
            }
            let was_home = target.replica_region.is_none();
            let is_final = !failure.is_temporary();
            // Another Region may do what this one cannot, whatever the reason.
            let other = match &self.repository.replica {
                Some(replica) if was_home => Some(replica),
                Some(_) => Some(home),
                None => None,
            };
            let goes_on = match (is_final, other) {
                (true, Some(_)) => was_home && failure.cause != FailureCause::NotSent,
                (true, None) => false,
                (false, _) => true,
            };
            if attempt == MAX_ATTEMPTS || !goes_on {
                return Err(failure);
            }
            // The other Region is not the one that failed, and an attempt that hung has waited already.
            let pauses = !(was_home && other.is_some()) && failure.cause != FailureCause::TimedOut;
            if !self.pause(if pauses { self.backoff(attempt) } else { Duration::ZERO }).await {
                return Err(failure);
            }
            if failure.cause != FailureCause::TimedOut {
                earlier = Some(failure);
            }
            target = other.unwrap_or(home);
            attempt += 1;
        }
    }

    /// Waits before a further attempt at something that only succeeded in part; `false` if there is no
    /// time or no attempt left.
    pub(super) async fn pause_before(&self, attempt: u32) -> bool {
        attempt < MAX_ATTEMPTS && self.pause(self.backoff(attempt)).await
    }

    async fn attempt<O, E, F>(&self, request: F) -> Result<O, Failure>
    where
        E: ProvideErrorMetadata + RequestId + std::error::Error + Send + Sync + 'static,
        F: Future<Output = Result<O, SdkError<E, HttpResponse>>>,
    {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let sent_before = self.repository.sent.load(Ordering::Relaxed);
        let limit = Instant::now() + self.time * ATTEMPT_PERCENT / 100;
        // Boxed, because every future around it would move its kilobytes along.
        match timeout_at(limit.min(self.deadline), Box::pin(request)).await {
            Ok(Ok(output)) => Ok(output),
            Ok(Err(error)) => Err(failure(error, self.repository.sent.load(Ordering::Relaxed) > sent_before)),
            Err(_elapsed) => Err(Failure::new(FailureCause::TimedOut)),
        }
    }

    /// Waits, but leaves time for one more attempt; `false` if there is none.
    async fn pause(&self, pause: Duration) -> bool {
        let last_attempt = self.time * LAST_ATTEMPT_PERCENT / 100;
        let remaining = self.deadline.saturating_duration_since(Instant::now());
        let Some(longest) = remaining.checked_sub(last_attempt) else { return false };
        if !pause.is_zero() {
            sleep(pause.min(longest)).await;
        }
        true
    }

    /// Returns the pause after the attempt with this number: the second half of it is random, so that
    /// functions that were throttled together do not come back together.
    fn backoff(&self, attempt: u32) -> Duration {
        let longest = self.time * FIRST_PAUSE_PERMILLE / 1000 * 2u32.pow(attempt.saturating_sub(1));
        longest.mul_f64(0.5 + fastrand::f64() / 2.0)
    }
}
