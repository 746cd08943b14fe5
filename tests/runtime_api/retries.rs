//! Transient faults are retried.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::json;

use crate::ANSWER_LIMIT;
use crate::events::{enriched, null_claims, sign_in};
use test_support::faulty::{FaultyDynamoDb, Reply, Then};
use test_support::function::Function;
use test_support::runtime_api::Deadline;

fn transient_faults() -> Vec<(&'static str, Reply)> {
    let throttled = "ProvisionedThroughputExceededException";
    let pause = [("x-amz-retry-after", "3000")];
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n".to_vec();
    vec![
        ("error 500", Reply::error(500, "InternalServerError", "canary")),
        ("error 503", Reply::http(503, &[], "canary")),
        ("throttled", Reply::error(400, throttled, "canary")),
        ("throttled, too", Reply::error(400, "ThrottlingException", "canary")),
        ("error with a pause", Reply::error_with(500, &pause, "InternalServerError", "canary")),
        ("throttled with a pause", Reply::error_with(400, &pause, "ThrottlingException", "canary")),
        ("closed", Reply::close()),
        ("closed in the head", Reply::Bytes(b"HTTP/1.1 2".to_vec(), Then::Close)),
        ("hanging", Reply::Hang),
        ("hanging after the head", Reply::Bytes(head, Then::Hang)),
        ("trickling", Reply::Trickle),
    ]
}

#[tokio::test]
async fn one_fault_is_retried_and_the_claims_arrive_in_time() {
    join_all(transient_faults().into_iter().map(|(fault, reply)| async move {
        let dynamodb = FaultyDynamoDb::start().await;
        let function = Function::with_dynamodb(&dynamodb.url()).await;
        dynamodb.next([reply]);
        let answer = function.invoke(sign_in("2", "canary-alice")).await;
        assert_eq!(answer.json(), enriched("2", "canary-alice"), "{fault}");
        assert!(answer.took < ANSWER_LIMIT, "{fault}: {:?}", answer.took);
        let log = function.log(&answer).await;
        assert_eq!((&log["outcome"], &log["attempts"]), (&json!("enriched"), &json!(2)), "{fault}");
        assert_eq!(dynamodb.requests().len(), 2, "{fault}");
        function.finish().await;
    }))
    .await;
}

/// While the listener's queue is full, the system drops connection requests. The queue stays full until the
/// first of them was sent.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_connection_that_does_not_open_is_retried_and_the_claims_arrive_in_time() {
    use test_support::faulty::Shut;
    use test_support::poll::eventually;

    let shut = Shut::full().await;
    let asking = format!("0100007F:{:04X} 02", shut.port());
    let is_asked = || std::fs::read_to_string("/proc/net/tcp").unwrap().contains(&asking);
    let function = Function::with_dynamodb(&shut.url()).await;
    // The read at start-up tries to connect too, and then gives up.
    eventually("the function is ready", || function.api.polls() > 0).await;
    eventually("nobody asks for a connection", || !is_asked()).await;
    let answer = function.api.queue(sign_in("2", "canary-alice").to_string(), Deadline::At(0));
    eventually("a connection is asked for", is_asked).await;
    let dynamodb = shut.open();
    let answer = answer.await.unwrap();
    assert_eq!(answer.json(), enriched("2", "canary-alice"));
    assert!(answer.took < ANSWER_LIMIT, "{:?}", answer.took);
    assert_eq!(function.log(&answer).await["attempts"], 2);
    assert_eq!(dynamodb.requests().len(), 1);
    function.finish().await;
}

#[tokio::test]
async fn a_hundred_failed_lookups_do_not_use_up_retries() {
    let dynamodb = FaultyDynamoDb::start().await;
    let function = Function::builder().env("AWS_ENDPOINT_URL_DYNAMODB", &dynamodb.url());
    // Short, since failing lookups use the whole timeout.
    let function = function.env("LOOKUP_TIMEOUT_MS", "300").start().await;
    dynamodb.always(Reply::error(500, "InternalServerError", "canary"));
    let failed = null_claims("2", "canary-alice");
    for _ in 0..100 {
        assert_eq!(function.invoke(sign_in("2", "canary-alice")).await.json(), failed);
    }
    assert!(dynamodb.requests().len() >= 200, "each lookup is retried: {}", dynamodb.requests().len());
    assert!(dynamodb.requests().len() <= 600, "each lookup sends at most 6 requests");
    dynamodb.always(Reply::Healthy);
    for (fault, reply) in transient_faults() {
        dynamodb.next([reply]);
        let answer = function.invoke(sign_in("2", "canary-alice")).await;
        assert_eq!(answer.json(), enriched("2", "canary-alice"), "{fault}");
        assert!(answer.took < ANSWER_LIMIT, "{fault}: {:?}", answer.took);
        assert_eq!(function.log(&answer).await["attempts"], 2, "{fault}");
    }
    function.finish().await;
}

/// A timeout costs twice as much of the SDK's retry quota as another error.
#[tokio::test]
async fn sixty_hanging_lookups_do_not_use_up_retries() {
    let dynamodb = FaultyDynamoDb::start().await;
    let function = Function::builder().env("AWS_ENDPOINT_URL_DYNAMODB", &dynamodb.url());
    // Short, since there are many; long enough for a healthy response on a busy machine.
    let function = function.env("LOOKUP_TIMEOUT_MS", "150").start().await;
    dynamodb.always(Reply::Hang);
    for _ in 0..60 {
        let answer = function.invoke(sign_in("1", "canary-alice")).await;
        assert_eq!(answer.json(), null_claims("1", "canary-alice"));
        assert!(answer.took < ANSWER_LIMIT, "{:?}", answer.took);
    }
    dynamodb.always(Reply::Healthy);
    dynamodb.next([Reply::close()]);
    let answer = function.invoke(sign_in("1", "canary-alice")).await;
    assert_eq!(function.log(&answer).await["attempts"], 2);
    function.finish().await;
}

#[tokio::test]
async fn permanent_errors_are_not_retried() {
    let dynamodb = FaultyDynamoDb::start().await;
    let function = Function::with_dynamodb(&dynamodb.url()).await;
    for (number, code) in
        ["AccessDeniedException", "ResourceNotFoundException", "ValidationException"].into_iter().enumerate()
    {
        dynamodb.always(Reply::error(400, code, "canary"));
        let answer = function.invoke(sign_in("1", "canary-alice")).await;
        assert_eq!(function.log(&answer).await["attempts"], 1, "{code}");
        assert_eq!(dynamodb.requests().len(), number + 1, "{code}");
        assert!(answer.took < Duration::from_secs(1), "{code}: {:?}", answer.took);
    }
    function.finish().await;
}
