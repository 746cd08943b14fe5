use std::collections::HashMap;

use super::*;
use crate::rules::read::Owner;
use crate::rules::source::{EventField, Source};
use crate::rules::{BUILT_IN, DefaultRead};

mod entries;
mod properties;
mod reads;
mod steps;
mod warnings;

fn parse_with_limit(json: &str, max_claim_bytes: usize) -> Result<Rules, RuleFaults> {
    let tables = HashMap::from([("MEMBERS_TABLE", "Memberships"), ("EMPTY", ""), ("BAD", "no table")]);
    let variable = |name: &str| tables.get(name).map(|table| (*table).to_owned());
    let default_read = DefaultRead {
        table: "UserInfoTable".to_owned(),
        key: Source::Event(EventField::UserName),
        key_attribute: "userName".to_owned(),
    };
    Rules::parse(json, &RuleContext { max_claim_bytes, default_read, variable: &variable })
}

fn parse(json: &str) -> Result<Rules, RuleFaults> {
    parse_with_limit(json, 4096)
}

fn valid(json: &str) -> Rules {
    parse(json).unwrap_or_else(|faults| panic!("{json}: {faults}"))
}

/// Returns the faults, each as `place: message`.
fn faults(json: &str) -> Vec<String> {
    parse(json).expect_err(json).0.iter().map(ToString::to_string).collect()
}

/// Asserts that each of `expected` begins a fault, in any order, and that there is no other.
#[track_caller]
fn assert_faults(json: &str, expected: &[&str]) {
    let faults = faults(json);
    for text in expected {
        assert!(faults.iter().any(|fault| fault.contains(text)), "{text:?} is not in {faults:#?}");
    }
    assert_eq!(faults.len(), expected.len(), "{faults:#?}");
}

/// Asserts that the one member `part` has exactly one fault, which contains `expected`.
#[track_caller]
fn assert_fault(part: &str, expected: &str) {
    assert_faults(&format!("{{{part}}}"), &[expected]);
}

/// Returns a claim with these steps.
fn claim(steps: &str) -> String {
    format!(r#""claims": [{{"claim": "c", {steps}}}]"#)
}

#[test]
fn built_in_rules_use_the_default_read() {
    let rules = valid(BUILT_IN);
    let names: Vec<_> = rules.claims().iter().map(|rule| rule.claim.as_str()).collect();
    assert_eq!(names, ["userName", "projects", "department"]);
    let [read] = rules.reads() else { panic!("{:?}", rules.reads()) };
    assert_eq!((read.name.as_str(), read.table.as_str()), ("table", "UserInfoTable"));
    assert_eq!(read.owner, Owner::IfPresent("sub".to_owned()));
    assert_eq!(rules.warnings(), []);
}

#[test]
fn empty_rules_change_nothing() {
    assert_eq!(valid("{}"), Rules::default());
    assert_eq!(valid(r#"{"$schema": "x.json", "claims": [], "preferredRole": null}"#), Rules::default());
}

#[test]
fn what_is_not_a_json_object_is_one_fault() {
    let deep = format!(r#"{{"claims": {}{}}}"#, "[".repeat(40), "]".repeat(40));
    let long = format!("{{{}}}", " ".repeat(64 * 1024));
    for json in ["", "[]", "7", "{", "{\"claims\": []", r#"{"claims": ["\ud800"]}"#, &deep, &long] {
        assert_faults(json, &["the rules: "]);
    }
}

#[test]
fn every_fault_is_reported_with_its_place() {
    assert_faults(
        r#"{
            "reads": {
                "user": {"get": {"PK": "{event.sub"}, "atMost": 0},
                "a-b": {"get": {"id": "{event.sub}"}}
            },
            "choose": {"best": {"by": 7, "otherwise": "last"}},
            "refuse": [{"when": {"from": "event.userName", "in": []}, "message": "", "for": "admin"}],
            "claims": [
                {"claim": "sub", "from": "event.sub", "colour": "red", "form": 1},
                {"from": "event.sub"},
                {"claim": "b", "from": "tabel.x", "tokens": ["id", "refresh"]},
                "c",
                {"claim": 7, "value": 1},
                {"claim": "d", "value": 1, "when": [{"any": [{"from": "event.sub"}]}, {"found": "usr", "is": true}]}
            ],
            "suppress": {"id": ["cognito:username", "dev:x"], "acces": []},
            "scopes": {"add": ["a b", "{table.x", "x}", ""], "suppress": ["a b"]},
            "groups": [{"mode": "merge", "from": "table.groups"}, {}],
            "roles": {"value": null},
            "claim": []
        }"#,
        &[
            r#"the rules: unknown key "claim"; did you mean "claims"?"#,
            "reads.user.get.PK: \"{event.sub\": a brace is not closed",
            "reads.user.atMost: expected a whole number from 1 to 1000",
            "reads.user: no rule uses it",
            "reads.a-b: a name consists of letters and digits",
            "reads.a-b: no rule uses it",
            "choose.best: needs of",
            "choose.best.by: expected text, found a number",
            r#"choose.best.otherwise: "last" is unknown; expected one of first, only, none"#,
            "choose.best.prefer: names no preference",
            "choose.best: no rule uses it",
            "refuse[0].when.in: the list has no value",
            "refuse[0].message: a message has 1 to",
            r#"refuse[0].for: "admin" is unknown; expected one of user, machine"#,
            r#"claims[0] ("sub"): unknown key "colour"; the keys here are claim, tokens, encoding, from"#,
            r#"claims[0] ("sub"): unknown key "form"; did you mean "from"?"#,
            r#"claims[0] ("sub"): Cognito reserves this claim in the ID token"#,
            r#"claims[0] ("sub"): Cognito reserves this claim in the access token"#,
            "claims[1]: needs claim",
            r#"claims[2] ("b").from: "tabel.x": there is no read or choice "tabel"; did you mean "table"?"#,
            r#"claims[2] ("b").tokens: "refresh" is unknown; expected one of id, access, machine"#,
            "claims[3]: expected an object, found text",
            "claims[4].claim: expected text, found a number",
            r#"claims[5] ("d").when[0].any[0]: a condition has one of in, notIn"#,
            r#"claims[5] ("d").when[1]: found "usr": there is no read or choice "usr"; did you mean "user"?"#,
            r#"suppress: unknown key "acces"; did you mean "access"?"#,
            r#"suppress.id[0]: "cognito:username": Cognito does not let"#,
            "scopes.add[0]: \"a b\": a scope has no blanks",
            "scopes.add[1]: \"{table.x\": a brace is not closed",
            "scopes.add[2]: \"x}\": a brace is closed but not opened",
            "scopes.add[3]: \"\": the template is empty",
            "scopes.suppress[0]: \"a b\": a scope has no blanks",
            r#"groups[0].mode: "merge" is unknown"#,
            "groups[1]: needs from",
            "roles.value: a constant cannot be null",
        ],
    );
}
