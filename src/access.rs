//! Reads the claims of the built-in rules from a verified token: for services that receive the tokens.
//!
//! [`Access::from_claims`] takes the decoded payload of a token. It does not verify the token: check
//! signature, issuer, audience and expiry first, for example with a JWT authorizer of API Gateway. Take
//! the payload from the token itself, not from the authorizer's context, where an HTTP API writes a list
//! as the text `[a b]` and leaves null claims out.
//!
//! ```
//! use claim_enrichment::access::{Access, Claim};
//! use serde_json::{Map, Value};
//!
//! // The payload of a verified token: its middle part, base64url-decoded.
//! let payload = r#"{"sub": "b2e5", "projects": ["bridge", "harbour"], "department": null}"#;
//! let claims: Map<String, Value> = serde_json::from_str(payload)?;
//! let access = Access::from_claims(&claims);
//!
//! assert!(access.has_project("bridge"));
//! assert!(!access.has_project("Bridge"));
//! assert!(!access.in_department("Legal"));
//! // The claim is null: the user has no department.
//! assert_eq!(access.department, Claim::Null);
//! // The claim is missing: the token was issued without the trigger, so a new sign-in can help.
//! assert_eq!(Access::from_claims(&Map::new()).missing_claim(), Some("projects"));
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! Claims are as old as the token. To withdraw access at once, look the user up instead.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// The claim with the names of a user's projects.
pub const PROJECTS: &str = "projects";

/// The claim with a user's department.
pub const DEPARTMENT: &str = "department";

/// The value of a claim in a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim<T> {
    /// The token does not have the claim: it was issued without the trigger, or without a rule for it.
    Missing,
    /// The claim is null, empty text, or of another type: the user was not found, has no such attribute,
    /// or the lookup failed. It grants nothing.
    Null,
    /// The claim has a value.
    Value(T),
}

/// The projects and the department of a user, as their token holds them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// The names of the projects.
    pub projects: Claim<BTreeSet<String>>,
    /// The name of the department.
    pub department: Claim<String>,
}

impl Access {
    /// Reads the claims `projects` and `department` from the payload of a verified token.
    ///
    /// `projects` can be an array, the JSON text of an array (event version 1), or text, which is the
    /// name of one project. Other text forms, such as comma-separated lists, are not split.
    pub fn from_claims(claims: &Map<String, Value>) -> Self {
        Self {
            projects: parse(claims.get(PROJECTS), project_names),
            department: parse(claims.get(DEPARTMENT), |value| non_empty(value.as_str()?)),
        }
    }

    /// Returns whether the user is a member of `project`. Names are case-sensitive.
    pub fn has_project(&self, project: &str) -> bool {
        matches!(&self.projects, Claim::Value(projects) if projects.contains(project))
    }

    /// Returns whether the user is in `department`. Names are case-sensitive.
    pub fn in_department(&self, department: &str) -> bool {
        matches!(&self.department, Claim::Value(name) if name == department)
    }

    /// Returns the name of the first claim that the token does not have.
    pub fn missing_claim(&self) -> Option<&'static str> {
        match (&self.projects, &self.department) {
            (Claim::Missing, _) => Some(PROJECTS),
            (_, Claim::Missing) => Some(DEPARTMENT),
            _ => None,
        }
    }
}

fn parse<T>(claim: Option<&Value>, value: impl FnOnce(&Value) -> Option<T>) -> Claim<T> {
    claim.map_or(Claim::Missing, |claim| value(claim).map_or(Claim::Null, Claim::Value))
}

/// Items that are not text are dropped. Text such as `[draft]` is not JSON, so it is one name.
fn project_names(value: &Value) -> Option<BTreeSet<String>> {
    let in_list = |items: &[Value]| items.iter().filter_map(Value::as_str).filter_map(non_empty).collect();
    match value {
        Value::Array(items) => Some(in_list(items)),
        Value::String(text) => match serde_json::from_str(text) {
            Ok(Value::Array(items)) => Some(in_list(&items)),
            _ => non_empty(text).map(|name| BTreeSet::from([name])),
        },
        _ => None,
    }
}

