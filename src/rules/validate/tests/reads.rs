use super::*;
use crate::rules::read::{Operation, Otherwise, Preference, SortCondition};

/// Returns a read with these members, used by one claim.
fn read(members: &str) -> String {
    format!(r#""reads": {{"r": {{{members}}}}}, "claims": [{{"claim": "c", "from": "r.x"}}]"#)
}

/// Returns a choice with these members among the rows of a query, used by one claim.
fn choice(members: &str) -> String {
    format!(
        r#""reads": {{"r": {{"query": {{"id": "{{event.sub}}"}}}}}}, "choose": {{"ch": {{{members}}}}},
           "claims": [{{"claim": "c", "from": "ch.x"}}, {{"claim": "d", "from": "r.x"}}]"#
    )
}

#[test]
fn every_key_of_a_read_is_read() {
    let rules = valid(&format!(
        "{{{}}}",
        read(
            r#""table": {"env": "MEMBERS_TABLE"}, "index": "by-user",
               "query": {"SK": {"beginsWith": "ORG#"}, "PK": {"number": "{event.sub}"}},
               "where": {"status": ["active", 7, true]}, "atMost": 50, "one": true, "expires": "ttl",
               "owner": "userSub", "consistent": true, "attributes": ["a", "b"]"#
        )
    ));
    let [read] = rules.reads() else { panic!("{:?}", rules.reads()) };
    assert_eq!((read.table.as_str(), read.index.as_deref()), ("Memberships", Some("by-user")));
    let Operation::Query { partition, sort: Some(SortCondition::BeginsWith(sort)) } = &read.operation else {
        panic!("{:?}", read.operation)
    };
    assert_eq!((partition.attribute.as_str(), partition.is_number), ("PK", true));
    assert_eq!((sort.attribute.as_str(), sort.is_number), ("SK", false));
    assert_eq!(read.filter[0].1.len(), 3);
    assert_eq!((read.at_most, read.one, read.consistent), (50, true, true));
    assert_eq!(read.owner, Owner::Required("userSub".to_owned()));
    assert_eq!((read.for_users, read.for_machines), (true, false));
}

#[test]
fn defaults_of_a_read() {
    let rules = valid(
        r#"{"reads": {
            "a": {"get": {"id": "{event.userName}"}},
            "b": {"index": "by-x", "query": {"id": "{event.sub}"}},
            "table": {"table": "Other", "get": {"id": "fixed"}, "for": ["machine", "user"]}
        }, "claims": [
            {"claim": "c", "from": ["a.x", "b.x", "table.x"]},
            {"claim": "d", "from": "table.x", "tokens": ["machine"]}
        ]}"#,
    );
    let [a, b, table] = rules.reads() else { panic!("{:?}", rules.reads()) };
    assert_eq!((a.table.as_str(), a.at_most, a.consistent), ("UserInfoTable", 100, true));
    assert_eq!(a.owner, Owner::IfPresent("sub".to_owned()));
    assert_eq!((b.consistent, &b.owner), (false, &Owner::Anyone));
    assert_eq!((table.table.as_str(), table.for_users, table.for_machines), ("Other", true, true));
}

