//! Lookups from rules, an event and tables in memory, in paused time.

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

#[tokio::test]
async fn keys_are_built_from_their_templates() {
    let many: Vec<_> = (0..26).map(|number| number.to_string()).collect();
    let attributes = |name: &str, value: &str| json!({"userAttributes": {name: value}});
    let groups = |groups: &[&str]| json!({"groupConfiguration": {"groupsToOverride": groups}});
    let email = |verified: &str| json!({"userAttributes": {"email": "A@x.org", "email_verified": verified}});
    let get = |key: Json| json!({"get": key});
    for (read, request, keys, warning) in [
        (get(json!({"id": "USER#{event.sub}", "SK": "PROFILE"})), json!({}), "id=USER#s-1,SK=PROFILE", None),
        (get(json!({"id": "{attribute.custom:t|upper}"})), attributes("custom:t", "ab"), "id=AB", None),
        // Nothing is read without a value.
        (get(json!({"id": "T#{attribute.custom:t}"})), json!({}), "", None),
        (get(json!({"id": "T#{attribute.custom:t}"})), attributes("custom:t", ""), "", None),
        // A value that holds what follows it could be the key of another row.
        (
            get(json!({"id": "T#{attribute.custom:t}#U#{event.sub}"})),
            attributes("custom:t", "a#U#b"),
            "",
            Some(Reason::ForgedKey),
        ),
        (
            get(json!({"id": "T#{attribute.custom:t}#U#{event.sub}"})),
            attributes("custom:t", "a"),
            "id=T#a#U#s-1",
            None,
        ),
        (get(json!({"id": "{attribute.custom:t}#x"})), attributes("custom:t", "a#b"), "id=a#b#x", None),
        // Case changes what a value holds.
        (
            get(json!({"id": "{attribute.custom:t|lower}x{event.sub}"})),
            attributes("custom:t", "aX"),
            "",
            Some(Reason::ForgedKey),
        ),
        // Numbers have one spelling; other text is the key of no row.
        (
            get(json!({"id": {"number": "{attribute.custom:t}"}})),
            attributes("custom:t", "007.0"),
            "id=#7",
            None,
        ),
        (
            get(json!({"id": {"number": "{attribute.custom:t}"}})),
            attributes("custom:t", "7a"),
            "",
            Some(Reason::WrongType),
        ),
        // No row has a longer key.
        (get(json!({"id": "{attribute.custom:t}"})), attributes("custom:t", &"x".repeat(2049)), "", None),
        (
            get(json!({"id": "a", "SK": "{attribute.custom:t}"})),
            attributes("custom:t", &"x".repeat(1025)),
            "",
            None,
        ),
        // Each value of a list once, in its order.
        (get(json!({"id": "{event.groups}"})), groups(&["b", "a", "b", ""]), "[id=b; id=a]", None),
        (get(json!({"id": "{event.groups}"})), groups(&["b"]), "[id=b]", None),
        (get(json!({"id": "{event.groups}"})), groups(&[]), "", None),
        (
            get(json!({"id": "{event.groups}#{event.sub}"})),
            groups(&["b#", "a"]),
            "[id=a#s-1]",
            Some(Reason::ForgedKey),
        ),
        (
            json!({"query": {"id": "{event.groups}", "SK": {"beginsWith": "O#"}}}),
            groups(&["b", "a"]),
            "id=b,SK=O#*; id=a,SK=O#*",
            None,
        ),
        (get(json!({"id": "{event.groups}", "SK": "{event.groups}"})), groups(&["a"]), "Key", None),
        (
            json!({"query": {"id": "{event.groups}"}}),
            json!({"groupConfiguration": {"groupsToOverride": many}}),
            "Key",
            None,
        ),
        // An address counts once it is verified.
        (get(json!({"id": "{attribute.email|lower}"})), email("true"), "id=a@x.org", None),
        (get(json!({"id": "{attribute.email|lower}"})), email("false"), "", Some(Reason::Unverified)),
        (
            get(json!({"id": "{attribute.phone_number}"})),
            attributes("phone_number", "+49"),
            "",
            Some(Reason::Unverified),
        ),
    ] {
        let rules = rules(&json!({"r": read}), &json!({}));
        let tables = Tables::default();
        let performed = perform_with(&tables, &rules, &request).await;
        let read_keys = tables.keys.into_inner().unwrap();
        assert_eq!(reasons(&performed), Vec::from_iter(warning), "{read} {request}");
        match keys {
            "" => assert_eq!(outcome_of(&performed, &rules, "r"), "not found", "{read} {request}"),
            "Key" => assert_eq!(outcome_of(&performed, &rules, "r"), "Key", "{read} {request}"),
            keys => assert_eq!(read_keys, [keys], "{read} {request}"),
        }
        assert_eq!(read_keys.is_empty(), ["", "Key"].contains(&keys), "{read} {request}");
    }
}

