//! The lookup timeout: as configured, or less if the Lambda deadline is nearer.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::json;

use crate::ANSWER_LIMIT;
use crate::events::{enriched, null_claims, sign_in};
use test_support::faulty::{FaultyDynamoDb, Reply};
use test_support::function::Function;
use test_support::poll::eventually;
use test_support::runtime_api::{Answer, Deadline};

async fn invoke_for_alice(function: &Function, deadline: Deadline) -> Answer {
    function.invoke_with(sign_in("2", "canary-alice").to_string(), deadline).await
}

#[tokio::test]
async fn the_response_is_sent_before_the_lambda_deadline() {
    join_all([1500, 1000, 300].map(|millis| async move {
        let dynamodb = FaultyDynamoDb::start().await;
        let function = Function::with_dynamodb(&dynamodb.url()).await;
        dynamodb.always(Reply::Hang);
        let deadline = Duration::from_millis(millis);
        let answer = invoke_for_alice(&function, Deadline::Ahead(deadline)).await;
        assert_eq!(answer.json(), null_claims("2", "canary-alice"));
        assert!(answer.took < deadline, "{:?} of {deadline:?}", answer.took);
        let log = function.log(&answer).await;
        assert_eq!((&log["outcome"], &log["cause"]), (&json!("fallback"), &json!("timed_out")));
        function.finish().await;
    }))
    .await;
}

#[tokio::test]
async fn a_hanging_request_is_retried_before_a_near_deadline() {
    // 800 ms leave time for a second attempt only if the first one ends earlier than usual.
    join_all([1200, 800].map(|millis| async move {
        let dynamodb = FaultyDynamoDb::start().await;
        let function = Function::with_dynamodb(&dynamodb.url()).await;
        dynamodb.next([Reply::Hang]);
        let deadline = Duration::from_millis(millis);
        let answer = invoke_for_alice(&function, Deadline::Ahead(deadline)).await;
        assert_eq!(answer.json(), enriched("2", "canary-alice"), "{deadline:?}");
        assert!(answer.took < deadline, "{:?} of {deadline:?}", answer.took);
        assert_eq!(function.log(&answer).await["attempts"], 2, "{deadline:?}");
        function.finish().await;
    }))
    .await;
}

/// Lambda ends a function at its deadline, so a time in the past cannot be a deadline.
#[tokio::test]
async fn a_deadline_in_the_past_is_ignored() {
    let dynamodb = FaultyDynamoDb::start().await;
    let function = Function::with_dynamodb(&dynamodb.url()).await;
    for deadline in [0, 1, 1_000_000_000_000] {
        dynamodb.next([Reply::Hang]);
        let answer = invoke_for_alice(&function, Deadline::At(deadline)).await;
        assert_eq!(answer.json(), enriched("2", "canary-alice"), "{deadline}");
        assert!(answer.took < ANSWER_LIMIT, "{deadline}: {:?}", answer.took);
    }
    function.finish().await;
}

#[tokio::test]
async fn a_deadline_far_ahead_changes_nothing() {
    let dynamodb = FaultyDynamoDb::start().await;
    let function = Function::with_dynamodb(&dynamodb.url()).await;
    dynamodb.always(Reply::Hang);
    let answer = invoke_for_alice(&function, Deadline::At(9_999_999_999_999)).await;
    assert_eq!(answer.json(), null_claims("2", "canary-alice"));
    assert!(answer.took < ANSWER_LIMIT, "{:?}", answer.took);
    function.finish().await;
}

#[tokio::test]
async fn lookup_timeout_ms_limits_the_whole_lookup() {
    let dynamodb = FaultyDynamoDb::start().await;
    let function = Function::builder().env("AWS_ENDPOINT_URL_DYNAMODB", &dynamodb.url());
    let function = function.env("LOOKUP_TIMEOUT_MS", "300").start().await;
    for reply in [Reply::Hang, Reply::Trickle] {
        dynamodb.always(reply);
        let answer = invoke_for_alice(&function, Deadline::Ahead(Duration::from_secs(5))).await;
        assert_eq!(answer.json(), null_claims("2", "canary-alice"));
        // The default would take 2 s.
        assert!(answer.took < Duration::from_millis(1500), "{:?}", answer.took);
        assert!(answer.took >= Duration::from_millis(240), "a retry was possible: {:?}", answer.took);
        assert!(function.log(&answer).await["attempts"].as_u64().unwrap() > 1);
    }
    dynamodb.always(Reply::Healthy);
    dynamodb.next([Reply::Hang]);
    let answer = invoke_for_alice(&function, Deadline::Ahead(Duration::from_secs(5))).await;
    assert_eq!(answer.json(), enriched("2", "canary-alice"));
    function.finish().await;
}

/// The read at start-up, which opens the connection, has a limit of its own.
#[tokio::test]
async fn a_read_that_hangs_at_start_up_hardly_delays_the_first_response() {
    let dynamodb = FaultyDynamoDb::start().await;
    dynamodb.warm_up(Reply::Hang);
    let function = Function::with_dynamodb(&dynamodb.url()).await;
    eventually("the read at start-up", || dynamodb.was_warmed_up()).await;
    let asked = std::time::Instant::now();
    let answer = invoke_for_alice(&function, Deadline::Ahead(Duration::from_secs(5))).await;
    // Its limit is 250 ms; an attempt of a lookup would hang for 800 ms and then be retried.
    assert!(asked.elapsed() < Duration::from_millis(1200), "{:?}", asked.elapsed());
    assert_eq!(answer.json(), enriched("2", "canary-alice"));
    assert_eq!(function.log(&answer).await["attempts"], 1);
    function.finish().await;
}
