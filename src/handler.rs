//! The way of one event: every branch that it can take is here.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use futures_util::FutureExt as _;

use crate::claims::{self, Knowledge};
use crate::event::{Event, TriggerSource};
use crate::repository::{LookupError, Query, UserInfoRepository};
use crate::telemetry::{Outcome, Report};
use crate::user_info::UserInfo;

/// What a lookup may take, where nothing else is said: enough for two attempts that hang and half
/// of a third one, and 500 ms less than the 2.5 s within which an answer leaves.
pub const DEFAULT_LOOKUP_TIMEOUT: Duration = Duration::from_millis(2000);

/// What is kept of Lambda's own deadline for writing and sending the answer.
const ANSWER_RESERVE: Duration = Duration::from_millis(150);

/// The only thing that a refused sign-in shows: Cognito hands it to the person signing in.
pub const REFUSAL: &str = "Sign-in is not possible at the moment.";

/// An event that is not answered, so that Cognito refuses the sign-in. The reason is in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{REFUSAL}")]
pub struct Refusal;

/// What becomes of an event, and what there is to tell of it.
#[derive(Debug)]
pub struct Answer {
    /// The event as it goes back to Cognito, or a refusal.
    pub response: Result<String, Refusal>,
    /// For the log and the metrics.
    pub report: Report,
}

/// What happens to a sign-in when the table can't be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnLookupFailure {
    /// The claims from the table are null.
    #[default]
    Null,
    /// The claims from the table are left out.
    Omit,
    /// The sign-in is refused.
    Fail,
}

/// How events are answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// What a lookup may take, retries included.
    pub lookup_timeout: Duration,
    /// What a lookup that failed means.
    pub on_lookup_failure: OnLookupFailure,
}

impl Default for Settings {
    fn default() -> Self {
        Self { lookup_timeout: DEFAULT_LOOKUP_TIMEOUT, on_lookup_failure: OnLookupFailure::default() }
    }
}

/// Answers events.
#[derive(Debug)]
pub struct Handler<R> {
    repository: R,
    settings: Settings,
}

impl<R: UserInfoRepository> Handler<R> {
    /// A handler that looks people up in `repository`.
    pub fn new(repository: R, settings: Settings) -> Self {
        Self { repository, settings }
    }

    /// Answers one event, given as text. `remaining` is the time until Lambda's own deadline, where
    /// there is one ahead.
    ///
    /// This never panics: what panics on the way is answered as a failed lookup.
    pub async fn handle(&self, text: &str, remaining: Option<Duration>) -> Answer {
        let handled = AssertUnwindSafe(self.enrich(text, remaining)).catch_unwind().await;
        handled.unwrap_or_else(|_panic| {
            let fall_back = || match whose(text) {
                Ok((event, user_name)) => {
                    let report = Report::of(&event);
                    self.answer(event, &user_name, Err(LookupError::Panicked), report)
                }
                Err(answer) => answer,
            };
            catch_unwind(AssertUnwindSafe(fall_back)).unwrap_or_else(|_panic| refuse())
        })
    }

    async fn enrich(&self, text: &str, remaining: Option<Duration>) -> Answer {
        let (event, user_name) = match whose(text) {
            Ok(whose) => whose,
            Err(answer) => return answer,
        };
        let mut report = Report::of(&event);
        let found = self.look_up(&user_name, self.budget(remaining), &mut report).await;
        self.answer(event, &user_name, found, report)
    }

    /// The time for a lookup: as configured, or less where Lambda would end the function earlier.
    fn budget(&self, remaining: Option<Duration>) -> Duration {
        remaining.map_or(self.settings.lookup_timeout, |remaining| {
            let ahead = remaining.checked_sub(ANSWER_RESERVE).unwrap_or(remaining / 2);
            ahead.min(self.settings.lookup_timeout)
        })
    }

    async fn look_up(
        &self,
        key: &str,
        budget: Duration,
        report: &mut Report,
    ) -> Result<Option<UserInfo>, LookupError> {
        let started = Instant::now();
        let sent_before = self.repository.requests_sent();
        let query = Query { key, attributes: &claims::ATTRIBUTES, budget };
        let lookup = AssertUnwindSafe(self.repository.find(query)).catch_unwind();
        let found = match tokio::time::timeout(budget, lookup).await {
            Ok(Ok(found)) => found,
            Ok(Err(_panic)) => Err(LookupError::Panicked),
            Err(_elapsed) => Err(LookupError::TimedOut),
        };
        let sent = self.repository.requests_sent().saturating_sub(sent_before);
        report.looked_up(started.elapsed(), sent);
        found
    }

    /// The one place that decides what a failed lookup means.
    fn answer(
        &self,
        event: Event<'_>,
        user_name: &str,
        found: Result<Option<UserInfo>, LookupError>,
        mut report: Report,
    ) -> Answer {
        let knowledge = match &found {
            Ok(Some(person)) => {
                report.outcome = Outcome::Enriched;
                Knowledge::Found(person)
            }
            Ok(None) => {
                report.outcome = Outcome::NotFound;
                Knowledge::NotFound
            }
            Err(error) => {
                report.failed(error);
                match self.settings.on_lookup_failure {
                    OnLookupFailure::Null => Knowledge::FailedNull,
                    OnLookupFailure::Omit => Knowledge::FailedOmit,
                    OnLookupFailure::Fail => {
                        report.outcome = Outcome::Refused;
                        return Answer { response: Err(Refusal), report };
                    }
                }
            }
        };
        let claims = claims::claims(user_name, knowledge);
        let response = Ok(event.with_claims(&claims));
        report.remarks = claims.remarks;
        Answer { response, report }
    }
}

/// The event and the person that it is about, or the answer to an event that is about nobody.
fn whose(text: &str) -> Result<(Event<'_>, String), Answer> {
    let Some(event) = Event::parse(text) else {
        return Err(refuse());
    };
    let nobody = |why| Answer { response: Ok(text.to_owned()), report: Report::of(&event).skipped(why) };
    match &event.user_name {
        _ if matches!(event.trigger, TriggerSource::Machine(_)) => Err(nobody("client_credentials")),
        None => Err(nobody("no_user_name")),
        Some(user_name) => {
            let user_name = user_name.clone();
            Ok((event, user_name))
        }
    }
}

fn refuse() -> Answer {
    Answer { response: Err(Refusal), report: Report::of_no_event() }
}
