//! Requests as API Gateway sends them, tokens with what the trigger adds, and the port answered in
//! this process.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use claim_api::check::{AccessCheck, CheckError, CheckUserAccess, Checked, Question};
use claim_enrichment::handler::{Handler, Settings};
use claim_enrichment::repository::UserInfoRepository;
use serde_json::{Map, Value, json};

pub(crate) const SUB: &str = "b2e50464-8071-7087-cb5b-8b1f2a1b5a01";

/// Both kinds of token, as Cognito names them.
pub(crate) const TOKENS: [&str; 2] = ["id", "access"];

/// What there is to ask for under each way.
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

/// A person's token without anything added.
pub(crate) fn plain(token_use: &str) -> Map<String, Value> {
    let claims = match token_use {
        "id" => {
            json!({"sub": SUB, "token_use": "id", "cognito:username": "alice", "aud": "client", "exp": 1})
        }
        _ => json!({"sub": SUB, "token_use": "access", "username": "alice", "client_id": "client", "exp": 1}),
    };
    claims.as_object().unwrap().clone()
}

/// The claims of a token that is issued with the trigger attached.
pub(crate) async fn issued<R: UserInfoRepository>(
    store: R,
    settings: Settings,
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
    let answer = Handler::new(store, settings).handle(&event.to_string(), None).await;
    let response: Value = serde_json::from_str(&answer.response.unwrap()).unwrap();
    let response = &response["response"];
    let added = match (version, token_use) {
        ("1", "id") => &response["claimsOverrideDetails"],
        ("1", _) => &Value::Null,
        (_, "id") => &response["claimsAndScopeOverrideDetails"]["idTokenGeneration"],
        _ => &response["claimsAndScopeOverrideDetails"]["accessTokenGeneration"],
    };
    let mut claims = plain(token_use);
    claims.extend(added["claimsToAddOrOverride"].as_object().cloned().unwrap_or_default());
    claims
}

/// The token; whether its signature holds is the authorizer's business.
pub(crate) fn token(claims: &Map<String, Value>) -> String {
    let part = |value: String| URL_SAFE_NO_PAD.encode(value);
    format!("{}.{}.c2lnbmF0dXJl", part(json!({"alg": "RS256"}).to_string()), part(json!(claims).to_string()))
}

/// A request with that token, which the authorizer has let through. Its context is as useless as the
/// real one's.
pub(crate) fn request(way: &str, path: &str, claims: &Map<String, Value>) -> Value {
    let written = |value: &Value| match value {
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
        .map(|(name, value)| (name.clone(), written(value).into()))
        .collect();
    json!({
        "version": "2.0",
        "routeKey": format!("GET /{way}/{{proxy+}}"),
        "rawPath": format!("/{way}/{path}"),
        "headers": {"authorization": format!("Bearer {}", token(claims))},
        "pathParameters": {"proxy": path},
        "requestContext": {
            "http": {"method": "GET", "path": format!("/{way}/{path}")},
            "authorizer": {"jwt": {"claims": context, "scopes": null}},
        },
        "isBase64Encoded": false,
    })
}

/// CheckUserAccess without Lambda in between: question and answer travel as JSON all the same.
pub(crate) struct Here<R>(pub(crate) CheckUserAccess<R>);

impl<R: UserInfoRepository> AccessCheck for Here<R> {
    async fn ask(&self, question: &Question) -> Result<Checked, CheckError> {
        let question = serde_json::to_value(question).unwrap();
        let answer = self.0.answer(question, None).await.map_err(|_| CheckError::Failed)?;
        serde_json::from_str(&serde_json::to_string(&answer).unwrap()).map_err(CheckError::Unreadable)
    }
}
