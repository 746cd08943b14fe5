use super::*;

fn faults(json: &str) -> Vec<String> {
    Rules::parse(json, 4096).expect_err(json).0
}

/// Each of `expected` is in a fault of its own, and there is no other.
fn assert_faults(json: &str, expected: &[&str]) {
    let faults = faults(json);
    for text in expected {
        assert!(faults.iter().any(|fault| fault.contains(text)), "{text:?} is not in {faults:#?}");
    }
    assert_eq!(faults.len(), expected.len(), "{faults:#?}");
}

#[test]
fn the_built_in_rules_are_the_three_claims() {
    let rules = Rules::parse(BUILT_IN, 4096).unwrap();
    let names: Vec<_> = rules.claims.iter().map(|rule| rule.claim.as_str()).collect();
    assert_eq!(names, ["userName", "projects", "department"]);
    assert_eq!(rules, Rules::built_in());
    assert!(rules.warnings().is_empty());
}

#[test]
fn every_fault_is_told_with_its_rule() {
    assert_faults(
        r#"{
            "claims": [
                {"claim": "sub", "from": "event.sub", "colour": "red"},
                {"from": "table.x"},
                {"claim": "b", "from": "tabel.x", "tokens": ["id", "refresh"]},
                {"claim": "c", "from": "table.x", "value": 1},
                {"claim": "d"},
                {"claim": "e", "from": "table.x", "encoding": "xml", "types": ["set"]},
                {"claim": "f", "from": "table.x", "tokens": [], "clients": []},
                {"claim": "g", "from": "event.userName", "tokens": ["machine"]},
                {"claim": "h", "value": null},
                {"claim": "i", "value": 12345678901234567890123},
                {"claim": "j", "value": 1, "default": 2},
                "k",
                {"claim": 7, "value": 1},
                {"claim": "", "value": 1},
                {"claim": "address", "value": {"city": "x"}}
            ],
            "suppress": {"id": ["cognito:username", "dev:x"], "acces": []},
            "scopes": {"add": ["a b", "{table.x", "x}", "", "{x}"], "suppress": ["a b"]},
            "groups": {"mode": "merge"},
            "claim": []
        }"#,
        &[
            "the rules: there is no key \"claim\"",
            "rule 1 (\"sub\"): there is no key \"colour\"",
            "rule 1 (\"sub\"): Cognito reserves this name in the ID token",
            "rule 1 (\"sub\"): Cognito reserves this name in the access token",
            "rule 2: it has no claim",
            "rule 3 (\"b\"): there is no source \"tabel.x\"",
            "rule 3 (\"b\"): tokens: unknown variant `refresh`, expected one of `id`, `access`, `machine`",
            "rule 4 (\"c\"): it has both from and value",
            "rule 5 (\"d\"): it has neither from",
            "rule 6 (\"e\"): encoding: unknown variant `xml`, expected one of `json`, `csv`, `space`",
            "rule 6 (\"e\"): types: unknown variant `set`",
            "rule 7 (\"f\"): tokens names none",
            "rule 7 (\"f\"): clients names none",
            "rule 8 (\"g\"): event.userName is a person's",
            "rule 9 (\"h\"): value is null",
            "rule 10 (\"i\"): value: a number as large as",
            "rule 11 (\"j\"): default and types belong to a from",
            "rule 12: it: invalid type: string \"k\"",
            "rule 13: claim: invalid type: integer `7`",
            "rule 13: it has no claim",
            "rule 14 (\"\"): claim \"\": a name has 1 to 256 bytes",
            "rule 15 (\"address\"): Cognito takes no object",
            "suppress: there is no key \"acces\"",
            "suppress: id \"cognito:username\": Cognito never leaves",
            "scopes: add \"a b\": a scope holds no blanks",
            "scopes: add \"{table.x\": a brace is opened and not closed",
            "scopes: add \"x}\": a brace is closed that was not opened",
            "scopes: add \"\": it is empty",
            "scopes: add \"{x}\": there is no source \"x\"",
            "scopes: suppress \"a b\"",
            "groups: mode: unknown variant `merge`",
            "groups: it has no from",
        ],
    );
}

