//! Warnings: rules that are valid, but may not do what their author expects.

use super::condition::{Condition, Limits};
use super::pipeline::{From, Origin, Pipeline};
use super::read::Preference;
use super::source::Source;
use super::{GroupRule, RuleFault, Rules};
use crate::value::Value;

/// Names that look like user attributes, but are only claims: `event` has their values.
const NEVER_ATTRIBUTES: [(&str, &str); 4] = [
    ("cognito:groups", "event.groups"),
    ("cognito:roles", "event.roles"),
    ("cognito:preferred_role", "event.preferredRole"),
    ("cognito:username", "event.userName"),
];

/// User attributes that count in a key only if Cognito says that they are verified.
const VERIFIED_ATTRIBUTES: [&str; 2] = ["email", "phone_number"];

pub(super) fn warnings(rules: &Rules) -> Vec<RuleFault> {
    let mut warnings = Warnings(Vec::new());
    for read in &rules.reads {
        let place = format!("reads.{}", read.name);
        if read.index.is_some() && !read.consistent {
            warnings
                .add(&place, "reads an index, which is not strongly consistent: a change takes effect late");
        }
        let parts = read.key_parts();
        let is_checked = |source: &&Source| !matches!(source, Source::UserAttribute(name) if VERIFIED_ATTRIBUTES.contains(&name.as_str()));
        warnings.sources(&place, parts.iter().flat_map(|part| part.value.sources()).filter(is_checked));
    }
    for choice in &rules.choices {
        let sources = choice.prefer.iter().filter_map(|preference| match preference {
            Preference::Source(source) => Some(source),
            _ => None,
        });
        warnings.sources(&format!("choose.{}", choice.name), sources);
    }
    for (index, rule) in rules.refusals.iter().enumerate() {
        let place = format!("refuse[{index}]");
        if rule.message.as_deref().is_some_and(looks_like_template) {
            warnings.add(&place, "braces in message are literal: the text is the same for everybody");
        }
        warnings.limits(&place, &rule.limits);
    }
    for (index, rule) in rules.claims.iter().enumerate() {
        warnings.entry(&format!("claims[{index}] ({:?})", rule.claim), &rule.value, &rule.limits);
    }
    for (part, suppressed) in [
        ("suppress.id", &rules.suppress_id),
        ("suppress.access", &rules.suppress_access),
        ("scopes.suppress", &rules.suppress_scopes),
    ] {
        for (index, rule) in suppressed.iter().enumerate() {
            warnings.limits(&format!("{part}[{index}]"), &rule.limits);
        }
    }
    for (index, rule) in rules.scopes.iter().enumerate() {
        warnings.entry(&format!("scopes.add[{index}]"), &rule.value, &rule.limits);
    }
    warnings.groups("groups", &rules.groups);
    warnings.groups("roles", &rules.roles);
    if let Some(rule) = &rules.preferred_role {
        warnings.entry("preferredRole", &rule.value, &rule.limits);
    }
    warnings.0
}

struct Warnings(Vec<RuleFault>);

impl Warnings {
    fn add(&mut self, place: &str, message: impl Into<String>) {
        let warning = RuleFault { place: place.to_owned(), message: message.into() };
        if !self.0.contains(&warning) {
            self.0.push(warning);
        }
    }

    fn entry(&mut self, place: &str, value: &Pipeline, limits: &Limits) {
        match &value.origin {
            Origin::Constant(constant) if has_braces(constant) => {
                self.add(place, "braces in value are literal; a template with sources stands in text");
            }
            Origin::Text(template) => {
                for source in template.sources() {
                    let is_list = matches!(source, Source::Event(field) if field.is_list());
                    if is_list || source.rows().is_some_and(|path| path.path.is_empty()) {
                        let message = format!("text: {source} is no text, so that there is never a value");
                        self.add(place, message);
                    }
                }
            }
            _ => {}
        }
        self.sources(place, value.origin.sources());
        self.limits(place, limits);
    }

