//! What is refused, in which words, and what a request costs.

use std::future::ready;

use claim_api::business::Business;
use claim_api::check::{AccessCheck, CheckError, CheckUserAccess, Checked, Question};
use claim_api::company::Company;
use claim_api::response::{Refusal, Response};
use claim_enrichment::handler::Settings;
use claim_enrichment::repository::LookupError;
use serde_json::{Map, Value, json};

use crate::world::{Here, PATHS, SUB, plain, request};
use test_support::store::Store;

const WAYS: [&str; 2] = ["optimized", "standard"];

/// Answers as it is told to, whoever is asked about.
struct Told(fn() -> Result<Checked, CheckError>);

impl AccessCheck for Told {
    async fn ask(&self, _: &Question) -> Result<Checked, CheckError> {
        (self.0)()
    }
}

/// The standard way fails if it is asked.
async fn ask(event: Value) -> (Response, Option<Refusal>) {
    let never = Told(|| panic!("nobody should have asked"));
    Business::new(Company::built_in().unwrap(), never).handle(event).await
}

fn error(response: &Response) -> String {
    let body: Value = serde_json::from_str(&response.body).unwrap();
    assert!(body["message"].as_str().unwrap().ends_with('.'), "{body}");
    body["error"].as_str().unwrap().to_owned()
}

fn with(changes: &Value) -> Map<String, Value> {
    let mut claims = plain("id");
    claims.extend(changes.as_object().unwrap().clone());
    claims
}

#[tokio::test]
async fn without_a_verified_token_of_ones_own_there_is_nothing() {
    for way in WAYS {
        let claims = with(&json!({"projects": ["apollo"], "department": "Legal"}));
        let good = request(way, "projects", &claims);
        let mut unauthorized = good.clone();
        unauthorized["requestContext"]["authorizer"] = Value::Null;
        let mut bare = good.clone();
        bare["headers"] = json!({});
        let mut anothers = good.clone();
        anothers["requestContext"]["authorizer"]["jwt"]["claims"]["sub"] = json!("another");
        let mut no_token = good.clone();
        no_token["headers"]["authorization"] = json!("Bearer x.y.z");
        for event in [unauthorized, bare, anothers, no_token, json!({}), json!("x")] {
            let (response, _) = ask(event.clone()).await;
            assert_eq!(
                (response.status_code, error(&response).as_str()),
                (401, "not_authenticated"),
                "{event}"
            );
        }
        let (response, _) = ask(request(way, "people", &claims)).await;
        assert_eq!((response.status_code, error(&response).as_str()), (404, "not_found"));
        let machine = json!({"sub": SUB, "token_use": "access", "client_id": SUB, "projects": ["apollo"]});
        let (response, _) = ask(request(way, "projects", machine.as_object().unwrap())).await;
        assert_eq!((response.status_code, error(&response).as_str()), (403, "machine"));
    }
}

#[tokio::test]
async fn a_token_from_before_the_trigger_is_told_from_one_without_rights() {
    for path in PATHS {
        let (response, _) = ask(request("optimized", path, &plain("id"))).await;
        assert_eq!((response.status_code, error(&response).as_str()), (403, "claim_missing"), "{path}");
        let told = &serde_json::from_str::<Value>(&response.body).unwrap()["message"];
        assert!(told.as_str().unwrap().contains("Sign in again"), "{told}");
        let null = with(&json!({"projects": null, "department": null}));
        let (response, _) = ask(request("optimized", path, &null)).await;
        if path.trim_matches('/') == "projects" {
            assert_eq!((response.status_code, response.body.as_str()), (200, r#"{"projects":[]}"#));
        } else {
            assert_eq!((response.status_code, error(&response).as_str()), (403, "forbidden"), "{path}");
        }
    }
}

#[tokio::test]
async fn what_is_not_ones_own_and_what_there_is_not_look_alike() {
    let claims = with(&json!({"projects": ["apollo", "nowhere"], "department": "Legal"}));
    let own = ask(request("optimized", "projects/apollo", &claims)).await.0;
    assert_eq!(own.status_code, 200);
    assert_eq!(serde_json::from_str::<Value>(&own.body).unwrap()["workItems"][0]["id"], "A-1");
    let others = ask(request("optimized", "projects/gemini", &claims)).await.0;
    for path in
        ["projects/nowhere", "projects/elsewhere", "projects/Apollo", "projects/apollo%20", "projects/%00"]
    {
        let response = ask(request("optimized", path, &claims)).await.0;
        assert_eq!((response.status_code, &response.body), (others.status_code, &others.body), "{path}");
    }
    assert_eq!(others.status_code, 403);
    assert!(!others.body.contains("gemini"));
}

#[tokio::test]
async fn a_check_that_fails_is_a_plain_503_and_told_to_the_log_alone() {
    let unreadable = || serde_json::from_str("\"canary\"").map_err(CheckError::Unreadable);
    let fails: [fn() -> Result<Checked, CheckError>; 2] =
        [|| Err(CheckError::Failed), || Err(CheckError::NotCalled("it took too long".to_owned()))];
    for check in [fails[0], fails[1], unreadable] {
        let business = Business::new(Company::built_in().unwrap(), Told(check));
        for path in PATHS {
            let (response, refusal) = business.handle(request("standard", path, &plain("id"))).await;
            assert_eq!((response.status_code, error(&response).as_str()), (503, "unavailable"), "{path}");
            assert!(!response.body.contains("CheckUserAccess"), "{}", response.body);
            let Some(Refusal::Unavailable(told)) = refusal else { panic!("{refusal:?}") };
            assert!(told.to_string().contains("CheckUserAccess") && !told.to_string().contains("canary"));
        }
        // The other way needs nobody.
        let claims = with(&json!({"projects": ["apollo"]}));
        let (response, _) = business.handle(request("optimized", "projects/apollo", &claims)).await;
        assert_eq!(response.status_code, 200);
    }
}

#[tokio::test]
async fn a_lookup_that_fails_is_no_decision() {
    let failing = Store(|_| ready(Err(LookupError::Throttled("too many".into()))));
    let check = CheckUserAccess::new(failing, Settings::default(), "V2_0".to_owned());
    let business = Business::new(Company::built_in().unwrap(), Here(check));
    let claims = with(&json!({"projects": ["apollo"], "department": "Legal"}));
    for path in PATHS {
        let (response, _) = business.handle(request("standard", path, &claims)).await;
        assert_eq!(response.status_code, 503, "{path}");
    }
}

#[tokio::test]
async fn check_user_access_answers_questions_alone() {
    let check = || {
        let nobody = Store(|_| ready(Ok(None)));
        CheckUserAccess::new(nobody, Settings::default(), "V2_0".to_owned())
    };
    for event in
        [json!(null), json!({}), json!({"userName": "alice"}), json!([1]), json!({"userName": 1, "sub": 2})]
    {
        assert!(check().answer(event.clone(), None).await.is_err(), "{event}");
    }
    // Nobody is nobody, also under a name of no letters.
    for name in ["alice", ""] {
        let question = json!({"userName": name, "sub": SUB, "clientId": null, "tokenUse": "id"});
        let checked = check().answer(question, None).await.unwrap();
        assert!(checked.claims.values().all(Value::is_null), "{checked:?}");
    }
}
