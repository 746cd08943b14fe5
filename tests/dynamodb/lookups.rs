//! Which items a read finds.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::AttributeValue;
use claim_enrichment::row::{Attribute, Row};
use claim_enrichment::value::Value;
use futures_util::future::join_all;

use test_support::table::Table;

use crate::reading::{connect, find, read};

/// The largest item, in bytes, names and values together ("Quotas in Amazon DynamoDB").
const MAX_ITEM_BYTES: usize = 400 * 1024;

/// Far more reads at once than an event has.
const CROWD: usize = 200;

const CLAIMS: [&str; 2] = ["projects", "department"];

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// Returns the row of a user as [`Table::put`] writes it.
fn user(projects: &[&str], department: Option<&str>) -> Row {
    let projects: BTreeSet<_> = projects.iter().collect();
    let projects = Value::List(projects.into_iter().map(|project| text(project)).collect());
    let projects = Some(("projects", projects)).filter(|(_, list)| *list != Value::List(Vec::new()));
    let department = department.map(|department| ("department", text(department)));
    projects.into_iter().chain(department).map(|(name, value)| (name, Attribute::Value(value))).collect()
}

pub(crate) async fn items_are_found_as_they_were_written(url: &'static str) {
    let table = Table::create(url).await;
    let users: [(&str, &[&str], Option<&str>); 5] = [
        ("alice", &["Zeus", "Apollo"], Some("R&D")),
        ("bob", &["One"], None),
        ("carol", &[], Some("Sales")),
        ("dave", &[], None),
        ("erin", &["Größe \"ß\"", "日本 \u{1F680}", "line\nbreak\t\\"], Some("")),
    ];
    for (name, projects, department) in users {
        table.put(name, projects, department).await;
    }
    for (name, projects, department) in users {
        assert_eq!(find(&table, name, &CLAIMS).await.0, Some(user(projects, department)), "{name}");
    }
}

pub(crate) async fn a_missing_or_deleted_item_is_not_found(url: &'static str) {
    let table = Table::create(url).await;
    assert_eq!(find(&table, "alice", &CLAIMS).await.0, None);
    table.put("alice", &["Apollo"], None).await;
    assert_eq!(find(&table, "bob", &CLAIMS).await.0, None);
    let alice = table.client.delete_item().table_name(&table.name);
    alice.key("userName", AttributeValue::S("alice".into())).send().await.unwrap();
    assert_eq!(find(&table, "alice", &CLAIMS).await.0, None);
}

pub(crate) async fn a_later_item_replaces_an_earlier_one(url: &'static str) {
    let table = Table::create(url).await;
    table.put("alice", &["Apollo", "Zeus"], Some("R&D")).await;
    table.put("alice", &["Hera"], None).await;
    assert_eq!(find(&table, "alice", &CLAIMS).await.0, Some(user(&["Hera"], None)));
}

/// Nothing is cached, and reads are consistent.
pub(crate) async fn a_change_is_seen_by_the_next_read(url: &'static str) {
    let table = Table::create(url).await;
    for round in 0..20 {
        let project = format!("project {round}");
        table.put("alice", &[&project], None).await;
        assert_eq!(find(&table, "alice", &CLAIMS).await.0, Some(user(&[&project], None)));
    }
}

pub(crate) async fn reads_at_the_same_time_each_find_their_own_item(url: &'static str) {
    let table = Table::create(url).await;
    let names: Vec<_> = (0..CROWD).map(|number| format!("person{number}")).collect();
    let table = &table;
    join_all(names.iter().map(async |name| table.put(name, &[name, "shared"], Some(name)).await)).await;
    let repository = connect(url).await;
    let found = join_all(names.iter().map(|name| read(&repository, &table.name, name, &CLAIMS))).await;
    for (name, found) in names.iter().zip(found) {
        assert_eq!(found.unwrap().rows, [user(&[name, "shared"], Some(name))], "{name}");
    }
}

pub(crate) async fn an_item_of_almost_400_kb_is_read(url: &'static str) {
    let table = Table::create(url).await;
    let taken = ["userName", "alice", "projects"].map(str::len).iter().sum::<usize>();
    let largest = "x".repeat(MAX_ITEM_BYTES - taken);
    table.put_raw("alice", &[("projects", AttributeValue::S(largest.clone()))]).await;
    let found = find(&table, "alice", &["projects"]).await.0.unwrap();
    assert!(found.get("projects") == Some(&Attribute::Value(text(&largest))));

    // The item with the most elements.
    let many: Vec<_> = (0..30_000).map(|number| format!("{number:010}")).collect();
    table.put_raw("bob", &[("projects", AttributeValue::Ss(many.clone()))]).await;
    let found = find(&table, "bob", &["projects"]).await.0.unwrap();
    let many = Value::List(many.into_iter().map(Value::Text).collect());
    assert!(found.get("projects") == Some(&Attribute::Value(many)));

    // A large item of which little is read.
    let rest = ("photo", AttributeValue::S("x".repeat(MAX_ITEM_BYTES - 1024)));
    table.put_raw("carol", &[("department", AttributeValue::S("R&D".into())), rest]).await;
    assert_eq!(find(&table, "carol", &CLAIMS).await.0, Some(user(&[], Some("R&D"))));
}

pub(crate) async fn a_table_may_be_named_by_its_arn(url: &'static str) {
    let table = Table::create(url).await;
    table.put("alice", &["Apollo"], None).await;
    let described = table.client.describe_table().table_name(&table.name).send().await.unwrap();
    let arn = described.table.unwrap().table_arn.unwrap();
    let found = read(&connect(url).await, &arn, "alice", &CLAIMS).await.unwrap();
    assert_eq!(found.rows, [user(&["Apollo"], None)], "{arn}");
}
