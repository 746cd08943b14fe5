//! Which rows count, and which one is chosen.

use super::*;

#[tokio::test]
async fn rows_of_other_users_and_expired_ones_count_as_not_found() {
    for (row, outcome, warning) in [
        (json!({"sub": "s-1"}), "1", None),
        (json!({"sub": "s-2"}), "not found", Some(Reason::OtherOwner)),
        (json!({"sub": 1}), "not found", Some(Reason::OtherOwner)),
        (json!({}), "not found", Some(Reason::OtherOwner)),
        (json!({"sub": "s-1", "until": 1}), "not found", None),
        (json!({"sub": "s-1", "until": 99_999_999_999_u64}), "1", None),
        (json!({"sub": "s-1", "until": "99999999999"}), "1", None),
        (json!({"sub": "s-1", "until": null}), "1", None),
        (json!({"sub": "s-1", "until": "tomorrow"}), "not found", Some(Reason::WrongType)),
    ] {
        let mut row = row;
        (row["id"], row["a"]) = (json!("x"), json!(1));
        let tables = Tables::default().with("Rows", InMemoryTable::new(&["id"]), json!([row]));
        let read = json!({"table": "Rows", "get": {"id": "x"}, "owner": "sub", "expires": "until"});
        let performed = perform_with(&tables, &rules(&json!({"r": read}), &json!({})), &json!({})).await;
        assert_eq!(a_of(&performed.lookups.reads[0]), outcome, "{row}");
        assert_eq!(reasons(&performed), Vec::from_iter(warning), "{row}");
    }
}

#[tokio::test]
async fn a_key_with_the_user_name_reads_no_row_of_a_former_user() {
    for (sub, outcome) in [(json!("s-1"), "1"), (json!("s-2"), "not found"), (Json::Null, "1")] {
        let row = json!({"userName": "alice", "a": 1, "sub": sub});
        let tables = Tables::default().with("Users", InMemoryTable::new(&["userName"]), json!([row]));
        let read = json!({"get": {"userName": "{event.userName}"}});
        let performed = perform_with(&tables, &rules(&json!({"r": read}), &json!({})), &json!({})).await;
        assert_eq!(a_of(&performed.lookups.reads[0]), outcome, "{row}");
    }
}

#[tokio::test]
async fn more_rows_than_allowed_are_a_failed_read_and_dropped_ones_do_not_count() {
    let table = InMemoryTable::new(&["id", "n"]);
    let rows = json!([
        {"id": "x", "n": 10, "a": 10, "kind": "org"},
        {"id": "x", "n": 9, "a": 9, "kind": "org"},
        {"id": "x", "n": 8, "a": 8, "kind": "team"},
        {"id": "x", "n": 7, "a": 7, "kind": "org", "until": 1}
    ]);
    let tables = Tables::default().with("Rows", table, rows);
    for (limits, outcome) in [
        (json!({}), "7,8,9,10"),
        (json!({"atMost": 4}), "7,8,9,10"),
        (json!({"atMost": 3}), "TooManyRows"),
        (json!({"atMost": 3, "expires": "until"}), "8,9,10"),
        (json!({"atMost": 3, "where": {"kind": ["org"]}}), "7,9,10"),
        (json!({"one": true}), "TooManyRows"),
        (json!({"one": true, "where": {"kind": ["team", "club"]}}), "8"),
        (json!({"one": true, "where": {"kind": ["club"]}}), "not found"),
    ] {
        let mut read = limits.clone();
        (read["table"], read["query"]) = (json!("Rows"), json!({"id": "x"}));
        let performed = perform_with(&tables, &rules(&json!({"r": read}), &json!({})), &json!({})).await;
        assert_eq!(a_of(&performed.lookups.reads[0]), outcome, "{limits}");
    }
}

#[tokio::test]
async fn a_choice_takes_the_row_of_the_first_preference_that_matches() {
    let table = || InMemoryTable::new(&["id", "org"]);
    let rows = json!([{"id": "x", "org": "7", "a": 1}, {"id": "x", "org": "b", "a": 2}]);
    let reads = json!({
        "members": {"table": "Rows", "query": {"id": "x"}},
        "user": {"table": "Last", "get": {"id": "x"}}
    });
    let metadata = |org: &str| json!({"clientMetadata": {"org": org}});
    let last = json!("user.last");
    let client = json!("clientMetadata.org");
    for (prefer, otherwise, request, fault, outcome) in [
        (json!([client]), "none", metadata("b"), None, "2"),
        (json!([client]), "none", metadata("c"), None, "not found"),
        (json!([client]), "first", metadata("c"), None, "1"),
        (json!([client]), "only", metadata("c"), None, "not found"),
        (json!([client, last]), "none", metadata("c"), None, "1"),
        (json!([{"value": "b"}, last]), "none", json!({}), None, "2"),
        // A preference that is unknown could have matched, unless an earlier one did.
        (json!([client, last]), "first", metadata("c"), Some(Fault::Error), "Dependency"),
        (json!([client, last]), "first", metadata("b"), Some(Fault::Error), "2"),
    ] {
        let mut tables = Tables::default().with("Rows", table(), rows.clone()).with(
            "Last",
            InMemoryTable::new(&["id"]),
            json!([{"id": "x", "last": 7, "a": 0}]),
        );
        tables.faults.extend(fault.map(|fault| ("Last", fault)));
        let choice = json!({"of": "members", "by": "org", "prefer": prefer, "otherwise": otherwise});
        let rules = rules(&reads, &json!({"active": choice}));
        let performed = perform_with(&tables, &rules, &request).await;
        assert_eq!(a_of(&performed.lookups.choices[0]), outcome, "{prefer} {otherwise} {request}");
    }
}

#[tokio::test]
async fn an_index_holds_only_rows_with_all_of_its_key_attributes() {
    let table = InMemoryTable::new(&["id"]).with_index("by-org", &["org", "n"]);
    let rows = json!([{"id": "x", "org": "o", "n": 1, "a": 1}, {"id": "y", "org": "o", "a": 2}]);
    let tables = Tables::default().with("Rows", table, rows);
    for (key, outcome) in [("org", "1"), ("id", "Rejected")] {
        let read = json!({"table": "Rows", "index": "by-org", "query": {key: "o"}});
        let performed = perform_with(&tables, &rules(&json!({"r": read}), &json!({})), &json!({})).await;
        assert_eq!(a_of(&performed.lookups.reads[0]), outcome, "{key}");
    }
}
