use super::*;

#[test]
fn conditions_that_exclude_one_another_give_a_warning() {
    let status = |rest: &str| format!(r#"{{"from": "table.status", {rest}}}"#);
    let (present, absent) = (status(r#""present": true"#), status(r#""present": false"#));
    let (found, missing) = (r#"{"found": "table", "is": true}"#, r#"{"found": "table", "is": false}"#);
    let (is_a, is_a_or_b) = (status(r#""in": ["a"]"#), status(r#""in": ["a", "b"]"#));
    let (not_a, is_b) = (status(r#""notIn": ["a"]"#), status(r#""in": ["b"]"#));
    let client = |id: &str| format!(r#"{{"from": "event.clientId", "in": ["{id}"]}}"#);
    for (one, other, can_hold) in [
        (present.as_str(), absent.as_str(), false),
        (found, missing, false),
        (&is_a, &not_a, false),
        (&absent, &is_a, false),
        (&client("x"), &client("y"), false),
        (&is_a_or_b, &not_a, true),
        // A list can hold both.
        (&is_a, &is_b, true),
        (&absent, &not_a, true),
        (&present, found, true),
        (&client("x"), &client("x"), true),
    ] {
        for when in [format!("[{one}, {other}]"), format!("[{other}, {one}]")] {
            let rules = valid(&format!("{{{}}}", claim(&format!(r#""value": 1, "when": {when}"#))));
            let warnings: Vec<_> = rules.warnings().iter().map(ToString::to_string).collect();
            assert_eq!(warnings.iter().any(|warning| warning.contains("never hold")), !can_hold, "{when}");
        }
    }
}

#[test]
fn doubtful_rules_give_warnings() {
    let rules = valid(
        r#"{
            "reads": {
                "byEmail": {"index": "email-index", "query": {"email": "{attribute.email|lower}"}},
                "local": {"index": "local-index", "query": {"id": "{event.sub}"}, "consistent": true},
                "tenant": {"get": {"id": "{attribute.custom:tenant}"}}
            },
            "refuse": [{"when": {"any": [{"from": "attribute.custom:status", "in": ["x"]}]}, "message": "{x}"}],
            "claims": [
                {"claim": "a", "from": ["attribute.custom:a", "attribute.email_verified", "byEmail.x", "tenant.x", "local.x"]},
                {"claim": "b", "value": "tenants/{table.tenant}"},
                {"claim": "c", "text": "x{event.groups}"},
                {"claim": "d", "from": "attribute.cognito:groups"},
                {"claim": "e", "value": 1, "when": {"from": {"x": "table.y"}, "notIn": ["z"]}}
            ],
            "groups": {"from": "attribute.custom:groups"},
            "roles": {"from": "attribute.custom:roles", "parse": "list"}
        }"#,
    );
    let warnings: Vec<_> = rules.warnings().iter().map(ToString::to_string).collect();
    let expected = [
        "reads.byEmail: reads an index",
        "reads.tenant: users may be able to write attribute.custom:tenant",
        "refuse[0]: braces in message are literal",
        "refuse[0]: users may be able to write attribute.custom:status",
        "claims[0] (\"a\"): users may be able to write attribute.custom:a",
        "claims[1] (\"b\"): braces in value are literal",
        "claims[2] (\"c\"): text: event.groups is no text",
        "claims[3] (\"d\"): attribute.cognito:groups is always absent",
        "claims[4] (\"e\"): when: notIn compares text",
        "groups[0]: attribute.custom:groups is one text",
        "groups[0]: users may be able to write",
        "roles[0]: users may be able to write",
    ];
    assert_eq!(warnings.len(), expected.len(), "{warnings:#?}");
    for (warning, expected) in warnings.iter().zip(expected) {
        assert!(warning.starts_with(expected), "{warning:?} does not start with {expected:?}");
    }
}
