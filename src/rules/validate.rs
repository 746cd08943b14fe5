//! From the written rules to [`Rules`], or to every fault that they have.

mod choice;
mod claim;
mod condition;
mod constant;
mod entry;
mod graph;
mod group;
mod key;
mod object;
mod pipeline;
mod read;
mod refusal;
mod scope;
mod source;
mod suppress;
mod template;
mod together;
mod types;

use object::Object;

use super::raw::Json;
use super::read::{Choice, Read};
use super::source::RowSetId;
use super::{RuleContext, RuleFault, RuleFaults, Rules};

/// The longest rules file in bytes: the function reads all of it at every cold start.
const MAX_BYTES: usize = 64 * 1024;

/// The most entries of a list. More claims do not fit into a token that browsers and proxies accept.
const MAX_ENTRIES: usize = 200;

/// The longest name in bytes, of a claim, client, read or attribute. Those of Cognito are shorter.
const MAX_NAME_BYTES: usize = 256;

/// The place of faults that belong to no single part.
const WHOLE: &str = "the rules";

/// The keys of a rules file.
const RULES_KEYS: &[&str] = &[
    "$schema",
    "reads",
    "choose",
    "refuse",
    "claims",
    "suppress",
    "scopes",
    "groups",
    "roles",
    "preferredRole",
];

/// Returns the keys of each kind of object, by its name in the JSON Schema.
#[cfg(test)]
pub(super) fn keys() -> [(&'static str, Vec<&'static [&'static str]>); 11] {
    use entry::LIMIT_KEYS;
    use pipeline::STEP_KEYS;
    [
        ("", vec![RULES_KEYS]),
        ("Claim", vec![claim::CLAIM_KEYS, STEP_KEYS, LIMIT_KEYS]),
        ("Group", vec![group::GROUP_KEYS, STEP_KEYS, LIMIT_KEYS]),
        ("Scope", vec![scope::SCOPE_KEYS, STEP_KEYS, LIMIT_KEYS]),
        ("PreferredRole", vec![STEP_KEYS, LIMIT_KEYS]),
        ("SuppressedClaim", vec![suppress::CLAIM_KEYS, LIMIT_KEYS]),
        ("SuppressedScope", vec![suppress::SCOPE_KEYS, LIMIT_KEYS]),
        ("Refusal", vec![refusal::REFUSAL_KEYS, LIMIT_KEYS]),
        ("Condition", vec![condition::CONDITION_KEYS]),
        ("Read", vec![read::READ_KEYS]),
        ("Choice", vec![choice::CHOICE_KEYS]),
    ]
}

/// Parses and validates a rules file.
pub(super) fn validate(text: &str, context: &RuleContext<'_>) -> Result<Rules, RuleFaults> {
    let mut validator = Validator { context, faults: Vec::new(), rows: Rows::default() };
    let rules = validator.file(text);
    match rules {
        Some(rules) if validator.faults.is_empty() => Ok(rules),
        _ => Err(RuleFaults(validator.faults)),
    }
}

/// The faults found so far, and the reads and choices that sources can name.
struct Validator<'a> {
    context: &'a RuleContext<'a>,
    faults: Vec<RuleFault>,
    rows: Rows,
}

/// The reads and choices of the file. One that could not be read keeps its place as `None`.
#[derive(Default)]
struct Rows {
    read_names: Vec<String>,
    reads: Vec<Option<Read>>,
    choice_names: Vec<String>,
    choices: Vec<Option<Choice>>,
    /// The index of the read that the environment defines, unless the file defines it.
    default_read: Option<usize>,
    /// Those that rules refer to, other than the keys of reads and the preferences of choices.
    used: Vec<RowSetId>,
}

/// Whose tokens a rule applies to, or a source has a value for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Audience {
    users: bool,
    machines: bool,
}

impl Audience {
    const USERS: Self = Self { users: true, machines: false };
    const BOTH: Self = Self { users: true, machines: true };
}

impl Validator<'_> {
    fn fault(&mut self, place: &str, message: impl Into<String>) {
        self.faults.push(RuleFault { place: place.to_owned(), message: message.into() });
    }

    fn file(&mut self, text: &str) -> Option<Rules> {
        if text.len() > MAX_BYTES {
            self.fault(WHOLE, format!("{} bytes; the limit is {MAX_BYTES}", text.len()));
            return None;
        }
        let json = match Json::parse(text) {
            Ok(json) => json,
            Err(error) => {
                self.fault(WHOLE, error.to_string());
                return None;
            }
        };
        let mut file = self.object(WHOLE, json, &[RULES_KEYS])?;
        file.take("$schema");
        // First, because every other part can refer to them.
        self.reads_and_choices(&mut file);
        let mut rules =
            Rules { refusals: self.refusals(&mut file), claims: self.claims(&mut file), ..Rules::default() };
        self.suppressions(&mut file, &mut rules);
        self.scopes(&mut file, &mut rules);
        rules.groups = self.groups(&mut file, "groups");
        rules.roles = self.groups(&mut file, "roles");
        rules.preferred_role = self.preferred_role(&mut file);
        self.unused();
        rules.reads = self.rows.reads.drain(..).flatten().collect();
        rules.choices = self.rows.choices.drain(..).flatten().collect();
        if self.faults.is_empty() {
            self.together(&rules);
        }
        Some(rules)
    }

    fn reads_and_choices(&mut self, file: &mut Object) {
        let reads = self.members(file, "reads");
        let choices = self.members(file, "choose");
        self.register(&reads, &choices);
        for (name, json) in reads {
            let read = self.read(&name, json);
            self.rows.reads.push(read);
        }
        for (name, json) in choices {
            let choice = self.choice(&name, json);
            self.rows.choices.push(choice);
        }
        self.default_read();
        self.graph();
    }
}

#[cfg(test)]
mod tests;
