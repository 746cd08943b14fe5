//! The groups and IAM roles of a user.

use std::collections::HashSet;

use super::assembly::Assembly;
use super::evaluate::Missing;
use super::steps::looks_like_list;
use super::trace::Verdict;
use super::warning::{Reason, Subject};
use super::when::depends_on_user;
use crate::budget::{FRAME, list_weight};
use crate::rules::condition::Limits;
use crate::rules::pipeline::{Absent, Origin, Pipeline};
use crate::rules::{GroupMode, GroupRule};
use crate::value::Value;

/// An entry of groups, roles or the preferred role that applies.
#[derive(Debug)]
pub(super) struct GroupSlot {
    pub(super) subject: Subject,
    names: Vec<String>,
    mode: GroupMode,
    pub(super) by_user: bool,
    /// What the entry adds to each token.
    pub(super) bytes: usize,
    pub(super) fits: bool,
}

impl<'a: 'v, 'v> Assembly<'a, 'v> {
    /// Returns the entries that apply and whose values can be used. `current` is what the request has.
    pub(super) fn group_slots(
        &mut self,
        rules: &'a [GroupRule],
        current: Option<&[String]>,
        subject: fn(usize) -> Subject,
    ) -> Vec<GroupSlot> {
        let mut slots = Vec::new();
        for (index, rule) in rules.iter().enumerate() {
            let Some(names) = self.names(&rule.value, &rule.limits, subject(index)) else { continue };
            let mut added: HashSet<&str> = names.iter().map(String::as_str).collect();
            current.unwrap_or_default().iter().for_each(|name| _ = added.remove(name.as_str()));
            let adds_nothing = rule.mode == GroupMode::Remove || added.is_empty();
            let bytes = if adds_nothing { 0 } else { FRAME + list_weight(added.into_iter()) };
            let by_user = depends_on_user(&rule.value, &rule.limits);
            slots.push(GroupSlot {
                subject: subject(index),
                names,
                mode: rule.mode,
                by_user,
                bytes,
                fits: false,
            });
        }
        slots
    }

    /// Returns the preferred role, if the rules set it.
    pub(super) fn preferred_role_slot(&mut self) -> Option<GroupSlot> {
        let rule = self.plan.rules.preferred_role()?;
        let names = self.names(&rule.value, &rule.limits, Subject::PreferredRole)?;
        let [name] = names.as_slice() else {
            self.warn(Subject::PreferredRole, Reason::WrongType);
            return None;
        };
        let bytes = FRAME + list_weight(std::iter::once(name.as_str()));
        let by_user = depends_on_user(&rule.value, &rule.limits);
        let mode = GroupMode::Replace;
        Some(GroupSlot { subject: Subject::PreferredRole, names, mode, by_user, bytes, fits: false })
    }

    /// Returns the names that an entry gives; `None` if it changes nothing.
    fn names(&mut self, value: &'a Pipeline, limits: &'a Limits, subject: Subject) -> Option<Vec<String>> {
        if !self.plan.is_for(limits) || self.verdict(limits, || subject.clone()) != Verdict::Holds {
            return None;
        }
        let names = match self.value(value, || subject.clone()) {
            Ok(names) => names,
            Err(Missing::Absent { is_silent: false }) if value.absent == Absent::Null => {
                self.warn(subject, Reason::Absent);
                return None;
            }
            Err(Missing::Invalid(reason)) => {
                self.warn(subject, reason);
                return None;
            }
            Err(Missing::Absent { .. } | Missing::Failed) => return None,
        };
        let names = match names.as_ref() {
            Value::List(items) => items.iter().map(name).collect(),
            text => name(text).map(|name| vec![name]),
        };
        let Some(names) = names else {
            self.warn(subject, Reason::WrongType);
            return None;
        };
        let is_constant = matches!(value.origin, Origin::Constant(_));
        if value.parse.is_none() && !is_constant && names.iter().any(|name| looks_like_list(name)) {
            self.warn(subject, Reason::LooksLikeList);
        }
        Some(names)
    }
}

fn name(value: &Value) -> Option<String> {
    match value {
        Value::Text(name) if !name.is_empty() => Some(name.clone()),
        _ => None,
    }
}

/// Applies the entries that fit to what the request has. Returns the new list; `None` if nothing changes.
pub(super) fn applied(slots: Vec<GroupSlot>, current: Option<Vec<String>>) -> Option<Vec<String>> {
    let has_names = current.as_ref().is_some_and(|names| !names.is_empty());
    let mut names = current.unwrap_or_default();
    let (mut is_touched, mut is_replaced) = (false, false);
    for slot in slots.into_iter().filter(|slot| slot.fits) {
        is_touched = true;
        match slot.mode {
            GroupMode::Add => add(&mut names, slot.names),
            GroupMode::Replace => {
                is_replaced = true;
                names.clear();
                add(&mut names, slot.names);
            }
            GroupMode::Remove => {
                let removed: HashSet<String> = slot.names.into_iter().collect();
                names.retain(|name| !removed.contains(name));
            }
        }
    }
    // An empty list takes all groups away, which an entry that adds or removes nothing must not do.
    let is_needed = is_replaced || has_names || !names.is_empty();
    (is_touched && is_needed).then_some(names)
}

fn add(names: &mut Vec<String>, added: Vec<String>) {
    let mut seen: HashSet<String> = names.iter().cloned().collect();
    names.extend(added.into_iter().filter(|name| seen.insert(name.clone())));
}

/// Returns the preferred role, if it fits.
pub(super) fn preferred_role(slot: GroupSlot) -> Option<String> {
    slot.names.into_iter().next().filter(|_| slot.fits)
}
