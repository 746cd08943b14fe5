//! What an item may hold.

use std::fmt;

use claim_enrichment::config::DEFAULT_MAX_CLAIM_BYTES;

use super::{DEPARTMENT, Item, PENDING, PROJECTS, SUB};
use crate::visible;

/// The longest user name of Cognito, in characters ("AdminCreateUser").
const MAX_USER_NAME: usize = 128;

/// The longest value of an STS session tag, in characters ("AssumeRoleWithWebIdentity"). It holds for a
/// project too: a name that is longer is a mistake.
const MAX_TAG: usize = 256;

/// The longest further attribute, in characters: as long as an attribute of a Cognito user can be.
const MAX_VALUE: usize = 2048;

/// The longest name of a further attribute, in bytes; DynamoDB cannot index longer ones.
const MAX_ATTRIBUTE_NAME: usize = 255;

/// The characters of an invalid value that a fault shows.
const SHOWN: usize = 40;

/// Whether the department becomes a principal tag, for attribute-based access control.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrincipalTag {
    /// It does: a value that STS refuses is a fault, because the user would get no AWS credentials.
    Department,
    /// It does not.
    Nothing,
}

/// Something that an item may not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    what: String,
    value: String,
    why: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown: String = self.value.chars().take(SHOWN).collect();
        let more = if shown.len() < self.value.len() { "..." } else { "" };
        write!(formatter, "{} \"{}\"{more}: {}", self.what, visible::text(&shown), self.why)
    }
}

impl Item {
    /// Returns every fault of the item.
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
            for value in value.texts() {
                let what = format!("attribute \"{}\" with", visible::text(name));
                check(&what, value, text(value, MAX_VALUE));
            }
        }
        faults
    }

    /// Returns what the item may hold, but what some claim rules cannot handle.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        for project in &self.projects {
            if project.contains([',', ' ']) {
                warnings.push(format!(
                    "project {project:?} contains a comma or a space; claim rules that join the projects with commas \
                     or spaces cannot tell it from two projects"
                ));
            }
        }
        let size = serde_json::to_string(&self.projects).map_or(0, |json| json.len());
        if size > DEFAULT_MAX_CLAIM_BYTES {
            warnings.push(format!(
                "the projects take {size} bytes, more than the default claim size limit of {DEFAULT_MAX_CLAIM_BYTES} bytes: \
                 unless CLAIMS_BUDGET_BYTES is higher, the claim is null"
            ));
        }
        warnings
    }
}

/// Cognito's `[\p{L}\p{M}\p{S}\p{N}\p{P}]+`: no blanks of any kind, and nothing that is not visible.
fn user_name(name: &str) -> Option<String> {
    if name.is_empty() {
        return Some("it is empty".to_owned());
    }
    if name.chars().any(|char| char.is_whitespace() || char.is_control()) {
        return Some("a user name contains no blanks and no control characters".to_owned());
    }
    text_fault(name).or_else(|| too_long(name, MAX_USER_NAME))
}

fn text(text: &str, longest: usize) -> Option<String> {
    if text.trim().is_empty() {
        return Some("it is empty".to_owned());
    }
    if text.trim() != text {
        return Some("it begins or ends with a blank".to_owned());
    }
    text_fault(text).or_else(|| too_long(text, longest))
}

/// Returns the fault of a text that contains a character which is not visible.
pub fn text_fault(text: &str) -> Option<String> {
    let hidden = text.chars().find(|&char| visible::is_hidden(char))?;
    let kind = if hidden.is_control() {
        "a control character"
    } else {
        "a zero-width or bidirectional control character"
    };
    Some(format!("it contains {kind}, {}", visible::text(hidden.encode_utf8(&mut [0; 4]))))
}

fn too_long(text: &str, longest: usize) -> Option<String> {
    let length = text.chars().count();
    (length > longest).then(|| format!("it has {length} characters; {longest} are allowed"))
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
        "a principal tag cannot contain {refused:?}, only letters, digits, blanks and _ . : / = + - @; the user would \
         get no AWS credentials from the identity pool"
    ))
}

fn attribute_name(name: &str) -> Option<String> {
    let own = ["userName", PROJECTS, DEPARTMENT, SUB, PENDING];
    if own.contains(&name) {
        return Some("it has an option of its own, or the tools write it themselves".to_owned());
    }
    if name.len() > MAX_ATTRIBUTE_NAME {
        return Some(format!("a name has at most {MAX_ATTRIBUTE_NAME} bytes"));
    }
    text(name, MAX_ATTRIBUTE_NAME)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::item::NewValue;

    fn faults(change: impl FnOnce(&mut Item)) -> usize {
        let mut item = Item { user_name: "alice".to_owned(), ..Item::default() };
        change(&mut item);
        item.faults(PrincipalTag::Department).len()
    }

    #[test]
    fn usual_values_have_no_fault() {
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
    fn values_that_fail_later_are_faults() {
        for name in ["", "a b", "a\u{a0}b", "a\n", "\u{0}", &"x".repeat(129)] {
            assert_eq!(faults(|item| item.user_name = name.to_owned()), 1, "{name:?}");
        }
        for text in ["", " ", " a", "a ", "a\tb", "a\nb", "a\u{7f}", &"x".repeat(257)] {
            assert_eq!(faults(|item| item.projects.extend([text.to_owned()])), 1, "{text:?}");
            assert_eq!(faults(|item| item.department = Some(text.to_owned())), 1, "{text:?}");
        }
        for name in ["", "userName", "sub", "projects", "addUserPending", &"x".repeat(256)] {
            let attribute = (name.to_owned(), NewValue::Text("x".to_owned()));
            assert_eq!(faults(|item| item.attributes.extend([attribute])), 1, "{name:?}");
        }
    }

    #[test]
    fn department_that_becomes_a_principal_tag_has_the_limits_of_tags() {
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
        assert!(fault.starts_with("department \"R&D\": a principal tag cannot contain '&'"), "{fault}");
    }

    #[test]
    fn separators_and_large_claims_have_warnings() {
        let warnings = |projects: &[String]| {
            let item = Item { projects: projects.iter().cloned().collect(), ..Item::default() };
            item.warnings().len()
        };
        assert_eq!(warnings(&["apollo".to_owned()]), 0);
        assert_eq!(warnings(&["a,b".to_owned(), "c d".to_owned()]), 2);
        let many: Vec<_> = (0..20).map(|number| format!("{number:0>250}")).collect();
        assert_eq!(warnings(&many), 1);
    }

    #[test]
    fn hidden_characters_are_faults() {
        for char in
            "\u{200b}\u{200d}\u{2060}\u{feff}\u{ad}\u{202e}\u{2066}\u{200f}\u{61c}\u{2028}\u{9b}\u{3164}"
                .chars()
        {
            let text = format!("a{char}b");
            assert_eq!(faults(|item| item.user_name = text.clone()), 1, "{text:?}");
            assert_eq!(faults(|item| item.projects.extend([text.clone()])), 1, "{text:?}");
            assert_eq!(faults(|item| item.department = Some(text.clone())), 1, "{text:?}");
            let value = ("tier".to_owned(), NewValue::List(vec!["gold".to_owned(), text.clone()]));
            assert_eq!(faults(|item| item.attributes.extend([value])), 1, "{text:?}");
            let name = (text.clone(), NewValue::Text("x".to_owned()));
            assert_eq!(faults(|item| item.attributes.extend([name])), 1, "{text:?}");
        }
    }
}
