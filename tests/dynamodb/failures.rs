//! What a lookup says that got no answer.

use std::net::{Ipv4Addr, TcpListener};

use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
};
use claim_enrichment::repository::{LookupError, Query, UserInfoRepository as _};
use claim_enrichment::user_info::UserInfo;

use crate::support::table::{PATIENCE, Table, connect};

const ALICE: Query<'_> = Query { key: "alice", attributes: &["projects"], budget: PATIENCE };

fn is_error(found: Result<Option<UserInfo>, LookupError>, cause: &str) {
    let error = found.unwrap_err();
    assert_eq!(error.cause(), cause, "{error:?}");
}

pub(crate) async fn no_such_table(url: &'static str) {
    let table = Table::planned(url).await;
    is_error(table.repository.find(ALICE).await, "no_table");
    assert_eq!(table.repository.requests_sent(), 1, "asking again can't help");
}

pub(crate) async fn a_table_with_another_key_is_rejected(url: &'static str) {
    let keys = [
        ("user_name", ScalarAttributeType::S, None),
        ("username", ScalarAttributeType::S, None),
        ("userName", ScalarAttributeType::N, None),
        ("userName", ScalarAttributeType::B, None),
        ("userName", ScalarAttributeType::S, Some("since")),
    ];
    for (name, kind, sort_key) in keys {
        let table = Table::planned(url).await;
        let mut create =
            table.client.create_table().table_name(&table.name).billing_mode(BillingMode::PayPerRequest);
        let partition_key = (name, kind.clone(), KeyType::Hash);
        let sort_key = sort_key.map(|name| (name, ScalarAttributeType::S, KeyType::Range));
        for (name, kind, role) in [Some(partition_key), sort_key].into_iter().flatten() {
            let attribute = AttributeDefinition::builder().attribute_name(name).attribute_type(kind);
            let key = KeySchemaElement::builder().attribute_name(name).key_type(role);
            create =
                create.attribute_definitions(attribute.build().unwrap()).key_schema(key.build().unwrap());
        }
        create.send().await.unwrap();
        // Waits until it is ready, and leaves it as it is.
        table.items.create().await.unwrap();

        let before = table.repository.requests_sent();
        is_error(table.repository.find(ALICE).await, "rejected");
        assert_eq!(table.repository.requests_sent() - before, 1, "asking again can't help");
    }
}

/// The engine is only where the repository was before; the address is what is wrong.
pub(crate) async fn nobody_listens(url: &'static str) {
    let table = Table::create(url).await;
    // Its port is nobody's as soon as the listener is gone.
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
    let elsewhere = connect(&format!("http://127.0.0.1:{port}"), &table.name).await;
    is_error(elsewhere.find(ALICE).await, "unreachable");
}
