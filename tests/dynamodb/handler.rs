//! Events as Cognito sends them, through the handler, on the table.

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use claim_enrichment::handler::{Handler, Settings};
use claim_enrichment::telemetry::Outcome;
use serde_json::{Value, json};

use test_support::poll::PATIENCE;
use test_support::table::{Table, connect};

const VERSIONS: [&str; 3] = ["1", "2", "3"];

/// What a test looks at in an answer.
struct Answered {
    /// The claims, per token that they are in.
    claims: Vec<Value>,
    outcome: Outcome,
    cause: Option<&'static str>,
    remarks: Value,
}

fn event(version: &str, user_name: &str) -> Value {
    let details = if version == "1" { "claimsOverrideDetails" } else { "claimsAndScopeOverrideDetails" };
    let mut event = json!({
        "version": version,
        "triggerSource": "TokenGeneration_Authentication",
        "region": "eu-west-1",
        "userPoolId": "eu-west-1_AbCdEf123",
        "userName": user_name,
        "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": "1example23456789"},
        "request": {
            "userAttributes": {"sub": "8f14e45f", "email": "alice@example.com", "projects": "not these"},
            "groupConfiguration": {
                "groupsToOverride": ["admins"],
                "iamRolesToOverride": [],
                "preferredRole": null
            },
            "clientMetadata": {"department": "not this"}
        },
        "response": {}
    });
    event["response"][details] = Value::Null;
    if version != "1" {
        event["request"]["scopes"] = json!(["openid", "email"]);
    }
    event
}

async fn answer(table: &Table, version: &str, user_name: &str) -> Answered {
    let repository = connect(&table.url, &table.name).await;
    let settings = Settings { lookup_timeout: PATIENCE, ..Settings::default() };
    let sent = event(version, user_name);
    let answer = Handler::new(repository, settings).handle(&sent.to_string(), None).await;

    let mut received: Value = serde_json::from_str(&answer.response.unwrap()).unwrap();
    let response = received["response"].take();
    assert_eq!(received["request"], sent["request"]);
    let claims = if version == "1" {
        vec![response["claimsOverrideDetails"]["claimsToAddOrOverride"].clone()]
    } else {
        let details = &response["claimsAndScopeOverrideDetails"];
        ["idTokenGeneration", "accessTokenGeneration"]
            .map(|token| details[token]["claimsToAddOrOverride"].clone())
            .to_vec()
    };
    let report = answer.report;
    let remarks = serde_json::to_value(&report.remarks).unwrap();
    Answered { claims, outcome: report.outcome, cause: report.cause, remarks }
}

fn s(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(ToString::to_string).collect()
}

/// The claims in `version` hold, in each of its tokens, `v1` or `later`.
fn hold(answered: &Answered, version: &str, v1: Value, later: Value) {
    let (expected, tokens) = if version == "1" { (v1, 1) } else { (later, 2) };
    assert_eq!(answered.claims, vec![expected; tokens], "version {version}");
}

