//! Groups, IAM roles and the preferred role.

use super::entry::LIMIT_KEYS;
use super::object::Object;
use super::pipeline::STEP_KEYS;
use super::{Audience, Validator};
use crate::rules::raw::Json;
use crate::rules::{GroupMode, GroupRule, PreferredRoleRule};

/// The keys of an entry of `groups` or `roles` besides the steps and limits.
pub(super) const GROUP_KEYS: &[&str] = &["mode"];

impl Validator<'_> {
    pub(super) fn groups(&mut self, file: &mut Object, key: &str) -> Vec<GroupRule> {
        match file.take(key) {
            None => Vec::new(),
            Some(list @ Json::List(_)) => {
                let entries = self.list(key, list).unwrap_or_default();
                let group = |(index, json)| self.group(&format!("{key}[{index}]"), json);
                entries.into_iter().enumerate().filter_map(group).collect()
            }
            Some(json) => self.group(key, json).into_iter().collect(),
        }
    }

    fn group(&mut self, place: &str, json: Json) -> Option<GroupRule> {
        const MODES: &[(&str, GroupMode)] =
            &[("add", GroupMode::Add), ("replace", GroupMode::Replace), ("remove", GroupMode::Remove)];
        let mut object = self.object(place, json, &[GROUP_KEYS, STEP_KEYS, LIMIT_KEYS])?;
        let mode = self.word(&mut object, "mode", MODES).unwrap_or_default();
        let value = self.pipeline(&mut object, Audience::USERS);
        let limits = self.limits(&mut object, Audience::USERS);
        Some(GroupRule { value: value?, mode, limits })
    }

    pub(super) fn preferred_role(&mut self, file: &mut Object) -> Option<PreferredRoleRule> {
        let json = file.take("preferredRole")?;
        let mut object = self.object("preferredRole", json, &[STEP_KEYS, LIMIT_KEYS])?;
        let value = self.pipeline(&mut object, Audience::USERS);
        let limits = self.limits(&mut object, Audience::USERS);
        Some(PreferredRoleRule { value: value?, limits })
    }
}
