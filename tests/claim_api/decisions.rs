//! Both ways come to the same decision, whatever the table says of a person.

use std::collections::{BTreeMap, BTreeSet};
use std::future::{Ready, ready};

use claim_api::business::Business;
use claim_api::check::CheckUserAccess;
use claim_api::company::Company;
use claim_enrichment::handler::Settings;
use claim_enrichment::repository::LookupError;
use claim_enrichment::rules::Rules;
use claim_enrichment::user_info::{Attribute, UserInfo};
use claim_enrichment::value::Value as Stored;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Map, Value};

use crate::world::{Here, PATHS, TOKENS, issued, request};
use test_support::store::Store;

/// As many people as a debug build tries in some seconds; `PROPTEST_CASES` asks for another number.
const PEOPLE: u32 = 300;

type Found = Ready<Result<Option<UserInfo>, LookupError>>;

fn store(item: Option<UserInfo>) -> Store<impl Fn(String) -> Found + Send + Sync> {
    Store(move |_| ready(Ok(item.clone())))
}

/// Status and answer of each path.
type Answers = BTreeMap<&'static str, (u16, Value)>;

/// What a person with these claims sees on one way, and what the table says at the same time.
async fn seen(
    way: &str,
    claims: &Map<String, Value>,
    item: Option<UserInfo>,
    settings: Settings,
    version: &str,
) -> Answers {
    let check = CheckUserAccess::new(store(item), settings, version.to_owned());
    let business = Business::new(Company::built_in().unwrap(), Here(check));
    let mut answers = Answers::new();
    for path in PATHS {
        let (response, _) = business.handle(request(way, path, claims)).await;
        answers.insert(path, (response.status_code, serde_json::from_str(&response.body).unwrap()));
    }
    answers
}

/// The names of the projects that are listed; those that are shown have to be the same.
fn shown(answers: &Answers) -> BTreeSet<String> {
    let listed = answers["projects"].1["projects"].as_array().cloned().unwrap_or_default();
    let listed: BTreeSet<_> = listed.iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect();
    let paths = answers.iter().filter(|(path, (status, _))| path.starts_with("projects/") && *status == 200);
    // An empty name is the list's address.
    let opened: BTreeSet<_> =
        paths.filter_map(|(_, (_, project))| project["name"].as_str().map(str::to_owned)).collect();
    assert_eq!(listed, opened, "the list and the projects differ");
    listed
}

/// Compares both ways for one person, by each version and token. Gives what they see with V2.
fn compare(item: Option<UserInfo>, settings: &Settings) -> (BTreeSet<String>, bool) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let mut with_v2 = None;
        for version in ["1", "2", "3"] {
            for token_use in TOKENS {
                let claims = issued(store(item.clone()), settings.clone(), version, token_use).await;
                let ask =
                    async |way, claims| seen(way, claims, item.clone(), settings.clone(), version).await;
                let (optimized, standard) = (ask("optimized", &claims).await, ask("standard", &claims).await);
                assert_eq!(optimized, standard, "V{version}, {token_use} token, {claims:?}");
                // Cognito may drop a claim that is null: that is told as missing, and shows no more.
                let mut dropped = claims.clone();
                dropped.retain(|_, value| !value.is_null());
                let without = ask("optimized", &dropped).await;
                assert_eq!(shown(&without), shown(&standard), "V{version}, {token_use} token, {claims:?}");
                assert_eq!(without["notices"].0 == 200, standard["notices"].0 == 200);
                if (version, token_use) == ("2", "access") {
                    with_v2 = Some((shown(&optimized), optimized["notices"].0 == 200));
                }
            }
        }
        with_v2.unwrap()
    })
}

fn text(text: &str) -> Stored {
    Stored::Text(text.to_owned())
}

fn person(attributes: &[(&str, Stored)]) -> Option<UserInfo> {
    let attributes = attributes.iter().cloned();
    Some(attributes.map(|(name, value)| (name, Attribute::Value(value))).collect())
}