#[tokio::test]
async fn rows_of_other_users_and_expired_ones_count_as_not_found() {
    for (row, outcome, warning) in [
        (json!({"sub": "s-1"}), "1", None),
        (json!({"sub": "s-2"}), "not found", Some(Reason::OtherOwner)),
        (json!({"sub": 1}), "not found", Some(Reason::OtherOwner)),
        (json!({}), "not found", Some(Reason::OtherOwner)),
        (json!({"sub": "s-1", "until": 1}), "not found", None),
        (json!({"sub": "s-1", "until": 99_999_999_999_u64}), "1", None),
        (json!({"sub": "s-1", "until": "99999999999"}), "1", None),
        (json!({"sub": "s-1", "until": null}), "1", None),
        (json!({"sub": "s-1", "until": "tomorrow"}), "not found", Some(Reason::WrongType)),
    ] {
        let mut row = row;
        (row["id"], row["a"]) = (json!("x"), json!(1));
        let tables = Tables::default().with("T", InMemoryTable::new(&["id"]), json!([row]));
        let read = json!({"table": "T", "get": {"id": "x"}, "owner": "sub", "expires": "until"});
        let performed = perform_with(&tables, &rules(&json!({"r": read}), &json!({})), &json!({})).await;
        assert_eq!(a_of(&performed.lookups.reads[0]), outcome, "{row}");
        assert_eq!(reasons(&performed), Vec::from_iter(warning), "{row}");
    }
}

#[tokio::test]
async fn a_key_with_the_user_name_reads_no_row_of_a_former_user() {
    for (sub, outcome) in [(json!("s-1"), "1"), (json!("s-2"), "not found"), (Json::Null, "1")] {
        let row = json!({"userName": "alice", "a": 1, "sub": sub});
        let tables = Tables::default().with("Users", InMemoryTable::new(&["userName"]), json!([row]));
        let read = json!({"get": {"userName": "{event.userName}"}});
        let performed = perform_with(&tables, &rules(&json!({"r": read}), &json!({})), &json!({})).await;
        assert_eq!(a_of(&performed.lookups.reads[0]), outcome, "{row}");
    }
}

#[tokio::test]
async fn more_rows_than_allowed_are_a_failed_read_and_dropped_ones_do_not_count() {
    let table = InMemoryTable::new(&["id", "n"]);
    let rows = json!([
        {"id": "x", "n": 10, "a": 10, "kind": "org"},
        {"id": "x", "n": 9, "a": 9, "kind": "org"},
        {"id": "x", "n": 8, "a": 8, "kind": "team"},
        {"id": "x", "n": 7, "a": 7, "kind": "org", "until": 1}
    ]);
    let tables = Tables::default().with("T", table, rows);
    for (limits, outcome) in [
        (json!({}), "7,8,9,10"),
        (json!({"atMost": 4}), "7,8,9,10"),
        (json!({"atMost": 3}), "TooManyRows"),
        (json!({"atMost": 3, "expires": "until"}), "8,9,10"),
        (json!({"atMost": 3, "where": {"kind": ["org"]}}), "7,9,10"),
        (json!({"one": true}), "TooManyRows"),
        (json!({"one": true, "where": {"kind": ["team", "club"]}}), "8"),
        (json!({"one": true, "where": {"kind": ["club"]}}), "not found"),
    ] {
        let mut read = limits.clone();
        (read["table"], read["query"]) = (json!("T"), json!({"id": "x"}));
        let performed = perform_with(&tables, &rules(&json!({"r": read}), &json!({})), &json!({})).await;
        assert_eq!(a_of(&performed.lookups.reads[0]), outcome, "{limits}");
    }
}

