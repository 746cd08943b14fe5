//! The test cases in `tests/cases`: `tests/cases/README.md` describes the format.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use crate::outcome::Outcome;

/// One file: cases about one subject.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[expect(dead_code, reason = "for readers of the file")]
    about: String,
    #[serde(default)]
    tables: BTreeMap<String, Table>,
    cases: Vec<Case>,
}

/// Rules, tables and settings, and the events that are sent to a function that runs with them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The behaviour that the case shows; the file's name stands before it.
    pub name: String,
    /// `CLAIM_RULES`, as text, since the order of members counts; the built-in rules without it.
    pub rules: Option<Box<RawValue>>,
    /// Further environment variables.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
    /// Tables by name; those of the file without it.
    #[serde(default)]
    pub tables: BTreeMap<String, Table>,
    /// Tables whose requests fail, with the error code of DynamoDB.
    #[serde(default)]
    pub failing: BTreeMap<String, String>,
    /// What is sent, in this order.
    pub events: Vec<Sent>,
}

/// A table with its items.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Table {
    /// Partition key and sort key; a name that ends with `#` is a number.
    #[serde(default = "default_key")]
    pub key: Vec<String>,
    /// Global secondary indexes with their keys.
    #[serde(default)]
    pub indexes: BTreeMap<String, Vec<String>>,
    /// Items in DynamoDB's JSON.
    #[serde(default)]
    pub items: Vec<Value>,
    /// A query returns at most this many rows at once.
    pub rows_per_page: Option<u32>,
}

fn default_key() -> Vec<String> {
    vec!["userName".to_owned()]
}

/// An event, or the same event in several versions and from several sources.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    #[serde(default)]
    versions: Vec<String>,
    #[serde(default)]
    sources: Vec<String>,
    /// JSON pointers with the values that differ from the base event.
    #[serde(default)]
    event: Map<String, Value>,
    /// JSON pointers of what the event lacks.
    #[serde(default)]
    without: Vec<String>,
    /// What the tokens gain and lose, and nothing else.
    pub outcome: Option<Outcome>,
    /// The member `response`, exactly.
    pub response: Option<Value>,
    /// The event comes back as it was, byte by byte.
    #[serde(default)]
    pub unchanged: bool,
    /// The sign-in is refused with this message.
    pub refused: Option<String>,
    /// The outcome in the log line.
    pub logged: Option<String>,
    /// The warnings in the log line, as `subject: reason`, in any order.
    pub warnings: Option<Vec<String>>,
    /// The requests to DynamoDB, as `operation table`, in any order.
    pub requests: Option<Vec<String>>,
}

/// Returns all cases, with the file's name before theirs.
pub fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../cases");
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    let mut cases = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        let file: File =
            serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let subject = path.file_stem().unwrap().to_string_lossy().into_owned();
        for mut case in file.cases {
            case.name = format!("{subject}::{}", case.name.replace(' ', "_"));
            for (name, table) in &file.tables {
                case.tables.entry(name.clone()).or_insert_with(|| table.clone());
            }
            cases.push(case);
        }
    }
    assert!(!cases.is_empty(), "no cases in {}", folder.display());
    cases
}

impl Case {
    /// Returns whether the rules name reads of their own.
    pub fn uses_reads(&self) -> bool {
        self.rules.as_ref().is_some_and(|rules| rules.get().contains("\"reads\""))
    }
}

impl Sent {
    /// Returns the events that this stands for.
    pub fn events(&self) -> Vec<Value> {
        let or = |given: &[String], default: &str| {
            if given.is_empty() { vec![default.to_owned()] } else { given.to_vec() }
        };
        let (versions, sources) = (or(&self.versions, "2"), or(&self.sources, "Authentication"));
        let pairs = versions.iter().flat_map(|version| sources.iter().map(move |source| (version, source)));
        pairs.map(|(version, source)| self.event(version, source)).collect()
    }

    fn event(&self, version: &str, source: &str) -> Value {
        let mut event = base_event(version, source);
        for (pointer, value) in &self.event {
            set(&mut event, pointer, value.clone());
        }
        for pointer in &self.without {
            let (parent, name) = pointer.rsplit_once('/').unwrap();
            let parent = event.pointer_mut(parent).and_then(Value::as_object_mut);
            let removed = parent.and_then(|parent| parent.remove(&name.replace("~1", "/")));
            assert!(removed.is_some(), "the event has no {pointer}");
        }
        event
    }
}

/// Returns a sign-in of alice, or an event for a machine token if `source` is `ClientCredentials`.
pub fn base_event(version: &str, source: &str) -> Value {
    let v1 = ["0", "1"].contains(&version);
    let container = if v1 { "claimsOverrideDetails" } else { "claimsAndScopeOverrideDetails" };
    let mut event = json!({
        "version": version,
        "triggerSource": format!("TokenGeneration_{source}"),
        "region": "eu-west-1",
        "userPoolId": "eu-west-1_aBcDeFgHi",
        "userName": "alice",
        "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "1example23456789"},
        "request": {
            "userAttributes": {
                "sub": "a1b2c3d4-5678-90ab-cdef-111122223333",
                "cognito:user_status": "CONFIRMED",
                "email": "alice@example.com",
                "email_verified": "true",
            },
            "groupConfiguration": {
                "groupsToOverride": ["engineering", "on-call"],
                "iamRolesToOverride": ["arn:aws:iam::123456789012:role/engineer"],
                "preferredRole": "arn:aws:iam::123456789012:role/engineer",
            },
        },
        "response": {container: null},
    });
    if !v1 {
        event["request"]["scopes"] = json!(["openid", "email", "aws.cognito.signin.user.admin"]);
    }
    if source == "ClientCredentials" {
        event["userName"] = json!("ClientCredentials");
        event["request"] = json!({"groupConfiguration": {}, "scopes": ["api/read"]});
    }
    event
}

/// Sets the value at a JSON pointer, and makes the objects on the way there.
fn set(event: &mut Value, pointer: &str, value: Value) {
    let names = pointer.split('/').skip(1).map(|name| name.replace("~1", "/"));
    let place = names.fold(event, |place, name| {
        if !place.is_object() {
            *place = json!({});
        }
        &mut place[name]
    });
    *place = value;
}
