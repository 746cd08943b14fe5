//! Properties of the event path: whatever comes in, nothing is lost, no groups are stripped, and
//! there is an answer.
//!
//! A failure shows the smallest event that was found for it, as it would arrive: keep it as a case
//! of `tests/cases`, whose events are seeds of these tests, too.

// Helpers of a test may panic: that is how they fail it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod invariants;
mod json;
mod mutation;

use std::collections::BTreeMap;
use std::future::ready;
use std::panic::resume_unwind;

use claim_enrichment::event::EventVersion;
use claim_enrichment::handler::{Answer, OnLookupFailure, Settings};
use claim_enrichment::repository::LookupError;
use claim_enrichment::telemetry::Outcome;
use claim_enrichment::user_info::{Attribute, UserInfo};
use claim_enrichment::value::Value;
use invariants::{check, last};
use json::{any_json, members};
use mutation::{EventText, nearly_valid_event};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use test_support::answer::answer;
use test_support::store::Store;

/// As many as a debug build tries in some seconds, all properties together; `PROPTEST_CASES` asks for
/// another number.
const EVENTS: u32 = 400;

fn config() -> ProptestConfig {
    ProptestConfig { cases: EVENTS, failure_persistence: None, ..ProptestConfig::default() }
}

/// What the table says of whoever is asked for.
#[derive(Debug, Clone)]
enum Table {
    Knows(Vec<(&'static str, Attribute)>),
    KnowsNobody,
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
        4 => vec((name, attribute), 0..4).prop_map(Table::Knows),
        1 => Just(Table::KnowsNobody),
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

fn ask(table: &Table, on_lookup_failure: OnLookupFailure, event: &str) -> Answer {
    let settings = Settings { on_lookup_failure, ..Settings::default() };
    let find = |_| match table {
        Table::Knows(item) => ready(Ok(Some(UserInfo::from_iter(item.clone())))),
        Table::KnowsNobody => ready(Ok(None)),
        Table::Fails => ready(Err(LookupError::Service("it failed".into()))),
        // Without the panic hook, so that the failure of a property stays readable.
        Table::Panics => resume_unwind(Box::new("as the property says")),
    };
    answer(Store(find), settings, event)
}

/// Whether the event is about a person with a name.
fn is_about_a_person(event: &str) -> bool {
    let members = members(event).unwrap();
    let text = |name| last(&members, name).and_then(|text| serde_json::from_str::<String>(text).ok());
    let machine = text("triggerSource").is_some_and(|source| source == "TokenGeneration_ClientCredentials");
    !machine && text("userName").is_some_and(|name| !name.is_empty())
}

/// Whether the answer is V1's; where the event says a usual version, it has to be right.
fn is_v1(event: &str, answer: &Answer) -> Result<bool, TestCaseError> {
    let is_v1 = answer.report.version == EventVersion::V1;
    match last(&members(event).unwrap(), "version") {
        None | Some("null" | r#""0""# | r#""1""#) => prop_assert!(is_v1),
        Some(r#""2""# | r#""3""# | r#""4""#) => prop_assert!(!is_v1),
        Some(_) => {}
    }
    Ok(is_v1)
}

/// What must hold for every answer that null mode gives.
fn check_answer(table: &Table, event: &str) -> Result<(), TestCaseError> {
    let answer = ask(table, OnLookupFailure::Null, event);
    prop_assert_eq!(answer.response.is_ok(), members(event).is_some(), "an object is always answered");
    let Ok(output) = &answer.response else { return Ok(()) };
    if is_about_a_person(event) {
        check(event, output, is_v1(event, &answer)?)?;
    } else {
        prop_assert_eq!(output, event, "nobody's event goes back as it came");
        prop_assert_eq!(answer.report.outcome, Outcome::Skipped);
    }
    let again = ask(table, OnLookupFailure::Null, event);
    prop_assert_eq!(again.response.as_ref(), Ok(output), "equal events have equal answers");
    Ok(())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn an_event_that_is_nearly_valid_is_only_added_to(event in nearly_valid_event(), table in table()) {
        check_answer(&table, &event.0)?;
    }

    #[test]
    fn any_json_is_answered_or_refused(event in any_json().prop_map(|json| EventText(json.to_string()))) {
        check_answer(&Table::KnowsNobody, &event.0)?;
    }

    #[test]
    fn omitting_leaves_all_else_as_it_was(event in nearly_valid_event()) {
        let answer = ask(&Table::Fails, OnLookupFailure::Omit, &event.0);
        if members(&event.0).is_some() && is_about_a_person(&event.0) {
            // With the claims that are left out written back by a second pass, nothing else differs.
            let again = ask(&Table::KnowsNobody, OnLookupFailure::Null, answer.response.as_ref().unwrap());
            check(&event.0, again.response.as_ref().unwrap(), is_v1(&event.0, &answer)?)?;
        }
    }

    #[test]
    fn refusing_spares_who_needs_no_lookup(event in nearly_valid_event()) {
        let answer = ask(&Table::Fails, OnLookupFailure::Fail, &event.0);
        let needed = members(&event.0).is_none() || is_about_a_person(&event.0);
        prop_assert_eq!(answer.response.is_err(), needed);
    }

    #[test]
    fn an_event_that_was_cut_off_is_refused(event in nearly_valid_event(), at in any::<proptest::sample::Index>()) {
        let ends: Vec<_> = event.0.char_indices().map(|(end, _)| end).collect();
        let cut = &event.0[..*at.get(&ends)];
        prop_assert!(ask(&Table::KnowsNobody, OnLookupFailure::Null, cut).response.is_err());
    }

    #[test]
    fn text_that_is_no_json_is_refused(text in any::<String>()) {
        let answer = ask(&Table::KnowsNobody, OnLookupFailure::Null, &text);
        prop_assert_eq!(answer.response.is_ok(), members(&text).is_some());
    }
}
