//! The replica Region answers when the own Region does not.

use futures_util::future::join_all;
use serde_json::json;
use test_support::faulty::{FaultyDynamoDb, Reply};
use test_support::function::Function;

use crate::ANSWER_LIMIT;
use crate::events::{enriched, null_claims, sign_in};

const OWN: &str = "eu-west-1";
const REPLICA: &str = "us-west-2";

async fn function(url: &str, own: &str, replica: &str) -> Function {
    let function = Function::builder().env("AWS_ENDPOINT_URL_DYNAMODB", url).env("AWS_REGION", own);
    function.env("LOOKUP_REPLICA_REGION", replica).start().await
}

#[tokio::test]
async fn a_replica_answers_whatever_the_own_region_does() {
    let faults = [
        ("refuses", Reply::error(400, "AccessDeniedException", "canary")),
        ("throttles", Reply::error(400, "ThrottlingException", "canary")),
        ("fails", Reply::error(500, "InternalServerError", "canary")),
        ("closes", Reply::close()),
        ("hangs", Reply::Hang),
    ];
    join_all(faults.map(|(fault, reply)| async move {
        let dynamodb = FaultyDynamoDb::start().await;
        let function = function(&dynamodb.url(), OWN, REPLICA).await;
        let answer = function.invoke(sign_in("2", "canary-bob")).await;
        let log = function.log(&answer).await;
        assert_eq!((&log["attempts"], &log["replicaReads"]), (&json!(1), &json!(0)), "healthy");
        dynamodb.region(OWN, reply);
        let answer = function.invoke(sign_in("2", "canary-alice")).await;
        assert_eq!(answer.json(), enriched("2", "canary-alice"), "{fault}");
        assert!(answer.took < ANSWER_LIMIT, "{fault}: {:?}", answer.took);
        let log = function.log(&answer).await;
        assert_eq!((&log["outcome"], &log["replicaReads"]), (&json!("enriched"), &json!(1)), "{fault}");
        assert_eq!((&log["reads"][0]["replica"], &log["attempts"]), (&json!(true), &json!(2)), "{fault}");
        let regions: Vec<_> = dynamodb.requests().into_iter().map(|request| request.region).collect();
        assert_eq!(regions, [OWN, OWN, REPLICA], "{fault}");
        function.finish().await;
    }))
    .await;
}

#[tokio::test]
async fn a_replica_answers_if_the_name_of_the_own_region_cannot_be_resolved() {
    let dynamodb = FaultyDynamoDb::start().await;
    // The endpoint names the own Region, and for the replica names that instead.
    let url = dynamodb.url().replace("127.0.0.1", "nowhere");
    let function = function(&url, "nowhere", "localhost").await;
    let answer = function.invoke(sign_in("2", "canary-alice")).await;
    assert_eq!(answer.json(), enriched("2", "canary-alice"));
    assert!(answer.took < ANSWER_LIMIT, "{:?}", answer.took);
    assert_eq!(function.log(&answer).await["replicaReads"], 1);
    function.finish().await;
}

#[tokio::test]
async fn a_failure_of_both_regions_is_reported_as_that_of_the_own_one() {
    let dynamodb = FaultyDynamoDb::start().await;
    let function = function(&dynamodb.url(), OWN, REPLICA).await;
    dynamodb.region(OWN, Reply::error(400, "ThrottlingException", "canary"));
    dynamodb.region(REPLICA, Reply::error(400, "AccessDeniedException", "canary"));
    let answer = function.invoke(sign_in("2", "canary-alice")).await;
    assert_eq!(answer.json(), null_claims("2", "canary-alice"));
    let log = function.log(&answer).await;
    assert_eq!((&log["cause"], &log["replicaReads"]), (&json!("throttled"), &json!(0)));
    function.finish().await;
}
