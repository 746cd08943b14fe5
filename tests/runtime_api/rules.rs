//! Claim rules and settings from the environment, and the requests that they cause.

use serde_json::json;

use super::events::sign_in;
use test_support::faulty::{FaultyDynamoDb, Reply};
use test_support::function::{Builder, Function};

/// A function whose deployment package is this repository.
fn packaged(dynamodb: &FaultyDynamoDb) -> Builder {
    Function::builder()
        .env("AWS_ENDPOINT_URL_DYNAMODB", &dynamodb.url())
        .env("LAMBDA_TASK_ROOT", env!("CARGO_MANIFEST_DIR"))
}

#[tokio::test]
async fn a_lookup_requests_the_needed_attributes_by_the_configured_key() {
    let dynamodb = FaultyDynamoDb::start().await;
    dynamodb.always(Reply::ok(json!({"Item": {"a.b": {"S": "canary"}}}).to_string()));
    let function = packaged(&dynamodb)
        .env("CLAIM_RULES", r#"{"claims": [{"claim": "x", "from": "table.\"a.b\"", "clients": ["c"]}, {"claim": "y", "value": 1}]}"#)
        .env("USER_INFO_KEY", "sub")
        .env("USER_INFO_KEY_ATTRIBUTE", "id")
        .start()
        .await;
    let mut event = sign_in("2", "canary-alice");
    event["callerContext"]["clientId"] = json!("c");
    let answer = function.invoke(&event).await;
    let claims = &answer.json()["response"]["claimsAndScopeOverrideDetails"]["idTokenGeneration"];
    assert_eq!(claims["claimsToAddOrOverride"], json!({"x": "canary", "y": 1}));
    let asked = dynamodb.requests();
    assert_eq!(asked.len(), 1);
    let body = &asked[0].body;
    assert_eq!(body["Key"], json!({"id": {"S": "canary-sub"}}));
    assert_eq!(body["ConsistentRead"], true);
    let names: Vec<_> = body["ExpressionAttributeNames"].as_object().unwrap().values().cloned().collect();
    assert_eq!(names, [json!("a.b")]);

    // Another client: no rule reads the table.
    let answer = function.invoke(sign_in("2", "canary-alice")).await;
    assert_eq!(function.log(&answer).await["outcome"], "enriched");
    // Without the key nothing is read: not found.
    event["request"]["userAttributes"].as_object_mut().unwrap().remove("sub");
    let answer = function.invoke(&event).await;
    let claims = &answer.json()["response"]["claimsAndScopeOverrideDetails"]["idTokenGeneration"];
    assert_eq!(claims["claimsToAddOrOverride"], json!({"x": null, "y": 1}));
    assert_eq!(function.log(&answer).await["outcome"], "not_found");
    assert_eq!(dynamodb.requests().len(), 1);
    function.finish().await;
}

#[tokio::test]
async fn the_claim_size_limit_is_configurable() {
    let dynamodb = FaultyDynamoDb::start().await;
    let function = packaged(&dynamodb)
        .env(
            "CLAIM_RULES",
            r#"{"claims": [{"claim": "projects", "from": "table.projects"}, {"claim": "n", "value": 1}]}"#,
        )
        .env("CLAIMS_BUDGET_BYTES", "64")
        .start()
        .await;
    dynamodb.always(Reply::ok(json!({"Item": {"projects": {"S": "canary".repeat(9)}}}).to_string()));
    let answer = function.invoke(sign_in("1", "canary-alice")).await;
    let claims = &answer.json()["response"]["claimsOverrideDetails"]["claimsToAddOrOverride"];
    assert_eq!(*claims, json!({"projects": null, "n": "1"}));
    assert_eq!(
        function.log(&answer).await["warningDetails"],
        json!([{"subject": "claim projects", "reason": "size_limit"}])
    );
    function.finish().await;
}

#[tokio::test]
async fn start_up_fails_with_every_fault_of_the_rules() {
    let dynamodb = FaultyDynamoDb::start().await;
    let faulty =
        r#"{"claims": [{"claim": "sub", "value": 1, "tokens": ["id"]}, {"claim": "x"}], "more": []}"#;
    for (rules, told) in [
        (
            faulty,
            vec![
                "claims[0] (\\\"sub\\\"): Cognito reserves",
                "claims[1] (\\\"x\\\")",
                "unknown key \\\"more\\\"",
            ],
        ),
        (
            "@tests/rules/none.json",
            vec!["@tests/rules/none.json", "it must name a file in the deployment package"],
        ),
        ("{", vec!["CLAIM_RULES"]),
    ] {
        let output = packaged(&dynamodb).env("CLAIM_RULES", rules).start().await.ended().await;
        assert!(!output.status.success());
        let [line] = output.stderr.as_slice() else { panic!("{output:?}") };
        for text in told {
            assert!(line.contains("CLAIM_RULES is ") && line.contains(text), "{text} is not in {line}");
        }
    }
}
