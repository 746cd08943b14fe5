//! The log: one line for each event, without personal data.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::emf;
use crate::events::sign_in;
use crate::hostile;
use test_support::faulty::{FaultyDynamoDb, Reply};
use test_support::function::{Builder, Function, Output};
use test_support::runtime_api::Deadline;

/// The members of every line.
const ALWAYS: [&str; 8] =
    ["timestamp", "level", "requestId", "outcome", "cause", "triggerSource", "eventVersion", "coldStart"];

/// Starts the function, sends an event for each outcome, and ends it.
async fn everything(function: Builder) -> Output {
    let dynamodb = FaultyDynamoDb::start().await;
    let function = function.env("AWS_ENDPOINT_URL_DYNAMODB", &dynamodb.url()).start().await;
    let machine = || {
        let mut event = sign_in("3", "canary-machine");
        event["triggerSource"] = json!("TokenGeneration_ClientCredentials");
        event
    };
    let mut unknown = sign_in("canary", "canary-alice");
    unknown["triggerSource"] = json!("TokenGeneration_canary@example.com");
    for event in [sign_in("1", "canary-alice"), sign_in("2", "canary-nobody"), machine(), unknown] {
        function.invoke(event).await;
    }
    function.invoke_with("{\"canary\": not JSON", Deadline::At(0)).await;
    let odd = r#"{"Item":{"projects":{"M":{"canary":{"S":"canary"}}},"department":{"N":"canary"}}}"#;
    for reply in [
        Reply::ok(odd),
        Reply::error(400, "AccessDeniedException", "canary"),
        Reply::error(500, "InternalServerError", "canary"),
        Reply::ok("canary: garbage"),
        Reply::close(),
    ] {
        dynamodb.always(reply);
        function.invoke(sign_in("2", "canary-alice")).await;
    }
    function.finish().await
}

/// The number of those events.
const EVERYTHING: usize = 10;

#[tokio::test]
async fn each_event_is_logged_in_one_line_with_its_outcome() {
    let output = everything(Function::builder()).await;
    assert_eq!((output.stdout.len(), output.stderr.len()), (EVERYTHING, 0), "{output:?}");
    let lines: Vec<Value> = output.stdout.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    for (number, line) in lines.iter().enumerate() {
        for name in ALWAYS {
            assert!(line.get(name).is_some(), "{name} is missing: {line}");
        }
        assert_eq!(line["requestId"], format!("00000000-0000-4000-8000-{:012}", number + 1));
        assert_eq!(line["coldStart"], number == 0);
        let digits_as_0 = |char: char| if char.is_ascii_digit() { '0' } else { char };
        let timestamp: String = line["timestamp"].as_str().unwrap().chars().map(digits_as_0).collect();
        assert!(timestamp.starts_with("0000-00-00T00:00:00") && timestamp.ends_with('Z'), "{timestamp}");
        assert!(line["attempts"].is_u64());
        let metrics = emf::metrics(line);
        for name in ["invocations", "lookupFailures", "coldStarts", "warnings"] {
            assert!(metrics.contains(&name.to_owned()), "{name}: {line}");
        }
        let looked_up = ![2, 4].contains(&number);
        assert_eq!(line["lookupMs"].is_number(), looked_up);
        assert_eq!(metrics.contains(&"lookupMs".to_owned()), looked_up);
    }
    let told: Vec<_> = lines
        .iter()
        .map(|line| ["outcome", "cause", "level", "lookupFailures"].map(|name| line[name].clone()))
        .collect();
    let expected = [
        json!(["enriched", "none", "INFO", 0]),
        json!(["not_found", "none", "INFO", 0]),
        json!(["skipped", "machine_token", "INFO", 0]),
        json!(["enriched", "none", "INFO", 0]),
        json!(["refused", "no_event", "ERROR", 0]),
        json!(["enriched", "none", "WARN", 0]),
        json!(["fallback", "denied", "ERROR", 1]),
        json!(["fallback", "service", "ERROR", 1]),
        json!(["fallback", "unreadable", "ERROR", 1]),
        json!(["fallback", "unreachable", "ERROR", 1]),
    ];
    assert_eq!(json!(told), json!(expected));
    assert_eq!(lines[0]["triggerSource"], "TokenGeneration_HostedAuth");
    assert_eq!(lines[3]["triggerSource"], "unknown", "a dimension has few values");
    assert_eq!(lines.iter().filter(|line| line["coldStarts"] == 1).count(), 1);
}

