//! A person's item: its shape, and what may be in it. For all who write to the table.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::Serialize;

use crate::handler::DEFAULT_BUDGET;
use crate::value::json_text;

/// The attribute with the projects that a person works on, a string set.
pub const PROJECTS: &str = "projects";

/// The attribute with a person's department, a string.
pub const DEPARTMENT: &str = "department";

/// The attribute with the `sub` of the Cognito user that the item was written for.
pub const SUB: &str = "sub";

/// The attribute that says that the person's first sign-in is not prepared yet: `password` or
/// `invitation`. It is there while `add_user` is at work, and stays where that was interrupted.
pub const PENDING: &str = "addUserPending";

/// The longest user name of Cognito, in characters ("AdminCreateUser").
const MAX_USER_NAME: usize = 128;

/// The longest value of an STS session tag, in characters ("AssumeRoleWithWebIdentity"). A project
/// is held to it too: a name that is longer is a mistake.
pub const MAX_TAG: usize = 256;

/// The longest further attribute, in characters: as long as an attribute of a Cognito user can be.
const MAX_VALUE: usize = 2048;

/// The longest name of a further attribute, in bytes; longer ones can't be indexed by DynamoDB.
const MAX_ATTRIBUTE_NAME: usize = 255;

/// So much of a wrong value is shown.
const SHOWN: usize = 40;

/// One person's item, as programs write it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// The name that Cognito's events will carry: the key.
    pub user_name: String,
    /// The projects that the person works on, stored as a string set. Without any the attribute is
    /// left out, since DynamoDB has no empty sets.
    #[serde(with = "serde_dynamo::string_set", skip_serializing_if = "BTreeSet::is_empty")]
    pub projects: BTreeSet<String>,
    /// The department, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// The `sub` of the Cognito user, where one is known. It tells a person from a later one of the
    /// same name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub: Option<String>,
    /// Further attributes, by their names.
    #[serde(flatten)]
    pub attributes: BTreeMap<String, String>,
}

/// Whether the department becomes a principal tag, for attribute-based access control.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrincipalTag {
    /// It does: what STS would refuse is a fault, since the person would get no AWS credentials.
    Department,
    /// It doesn't.
    Nothing,
}

/// Something that may not be in an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    what: String,
    value: String,
    why: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The debug form shows control characters as what they are.
        let shown: String = self.value.chars().take(SHOWN).collect();
        let more = if shown.len() < self.value.len() { "..." } else { "" };
        write!(formatter, "{} {shown:?}{more}: {}", self.what, self.why)
    }
}

impl Item {
    /// Everything about the item that is wrong.
    pub fn faults(&self, tag: PrincipalTag) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut check = |what: &str, value: &str, why: Option<String>| {
            if let Some(why) = why {
                faults.push(Fault { what: what.to_owned(), value: value.to_owned(), why });
            }
        };
        check("user name", &self.user_name, user_name(&self.user_name));
        for project in &self.projects {
            check("project", project, text(project, MAX_TAG));
        }
        if let Some(department) = &self.department {
            let why = text(department, MAX_TAG);
            let tag = || (tag == PrincipalTag::Department).then(|| not_a_tag(department)).flatten();
            check("department", department, why.or_else(tag));
        }
        for (name, value) in &self.attributes {
            check("attribute", name, attribute_name(name));
            check(&format!("attribute {name:?} with"), value, text(value, MAX_VALUE));
        }
        faults
    }

    /// What may be in an item, and is a trap for some claim rules.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        for project in &self.projects {
            if project.contains([',', ' ']) {
                warnings.push(format!(
                    "project {project:?} holds a comma or a blank, which claim rules with the encoding csv or space \
                     can't tell from what parts two projects"
                ));
            }
        }
        let projects: usize = self.projects.iter().map(|project| json_text(project).len() + 1).sum();
        if projects > DEFAULT_BUDGET {
            warnings.push(format!(
                "the projects take {projects} bytes, more than the {DEFAULT_BUDGET} that are added to a token where \
                 CLAIMS_BUDGET_BYTES says nothing else: the claim would be null"
            ));
        }
        warnings
    }
}

/// Cognito's `[\p{L}\p{M}\p{S}\p{N}\p{P}]+`: no blanks of any kind, and nothing that can't be seen.
fn user_name(name: &str) -> Option<String> {
    if name.is_empty() {
        return Some("it is empty".to_owned());
    }
    if name.chars().any(|char| char.is_whitespace() || char.is_control()) {
        return Some("a user name holds no blanks and no control characters".to_owned());
    }
    too_long(name, MAX_USER_NAME)
}

