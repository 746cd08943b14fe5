//! Which entries of the rules use which read, and which attributes of it.

use std::collections::{BTreeMap, BTreeSet};

use claim_enrichment::rules::condition::{Condition, Limits};
use claim_enrichment::rules::pipeline::Pipeline;
use claim_enrichment::rules::read::{Owner, Preference, Read};
use claim_enrichment::rules::source::{RowSetId, Source};
use claim_enrichment::rules::{Rules, TokenKind};

/// What the rules use of one read.
#[derive(Debug, Default, Clone)]
pub(crate) struct ReadUsage {
    /// The entries that use it, such as `claim role` or `refuse[0]`.
    pub(crate) entries: BTreeSet<String>,
    /// The attributes that DynamoDB is asked for or that it evaluates, those of keys and filters included.
    pub(crate) attributes: BTreeSet<String>,
}

/// Returns the usage of each read, by its index in the rules.
pub(crate) fn of_reads(rules: &Rules) -> Vec<ReadUsage> {
    let mut usage = Usage { rules, reads: vec![ReadUsage::default(); rules.reads().len()] };
    for (index, rule) in rules.refusals().iter().enumerate() {
        usage.limits(&format!("refuse[{index}]"), &rule.limits);
    }
    for rule in rules.claims() {
        usage.entry(&format!("claim {}", rule.claim), &rule.value, &rule.limits);
    }
    for rule in rules.suppress_id().iter().chain(rules.suppress_access()).chain(rules.suppress_scopes()) {
        usage.limits(&format!("suppression of {}", rule.name), &rule.limits);
    }
    for rule in rules.scopes() {
        usage.entry(&format!("scope {}", rule.label), &rule.value, &rule.limits);
    }
    for (part, rules) in [("groups", rules.groups()), ("roles", rules.roles())] {
        for (index, rule) in rules.iter().enumerate() {
            usage.entry(&format!("{part}[{index}]"), &rule.value, &rule.limits);
        }
    }
    if let Some(rule) = rules.preferred_role() {
        usage.entry("preferredRole", &rule.value, &rule.limits);
    }
    for choice in rules.choices() {
        let label = format!("choice {}", choice.name);
        for preference in &choice.prefer {
            if let Preference::Source(source) = preference {
                usage.source(&label, source);
            }
        }
        usage.row_set(&label, choice.of.id, std::slice::from_ref(&choice.by));
    }
    for (index, read) in rules.reads().iter().enumerate() {
        for part in read.key_parts() {
            for source in part.value.sources() {
                usage.source(&format!("read {}", read.name), source);
            }
        }
        if let Some(usage) = usage.reads.get_mut(index) {
            usage.attributes.extend(own_attributes(read));
        }
    }
    usage.reads
}

/// Returns the number of claims, of suppressed claims, and of scopes for `token`.
pub(crate) fn counts(rules: &Rules, token: TokenKind) -> (usize, usize) {
    let claims: BTreeSet<_> =
        rules.claims().iter().filter(|rule| rule.tokens.contains(&token)).map(|rule| &rule.claim).collect();
    let suppressed = match token {
        TokenKind::Id => rules.suppress_id().len(),
        TokenKind::Access => rules.suppress_access().len(),
        TokenKind::Machine => 0,
    };
    (claims.len(), suppressed)
}

/// The attributes that a read itself needs, whatever uses it.
fn own_attributes(read: &Read) -> impl Iterator<Item = String> {
    let owner = match &read.owner {
        Owner::Required(attribute) | Owner::IfPresent(attribute) => Some(attribute),
        Owner::Anyone => None,
    };
    let keys = read.key_parts().into_iter().map(|part| &part.attribute);
    let filter = read.filter.iter().map(|(attribute, _)| attribute);
    keys.chain(filter).chain(&read.expires).chain(owner).cloned()
}

struct Usage<'r> {
    rules: &'r Rules,
    reads: Vec<ReadUsage>,
}

impl Usage<'_> {
    fn entry(&mut self, label: &str, value: &Pipeline, limits: &Limits) {
        value.origin.sources().into_iter().for_each(|source| self.source(label, source));
        self.limits(label, limits);
    }

    fn limits(&mut self, label: &str, limits: &Limits) {
        limits.when.iter().for_each(|condition| self.condition(label, condition));
    }

    fn condition(&mut self, label: &str, condition: &Condition) {
        match condition {
            Condition::In { from, .. } | Condition::Present { from, .. } | Condition::Select { from, .. } => {
                from.sources().into_iter().for_each(|source| self.source(label, source));
            }
            Condition::Found { rows, .. } => self.row_set(label, rows.id, &[]),
            Condition::Any(conditions) => {
                conditions.iter().for_each(|condition| self.condition(label, condition));
            }
        }
    }

    fn source(&mut self, label: &str, source: &Source) {
        if let Source::Rows(path) = source {
            self.row_set(label, path.rows.id, path.path.get(..1).unwrap_or_default());
        }
    }

    /// Notes that an entry uses `attributes` of rows; the read's own list where it names none.
    fn row_set(&mut self, label: &str, id: RowSetId, attributes: &[String]) {
        let index = match id {
            RowSetId::Read(index) => index,
            RowSetId::Choice(index) => match self.rules.choices().get(index).map(|choice| choice.of.id) {
                Some(RowSetId::Read(index)) => index,
                _ => return,
            },
        };
        let whole = self.rules.reads().get(index).map(|read| read.attributes.clone()).unwrap_or_default();
        if let Some(usage) = self.reads.get_mut(index) {
            usage.entries.insert(label.to_owned());
            if attributes.is_empty() {
                usage.attributes.extend(whole);
            } else {
                usage.attributes.extend(attributes.iter().cloned());
            }
        }
    }
}

/// Returns the reads with their names and usage.
pub(crate) fn by_name(rules: &Rules) -> BTreeMap<&str, ReadUsage> {
    rules.reads().iter().map(|read| read.name.as_str()).zip(of_reads(rules)).collect()
}
