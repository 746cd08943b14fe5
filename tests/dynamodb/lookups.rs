//! Whom a lookup finds, and what of them.

use std::collections::BTreeSet;
use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue;
use claim_enrichment::repository::{Query, UserInfoRepository as _};
use claim_enrichment::user_info::{Attribute, UserInfo};
use claim_enrichment::value::Value;
use futures_util::future::join_all;

use crate::support::table::{PATIENCE, Table, connect};

/// The largest item, in bytes, names and values together ("Quotas in Amazon DynamoDB").
const MAX_ITEM_BYTES: usize = 400 * 1024;

/// Far more at once than the handler ever has, which is one.
const CROWD: usize = 200;

const CLAIMS: [&str; 2] = ["projects", "department"];

impl Table {
    /// What the repository finds under `key`.
    pub(crate) async fn find(&self, key: &str, attributes: &[&str]) -> Option<UserInfo> {
        self.repository.find(Query { key, attributes, budget: PATIENCE }).await.unwrap()
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// A person as `Table::put` writes them and a lookup gives them.
fn person(projects: &[&str], department: Option<&str>) -> UserInfo {
    let projects: BTreeSet<_> = projects.iter().collect();
    let projects = Value::List(projects.into_iter().map(|project| text(project)).collect());
    let projects = Some(("projects", projects)).filter(|(_, list)| *list != Value::List(Vec::new()));
    let department = department.map(|department| ("department", text(department)));
    projects.into_iter().chain(department).map(|(name, value)| (name, Attribute::Value(value))).collect()
}

pub(crate) async fn what_was_put_is_found(url: &'static str) {
    let table = Table::create(url).await;
    let people: [(&str, &[&str], Option<&str>); 5] = [
        ("alice", &["Zeus", "Apollo"], Some("R&D")),
        ("bob", &["One"], None),
        ("carol", &[], Some("Sales")),
        ("dave", &[], None),
        ("erin", &["Größe \"ß\"", "日本 \u{1F680}", "line\nbreak\t\\"], Some("")),
    ];
    for (name, projects, department) in people {
        table.put(name, projects, department).await;
    }
    for (name, projects, department) in people {
        assert_eq!(table.find(name, &CLAIMS).await, Some(person(projects, department)), "{name}");
    }
}

pub(crate) async fn nobody_is_found_where_nobody_is(url: &'static str) {
    let table = Table::create(url).await;
    assert_eq!(table.find("alice", &CLAIMS).await, None);
    table.put("alice", &["Apollo"], None).await;
    assert_eq!(table.find("bob", &CLAIMS).await, None);
    let alice = table.client.delete_item().table_name(&table.name);
    alice.key("userName", AttributeValue::S("alice".into())).send().await.unwrap();
    assert_eq!(table.find("alice", &CLAIMS).await, None);
}

pub(crate) async fn a_later_item_replaces_an_earlier_one(url: &'static str) {
    let table = Table::create(url).await;
    table.put("alice", &["Apollo", "Zeus"], Some("R&D")).await;
    table.put("alice", &["Hera"], None).await;
    assert_eq!(table.find("alice", &CLAIMS).await, Some(person(&["Hera"], None)));
}

/// Nothing is remembered between two lookups, and the reads are consistent.
pub(crate) async fn a_change_is_seen_by_the_very_next_lookup(url: &'static str) {
    let table = Table::create(url).await;
    for round in 0..20 {
        let project = format!("project {round}");
        table.put("alice", &[&project], None).await;
        assert_eq!(table.find("alice", &CLAIMS).await, Some(person(&[&project], None)));
    }
}

pub(crate) async fn a_lookup_may_have_less_time_than_is_configured(url: &'static str) {
    let table = Table::create(url).await;
    table.put("alice", &["Apollo"], Some("R&D")).await;
    let alice = |budget| Query { key: "alice", attributes: &CLAIMS, budget };
    let before = table.repository.requests_sent();
    for budget in [PATIENCE - Duration::from_millis(1), PATIENCE / 2, PATIENCE, PATIENCE * 2] {
        let found = table.repository.find(alice(budget)).await.unwrap();
        assert_eq!(found, Some(person(&["Apollo"], Some("R&D"))), "{budget:?}");
    }
    // Each went over the one connector that counts.
    assert_eq!(table.repository.requests_sent() - before, 4);
}

pub(crate) async fn many_lookups_at_once_each_find_their_own_person(url: &'static str) {
    let table = Table::create(url).await;
    let names: Vec<_> = (0..CROWD).map(|number| format!("person{number}")).collect();
    let table = &table;
    join_all(names.iter().map(async |name| table.put(name, &[name, "shared"], Some(name)).await)).await;
    let before = table.repository.requests_sent();
    let found = join_all(names.iter().map(|name| table.find(name, &CLAIMS))).await;
    for (name, found) in names.iter().zip(found) {
        assert_eq!(found, Some(person(&[name, "shared"], Some(name))), "{name}");
    }
    assert_eq!(table.repository.requests_sent() - before, CROWD as u64);
}

pub(crate) async fn an_item_of_almost_400_kb_is_read(url: &'static str) {
    let table = Table::create(url).await;
    let taken = ["userName", "alice", "projects"].map(str::len).iter().sum::<usize>();
    let largest = "x".repeat(MAX_ITEM_BYTES - taken);
    table.put_raw("alice", &[("projects", AttributeValue::S(largest.clone()))]).await;
    let found = table.find("alice", &["projects"]).await.unwrap();
    assert!(found.get("projects") == Some(&Attribute::Value(text(&largest))));

    // As many elements as fit, where there is most to read.
    let many: Vec<_> = (0..30_000).map(|number| format!("{number:010}")).collect();
    table.put_raw("bob", &[("projects", AttributeValue::Ss(many.clone()))]).await;
    let found = table.find("bob", &["projects"]).await.unwrap();
    let many = Value::List(many.into_iter().map(Value::Text).collect());
    assert!(found.get("projects") == Some(&Attribute::Value(many)));

    // A large item of which little is asked for.
    let rest = ("photo", AttributeValue::S("x".repeat(MAX_ITEM_BYTES - 1024)));
    table.put_raw("carol", &[("department", AttributeValue::S("R&D".into())), rest]).await;
    assert_eq!(table.find("carol", &CLAIMS).await, Some(person(&[], Some("R&D"))));
}

pub(crate) async fn a_table_may_be_named_by_its_arn(url: &'static str) {
    let table = Table::create(url).await;
    table.put("alice", &["Apollo"], None).await;
    let described = table.client.describe_table().table_name(&table.name).send().await.unwrap();
    let arn = described.table.unwrap().table_arn.unwrap();
    let by_arn = connect(url, &arn).await;
    let found = by_arn.find(Query { key: "alice", attributes: &CLAIMS, budget: PATIENCE }).await;
    assert_eq!(found.unwrap(), Some(person(&["Apollo"], None)), "{arn}");
}
