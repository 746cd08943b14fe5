//! A request, as an HTTP API of API Gateway hands it over (payload format 2.0).
//!
//! The types of `aws_lambda_events` don't serve: they refuse the whole request if one claim in the
//! authorizer's context is no text, and drag an HTTP stack along for five members.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::Value;

/// What is asked for, and by whom.
#[derive(Debug, PartialEq, Eq)]
pub struct Request {
    /// How the decision is to be made.
    pub way: Way,
    /// What about.
    pub wanted: Wanted,
    /// The token that the authorizer has verified.
    pub token: String,
    /// The subject of that token, in the authorizer's words.
    pub subject: String,
}

/// How the decision is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// From the token alone.
    Optimized,
    /// By asking CheckUserAccess.
    Standard,
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// The caller's projects.
    Projects,
    /// One project, by name.
    Project(String),
    /// The notices of the caller's department.
    Notices,
}

/// Why there is no request to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// It is for something that there isn't.
    Unknown,
    /// No authorizer has let it through.
    Unauthorized,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    route_key: String,
    path_parameters: Option<BTreeMap<String, String>>,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    request_context: Context,
}

#[derive(Deserialize)]
struct Context {
    authorizer: Option<Authorizer>,
}

#[derive(Deserialize)]
struct Authorizer {
    jwt: Jwt,
}

/// Of the claims only the subject is taken from here: API Gateway writes lists as `[a b]`, numbers
/// and booleans as text, and leaves out what is null.
#[derive(Deserialize)]
struct Jwt {
    claims: Subject,
}

#[derive(Deserialize)]
struct Subject {
    sub: String,
}

impl Request {
    /// Reads a request.
    ///
    /// # Errors
    /// It is for nothing that there is, or no authorizer has looked at it.
    pub fn read(event: Value) -> Result<Self, Unreadable> {
        let event: Event = serde_json::from_value(event).map_err(|_| Unreadable::Unauthorized)?;
        let Some(authorizer) = event.request_context.authorizer else { return Err(Unreadable::Unauthorized) };
        let way = match event.route_key.as_str() {
            "GET /optimized/{proxy+}" => Way::Optimized,
            "GET /standard/{proxy+}" => Way::Standard,
            _ => return Err(Unreadable::Unknown),
        };
        let path = event.path_parameters.as_ref().and_then(|parameters| parameters.get("proxy"));
        let path = path.map_or("", |path| path.trim_matches('/'));
        let wanted = match path.split_once('/') {
            None if path == "projects" => Wanted::Projects,
            None if path == "notices" => Wanted::Notices,
            Some(("projects", name)) => {
                Wanted::Project(percent_decode_str(name).decode_utf8_lossy().into_owned())
            }
            _ => return Err(Unreadable::Unknown),
        };
        // API Gateway writes the names of headers in small letters; an emulator may not.
        let header = event.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("authorization"));
        let Some((_, token)) = header else { return Err(Unreadable::Unauthorized) };
        // The authorizer takes a token with and without the scheme.
        let token = match token.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
            _ => token.trim(),
        };
        Ok(Self { way, wanted, token: token.to_owned(), subject: authorizer.jwt.claims.sub })
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
    fn the_six_routes_are_told_apart() {
        for (route, way) in [("optimized", Way::Optimized), ("standard", Way::Standard)] {
            for (path, wanted) in [
                ("projects", Wanted::Projects),
                ("notices", Wanted::Notices),
                ("projects/apollo", Wanted::Project("apollo".to_owned())),
                ("projects/the%20b%C3%BCro", Wanted::Project("the büro".to_owned())),
                ("projects/the büro", Wanted::Project("the büro".to_owned())),
                ("projects/a%2Fb", Wanted::Project("a/b".to_owned())),
            ] {
                let (token, subject) = ("a.b.c".to_owned(), "b2e5".to_owned());
                let request = Request { way, wanted, token, subject };
                assert_eq!(Request::read(event(route, path)), Ok(request), "{path}");
            }
        }
        for (route, path) in
            [("optimized", ""), ("standard", "people"), ("optimized", "notices/legal"), ("x", "projects")]
        {
            assert_eq!(Request::read(event(route, path)), Err(Unreadable::Unknown), "{route} {path}");
        }
    }

    #[test]
    fn the_token_comes_with_and_without_its_scheme_under_any_spelling() {
        for (name, value) in [
            ("authorization", "a.b.c"),
            ("Authorization", "bearer  a.b.c"),
            ("AUTHORIZATION", "BEARER a.b.c "),
        ] {
            let mut event = event("optimized", "projects");
            event["headers"] = json!({name: value});
            assert_eq!(Request::read(event).unwrap().token, "a.b.c", "{name}: {value}");
        }
    }

    #[test]
    fn what_no_authorizer_has_seen_is_nobodys() {
        let mut without = event("optimized", "projects");
        without["requestContext"] = json!({"http": {"method": "GET"}});
        let mut anonymous = event("optimized", "projects");
        anonymous["requestContext"]["authorizer"]["jwt"]["claims"] = json!({"aud": "x"});
        let mut bare = event("optimized", "projects");
        bare["headers"] = json!({});
        for event in [without, anonymous, bare, json!(null), json!({}), json!([])] {
            assert_eq!(Request::read(event.clone()), Err(Unreadable::Unauthorized), "{event}");
        }
    }

    /// Why the types of `aws_lambda_events` don't serve; once they take this, they can.
    #[test]
    fn a_claim_that_is_no_text_is_no_reason_to_fail() {
        let mut event = event("optimized", "projects");
        event["requestContext"]["authorizer"]["jwt"]["claims"]["department"] = Value::Null;
        assert!(Request::read(event.clone()).is_ok());
        assert!(
            serde_json::from_value::<aws_lambda_events::apigw::ApiGatewayV2httpRequest>(event).is_err(),
            "the types have changed"
        );
    }
}
