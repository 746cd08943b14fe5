//! The way of one event: every branch that it can take is here.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use futures_util::FutureExt as _;

use crate::claims::{Knowledge, Plan};
use crate::event::Event;
use crate::repository::{LookupError, Query, UserInfoRepository};
use crate::response;
use crate::rules::{Rules, Source};
use crate::telemetry::{Outcome, Report};
use crate::user_info::UserInfo;
use crate::value::Value;

/// What a lookup may take, where nothing else is said: enough for two attempts that hang and half
/// of a third one, and 500 ms less than the 2.5 s within which an answer leaves.
pub const DEFAULT_LOOKUP_TIMEOUT: Duration = Duration::from_millis(2000);

/// What the claims and scopes that are added to one token may weigh, where nothing else is said: half
/// of the 8,192 bytes of headers that CloudFront takes, since a token is base64 and not alone there.
pub const DEFAULT_BUDGET: usize = 4096;

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
    /// What goes into the tokens.
    pub rules: Rules,
    /// What the claims and scopes that are added to one token may weigh, in bytes of compact JSON.
    pub budget: usize,
    /// Where in the event the key of a person's item is: their user name, `sub` or an attribute.
    pub key: Source,
    /// What a lookup may take, retries included.
    pub lookup_timeout: Duration,
    /// What a lookup that failed means.
    pub on_lookup_failure: OnLookupFailure,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            rules: Rules::built_in(),
            budget: DEFAULT_BUDGET,
            key: Source::UserName,
            lookup_timeout: DEFAULT_LOOKUP_TIMEOUT,
            on_lookup_failure: OnLookupFailure::default(),
        }
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
            let fall_back = || match self.readable(text) {
                Ok(event) => {
                    let plan = self.plan(&event);
                    self.answer(&event, &plan, Err(LookupError::Panicked), Report::of(&event))
                }
                Err(answer) => answer,
            };
            catch_unwind(AssertUnwindSafe(fall_back)).unwrap_or_else(|_panic| refuse("panicked"))
        })
    }

    async fn enrich(&self, text: &str, remaining: Option<Duration>) -> Answer {
        let event = match self.readable(text) {
            Ok(event) => event,
            Err(answer) => return answer,
        };
        let plan = self.plan(&event);
        let mut report = Report::of(&event);
        let attributes = plan.attributes();
        let found = match event.value_of(&self.settings.key) {
            // No rule asks anything of the table, so nothing can be missing.
            _ if attributes.is_empty() => Ok(Some(UserInfo::default())),
            Some(Value::Text(key)) if !key.is_empty() => {
                let query = Query { key: &key, attributes: &attributes, budget: self.budget(remaining) };
                self.look_up(query, &mut report).await
            }
            _ => Ok(None),
        };
        self.answer(&event, &plan, found, report)
    }

    /// The event, or the answer to one that there is nothing to do about.
    fn readable<'a>(&self, text: &'a str) -> Result<Event<'a>, Answer> {
        let Some(event) = Event::parse(text) else {
            return Err(refuse("no_event"));
        };
        let why = match event.is_machine() {
            true if !self.plan(&event).has_claims() => "client_credentials",
            false if event.user_name.is_none() => "no_user_name",
            _ => return Ok(event),
        };
        let report = Report::of(&event).skipped(why);
        Err(Answer { response: Ok(text.to_owned()), report })
    }

    fn plan<'a>(&'a self, event: &'a Event<'a>) -> Plan<'a> {
        Plan::new(&self.settings.rules, event, self.settings.budget)
    }

    /// The time for a lookup: as configured, or less where Lambda would end the function earlier.
    fn budget(&self, remaining: Option<Duration>) -> Duration {
        remaining.map_or(self.settings.lookup_timeout, |remaining| {
            let ahead = remaining.checked_sub(ANSWER_RESERVE).unwrap_or(remaining / 2);
            ahead.min(self.settings.lookup_timeout)
        })
    }

    async fn look_up(&self, query: Query<'_>, report: &mut Report) -> Result<Option<UserInfo>, LookupError> {
        let started = Instant::now();
        let sent_before = self.repository.requests_sent();
        let lookup = AssertUnwindSafe(self.repository.find(query)).catch_unwind();
        let found = match tokio::time::timeout(query.budget, lookup).await {
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
        event: &Event<'_>,
        plan: &Plan<'_>,
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
        let enrichment = plan.enrich(knowledge);
        let response = Ok(response::complete(event, &enrichment));
        report.remarks = enrichment.remarks;
        Answer { response, report }
    }
}

fn refuse(cause: &'static str) -> Answer {
    Answer { response: Err(Refusal), report: Report::of_no_event(cause) }
}
