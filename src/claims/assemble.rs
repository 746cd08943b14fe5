//! Evaluates the entries of the rules for one request and puts the results together.

use super::assembly::Assembly;
use super::changes::{FailedClaims, GroupOverride, TokenChanges};
use super::evaluate::{Evaluated, Missing};
use super::groups::{applied, preferred_role};
use super::place::{ClaimSlot, Placed, TokenSlots, place};
use super::trace::Verdict;
use super::warning::{ClaimWarning, Reason, Subject};
use super::when::depends_on_user;
use crate::reserved::NO_OBJECTS;
use crate::rules::pipeline::Absent;
use crate::rules::{ClaimRule, SuppressRule, TokenKind};
use crate::value::Value;

/// What becomes of a claim in one token.
enum Written {
    Json(String),
    Null,
    LeftOut,
}

impl<'a: 'v, 'v> Assembly<'a, 'v> {
    /// Returns the changes.
    pub(super) fn finish(mut self) -> TokenChanges<'a> {
        let (rules, request) = (self.plan.rules, self.plan.request);
        let mut tokens = self.tokens();
        self.claims(&mut tokens);
        let (suppress_scopes, mut scopes) = self.scopes();
        let (mut groups, mut roles, mut preferred) = (Vec::new(), Vec::new(), None);
        let (request_groups, request_roles);
        if request.is_machine() {
            (request_groups, request_roles) = (None, None);
        } else {
            request_groups = if rules.groups().is_empty() { None } else { request.groups() };
            request_roles = if rules.roles().is_empty() { None } else { request.roles() };
            groups = self.group_slots(rules.groups(), request_groups.as_deref(), Subject::Groups);
            roles = self.group_slots(rules.roles(), request_roles.as_deref(), Subject::Roles);
            preferred = self.preferred_role_slot();
        }
        let entries = groups.iter_mut().chain(&mut roles).chain(&mut preferred);
        place(&mut tokens, &mut scopes, entries, &mut self.warnings);
        let mut changes = TokenChanges {
            group_override: GroupOverride {
                groups: applied(groups, request_groups),
                roles: applied(roles, request_roles),
                preferred_role: preferred.and_then(preferred_role),
            },
            warnings: self.warnings,
            ..TokenChanges::default()
        };
        for slots in tokens {
            let token = slots.token;
            let change = changes.of(token);
            change.added_bytes = slots.budget.used();
            change.claims = slots.claims.into_iter().filter_map(ClaimSlot::into_claim).collect();
            change.suppress = slots.suppressed;
        }
        changes.access.add_scopes =
            scopes.into_iter().filter(|slot| slot.fits).map(|slot| slot.scope).collect();
        changes.access.suppress_scopes = suppress_scopes;
        changes
    }

    /// Returns a place for each token that can be changed, with the claims that are suppressed.
    fn tokens(&mut self) -> Vec<TokenSlots<'a>> {
        let plan = self.plan;
        let slots = plan.tokens().iter().map(|&token| {
            let suppressed = match token {
                TokenKind::Id => self.suppressed(plan.rules.suppress_id()),
                TokenKind::Access => self.suppressed(plan.rules.suppress_access()),
                TokenKind::Machine => Vec::new(),
            };
            TokenSlots::new(token, suppressed, plan.max_claim_bytes)
        });
        slots.collect()
    }

    /// Returns the names of the rules that apply. One with an unknown condition does not.
    fn suppressed(&mut self, rules: &'a [SuppressRule]) -> Vec<&'a str> {
        let mut names: Vec<&str> = Vec::new();
        let plan = self.plan;
        for rule in rules.iter().filter(|rule| plan.is_for(&rule.limits)) {
            let verdict = self.verdict(&rule.limits, || Subject::Suppression(rule.name.clone()));
            if verdict == Verdict::Holds && !names.contains(&rule.name.as_str()) {
                names.push(&rule.name);
            }
        }
        names
    }

    /// Fills the claims in. For each token the first entry for a claim that applies writes it.
    fn claims(&mut self, tokens: &mut [TokenSlots<'a>]) {
        for rule in self.plan.rules.claims() {
            if !tokens.iter().any(|slots| slots.is_open(rule)) || !self.plan.is_for(&rule.limits) {
                continue;
            }
            let subject = || Subject::Claim(rule.claim.clone());
            let verdict = self.verdict(&rule.limits, subject);
            if verdict == Verdict::Fails {
                continue;
            }
            let open = tokens.iter_mut().filter(|slots| slots.is_open(rule));
            let open: Vec<_> = open.filter_map(|slots| slots.decide(rule)).collect();
            if open.is_empty() {
                continue;
            }
            let evaluated = match verdict {
                Verdict::Unknown => Err(Missing::Failed),
                Verdict::Holds | Verdict::Fails => self.value(&rule.value, subject),
            };
            if let Err(Missing::Absent { is_silent: false }) = evaluated
                && rule.value.absent == Absent::Null
            {
                self.warn(subject(), Reason::Absent);
            }
            let by_user = depends_on_user(&rule.value, &rule.limits);
            let mut json = None;
            for slots in open {
                let json = match self.written(rule, slots.token, &evaluated, &mut json) {
                    Written::Json(json) => Some(json),
                    Written::Null => None,
                    Written::LeftOut => continue,
                };
                slots.claims.push(ClaimSlot { name: &rule.claim, json, by_user, placed: Placed::Nothing });
            }
        }
    }

    /// Returns what is written into `token`. `json` is that of the token before, which is the same.
    fn written(
        &mut self,
        rule: &ClaimRule,
        token: TokenKind,
        evaluated: &Evaluated<'v>,
        json: &mut Option<String>,
    ) -> Written {
        let written = match evaluated {
            Ok(value) if self.plan.request.version().is_text_only() => {
                super::steps::text_json(value, rule.value.encoding)
            }
            Ok(value) if token == TokenKind::Id && is_refused_object(rule, value) => Err(Reason::WrongType),
            Ok(value) => Ok(json.get_or_insert_with(|| value.to_json()).clone()),
            Err(Missing::Invalid(reason)) => Err(*reason),
            Err(Missing::Failed) => {
                return match self.failed {
                    FailedClaims::Null => Written::Null,
                    FailedClaims::Omit => Written::LeftOut,
                };
            }
            Err(Missing::Absent { .. }) => return null(rule),
        };
        written.map_or_else(
            |reason| {
                let warning = ClaimWarning { subject: Subject::Claim(rule.claim.clone()), reason };
                // Of both tokens there is the same to say.
                if !matches!(evaluated, Err(Missing::Invalid(_))) || self.warnings.last() != Some(&warning) {
                    self.warnings.push(warning);
                }
                null(rule)
            },
            Written::Json,
        )
    }
}

/// Returns what an absent claim means, and one that a step cannot handle.
fn null(rule: &ClaimRule) -> Written {
    match rule.value.absent {
        Absent::Null => Written::Null,
        Absent::Omit => Written::LeftOut,
    }
}

/// Returns whether Cognito refuses this object in an ID token.
fn is_refused_object(rule: &ClaimRule, value: &Value) -> bool {
    matches!(value, Value::Map(_)) && NO_OBJECTS.contains(&rule.claim.as_str())
}
