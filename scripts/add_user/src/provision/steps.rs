//! The steps that write, each with what it leaves behind when it fails.

use tools::item::{Item, NewValue, PENDING, SUB};
use tools::table::{Change, Condition, StoredItem};

use super::{FirstSignIn, Provisioning, step_of};
use crate::diff;
use crate::failure::{Failure, Kind};
use crate::pool::{Pool, User};
use crate::report::{Outcome, Step};

/// Who wrote the item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// This run.
    ByThisRun,
    /// This run or another one with the same data: an answer was lost, or the other one was faster.
    /// `is_pending` says whether the first sign-in is still to be prepared.
    ByAnyRun { is_pending: bool },
}

impl Provisioning<'_> {
    /// Writes the item in place of `stored`, or where there is none.
    pub(super) async fn write(
        &self,
        item: &Item,
        stored: Option<&StoredItem>,
        outcome: &mut Outcome,
    ) -> Result<Written, Failure> {
        let (table, name) = (self.table(), &item.user_name);
        let old = stored.and_then(StoredItem::sub);
        let is_of_another = old.is_some() && item.sub.is_some() && old != item.sub.as_deref();
        let (step, written) = match stored {
            None => (Step::PutItem, table.put(item, Condition::NoItem).await.map_err(Failure::from)),
            // Nothing of the other user may remain.
            Some(_) if is_of_another => {
                (Step::UpdateItem, table.put(item, Condition::ItemOf(old)).await.map_err(Failure::from))
            }
            Some(stored) => {
                let change = adopted(item, stored);
                let updated = table.update(name, &change, Condition::ItemOf(old)).await;
                (Step::UpdateItem, updated.map_err(Failure::from))
            }
        };
        let failure = match written {
            Ok(()) => {
                outcome.steps.push(step);
                return Ok(Written::ByThisRun);
            }
            Err(failure) if failure.kind == Kind::Conflict || failure.may_be_done => failure,
            Err(failure) => return Err(failure),
        };
        // The item as it is now says whether the same data was written.
        match table.get(name).await {
            Ok(Some(now)) if now.sub() == item.sub.as_deref() => {
                outcome.differences = diff::differences(&now, &without_mark(item));
                if !outcome.differences.is_empty() {
                    return Err(failure);
                }
                outcome.steps.push(step);
                Ok(Written::ByAnyRun { is_pending: now.is_pending() })
            }
            _ => Err(failure),
        }
    }

    /// The last step: sets the password or sends the invitation, and removes the mark from the item.
    pub(super) async fn first_sign_in(
        &self,
        pool: &Pool,
        first: &FirstSignIn,
        user: &User,
        written: Written,
        outcome: &mut Outcome,
    ) -> Result<(), Failure> {
        let name = &user.name;
        let mut is_new = user.is_new();
        if let Written::ByAnyRun { is_pending } = written {
            if !is_pending {
                outcome.notes.push(format!(
                    "another run completed {name} at the same time; this one set no password and sent no invitation"
                ));
                return Ok(());
            }
            // The other run may have set a password already, which must not be replaced.
            let now = pool.find(name).await.map_err(|failure| {
                failure.partly(&format!("the user and the item of {name} exist; run the same command again"))
            })?;
            is_new = now.is_some_and(|now| now.is_new() && now.sub == user.sub);
        }
        // A user who has signed in needs nothing but that the mark is removed.
        if is_new {
            let (prepared, missing) = match first {
                FirstSignIn::Password(password) => (pool.set_password(name, password).await, "the password"),
                FirstSignIn::Invitation => (pool.invite(name).await, "the invitation"),
            };
            match prepared {
                Ok(()) => outcome.steps.push(step_of(first)),
                Err(failure) if failure.kind == Kind::NotFound => {
                    return Err(self.user_is_gone(user, failure).await);
                }
                Err(failure) => {
                    return Err(failure.partly(&format!(
                        "the user and the item of {name} exist, {missing} is missing; the same command continues from \
                         there"
                    )));
                }
            }
        }
        let done = Change::from([(PENDING.to_owned(), None)]);
        let updated = self.table().update(name, &done, Condition::ItemOf(user.sub.as_deref())).await;
        updated.map_err(|error| {
            Failure::from(error).partly(&format!(
                "the user can sign in; the same command removes the mark {PENDING}, which is still in the item"
            ))
        })
    }

    /// Another run undid the creation of the user while this one continued it: nobody has this `sub` any
    /// more, so the item that this run wrote belongs to nobody.
    async fn user_is_gone(&self, user: &User, failure: Failure) -> Failure {
        let name = &user.name;
        let deleted = match user.sub.as_deref() {
            Some(sub) => self.table().delete(name, Condition::ItemOf(Some(sub))).await.is_ok(),
            None => false,
        };
        if deleted {
            let text = format!(
                "another program deleted the user {name} at the same time; run the same command again"
            );
            return Failure::new(Kind::Conflict, text);
        }
        failure.partly(&format!(
            "another program deleted the user {name} at the same time, and the item is still there, with the sub of the \
             deleted user; run the same command again with --update"
        ))
    }
}

/// What turns `stored` into `item`, its `sub` and its mark included.
fn adopted(item: &Item, stored: &StoredItem) -> Change {
    let mut change = diff::change(&diff::differences(stored, item), item);
    if let Some(sub) = &item.sub {
        change.insert(SUB.to_owned(), Some(NewValue::Text(sub.clone())));
    }
    change
}

/// The item as a run leaves it that is complete.
pub(super) fn without_mark(item: &Item) -> Item {
    let mut item = item.clone();
    item.attributes.remove(PENDING);
    item
}
