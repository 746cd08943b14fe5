use super::*;

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