    fn groups(&mut self, part: &str, rules: &[GroupRule]) {
        for (index, rule) in rules.iter().enumerate() {
            let place = format!("{part}[{index}]");
            if rule.value.parse.is_none() && rule.value.select.is_none() {
                for source in rule.value.origin.sources() {
                    if let Source::UserAttribute(_) = source {
                        let message = format!(
                            "{source} is one text, and counts as one name; \"parse\": \"list\" reads the lists of \
                             identity providers"
                        );
                        self.add(&place, message);
                    }
                }
            }
            self.entry(&place, &rule.value, &rule.limits);
        }
    }

    fn limits(&mut self, place: &str, limits: &Limits) {
        self.conditions(place, &limits.when);
        let mut pairs = limits.when.iter().flat_map(|one| limits.when.iter().map(move |other| (one, other)));
        if pairs.any(|(one, other)| excludes(one, other)) {
            self.add(place, "when: the conditions exclude one another and can never hold together");
        }
    }

    fn conditions(&mut self, place: &str, conditions: &[Condition]) {
        for condition in conditions {
            match condition {
                Condition::In { from, negated, .. } => {
                    if let From::Object(_) = from {
                        let (key, outcome) = if *negated { ("notIn", "always") } else { ("in", "never") };
                        self.add(place, format!("when: {key} compares text, and an object {outcome} passes"));
                    }
                    self.sources(place, from.sources());
                }
                Condition::Present { from, .. } | Condition::Select { from, .. } => {
                    self.sources(place, from.sources());
                }
                Condition::Any(conditions) => self.conditions(place, conditions),
                Condition::Found { .. } => {}
            }
        }
    }

    fn sources<'s>(&mut self, place: &str, sources: impl IntoIterator<Item = &'s Source>) {
        for source in sources {
            let Source::UserAttribute(name) = source else { continue };
            if let Some((_, instead)) = NEVER_ATTRIBUTES.iter().find(|(never, _)| never == name) {
                self.add(
                    place,
                    format!("{source} is always absent: no user attribute has this name; use {instead}"),
                );
            } else if source.is_user_writable() {
                let message = format!(
                    "users may be able to write {source}. If an identity provider maps it, each federated sign-in \
                     overwrites it, and its app client must be able to write it. Otherwise no app client should: \
                     look at WriteAttributes in `aws cognito-idp describe-user-pool-client`; without the list \
                     clients may write every standard attribute"
                );
                self.add(place, message);
            }
        }
    }
}

/// Returns whether `other` is false wherever `one` holds, as far as the rules alone tell.
fn excludes(one: &Condition, other: &Condition) -> bool {
    use Condition::{Found, In, Present};
    match (one, other) {
        (Present { from, expected: true }, Present { from: other, expected: false }) => from == other,
        (In { from, negated: false, .. }, Present { from: other, expected: false }) => from == other,
        (Found { rows, expected: true }, Found { rows: other, expected: false }) => rows == other,
        (
            In { from, parse, values, negated: false },
            In { from: other, parse: other_parse, values: other_values, negated },
        ) if (from, parse) == (other, other_parse) => match negated {
            true => values.iter().all(|value| other_values.contains(value)),
            // Items of a list can equal different values.
            false => {
                parse.is_none()
                    && is_one_text(from)
                    && !values.iter().any(|value| other_values.contains(value))
            }
        },
        _ => false,
    }
}

/// Returns whether a value is never a list.
fn is_one_text(from: &From) -> bool {
    from.sources().into_iter().all(|source| match source {
        Source::Event(field) => !field.is_list(),
        Source::UserAttribute(_) => true,
        Source::Rows(_) => false,
    })
}

fn looks_like_template(text: &str) -> bool {
    text.split_once('{').is_some_and(|(_, rest)| rest.contains('}'))
}

/// Returns whether text in a constant looks like a template.
fn has_braces(value: &Value) -> bool {
    match value {
        Value::Text(text) => looks_like_template(text),
        Value::List(items) => items.iter().any(has_braces),
        Value::Map(members) => members.values().any(has_braces),
        _ => false,
    }
}
