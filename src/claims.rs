//! What the tokens shall hold: computed from the rules, the event and the lookup. Pure: no input,
//! no output.

mod groups;
mod scopes;
mod text;

use serde::Serialize;

use crate::budget::Budget;
use crate::event::{Event, EventVersion};
use crate::rules::format::{GroupMode, TokenKind, Type};
use crate::rules::{ClaimRule, GroupRule, NO_OBJECTS, Origin, Rules, Scope, Source};
use crate::user_info::{Attribute, UserInfo};
use crate::value::Value;

/// What is known of a person when their claims are made.
#[derive(Debug, Clone, Copy)]
pub enum Knowledge<'a> {
    /// The person's item.
    Found(&'a UserInfo),
    /// There is no such item: its attributes are absent.
    NotFound,
    /// The lookup failed: claims from the table are null.
    FailedNull,
    /// The lookup failed: claims from the table are left out.
    FailedOmit,
}

/// What is to be done to the tokens of one event.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Enrichment {
    /// To the ID token.
    pub id: Changes,
    /// To the access token; never for V1.
    pub access: Changes,
    /// To the groups.
    pub groups: Option<Groups>,
    /// What an administrator may want to know of it.
    pub remarks: Vec<Remark>,
}

/// What is to be done to one token.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Claims to add, by name, as JSON.
    pub claims: Vec<(String, String)>,
    /// Claims to leave out.
    pub suppress: Vec<String>,
    /// Scopes to add.
    pub add_scopes: Vec<String>,
    /// Scopes to leave out.
    pub suppress_scopes: Vec<String>,
}

/// Groups by a rule.
#[derive(Debug, PartialEq, Eq)]
pub struct Groups {
    /// Their names.
    pub names: Vec<String>,
    /// Whether they come to those that the person has, or instead of them.
    pub mode: GroupMode,
}

/// Why something did not go into a token as the rules have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// What: `claim <name>`, `scope <as it is written in the rules>` or `groups`.
    pub on: String,
    /// Why.
    pub reason: Reason,
}

/// Why something did not go into a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The source has no such attribute.
    Absent,
    /// The attribute holds something that makes no sense here, or that this token can't hold.
    WrongType,
    /// The attribute holds characters that a scope, or an encoded list, can't.
    WrongCharacter,
    /// The token's budget was used up.
    OverBudget,
}

/// The rules that apply to one event.
#[derive(Debug)]
pub struct Plan<'a> {
    rules: &'a Rules,
    event: &'a Event<'a>,
    client: Option<String>,
    budget: usize,
}

/// What a claim shall hold, before a token's form and budget are looked at.
enum Held {
    Value(Value),
    Null,
    LeftOut,
}

impl<'a> Plan<'a> {
    /// The rules that apply to `event`, with `budget` bytes for each token.
    pub fn new(rules: &'a Rules, event: &'a Event<'a>, budget: usize) -> Self {
        Self { rules, event, client: event.client_id(), budget }
    }

    /// Whether a claim's rule applies; a machine's event has nothing to do else.
    pub fn has_claims(&self) -> bool {
        self.claims().next().is_some()
    }

