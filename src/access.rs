//! What a token lets its bearer see: for services that are given tokens with the claims of the
//! built-in rules.
//!
//! [`Access::of_claims`] reads the payload of a token that *has been verified*, by the JWT authorizer
//! of an API Gateway for one: signature, issuer, audience and expiry are not looked at here, and the
//! payload of a token that nobody verified says what its bearer likes. Take the payload itself, not
//! the claims in an authorizer's context: there an HTTP API writes a list as `[a b]`, and leaves out
//! what is null.
//!
//! ```
//! use claim_enrichment::access::{Access, Claim};
//! use serde_json::{Map, Value};
//!
//! // The middle part of a verified token, decoded.
//! let payload = r#"{"sub": "b2e5", "projects": ["bridge", "harbour"], "department": null}"#;
//! let claims: Map<String, Value> = serde_json::from_str(payload)?;
//! let access = Access::of_claims(&claims);
//!
//! assert!(access.may_see("bridge"));
//! assert!(!access.may_see("Bridge"));
//! assert!(!access.is_of("Legal"));
//! // A claim that is null is a person without rights. One that is missing is a token from before
//! // the trigger was attached: let the person sign in again.
//! assert_eq!(access.department, Claim::Null);
//! assert_eq!(access.missing(), None);
//! assert_eq!(Access::of_claims(&Map::new()).missing(), Some("projects"));
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! Claims are as old as the token. Who must lose a right at once needs more than this.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// The claim with the names of a user's projects.
pub const PROJECTS: &str = "projects";

/// The claim with a user's department.
pub const DEPARTMENT: &str = "department";

/// What a token says of one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim<T> {
    /// The token has no such claim: no trigger that adds it was attached when it was issued.
    Missing,
    /// Nobody was found, the lookup failed, or there is nothing that could be a name.
    Null,
    /// This.
    Held(T),
}

/// What a token lets its bearer see. Names are compared letter by letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Access {
    /// The names of the bearer's projects.
    pub projects: Claim<BTreeSet<String>>,
    /// The bearer's department.
    pub department: Claim<String>,
}

impl Access {
    /// Reads the claims of a verified token.
    pub fn of_claims(claims: &Map<String, Value>) -> Self {
        Self {
            projects: read(claims.get(PROJECTS), names),
            department: read(claims.get(DEPARTMENT), |value| name(value.as_str()?)),
        }
    }

    /// Whether the bearer works on `project`.
    pub fn may_see(&self, project: &str) -> bool {
        matches!(&self.projects, Claim::Held(projects) if projects.contains(project))
    }

    /// Whether the bearer is of `department`.
    pub fn is_of(&self, department: &str) -> bool {
        matches!(&self.department, Claim::Held(own) if own == department)
    }

    /// The first claim that the token doesn't have at all.
    pub fn missing(&self) -> Option<&'static str> {
        match (&self.projects, &self.department) {
            (Claim::Missing, _) => Some(PROJECTS),
            (_, Claim::Missing) => Some(DEPARTMENT),
            _ => None,
        }
    }
}

fn read<T>(claim: Option<&Value>, value: impl FnOnce(&Value) -> Option<T>) -> Claim<T> {
    claim.map_or(Claim::Missing, |claim| value(claim).map_or(Claim::Null, Claim::Held))
}

/// The names in a list, or in text: V1 writes a list as JSON text, and text that is none is one name,
/// such as `[draft]`. What is no text is no name.
fn names(value: &Value) -> Option<BTreeSet<String>> {
    let of_list = |items: &[Value]| items.iter().filter_map(Value::as_str).filter_map(name).collect();
    match value {
        Value::Array(items) => Some(of_list(items)),
        Value::String(text) => match serde_json::from_str(text) {
            Ok(Value::Array(items)) => Some(of_list(&items)),
            _ => name(text).map(|name| BTreeSet::from([name])),
        },
        _ => None,
    }
}

/// Nothing is called "".
fn name(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access(claims: &str) -> Access {
        Access::of_claims(&serde_json::from_str(claims).unwrap())
    }

    fn projects(json: &str) -> Claim<Vec<String>> {
        match access(&format!(r#"{{"projects":{json}}}"#)).projects {
            Claim::Held(names) => Claim::Held(names.into_iter().collect()),
            Claim::Null => Claim::Null,
            Claim::Missing => Claim::Missing,
        }
    }

    #[test]
    fn projects_are_read_from_a_list_from_its_json_text_and_from_one_name() {
        let held = |names: &[&str]| Claim::Held(names.iter().map(ToString::to_string).collect());
        for (json, names) in [
            (r#"["b","a","b"]"#, held(&["a", "b"])),
            (r#""[\"a\",\"b\"]""#, held(&["a", "b"])),
            (r#""a""#, held(&["a"])),
            (r#""a,b""#, held(&["a,b"])),
            ("[]", held(&[])),
            (r#""[]""#, held(&[])),
            // Text that is no list, whatever it looks like.
            (r#""[draft]""#, held(&["[draft]"])),
            (r#""[\"a\"""#, held(&["[\"a\""])),
            (r#""\"a\"""#, held(&["\"a\""])),
            (r#""{\"a\":1}""#, held(&["{\"a\":1}"])),
            (r#""null""#, held(&["null"])),
            (r#""7""#, held(&["7"])),
            (r#"" a ""#, held(&[" a "])),
            // What is no text is no name, and nothing is called "".
            (r#"["a",7,true,null,"",["b"],{"c":"d"}]"#, held(&["a"])),
            (r#""[\"a\",7,[\"b\"]]""#, held(&["a"])),
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
    fn a_department_is_text_as_it_stands() {
        for (json, department) in [
            (r#""Legal""#, Some("Legal")),
            (r#""[\"Legal\"]""#, Some("[\"Legal\"]")),
            (r#""""#, None),
            ("null", None),
            ("7", None),
            (r#"["Legal"]"#, None),
        ] {
            let claim = access(&format!(r#"{{"department":{json}}}"#)).department;
            assert_eq!(claim, department.map_or(Claim::Null, |text| Claim::Held(text.to_owned())), "{json}");
        }
    }

    #[test]
    fn names_are_compared_letter_by_letter() {
        let access = access(r#"{"projects":["bridge"],"department":"Legal"}"#);
        assert!(access.may_see("bridge") && access.is_of("Legal"));
        for other in ["", "Bridge", "bridge ", "bridg", "bridge2", "Legal"] {
            assert!(!access.may_see(other), "{other:?}");
        }
        for other in ["", "legal", "Lega", "LegalHold", "bridge"] {
            assert!(!access.is_of(other), "{other:?}");
        }
    }

    #[test]
    fn who_has_nothing_sees_nothing_and_missing_is_not_null() {
        for (claims, missing) in [
            ("{}", Some("projects")),
            (r#"{"department":"Legal"}"#, Some("projects")),
            (r#"{"projects":["bridge"]}"#, Some("department")),
            (r#"{"projects":null,"department":null}"#, None),
        ] {
            assert_eq!(access(claims).missing(), missing, "{claims}");
        }
        for claims in ["{}", r#"{"projects":null,"department":null}"#, r#"{"projects":"","department":""}"#] {
            let access = access(claims);
            assert!(
                !access.may_see("") && !access.may_see("null") && !access.is_of("") && !access.is_of("null")
            );
        }
    }
}
