//! The values of all types of DynamoDB.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use claim_enrichment::row::{Attribute, Row};
use claim_enrichment::value::Value;

use test_support::table::Table;

use crate::reading::find;

fn s(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

fn n(digits: &str) -> AttributeValue {
    AttributeValue::N(digits.to_owned())
}

fn m<const N: usize>(members: [(&str, AttributeValue); N]) -> AttributeValue {
    AttributeValue::M(members.map(|(name, value)| (name.to_owned(), value)).into())
}

fn b() -> AttributeValue {
    AttributeValue::B(Blob::new(b"\0\xff"))
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// Returns `value` as a read returns it.
async fn stored(table: &Table, value: AttributeValue) -> Attribute {
    table.put_raw("alice", &[("attribute", value)]).await;
    let found = find(table, "alice", &["attribute"]).await.0.unwrap();
    found.get("attribute").expect("it is in the item").clone()
}

/// The same as JSON text.
async fn json(table: &Table, value: AttributeValue) -> String {
    match stored(table, value).await {
        Attribute::Value(value) => value.to_json(),
        Attribute::Unsupported => panic!("unsupported"),
    }
}

pub(crate) async fn each_type_is_read_as_its_value(url: &'static str) {
    let table = Table::create(url).await;
    let list = |items: &[Value]| Value::List(items.to_vec());
    let deep =
        m([("list", AttributeValue::L(vec![m([("n", n("1"))]), AttributeValue::Ss(vec!["x".into()])]))]);
    let deep_read = BTreeMap::from([(
        "list".to_owned(),
        list(&[
            Value::Map(BTreeMap::from([("n".to_owned(), Value::Number("1".into()))])),
            list(&[text("x")]),
        ]),
    )]);
    let cases = [
        (s("R&D"), text("R&D")),
        (s(""), text("")),
        (s(" \u{0}\n\"\\\u{1F680}"), text(" \u{0}\n\"\\\u{1F680}")),
        (n("7"), Value::Number("7".into())),
        (AttributeValue::Bool(true), Value::Bool(true)),
        (AttributeValue::Bool(false), Value::Bool(false)),
        (AttributeValue::Null(true), Value::Null),
        (AttributeValue::Ss(vec!["b".into(), "a".into()]), list(&[text("a"), text("b")])),
        (AttributeValue::L(vec![s("b"), s("a"), s("b")]), list(&[text("b"), text("a"), text("b")])),
        (
            AttributeValue::L(vec![s("a"), n("1"), AttributeValue::Bool(true), AttributeValue::Null(true)]),
            list(&[text("a"), Value::Number("1".into()), Value::Bool(true), Value::Null]),
        ),
        (AttributeValue::L(Vec::new()), list(&[])),
        (AttributeValue::L(vec![AttributeValue::L(Vec::new())]), list(&[list(&[])])),
        (AttributeValue::M(HashMap::new()), Value::Map(BTreeMap::new())),
        (deep, Value::Map(deep_read)),
    ];
    for (value, read) in cases {
        assert_eq!(stored(&table, value.clone()).await, Attribute::Value(read), "{value:?}");
    }
}

/// DynamoDB drops superfluous zeros, writes no exponent, and keeps 38 digits.
pub(crate) async fn numbers_keep_their_digits(url: &'static str) {
    let table = Table::create(url).await;
    let same = [
        "0",
        "-1",
        "12345678901234567890123456789012345678",
        "-12345678901234567890123456789012345678",
        "0.12345678901234567890123456789012345678",
        "1234567890123456789.0123456789012345678",
        "9007199254740993",
        "0.1",
    ];
    for digits in same {
        assert_eq!(json(&table, n(digits)).await, digits);
    }
    for (written, read) in [("1.50", "1.5"), ("007", "7"), ("1E3", "1000"), ("-0", "0"), ("+5", "5")] {
        assert_eq!(json(&table, n(written)).await, read, "{written}");
    }
    // The limits of DynamoDB's numbers, however they come: still numbers of JSON.
    for digits in ["9.9999999999999999999999999999999999999E+125", "1E-130", "-1E-130"] {
        let read = json(&table, n(digits)).await;
        let (read, written): (f64, f64) = (read.parse().unwrap(), digits.parse().unwrap());
        assert!((read - written).abs() <= written.abs() * 1e-15, "{digits} is read as {read}");
    }
}

/// Both engines give sets sorted as they are, which DynamoDB doesn't promise: the unit tests
/// of `dynamodb.rs` show that it doesn't matter.
pub(crate) async fn sets_are_sorted(url: &'static str) {
    let table = Table::create(url).await;
    let texts = ["b", "a", "B", "ä", "10", "9", ""].map(str::to_owned).to_vec();
    let reversed = texts.iter().rev().cloned().collect();
    for texts in [texts, reversed] {
        assert_eq!(json(&table, AttributeValue::Ss(texts)).await, r#"["","10","9","B","a","b","ä"]"#);
    }
    let numbers = ["10", "9", "-1", "9.5", "0", "100"].map(str::to_owned).to_vec();
    let reversed = numbers.iter().rev().cloned().collect();
    for numbers in [numbers, reversed] {
        assert_eq!(json(&table, AttributeValue::Ns(numbers)).await, "[-1,0,9,9.5,10,100]");
    }
    // Equal as floats: their digits decide.
    let near = ["12345678901234567890123456789012345679", "12345678901234567890123456789012345678"];
    let read = json(&table, AttributeValue::Ns(near.map(str::to_owned).to_vec())).await;
    assert_eq!(read, format!("[{},{}]", near[1], near[0]));
}

pub(crate) async fn binary_values_are_unsupported(url: &'static str) {
    let table = Table::create(url).await;
    let values = [
        b(),
        AttributeValue::B(Blob::new([])),
        AttributeValue::Bs(vec![Blob::new(b"x"), Blob::new(b"y")]),
        AttributeValue::L(vec![s("a"), b()]),
        m([("text", s("a")), ("list", AttributeValue::L(vec![m([("deep", b())])]))]),
        AttributeValue::L(vec![AttributeValue::Bs(vec![Blob::new(b"x")])]),
    ];
    for value in values {
        assert_eq!(stored(&table, value.clone()).await, Attribute::Unsupported, "{value:?}");
    }
    // It costs no other attribute.
    table.put_raw("bob", &[("projects", b()), ("department", s("R&D"))]).await;
    let found = find(&table, "bob", &["projects", "department"]).await.0.unwrap();
    assert_eq!(found.get("projects"), Some(&Attribute::Unsupported));
    assert_eq!(found.get("department"), Some(&Attribute::Value(text("R&D"))));
}

pub(crate) async fn an_item_without_the_attributes_is_found(url: &'static str) {
    let table = Table::create(url).await;
    table.put_raw("alice", &[]).await;
    table.put_raw("bob", &[("other", s("x"))]).await;
    for name in ["alice", "bob"] {
        // Found, with nothing in it: another thing than not found.
        assert_eq!(find(&table, name, &["projects", "department"]).await.0, Some(Row::default()), "{name}");
    }
}