    /// The attributes of the table that are needed, each once.
    pub fn attributes(&self) -> Vec<&'a str> {
        let of_claims = self.claims().filter_map(|rule| match &rule.origin {
            Origin::From { source, .. } => Some(source),
            Origin::Constant(_) => None,
        });
        let of_scopes = self.scopes().iter().flat_map(Scope::sources);
        let of_groups = self.groups().map(|groups| &groups.source);
        let mut attributes = Vec::new();
        for source in of_claims.chain(of_scopes).chain(of_groups) {
            if let Source::Table(attribute) = source
                && !attributes.contains(&attribute.as_str())
            {
                attributes.push(attribute.as_str());
            }
        }
        attributes
    }

    /// What is to be done to the tokens, with what is known of the person.
    pub fn enrich(&self, knowledge: Knowledge<'_>) -> Enrichment {
        let mut remarks = Vec::new();
        let held: Vec<_> =
            self.claims().map(|rule| (rule, self.held(rule, knowledge, &mut remarks))).collect();
        let mut enrichment = Enrichment::default();
        for &token in self.tokens() {
            let mut budget = self.budget_of(token);
            let mut changes = Changes::default();
            for (rule, held) in held.iter().filter(|(rule, _)| self.is_for(rule, token)) {
                let json = match held {
                    Held::LeftOut => continue,
                    Held::Null => Ok("null".to_owned()),
                    Held::Value(value) => self.json(rule, token, value),
                };
                let json =
                    json.and_then(|json| if budget.take(&json) { Ok(json) } else { Err(Reason::OverBudget) });
                let json = json.unwrap_or_else(|reason| {
                    remarks.push(Remark { on: format!("claim {}", rule.claim), reason });
                    "null".to_owned()
                });
                changes.claims.push((rule.claim.clone(), json));
            }
            match token {
                TokenKind::Id => {
                    changes.suppress.clone_from(&self.rules.suppress_id);
                    enrichment.id = changes;
                }
                TokenKind::Access => {
                    changes.suppress.clone_from(&self.rules.suppress_access);
                    changes.suppress_scopes.clone_from(&self.rules.suppress_scopes);
                    changes.add_scopes = self.added_scopes(knowledge, &mut budget, &mut remarks);
                    enrichment.access = changes;
                }
                TokenKind::Machine => enrichment.access = changes,
            }
        }
        enrichment.groups = self.group_names(knowledge, &mut remarks);
        enrichment.remarks = remarks;
        enrichment
    }

    /// The tokens that the event is about, as far as its version lets them be changed.
    fn tokens(&self) -> &'static [TokenKind] {
        match (self.event.is_machine(), self.event.version) {
            (true, EventVersion::V1) => &[],
            (true, _) => &[TokenKind::Machine],
            (false, EventVersion::V1) => &[TokenKind::Id],
            (false, _) => &[TokenKind::Id, TokenKind::Access],
        }
    }

    fn is_for(&self, rule: &ClaimRule, token: TokenKind) -> bool {
        rule.is_for(token, self.client.as_deref())
    }

    fn claims(&self) -> impl Iterator<Item = &'a ClaimRule> {
        self.rules.claims.iter().filter(|rule| self.tokens().iter().any(|token| self.is_for(rule, *token)))
    }

    fn scopes(&self) -> &'a [Scope] {
        if self.tokens().contains(&TokenKind::Access) { &self.rules.add_scopes } else { &[] }
    }

    fn groups(&self) -> Option<&'a GroupRule> {
        self.rules.groups.as_ref().filter(|_| !self.event.is_machine())
    }

    fn budget_of(&self, token: TokenKind) -> Budget {
        let claims = self.rules.claims.iter().filter(|rule| self.is_for(rule, token));
        Budget::with_nulls(self.budget, claims.map(|rule| rule.claim.as_str()))
    }

    fn held(&self, rule: &ClaimRule, knowledge: Knowledge<'_>, remarks: &mut Vec<Remark>) -> Held {
        let (source, default, types) = match &rule.origin {
            Origin::Constant(value) => return Held::Value(value.clone()),
            Origin::From { source, default, types } => (source, default, types),
        };
        let mut null = |reason| {
            remarks.push(Remark { on: format!("claim {}", rule.claim), reason });
            Held::Null
        };
        let seen = match self.look(source, knowledge) {
            // Whoever names types doesn't want a null: it is as good as nothing.
            Seen::Value(Value::Null) if types.is_some() => Seen::Absent,
            seen => seen,
        };
        match (seen, default) {
            (Seen::Failed, _) if matches!(knowledge, Knowledge::FailedOmit) => Held::LeftOut,
            (Seen::Failed, _) => Held::Null,
            (Seen::Absent | Seen::Nobody, Some(default)) => Held::Value(default.clone()),
            (Seen::Nobody, None) => Held::Null,
            (Seen::Absent, None) => null(Reason::Absent),
            (Seen::Value(value), _) if is_one_of(types.as_deref(), &value) => Held::Value(value),
            (Seen::Value(_) | Seen::Unsupported, _) => null(Reason::WrongType),
        }
    }

    fn look(&self, source: &Source, knowledge: Knowledge<'_>) -> Seen {
        let Source::Table(attribute) = source else {
            return self.event.value_of(source).map_or(Seen::Absent, Seen::Value);
        };
        match knowledge {
            Knowledge::Found(person) => match person.get(attribute) {
                Some(Attribute::Value(value)) => Seen::Value(value.clone()),
                Some(Attribute::Unsupported) => Seen::Unsupported,
                None => Seen::Absent,
            },
            Knowledge::NotFound => Seen::Nobody,
            Knowledge::FailedNull | Knowledge::FailedOmit => Seen::Failed,
        }
    }

    /// The value in the form that the token takes.
    fn json(&self, rule: &ClaimRule, token: TokenKind, value: &Value) -> Result<String, Reason> {
        if self.event.version == EventVersion::V1 {
            return text::encode(value, rule.encoding);
        }
        let is_refused = token == TokenKind::Id
            && matches!(value, Value::Map(_))
            && NO_OBJECTS.contains(&rule.claim.as_str());
        if is_refused { Err(Reason::WrongType) } else { Ok(value.to_json()) }
    }
}

/// What a source shows.
enum Seen {
    Value(Value),
    Unsupported,
    Absent,
    /// There is no item that could have the attribute.
    Nobody,
    /// It could not be looked at.
    Failed,
}

/// Whether a rule that names `types` takes `value`; without any it takes all.
fn is_one_of(types: Option<&[Type]>, value: &Value) -> bool {
    types.is_none_or(|types| {
        types.iter().any(|r#type| match (r#type, value) {
            (Type::List, Value::List(items)) => items.iter().all(Value::is_scalar),
            (Type::String, Value::Text(_))
            | (Type::Number, Value::Number(_))
            | (Type::Boolean, Value::Bool(_))
            | (Type::Map, Value::Map(_)) => true,
            _ => false,
        })
    })
}

#[cfg(test)]
mod tests;
