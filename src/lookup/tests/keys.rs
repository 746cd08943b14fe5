//! Keys.

use super::*;

#[tokio::test]
async fn keys_are_built_from_their_templates() {
    let many: Vec<_> = (0..26).map(|number| number.to_string()).collect();
    let attributes = |name: &str, value: &str| json!({"userAttributes": {name: value}});
    let groups = |groups: &[&str]| json!({"groupConfiguration": {"groupsToOverride": groups}});
    let email = |verified: &str| json!({"userAttributes": {"email": "A@x.org", "email_verified": verified}});
    let get = |key: Json| json!({"get": key});
    for (read, request, keys, warning) in [
        (get(json!({"id": "USER#{event.sub}", "sk": "PROFILE"})), json!({}), "id=USER#s-1,sk=PROFILE", None),
        (get(json!({"id": "{attribute.custom:t|upper}"})), attributes("custom:t", "ab"), "id=AB", None),
        // Nothing is read without a value.
        (get(json!({"id": "T#{attribute.custom:t}"})), json!({}), "", None),
        (get(json!({"id": "T#{attribute.custom:t}"})), attributes("custom:t", ""), "", None),
        // A value that holds what follows it could be the key of another row.
        (
            get(json!({"id": "T#{attribute.custom:t}#U#{event.sub}"})),
            attributes("custom:t", "a#U#b"),
            "",
            Some(Reason::ForgedKey),
        ),
        (
            get(json!({"id": "T#{attribute.custom:t}#U#{event.sub}"})),
            attributes("custom:t", "a"),
            "id=T#a#U#s-1",
            None,
        ),
        (get(json!({"id": "{attribute.custom:t}#x"})), attributes("custom:t", "a#b"), "id=a#b#x", None),
        // Case changes what a value holds.
        (
            get(json!({"id": "{attribute.custom:t|lower}x{event.sub}"})),
            attributes("custom:t", "aX"),
            "",
            Some(Reason::ForgedKey),
        ),
        // Numbers have one spelling; other text is the key of no row.
        (
            get(json!({"id": {"number": "{attribute.custom:t}"}})),
            attributes("custom:t", "007.0"),
            "id=#7",
            None,
        ),
        (
            get(json!({"id": {"number": "{attribute.custom:t}"}})),
            attributes("custom:t", "7a"),
            "",
            Some(Reason::WrongType),
        ),
        // No row has a longer key.
        (get(json!({"id": "{attribute.custom:t}"})), attributes("custom:t", &"x".repeat(2049)), "", None),
        (
            get(json!({"id": "a", "sk": "{attribute.custom:t}"})),
            attributes("custom:t", &"x".repeat(1025)),
            "",
            None,
        ),
        // Each value of a list once, in its order.
        (get(json!({"id": "{event.groups}"})), groups(&["b", "a", "b", ""]), "[id=b; id=a]", None),
        (get(json!({"id": "{event.groups}"})), groups(&["b"]), "[id=b]", None),
        (get(json!({"id": "{event.groups}"})), groups(&[]), "", None),
        (
            get(json!({"id": "{event.groups}#{event.sub}"})),
            groups(&["b#", "a"]),
            "[id=a#s-1]",
            Some(Reason::ForgedKey),
        ),
        (
            json!({"query": {"id": "{event.groups}", "sk": {"beginsWith": "O#"}}}),
            groups(&["b", "a"]),
            "id=b,sk=O#*; id=a,sk=O#*",
            None,
        ),
        (
            json!({"query": {"id": "{event.groups}"}}),
            json!({"groupConfiguration": {"groupsToOverride": many}}),
            "Key",
            None,
        ),
        // An address counts once it is verified.
        (get(json!({"id": "{attribute.email|lower}"})), email("true"), "id=a@x.org", None),
        (get(json!({"id": "{attribute.email|lower}"})), email("false"), "", Some(Reason::Unverified)),
        (
            get(json!({"id": "{attribute.phone_number}"})),
            attributes("phone_number", "+49"),
            "",
            Some(Reason::Unverified),
        ),
    ] {
        let rules = rules(&json!({"r": read}), &json!({}));
        let tables = Tables::default();
        let performed = perform_with(&tables, &rules, &request).await;
        let read_keys = tables.keys.into_inner().unwrap();
        assert_eq!(reasons(&performed), Vec::from_iter(warning), "{read} {request}");
        match keys {
            "" => assert_eq!(outcome_of(&performed, &rules, "r"), "not found", "{read} {request}"),
            "Key" => assert_eq!(outcome_of(&performed, &rules, "r"), "Key", "{read} {request}"),
            keys => assert_eq!(read_keys, [keys], "{read} {request}"),
        }
        assert_eq!(read_keys.is_empty(), ["", "Key"].contains(&keys), "{read} {request}");
    }
}

#[tokio::test]
async fn a_key_of_two_lists_fails_and_one_of_a_single_value_returns_one_row() {
    for (one, other, keys) in [
        (json!(["p", "q"]), json!("o"), "[id=p,sk=o; id=q,sk=o]"),
        (json!("p"), json!("o"), "id=p,sk=o"),
        (json!(7), json!(["o"]), "[id=7,sk=o]"),
        (json!(["p"]), json!(["o"]), "Key"),
        (json!({"p": 1}), json!("o"), "not found"),
    ] {
        let user = json!([{"id": "x", "one": one, "other": other}]);
        let tables = Tables::default().with("First", InMemoryTable::new(&["id"]), user);
        let rules = rules(
            &json!({
                "user": {"table": "First", "get": {"id": "x"}},
                "r": {"table": "First", "get": {"id": "{user.one}", "sk": "{user.other}"}}
            }),
            &json!({}),
        );
        let performed = perform_with(&tables, &rules, &json!({})).await;
        let read_keys = tables.keys.into_inner().unwrap();
        match read_keys.get(1) {
            Some(read) => assert_eq!(read, keys),
            None => assert_eq!(outcome_of(&performed, &rules, "r"), keys),
        }
    }
}

#[tokio::test]
async fn a_missing_value_leaves_nothing_to_read_although_another_source_failed() {
    for key in ["{first.a}#{attribute.custom:t}", "{attribute.custom:t}#{first.a}"] {
        let reads = json!({
            "first": {"table": "First", "get": {"id": "x"}},
            "r": {"table": "Rows", "get": {"id": key}}
        });
        let tables = Tables { faults: [("First", Fault::Error)].into(), ..Tables::default() };
        let rules = rules(&reads, &json!({}));
        let performed = perform_with(&tables, &rules, &json!({})).await;
        assert_eq!(outcome_of(&performed, &rules, "r"), "not found", "{key}");
    }
}

#[tokio::test]
async fn lists_and_maps_in_a_list_are_no_keys_and_give_one_warning() {
    let user = json!([{"id": "x", "keys": [["a"], {"b": 1}, "c"]}]);
    let tables = Tables::default().with("First", InMemoryTable::new(&["id"]), user);
    let reads = json!({
        "user": {"table": "First", "get": {"id": "x"}},
        "r": {"table": "First", "get": {"id": "{user.keys}"}}
    });
    let performed = perform_with(&tables, &rules(&reads, &json!({})), &json!({})).await;
    assert_eq!(tables.keys.into_inner().unwrap(), ["id=x", "[id=c]"]);
    assert_eq!(reasons(&performed), [Reason::WrongType]);
}
