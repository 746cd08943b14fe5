//! Start-up: valid and invalid environments.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::events::{null_claims, sign_in};
use test_support::faulty::FaultyDynamoDb;
use test_support::function::Function;

#[tokio::test]
async fn an_invalid_variable_ends_start_up_with_a_line_that_says_what_is_allowed() {
    let variables = [
        ("USER_INFO_TABLE", "no", "3 to 255"),
        ("USER_INFO_TABLE", "User Info", "a-z, A-Z, 0-9"),
        ("USER_INFO_TABLE", "arn:aws:s3:::bucket", "ARN"),
        ("LOOKUP_TIMEOUT_MS", "soon\nor later", "from 50 to 2300"),
        ("LOOKUP_TIMEOUT_MS", "0", "from 50 to 2300"),
        ("LOOKUP_TIMEOUT_MS", "2301", "from 50 to 2300"),
        ("LOOKUP_TIMEOUT_MS", "99999999999999999999", "from 50 to 2300"),
        ("ON_LOOKUP_FAILURE", "ignore", "null, omit, fail"),
        ("AWS_CA_BUNDLE", "/nowhere.pem", "PEM file"),
        ("AWS_CA_BUNDLE", "Cargo.toml", "PEM file"),
        ("AWS_LAMBDA_LOG_LEVEL", "LOUD", "TRACE, DEBUG, INFO, WARN, ERROR, FATAL"),
        ("AWS_LAMBDA_LOG_FORMAT", "XML", "JSON, Text"),
        ("AWS_LAMBDA_FUNCTION_NAME", "", "Lambda"),
        ("AWS_LAMBDA_FUNCTION_VERSION", "", "Lambda"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "", "Lambda"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "much", "megabytes"),
        ("USER_INFO_KEY", "email", "attribute:<name "),
        ("USER_INFO_KEY", "attribute:", "attribute:<name "),
        ("CLAIMS_BUDGET_BYTES", "63", "from 64 to 65536"),
        // What the SDK would say of such addresses shows the whole request, the user name with it.
        ("AWS_ENDPOINT_URL_DYNAMODB", "http://[x", "https://dynamodb."),
        ("AWS_ENDPOINT_URL_DYNAMODB", "http://%%", "https://dynamodb."),
        ("AWS_ENDPOINT_URL", "localhost:8000", "https://dynamodb."),
        ("AWS_ENDPOINT_URL", "ftp://localhost", "https://dynamodb."),
        ("AWS_ENDPOINT_URL", "http://localhost:99999", "https://dynamodb."),
        ("AWS_USE_FIPS_ENDPOINT", "maybe", "true, false"),
    ];
    join_all(variables.map(|(name, value, allowed)| async move {
        let output = Function::builder().env(name, value).start().await.ended().await;
        assert!(!output.status.success(), "{name}={value}");
        assert_eq!((output.stdout.len(), output.stderr.len()), (0, 1), "{output:?}");
        let line: Value = serde_json::from_str(&output.stderr[0]).unwrap();
        assert_eq!(line["level"], "FATAL");
        let message = line["message"].as_str().unwrap();
        assert!(message.contains(name) && message.contains(&format!("{value:?}")), "{message}");
        assert!(message.contains(allowed), "{message}");
    }))
    .await;
}

#[tokio::test]
async fn outside_lambda_it_says_what_to_run_instead() {
    let output = Function::builder().start_outside_lambda().await.ended().await;
    assert!(!output.status.success());
    assert_eq!((output.stdout.len(), output.stderr.len()), (0, 1), "{output:?}");
    for word in ["claim-enrichment", "AWS_LAMBDA_RUNTIME_API", "cargo run"] {
        assert!(output.stderr[0].contains(word), "{word}: {output:?}");
    }
    assert!(!output.stderr[0].starts_with('{'), "text, not JSON");
}

#[tokio::test]
async fn a_missing_runtime_api_ends_it_with_a_line() {
    let function = Function::builder().env("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:1");
    let output = function.start_outside_lambda().await.ended().await;
    assert!(!output.status.success());
    assert!(output.stdout.is_empty(), "{output:?}");
    assert!(output.stderr[0].contains("Runtime API"), "{output:?}");
}

#[tokio::test]
async fn without_region_or_credentials_sign_ins_are_still_answered() {
    let dynamodb = FaultyDynamoDb::start().await;
    let url = dynamodb.url();
    let without: [&[&str]; 4] = [
        &["AWS_REGION", "AWS_DEFAULT_REGION"],
        &["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"],
        &["AWS_SECRET_ACCESS_KEY"],
        &["AWS_ACCESS_KEY_ID"],
    ];
    for names in without {
        let function = Function::builder().env("AWS_ENDPOINT_URL_DYNAMODB", &url);
        let function = names.iter().fold(function, |function, name| function.without(name)).start().await;
        for user in ["canary-alice", "canary-bob"] {
            let answer = function.invoke(sign_in("2", user)).await;
            assert_eq!(answer.json(), null_claims("2", user), "{names:?}");
            let log = function.log(&answer).await;
            assert_eq!(
                (&log["outcome"], &log["cause"]),
                (&json!("fallback"), &json!("not_sent")),
                "{names:?}"
            );
            assert_eq!(log["level"], "ERROR", "{names:?}");
        }
        function.finish().await;
    }
    assert!(dynamodb.requests().is_empty());
}

#[tokio::test]
async fn the_table_is_configurable() {
    let dynamodb = FaultyDynamoDb::start().await;
    let function = Function::builder().env("AWS_ENDPOINT_URL_DYNAMODB", &dynamodb.url());
    let function = function.env("USER_INFO_TABLE", "People").start().await;
    function.invoke(sign_in("2", "canary-alice")).await;
    assert_eq!(dynamodb.requests()[0].body["TableName"], "People");
    function.finish().await;
}
