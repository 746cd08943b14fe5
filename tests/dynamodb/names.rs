//! Unusual names of users and attributes.

use aws_sdk_dynamodb::types::AttributeValue;
use claim_enrichment::row::{Attribute, Row};
use claim_enrichment::value::Value;

use test_support::table::Table;

use crate::reading::find;

/// DynamoDB's longest partition key, in bytes.
const LONGEST_KEY: usize = 2048;

/// Cognito's longest user name, in characters.
const LONGEST_USER_NAME: usize = 128;

/// Returns a row with these attributes.
fn holding(attributes: &[(&str, &str)]) -> Option<Row> {
    let value = |value: &str| Attribute::Value(Value::Text(value.to_owned()));
    Some(attributes.iter().map(|(name, text)| (*name, value(text))).collect())
}

async fn put(table: &Table, user_name: &str, attributes: &[(&str, &str)]) {
    let value = |value: &str| AttributeValue::S(value.to_owned());
    let attributes: Vec<_> = attributes.iter().map(|(name, text)| (*name, value(text))).collect();
    table.put_raw(user_name, &attributes).await;
}

pub(crate) async fn only_the_exact_name_finds_an_item(url: &'static str) {
    let table = Table::create(url).await;
    let federated = format!("Okta_{}@example.com", "a".repeat(LONGEST_USER_NAME - "Okta_@example.com".len()));
    let names = [
        "alice",
        "Alice",
        "ALICE",
        " alice",
        "alice ",
        " ",
        "a lice",
        "alice@example.com",
        "Google_alice@example.com",
        "google_alice@example.com",
        "ZOË",
        "zoë",
        "zoe\u{308}",
        "\u{1F680}",
        "\u{1F680}\u{1F3FD}",
        "日本",
        "a.b:c/d#e$f",
        "\"quoted\" \\ {json}",
        "tab\tnewline\n",
        "nul\u{0}",
        "null",
        "0",
        "00",
        "8f14e45f-ceea-467f-9a36-dcc1c1f0a5f0",
        federated.as_str(),
    ];
    assert_eq!(federated.chars().count(), LONGEST_USER_NAME);
    for name in names {
        put(&table, name, &[("department", name)]).await;
    }
    for name in names {
        let found = find(&table, name, &["department", "userName"]).await.0;
        assert_eq!(found, holding(&[("department", name), ("userName", name)]), "{name:?}");
    }
    for nobody in
        ["aLICE", "alice\u{0}", "zoe", "ALICE ", "alic", "alicee", federated.to_uppercase().as_str()]
    {
        assert_eq!(find(&table, nobody, &["department"]).await.0, None, "{nobody:?}");
    }
}

pub(crate) async fn the_longest_name_finds_an_item(url: &'static str) {
    let table = Table::create(url).await;
    // Bytes count, not characters.
    for longest in ["x".repeat(LONGEST_KEY), "ß".repeat(LONGEST_KEY / 2), "\u{1F680}".repeat(LONGEST_KEY / 4)]
    {
        assert_eq!(longest.len(), LONGEST_KEY);
        put(&table, &longest, &[("department", "R&D")]).await;
        assert_eq!(find(&table, &longest, &["department"]).await.0, holding(&[("department", "R&D")]));
    }
}

pub(crate) async fn only_the_requested_attributes_are_returned(url: &'static str) {
    let table = Table::create(url).await;
    let all = [("projects", "p"), ("department", "d"), ("salary", "s"), ("Projects", "P")];
    put(&table, "alice", &all).await;
    for asked in
        [vec!["projects"], vec!["department", "projects"], vec!["salary", "missing"], vec!["missing"]]
    {
        let given: Vec<_> = all.into_iter().filter(|(name, _)| asked.contains(name)).collect();
        assert_eq!(find(&table, "alice", &asked).await.0, holding(&given), "{asked:?}");
    }
}

pub(crate) async fn attributes_may_have_any_name(url: &'static str) {
    let table = Table::create(url).await;
    let longest = "n".repeat(255);
    let names = [
        // Reserved words of DynamoDB's expressions.
        "projects",
        "name",
        "Role",
        "GROUPS",
        "status",
        "date",
        "user",
        "ttl",
        "year",
        "and",
        "size",
        // What an expression would take for a path, a placeholder or a second attribute.
        "a.b",
        "a.b.c",
        "a[0]",
        "#0",
        "#1",
        ":v",
        "a,b",
        "a b",
        " a",
        "a ",
        "a-b",
        "a/b",
        "custom:team",
        "_",
        "1st",
        "\"quoted\"",
        "\\",
        "tab\t",
        "größe",
        "日本",
        "\u{1F680}",
        &longest,
    ];
    let attributes: Vec<_> = names.iter().map(|name| (*name, *name)).collect();
    put(&table, "alice", &attributes).await;
    for name in names {
        assert_eq!(find(&table, "alice", &[name]).await.0, holding(&[(name, name)]), "{name:?}");
    }
    // All of them at once, and none of them confused with another one.
    assert_eq!(find(&table, "alice", &names).await.0, holding(&attributes));
    // "a.b" is no way into a map called "a".
    let map = AttributeValue::M([("b".to_owned(), AttributeValue::S("inner".into()))].into());
    table.put_raw("bob", &[("a", map)]).await;
    assert_eq!(find(&table, "bob", &["a.b"]).await.0, holding(&[]));
}
