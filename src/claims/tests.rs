mod properties;

use super::*;
use crate::event::{EventVersion, TokenRequest};
use crate::lookup::LookupOutcome;
use crate::repository::{FailureCause, ReadError};
use crate::row::{Attribute, Row};
use crate::rules::source::{EventField, Source};
use crate::rules::{DefaultRead, RuleContext};
use crate::value::Value;

const NO_LIMIT: usize = 1 << 30;

pub(super) fn rules(json: &str) -> Rules {
    parse(json).unwrap_or_else(|faults| panic!("{json}: {faults}"))
}

fn parse(json: &str) -> Result<Rules, crate::rules::RuleFaults> {
    let default_read = DefaultRead {
        table: "Users".to_owned(),
        key: Source::Event(EventField::UserName),
        key_attribute: "userName".to_owned(),
    };
    Rules::parse(json, &RuleContext { max_claim_bytes: NO_LIMIT, default_read, variable: &|_| None })
}

fn request() -> TokenRequest<'static> {
    TokenRequest::builder(EventVersion::V2)
        .trigger_source("TokenGeneration_Authentication")
        .user_name("alice")
        .client_id("client-1")
        .user_attribute("sub", "s-1")
        .user_attribute("nickname", "m")
        .groups(&["m", "staff"])
        .build()
}

/// Returns lookups in which each read of `rules` returns what `outcome` gives for its name.
fn lookups(rules: &Rules, outcome: impl Fn(&str) -> LookupOutcome) -> Lookups {
    Lookups { reads: rules.reads().iter().map(|read| outcome(&read.name)).collect(), choices: Vec::new() }
}

fn failed() -> LookupOutcome {
    LookupOutcome::Failed(ReadError::new(FailureCause::Service))
}

fn row(json: &str) -> Row {
    let Some(Value::Map(members)) = Value::from_json(json) else { panic!("{json} is no object") };
    members.into_iter().map(|(name, value)| (name, Attribute::Value(value))).collect()
}

fn claims<'c>(changes: &'c Changes<'_>) -> Vec<(&'c str, &'c str)> {
    changes.claims.iter().map(|(name, json)| (*name, json.as_str())).collect()
}

#[test]
fn only_reads_that_applicable_rules_use_are_needed() {
    let rules = rules(
        r#"{
        "reads": {
            "user": {"table": "App", "get": {"PK": "USER#{event.sub}"}, "expires": "until"},
            "org": {"table": "Orgs", "get": {"id": "{user.orgId}"}},
            "members": {"table": "App", "query": {"PK": "ORG#{event.sub}"}},
            "flag": {"table": "Flags", "get": {"id": "{event.sub}"}}
        },
        "choose": {"active": {"of": "members", "by": "orgId", "prefer": ["user.lastOrg"]}},
        "claims": [
            {"claim": "org", "from": "org.name"},
            {"claim": "plan", "value": "a", "when": {"from": "event.groups", "in": ["staff"]}},
            {"claim": "plan", "from": "active.plan"},
            {"claim": "other", "from": "members.orgId", "clients": ["client-2"]},
            {"claim": "m", "from": "members.orgId", "tokens": ["id"], "when": {"from": "event.groups", "in": ["none"]}},
            {"claim": "flagged", "value": true, "when": {"found": "flag", "is": true}}
        ]
    }"#,
    );
    let needed = |request: TokenRequest<'static>| {
        let needed = Plan::new(&rules, &request, NO_LIMIT).reads();
        let names = rules.reads().iter().zip(needed.reads);
        let reads = names.filter_map(|(read, attributes)| Some((read.name.as_str(), attributes?)));
        let reads: Vec<_> =
            reads.map(|(name, attributes)| format!("{name}: {}", attributes.join(" "))).collect();
        (reads, needed.choices)
    };
    let (mut reads, choices) = needed(request());
    reads.sort();
    assert_eq!(reads, ["flag: id", "org: name", "user: orgId until"]);
    assert_eq!(choices, [false]);
    let (mut reads, choices) =
        needed(TokenRequest::builder(EventVersion::V2).user_name("bob").client_id("client-1").build());
    reads.sort();
    assert_eq!(reads, ["flag: id", "members: plan orgId", "org: name", "user: lastOrg orgId until"]);
    assert_eq!(choices, [true]);
}

