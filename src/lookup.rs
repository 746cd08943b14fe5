//! Lookups: performs the reads that the applicable rules need, and makes the choices among their rows.
//!
//! Reads that do not depend on one another run at the same time. A read whose key uses rows of another
//! one waits for it. Each read fails alone.

mod choice;
mod key;

use std::panic::AssertUnwindSafe;
use std::time::{Duration, SystemTime};

use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt as _, StreamExt as _};
use tokio::time::{Instant, timeout_at};

use crate::claims::{ClaimWarning, NeededReads, Reason, Subject};
use crate::event::TokenRequest;
pub use crate::lookup_outcome::{LookupOutcome, Lookups};
use crate::repository::{
    ExpiryCheck, FailureCause, Keys, OwnerCheck, ReadError, ReadRequest, ReadResponse, Repository, Validity,
};
use crate::rules::Rules;
use crate::rules::read::{Owner, Preference, Read};
use crate::rules::source::RowSetId;
use crate::telemetry::{ReadOutcome, ReadReport};
use key::Built;

/// How long after the deadline a read is given up that did not keep it. The repository should have
/// reported the timeout by then, with the number of its requests.
const GRACE: Duration = Duration::from_millis(20);

/// The lookups of one event, and what there is to log about them.
#[derive(Debug, Default)]
pub struct Performed {
    /// The results.
    pub lookups: Lookups,
    /// What is logged about each read that was needed, in the order of the rules.
    pub reports: Vec<ReadReport>,
    /// The time of all reads together; `None` if no request was made.
    pub time: Option<Duration>,
    /// Rows and keys that do not count.
    pub warnings: Vec<ClaimWarning>,
}

/// Performs the reads that are `needed` within `timeout`.
pub async fn perform<R: Repository>(
    repository: &R,
    rules: &Rules,
    request: &TokenRequest<'_>,
    needed: &NeededReads<'_>,
    timeout: Duration,
) -> Performed {
    let mut performed = Performed::default();
    if needed.is_empty() {
        return performed;
    }
    let started = Instant::now();
    let sub = request.sub();
    let context = Context { repository, request, sub: sub.as_deref(), deadline: started + timeout };
    performed.lookups.reads.resize_with(rules.reads().len(), LookupOutcome::default);
    performed.lookups.choices.resize_with(rules.choices().len(), LookupOutcome::default);
    let mut reports = Vec::new();
    let mut started_reads = vec![false; rules.reads().len()];
    let mut running = FuturesUnordered::new();
    loop {
        // A read starts as soon as its key is known, whatever becomes of those that it does not use.
        let candidates = rules.reads().iter().zip(&needed.reads).zip(&mut started_reads).enumerate();
        let mut has_result = false;
        for (index, ((read, attributes), is_started)) in candidates {
            let Some(attributes) = attributes.as_ref().filter(|_| !*is_started) else { continue };
            let parts = read.key_parts();
            let mut sources = parts.iter().flat_map(|part| part.value.sources());
            if !sources.all(|source| performed.lookups.has(source)) {
                continue;
            }
            *is_started = true;
            match context.prepare(read, attributes, &performed.lookups) {
                Prepared::Request(request, result) => {
                    running.push(context.read(request, result).map(move |result| (index, read, result)));
                }
                Prepared::Done(result) => {
                    reports.push((index, performed.take(index, read, result)));
                    has_result = true;
                }
            }
        }
        if performed.choose(rules, request, needed) || has_result {
            continue;
        }
        let Some((index, read, result)) = running.next().await else { break };
        reports.push((index, performed.take(index, read, result)));
    }
    drop(running);
    reports.sort_by_key(|(index, _)| *index);
    performed.reports = reports.into_iter().map(|(_, report)| report).collect();
    let was_asked = performed.reports.iter().any(|report| report.requests > 0 || !report.time.is_zero());
    performed.time = was_asked.then(|| started.elapsed());
    performed
}

/// What all reads of one event share.
struct Context<'a, R> {
    repository: &'a R,
    request: &'a TokenRequest<'a>,
    sub: Option<&'a str>,
    deadline: Instant,
}

/// A read whose key is known.
enum Prepared<'r> {
    /// It has to be made, and completes the result.
    Request(ReadRequest<'r>, ReadResult),
    /// No row can have the key, or there is none.
    Done(ReadResult),
}

/// The result of one read.
struct ReadResult {
    response: Result<ReadResponse, ReadError>,
    /// Whether the read returns many rows.
    is_many: bool,
    time: Duration,
    warnings: Vec<Reason>,
}

