//! Reads of every kind: queries, indexes, several rows by their keys, numeric keys.

use aws_sdk_dynamodb::Client;
use claim_enrichment::dynamodb::DynamoDbRepository;
use claim_enrichment::repository::{
    FailureCause, KeyValue, Keys, OwnerCheck, QueryKey, ReadError, ReadRequest, ReadResponse,
    Repository as _, SortKey, Validity,
};
use claim_enrichment::row::Attribute;
use claim_enrichment::value::Value;
use serde_json::{Value as Json, json};
use test_support::faulty::{FaultyDynamoDb, Reply};
use test_support::poll::PATIENCE;
use test_support::table::{client, create, put_json, unique_name};
use tokio::time::Instant;

use crate::reading::connect;

/// The largest rows that make pages of few rows: a page has 1 MB ("Query" in the API reference).
const LARGE: usize = 150_000;

struct Engine {
    client: Client,
    repository: DynamoDbRepository,
    table: String,
}

impl Engine {
    async fn with_table(url: &str, key: &[&str], index: Option<(&str, &[String])>) -> Self {
        let (client, table) = (client(url).await, unique_name());
        let key: Vec<_> = key.iter().map(ToString::to_string).collect();
        create(&client, &table, &key, index.as_slice()).await;
        Self { client, repository: connect(url).await, table }
    }

    async fn put(&self, item: Json) {
        put_json(&self.client, &self.table, &item).await;
    }

    fn request<'a>(&'a self, keys: Keys<'a>) -> ReadRequest<'a> {
        ReadRequest {
            table: &self.table,
            index: None,
            keys,
            filter: &[],
            attributes: vec!["a"],
            validity: Validity::default(),
            at_most: 100,
            consistent: true,
            deadline: Instant::now() + PATIENCE,
        }
    }

    async fn read(&self, request: &ReadRequest<'_>) -> Result<ReadResponse, ReadError> {
        self.repository.read(request).await
    }

    /// The attribute `a` of the rows that the keys find.
    async fn found(&self, keys: Keys<'_>) -> String {
        a_of(&self.read(&self.request(keys)).await.unwrap())
    }
}

fn a_of(response: &ReadResponse) -> String {
    let a = |attribute: Option<&Attribute>| match attribute {
        Some(Attribute::Value(value)) => value.to_json().replace('"', ""),
        _ => "-".to_owned(),
    };
    response.rows.iter().map(|row| a(row.get("a"))).collect::<Vec<_>>().join(",")
}

fn text(text: &str) -> KeyValue {
    KeyValue::Text(text.to_owned())
}

fn number(digits: &str) -> KeyValue {
    KeyValue::Number(digits.to_owned())
}

fn partition(id: &str) -> QueryKey<'static> {
    QueryKey { partition: ("id", text(id)), sort: None }
}

fn query(sort: Option<SortKey>) -> Keys<'static> {
    Keys::Query(vec![QueryKey { sort: sort.map(|sort| ("sk", sort)), ..partition("x") }])
}

pub(crate) async fn a_query_returns_the_rows_of_its_key_in_their_order(url: &'static str) {
    let engine = Engine::with_table(url, &["id", "sk"], None).await;
    for (id, sk) in [("x", "ORG#b"), ("x", "ORG#a"), ("x", "PROFILE"), ("y", "ORG#c"), ("x", "ORG")] {
        engine.put(json!({"id": {"S": id}, "sk": {"S": sk}, "a": {"S": format!("{id}/{sk}")}})).await;
    }
    assert_eq!(engine.found(query(None)).await, "x/ORG,x/ORG#a,x/ORG#b,x/PROFILE");
    let begins = SortKey::BeginsWith("ORG#".to_owned());
    assert_eq!(engine.found(query(Some(begins))).await, "x/ORG#a,x/ORG#b");
    assert_eq!(engine.found(query(Some(SortKey::Equals(text("PROFILE"))))).await, "x/PROFILE");
    assert_eq!(engine.found(query(Some(SortKey::Equals(text("none"))))).await, "");
    let several = Keys::Query(["y", "none", "x"].map(partition).to_vec());
    assert_eq!(engine.found(several).await, "y/ORG#c,x/ORG,x/ORG#a,x/ORG#b,x/PROFILE");
}

pub(crate) async fn a_query_reads_all_pages(url: &'static str) {
    let engine = Engine::with_table(url, &["id", "sk#"], None).await;
    let pad = "x".repeat(LARGE);
    for n in 0..16 {
        let item = json!({"id": {"S": "x"}, "sk": {"N": n.to_string()}, "a": {"N": n.to_string()}, "pad": {"S": pad}});
        engine.put(item).await;
    }
    let all = (0..16).map(|n| n.to_string()).collect::<Vec<_>>().join(",");
    let response = engine.read(&engine.request(query(None))).await.unwrap();
    assert_eq!(a_of(&response), all);
    assert!(response.requests >= 3, "2.4 MB: {} requests", response.requests);
    // The rows themselves have more than 1 MB, too.
    let mut request = engine.request(query(None));
    request.attributes = vec!["a", "pad"];
    assert_eq!(a_of(&engine.read(&request).await.unwrap()), all);
    request.at_most = 15;
    assert_eq!(engine.read(&request).await.unwrap_err().cause, FailureCause::TooManyRows);
    request.at_most = 16;
    assert_eq!(engine.read(&request).await.unwrap().rows.len(), 16);
}