#[test]
fn invalid_reads_are_faults() {
    let get = r#""get": {"id": "{event.sub}"}"#;
    let query = r#""query": {"id": "{event.sub}"}"#;
    for (members, expected) in [
        (String::new(), "reads.r: needs get"),
        (format!("{get}, {query}"), "reads.r: has both get and query"),
        (r#""get": {}"#.to_owned(), "one or two attributes"),
        (r#""get": {"a": "1", "b": "2", "c": "3"}"#.to_owned(), "one or two attributes"),
        (r#""get": {"a": 1}"#.to_owned(), "expected a template"),
        (r#""get": {"a": {}}"#.to_owned(), "expected a template"),
        (r#""get": {"a": ""}"#.to_owned(), "the template is empty"),
        (r#""get": {"a": "{event.sub}{event.clientId}"}"#.to_owned(), "two sources need text between them"),
        (r#""get": {"a": "x", "b": {"beginsWith": "y"}}"#.to_owned(), "get needs the whole key"),
        (r#""get": {"a": "{event.groups}", "b": "{event.roles}"}"#.to_owned(), "more than one list"),
        (r#""query": {"a": {"beginsWith": "y"}}"#.to_owned(), "the partition key must equal"),
        (r#""query": {"a": "x", "b": {"beginsWith": "y", "number": "1"}}"#.to_owned(), "do not begin with"),
        (format!(r#"{get}, "index": "by-x""#), "use query with an index"),
        (format!(r#"{get}, "where": {{"a": ["x"]}}"#), "belongs to query"),
        (format!(r#"{query}, "where": {{"a": []}}"#), "the list has no value"),
        (format!(r#"{query}, "where": {{"a": "x"}}"#), "expected a list, found text"),
        (format!(r#"{query}, "where": {{"a": [null]}}"#), "found null"),
        (format!(r#"{query}, "where": {{"id": ["x"]}}"#), "part of the key already"),
        (format!(r#"{query}, "atMost": 1001"#), "a whole number from 1 to 1000"),
        (format!(r#"{query}, "atMost": 1.5"#), "a whole number from 1 to 1000"),
        (format!(r#"{query}, "table": "a b""#), "3 to 255 characters"),
        (format!(r#"{query}, "table": {{"env": "NOT_SET"}}"#), "\"NOT_SET\" is not set"),
        (format!(r#"{query}, "table": {{"env": "EMPTY"}}"#), "\"EMPTY\" is not set"),
        (format!(r#"{query}, "table": {{"env": "BAD"}}"#), "3 to 255 characters"),
        (format!(r#"{query}, "attributes": []"#), "names no attribute"),
        (format!(r#"{query}, "for": []"#), "names nobody"),
        (format!(r#"{query}, "whre": {{}}"#), "did you mean \"where\""),
        (r#""get": {"id": "{r.x}"}"#.to_owned(), "reads.r: depends on itself"),
        (r#""get": {"id": "{table}"}"#.to_owned(), "a key needs a value"),
        (r#""get": {"id": "{clientMetadata.x}"}"#.to_owned(), "stands only in choose.prefer"),
    ] {
        assert_fault(&read(&members), expected);
    }
    for name in ["event", "attribute", "clientMetadata"] {
        let reads = format!(r#"{{"reads": {{"{name}": {{{get}}}}}}}"#);
        assert_faults(&reads, &["the name is taken", "no rule uses it"]);
    }
    valid(&format!("{{{}}}", read(&format!(r#"{get}, "table": "arn:aws:dynamodb:eu-west-1:1:table/T""#))));
}

#[test]
fn whole_rows_need_attributes() {
    let whole = |attributes: &str| {
        format!(
            r#"{{"reads": {{"r": {{"query": {{"id": "{{event.sub}}"}}{attributes}}}}},
                "choose": {{"ch": {{"of": "r", "by": "id", "otherwise": "first"}}}},
                "claims": [{{"claim": "c", "from": "r"}}, {{"claim": "d", "from": {{"x": "ch"}}}}]}}"#
        )
    };
    assert_faults(
        &whole(""),
        &[
            "claims[0] (\"c\").from: r is used as a whole, so reads.r needs \"attributes\"",
            "claims[1] (\"d\").from: ch is used as a whole, so reads.r needs \"attributes\"",
        ],
    );
    valid(&whole(r#", "attributes": ["id"]"#));
}

#[test]
fn machine_reads_use_what_machine_events_have() {
    let machine = |key: &str, tokens: &str| {
        format!(
            r#"{{"reads": {{"m": {{"get": {{"id": "{key}"}}, "for": "machine"}}}},
                "claims": [{{"claim": "c", "from": "m.x", "tokens": [{tokens}]}}]}}"#
        )
    };
    valid(&machine("{event.userPoolId}#{event.clientId}", "\"machine\""));
    for (key, tokens, expected) in [
        ("{event.sub}", "\"machine\"", "reads.m: event.sub exists for users only"),
        ("{table.x}", "\"machine\"", "reads.m: table.x exists for users only"),
        (
            "{event.triggerSource}",
            "\"machine\"",
            "uses event.clientId, event.userPoolId and other machine reads",
        ),
        ("{event.clientId}", "\"machine\", \"id\"", "m.x exists for machine tokens only"),
    ] {
        assert_faults(&machine(key, tokens), &[expected]);
    }
    let owner = r#"{"reads": {"m": {"get": {"id": "x"}, "for": "machine", "owner": "sub"}},
        "claims": [{"claim": "c", "from": "m.x", "tokens": ["machine"]}]}"#;
    assert_faults(owner, &["owner is compared with event.sub"]);
}

#[test]
fn choices_are_read_and_checked() {
    let rules = valid(&format!(
        "{{{}}}",
        choice(
            r#""of": "r", "by": "orgId", "otherwise": "only",
               "prefer": ["clientMetadata.org.id", "table.lastOrg", {"value": "main"}]"#
        )
    ));
    let [choice_rule] = rules.choices() else { panic!("{:?}", rules.choices()) };
    assert_eq!((choice_rule.by.as_str(), choice_rule.otherwise), ("orgId", Otherwise::Only));
    assert_eq!(choice_rule.prefer[0], Preference::ClientMetadata("org.id".to_owned()));
    for (members, expected) in [
        (r#""by": "x", "otherwise": "only""#, "choose.ch: needs of"),
        (r#""of": "r", "otherwise": "only""#, "choose.ch: needs by"),
        (r#""of": "q", "by": "x", "otherwise": "only""#, "choose.ch.of: there is no such source"),
        (r#""of": "ch", "by": "x", "otherwise": "only""#, "choose from a read"),
        (r#""of": "r", "by": "x""#, "no row would ever be chosen"),
        (r#""of": "r", "by": "x", "prefer": [{"value": null}]"#, "expected text, a number, true or false"),
        (r#""of": "r", "by": "x", "prefer": ["clientMetadata."]"#, "1 to 256 bytes"),
        (r#""of": "r", "by": "x", "prefer": ["ch.y"]"#, "depends on itself"),
        (r#""of": "r", "by": "x", "prefer": ["table"]"#, "a preference is a value"),
    ] {
        assert_fault(&choice(members), expected);
    }
}

#[test]
fn a_chain_has_at_most_two_reads() {
    let chain = |last: &str| {
        format!(
            r#"{{"reads": {{
                "members": {{"query": {{"id": "{{event.sub}}"}}}},
                "org": {{"get": {{"id": "{{active.orgId}}"}}}},
                "plan": {{"get": {{"id": "{{{last}}}"}}}}
            }}, "choose": {{"active": {{"of": "members", "by": "orgId", "prefer": ["table.lastOrg"]}}}},
            "claims": [{{"claim": "c", "from": ["plan.x", "org.x"]}}]}}"#
        )
    };
    let rules = valid(&chain("members.plan"));
    assert_eq!(rules.reads().len(), 4, "the default read is needed by a preference");
    assert_faults(&chain("org.plan"), &["reads.plan: depends on a read that depends on another read"]);
    let circle = r#"{"reads": {"a": {"get": {"id": "{b.x}"}}, "b": {"get": {"id": "{a.x}"}}},
        "claims": [{"claim": "c", "from": "a.x"}]}"#;
    assert_faults(circle, &["reads.a: depends on itself", "reads.b: depends on itself"]);
}
