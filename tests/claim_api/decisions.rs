//! Both architectures decide alike, for every kind of item, rule, event version and token.

use std::collections::{BTreeMap, BTreeSet};
use std::future::{Ready, ready};

use claim_api::check_user_access::CheckUserAccess;
use claim_api::handler::RequestHandler;
use claim_api::sample_data::SampleData;
use claim_enrichment::handler::EnrichmentSettings;
use claim_enrichment::repository::FailureCause;
use claim_enrichment::row::{Attribute, Row};
use claim_enrichment::value::Value as Stored;
use serde_json::{Map, Value};

use crate::fixtures::{LocalAccessCheck, PATHS, TOKEN_USES, api_event, claims_with_trigger};
use test_support::answer::settings;
use test_support::store::Store;

type Lookup = Ready<Result<Option<Row>, FailureCause>>;

/// Status and body for each path.
type Responses = BTreeMap<&'static str, (u16, Value)>;

/// What a user sees: the names of their projects, and whether a notice board.
type Visible = (BTreeSet<String>, bool);

fn repository(item: Option<Row>) -> Store<impl Fn(String) -> Lookup + Send + Sync> {
    Store(move |_| ready(Ok(item.clone())))
}

async fn request_all(
    route: &str,
    claims: &Map<String, Value>,
    item: Option<Row>,
    settings: EnrichmentSettings,
    version: &str,
) -> Responses {
    let check = CheckUserAccess::new(repository(item), settings, version);
    let handler = RequestHandler::new(SampleData::built_in().unwrap(), LocalAccessCheck(check));
    let mut responses = Responses::new();
    for path in PATHS {
        let (response, _) = handler.handle(api_event(route, path, claims)).await;
        responses.insert(path, (response.status_code, serde_json::from_str(&response.body).unwrap()));
    }
    responses
}

fn visible(responses: &Responses) -> Visible {
    let listed = responses["projects"].1["projects"].as_array().cloned().unwrap_or_default();
    let listed: BTreeSet<_> = listed.iter().map(|project| project["name"].as_str().unwrap().into()).collect();
    let opened =
        responses.iter().filter(|(path, (status, _))| path.starts_with("projects/") && *status == 200);
    // `projects/` is the list, which has no name.
    let opened: BTreeSet<String> =
        opened.filter_map(|(_, (_, project))| project["name"].as_str().map(str::to_owned)).collect();
    assert_eq!(listed, opened, "listed and readable projects differ");
    (listed, responses["notices"].0 == 200)
}

/// Compares both architectures for each event version and token. Returns what is visible with the access
/// token of V2.
async fn compare(item: Option<Row>, settings: &EnrichmentSettings) -> Visible {
    let mut with_v2 = None;
    for version in ["1", "2", "3"] {
        for token_use in TOKEN_USES {
            let claims =
                claims_with_trigger(repository(item.clone()), settings.clone(), version, token_use).await;
            let request = async |route, claims| {
                request_all(route, claims, item.clone(), settings.clone(), version).await
            };
            let optimized = request("optimized", &claims).await;
            let standard = request("standard", &claims).await;
            assert_eq!(optimized, standard, "V{version}, {token_use} token, {claims:?}");
            // Cognito may drop null claims: the errors differ then, what is visible does not.
            let mut without_null = claims.clone();
            without_null.retain(|_, value| !value.is_null());
            let dropped = request("optimized", &without_null).await;
            assert_eq!(visible(&dropped), visible(&standard), "V{version}, {token_use} token, {claims:?}");
            if (version, token_use) == ("2", "access") {
                with_v2 = Some(visible(&optimized));
            }
        }
    }
    with_v2.unwrap()
}

fn text(text: &str) -> Stored {
    Stored::Text(text.to_owned())
}

fn list(names: &[&str]) -> Stored {
    Stored::List(names.iter().map(|name| text(name)).collect())
}

fn item(attributes: &[(&str, Stored)]) -> Option<Row> {
    let attributes = attributes.iter().cloned();
    Some(attributes.map(|(name, value)| (name, Attribute::Value(value))).collect())
}

#[tokio::test]
async fn both_architectures_decide_alike_for_every_kind_of_item() {
    for (projects, expected) in [
        (list(&["apollo", "gemini"]), &["apollo", "gemini"][..]),
        (list(&["the new harbour"]), &["the new harbour"]),
        (text("apollo"), &["apollo"]),
        // V1 writes a list as JSON text, so text of that form is a list in every version.
        (text(r#"["apollo","gemini"]"#), &["apollo", "gemini"]),
        (text("[apollo]"), &[]),
        (text("apollo,gemini"), &[]),
        (text("Apollo"), &[]),
        (list(&["", "apollo", "apollo"]), &["apollo"]),
        (list(&[r#"["apollo"]"#]), &[]),
        (Stored::List(vec![text("apollo"), Stored::Number("7".to_owned()), Stored::Bool(true)]), &["apollo"]),
        (Stored::List(vec![text("apollo"), list(&["gemini"])]), &[]),
        (Stored::Map(BTreeMap::from([("apollo".to_owned(), text("apollo"))])), &[]),
        (Stored::Null, &[]),
        // Exceeds the claim size limit.
        (list(&["apollo", &"x".repeat(5000)]), &[]),
    ] {
        let item = item(&[("projects", projects.clone()), ("department", text("Legal"))]);
        let expected = expected.iter().map(ToString::to_string).collect();
        assert_eq!(compare(item, &settings(&[])).await, (expected, true), "{projects:?}");
    }
    for (department, has_notices) in
        [(text("Legal"), true), (text("LEGAL"), false), (text("nowhere"), false), (list(&["Legal"]), false)]
    {
        let item = item(&[("department", department.clone())]);
        assert_eq!(compare(item, &settings(&[])).await, (BTreeSet::new(), has_notices), "{department:?}");
    }
    assert_eq!(compare(None, &settings(&[])).await, (BTreeSet::new(), false), "no item");
}

#[tokio::test]
async fn both_architectures_apply_the_rules_of_the_trigger() {
    let item = || item(&[("sites", list(&["apollo"])), ("unit", text("Legal"))]);
    for (limits, expected) in [
        ("", true),
        (r#","tokens":["id"]"#, false),
        (r#","clients":["client"]"#, true),
        (r#","clients":["other"]"#, false),
    ] {
        let rules = format!(
            r#"{{"claims":[{{"claim":"projects","from":"table.sites"{limits}}},
                {{"claim":"department","from":"table.unit"{limits}}}]}}"#
        );
        let (projects, has_notices) = compare(item(), &settings(&[("CLAIM_RULES", &rules)])).await;
        assert_eq!((projects.contains("apollo"), has_notices), (expected, expected), "{limits}");
    }
}