fn non_empty(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access(claims: &str) -> Access {
        Access::from_claims(&serde_json::from_str(claims).unwrap())
    }

    fn projects(json: &str) -> Claim<Vec<String>> {
        match access(&format!(r#"{{"projects":{json}}}"#)).projects {
            Claim::Value(names) => Claim::Value(names.into_iter().collect()),
            Claim::Null => Claim::Null,
            Claim::Missing => Claim::Missing,
        }
    }

    #[test]
    fn projects_are_read_from_an_array_its_json_text_and_one_name() {
        let value = |names: &[&str]| Claim::Value(names.iter().map(ToString::to_string).collect());
        for (json, names) in [
            (r#"["b","a","b"]"#, value(&["a", "b"])),
            (r#""[\"a\",\"b\"]""#, value(&["a", "b"])),
            (r#""a""#, value(&["a"])),
            (r#""a,b""#, value(&["a,b"])),
            ("[]", value(&[])),
            (r#""[]""#, value(&[])),
            // Text that is not a JSON array is one name.
            (r#""[draft]""#, value(&["[draft]"])),
            (r#""[\"a\"""#, value(&["[\"a\""])),
            (r#""\"a\"""#, value(&["\"a\""])),
            (r#""{\"a\":1}""#, value(&["{\"a\":1}"])),
            (r#""null""#, value(&["null"])),
            (r#""7""#, value(&["7"])),
            (r#"" a ""#, value(&[" a "])),
            // Items of other types and empty names are dropped.
            (r#"["a",7,true,null,"",["b"],{"c":"d"}]"#, value(&["a"])),
            (r#""[\"a\",7,[\"b\"]]""#, value(&["a"])),
            ("7", Claim::Null),
            ("true", Claim::Null),
            ("null", Claim::Null),
            (r#""""#, Claim::Null),
            (r#"{"a":"b"}"#, Claim::Null),
        ] {
            assert_eq!(projects(json), names, "{json}");
        }
    }

    #[test]
    fn department_is_non_empty_text() {
        for (json, department) in [
            (r#""Legal""#, Some("Legal")),
            (r#""[\"Legal\"]""#, Some("[\"Legal\"]")),
            (r#""""#, None),
            ("null", None),
            ("7", None),
            (r#"["Legal"]"#, None),
        ] {
            let claim = access(&format!(r#"{{"department":{json}}}"#)).department;
            assert_eq!(claim, department.map_or(Claim::Null, |text| Claim::Value(text.to_owned())), "{json}");
        }
    }

    #[test]
    fn names_match_exactly() {
        let access = access(r#"{"projects":["bridge"],"department":"Legal"}"#);
        assert!(access.has_project("bridge") && access.in_department("Legal"));
        for other in ["", "Bridge", "bridge ", "bridg", "bridge2", "Legal"] {
            assert!(!access.has_project(other), "{other:?}");
        }
        for other in ["", "legal", "Lega", "LegalHold", "bridge"] {
            assert!(!access.in_department(other), "{other:?}");
        }
    }

    #[test]
    fn null_and_missing_claims_grant_nothing_and_differ() {
        for (claims, missing) in [
            ("{}", Some("projects")),
            (r#"{"department":"Legal"}"#, Some("projects")),
            (r#"{"projects":["bridge"]}"#, Some("department")),
            (r#"{"projects":null,"department":null}"#, None),
        ] {
            assert_eq!(access(claims).missing_claim(), missing, "{claims}");
        }
        for claims in ["{}", r#"{"projects":null,"department":null}"#, r#"{"projects":"","department":""}"#] {
            let access = access(claims);
            assert!(
                !access.has_project("")
                    && !access.has_project("null")
                    && !access.in_department("")
                    && !access.in_department("null")
            );
        }
    }
}
