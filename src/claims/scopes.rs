//! The scopes that a person's access token gets.

use super::{Knowledge, Plan, Reason, Remark, Seen};
use crate::budget::Budget;
use crate::rules::{Piece, Scope, may_be_in_a_scope};
use crate::value::Value;

impl Plan<'_> {
    /// The scopes to add, each once; a scope that can't be made is left out.
    pub(super) fn added_scopes(
        &self,
        knowledge: Knowledge<'_>,
        budget: &mut Budget,
        remarks: &mut Vec<Remark>,
    ) -> Vec<String> {
        let mut added = Vec::new();
        for rule in self.scopes() {
            let scope = match self.scope(rule, knowledge) {
                Ok(scope) if added.contains(&scope) => continue,
                Ok(scope) if !budget.take_scope(&scope) => Err(Some(Reason::OverBudget)),
                scope => scope,
            };
            match scope {
                Ok(scope) => added.push(scope),
                Err(None) => {}
                Err(Some(reason)) => remarks.push(Remark { on: format!("scope {rule}"), reason }),
            }
        }
        added
    }

    /// The scope with all its sources replaced; an error without a reason where there is nothing to
    /// remark on.
    fn scope(&self, rule: &Scope, knowledge: Knowledge<'_>) -> Result<String, Option<Reason>> {
        let mut scope = String::new();
        for piece in rule.pieces() {
            let source = match piece {
                Piece::Text(text) => {
                    scope.push_str(text);
                    continue;
                }
                Piece::Source(source) => source,
            };
            let text = match self.look(source, knowledge) {
                Seen::Value(Value::Text(text)) => text,
                Seen::Value(value) if value.is_scalar() => value.to_json(),
                Seen::Value(_) | Seen::Unsupported => return Err(Some(Reason::WrongType)),
                Seen::Absent => return Err(Some(Reason::Absent)),
                Seen::Nobody | Seen::Failed => return Err(None),
            };
            if text.is_empty() {
                return Err(Some(Reason::Absent));
            }
            if !may_be_in_a_scope(&text) {
                return Err(Some(Reason::WrongCharacter));
            }
            scope.push_str(&text);
        }
        Ok(scope)
    }
}