impl<R: Repository> Context<'_, R> {
    fn prepare<'r>(&'r self, read: &'r Read, attributes: &[&'r str], lookups: &Lookups) -> Prepared<'r> {
        let mut result = ReadResult {
            response: Ok(ReadResponse::default()),
            is_many: false,
            time: Duration::ZERO,
            warnings: Vec::new(),
        };
        let keys = match key::build(read, self.request, lookups, &mut result.warnings) {
            Built::Keys(keys) => keys,
            Built::Nothing => return Prepared::Done(result),
            Built::Failed(cause) => {
                result.response = Err(ReadError::new(cause));
                return Prepared::Done(result);
            }
        };
        result.is_many = !read.one && !matches!(keys, Keys::Row(_));
        let request = ReadRequest {
            table: &read.table,
            index: read.index.as_deref(),
            keys,
            filter: &read.filter,
            attributes: attributes.to_vec(),
            validity: self.validity(read),
            at_most: if read.one { 1 } else { read.at_most },
            consistent: read.consistent,
            deadline: self.deadline,
        };
        Prepared::Request(request, result)
    }

    /// Performs a read and completes `result`.
    async fn read(&self, request: ReadRequest<'_>, mut result: ReadResult) -> ReadResult {
        let started = Instant::now();
        // All of it is inside, so that a panic is caught at the call and while a late read is dropped, too.
        let read = async { timeout_at(self.deadline + GRACE, self.repository.read(&request)).await };
        result.response = match AssertUnwindSafe(read).catch_unwind().await {
            Ok(Ok(response)) => response,
            Ok(Err(_elapsed)) => Err(ReadError::new(FailureCause::TimedOut)),
            Err(_panic) => Err(ReadError::new(FailureCause::Panicked)),
        };
        result.time = started.elapsed();
        result
    }

    fn validity<'v>(&'v self, read: &'v Read) -> Validity<'v> {
        let owner = match &read.owner {
            Owner::Anyone => None,
            Owner::Required(attribute) => Some((attribute, true)),
            Owner::IfPresent(attribute) => Some((attribute, false)),
        };
        let now = || {
            let since_epoch = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
            since_epoch.unwrap_or_default().as_secs_f64()
        };
        Validity {
            owner: owner.map(|(attribute, required)| OwnerCheck { attribute, sub: self.sub, required }),
            expiry: read.expires.as_deref().map(|attribute| ExpiryCheck { attribute, now: now() }),
        }
    }
}

impl Performed {
    /// Notes the result of a read, and returns what is logged about it.
    fn take(&mut self, index: usize, read: &Read, result: ReadResult) -> ReadReport {
        let mut warn = |reason| {
            self.warnings.push(ClaimWarning { subject: Subject::Read(read.name.clone()), reason });
        };
        result.warnings.into_iter().for_each(&mut warn);
        let mut report = ReadReport {
            name: read.name.clone(),
            outcome: ReadOutcome::NotFound,
            cause: None,
            rows: 0,
            requests: 0,
            time: result.time,
            from_replica: false,
        };
        let outcome = match result.response {
            Ok(response) => {
                if response.dropped.other_owner > 0 {
                    warn(Reason::OtherOwner);
                }
                if response.dropped.unreadable_expiry > 0 {
                    warn(Reason::WrongType);
                }
                report.rows = response.rows.len();
                report.requests = response.requests;
                report.from_replica = response.from_replica;
                let mut rows = response.rows;
                match (result.is_many, rows.is_empty()) {
                    (_, true) => LookupOutcome::NotFound,
                    (true, false) => LookupOutcome::Rows(rows),
                    (false, false) => rows.pop().map_or(LookupOutcome::NotFound, LookupOutcome::Row),
                }
            }
            Err(error) => {
                report.outcome = ReadOutcome::Failed;
                report.cause = Some(error.cause);
                report.requests = error.requests;
                LookupOutcome::Failed(error)
            }
        };
        if matches!(outcome, LookupOutcome::Row(_) | LookupOutcome::Rows(_)) {
            report.outcome = ReadOutcome::Found;
        }
        if let Some(slot) = self.lookups.reads.get_mut(index) {
            *slot = outcome;
        }
        report
    }

    /// Makes the choices whose rows and preferences are known; `false` if there is none.
    fn choose(&mut self, rules: &Rules, request: &TokenRequest<'_>, needed: &NeededReads<'_>) -> bool {
        let mut made = false;
        for (index, choice) in rules.choices().iter().enumerate() {
            let lookups = &self.lookups;
            let is_ready = needed.choices.get(index) == Some(&true)
                && matches!(lookups.outcome(RowSetId::Choice(index)), LookupOutcome::Pending)
                && !matches!(lookups.outcome(choice.of.id), LookupOutcome::Pending)
                && choice.prefer.iter().all(|preference| match preference {
                    Preference::Source(source) => lookups.has(source),
                    Preference::ClientMetadata(_) | Preference::Constant(_) => true,
                });
            if is_ready {
                let outcome = choice::choose(choice, request, lookups);
                if let Some(slot) = self.lookups.choices.get_mut(index) {
                    *slot = outcome;
                    made = true;
                }
            }
        }
        made
    }
}

#[cfg(test)]
mod tests;