fn text(text: &str, longest: usize) -> Option<String> {
    if text.trim().is_empty() {
        return Some("it is empty".to_owned());
    }
    if text.trim() != text {
        return Some("it begins or ends with a blank".to_owned());
    }
    if text.chars().any(char::is_control) {
        return Some("it holds a control character".to_owned());
    }
    too_long(text, longest)
}

fn too_long(text: &str, longest: usize) -> Option<String> {
    let length = text.chars().count();
    (length > longest).then(|| format!("it has {length} characters, and may have {longest}"))
}

/// What STS refuses in a session tag: all but `[\p{L}\p{Z}\p{N}_.:/=+\-@]`. Letters are those of the
/// standard library, which knows a few combining signs as letters that STS does not.
fn not_a_tag(value: &str) -> Option<String> {
    let allowed = |char: char| {
        char.is_alphanumeric()
            || (char.is_whitespace() && !char.is_control())
            || matches!(char, '_' | '.' | ':' | '/' | '=' | '+' | '-' | '@')
    };
    let refused = value.chars().find(|&char| !allowed(char))?;
    Some(format!(
        "a principal tag can't hold {refused:?}, just letters, digits, blanks and _ . : / = + - @; the person would get \
         no AWS credentials from the identity pool"
    ))
}

fn attribute_name(name: &str) -> Option<String> {
    let taken = ["userName", PROJECTS, DEPARTMENT, SUB, PENDING];
    if taken.contains(&name) {
        return Some("this attribute is written by other means".to_owned());
    }
    if name.len() > MAX_ATTRIBUTE_NAME {
        return Some(format!("a name has at most {MAX_ATTRIBUTE_NAME} bytes"));
    }
    text(name, MAX_ATTRIBUTE_NAME)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(change: impl FnOnce(&mut Item)) -> usize {
        let mut item = Item { user_name: "alice".to_owned(), ..Item::default() };
        change(&mut item);
        item.faults(PrincipalTag::Department).len()
    }

    #[test]
    fn what_people_have_is_no_fault() {
        for name in ["alice", "Google_1162", "a+b@example.com", "Ünïcödé", "名前", &"x".repeat(128)] {
            assert_eq!(faults(|item| item.user_name = name.to_owned()), 0, "{name}");
        }
        for text in ["Legal", "Forschung & Co", "a;b", "研究", &"x".repeat(256)] {
            assert_eq!(faults(|item| item.projects.extend([text.to_owned()])), 0, "{text}");
        }
        for text in ["Legal", "Human Resources", "研究 3", "a_b.c:d/e=f+g-h@i", &"ü".repeat(256)] {
            assert_eq!(faults(|item| item.department = Some(text.to_owned())), 0, "{text}");
        }
    }

    #[test]
    fn what_would_fail_later_is_a_fault() {
        for name in ["", "a b", "a\u{a0}b", "a\n", "\u{0}", &"x".repeat(129)] {
            assert_eq!(faults(|item| item.user_name = name.to_owned()), 1, "{name:?}");
        }
        for text in ["", " ", " a", "a ", "a\tb", "a\nb", "a\u{7f}", &"x".repeat(257)] {
            assert_eq!(faults(|item| item.projects.extend([text.to_owned()])), 1, "{text:?}");
            assert_eq!(faults(|item| item.department = Some(text.to_owned())), 1, "{text:?}");
        }
        for name in ["", "userName", "sub", "projects", "addUserPending", &"x".repeat(256)] {
            let attribute = (name.to_owned(), "x".to_owned());
            assert_eq!(faults(|item| item.attributes.extend([attribute])), 1, "{name:?}");
        }
    }

    #[test]
    fn a_department_is_held_to_the_limits_of_tags_where_it_becomes_one() {
        let item = |department: &str| Item {
            user_name: "alice".to_owned(),
            department: Some(department.to_owned()),
            ..Item::default()
        };
        for department in ["R&D", "a,b", "a;b", "\u{1f600}", "a*"] {
            assert_eq!(item(department).faults(PrincipalTag::Department).len(), 1, "{department}");
            assert_eq!(item(department).faults(PrincipalTag::Nothing).len(), 0, "{department}");
        }
        let fault = item("R&D").faults(PrincipalTag::Department).remove(0).to_string();
        assert!(fault.starts_with("department \"R&D\": a principal tag can't hold '&'"), "{fault}");
    }

    #[test]
    fn separators_and_heavy_claims_are_warned_of() {
        let warnings = |projects: &[String]| {
            let item = Item { projects: projects.iter().cloned().collect(), ..Item::default() };
            item.warnings().len()
        };
        assert_eq!(warnings(&["apollo".to_owned()]), 0);
        assert_eq!(warnings(&["a,b".to_owned(), "c d".to_owned()]), 2);
        let many: Vec<_> = (0..20).map(|number| format!("{number:0>250}")).collect();
        assert_eq!(warnings(&many), 1);
    }
}
