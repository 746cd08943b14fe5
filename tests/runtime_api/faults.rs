//! Faults of DynamoDB that last longer than an event.

use futures_util::future::join_all;
use serde_json::json;

use crate::ANSWER_LIMIT;
use crate::events::{enriched, null_claims, omitted_claims, sign_in};
use test_support::faulty::{Door, FaultyDynamoDb, Reply, Shut, Then};
use test_support::function::Function;
use test_support::poll::eventually;

/// The message of every fault, which must not be logged.
const MESSAGE: &str = "canary: User arn:aws:iam::123456789012:role/canary is not authorized";

/// A response whose head announces `length` bytes.
fn announced(length: usize, body: &str, then: Then) -> Reply {
    Reply::Bytes(format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{body}").into_bytes(), then)
}

/// Faults that are immediate, with the logged cause.
fn quick_faults() -> Vec<(&'static str, Reply, &'static str)> {
    let error = |status, code| Reply::error(status, code, MESSAGE);
    let html = format!("<html><body>{MESSAGE}</body></html>");
    let someone_else = r#"{"Item":{"department":{"S":"canary-of-somebody-else"}}}"#;
    let left_over = format!(
        "{someone_else}HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{someone_else}",
        someone_else.len()
    );
    vec![
        ("access denied", error(400, "AccessDeniedException"), "denied"),
        ("no table", error(400, "ResourceNotFoundException"), "no_table"),
        ("over the rate", error(400, "ProvisionedThroughputExceededException"), "throttled"),
        ("throttled", error(400, "ThrottlingException"), "throttled"),
        ("bad credentials", error(400, "UnrecognizedClientException"), "credentials"),
        ("expired credentials", error(400, "ExpiredTokenException"), "credentials"),
        ("clock skew", error(400, "RequestExpired"), "clock_skew"),
        ("bad request", error(400, "ValidationException"), "rejected"),
        ("error 500", error(500, "InternalServerError"), "service"),
        ("error 503", Reply::http(503, &[], &html), "service"),
        (
            "error with a pause",
            Reply::error_with(503, &[("x-amz-retry-after", "3000")], "ServiceUnavailable", MESSAGE),
            "service",
        ),
        ("an odd code", error(400, "canary is no code"), "rejected"),
        ("redirect", Reply::http(307, &[("Location", "http://127.0.0.1:9/canary")], ""), "unreadable"),
        ("nothing", Reply::ok(""), "unreachable"),
        ("garbage", Reply::ok([b"\0\xff\xfe", MESSAGE.as_bytes()].concat()), "unreadable"),
        ("HTML", Reply::ok(&html), "unreadable"),
        ("truncated JSON", Reply::ok(r#"{"Item":{"department":{"S":"canary-cut"#), "unreadable"),
        ("an array", Reply::ok("[]"), "unreadable"),
        ("an array as the item", Reply::ok(r#"{"Item":["canary"]}"#), "unreadable"),
        ("a number as text", Reply::ok(r#"{"Item":{"department":{"S":5}}}"#), "unreadable"),
        ("16 MB", Reply::ok(" ".repeat(16_000_000) + MESSAGE), "unreadable"),
        ("too short a length", announced(3, &left_over, Then::Keep), "unreadable"),
        ("too great a length", announced(1000, someone_else, Then::Close), "unreadable"),
        ("closed after the head", announced(1000, "", Then::Close), "unreadable"),
        (
            "closed in the head",
            Reply::Bytes(b"HTTP/1.1 200 OK\r\nContent-".to_vec(), Then::Close),
            "unreachable",
        ),
        ("closed", Reply::close(), "unreachable"),
        ("no HTTP", Reply::Bytes(format!("220 {MESSAGE}\r\n").into_bytes(), Then::Close), "unreachable"),
    ]
}

/// Faults that end with the timeout.
fn slow_faults() -> Vec<(&'static str, Reply)> {
    vec![
        ("hanging", Reply::Hang),
        ("hanging after the head", announced(1000, "", Then::Hang)),
        ("hanging within the body", announced(1000, r#"{"Item":{"department":{"S":"canary"#, Then::Hang)),
        ("trickling", Reply::Trickle),
    ]
}

#[tokio::test]
async fn after_an_immediate_fault_claims_are_null_and_the_next_sign_in_is_enriched() {
    let dynamodb = FaultyDynamoDb::start().await;
    let function = Function::with_dynamodb(&dynamodb.url()).await;
    for (number, (fault, reply, cause)) in quick_faults().into_iter().enumerate() {
        let version = ["1", "2", "3"][number % 3];
        dynamodb.always(reply);
        let answer = function.invoke(sign_in(version, "canary-alice")).await;
        assert_eq!(answer.json(), null_claims(version, "canary-alice"), "{fault}");
        assert!(answer.took < ANSWER_LIMIT, "{fault}: {:?}", answer.took);
        let log = function.log(&answer).await;
        assert_eq!((&log["outcome"], &log["level"]), (&json!("fallback"), &json!("ERROR")), "{fault}");
        assert_eq!(log["cause"], cause, "{fault}: {log}");
        dynamodb.always(Reply::Healthy);
        let answer = function.invoke(sign_in(version, "canary-bob")).await;
        assert_eq!(answer.json(), enriched(version, "canary-bob"), "after: {fault}");
    }
    eventually("at most one connection stays open", || dynamodb.open_connections() <= 1).await;
    function.finish().await;
}

#[tokio::test]
async fn after_a_slow_fault_claims_are_null_in_time_and_the_next_sign_in_is_enriched() {
    join_all(slow_faults().into_iter().map(|(fault, reply)| async move {
        let dynamodb = FaultyDynamoDb::start().await;
        let function = Function::with_dynamodb(&dynamodb.url()).await;
        dynamodb.always(reply);
        let answer = function.invoke(sign_in("2", "canary-alice")).await;
        assert_eq!(answer.json(), null_claims("2", "canary-alice"), "{fault}");
        assert!(answer.took < ANSWER_LIMIT, "{fault}: {:?}", answer.took);
        let log = function.log(&answer).await;
        assert_eq!((&log["outcome"], &log["level"]), (&json!("fallback"), &json!("ERROR")), "{fault}");
        assert_eq!(log["cause"], "timed_out", "{fault}: {log}");
        dynamodb.always(Reply::Healthy);
        let answer = function.invoke(sign_in("2", "canary-bob")).await;
        assert_eq!(answer.json(), enriched("2", "canary-bob"), "after: {fault}");
        eventually("at most one connection stays open", || dynamodb.open_connections() <= 1).await;
        function.finish().await;
    }))
    .await;
}

#[tokio::test]
async fn while_dynamodb_cannot_be_reached_claims_are_null() {
    let doors = [
        ("refusing", Shut::refusing(), "unreachable"),
        ("not accepting", Shut::not_accepting(), "timed_out"),
        #[cfg(target_os = "linux")]
        ("full", Shut::full().await, "timed_out"),
    ];
    join_all(doors.map(|(fault, shut, cause)| async move {
        let function = Function::with_dynamodb(&shut.url()).await;
        let answer = function.invoke(sign_in("1", "canary-alice")).await;
        assert_eq!(answer.json(), null_claims("1", "canary-alice"), "{fault}");
        assert!(answer.took < ANSWER_LIMIT, "{fault}: {:?}", answer.took);
        let log = function.log(&answer).await;
        assert_eq!((&log["outcome"], &log["level"]), (&json!("fallback"), &json!("ERROR")), "{fault}");
        assert_eq!(log["cause"], cause, "{fault}: {log}");
        let dynamodb = shut.open();
        let answer = function.invoke(sign_in("1", "canary-bob")).await;
        assert_eq!(answer.json(), enriched("1", "canary-bob"), "after: {fault}");
        dynamodb.door(Door::Slammed);
        dynamodb.always(Reply::close());
        let answer = function.invoke(sign_in("1", "canary-alice")).await;
        assert_eq!(answer.json(), null_claims("1", "canary-alice"), "slammed");
        assert_eq!(function.log(&answer).await["cause"], "unreachable", "slammed");
        function.finish().await;
    }))
    .await;
}

#[tokio::test]
async fn an_attribute_of_an_unknown_type_does_not_affect_other_claims() {
    let dynamodb = FaultyDynamoDb::start().await;
    let function = Function::with_dynamodb(&dynamodb.url()).await;
    dynamodb.always(Reply::ok(r#"{"Item":{"projects":{"VEC":"canary"},"department":{"S":"canary-known"}}}"#));
    let answer = function.invoke(sign_in("2", "canary-alice")).await;
    let id_token = &answer.json()["response"]["claimsAndScopeOverrideDetails"]["idTokenGeneration"];
    let claims = json!({"userName": "canary-alice", "projects": null, "department": "canary-known"});
    assert_eq!(id_token["claimsToAddOrOverride"], claims);
    let log = function.log(&answer).await;
    assert_eq!((&log["outcome"], &log["level"]), (&json!("enriched"), &json!("WARN")));
    assert_eq!(log["warnings"], 1);
    function.finish().await;
}

#[tokio::test]
async fn the_largest_item_is_read_and_unknown_members_are_ignored() {
    let dynamodb = FaultyDynamoDb::start().await;
    let function = Function::with_dynamodb(&dynamodb.url()).await;
    let department = "canary ".repeat(400 * 1024 / 7 - 100);
    let body =
        json!({"Item": {"department": {"S": department}}, "Field": {"OfTomorrow": [1, {"canary": null}]}});
    dynamodb.always(Reply::ok(body.to_string()));
    let answer = function.invoke(sign_in("1", "canary-alice")).await;
    let answered = answer.json();
    let claims = &answered["response"]["claimsOverrideDetails"]["claimsToAddOrOverride"];
    // It is read as a whole and exceeds the claim size limit.
    assert_eq!(*claims, json!({"userName": "canary-alice", "projects": null, "department": null}));
    let log = function.log(&answer).await;
    let warnings = json!([
        {"subject": "claim projects", "reason": "absent"}, {"subject": "claim department", "reason": "size_limit"}
    ]);
    assert_eq!((&log["outcome"], &log["warningDetails"]), (&json!("enriched"), &warnings));
    function.finish().await;
}

#[tokio::test]
async fn in_omit_mode_claims_of_a_failed_lookup_are_left_out() {
    let dynamodb = FaultyDynamoDb::start().await;
    let function = Function::builder().env("AWS_ENDPOINT_URL_DYNAMODB", &dynamodb.url());
    let function = function.env("ON_LOOKUP_FAILURE", "omit").start().await;
    for (fault, reply, cause) in quick_faults() {
        dynamodb.always(reply);
        let answer = function.invoke(sign_in("2", "canary-alice")).await;
        assert_eq!(answer.json(), omitted_claims("2", "canary-alice"), "{fault}");
        let log = function.log(&answer).await;
        assert_eq!((&log["outcome"], &log["cause"]), (&json!("fallback"), &json!(cause)), "{fault}");
    }
    dynamodb.always(Reply::Healthy);
    let answer = function.invoke(sign_in("2", "canary-nobody")).await;
    assert_eq!(answer.json(), null_claims("2", "canary-nobody"), "not found is not a failure");
    let answer = function.invoke(sign_in("2", "canary-bob")).await;
    assert_eq!(answer.json(), enriched("2", "canary-bob"));
    function.finish().await;
}

#[tokio::test]
async fn in_fail_mode_a_failed_lookup_refuses_without_a_reason() {
    let dynamodb = FaultyDynamoDb::start().await;
    let function = Function::builder().env("AWS_ENDPOINT_URL_DYNAMODB", &dynamodb.url());
    let function = function.env("ON_LOOKUP_FAILURE", "fail").start().await;
    let mut faults = quick_faults();
    faults.push(("hanging", Reply::Hang, "timed_out"));
    for (fault, reply, cause) in faults {
        dynamodb.always(reply);
        let answer = function.invoke(sign_in("2", "canary-alice")).await;
        crate::assert_opaque(&answer);
        assert!(answer.took < ANSWER_LIMIT, "{fault}: {:?}", answer.took);
        let log = function.log(&answer).await;
        assert_eq!((&log["outcome"], &log["cause"]), (&json!("refused"), &json!(cause)), "{fault}");
        assert_eq!((&log["level"], &log["lookupFailures"]), (&json!("ERROR"), &json!(1)), "{fault}");
    }
    dynamodb.always(Reply::Healthy);
    let answer = function.invoke(sign_in("2", "canary-nobody")).await;
    assert_eq!(answer.json(), null_claims("2", "canary-nobody"), "not found is not a failure");
    let answer = function.invoke(sign_in("2", "canary-bob")).await;
    assert_eq!(answer.json(), enriched("2", "canary-bob"));
    function.finish().await;
}
