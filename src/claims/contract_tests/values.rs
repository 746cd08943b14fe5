//! Conditions, and the steps from a source to a claim.

use super::*;

const ROW: &str = r#"{"empty": "", "none": [], "text": "x", "list": ["a", 7, true, null], "flag": true, "level": 7,
    "comma": ["a,b", "c"], "deep": [["a"]], "map": {"k": [1]}, "bad": "{", "huge": "1e400", "half": "1.50"}"#;

/// Returns the claims of the ID token.
fn id_claims(version: &str, entries: &[&str], table: &str) -> String {
    let rules = format!(r#"{{"claims": [{}]}}"#, entries.join(","));
    changed(&sign_in(version), &rules, table, NO_LIMIT, |_, changes| claims(&changes.id))
}

#[test]
fn conditions_on_values() {
    for (condition, holds) in [
        (r#"{"from": "table.empty", "present": true}"#, true),
        (r#"{"from": "table.none", "present": true}"#, true),
        (r#"{"from": "attribute.empty", "present": false}"#, false),
        (r#"{"from": ["table.empty", "attribute.empty"], "present": true}"#, false),
        (r#"{"from": {"a": "table.missing", "b": "attribute.missing"}, "present": true}"#, false),
        (r#"{"from": "table.empty", "in": [""]}"#, true),
        (r#"{"from": "table.list", "in": ["7"]}"#, true),
        (r#"{"from": "table.list", "in": [true]}"#, true),
        (r#"{"from": "table.list", "in": ["null"]}"#, false),
        (r#"{"from": "table.none", "in": ["a"]}"#, false),
        (r#"{"from": "table.none", "notIn": ["a"]}"#, true),
        (r#"{"from": "table.flag", "in": ["true"]}"#, true),
        (r#"{"from": "table.flag", "in": ["True"]}"#, false),
        (r#"{"from": "table.map", "notIn": ["x"]}"#, true),
        (r#"{"from": "table.deep", "in": ["a"]}"#, false),
        (r#"{"from": "table.none", "select": "@"}"#, false),
        (r#"{"from": "table.level", "select": "@ > `6`"}"#, true),
        (
            r#"{"any": [{"from": "table.bad", "parse": "json", "in": [1]}, {"found": "table", "is": true}]}"#,
            true,
        ),
        (r#"[{"from": "table.bad", "parse": "json", "in": [1]}, {"found": "table", "is": false}]"#, false),
    ] {
        let entry = format!(r#"{{"claim": "c", "value": 1, "when": {condition}}}"#);
        let expected = if holds { "c=1" } else { "" };
        assert_eq!(id_claims("2", &[&entry], ROW), expected, "{condition}");
    }
}

#[test]
fn an_unknown_condition_decides_unless_another_one_does() {
    let unknown = r#"{"from": "table.text", "present": false}"#;
    let (holds, fails) =
        (r#"{"from": "event.sub", "present": true}"#, r#"{"from": "event.sub", "present": false}"#);
    for (when, expected) in [
        (format!("[{unknown}, {fails}]"), "c=2"),
        (format!("[{unknown}, {holds}]"), "c=null"),
        (format!(r#"{{"any": [{unknown}, {holds}]}}"#), "c=1"),
        (format!(r#"{{"any": [{unknown}, {fails}]}}"#), "c=null"),
        (format!(r#"[{{"any": [{unknown}, {fails}]}}, {fails}]"#), "c=2"),
    ] {
        let first = format!(r#"{{"claim": "c", "value": 1, "when": {when}}}"#);
        let entries = [first.as_str(), r#"{"claim": "c", "value": 2}"#];
        assert_eq!(id_claims("2", &entries, "failed"), expected, "{when}");
    }
}

#[test]
fn default_replaces_absent_values_alone() {
    for (steps, table, expected) in [
        (r#""from": "table.missing""#, ROW, "c=9"),
        (r#""from": "table.missing""#, "", "c=9"),
        (r#""from": "table.missing""#, "failed", "c=null"),
        (r#""from": ["event.sub", "table.missing"]"#, "failed", "c=null"),
        (r#""from": {"a": "event.sub", "b": "table.missing"}"#, "failed", "c=null"),
        (r#""text": "{table.missing}{table.none}""#, ROW, "c=9"),
        (r#""from": "table.empty""#, ROW, r#"c="""#),
        (r#""from": "table.text", "map": {"y": "z"}"#, ROW, "c=9"),
        (r#""from": "table.none", "map": {"*": "z"}, "take": "first""#, ROW, "c=9"),
        (r#""from": "table.map", "map": {"*": "z"}"#, ROW, "c=null"),
        (r#""from": "table.map", "select": "none""#, ROW, "c=9"),
        (r#""from": "table.map", "select": "starts_with(k, 'a')""#, ROW, "c=null"),
        (r#""from": "table.level", "types": ["string"]"#, ROW, "c=null"),
        (r#""from": "table.bad", "parse": "json""#, ROW, "c=null"),
        (r#""from": "table.bad", "parse": "json", "absent": "omit""#, ROW, ""),
        (r#""from": "table.missing", "as": "list""#, ROW, "c=[9]"),
    ] {
        let entry = format!(r#"{{"claim": "c", {steps}, "default": 9}}"#);
        assert_eq!(id_claims("2", &[&entry], table), expected, "{steps} {table}");
    }
}

#[test]
fn forms_in_every_version() {
    for (steps, in_v1, in_v2) in [
        (r#""from": "table.level""#, r#""7""#, "7"),
        (r#""from": "table.flag""#, r#""true""#, "true"),
        (r#""from": "table.none""#, r#""[]""#, "[]"),
        (r#""from": "table.none", "as": "csv""#, r#""""#, r#""""#),
        (r#""from": "table.map", "as": "json""#, r#""{\"k\":[1]}""#, r#""{\"k\":[1]}""#),
        (r#""from": "table.text", "as": "json""#, r#""\"x\"""#, r#""\"x\"""#),
        (r#""from": "table.comma", "as": "csv""#, "null", "null"),
        (r#""from": "table.comma", "encoding": "csv""#, "null", r#"["a,b","c"]"#),
        (r#""from": "table.comma", "encoding": "space""#, r#""a,b c""#, r#"["a,b","c"]"#),
        (r#""from": "table.list", "as": "space""#, "null", "null"),
        (r#""from": "table.deep", "as": "csv""#, "null", "null"),
        (r#""from": "table.half", "as": "number""#, r#""1.50""#, "1.50"),
        (r#""from": "table.huge", "as": "number""#, "null", "null"),
        (r#""from": "table.huge", "parse": "json""#, "null", "null"),
        (r#""from": "table.flag", "as": "boolean""#, r#""true""#, "true"),
        (r#""from": "table.level", "as": "boolean""#, "null", "null"),
        (r#""from": "table.level", "as": "text""#, r#""7""#, r#""7""#),
        (r#""from": "table.map", "as": "list", "encoding": "csv""#, "null", r#"[{"k":[1]}]"#),
        (r#""text": "{attribute.nickname|upper}""#, r#""ALLY""#, r#""ALLY""#),
    ] {
        let entry = format!(r#"{{"claim": "c", {steps}}}"#);
        for (version, expected) in [("1", in_v1), ("2", in_v2), ("3", in_v2)] {
            assert_eq!(id_claims(version, &[&entry], ROW), format!("c={expected}"), "{steps} {version}");
        }
    }
}
