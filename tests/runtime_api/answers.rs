//! Events without faults: users who are found or not found, and events without a user.

use serde_json::{Value, json};

use crate::events::{enriched, null_claims, sign_in};
use test_support::faulty::FaultyDynamoDb;
use test_support::function::Function;

#[tokio::test]
async fn a_user_who_is_found_gets_claims_in_every_version() {
    let dynamodb = FaultyDynamoDb::start().await;
    let function = Function::with_dynamodb(&dynamodb.url()).await;
    for version in ["1", "2", "3"] {
        let answer = function.invoke(sign_in(version, "canary-alice")).await;
        assert_eq!(answer.json(), enriched(version, "canary-alice"));
        let log = function.log(&answer).await;
        assert_eq!((&log["outcome"], &log["cause"]), (&json!("enriched"), &json!("none")));
        assert_eq!((&log["level"], &log["attempts"]), (&json!("INFO"), &json!(1)));
        assert_eq!(log["eventVersion"], *version);
    }
    let requests = dynamodb.requests();
    assert_eq!(requests.len(), 3);
    for request in requests {
        assert_eq!((request.target.as_str(), request.key()), ("DynamoDB_20120810.GetItem", "canary-alice"));
        assert_eq!(request.body["TableName"], "UserInfoTable");
        assert_eq!(request.body["ConsistentRead"], true);
        assert!(request.body["ProjectionExpression"].is_string());
    }
    assert_eq!(dynamodb.accepted_connections(), 1, "a connection is kept");
    function.finish().await;
}

#[tokio::test]
async fn a_user_who_is_not_found_gets_null_claims() {
    let dynamodb = FaultyDynamoDb::start().await;
    let function = Function::with_dynamodb(&dynamodb.url()).await;
    for version in ["1", "2", "3"] {
        let answer = function.invoke(sign_in(version, "canary-nobody")).await;
        assert_eq!(answer.json(), null_claims(version, "canary-nobody"));
        let log = function.log(&answer).await;
        assert_eq!((&log["outcome"], &log["level"]), (&json!("not_found"), &json!("INFO")));
    }
    assert_eq!(dynamodb.requests().len(), 3);
    function.finish().await;
}

/// Events without a user.
fn without_a_user() -> Vec<(Value, &'static str)> {
    let machine = |version, user: Value| {
        let mut event = sign_in(version, "");
        event["triggerSource"] = json!("TokenGeneration_ClientCredentials");
        event["userName"] = user;
        event
    };
    let mut without_user_name = sign_in("3", "");
    without_user_name.as_object_mut().unwrap().remove("userName");
    vec![
        (machine("3", json!("ClientCredentials")), "machine_token"),
        (machine("3", json!("canary-alice")), "machine_token"),
        (machine("2", Value::Null), "machine_token"),
        (machine("1", json!("canary-alice")), "machine_token"),
        (without_user_name, "no_user_name"),
        (sign_in("1", ""), "no_user_name"),
        (json!({}), "no_user_name"),
    ]
}

#[tokio::test]
async fn an_event_without_a_user_comes_back_unchanged_and_without_a_lookup() {
    let dynamodb = FaultyDynamoDb::start().await;
    let function = Function::with_dynamodb(&dynamodb.url()).await;
    for (event, cause) in without_a_user() {
        let answer = function.invoke(&event).await;
        assert!(!answer.is_error);
        assert_eq!(answer.body, event.to_string());
        let log = function.log(&answer).await;
        assert_eq!((&log["outcome"], &log["cause"]), (&json!("skipped"), &json!(cause)));
        assert_eq!((&log["attempts"], &log["lookupMs"]), (&json!(0), &Value::Null));
    }
    assert!(dynamodb.requests().is_empty(), "{:?}", dynamodb.requests());
    function.finish().await;
}