#[tokio::test]
async fn a_choice_takes_the_row_of_the_first_preference_that_matches() {
    let table = || InMemoryTable::new(&["id", "org"]);
    let rows = json!([{"id": "x", "org": "7", "a": 1}, {"id": "x", "org": "b", "a": 2}]);
    let reads = json!({
        "members": {"table": "T", "query": {"id": "x"}},
        "user": {"table": "U", "get": {"id": "x"}}
    });
    let metadata = |org: &str| json!({"clientMetadata": {"org": org}});
    let last = json!("user.last");
    let client = json!("clientMetadata.org");
    for (prefer, otherwise, request, fault, outcome) in [
        (json!([client]), "none", metadata("b"), None, "2"),
        (json!([client]), "none", metadata("c"), None, "not found"),
        (json!([client]), "first", metadata("c"), None, "1"),
        (json!([client]), "only", metadata("c"), None, "not found"),
        (json!([client, last]), "none", metadata("c"), None, "1"),
        (json!([{"value": "b"}, last]), "none", json!({}), None, "2"),
        // A preference that is unknown could have matched, unless an earlier one did.
        (json!([client, last]), "first", metadata("c"), Some(Fault::Error), "Dependency"),
        (json!([client, last]), "first", metadata("b"), Some(Fault::Error), "2"),
    ] {
        let mut tables = Tables::default().with("T", table(), rows.clone()).with(
            "U",
            InMemoryTable::new(&["id"]),
            json!([{"id": "x", "last": 7, "a": 0}]),
        );
        tables.faults.extend(fault.map(|fault| ("U", fault)));
        let choice = json!({"of": "members", "by": "org", "prefer": prefer, "otherwise": otherwise});
        let rules = rules(&reads, &json!({"active": choice}));
        let performed = perform_with(&tables, &rules, &request).await;
        assert_eq!(a_of(&performed.lookups.choices[0]), outcome, "{prefer} {otherwise} {request}");
    }
}

/// `first` and `other` are read at the same time, `second` after `first` by a choice.
fn two_rounds() -> (Rules, Tables) {
    let reads = json!({
        "first": {"table": "First", "query": {"id": "x"}},
        "other": {"table": "Other", "get": {"id": "x"}},
        "second": {"table": "Second", "get": {"id": "{active.a}"}}
    });
    let active = json!({"of": "first", "by": "a", "prefer": [{"value": "y"}], "otherwise": "only"});
    let key = || InMemoryTable::new(&["id"]);
    let tables = Tables::default()
        .with("First", key(), json!([{"id": "x", "a": "y"}]))
        .with("Other", key(), json!([{"id": "x", "a": "z"}]))
        .with("Second", key(), json!([{"id": "y", "a": "w"}]));
    (rules(&reads, &json!({"active": active})), tables)
}

#[tokio::test(start_paused = true)]
async fn independent_reads_run_at_the_same_time_and_dependent_ones_after_them() {
    let (rules, mut tables) = two_rounds();
    let slow = Fault::Slow(Duration::from_millis(100));
    tables.faults = ["First", "Other", "Second"].map(|table| (table, slow)).into();
    let started = Instant::now();
    let performed = perform_with(&tables, &rules, &json!({})).await;
    assert_eq!(outcome_of(&performed, &rules, "other"), "z");
    assert_eq!(outcome_of(&performed, &rules, "second"), "w");
    let took = started.elapsed().as_millis();
    assert!((200..220).contains(&took), "{took} ms");
    assert_eq!(performed.reports.len(), 3);
}

#[tokio::test(start_paused = true)]
async fn each_read_fails_alone_and_takes_with_it_what_depends_on_it() {
    for (fault, cause) in [
        (Fault::Error, "Throttled"),
        (Fault::Hang, "TimedOut"),
        (Fault::Panic, "Panicked"),
        (Fault::Slow(TIMEOUT * 2), "TimedOut"),
    ] {
        for (table, first, other, second) in
            [("First", cause, "z", "Dependency"), ("Other", "y", cause, "w"), ("Second", "y", "z", cause)]
        {
            let (rules, mut tables) = two_rounds();
            tables.faults.insert(table, fault);
            let started = Instant::now();
            let performed = perform_with(&tables, &rules, &json!({})).await;
            let outcomes = ["first", "other", "second"].map(|name| outcome_of(&performed, &rules, name));
            assert_eq!(outcomes, [first, other, second], "{table}: {fault:?}");
            assert!(started.elapsed() <= TIMEOUT + GRACE + Duration::from_millis(2), "{table}: {fault:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn reads_of_two_rounds_share_one_deadline() {
    let (rules, mut tables) = two_rounds();
    tables.faults = [("First", Fault::Slow(TIMEOUT * 3 / 4)), ("Second", Fault::Slow(TIMEOUT / 2))].into();
    let started = Instant::now();
    let performed = perform_with(&tables, &rules, &json!({})).await;
    assert_eq!(outcome_of(&performed, &rules, "second"), "TimedOut");
    assert!(started.elapsed() <= TIMEOUT + GRACE + Duration::from_millis(2));
}
