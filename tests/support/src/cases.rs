//! The golden events: `tests/events/README.md` says how they are laid out.

use std::fs;
use std::future::ready;
use std::path::{Path, PathBuf};

use claim_enrichment::handler::{Answer, OnLookupFailure, Settings};
use claim_enrichment::repository::{InMemoryRepository, LookupError};
use claim_enrichment::rules::Rules;
use claim_enrichment::user_info::{Attribute, UserInfo};
use claim_enrichment::value::Value;
use serde_json::{Map, Value as Json, json};

use crate::answer::answer;
use crate::store::Store;

/// One folder.
pub struct Case {
    /// The folder's path below `tests/events`.
    pub name: String,
    /// The event as text.
    pub input: String,
    folder: PathBuf,
}

/// Every folder that holds an `input.json`, by name.
pub fn cases() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../events");
    let mut cases = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        if let Ok(input) = fs::read_to_string(folder.join("input.json")) {
            let name = folder.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
            cases.push(Case { name, input, folder });
            continue;
        }
        let entries = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
        let inner: Vec<_> = entries.filter(|path| path.is_dir()).collect();
        assert!(!inner.is_empty() || folder == root, "{} has no input.json", folder.display());
        folders.extend(inner);
    }
    cases.sort_by(|one, other| one.name.cmp(&other.name));
    assert!(!cases.is_empty(), "no events below {}", root.display());
    cases
}

impl Case {
    /// What `expected.json` holds.
    pub fn expected(&self) -> Json {
        self.json("expected.json").unwrap_or_else(|| panic!("{} has no expected.json", self.name))
    }

    /// What `setup.json` holds; an empty object without it.
    pub fn setup(&self) -> Json {
        self.json("setup.json").unwrap_or_else(|| json!({}))
    }

    /// What the handler answers in the state that `setup.json` tells of.
    pub fn answer(&self) -> Answer {
        let setup = self.setup();
        for member in setup.as_object().unwrap().keys() {
            assert!(
                ["people", "lookup", "onLookupFailure", "rules"].contains(&member.as_str()),
                "{member} in setup.json"
            );
        }
        let on_lookup_failure = match setup.get("onLookupFailure").map(|mode| mode.as_str().unwrap()) {
            None | Some("null") => OnLookupFailure::Null,
            Some("omit") => OnLookupFailure::Omit,
            Some("fail") => OnLookupFailure::Fail,
            Some(mode) => panic!("onLookupFailure {mode} in setup.json"),
        };
        let defaults = Settings::default();
        let rules = setup.get("rules").map(|name| rules(name.as_str().unwrap(), defaults.budget));
        let settings = Settings {
            on_lookup_failure,
            rules: rules.unwrap_or_else(|| defaults.rules.clone()),
            ..defaults
        };
        match setup.get("lookup") {
            Some(cause) => {
                answer(Store(|_| ready(Err(failure(cause.as_str().unwrap())))), settings, &self.input)
            }
            None => answer(people(setup.get("people")), settings, &self.input),
        }
    }

    fn json(&self, file: &str) -> Option<Json> {
        let text = fs::read_to_string(self.folder.join(file)).ok()?;
        Some(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}/{file}: {error}", self.name)))
    }
}

fn rules(name: &str, budget: usize) -> Rules {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../rules/{name}.json"));
    let json = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    Rules::parse(&json, budget).unwrap_or_else(|faults| panic!("{}: {faults}", file.display()))
}

fn people(people: Option<&Json>) -> InMemoryRepository {
    let alice = json!({ "alice": { "projects": ["Apollo", "Gemini"], "department": "Research" } });
    let people = people.unwrap_or(&alice).as_object().unwrap();
    people.iter().map(|(name, item)| (name, person(item.as_object().unwrap()))).collect()
}

fn person(item: &Map<String, Json>) -> UserInfo {
    item.iter()
        .map(|(name, stored)| match stored {
            Json::Object(members) if members.contains_key("unsupported") => (name, Attribute::Unsupported),
            stored => (name, Attribute::Value(value(stored))),
        })
        .collect()
}

fn value(stored: &Json) -> Value {
    match stored {
        Json::Null => Value::Null,
        Json::Bool(truth) => Value::Bool(*truth),
        Json::Number(number) => Value::number(number.to_string()).unwrap(),
        Json::String(text) => Value::Text(text.clone()),
        Json::Array(items) => Value::List(items.iter().map(value).collect()),
        Json::Object(members) => {
            Value::Map(members.iter().map(|(name, stored)| (name.clone(), value(stored))).collect())
        }
    }
}

fn failure(cause: &str) -> LookupError {
    let source = || "as the test says".into();
    let failures = [
        LookupError::Denied(source()),
        LookupError::NoTable(source()),
        LookupError::Throttled(source()),
        LookupError::Service(source()),
        LookupError::Rejected(source()),
        LookupError::NotSent,
        LookupError::Unreachable(source()),
        LookupError::Unreadable(source()),
        LookupError::TimedOut,
    ];
    let failure = failures.into_iter().find(|failure| failure.cause() == cause);
    failure.unwrap_or_else(|| panic!("no lookup fails with {cause}"))
}
