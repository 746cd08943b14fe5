//! Whole plans: from rules and an event to what changes in the tokens.

use super::*;
use crate::event::Event;
use crate::lookup::LookupOutcome;
use crate::repository::{FailureCause, ReadError};
use crate::row::{Attribute, Row};
use crate::rules::source::{EventField, Source};
use crate::rules::{DefaultRead, RuleContext};
use crate::value::Value;

mod failures;
mod values;

/// A claim size limit that nothing here reaches.
const NO_LIMIT: usize = 65_536;

fn parse(rules: &str) -> Result<Rules, crate::rules::RuleFaults> {
    let default_read = DefaultRead {
        table: "Users".to_owned(),
        key: Source::Event(EventField::UserName),
        key_attribute: "userName".to_owned(),
    };
    Rules::parse(rules, &RuleContext { max_claim_bytes: NO_LIMIT, default_read, variable: &|_| None })
}

/// What the read `table` returns: a row as a JSON object, nothing (`""`), or a failure (`"failed"`).
fn lookups(rules: &Rules, table: &str) -> Lookups {
    let outcome = |_| match table {
        "" => LookupOutcome::NotFound,
        "failed" => LookupOutcome::Failed(ReadError::new(FailureCause::Service)),
        json => match Value::from_json(json) {
            Some(Value::Map(row)) => {
                let row = row.into_iter().map(|(name, value)| (name, Attribute::Value(value)));
                LookupOutcome::Row(row.collect::<Row>())
            }
            _ => panic!("{json} is no row"),
        },
    };
    Lookups { reads: rules.reads().iter().map(outcome).collect(), choices: Vec::new() }
}

/// A sign-in with groups, roles and a nickname.
fn sign_in(version: &str) -> String {
    let request = r#"{"userAttributes": {"sub": "s-1", "nickname": "ally", "empty": ""}, "scopes": ["openid"],
        "groupConfiguration": {"groupsToOverride": ["g1","g2"], "iamRolesToOverride": ["r1"], "preferredRole": "r1"}}"#;
    format!(
        r#"{{"version": "{version}", "triggerSource": "TokenGeneration_Authentication", "userName": "alice",
            "callerContext": {{"clientId": "client-1"}}, "request": {request}, "response": {{}}}}"#
    )
}

/// Passes what `rules` change for `event` to `view`.
fn changed<T>(
    event: &str,
    rules: &str,
    table: &str,
    limit: usize,
    view: impl FnOnce(&Event<'_>, &TokenChanges<'_>) -> T,
) -> T {
    let rules = parse(rules).unwrap_or_else(|faults| panic!("{rules}: {faults}"));
    let event = Event::parse(event).unwrap();
    let plan = Plan::new(&rules, event.request(), limit);
    view(&event, &plan.changes(&lookups(&rules, table), FailedClaims::Null))
}

fn claims(changes: &Changes<'_>) -> String {
    changes.claims.iter().map(|(name, json)| format!("{name}={json}")).collect::<Vec<_>>().join(" ")
}

#[test]
fn whole_rows_have_the_attributes_that_their_read_names() {
    let rules = r#"{
        "reads": {"user": {"get": {"id": "{event.sub}"}, "owner": "id", "expires": "ttl", "attributes": ["text", "other"]}},
        "claims": [{"claim": "user", "from": "user"}, {"claim": "flag", "from": "user.flag"}]
    }"#;
    let row = r#"{"id": "s-1", "ttl": 9, "text": "x", "flag": true}"#;
    changed(&sign_in("2"), rules, row, NO_LIMIT, |_, changes| {
        assert_eq!(claims(&changes.id), r#"user={"text":"x"} flag=true"#);
    });
}

#[test]
fn scopes_are_added_unless_they_are_suppressed() {
    let row = r#"{"scopes": ["a", "a", 7, "b c", "", "blocked", "maybe", "gone"]}"#;
    let suppress = r#"["gone", {"scope": "blocked", "when": {"from": "table.scopes", "in": ["a"]}},
        {"scope": "maybe", "when": {"from": "table.scopes", "in": ["none"]}}]"#;
    let rules = format!(
        r#"{{"scopes": {{"add": [{{"from": "table.scopes"}}, "s:{{event.sub}}"], "suppress": {suppress}}}}}"#
    );
    for (version, table, added, suppressed) in [
        ("2", row, &["a", "7", "maybe", "s:s-1"][..], &["gone", "blocked"][..]),
        ("2", "failed", &["s:s-1"], &["gone"]),
        ("1", row, &[], &[]),
    ] {
        changed(&sign_in(version), &rules, table, NO_LIMIT, |_, changes| {
            assert_eq!(changes.access.add_scopes, added, "{table}");
            assert_eq!(changes.access.suppress_scopes, suppressed, "{table}");
        });
    }
}

