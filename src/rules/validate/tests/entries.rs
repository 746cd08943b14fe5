use super::*;
use crate::rules::{GroupMode, TokenKind};

#[test]
fn conditions_have_one_kind_and_what_belongs_to_it() {
    for (condition, expected) in [
        (r#"{"from": "event.sub"}"#, "a condition has one of in, notIn, present"),
        (r#"{"from": "event.sub", "in": ["a"], "present": true}"#, "in, present, not several"),
        (r#"{"in": ["a"]}"#, "in needs from"),
        (r#"{"from": "event.sub", "in": [null]}"#, "expected text, a number, true or false, found null"),
        (r#"{"from": "event.sub", "in": "a"}"#, "expected a list, found text"),
        (r#"{"from": "event.sub", "present": "yes"}"#, "expected true or false, found text"),
        (r#"{"from": "event.sub", "present": true, "parse": "csv"}"#, "parse does not go with present"),
        (r#"{"from": "event.sub", "select": "foo(@)"}"#, "there is no function \"foo\""),
        (r#"{"found": "table"}"#, "found needs is"),
        (r#"{"found": "event", "is": true}"#, "found \"event\": there is no such source"),
        (r#"{"found": "table", "is": true, "from": "event.sub"}"#, "from does not go with found"),
        (r#"{"any": {"found": "table", "is": true}}"#, "expected a list of conditions"),
        (r#"{"any": []}"#, "the list has no condition"),
    ] {
        assert_fault(
            &format!(r#""suppress": {{"id": [{{"claim": "email", "when": {condition}}}]}}"#),
            expected,
        );
    }
    let rules = valid(
        r#"{"refuse": [{"when": [
            {"from": ["table.a", "attribute.b"], "parse": "csv", "in": [7, "x", true, 1.0]},
            {"any": [{"from": "event.groups", "notIn": ["a"]}, {"found": "table", "is": false}]},
            {"from": {"a": "table.c"}, "select": "a"}
        ], "message": "No.", "for": ["user"]}]}"#,
    );
    let when = format!("{:?}", rules.refusals()[0].limits.when);
    assert!(when.contains(r#"values: ["7", "x", "true", "1.0"], negated: false"#), "{when}");
}

#[test]
fn reserved_claims_cannot_be_written() {
    for (claim, expected) in [
        (r#"{"claim": "cognito:groups", "from": "table.x", "tokens": ["id"]}"#, "; use groups"),
        (r#"{"claim": "dev:x", "value": 1, "tokens": ["id"]}"#, "reserves this claim in the ID token"),
        (r#"{"claim": "client_id", "value": 1, "tokens": ["machine"]}"#, "in a machine token"),
        (r#"{"claim": "aud", "from": "event.clientId", "tokens": ["id"]}"#, "in the ID token"),
        (r#"{"claim": "aud", "value": "x", "tokens": ["access"]}"#, "can only be"),
        (r#"{"claim": "aud", "from": "event.clientId", "as": "list", "tokens": ["machine"]}"#, "can only be"),
        (r#"{"claim": "address", "value": {"city": "x"}}"#, "takes no object"),
        (r#"{"claim": "address", "from": {"city": "table.x"}, "tokens": ["id"]}"#, "takes no object"),
    ] {
        assert_fault(&format!(r#""claims": [{claim}]"#), expected);
    }
    valid(
        r#"{"claims": [
            {"claim": "aud", "from": "event.clientId", "tokens": ["access", "machine"]},
            {"claim": "address", "from": {"city": "table.x"}, "as": "json"}
        ], "suppress": {"id": ["cognito:groups", "cognito:roles", "cognito:preferred_role", "dev:x"]}}"#,
    );
}

#[test]
fn users_sources_stay_out_of_machine_tokens() {
    for source in ["event.userName", "event.sub", "event.groups", "attribute.x", "table.x"] {
        let expected = format!("{source} exists for users only");
        assert_fault(&claim(&format!(r#""from": "{source}", "tokens": ["machine", "id"]"#)), &expected);
        let scope = format!(r#""scopes": {{"add": [{{"text": "{{{source}}}", "tokens": ["machine"]}}]}}"#);
        assert_fault(&scope, &expected);
        let refusal =
            format!(r#""refuse": [{{"when": {{"from": "{source}", "present": true}}, "for": "machine"}}]"#);
        assert_fault(&refusal, &expected);
    }
    for source in ["event.clientId", "event.triggerSource", "event.userPoolId", "event.scopes"] {
        valid(&format!("{{{}}}", claim(&format!(r#""from": "{source}", "tokens": ["machine", "id"]"#))));
    }
}

#[test]
fn groups_and_scopes_take_every_form() {
    let rules = valid(
        r#"{
            "scopes": {
                "add": ["a:{table.x}", {"from": "event.groups", "map": {"g": ["s1", "s2"]}, "tokens": ["access"]}],
                "suppress": ["b", {"scope": "c", "tokens": ["machine"], "clients": ["k"]}]
            },
            "groups": {"from": "table.groups"},
            "roles": [{"from": "table.roles", "mode": "replace"}, {"value": ["r"], "mode": "remove"}],
            "preferredRole": {"from": "table.role"}
        }"#,
    );
    assert_eq!(rules.scopes()[1].label, "event.groups");
    assert_eq!(rules.suppress_scopes()[1].tokens, [TokenKind::Machine]);
    assert_eq!(rules.groups()[0].mode, GroupMode::Add);
    assert_eq!(rules.roles()[1].mode, GroupMode::Remove);
    for (part, expected) in [
        (r#""scopes": {"add": [{"from": "table.x", "tokens": ["id"]}]}"#, "the ID token has no scopes"),
        (r#""scopes": {"add": [{"value": "a b"}]}"#, "a scope has no blanks"),
        (r#""scopes": {"add": [{"from": "table.x", "map": {"a": ["b c"]}}]}"#, "a scope has no blanks"),
        (r#""groups": {"from": "table.x", "tokens": ["id"]}"#, "unknown key \"tokens\""),
        (r#""refuse": [{"message": "No."}]"#, "needs when"),
        (r#""refuse": [{"when": {"found": "table", "is": false}, "message": "a\nb"}]"#, "none a control"),
    ] {
        assert_fault(part, expected);
    }
}

#[test]
fn entries_that_never_apply_or_contradict_are_faults() {
    let when = r#""when": {"found": "table", "is": true}"#;
    for (claims, expected) in [
        (r#"{"claim": "c", "value": 1}, {"claim": "c", "value": 2}"#.to_owned(), "claims[1] (\"c\"): never applies"),
        (
            r#"{"claim": "c", "value": 1, "tokens": ["id"]}, {"claim": "c", "value": 1, "tokens": ["access"]},
               {"claim": "c", "value": 2, "clients": ["k"]}"#
                .to_owned(),
            "claims[2] (\"c\"): never applies",
        ),
        (
            format!(r#"{{"claim": "c", "value": 1, {when}}}, {{"claim": "c", "value": 2, {when}}}"#),
            "claims[1] (\"c\"): never applies",
        ),
    ] {
        assert_fault(&format!(r#""claims": [{claims}]"#), expected);
    }
    valid(&format!(
        r#"{{"claims": [
            {{"claim": "c", "value": 1, {when}}},
            {{"claim": "c", "value": 2, "clients": ["k"]}},
            {{"claim": "c", "value": 3, "clients": ["k", "l"]}},
            {{"claim": "c", "value": 4, "tokens": ["id"]}},
            {{"claim": "c", "value": 5}},
            {{"claim": "email", "value": 5, "clients": ["k"]}}
        ], "suppress": {{"id": ["email", {{"claim": "c", {when}}}]}}, "scopes": {{"add": ["s"],
            "suppress": [{{"scope": "s", "clients": ["k"]}}]}}}}"#
    ));
    assert_fault(
        r#""claims": [{"claim": "c", "value": 1}], "suppress": {"access": ["c"]}"#,
        "claims[0] (\"c\"): is also suppressed in the access token",
    );
    assert_fault(r#""scopes": {"add": ["s"], "suppress": ["s"]}"#, "scopes.add[0]: is also suppressed");
}

#[test]
fn rules_beyond_the_limits_are_faults() {
    let many = vec![r#""a""#; 201].join(",");
    assert_fault(&format!(r#""suppress": {{"id": [{many}]}}"#), "suppress.id: 201 entries; the limit is 200");
    let long = "x".repeat(200);
    let constant = format!(r#"{{"claims": [{{"claim": "a", "value": "{long}"}}]}}"#);
    let faults = parse_with_limit(&constant, 200).unwrap_err().to_string();
    assert!(faults.contains("takes 208 bytes; the claim size limit is 200"), "{faults}");
    assert!(parse_with_limit(&constant, 208).is_ok());
    let nulls: Vec<_> =
        (0..20).map(|index| format!(r#"{{"claim": "{long}{index}", "value": ""}}"#)).collect();
    assert_faults(&format!(r#"{{"claims": [{}]}}"#, nulls.join(",")), &["ID token", "access token"]);
}
