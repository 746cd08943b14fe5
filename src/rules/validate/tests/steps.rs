use super::*;
use crate::rules::TokenKind;
use crate::rules::pipeline::{Absent, Encoding, Form, From, Mapped, Origin, Parse, Type};
use crate::rules::template::{Case, Piece};
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