pub(crate) async fn a_filter_hides_rows_of_every_page(url: &'static str) {
    let engine = Engine::with_table(url, &["id", "sk#"], None).await;
    for n in 0..9 {
        let status = if n % 4 == 3 { "active" } else { "gone" };
        let item = json!({
            "id": {"S": "x"}, "sk": {"N": n.to_string()}, "a": {"N": n.to_string()},
            "status": {"S": status}, "size": {"N": "7.0"}, "hidden": {"BOOL": n == 3},
            "owner": {"S": if n == 7 { "s-2" } else { "s-1" }}
        });
        engine.put(item).await;
    }
    // "status", "size" and "hidden" are or may become reserved words.
    let status = |status: &str| ("status".to_owned(), vec![Value::Text(status.to_owned())]);
    let size = ("size".to_owned(), vec![Value::Number("6".to_owned()), Value::Number("7".to_owned())]);
    let hidden = ("hidden".to_owned(), vec![Value::Bool(true)]);
    let pages = FaultyDynamoDb::before(url, "").await;
    pages.always(Reply::Forward { rows_per_page: Some(2) });
    let paged = connect(&pages.url()).await;
    for (filter, found) in [
        (vec![status("active")], "3,7"),
        (vec![status("active"), size.clone()], "3,7"),
        (vec![status("active"), size, hidden], "3"),
        (vec![status("none")], ""),
    ] {
        let mut request = engine.request(query(None));
        (request.filter, request.at_most) = (&filter, 2);
        for repository in [&engine.repository, &paged] {
            assert_eq!(a_of(&repository.read(&request).await.unwrap()), found, "{filter:?}");
        }
        // Rows of other users do not count.
        let owner = OwnerCheck { attribute: "owner", sub: Some("s-1"), required: true };
        request.validity.owner = Some(owner);
        request.attributes.push("owner");
        request.at_most = 1;
        let response = paged.read(&request).await.unwrap();
        assert_eq!(a_of(&response), found.trim_end_matches(",7"), "{filter:?}");
        assert_eq!(response.dropped.other_owner, usize::from(found.ends_with('7')));
    }
}

pub(crate) async fn an_index_is_read_by_its_own_key(url: &'static str) {
    let key = ["email".to_owned()];
    let engine = Engine::with_table(url, &["id"], Some(("by-email", &key))).await;
    for (id, email) in [("1", "a@x.org"), ("2", "b@x.org"), ("3", "b@x.org")] {
        engine.put(json!({"id": {"S": id}, "email": {"S": email}, "a": {"S": id}})).await;
    }
    let by = |email: &str| Keys::Query(vec![QueryKey { partition: ("email", text(email)), sort: None }]);
    let request = |email: &str| {
        let request = engine.request(by(email));
        ReadRequest { index: Some("by-email"), consistent: false, ..request }
    };
    assert_eq!(a_of(&engine.read(&request("a@x.org")).await.unwrap()), "1");
    assert_eq!(engine.read(&request("b@x.org")).await.unwrap().rows.len(), 2);
    assert_eq!(a_of(&engine.read(&request("c@x.org")).await.unwrap()), "");
    // A global index has no consistent reads.
    let consistent = ReadRequest { consistent: true, ..request("a@x.org") };
    assert_eq!(engine.read(&consistent).await.unwrap_err().cause, FailureCause::Rejected);
    let unknown = ReadRequest { index: Some("by-name"), ..request("a@x.org") };
    let cause = engine.read(&unknown).await.unwrap_err().cause;
    assert!([FailureCause::Rejected, FailureCause::NoTable].contains(&cause), "{cause:?}");
}

pub(crate) async fn rows_are_read_by_many_keys_in_their_order(url: &'static str) {
    let engine = Engine::with_table(url, &["id", "sk#"], None).await;
    for n in (0..150).filter(|n| n % 3 > 0) {
        engine
            .put(json!({"id": {"S": format!("g{n}")}, "sk": {"N": "1.0"}, "a": {"N": n.to_string()}}))
            .await;
    }
    let key = |n: u32| vec![("id", text(&format!("g{n}"))), ("sk", number("1"))];
    let mut request = engine.request(Keys::Rows((0..150).rev().map(key).collect()));
    let expected = (0..150).rev().filter(|n| n % 3 > 0).map(|n| n.to_string()).collect::<Vec<_>>().join(",");
    let response = engine.read(&request).await.unwrap();
    assert_eq!((a_of(&response), response.requests), (expected, 2), "100 keys for each request");
    assert!(response.rows.iter().all(|row| row.get("id").is_none()), "only what was asked for");
    request.at_most = 99;
    assert_eq!(engine.read(&request).await.unwrap_err().cause, FailureCause::TooManyRows);
}