pub(crate) async fn each_way_of_storing_projects_becomes_its_claim(url: &'static str) {
    let table = Table::create(url).await;
    let list = AttributeValue::L(vec![s("Zeus"), s("Apollo")]);
    let mixed = AttributeValue::L(vec![s("a"), AttributeValue::N("1".into()), AttributeValue::Bool(true)]);
    let ways = [
        ("alice", s("Apollo"), "Apollo", json!("Apollo")),
        ("Google_bob@example.com", s("Apollo,Zeus"), "Apollo,Zeus", json!("Apollo,Zeus")),
        (
            "carol",
            AttributeValue::Ss(texts(&["Zeus", "Apollo"])),
            r#"["Apollo","Zeus"]"#,
            json!(["Apollo", "Zeus"]),
        ),
        ("dave", list, r#"["Zeus","Apollo"]"#, json!(["Zeus", "Apollo"])),
        ("erin", mixed, r#"["a",1,true]"#, json!(["a", 1, true])),
        ("frank", AttributeValue::Ns(texts(&["10", "9"])), "[9,10]", json!([9, 10])),
        ("grace", AttributeValue::L(Vec::new()), "[]", json!([])),
        ("heidi", s(""), "", json!("")),
    ];
    for (name, projects, v1, later) in ways {
        table.put_raw(name, &[("projects", projects), ("department", s("R&D"))]).await;
        for version in VERSIONS {
            let answered = answer(&table, version, name).await;
            let claims = |projects| json!({"userName": name, "projects": projects, "department": "R&D"});
            hold(&answered, version, claims(json!(v1)), claims(later.clone()));
            assert_eq!((answered.outcome, answered.cause), (Outcome::Enriched, None));
            assert_eq!(answered.remarks, json!([]));
        }
    }
}

pub(crate) async fn odd_types_cost_their_own_claim_alone(url: &'static str) {
    let table = Table::create(url).await;
    let map = || AttributeValue::M([("a".to_owned(), s("b"))].into());
    let binary = || AttributeValue::B(Blob::new(b"x"));
    let absent = || AttributeValue::Null(true);
    let cases = [
        ("projects", Some(binary()), "wrong_type"),
        ("projects", Some(map()), "wrong_type"),
        ("projects", Some(AttributeValue::Bs(vec![Blob::new(b"x")])), "wrong_type"),
        ("projects", Some(AttributeValue::N("7".into())), "wrong_type"),
        ("projects", Some(AttributeValue::L(vec![s("a"), map()])), "wrong_type"),
        ("projects", Some(AttributeValue::L(vec![s("a"), absent()])), "wrong_type"),
        ("projects", Some(AttributeValue::L(vec![s("a"), binary()])), "wrong_type"),
        ("projects", Some(absent()), "absent"),
        ("projects", None, "absent"),
        ("department", Some(AttributeValue::Ss(texts(&["R&D"]))), "wrong_type"),
        ("department", Some(AttributeValue::L(vec![s("R&D")])), "wrong_type"),
        ("department", Some(binary()), "wrong_type"),
        ("department", Some(AttributeValue::Bool(true)), "wrong_type"),
        ("department", Some(absent()), "absent"),
        ("department", None, "absent"),
    ];
    for (claim, odd, reason) in cases {
        let good = if claim == "projects" { "department" } else { "projects" };
        let odd: Vec<_> = odd.map(|odd| (claim, odd)).into_iter().collect();
        let attributes: Vec<_> = odd.into_iter().chain([(good, s("as it should be"))]).collect();
        table.put_raw("alice", &attributes).await;
        for version in VERSIONS {
            let answered = answer(&table, version, "alice").await;
            let claims = json!({"userName": "alice", claim: null, good: "as it should be"});
            hold(&answered, version, claims.clone(), claims);
            assert_eq!(answered.outcome, Outcome::Enriched);
            assert_eq!(
                answered.remarks,
                json!([{"on": format!("claim {claim}"), "reason": reason}]),
                "{attributes:?}"
            );
        }
    }
}

pub(crate) async fn a_person_who_is_not_in_the_table_gets_null_claims(url: &'static str) {
    let table = Table::create(url).await;
    table.put("alice", &["Apollo"], Some("R&D")).await;
    for version in VERSIONS {
        let answered = answer(&table, version, "Alice").await;
        let claims = json!({"userName": "Alice", "projects": null, "department": null});
        hold(&answered, version, claims.clone(), claims);
        assert_eq!((answered.outcome, answered.cause), (Outcome::NotFound, None));
    }
}

pub(crate) async fn a_table_that_is_missing_gives_null_claims(url: &'static str) {
    let table = Table::planned(url).await;
    for version in VERSIONS {
        let answered = answer(&table, version, "alice").await;
        let claims = json!({"userName": "alice", "projects": null, "department": null});
        hold(&answered, version, claims.clone(), claims);
        assert_eq!((answered.outcome, answered.cause), (Outcome::Fallback, Some("no_table")));
    }
}
