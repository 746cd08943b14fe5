//! The groups that a rule gives a person.

use super::{Groups, Knowledge, Plan, Reason, Remark, Seen};
use crate::value::Value;

impl Plan<'_> {
    /// The groups by the rule, if there is one and it can be followed.
    pub(super) fn group_names(&self, knowledge: Knowledge<'_>, remarks: &mut Vec<Remark>) -> Option<Groups> {
        let rule = self.groups()?;
        let mut none = |reason| {
            remarks.push(Remark { on: "groups".to_owned(), reason });
            None
        };
        let names = match self.look(&rule.source, knowledge) {
            Seen::Value(Value::Text(name)) => vec![Value::Text(name)],
            Seen::Value(Value::List(names)) => names,
            Seen::Value(_) | Seen::Unsupported => return none(Reason::WrongType),
            Seen::Absent => return none(Reason::Absent),
            Seen::Nobody | Seen::Failed => return None,
        };
        let texts = names.into_iter().map(|name| match name {
            Value::Text(name) if !name.is_empty() => Some(name),
            _ => None,
        });
        match texts.collect::<Option<Vec<_>>>() {
            Some(names) => Some(Groups { names, mode: rule.mode }),
            None => none(Reason::WrongType),
        }
    }
}
