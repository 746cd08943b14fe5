//! Runs a case on the built function, with its tables in a real engine.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::Client;
use serde_json::{Value, json};

use crate::cases::{Case, Sent};
use crate::faulty::{FaultyDynamoDb, Reply};
use crate::function::Function;
use crate::runtime_api::Answer;
use crate::table::{self, unique_name};

/// The longest that the function allows, since tests share their machine with compilers.
const LOOKUP_TIMEOUT_MS: &str = "2300";

/// Sends the events of `case` to a function with its rules, whose tables are in the DynamoDB at
/// `engine`; the differences as text.
pub async fn run(case: &Case, engine: &str) -> Result<(), String> {
    let prefix = format!("{}-", unique_name());
    let client = table::client(engine).await;
    let dynamodb = FaultyDynamoDb::before(engine, &prefix).await;
    for (name, table) in &case.tables {
        create(&client, &format!("{prefix}{name}"), table).await;
        dynamodb.table(name, Reply::Forward { rows_per_page: table.rows_per_page });
    }
    for (name, code) in &case.failing {
        dynamodb.table(name, Reply::error(400, code, "as the case has it"));
    }
    let mut function = Function::builder()
        .env("AWS_ENDPOINT_URL_DYNAMODB", &dynamodb.url())
        .env("LOOKUP_TIMEOUT_MS", LOOKUP_TIMEOUT_MS);
    if let Some(rules) = &case.rules {
        function = function.env("CLAIM_RULES", rules.get());
    }
    function = case.env.iter().fold(function, |function, (name, value)| function.env(name, value));
    let function = function.start().await;
    let mut differences = Vec::new();
    for (number, sent) in case.events.iter().enumerate() {
        for event in sent.events() {
            let before = dynamodb.requests().len();
            let Some(answer) = function.try_invoke(&event).await else {
                return Err(format!("the function ended: {:?}", function.finish().await.stderr));
            };
            let requests = dynamodb.requests().split_off(before);
            let requests = requests.iter().map(|request| {
                let operation = request.target.rsplit('.').next().unwrap_or_default();
                format!("{operation} {}", request.tables().join(" "))
            });
            let log = function.log(&answer).await;
            if let Err(difference) = check(sent, &event, &answer, &log, requests.collect()) {
                let (version, source) = (&event["version"], &event["triggerSource"]);
                differences.push(format!(
                    "event {number}, version {version}, {source}:\n{difference}\nthe log was: {log}"
                ));
            }
        }
    }
    function.finish_unchecked().await;
    if differences.is_empty() { Ok(()) } else { Err(differences.join("\n\n")) }
}

fn check(
    sent: &Sent,
    event: &Value,
    answer: &Answer,
    log: &Value,
    requests: Vec<String>,
) -> Result<(), String> {
    if let Some(outcome) = &sent.logged {
        equal("logged outcome", json!(outcome), log["outcome"].clone())?;
    }
    if let Some(expected) = &sent.requests {
        equal("requests", json!(sorted(expected.clone())), json!(sorted(requests)))?;
    }
    if let Some(expected) = &sent.warnings {
        let warnings = log["warningDetails"].as_array().cloned().unwrap_or_default();
        let counts = |warning: &&Value| warning["reason"] != "absent";
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let warnings: BTreeSet<_> = warnings
            .iter()
            .filter(counts)
            .map(|warning| format!("{}: {}", text(&warning["subject"]), text(&warning["reason"])))
            .collect();
        equal("warnings", json!(sorted(expected.clone())), json!(warnings))?;
    }
    if let Some(message) = &sent.refused {
        let refusal = json!({"errorType": "SignInRefused", "errorMessage": message});
        return equal("refusal", refusal, answer.json());
    }
    if answer.is_error {
        return Err(format!("refused: {}", answer.json()));
    }
    if sent.unchanged {
        return equal("event", json!(event.to_string()), json!(String::from_utf8_lossy(&answer.body)));
    }
    let mut returned = answer.json();
    if let Some(outcome) = &sent.outcome {
        outcome.check(event, &returned)?;
    } else {
        let response = sent.response.as_ref().expect("a case says what it expects");
        equal("response", response.clone(), returned["response"].clone())?;
    }
    // All but the response is as it was sent.
    let mut event = event.clone();
    for event in [&mut event, &mut returned] {
        drop(event.as_object_mut().unwrap().remove("response"));
    }
    equal("the rest of the event", event, returned)
}

fn equal(what: &str, expected: Value, actual: Value) -> Result<(), String> {
    if expected == actual {
        return Ok(());
    }
    Err(format!("{what}\n  expected {expected}\n  answered {actual}"))
}

fn sorted(mut list: Vec<String>) -> Vec<String> {
    list.sort();
    list
}

/// Creates a table with its items.
async fn create(client: &Client, name: &str, table: &crate::cases::Table) {
    let indexes =
        table.indexes.iter().map(|(index, key)| (index.as_str(), key.as_slice())).collect::<Vec<_>>();
    table::create(client, name, &table.key, &indexes).await;
    for item in &table.items {
        table::put_json(client, name, item).await;
    }
}
