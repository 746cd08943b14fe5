//! The table, as the tools create it.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::mpsc;
use std::thread;

use aws_sdk_dynamodb::types::{
    AttributeValue, BillingMode, KeyType, ScalarAttributeType, TableDescription, TableStatus,
};
use futures_util::future::join_all;

use crate::support::table::Table;

async fn description(table: &Table) -> TableDescription {
    table.client.describe_table().table_name(&table.name).send().await.unwrap().table.unwrap()
}

pub(crate) async fn a_table_is_created_as_defined(url: &'static str) {
    let table = Table::planned(url).await;
    table.items.create().await.unwrap();

    let created = description(&table).await;
    assert_eq!(created.table_status, Some(TableStatus::Active));
    let [key] = created.key_schema() else { panic!("one key: {created:?}") };
    assert_eq!((key.attribute_name(), key.key_type()), ("userName", &KeyType::Hash));
    let [attribute] = created.attribute_definitions() else { panic!("one attribute: {created:?}") };
    assert_eq!(attribute.attribute_name(), "userName");
    assert_eq!(attribute.attribute_type(), &ScalarAttributeType::S);
    let billing = created.billing_mode_summary.unwrap().billing_mode;
    assert_eq!(billing, Some(BillingMode::PayPerRequest));
}

pub(crate) async fn creating_a_table_twice_leaves_it_as_it_is(url: &'static str) {
    let table = Table::create(url).await;
    table.put("alice", &["Apollo"], Some("R&D")).await;
    let before = description(&table).await;

    table.items.create().await.unwrap();

    let after = description(&table).await;
    assert_eq!(after.creation_date_time, before.creation_date_time);
    let alice =
        table.client.get_item().table_name(&table.name).key("userName", AttributeValue::S("alice".into()));
    assert!(alice.send().await.unwrap().item.is_some());
}

pub(crate) async fn many_may_create_a_table_at_once(url: &'static str) {
    let table = Table::planned(url).await;
    let created = join_all((0..8).map(|_| table.items.create())).await;
    for created in created {
        created.unwrap();
    }
    assert_eq!(description(&table).await.table_status, Some(TableStatus::Active));
}

/// DynamoDB may say of a table that was created this moment that there is none ("DescribeTable" in its
/// API reference). Neither engine does so, and both have a table ready at once, hence answers
/// from a script.
pub(crate) async fn a_table_that_is_not_known_yet_is_waited_for() {
    let unknown = r#"{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"}"#;
    let script = [
        ("CreateTable", 200, r#"{"TableDescription":{"TableStatus":"CREATING"}}"#),
        ("DescribeTable", 400, unknown),
        ("DescribeTable", 200, r#"{"Table":{"TableStatus":"CREATING"}}"#),
        ("DescribeTable", 400, unknown),
        ("DescribeTable", 200, r#"{"Table":{"TableStatus":"ACTIVE"}}"#),
    ];
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (asked, was_asked) = mpsc::channel();
    thread::spawn(move || {
        for (_, status, body) in script {
            let (connection, _) = listener.accept().unwrap();
            asked.send(operation(&connection)).unwrap();
            let length = body.len();
            let head =
                format!("HTTP/1.1 {status} .\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
            write!(&connection, "{head}{body}").unwrap();
        }
    });
    Table::planned(&url).await.items.create().await.unwrap();
    assert_eq!(was_asked.try_iter().collect::<Vec<_>>(), script.map(|(operation, ..)| operation));
}

/// Reads a request, and says which operation it asks for.
fn operation(connection: &TcpStream) -> String {
    let mut reader = BufReader::new(connection);
    let (mut operation, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        match line.trim_end().split_once(": ") {
            Some(("x-amz-target", target)) => operation = target.rsplit('.').next().unwrap().to_owned(),
            Some(("content-length", bytes)) => length = bytes.parse().unwrap(),
            _ if line.trim_end().is_empty() => break,
            _ => {}
        }
    }
    reader.read_exact(&mut vec![0; length]).unwrap();
    operation
}
