//! Invalid and extreme events: each is answered or refused, and the next sign-in is enriched.

use serde_json::json;

use crate::assert_opaque;
use crate::events::{enriched, null_claims, sign_in};
use test_support::faulty::FaultyDynamoDb;
use test_support::function::Function;
use test_support::poll::eventually;
use test_support::runtime_api::{Answer, Deadline};

/// The largest event that Lambda accepts, in bytes.
const MAX_EVENT_BYTES: usize = 6 * 1024 * 1024;

/// Payloads that are not a JSON object.
pub(crate) fn invalid_events() -> Vec<(&'static str, Vec<u8>)> {
    let text = |text: &str| text.as_bytes().to_vec();
    let nested = |levels: usize| [b"[".repeat(levels), b"]".repeat(levels)].concat();
    vec![
        ("nothing", text("")),
        ("blanks", text(" \n\t")),
        ("words", text("canary is no JSON")),
        ("a number", text("42")),
        ("a string", text("\"canary\"")),
        ("an array", text(r#"[{"userName":"canary"}]"#)),
        ("null", text("null")),
        ("true", text("true")),
        ("cut", text(r#"{"userName":"canary","request":{"#)),
        ("invalid UTF-8", b"{\"userName\":\"canary\xff\xfe\"}".to_vec()),
        ("a bare NUL", text("\0")),
        ("UTF-16", text("{\"canary\":1}").into_iter().flat_map(|byte| [byte, 0]).collect()),
        ("200 arrays", nested(200)),
        ("20,000 arrays", nested(20_000)),
        ("200,000 open arrays", b"[".repeat(200_000)),
        ("6 MB of a string", [b"\"", b"c".repeat(MAX_EVENT_BYTES - 2).as_slice(), b"\""].concat()),
    ]
}

async fn send(function: &Function, payload: impl Into<Vec<u8>>) -> Answer {
    function.invoke_with(payload.into(), Deadline::At(0)).await
}

async fn assert_serves(function: &Function, after: &str) {
    let answer = function.invoke(sign_in("2", "canary-bob")).await;
    assert_eq!(answer.json(), enriched("2", "canary-bob"), "after: {after}");
}

#[tokio::test]
async fn a_payload_that_is_not_an_object_is_refused() {
    let dynamodb = FaultyDynamoDb::start().await;
    let function = Function::with_dynamodb(&dynamodb.url()).await;
    for (number, (payload, bytes)) in invalid_events().into_iter().enumerate() {
        let answer = send(&function, bytes).await;
        assert_opaque(&answer);
        let log = function.log(&answer).await;
        assert_eq!((&log["outcome"], &log["cause"]), (&json!("refused"), &json!("no_event")), "{payload}");
        assert_eq!(dynamodb.requests().len(), number, "{payload}");
        assert_serves(&function, payload).await;
    }
    assert!(!function.has_ended());
    function.finish().await;
}

#[tokio::test]
async fn deeply_nested_members_come_back_unchanged() {
    let dynamodb = FaultyDynamoDb::start().await;
    let function = Function::with_dynamodb(&dynamodb.url()).await;
    for levels in [200, 20_000] {
        let arrays = "[".repeat(levels) + &"]".repeat(levels);
        let objects = r#"{"a":"#.repeat(levels) + "1" + &"}".repeat(levels);
        for deep in [&arrays, &objects] {
            let unknown = format!(r#"{{"version":"1","deep":{deep},"userName":"canary-alice"}}"#);
            let answer = send(&function, unknown).await;
            let text = String::from_utf8(answer.body.to_vec()).unwrap();
            assert!(!answer.is_error && text.contains(deep), "{levels}");
            assert!(text.contains(r#""department":"canary-department-canary-alice""#), "{levels}");
        }
        // In the response it stays next to the claims.
        let response = format!(r#"{{"version":"1","userName":"canary-alice","response":{objects}}}"#);
        let inside = format!(
            r#"{{"version":"2","userName":"canary-alice","response":{{"claimsAndScopeOverrideDetails":{objects}}}}}"#
        );
        for payload in [response, inside] {
            let answer = send(&function, payload).await;
            let text = String::from_utf8(answer.body.to_vec()).unwrap();
            let inner = objects.strip_suffix('}').unwrap();
            assert!(!answer.is_error && text.contains(inner), "{levels}");
            assert!(text.contains(r#""department":"canary-department-canary-alice""#), "{levels}");
        }
        let instead = format!(r#"{{"version":"1","userName":"canary-alice","response":{arrays}}}"#);
        let answer = send(&function, instead).await;
        let claims = &answer.json()["response"]["claimsOverrideDetails"]["claimsToAddOrOverride"];
        assert_eq!(claims["department"], "canary-department-canary-alice", "{levels}");
        assert_serves(&function, "nesting").await;
    }
    function.finish().await;
}

#[tokio::test]
async fn the_largest_event_is_answered() {
    let dynamodb = FaultyDynamoDb::start().await;
    let function = Function::with_dynamodb(&dynamodb.url()).await;
    let one_string = "c".repeat(MAX_EVENT_BYTES - 4096);
    let many_members: serde_json::Map<_, _> =
        (0..180_000).map(|number| (format!("canary-{number:08}"), json!("canary-value"))).collect();
    for (what, metadata) in [("one string", json!(one_string)), ("many members", json!(many_members))] {
        let mut event = sign_in("2", "canary-alice");
        event["request"]["clientMetadata"] = metadata;
        let mut expected = enriched("2", "canary-alice");
        expected["request"]["clientMetadata"] = event["request"]["clientMetadata"].clone();
        let answer = send(&function, event.to_string()).await;
        assert!(!answer.too_large, "{what}");
        assert!(answer.json() == expected, "{what}");
        assert_serves(&function, what).await;
    }
    // With the claims the response exceeds the limit, and Lambda rejects it.
    let mut event = sign_in("2", "canary-alice");
    event["padding"] = json!("");
    event["padding"] = json!("c".repeat(MAX_EVENT_BYTES - event.to_string().len()));
    let answer = send(&function, event.to_string()).await;
    assert!(answer.too_large);
    assert_serves(&function, "too large an answer").await;
    // The one line is lambda_runtime's, about the rejected response.
    assert_eq!(function.finish().await.stderr.len(), 1);
}

#[tokio::test]
async fn an_invalid_user_name_causes_no_lookup() {
    let dynamodb = FaultyDynamoDb::start().await;
    let function = Function::with_dynamodb(&dynamodb.url()).await;
    for name in [r#"{"S":"canary"}"#, "7", "null", "true", r#"["canary"]"#, r#""\ud800""#, r#""""#] {
        let payload = format!(r#"{{"version":"2","userName":{name},"canary":"\ud800"}}"#);
        let answer = send(&function, payload.clone()).await;
        assert!(!answer.is_error, "{name}");
        assert_eq!(answer.body, payload, "{name}");
        assert_eq!(function.log(&answer).await["cause"], "no_user_name", "{name}");
    }
    assert!(dynamodb.requests().is_empty());
    assert_serves(&function, "odd names").await;
    function.finish().await;
}

#[tokio::test]
async fn a_user_name_longer_than_a_key_is_not_found() {
    let dynamodb = FaultyDynamoDb::start().await;
    let function = Function::with_dynamodb(&dynamodb.url()).await;
    let long = "canary".repeat(500);
    let answer = function.invoke(sign_in("2", &long)).await;
    assert_eq!(answer.json(), null_claims("2", &long));
    assert_eq!(function.log(&answer).await["outcome"], "not_found");
    assert!(dynamodb.requests().is_empty());
    for name in ["canary \"'\\ \u{0} \u{1F600} {}", "canary\r\nX-Injected: 1", "canary-'; DROP TABLE"] {
        let answer = function.invoke(sign_in("2", name)).await;
        assert_eq!(answer.json(), enriched("2", name));
        assert_eq!(dynamodb.requests().last().unwrap().key(), name);
    }
    function.finish().await;
}

#[tokio::test]
async fn the_last_of_two_members_with_one_name_counts() {
    let dynamodb = FaultyDynamoDb::start().await;
    let function = Function::with_dynamodb(&dynamodb.url()).await;
    let payload = r#"{"userName":"canary-alice","version":"2","userName":"canary-bob","version":"1",
        "response":{"claimsOverrideDetails":7},"response":null,"request":{"a":1,"a":2},"request":{"b":1,"b":2}}"#;
    let answer = send(&function, payload).await;
    let text = String::from_utf8(answer.body.to_vec()).unwrap();
    assert!(text.contains(r#""request":{"a":1,"a":2},"request":{"b":1,"b":2}"#), "{text}");
    assert_eq!(text.matches("\"response\"").count(), 1, "{text}");
    let claims = &answer.json()["response"]["claimsOverrideDetails"]["claimsToAddOrOverride"];
    assert_eq!(claims["department"], "canary-department-canary-bob");
    let keys: Vec<_> = dynamodb.requests().iter().map(|request| request.key().to_owned()).collect();
    assert_eq!(keys, ["canary-bob"]);
    function.finish().await;
}

#[tokio::test]
async fn invalid_events_leave_no_connections_open() {
    let dynamodb = FaultyDynamoDb::start().await;
    let function = Function::with_dynamodb(&dynamodb.url()).await;
    for _ in 0..5 {
        for (payload, bytes) in invalid_events() {
            send(&function, bytes).await;
            assert_serves(&function, payload).await;
        }
    }
    eventually("one connection to DynamoDB is left", || dynamodb.open_connections() <= 1).await;
    assert_eq!(dynamodb.accepted_connections(), 1);
    assert!(function.api.connections() <= 2, "{}", function.api.connections());
    function.finish().await;
}
