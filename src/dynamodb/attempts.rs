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

use super::error::{Failure, Resource, failure};
use super::{DynamoDbRepository, Target};
use crate::repository::{FailureCause, Keys, ReadRequest};

/// The most attempts of one request. When a table throttles everything, they multiply its load by
/// this number.
const MAX_ATTEMPTS: u32 = 6;

/// The part of the read's time that one attempt may use, in percent: three attempts that hang leave
/// time for a fourth.
const ATTEMPT_PERCENT: u32 = 30;

/// The shortest time that an attempt gets, if there is that much: in less, DynamoDB rarely answers, and
/// further attempts are load alone.
const SHORTEST_ATTEMPT: Duration = Duration::from_millis(20);

/// The longest first pause, in permille of the read's time; each further one is twice as long. The
/// five pauses take between 39 % and 78 % of it, so that they outlast a throttle of
/// half a second in the default 2 s.
const FIRST_PAUSE_PERMILLE: u32 = 25;

/// The part of the read's time that a pause leaves for a last attempt, in percent.
const LAST_ATTEMPT_PERCENT: u32 = 5;

/// The requests of one read.
pub(super) struct Session<'a> {
    repository: &'a DynamoDbRepository,
    resource: Resource<'a>,
    deadline: Instant,
    /// The time of the read. Less than the lookup timeout in a second round, and where Lambda's own
    /// deadline is nearer.
    time: Duration,
    requests: AtomicU32,
    /// The retries that are left to all requests of the read together. Each success earns one more, so
    /// that a read of many pages survives more faults than a read of one row.
    retries: AtomicU32,
    from_replica: AtomicBool,
}

/// The Regions that one request has tried.
struct Route<'a> {
    home: &'a Target,
    /// `None` without a replica, or if it failed for good.
    replica: Option<&'a Target>,
    target: &'a Target,
    has_tried_both: bool,
    home_is_out: bool,
    /// What the read fails with: a failure of the own Region rather than one of the replica, and a
    /// reason rather than the timeout that it led to.
    reported: Option<Failure>,
    reported_home: bool,
}

impl<'a> Session<'a> {
    pub(super) fn new(repository: &'a DynamoDbRepository, request: &ReadRequest<'a>) -> Self {
        let action = match request.keys {
            Keys::Row(_) => "dynamodb:GetItem",
            Keys::Rows(_) => "dynamodb:BatchGetItem",
            Keys::Query(_) => "dynamodb:Query",
        };
        Self {
            repository,
            resource: Resource { action, table: request.table, index: request.index },
            deadline: request.deadline,
            time: request.deadline.saturating_duration_since(Instant::now()),
            requests: AtomicU32::new(0),
            retries: AtomicU32::new(MAX_ATTEMPTS - 1),
            from_replica: AtomicBool::new(false),
        }
    }

    /// Returns the number of requests so far.
    pub(super) fn requests(&self) -> u32 {
        self.requests.load(Ordering::Relaxed)
    }

    /// Returns whether the replica Region answered a request.
    pub(super) fn used_replica(&self) -> bool {
        self.from_replica.load(Ordering::Relaxed)
    }

    /// Sends a request until it succeeds, fails for good, or the deadline is reached. `is_complete` says
    /// whether a response has what every one has; without it, it counts as unreadable.
    pub(super) async fn send<O, E, F>(
        &self,
        request: impl Fn(&Target) -> F,
        is_complete: impl Fn(&O) -> bool,
    ) -> Result<O, Failure>
    where
        E: ProvideErrorMetadata + RequestId + std::error::Error + Send + Sync + 'static,
        F: Future<Output = Result<O, SdkError<E, HttpResponse>>>,
    {
        let mut route = Route::new(self.repository, self.used_replica());
        for attempt in 1.. {
            let failure = match self.attempt(request(route.target)).await {
                Ok(output) if !is_complete(&output) => FailureCause::Unreadable.into(),
                Ok(output) => {
                    self.retries.fetch_add(1, Ordering::Relaxed);
                    self.from_replica.fetch_or(route.target.replica_region.is_some(), Ordering::Relaxed);
                    return Ok(output);
                }
                Err(failure) => failure,
            };
            let has_waited = failure.cause == FailureCause::TimedOut;
            let Some(next) = route.after(failure) else { break };
            let pause =
                if has_waited || next == Next::Untried { Duration::ZERO } else { self.backoff(attempt) };
            if attempt == MAX_ATTEMPTS || !self.take_retry() || !self.pause(pause).await {
                break;
            }
        }
        Err(route.reported.unwrap_or_else(|| FailureCause::TimedOut.into()))
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
        let now = Instant::now();
        if now >= self.deadline {
            return Err(Failure::new(FailureCause::TimedOut));
        }
        let limit = now + SHORTEST_ATTEMPT.max(self.time * ATTEMPT_PERCENT / 100);
        // Boxed, because every future around it would move its kilobytes along.
        let result = match timeout_at(limit.min(self.deadline), Box::pin(request)).await {
            Ok(result) => result.map_err(|error| failure(error, &self.resource)),
            Err(_elapsed) => Err(Failure::new(FailureCause::TimedOut)),
        };
        if !matches!(&result, Err(failure) if failure.cause == FailureCause::NotSent) {
            self.requests.fetch_add(1, Ordering::Relaxed);
        }
        result
    }

    fn take_retry(&self) -> bool {
        let taken = |left: u32| left.checked_sub(1);
        self.retries.fetch_update(Ordering::Relaxed, Ordering::Relaxed, taken).is_ok()
    }

    /// Waits, but leaves time for one more attempt; `false` if there is none.
    async fn pause(&self, pause: Duration) -> bool {
        let last_attempt = SHORTEST_ATTEMPT.max(self.time * LAST_ATTEMPT_PERCENT / 100);
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

/// Where the next attempt goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    /// To a Region that this request has not tried.
    Untried,
    /// To one that it has.
    Tried,
}

impl<'a> Route<'a> {
    /// Begins in the own Region, or in the replica's if that answered an earlier request of the read.
    fn new(repository: &'a DynamoDbRepository, prefers_replica: bool) -> Self {
        let (home, replica) = (&repository.home, repository.replica.as_ref());
        Self {
            home,
            replica,
            target: replica.filter(|_| prefers_replica).unwrap_or(home),
            has_tried_both: false,
            home_is_out: false,
            reported: None,
            reported_home: false,
        }
    }

    /// Notes the failure of an attempt and chooses the Region of the next one; `None` if there is none.
    fn after(&mut self, failure: Failure) -> Option<Next> {
        let was_home = self.target.replica_region.is_none();
        let is_temporary = failure.is_temporary();
        // These are the same in every Region.
        let is_final = matches!(failure.cause, FailureCause::NotSent | FailureCause::Rejected);
        let says_more = match &self.reported {
            None => true,
            Some(_) if was_home != self.reported_home => was_home,
            Some(_) => failure.cause != FailureCause::TimedOut,
        };
        if says_more {
            self.reported = Some(failure);
            self.reported_home = was_home;
        }
        if was_home {
            self.home_is_out |= !is_temporary;
            if is_final {
                return None;
            }
        } else if !is_temporary {
            self.replica = None;
        }
        self.target = match self.replica {
            Some(replica) if was_home || self.home_is_out => replica,
            _ if self.home_is_out => return None,
            _ => self.home,
        };
        let is_other = was_home == self.target.replica_region.is_some();
        let is_untried = is_other && !std::mem::replace(&mut self.has_tried_both, true);
        Some(if is_untried { Next::Untried } else { Next::Tried })
    }
}

#[cfg(test)]
mod tests;
