//! The loop that receives events from Lambda and sends the responses.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime};

use lambda_runtime::{Diagnostic, LambdaEvent, Runtime, service_fn};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::handler::{Handler, REFUSAL, Refusal};
use crate::repository::Repository;
use crate::telemetry::Telemetry;

/// The type of the error that refuses a sign-in.
const ERROR_TYPE: &str = "SignInRefused";

/// The payload of an invocation: JSON, or `None` for anything else.
///
/// A payload that is no JSON must reach the handler too. If deserializing failed, lambda_runtime would
/// answer by itself, with the parser's message and without a log line.
struct Payload(Option<Box<RawValue>>);

impl<'de> Deserialize<'de> for Payload {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Box::deserialize(deserializer).ok()))
    }
}

/// Serves events until Lambda ends the process.
///
/// # Errors
/// The Runtime API cannot be reached or violates its protocol.
pub async fn serve<R: Repository>(
    handler: Handler<R>,
    telemetry: Telemetry,
) -> Result<(), lambda_runtime::Error> {
    let first = AtomicBool::new(true);
    let (handler, telemetry, first) = (&handler, &telemetry, &first);
    let service = service_fn(move |event: LambdaEvent<Payload>| async move {
        let arrived = Instant::now();
        let cold_start = first.swap(false, Ordering::Relaxed);
        let text = event.payload.0.as_ref().map_or("", |payload| payload.get());
        let answer = handler.handle(text, until(event.context.deadline())).await;
        telemetry.event(&answer.report, &event.context.request_id, cold_start, arrived.elapsed());
        // Only JSON may leave, and parsing it here checks that.
        answer.response.map_err(Diagnostic::from).map(RawValue::from_string)?.map_err(|_invalid| Diagnostic {
            error_type: ERROR_TYPE.to_owned(),
            error_message: REFUSAL.to_owned(),
        })
    });
    Runtime::new(service).run().await
}

/// Returns the time until `deadline`. `None` if it has passed: Lambda would have ended the function by
/// then, so that the value is no real deadline.
fn until(deadline: SystemTime) -> Option<Duration> {
    deadline.duration_since(SystemTime::now()).ok().filter(|ahead| !ahead.is_zero())
}

impl From<Refusal> for Diagnostic {
    fn from(refusal: Refusal) -> Self {
        Self { error_type: ERROR_TYPE.to_owned(), error_message: refusal.to_string() }
    }
}
