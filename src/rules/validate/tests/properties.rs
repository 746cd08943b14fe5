use proptest::prelude::*;

use super::*;

/// Texts that mean something in rules, and some that do not.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "event.sub",
            "event.groups",
            "attribute.x",
            "table",
            "table.x",
            "r.x",
            "r",
            "ch.x",
            "a:{r.x|lower}",
            "{event.sub}",
            "{{",
            "@",
            "[0]",
            "sort_by(@, &a)",
            "!",
            "json",
            "csv",
            "first",
            "id",
            "machine",
            "user",
            "add",
            "number",
            "clientMetadata.x",
            "\"",
            "*",
            "",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,8}",
    ]
}

/// Keys of the format, and some that it does not have.
fn key() -> impl Strategy<Value = String> {
    let keys = [
        RULES_KEYS,
        pipeline::STEP_KEYS,
        entry::LIMIT_KEYS,
        claim::CLAIM_KEYS,
        condition::CONDITION_KEYS,
        read::READ_KEYS,
        choice::CHOICE_KEYS,
        &["r", "ch", "add", "env", "beginsWith", "scope", "mode"],
    ];
    prop_oneof![9 => prop::sample::select(keys.concat()).prop_map(str::to_owned), 1 => word()]
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        1 => Just(serde_json::Value::Null),
        2 => any::<bool>().prop_map(Into::into),
        2 => any::<f64>().prop_map(Into::into),
        2 => any::<i64>().prop_map(Into::into),
        9 => word().prop_map(Into::into),
    ];
    leaf.prop_recursive(7, 96, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Into::into),
            prop::collection::vec((key(), inner), 0..6)
                .prop_map(|members| serde_json::Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_json_is_parsed_or_reported(parts in prop::collection::vec((prop::sample::select(RULES_KEYS), json()), 0..5)) {
        let file: serde_json::Map<_, _> = parts.into_iter().map(|(key, json)| (key.to_owned(), json)).collect();
        let text = serde_json::Value::Object(file).to_string();
        match parse(&text) {
            Ok(rules) => { rules.warnings(); }
            Err(faults) => prop_assert!(!faults.0.is_empty()),
        }
    }

    #[test]
    fn any_text_is_parsed_or_reported(text in "\\PC{0,64}") {
        let quoted = serde_json::to_string(&text).unwrap();
        for member in ["from", "text", "select"] {
            let _ = parse(&format!("{{{}}}", claim(&format!(r#""from": "event.sub", "{member}": {quoted}"#))));
            let _ = parse(&format!("{{{}}}", claim(&format!(r#""{member}": {quoted}"#))));
        }
        let _ = parse(&text);
    }
}
