//! Parses a request as an HTTP API of API Gateway sends it (payload format 2.0).
//!
//! The types of `aws_lambda_events` do not fit: they reject a request whose authorizer context holds a
//! claim that is not text, and they bring an HTTP stack for five fields.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::Value;

/// A parsed request.
#[derive(Debug, PartialEq, Eq)]
pub struct Request {
    /// The source of the claims.
    pub architecture: Architecture,
    /// The requested resource.
    pub resource: Resource,
    /// The token, which the authorizer has verified.
    pub token: String,
    /// The subject of the token, from the authorizer.
    pub subject: String,
}

/// Where the claims for a decision come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Architecture {
    /// From the token.
    Optimized,
    /// From a call of CheckUserAccess.
    Standard,
}

/// A resource of the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resource {
    /// The list of the caller's projects.
    Projects,
    /// The project with this name.
    Project(String),
    /// The notices of the caller's department.
    Notices,
}

/// Why a request cannot be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// The route or the path is unknown.
    #[error("the route or the path is unknown")]
    UnknownResource,
    /// The authorizer has not verified a token.
    #[error("the request has not passed the authorizer")]
    Unauthorized,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    route_key: String,
    path_parameters: Option<BTreeMap<String, String>>,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    request_context: RequestContext,
}

#[derive(Deserialize)]
struct RequestContext {
    authorizer: Option<Authorizer>,
}

#[derive(Deserialize)]
struct Authorizer {
    jwt: Jwt,
}

#[derive(Deserialize)]
struct Jwt {
    claims: AuthorizerClaims,
}

/// Only the subject, because API Gateway writes lists here as `[a b]`, numbers and booleans as text, and
/// leaves null out.
#[derive(Deserialize)]
struct AuthorizerClaims {
    sub: String,
}

impl Request {
    /// Parses an event of API Gateway.
    ///
    /// # Errors
    /// The path is unknown, or the request has not passed the authorizer.
    pub fn parse(event: Value) -> Result<Self, RequestError> {
        let event: Event = serde_json::from_value(event).map_err(|_| RequestError::Unauthorized)?;
        let authorizer = event.request_context.authorizer.ok_or(RequestError::Unauthorized)?;
        let architecture = match event.route_key.as_str() {
            "GET /optimized/{proxy+}" => Architecture::Optimized,
            "GET /standard/{proxy+}" => Architecture::Standard,
            _ => return Err(RequestError::UnknownResource),
        };
        let path = event.path_parameters.as_ref().and_then(|parameters| parameters.get("proxy"));
        let path = path.map_or("", |path| path.trim_matches('/'));
        let resource = match path.split_once('/') {
            None if path == "projects" => Resource::Projects,
            None if path == "notices" => Resource::Notices,
            Some(("projects", name)) => {
                Resource::Project(percent_decode_str(name).decode_utf8_lossy().into_owned())
            }
            _ => return Err(RequestError::UnknownResource),
        };
        // API Gateway sends lower-case header names; emulators may not.
        let header = event.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("authorization"));
        let (_, token) = header.ok_or(RequestError::Unauthorized)?;
        // The authorizer accepts a token with and without the scheme.
        let token = match token.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
            _ => token.trim(),
        };
        Ok(Self { architecture, resource, token: token.to_owned(), subject: authorizer.jwt.claims.sub })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn event(route: &str, path: &str) -> Value {
        json!({
            "version": "2.0",
            "routeKey": format!("GET /{route}/{{proxy+}}"),
            "rawPath": format!("/{route}/{path}"),
            "headers": {"authorization": "Bearer a.b.c", "host": "example.com"},
            "pathParameters": {"proxy": path},
            "requestContext": {
                "http": {"method": "GET"},
                "authorizer": {"jwt": {"claims": {"sub": "b2e5", "projects": "[a b]", "n": "7"}, "scopes": null}},
            },
            "isBase64Encoded": false,
        })
    }

    #[test]
    fn each_path_is_parsed_below_both_routes() {
        for (route, architecture) in
            [("optimized", Architecture::Optimized), ("standard", Architecture::Standard)]
        {
            for (path, resource) in [
                ("projects", Resource::Projects),
                ("notices", Resource::Notices),
                ("projects/apollo", Resource::Project("apollo".to_owned())),
                ("projects/the%20b%C3%BCro", Resource::Project("the büro".to_owned())),
                ("projects/the büro", Resource::Project("the büro".to_owned())),
                ("projects/a%2Fb", Resource::Project("a/b".to_owned())),
            ] {
                let (token, subject) = ("a.b.c".to_owned(), "b2e5".to_owned());
                let request = Request { architecture, resource, token, subject };
                assert_eq!(Request::parse(event(route, path)), Ok(request), "{path}");
            }
        }
        for (route, path) in
            [("optimized", ""), ("standard", "people"), ("optimized", "notices/legal"), ("x", "projects")]
        {
            assert_eq!(
                Request::parse(event(route, path)),
                Err(RequestError::UnknownResource),
                "{route} {path}"
            );
        }
    }

    #[test]
    fn token_is_found_with_and_without_scheme_in_any_case() {
        for (name, value) in [
            ("authorization", "a.b.c"),
            ("Authorization", "bearer  a.b.c"),
            ("AUTHORIZATION", "BEARER a.b.c "),
        ] {
            let mut event = event("optimized", "projects");
            event["headers"] = json!({name: value});
            assert_eq!(Request::parse(event).unwrap().token, "a.b.c", "{name}: {value}");
        }
    }

    #[test]
    fn request_without_authorizer_subject_or_token_is_unauthorized() {
        let mut without_authorizer = event("optimized", "projects");
        without_authorizer["requestContext"] = json!({"http": {"method": "GET"}});
        let mut without_subject = event("optimized", "projects");
        without_subject["requestContext"]["authorizer"]["jwt"]["claims"] = json!({"aud": "x"});
        let mut without_token = event("optimized", "projects");
        without_token["headers"] = json!({});
        for event in [without_authorizer, without_subject, without_token, json!(null), json!({}), json!([])] {
            assert_eq!(Request::parse(event.clone()), Err(RequestError::Unauthorized), "{event}");
        }
    }

    /// The reason against the types of `aws_lambda_events`. When this fails, use them.
    #[test]
    fn authorizer_claim_that_is_not_text_is_accepted() {
        let mut event = event("optimized", "projects");
        event["requestContext"]["authorizer"]["jwt"]["claims"]["department"] = Value::Null;
        assert!(Request::parse(event.clone()).is_ok());
        assert!(
            serde_json::from_value::<aws_lambda_events::apigw::ApiGatewayV2httpRequest>(event).is_err(),
            "aws_lambda_events accepts it now"
        );
    }
}