#[test]
fn odd_people_see_the_same_on_both_ways() {
    let list = |names: &[&str]| Stored::List(names.iter().map(|name| text(name)).collect());
    for (projects, sees) in [
        (list(&["apollo", "gemini"]), &["apollo", "gemini"][..]),
        (list(&["the new harbour"]), &["the new harbour"]),
        (text("apollo"), &["apollo"]),
        // Text that looks like a list is read as one, since with V1 it can't be told from one.
        (text(r#"["apollo","gemini"]"#), &["apollo", "gemini"]),
        (text("[apollo]"), &[]),
        (text("[\"apollo\""), &[]),
        (text("apollo,gemini"), &[]),
        (text("Apollo"), &[]),
        (text(" apollo"), &[]),
        (text(""), &[]),
        (list(&["", "apollo", "apollo"]), &["apollo"]),
        (list(&[]), &[]),
        (list(&["[\"apollo\"]"]), &[]),
        (Stored::List(vec![text("apollo"), Stored::Number("7".to_owned()), Stored::Bool(true)]), &["apollo"]),
        (Stored::List(vec![text("apollo"), Stored::List(vec![text("gemini")])]), &[]),
        (Stored::List(vec![text("apollo"), Stored::Null]), &[]),
        (Stored::Map(BTreeMap::from([("apollo".to_owned(), text("apollo"))])), &[]),
        (Stored::Number("7".to_owned()), &[]),
        (Stored::Bool(true), &[]),
        (Stored::Null, &[]),
        // More than a token may take.
        (Stored::List(vec![text("apollo"), text(&"x".repeat(5000))]), &[]),
    ] {
        let item = person(&[("projects", projects.clone()), ("department", text("Legal"))]);
        let sees = sees.iter().map(ToString::to_string).collect();
        assert_eq!(compare(item, &Settings::default()), (sees, true), "{projects:?}");
    }
    for (department, reads) in [
        (text("Legal"), true),
        (text("LEGAL"), false),
        (text("Lega"), false),
        (text("nowhere"), false),
        (text(""), false),
        (list(&["Legal"]), false),
        (Stored::Null, false),
    ] {
        let item = person(&[("department", department.clone())]);
        assert_eq!(compare(item, &Settings::default()), (BTreeSet::new(), reads), "{department:?}");
    }
    assert_eq!(compare(None, &Settings::default()), (BTreeSet::new(), false), "nobody");
    let unsupported = [("projects", Attribute::Unsupported), ("department", Attribute::Unsupported)];
    assert_eq!(
        compare(Some(unsupported.into_iter().collect()), &Settings::default()),
        (BTreeSet::new(), false)
    );
}

#[test]
fn rules_of_ones_own_hold_on_both_ways() {
    let item = || person(&[("sites", Stored::List(vec![text("apollo")])), ("unit", text("Legal"))]);
    for (rules, sees) in [
        (
            r#"{"claims":[{"claim":"projects","from":"table.sites"},{"claim":"department","from":"table.unit"}]}"#,
            true,
        ),
        // For the ID token alone; compare() tells what the access token shows.
        (
            r#"{"claims":[{"claim":"projects","from":"table.sites","tokens":["id"]},
                {"claim":"department","from":"table.unit","tokens":["id"]}]}"#,
            false,
        ),
        (r#"{"claims":[{"claim":"sites","from":"table.sites"}]}"#, false),
        // For the client that the token is of, and for another.
        (
            r#"{"claims":[{"claim":"projects","from":"table.sites","clients":["client"]},
                {"claim":"department","from":"table.unit","clients":["client"]}]}"#,
            true,
        ),
        (
            r#"{"claims":[{"claim":"projects","from":"table.sites","clients":["other"]},
                {"claim":"department","from":"table.unit","clients":["other"]}]}"#,
            false,
        ),
    ] {
        let defaults = Settings::default();
        let rules = Rules::parse(rules, defaults.budget).unwrap();
        let (projects, notices) = compare(item(), &Settings { rules, ..defaults });
        assert_eq!((projects.contains("apollo"), notices), (sees, sees));
    }
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => proptest::sample::select(vec!["apollo", "gemini", "mercury", "the new harbour", "Legal", "safety"])
            .prop_map(str::to_owned),
        1 => any::<String>(),
        1 => "[\\[\\]\",a-c {}0-9]{0,8}",
        1 => vec(proptest::sample::select(vec!["apollo", "gemini", ""]), 0..3)
            .prop_map(|names| serde_json::to_string(&names).unwrap()),
    ]
}

fn stored() -> impl Strategy<Value = Stored> {
    let scalar = prop_oneof![
        6 => name().prop_map(Stored::Text),
        1 => "-?[1-9][0-9]{0,37}".prop_map(|digits| Stored::number(digits).unwrap()),
        1 => any::<bool>().prop_map(Stored::Bool),
        1 => Just(Stored::Null),
    ];
    scalar.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            4 => vec(inner.clone(), 0..4).prop_map(Stored::List),
            1 => btree_map(any::<String>(), inner, 0..3).prop_map(Stored::Map),
        ]
    })
}

fn attribute() -> impl Strategy<Value = Attribute> {
    prop_oneof![9 => stored().prop_map(Attribute::Value), 1 => Just(Attribute::Unsupported)]
}

/// The names in what is stored, by the words of the documentation and not by the code.
fn names(stored: Option<&Attribute>) -> Vec<String> {
    match stored {
        Some(Attribute::Value(Stored::List(items))) if items.iter().all(Stored::is_scalar) => {
            let texts = items.iter().filter_map(|item| match item {
                Stored::Text(text) => Some(text.clone()),
                _ => None,
            });
            texts.collect()
        }
        Some(Attribute::Value(Stored::Text(text))) => match serde_json::from_str::<Vec<Value>>(text) {
            Ok(items) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            Err(_) => vec![text.clone()],
        },
        _ => Vec::new(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: PEOPLE, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_ways_come_to_the_same_decision(
        projects in proptest::option::of(attribute()),
        department in proptest::option::of(attribute()),
        is_known in proptest::bool::weighted(0.9),
    ) {
        let attributes = [("projects", projects.clone()), ("department", department.clone())];
        let attributes = attributes.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let item: Option<UserInfo> = is_known.then(|| attributes.collect());
        let (sees, _) = compare(item, &Settings::default());
        let company = Company::built_in().unwrap();
        let own = if is_known { names(projects.as_ref()) } else { Vec::new() };
        let expected: BTreeSet<_> = company.projects.iter().map(|project| project.name.clone())
            .filter(|name| own.contains(name)).collect();
        prop_assert_eq!(sees, expected);
    }
}