pub(crate) async fn large_rows_are_read_by_many_keys(url: &'static str) {
    let engine = Engine::with_table(url, &["id"], None).await;
    let pad = "x".repeat(LARGE);
    for n in 0..10 {
        engine.put(json!({"id": {"S": n.to_string()}, "a": {"N": n.to_string()}, "pad": {"S": pad}})).await;
    }
    let mut request =
        engine.request(Keys::Rows((0..10).map(|n| vec![("id", text(&n.to_string()))]).collect()));
    request.attributes = vec!["a", "pad"];
    assert_eq!(a_of(&engine.read(&request).await.unwrap()), "0,1,2,3,4,5,6,7,8,9");
}

pub(crate) async fn numeric_keys_are_found_in_any_spelling(url: &'static str) {
    let engine = Engine::with_table(url, &["n#"], None).await;
    for (n, a) in [("7.0", "seven"), ("-0.5", "minus a half"), ("1E+30", "much")] {
        engine.put(json!({"n": {"N": n}, "a": {"S": a}})).await;
    }
    let key = |n: &str| vec![("n", number(n))];
    assert_eq!(engine.found(Keys::Row(key("7"))).await, "seven");
    assert_eq!(engine.found(Keys::Row(key("8"))).await, "");
    let much = format!("1{}", "0".repeat(30));
    let several = Keys::Rows(vec![key(&much), key("-0.5"), key("7")]);
    assert_eq!(engine.found(several).await, "much,minus a half,seven");
}

pub(crate) async fn attributes_may_be_reserved_words(url: &'static str) {
    let engine = Engine::with_table(url, &["name", "value"], None).await;
    engine.put(json!({"name": {"S": "n"}, "value": {"S": "v"}, "a": {"S": "1"}, "data": {"S": "2"}})).await;
    let key = || vec![("name", text("n")), ("value", text("v"))];
    let sort = Some(("value", SortKey::BeginsWith("v".to_owned())));
    let query = QueryKey { partition: ("name", text("n")), sort };
    for keys in [Keys::Row(key()), Keys::Rows(vec![key()]), Keys::Query(vec![query])] {
        let mut request = engine.request(keys);
        request.attributes = vec!["a", "data", "value", "name"];
        let row = engine.read(&request).await.unwrap().rows.remove(0);
        assert_eq!(row.iter().count(), 4, "{row:?}");
    }
}

/// A response to BatchGetItem with the rows `found`, that leaves `unprocessed` for later.
fn batch(found: &[&str], unprocessed: &[&str]) -> Reply {
    let key = |id: &&str| json!({"id": {"S": id}});
    let row = |id: &&str| json!({"id": {"S": id}, "a": {"S": id}});
    let found: Vec<_> = found.iter().map(row).collect();
    let later: Vec<_> = unprocessed.iter().map(key).collect();
    let unprocessed = if later.is_empty() { json!({}) } else { json!({"Users": {"Keys": later}}) };
    Reply::ok(json!({"Responses": {"Users": found}, "UnprocessedKeys": unprocessed}).to_string())
}

pub(crate) async fn unprocessed_keys_are_read_again() {
    let server = FaultyDynamoDb::start().await;
    let engine = Engine {
        client: client(&server.url()).await,
        repository: connect(&server.url()).await,
        table: "Users".to_owned(),
    };
    let keys = || Keys::Rows(["a", "b", "c", "d"].map(|id| vec![("id", text(id))]).to_vec());
    server.next([
        batch(&["c"], &["a", "b", "d"]),
        Reply::error(500, "InternalServerError", ""),
        batch(&[], &["a", "b", "d"]),
        batch(&["d", "a"], &["b"]),
        batch(&[], &[]),
    ]);
    let response = engine.read(&engine.request(keys())).await.unwrap();
    assert_eq!((a_of(&response).as_str(), response.requests), ("a,c,d", 5));
    let asked = server.requests().last().unwrap().body["RequestItems"]["Users"]["Keys"].clone();
    assert_eq!(asked, json!([{"id": {"S": "b"}}]), "only what was left");

    server.always(batch(&[], &["a", "b", "c", "d"]));
    let mut request = engine.request(keys());
    request.deadline = Instant::now() + std::time::Duration::from_millis(300);
    let error = engine.read(&request).await.unwrap_err();
    assert_eq!((error.cause, error.requests), (FailureCause::Throttled, 6));
}
