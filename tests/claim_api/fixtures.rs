//! Events of API Gateway, tokens, and CheckUserAccess without Lambda.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use claim_api::check_user_access::{
    AccessCheck, CheckCallError, CheckRequest, CheckResponse, CheckUserAccess,
};
use claim_enrichment::handler::{EnrichmentSettings, Handler};
use claim_enrichment::repository::Repository;
use serde_json::{Map, Value, json};

pub(crate) const SUB: &str = "b2e50464-8071-7087-cb5b-8b1f2a1b5a01";

/// The values of the claim `token_use`.
pub(crate) const TOKEN_USES: [&str; 2] = ["id", "access"];

/// Paths below each route: every resource, allowed and not.
pub(crate) const PATHS: [&str; 8] = [
    "projects",
    "projects/apollo",
    "projects/gemini",
    "projects/the%20new%20harbour",
    "projects/mercury",
    "projects/nowhere",
    "projects/",
    "notices",
];

/// The claims of a user's token that was issued without the trigger.
pub(crate) fn claims_without_trigger(token_use: &str) -> Map<String, Value> {
    let claims = match token_use {
        "id" => {
            json!({"sub": SUB, "token_use": "id", "cognito:username": "alice", "aud": "client", "exp": 1})
        }
        _ => json!({"sub": SUB, "token_use": "access", "username": "alice", "client_id": "client", "exp": 1}),
    };
    claims.as_object().unwrap().clone()
}

/// The claims of an ID token with some added.
pub(crate) fn claims_with(added: &Value) -> Map<String, Value> {
    let mut claims = claims_without_trigger("id");
    claims.extend(added.as_object().unwrap().clone());
    claims
}

/// The claims of a token that was issued with the trigger.
pub(crate) async fn claims_with_trigger<R: Repository>(
    repository: R,
    settings: EnrichmentSettings,
    version: &str,
    token_use: &str,
) -> Map<String, Value> {
    let event = json!({
        "version": version,
        "triggerSource": "TokenGeneration_HostedAuth",
        "userName": "alice",
        "callerContext": {"clientId": "client"},
        "request": {"userAttributes": {"sub": SUB, "email": "alice@example.com"}, "groupConfiguration": {}},
        "response": {},
    });
    let answer = Handler::new(repository, settings).handle(&event.to_string(), None).await;
    let event: Value = serde_json::from_str(&answer.response.unwrap()).unwrap();
    let container = match (version, token_use) {
        ("1", "id") => "/response/claimsOverrideDetails",
        ("1", _) => "/none",
        (_, "id") => "/response/claimsAndScopeOverrideDetails/idTokenGeneration",
        _ => "/response/claimsAndScopeOverrideDetails/accessTokenGeneration",
    };
    let added = event.pointer(&format!("{container}/claimsToAddOrOverride"));
    let mut claims = claims_without_trigger(token_use);
    claims.extend(added.and_then(Value::as_object).cloned().unwrap_or_default());
    claims
}

fn token(claims: &Map<String, Value>) -> String {
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.c2lnbmF0dXJl", part(json!({"alg": "RS256"})), part(json!(claims)))
}

/// An event of API Gateway after the authorizer, whose context holds lists as `[a b]` and no null.
pub(crate) fn api_event(route: &str, path: &str, claims: &Map<String, Value>) -> Value {
    let context_value = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(|item| item.as_str().unwrap_or_default()).collect();
            format!("[{}]", items.join(" "))
        }
        other => other.to_string(),
    };
    let context: Map<_, _> = claims
        .iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| (name.clone(), context_value(value).into()))
        .collect();
    json!({
        "version": "2.0",
        "routeKey": format!("GET /{route}/{{proxy+}}"),
        "rawPath": format!("/{route}/{path}"),
        "headers": {"authorization": format!("Bearer {}", token(claims))},
        "pathParameters": {"proxy": path},
        "requestContext": {
            "http": {"method": "GET", "path": format!("/{route}/{path}")},
            "authorizer": {"jwt": {"claims": context, "scopes": null}},
        },
        "isBase64Encoded": false,
    })
}

/// CheckUserAccess in this process. Request and response travel as JSON, as they do through Lambda.
pub(crate) struct LocalAccessCheck<R>(pub(crate) CheckUserAccess<R>);

impl<R: Repository> AccessCheck for LocalAccessCheck<R> {
    async fn check(&self, request: &CheckRequest) -> Result<CheckResponse, CheckCallError> {
        let event = serde_json::to_value(request).unwrap();
        let response = self.0.handle(event, None).await.map_err(|_| CheckCallError::Function)?;
        serde_json::from_str(&serde_json::to_string(&response).unwrap()).map_err(CheckCallError::Response)
    }
}
