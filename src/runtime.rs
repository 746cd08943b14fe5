//! The loop that takes events from Lambda and gives answers back.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime};

use lambda_runtime::{Diagnostic, LambdaEvent, Runtime, service_fn};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::handler::{Handler, REFUSAL};
use crate::repository::UserInfoRepository;
use crate::telemetry::Telemetry;

/// What came as the event: JSON, or `None` if it was none.
///
/// A payload that is no JSON has to reach the handler too. If deserializing failed, lambda_runtime
/// would answer by itself, with the parser's message and without a line in the log.
struct Payload(Option<Box<RawValue>>);

impl<'de> Deserialize<'de> for Payload {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Box::deserialize(deserializer).ok()))
    }
}

/// Serves events until the process is ended.
///
/// # Errors
/// The Runtime API can't be reached or doesn't keep its protocol.
pub async fn serve<R: UserInfoRepository>(
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
        // Checks, too, that nothing but JSON ever leaves.
        answer.response.ok().and_then(|response| RawValue::from_string(response).ok()).ok_or_else(refusal)
    });
    Runtime::new(service).run().await
}

/// The time until `deadline`; `None` if it has passed, since then it was none: Lambda ends a
/// function at its deadline.
fn until(deadline: SystemTime) -> Option<Duration> {
    deadline.duration_since(SystemTime::now()).ok().filter(|ahead| !ahead.is_zero())
}

fn refusal() -> Diagnostic {
    Diagnostic { error_type: "SignInRefused".to_owned(), error_message: REFUSAL.to_owned() }
}
