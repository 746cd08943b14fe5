use super::*;
use crate::rules::pipeline::{Absent, Encoding, Form, From, Mapped, Origin, Parse, Type};
use crate::rules::template::{Case, Piece};
use crate::rules::{GroupMode, TokenKind};
use crate::value::Value;

/// Returns the source that `text` names in a claim.
fn source(text: &str) -> Result<Source, RuleFaults> {
    let text = serde_json::to_string(text).unwrap();
    let rules = parse(&format!("{{{}}}", claim(&format!(r#""from": {text}"#))))?;
    match &rules.claims()[0].value.origin {
        Origin::From(From::Source(source)) => Ok(source.clone()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn sources_are_parsed_and_printed_alike() {
    for text in [
        "event.userName",
        "event.preferredRole",
        "event.scopes",
        "attribute.custom:a.b",
        "attribute.\"a}b\"",
        "table.projects",
        "table.a b.c",
        "table.\"plan.name\".\"{x}\".y",
        r#"table."say \"hi\"""#,
    ] {
        assert_eq!(source(text).unwrap().to_string(), text);
    }
    let path = |text| source(text).unwrap().rows().unwrap().path.clone();
    assert_eq!(path("table.plan.name"), ["plan", "name"]);
    assert_eq!(path("table.\"plan.name\""), ["plan.name"]);
    assert_eq!(path(r#"table."a\"b""c\d\\""#), [r#"a"b"c\d\"#]);
    assert_eq!(source("attribute.a.b"), Ok(Source::UserAttribute("a.b".to_owned())));
}

#[test]
fn sources_that_do_not_exist_are_faults() {
    for (text, expected) in [
        ("", "there is no such source"),
        ("projects", "there is no such source"),
        ("table", "used as a whole"),
        ("table.", "a name is missing"),
        ("table.a..b", "a name is missing"),
        ("table.a\"b", "stands in double quotes"),
        ("table.{x}", "stands in double quotes"),
        ("table.\"a", "not closed"),
        ("table.\"a\"b", "ends with a dot or at the end"),
        ("table.\"\"", "ends with a dot or at the end"),
        ("event", "event has userName"),
        ("event.user", "event has userName"),
        ("event.username", "did you mean event.userName"),
        ("event.userName.x", "did you mean event.userName?"),
        ("attribute", "there is no such source"),
        ("attribute.", "1 to 256 bytes"),
        ("clientMetadata.orgId", "stands only in choose.prefer"),
        ("Table.x", "did you mean \"table\""),
    ] {
        let faults = source(text).expect_err(text).to_string();
        assert!(faults.contains(expected), "{text:?}: {faults}");
    }
}

#[test]
fn every_step_is_read() {
    let rules = valid(
        r#"{"claims": [{
            "claim": "c", "from": {"a": "attribute.x", "b": "table.y"}, "parse": "list", "select": "[a, b]",
            "map": {"z": "1", "*": ["2", "3"], "a": []}, "take": "first", "types": ["list", "string"],
            "default": {"n": 1.5}, "absent": "omit", "as": "json", "encoding": "csv",
            "tokens": ["access", "id", "access"], "clients": ["k"]
        }]}"#,
    );
    let rule = &rules.claims()[0];
    let value = &rule.value;
    assert_eq!(value.origin.sources().len(), 2);
    assert_eq!(value.parse, Some(Parse::List));
    assert_eq!(value.select.as_ref().unwrap().as_str(), "[a, b]");
    let map = value.map.as_ref().unwrap();
    let entries: Vec<_> = map.entries.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!((entries, map.otherwise_position, map.takes_first), (vec!["z", "a"], 1, true));
    assert_eq!(map.otherwise, Some(Mapped::List(vec!["2".to_owned(), "3".to_owned()])));
    assert_eq!(value.types, Some(vec![Type::List, Type::String]));
    assert_eq!(value.default.as_ref().unwrap().to_json(), r#"{"n":1.5}"#);
    assert_eq!((value.absent, value.form, value.encoding), (Absent::Omit, Some(Form::Json), Encoding::Csv));
    assert_eq!(rule.tokens, [TokenKind::Access, TokenKind::Id]);
    assert_eq!(rule.limits.clients, Some(vec!["k".to_owned()]));
}

#[test]
fn templates_are_split_into_text_and_sources() {
    let rules = valid(r#"{"scopes": {"add": ["{{a}}:{attribute.b|lower}{event.sub|upper}"]}}"#);
    let Origin::Text(template) = &rules.scopes()[0].value.origin else { panic!() };
    assert_eq!(
        template.pieces,
        [
            Piece::Text("{a}:".to_owned()),
            Piece::Source { source: Source::UserAttribute("b".to_owned()), case: Some(Case::Lower) },
            Piece::Source { source: Source::Event(EventField::Sub), case: Some(Case::Upper) },
        ]
    );
    assert_eq!(template.to_string(), rules.scopes()[0].label);
    for (text, expected) in [
        ("{event.sub", "a brace is not closed"),
        ("event.sub}", "closed but not opened"),
        ("{event.sub|title}", "after | only lower or upper"),
        ("{ event.sub }", "did you mean \"event\"?"),
        ("{}", "there is no such source"),
    ] {
        assert_fault(&claim(&format!(r#""text": "{text}""#)), expected);
    }
    assert!(parse(r#"{"claims": [{"claim": "c", "text": "{table.\"a}|b\"}"}]}"#).is_ok());
}

#[test]
fn steps_that_can_never_give_a_value_are_faults() {
    for (steps, expected) in [
        (r#""from": "event.sub", "text": "x""#, "more than one of from, text and value"),
        (r#""value": "x", "select": "@""#, "select has no effect on a constant"),
        (r#""value": "x", "parse": "json""#, "parse has no effect on a constant"),
        (r#""value": "x", "map": {"x": "y"}"#, "map has no effect on a constant"),
        (r#""value": "x", "types": ["string"]"#, "types has no effect on a constant"),
        (r#""value": "x", "default": "y""#, "default has no effect on a constant"),
        (r#""value": "x", "as": "number""#, "as: the value can never have this form"),
        (r#""value": {"a": 1}, "as": "csv""#, "as: the value can never have this form"),
        (r#""value": null"#, "a constant cannot be null"),
        (r#""value": [null]"#, "a constant cannot be null"),
        (r#""value": 12345678901234567890123"#, "cannot be exact"),
        (r#""value": 0.1234567890123456789"#, "cannot be exact"),
        (r#""value": 1e999"#, "cannot be exact"),
        (r#""from": []"#, "names no source"),
        (r#""from": {}"#, "names no source"),
        (r#""from": "table.x", "take": "first""#, "take needs map"),
        (r#""from": "table.x", "map": {}"#, "has no entries"),
        (r#""from": "table.x", "map": {"a": 1}"#, "expected text or a list of texts"),
        (r#""from": "table.x", "types": []"#, "names no type"),
        (r#""from": "table.x", "select": "[""#, "not valid JMESPath at character"),
        (r#""from": "attribute.x", "types": ["boolean"]"#, "it is text, as every user attribute is"),
        (r#""from": "attribute.x", "parse": "csv", "types": ["string"]"#, "can have none of these types"),
        (r#""from": "event.groups", "types": ["string", "map"]"#, "can have none of these types"),
        (r#""from": {"a": "table.x"}, "map": {"a": "b"}"#, "this value is an object"),
        (r#""from": "event.groups", "as": "number""#, "as: the value can never have this form"),
        (r#""from": "event.sub", "clients": []"#, "names no client"),
        (r#""from": "event.sub", "tokens": []"#, "names no token"),
        (r#""from": "event.sub", "when": []"#, "the list has no condition"),
        (r#""from": "event.sub", "when": null"#, "expected an object, found null"),
        (r#""from": "event.sub", "from": "event.sub""#, "given more than once"),
        (r#""from": "table.x", "map": {"a": "b", "a": "c"}"#, "given more than once"),
    ] {
        assert_fault(&claim(steps), expected);
    }
    for steps in [
        r#""from": "attribute.x", "parse": "json", "types": ["boolean"]"#,
        r#""from": "attribute.x", "select": "length(@)", "types": ["number"]"#,
        r#""from": "attribute.x", "types": ["string", "list"]"#,
        r#""from": "event.groups", "map": {"a": "b"}, "take": "first", "types": ["string"]"#,
        r#""from": "event.groups", "default": "0", "as": "number""#,
        r#""value": "7", "as": "number""#,
        r#""value": 18446744073709551615"#,
        r#""from": "table.x", "default": null, "tokens": null, "types": null, "clients": null"#,
    ] {
        valid(&format!("{{{}}}", claim(steps)));
    }
}

#[test]
fn constants_are_printed_as_in_the_first_version() {
    for (json, expected) in [("1.50", "1.5"), ("1e2", "100.0"), ("-0.0", "-0.0"), ("7", "7"), ("0.1", "0.1")]
    {
        let rules = valid(&format!("{{{}}}", claim(&format!(r#""value": {json}"#))));
        assert_eq!(rules.claims()[0].value.origin, Origin::Constant(Value::Number(expected.to_owned())));
    }
}

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