#[test]
fn groups_and_roles_keep_what_no_entry_changes() {
    const KEPT: &str = r#""groupsToOverride":["g1","g2"]"#;
    let row = r#"{"groups": ["g2", "g3", "g3"], "none": [], "number": 7}"#;
    for (rules, table, expected) in [
        (r#""groups": {"from": "table.groups"}"#, row, r#""groupsToOverride":["g1","g2","g3"]"#),
        (
            r#""groups": {"from": "table.groups", "mode": "replace"}"#,
            row,
            r#""groupsToOverride":["g2","g3"]"#,
        ),
        (r#""groups": {"from": "table.none", "mode": "replace"}"#, row, r#""groupsToOverride":[]"#),
        (r#""groups": {"from": "table.groups", "mode": "remove"}"#, row, r#""groupsToOverride":["g1"]"#),
        (
            r#""groups": [{"value": "g2", "mode": "remove"}, {"value": ["g4", "g2"]}]"#,
            row,
            r#""groupsToOverride":["g1","g4","g2"]"#,
        ),
        (r#""groups": {"from": "table.groups", "mode": "replace"}"#, "failed", ""),
        (r#""groups": {"from": "table.missing", "mode": "replace"}"#, row, ""),
        (r#""groups": {"from": "table.number", "mode": "replace"}"#, row, ""),
        (r#""groups": {"value": "g3", "when": {"found": "table", "is": false}}"#, "failed", ""),
        (r#""roles": {"value": "r2"}"#, row, r#""iamRolesToOverride":["r1","r2"]"#),
        (r#""preferredRole": {"value": "r2"}"#, row, r#""preferredRole":"r2""#),
        (r#""preferredRole": {"value": ["r1", "r2"]}"#, row, ""),
    ] {
        for version in ["1", "2", "3"] {
            let event = sign_in(version);
            let rules = format!("{{{rules}}}");
            changed(&event, &rules, table, NO_LIMIT, |event, changes| {
                let response = crate::response::complete(event, changes);
                let (_, response) = response.rsplit_once(r#""response":"#).unwrap();
                assert!(response.contains(expected), "{rules}: {response}");
                assert_eq!(
                    response.contains("groupOverrideDetails"),
                    !expected.is_empty(),
                    "{rules}: {response}"
                );
                let is_kept = expected.is_empty() || expected.contains("groups") || response.contains(KEPT);
                assert!(is_kept, "{rules}: {response}");
            });
        }
    }
}

#[test]
fn machine_tokens_get_what_is_for_machines() {
    let rules = r#"{
        "claims": [{"claim": "c", "value": 1}, {"claim": "m", "from": "event.clientId", "tokens": ["machine"]}],
        "suppress": {"access": ["c2"]}, "groups": {"value": "g"}, "roles": {"value": "r"}, "preferredRole": {"value": "r"},
        "scopes": {"add": ["s", {"value": "t", "tokens": ["machine"]}, {"from": "event.clientId", "tokens": ["machine"]}],
            "suppress": ["t", {"scope": "client-1", "tokens": ["machine"]}]}
    }"#;
    for version in ["2", "3"] {
        let event = sign_in(version).replace("Authentication", "ClientCredentials");
        changed(&event, rules, "", NO_LIMIT, |_, changes| {
            assert_eq!(
                (claims(&changes.id), claims(&changes.access)),
                (String::new(), r#"m="client-1""#.to_owned())
            );
            assert!(changes.access.suppress.is_empty());
            assert_eq!(
                (&changes.access.add_scopes[..], &changes.access.suppress_scopes[..]),
                (&["t".to_owned()][..], &["client-1"][..])
            );
            assert_eq!(changes.group_override, GroupOverride::default());
        });
    }
}

#[test]
fn what_users_write_is_placed_last() {
    let long = "x".repeat(60);
    let row = format!(r#"{{"plan": "gold", "groups": ["g3", "{long}"], "long": "{long}"}}"#);
    for (rules, limit, id, access, groups) in [
        // A user's claim stands first in the rules, and is the one that becomes null.
        (
            r#""claims": [{"claim": "n", "text": "{attribute.nickname}"}, {"claim": "p", "from": "table.plan"}]"#,
            22,
            r#"n=null p="gold""#,
            r#"n=null p="gold""#,
            None,
        ),
        // A constant whose condition a user can write counts as the user's.
        (
            r#""claims": [{"claim": "n", "value": "ally", "when": {"from": "attribute.nickname", "present": true}}, {"claim": "p", "from": "table.plan"}]"#,
            22,
            r#"n=null p="gold""#,
            r#"n=null p="gold""#,
            None,
        ),
        (
            r#""claims": [{"claim": "a", "from": "table.long"}, {"claim": "b", "from": "table.plan"}]"#,
            40,
            r#"a=null b="gold""#,
            r#"a=null b="gold""#,
            None,
        ),
        // The access token has no room for the groups, so that neither token gets them.
        (
            r#""claims": [{"claim": "a", "from": "table.long", "tokens": ["access"]}], "groups": [{"from": "table.groups"}, {"value": "g9"}]"#,
            90,
            "",
            &format!(r#"a="{long}""#),
            Some(&["g1", "g2", "g9"][..]),
        ),
    ] {
        let rules = format!("{{{rules}}}");
        changed(&sign_in("2"), &rules, &row, limit, |_, changes| {
            assert_eq!(
                (claims(&changes.id).as_str(), claims(&changes.access).as_str()),
                (id, access),
                "{rules}"
            );
            let names = changes
                .group_override
                .groups
                .as_ref()
                .map(|names| names.iter().map(String::as_str).collect::<Vec<_>>());
            assert_eq!(names.as_deref(), groups, "{rules}");
        });
    }
}
