//! Failed reads.

use std::net::{Ipv4Addr, TcpListener};

use claim_enrichment::repository::FailureCause;
use test_support::table::{Table, create};

use crate::reading::{connect, read};

/// Asserts that a read of `table` at `url` fails after this number of requests.
async fn assert_fails(url: &str, table: &str, cause: FailureCause, requests: Option<u32>) {
    let error = read(&connect(url).await, table, "alice", &["projects"]).await.unwrap_err();
    assert_eq!(error.cause, cause, "{error:?}");
    assert!(requests.is_none_or(|requests| requests == error.requests), "{error:?}");
}

pub(crate) async fn a_missing_table_is_not_retried(url: &'static str) {
    let table = Table::planned(url).await;
    assert_fails(url, &table.name, FailureCause::NoTable, Some(1)).await;
}

pub(crate) async fn a_table_with_another_key_is_rejected(url: &'static str) {
    let keys: [&[&str]; 4] = [&["user_name"], &["username"], &["userName#"], &["userName", "since"]];
    for key in keys {
        let table = Table::planned(url).await;
        let key: Vec<_> = key.iter().map(ToString::to_string).collect();
        create(&table.client, &table.name, &key, &[]).await;
        assert_fails(url, &table.name, FailureCause::Rejected, Some(1)).await;
    }
}

pub(crate) async fn an_address_without_a_server_is_unreachable(url: &'static str) {
    let table = Table::create(url).await;
    // The port is free again as soon as the listener is dropped.
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
    assert_fails(&format!("http://127.0.0.1:{port}"), &table.name, FailureCause::Unreachable, None).await;
}