#[test]
fn what_users_write_is_placed_last_and_written_in_the_order_of_the_rules() {
    let rules = rules(
        r#"{"claims": [
        {"claim": "nick", "from": "attribute.nickname"},
        {"claim": "toggled", "value": "xxxxxxxxxxxx", "when": {"from": "attribute.nickname", "present": true}},
        {"claim": "name", "from": "event.userName"},
        {"claim": "level", "value": 1}
    ], "scopes": {"add": ["a", "b"]}}"#,
    );
    let request = request();
    let changes = |max| Plan::new(&rules, &request, max).changes(&Lookups::default(), FailedClaims::Null);
    let all = changes(NO_LIMIT);
    assert_eq!(
        claims(&all.access),
        [("nick", r#""m""#), ("toggled", r#""xxxxxxxxxxxx""#), ("name", r#""alice""#), ("level", "1")]
    );
    // A number shorter than null takes the place of a null.
    let bytes = r#"{"nick":null,"toggled":"xxxxxxxxxxxx","name":"alice","level":null}"#.len();
    assert_eq!(all.id.added_bytes, bytes);
    assert_eq!(all.access.added_bytes, bytes + r#"["a","b"]"#.len());
    let short = changes(bytes - 1);
    assert_eq!(
        claims(&short.id),
        [("nick", r#""m""#), ("toggled", "null"), ("name", r#""alice""#), ("level", "1")]
    );
    assert_eq!(short.access.add_scopes, ["a", "b"]);
    let least = changes(r#"{"name":"alice","level":null}["a","b"]"#.len());
    assert_eq!(claims(&least.access), [("name", r#""alice""#), ("level", "1")]);
    assert_eq!(least.access.add_scopes, ["a", "b"]);
}

#[test]
fn an_empty_list_takes_groups_away_only_in_place_of_a_list() {
    let override_of = |mode: &str, attribute: &str, groups: &[&str]| {
        let rules = rules(&format!(
            r#"{{"groups": {{"from": "attribute.{attribute}", "parse": "list", "mode": "{mode}"}}}}"#
        ));
        let request =
            TokenRequest::builder(EventVersion::V1).user_name("alice").user_attribute("empty", "[]");
        let request = request.user_attribute("a", "a").groups(groups).build();
        Plan::new(&rules, &request, NO_LIMIT)
            .changes(&Lookups::default(), FailedClaims::Null)
            .group_override
            .groups
    };
    for (mode, attribute, groups, expected) in [
        ("replace", "empty", &["a"][..], Some(vec![])),
        ("replace", "missing", &["a"], None),
        ("add", "empty", &[], None),
        ("add", "a", &[], Some(vec!["a"])),
        ("remove", "a", &["a", "b"], Some(vec!["b"])),
        ("remove", "a", &["a"], Some(vec![])),
        ("remove", "a", &[], None),
    ] {
        let expected = expected.map(|names| names.into_iter().map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(override_of(mode, attribute, groups), expected, "{mode} {attribute} {groups:?}");
    }
}

#[test]
fn an_explanation_shows_each_step_and_condition() {
    let rules = rules(
        r#"{"claims": [{"claim": "c", "from": "attribute.nickname", "parse": "list", "map": {"x": "y"},
        "default": "d", "when": {"from": "event.groups", "in": ["staff"]}}]}"#,
    );
    let request = request();
    let plan = Plan::new(&rules, &request, NO_LIMIT);
    let explanation = explain(&plan, &Lookups::default(), FailedClaims::Null, "c");
    let [entry] = explanation.entries.as_slice() else { panic!("{explanation:?}") };
    assert_eq!((entry.when, entry.is_for_client), (Verdict::Holds, true));
    let list = |items: &[&str]| {
        TracedValue::Value(Value::List(items.iter().map(|item| Value::Text((*item).to_owned())).collect()))
    };
    let nickname = entry.trace.iter().find_map(|traced| match traced {
        TraceEntry::Source { source, is_user_writable, .. } if source.to_string() == "attribute.nickname" => {
            Some(*is_user_writable)
        }
        _ => None,
    });
    assert_eq!(nickname, Some(true));
    assert!(entry.trace.contains(&TraceEntry::Step { step: Step::Parse, value: list(&["m"]) }));
    assert!(entry.trace.contains(&TraceEntry::Dropped(vec!["m".to_owned()])));
    assert_eq!(entry.outcome, list(&[]));
    assert_eq!(explanation.tokens.first().unwrap().json.as_deref(), Some("[]"));
}
