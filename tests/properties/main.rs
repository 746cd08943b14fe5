//! Properties of the path of an event: whatever is sent, nothing is lost, the user keeps the groups, and
//! there is an answer.
//!
//! A failure shows the smallest event that was found. Keep it as a case in `tests/cases`, whose events are
//! the seeds of these tests.

// A test fails by a panic.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod invariants;
mod json;
mod mutation;

use std::collections::BTreeMap;
use std::future::ready;
use std::panic::resume_unwind;

use claim_enrichment::event::EventVersion;
use claim_enrichment::handler::Answer;
use claim_enrichment::repository::FailureCause;
use claim_enrichment::row::{Attribute, Row};
use claim_enrichment::telemetry::Outcome;
use claim_enrichment::value::Value;
use invariants::{check, last};
use json::{any_json, members};
use mutation::{EventText, nearly_valid_event};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use test_support::answer::{answer, settings};
use test_support::store::Store;

/// The number of events for each property, which a debug build tries in some seconds. `PROPTEST_CASES` sets
/// another one.
const EVENTS: u32 = 400;

fn config() -> ProptestConfig {
    ProptestConfig { cases: EVENTS, failure_persistence: None, ..ProptestConfig::default() }
}

/// What the lookup of any user returns.
#[derive(Debug, Clone)]
enum Table {
    Item(Vec<(&'static str, Attribute)>),
    Empty,
    Fails,
    Panics,
}

fn table() -> impl Strategy<Value = Table> {
    let attribute = prop_oneof![
        4 => stored().prop_map(Attribute::Value),
        1 => Just(Attribute::Unsupported),
    ];
    let name = proptest::sample::select(vec!["projects", "department", "other"]);
    prop_oneof![
        4 => vec((name, attribute), 0..4).prop_map(Table::Item),
        1 => Just(Table::Empty),
        1 => Just(Table::Fails),
        1 => Just(Table::Panics),
    ]
}

fn stored() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        any::<String>().prop_map(Value::Text),
        "-?[1-9][0-9]{0,37}".prop_map(|digits| Value::number(digits).unwrap()),
        any::<bool>().prop_map(Value::Bool),
        Just(Value::Null),
    ];
    scalar.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::List),
            btree_map(any::<String>(), inner, 0..3).prop_map(|members: BTreeMap<_, _>| Value::Map(members)),
        ]
    })
}

fn ask(table: &Table, on_lookup_failure: &str, event: &str) -> Answer {
    let settings = settings(&[("ON_LOOKUP_FAILURE", on_lookup_failure)]);
    let find = |_| match table {
        Table::Item(item) => ready(Ok(Some(Row::from_iter(item.clone())))),
        Table::Empty => ready(Ok(None)),
        Table::Fails => ready(Err(FailureCause::Service)),
        // Without the panic hook, so that the failure of a property stays readable.
        Table::Panics => resume_unwind(Box::new("as the property says")),
    };
    answer(Store(find), settings, event)
}

/// Returns whether the event is about a user with a name.
fn has_a_user(event: &str) -> bool {
    let members = members(event).unwrap();
    let text = |name| last(&members, name).and_then(|text| serde_json::from_str::<String>(text).ok());
    let machine = text("triggerSource").is_some_and(|source| source == "TokenGeneration_ClientCredentials");
    !machine && text("userName").is_some_and(|name| !name.is_empty())
}

/// Returns whether the response is of version 1, and checks that against the usual versions.
fn is_v1(event: &str, answer: &Answer) -> Result<bool, TestCaseError> {
    let is_v1 = answer.report.version == EventVersion::V1;
    match last(&members(event).unwrap(), "version") {
        None | Some("null" | r#""0""# | r#""1""#) => prop_assert!(is_v1),
        Some(r#""2""# | r#""3""# | r#""4""#) => prop_assert!(!is_v1),
        Some(_) => {}
    }
    Ok(is_v1)
}

/// Checks the answer in null mode.
fn check_answer(table: &Table, event: &str) -> Result<(), TestCaseError> {
    let answer = ask(table, "null", event);
    prop_assert_eq!(answer.response.is_ok(), members(event).is_some(), "an object is always answered");
    let Ok(output) = &answer.response else { return Ok(()) };
    if has_a_user(event) {
        check(event, output, is_v1(event, &answer)?)?;
    } else {
        prop_assert_eq!(output, event, "an event without a user comes back unchanged");
        prop_assert_eq!(answer.report.outcome, Outcome::Skipped);
    }
    let again = ask(table, "null", event);
    prop_assert_eq!(again.response.as_ref(), Ok(output), "equal events have equal answers");
    Ok(())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn an_almost_valid_event_only_gains_claims(event in nearly_valid_event(), table in table()) {
        check_answer(&table, &event.0)?;
    }

    #[test]
    fn any_json_is_answered_or_refused(event in any_json().prop_map(|json| EventText(json.to_string()))) {
        check_answer(&Table::Empty, &event.0)?;
    }

    #[test]
    fn omit_mode_changes_nothing_else(event in nearly_valid_event()) {
        let answer = ask(&Table::Fails, "omit", &event.0);
        if members(&event.0).is_some() && has_a_user(&event.0) {
            // A second pass writes the claims that were left out; nothing else may differ.
            let again = ask(&Table::Empty, "null", answer.response.as_ref().unwrap());
            check(&event.0, again.response.as_ref().unwrap(), is_v1(&event.0, &answer)?)?;
        }
    }

    #[test]
    fn fail_mode_refuses_only_events_that_need_a_lookup(event in nearly_valid_event()) {
        let answer = ask(&Table::Fails, "fail", &event.0);
        let needed = members(&event.0).is_none() || has_a_user(&event.0);
        prop_assert_eq!(answer.response.is_err(), needed);
    }

    #[test]
    fn a_truncated_event_is_refused(event in nearly_valid_event(), at in any::<proptest::sample::Index>()) {
        let ends: Vec<_> = event.0.char_indices().map(|(end, _)| end).collect();
        let cut = &event.0[..*at.get(&ends)];
        prop_assert!(ask(&Table::Empty, "null", cut).response.is_err());
    }

    #[test]
    fn text_that_is_not_json_is_refused(text in any::<String>()) {
        let answer = ask(&Table::Empty, "null", &text);
        prop_assert_eq!(answer.response.is_ok(), members(&text).is_some());
    }
}
