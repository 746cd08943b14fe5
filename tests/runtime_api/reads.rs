//! Several reads, of which one fails: only the claims that depend on it are null.

use futures_util::future::join_all;
use serde_json::{Value, json};
use test_support::faulty::{FaultyDynamoDb, Reply};
use test_support::function::Function;
use test_support::runtime_api::Answer;

use crate::ANSWER_LIMIT;
use crate::events::sign_in;

/// `second` is read after `first`; `many` is a query and `batch` a batch read.
const RULES: &str = r#"{
    "reads": {
        "second": {"table": "Second", "get": {"id": "{first.a}"}},
        "first": {"table": "First", "get": {"id": "{event.sub}"}},
        "many": {"table": "Many", "query": {"id": "{event.sub}"}},
        "batch": {"table": "Batch", "get": {"id": "{event.groups}"}}
    },
    "claims": [
        {"claim": "second", "from": "second.a"}, {"claim": "first", "from": "first.a"},
        {"claim": "many", "from": "many.a"}, {"claim": "batch", "from": "batch.a"}
    ]
}"#;

const TABLES: [&str; 4] = ["First", "Second", "Many", "Batch"];

/// Starts the function before tables that all have rows.
async fn start() -> (FaultyDynamoDb, Function) {
    let dynamodb = FaultyDynamoDb::start().await;
    TABLES.into_iter().for_each(|table| dynamodb.table(table, rows(table)));
    let function = Function::builder().env("AWS_ENDPOINT_URL_DYNAMODB", &dynamodb.url());
    let function = function.env("CLAIM_RULES", RULES).start().await;
    (dynamodb, function)
}

fn rows(table: &str) -> Reply {
    let row = json!({"id": {"S": "canary-group"}, "a": {"S": table}});
    Reply::ok(match table {
        "Many" => json!({"Items": [row], "Count": 1}).to_string(),
        "Batch" => json!({"Responses": {"Batch": [row]}, "UnprocessedKeys": {}}).to_string(),
        _ => json!({"Item": row}).to_string(),
    })
}

fn claims(answer: &Answer) -> Value {
    let container = &answer.json()["response"]["claimsAndScopeOverrideDetails"];
    container["accessTokenGeneration"]["claimsToAddOrOverride"].clone()
}

/// The claims if the reads of `failed` tables fail.
fn without(failed: &[&str]) -> Value {
    let value = |table: &str, value: Value| if failed.contains(&table) { Value::Null } else { value };
    json!({
        "first": value("First", json!("First")),
        "second": value("Second", json!("Second")),
        "many": value("Many", json!(["Many"])),
        "batch": value("Batch", json!(["Batch"])),
    })
}

#[tokio::test]
async fn each_read_fails_alone_in_every_way() {
    let error = |status, code| Reply::error(status, code, "canary");
    let faults = [
        (error(400, "AccessDeniedException"), "denied"),
        (error(400, "ResourceNotFoundException"), "no_table"),
        (error(400, "ValidationException"), "rejected"),
        (error(400, "ExpiredTokenException"), "credentials"),
        (error(400, "ThrottlingException"), "throttled"),
        (error(500, "InternalServerError"), "service"),
        (Reply::ok("<html>canary</html>"), "unreadable"),
        (Reply::close(), "unreachable"),
        (Reply::Trickle, "timed_out"),
        (Reply::Hang, "timed_out"),
    ];
    join_all(TABLES.map(|table| {
        let faults = faults.clone();
        async move {
            let (dynamodb, function) = start().await;
            let answer = function.invoke(sign_in("2", "canary-alice")).await;
            assert_eq!(claims(&answer), without(&[]));
            for (reply, cause) in faults {
                dynamodb.table(table, reply);
                let answer = function.invoke(sign_in("2", "canary-alice")).await;
                let failed: &[_] = if table == "First" { &["First", "Second"] } else { &[table] };
                assert_eq!(claims(&answer), without(failed), "{table}: {cause}");
                assert!(answer.took < ANSWER_LIMIT, "{table}: {cause}: {:?}", answer.took);
                let log = function.log(&answer).await;
                assert_eq!((&log["outcome"], &log["cause"]), (&json!("fallback"), &json!(cause)), "{table}");
                assert_eq!(log["lookupFailures"], failed.len(), "{table}: {cause}");
            }
            function.finish().await;
        }
    }))
    .await;
}

#[tokio::test]
async fn a_slow_first_round_and_a_hanging_second_one_end_in_time() {
    let (dynamodb, function) = start().await;
    let Reply::Bytes(response, _) = rows("First") else { unreachable!("a response of bytes") };
    let body = response.windows(4).position(|end| end == b"\r\n\r\n").unwrap() + 4;
    let (head, body) = response.split_at(body);
    dynamodb.table("First", Reply::Late { head: head.to_vec(), body: body.to_vec() });
    dynamodb.table("Second", Reply::Hang);
    let answer = function.invoke(sign_in("2", "canary-alice")).await;
    assert_eq!(claims(&answer), without(&["Second"]));
    assert!(answer.took < ANSWER_LIMIT, "{:?}", answer.took);
    let log = function.log(&answer).await;
    assert_eq!(
        (&log["reads"][0]["name"], &log["reads"][0]["cause"]),
        (&json!("second"), &json!("timed_out"))
    );
    function.finish().await;
}