#[test]
fn rules_that_contradict_each_other_are_refused() {
    assert_faults(
        r#"{
            "claims": [
                {"claim": "plan", "value": "gold", "clients": ["a", "b"]},
                {"claim": "plan", "value": "silver", "clients": ["b"], "tokens": ["id"]},
                {"claim": "tier", "value": 1},
                {"claim": "tier", "value": 2, "clients": ["c"], "tokens": ["access"]},
                {"claim": "email", "from": "event.userName"}
            ],
            "suppress": {"id": ["email"]},
            "scopes": {"add": ["x:{table.y}"], "suppress": ["x:{table.y}"]}
        }"#,
        &[
            "could write the claim \"plan\" of one Id token",
            "could write the claim \"tier\" of one Access token",
            "the claim \"email\" of the Id token is both added and suppressed",
            "the scope \"x:{table.y}\" is both added and suppressed",
        ],
    );
    let apart = r#"{"claims": [
        {"claim": "plan", "value": "gold", "clients": ["a"]},
        {"claim": "plan", "value": "silver", "clients": ["b"]},
        {"claim": "plan", "value": "iron", "tokens": ["machine"], "clients": ["a"]},
        {"claim": "email", "value": "x", "tokens": ["access"]}
    ], "suppress": {"id": ["email"]}}"#;
    assert_eq!(Rules::parse(apart, 4096).unwrap().claims.len(), 4);
}

#[test]
fn rules_that_are_longer_than_they_can_work_are_refused() {
    let long = "x".repeat(200);
    let claim = |name: &str, value: &str| format!(r#"{{"claim": {name:?}, "value": {value:?}}}"#);
    let constant = format!(r#"{{"claims": [{}]}}"#, claim("a", &long));
    assert!(Rules::parse(&constant, 4096).is_ok());
    assert!(
        Rules::parse(&constant, 200).unwrap_err().0[0].contains("the constant claim \"a\" weighs 208 bytes")
    );
    assert!(Rules::parse(&constant, 208).is_ok());
    let nulls: Vec<_> = (0..20).map(|index| claim(&format!("{long}{index}"), "")).collect();
    let nulls = format!(r#"{{"claims": [{}]}}"#, nulls.join(","));
    assert!(faults(&nulls)[0].contains("even if all are null"));
    assert!(faults(&format!("{{{}}}", " ".repeat(64 * 1024)))[0].contains("are the most that work"));
    let many = vec![r#""a""#; 201].join(",");
    assert!(faults(&format!(r#"{{"suppress": {{"id": [{many}]}}}}"#))[0].contains("201 entries"));
}

#[test]
fn what_is_no_rule_set_is_refused_and_an_empty_one_changes_nothing() {
    for json in ["", "[]", "7", "{", "{\"claims\": []", "{\"claims\": [], \"claims\": []}"] {
        assert!(faults(json)[0].starts_with("the rules are no JSON object"), "{json}");
    }
    assert_eq!(Rules::parse("{}", 4096).unwrap(), Rules::default());
    assert_eq!(Rules::parse(r#"{"$schema": "x.json", "claims": []}"#, 4096).unwrap(), Rules::default());
    assert_eq!(faults(r#"{"claims": {}}"#).len(), 1);
}

#[test]
fn user_attributes_are_warned_of() {
    let rules = r#"{
        "claims": [
            {"claim": "tenantId", "from": "attribute.custom:tenantId"},
            {"claim": "verified", "from": "attribute.email_verified"},
            {"claim": "projects", "from": "table.projects"}
        ],
        "scopes": {"add": ["m:{attribute.custom:membership}"]},
        "groups": {"from": "attribute.custom:groups"}
    }"#;
    let warnings = Rules::parse(rules, 4096).unwrap().warnings();
    assert_eq!(warnings.len(), 3, "{warnings:#?}");
    for (warning, what) in
        warnings.iter().zip(["claim \"tenantId\"", "scope \"m:{attribute.custom:membership}\"", "the groups"])
    {
        assert!(warning.starts_with(what), "{warning}");
    }
}

/// `UPDATE_SCHEMA=1 cargo test --lib schema` writes it anew.
#[test]
fn the_schema_is_that_of_the_types() {
    let schema = schemars::schema_for!(format::Written);
    let schema = serde_json::to_string_pretty(&schema).unwrap() + "\n";
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write("src/rules/schema.json", &schema).unwrap();
    } else {
        assert_eq!(SCHEMA, schema, "run UPDATE_SCHEMA=1 cargo test --lib schema");
    }
}