#[tokio::test]
async fn the_log_level_drops_lines_but_no_metrics() {
    let output = everything(Function::builder().env("AWS_LAMBDA_LOG_LEVEL", "ERROR")).await;
    assert_eq!((output.stdout.len(), output.stderr.len()), (EVERYTHING, 0), "{output:?}");
    for (number, line) in output.stdout.iter().enumerate() {
        let line: Value = serde_json::from_str(line).unwrap();
        assert!(emf::metrics(&line).contains(&"invocations".to_owned()));
        let is_error = number == 4 || number > 5;
        assert_eq!(line.get("level"), is_error.then_some(&json!("ERROR")), "{line}");
        assert_eq!(line.get("requestId").is_some(), is_error, "{line}");
    }
}

#[tokio::test]
async fn in_text_format_metrics_stay_json() {
    let output = everything(Function::builder().env("AWS_LAMBDA_LOG_FORMAT", "Text")).await;
    assert_eq!((output.stdout.len(), output.stderr.len()), (2 * EVERYTHING, 0), "{output:?}");
    let (metrics, texts): (Vec<_>, Vec<_>) = output.stdout.iter().partition(|line| line.starts_with('{'));
    assert_eq!(texts.len(), EVERYTHING);
    for line in metrics {
        let line: Value = serde_json::from_str(line).unwrap();
        assert!(emf::metrics(&line).contains(&"invocations".to_owned()));
        assert_eq!(line.get("level"), None);
    }
    assert!(texts[0].starts_with("INFO ") && texts[0].contains("outcome=\"enriched\""), "{}", texts[0]);
    assert!(texts[9].starts_with("ERROR ") && texts[9].contains("cause=\"unreachable\""), "{}", texts[9]);
    assert!(texts[0].contains("00000000-0000-4000-8000-000000000001"), "{}", texts[0]);
}

/// [`Function::finish`] checks that no line contains the canary.
#[tokio::test]
async fn no_log_level_reveals_personal_data() {
    let levels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
    join_all(levels.iter().flat_map(|level| ["JSON", "Text"].map(|format| (level, format))).map(
        |(level, format)| async move {
            let function = Function::builder()
                .env("AWS_LAMBDA_LOG_LEVEL", level)
                .env("AWS_LAMBDA_LOG_FORMAT", format)
                .env("RUST_LOG", "trace")
                .env("RUST_BACKTRACE", "full");
            let output = everything(function).await;
            assert!(output.stdout.len() >= EVERYTHING, "{level}: {output:?}");
            assert!(output.stderr.is_empty(), "{level}: {output:?}");
        },
    ))
    .await;
}

#[tokio::test]
async fn an_invalid_event_is_not_quoted_at_any_log_level() {
    let dynamodb = FaultyDynamoDb::start().await;
    let function = Function::builder().env("AWS_ENDPOINT_URL_DYNAMODB", &dynamodb.url());
    let function = function.env("AWS_LAMBDA_LOG_LEVEL", "TRACE").env("RUST_LOG", "trace").start().await;
    let mut events = 0;
    for (_, payload) in hostile::invalid_events() {
        function.invoke_with(payload, Deadline::At(0)).await;
        events += 1;
    }
    let output = function.finish().await;
    assert_eq!((output.stdout.len(), output.stderr.len()), (events, 0), "{output:?}");
}
