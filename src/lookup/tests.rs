//! Lookups from rules, an event and tables in memory, in paused time.

mod keys;
mod rounds;
mod rows;

use std::collections::HashMap;
use std::sync::Mutex;

use serde_json::{Value as Json, json};

use super::*;
use crate::claims::Plan;
use crate::event::Event;
use crate::memory::{InMemoryRepository, InMemoryTable};
use crate::repository::{KeyValue, QueryKey, SortKey};
use crate::row::{Attribute, Row};
use crate::rules::source::{EventField, Source};
use crate::rules::{DefaultRead, RuleContext};
use crate::value::Value;

const TIMEOUT: Duration = Duration::from_millis(2000);

/// What becomes of the reads of one table.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fault {
    Error,
    Hang,
    Panic,
    Slow(Duration),
}

/// Tables in memory whose reads can fail, and what was read.
#[derive(Default)]
struct Tables {
    memory: InMemoryRepository,
    faults: HashMap<&'static str, Fault>,
    keys: Mutex<Vec<String>>,
}

impl Repository for Tables {
    async fn read(&self, request: &ReadRequest<'_>) -> Result<ReadResponse, ReadError> {
        self.keys.lock().unwrap().push(written(&request.keys));
        match self.faults.get(request.table) {
            Some(Fault::Error) => return Err(ReadError::new(FailureCause::Throttled)),
            Some(Fault::Hang) => std::future::pending().await,
            Some(Fault::Panic) => std::panic::resume_unwind(Box::new("as the test says")),
            Some(Fault::Slow(time)) => tokio::time::sleep(*time).await,
            None => {}
        }
        self.memory.read(request).await
    }
}

impl Tables {
    fn with(mut self, name: &str, table: InMemoryTable, rows: Json) -> Self {
        let rows = rows.as_array().unwrap().iter().map(|row| {
            let attributes = row.as_object().unwrap().iter();
            attributes.map(|(name, json)| (name.clone(), Attribute::Value(value(json)))).collect()
        });
        self.memory = self.memory.with_table(name, table.with_rows(rows.collect::<Vec<Row>>()));
        self
    }
}

fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(truth) => Value::Bool(*truth),
        Json::Number(number) => Value::Number(number.to_string()),
        Json::String(text) => Value::Text(text.clone()),
        Json::Array(items) => Value::List(items.iter().map(value).collect()),
        Json::Object(members) => {
            Value::Map(members.iter().map(|(key, member)| (key.clone(), value(member))).collect())
        }
    }
}

/// Writes keys as `id=alice`, `n=#7` (a number), `SK=ORG#*` (begins with); several joined by `; `.
fn written(keys: &Keys<'_>) -> String {
    let part = |(name, value): &(&str, KeyValue)| match value {
        KeyValue::Text(text) => format!("{name}={text}"),
        KeyValue::Number(digits) => format!("{name}=#{digits}"),
    };
    let row = |key: &Vec<(&str, KeyValue)>| key.iter().map(part).collect::<Vec<_>>().join(",");
    let query = |key: &QueryKey<'_>| {
        let sort = key.sort.as_ref().map(|(name, sort)| match sort {
            SortKey::Equals(value) => format!(",{}", part(&(name, value.clone()))),
            SortKey::BeginsWith(text) => format!(",{name}={text}*"),
        });
        part(&key.partition) + &sort.unwrap_or_default()
    };
    match keys {
        Keys::Row(key) => row(key),
        Keys::Rows(keys) => format!("[{}]", keys.iter().map(row).collect::<Vec<_>>().join("; ")),
        Keys::Query(keys) => keys.iter().map(query).collect::<Vec<_>>().join("; "),
    }
}

/// Rules with these reads and choices, and a claim from each.
fn rules(reads: &Json, choices: &Json) -> Rules {
    let names = |part: &Json| part.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let of: Vec<_> = choices.as_object().unwrap().values().map(|choice| choice["of"].clone()).collect();
    let claims: Vec<_> = names(reads)
        .into_iter()
        .filter(|name| !of.contains(&json!(name)))
        .chain(names(choices))
        .map(|name| json!({"claim": name, "from": format!("{name}.a")}))
        .collect();
    let context = RuleContext {
        max_claim_bytes: 4096,
        default_read: DefaultRead {
            table: "Users".to_owned(),
            key: Source::Event(EventField::UserName),
            key_attribute: "userName".to_owned(),
        },
        variable: &|_| None,
    };
    let rules = json!({"reads": reads, "choose": choices, "claims": claims});
    Rules::parse(&rules.to_string(), &context).unwrap()
}

async fn perform_with(tables: &Tables, rules: &Rules, request: &Json) -> Performed {
    let mut event = json!({
        "version": "2",
        "userName": "alice",
        "request": {"userAttributes": {"sub": "s-1"}},
    });
    for (name, part) in request.as_object().unwrap() {
        for (key, member) in part.as_object().unwrap() {
            event["request"][name][key] = member.clone();
        }
    }
    let text = event.to_string();
    let event = Event::parse(&text).unwrap();
    let needed = Plan::new(rules, event.request(), 4096).reads();
    perform(tables, rules, event.request(), &needed, TIMEOUT).await
}

/// The attribute `a` of a row or of rows, or the kind of outcome.
fn a_of(outcome: &LookupOutcome) -> String {
    let a = |row: &Row| match row.get("a") {
        Some(Attribute::Value(value)) => value.to_json().replace('"', ""),
        _ => "-".to_owned(),
    };
    match outcome {
        LookupOutcome::Pending => "pending".to_owned(),
        LookupOutcome::NotFound => "not found".to_owned(),
        LookupOutcome::Failed(error) => format!("{:?}", error.cause),
        LookupOutcome::Row(row) => a(row),
        LookupOutcome::Rows(rows) => rows.iter().map(a).collect::<Vec<_>>().join(","),
    }
}

fn outcome_of(performed: &Performed, rules: &Rules, name: &str) -> String {
    let index = rules.reads().iter().position(|read| read.name == name).unwrap();
    a_of(&performed.lookups.reads[index])
}

fn reasons(performed: &Performed) -> Vec<Reason> {
    performed.warnings.iter().map(|warning| warning.reason).collect()
}
