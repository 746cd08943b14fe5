//! The steps that write, each with what it leaves behind when it fails.

use tools::item::{Item, NewValue, PENDING, SUB};
use tools::table::{Change, Condition, DeleteError, StoredItem as UserInfo};

use super::{Entry, Order, step_of};
use crate::failure::{Failure, Kind};
use crate::pool::{Pool, User};
use crate::report::{Outcome, Step};
use crate::stored;

impl Order<'_> {
    /// Writes the item, in the place of `stored` or where there is none.
    pub(super) async fn write(
        &self,
        item: &Item,
        stored: Option<&UserInfo>,
        outcome: &mut Outcome,
    ) -> Result<(), Failure> {
        let (table, name) = (self.table(), &item.user_name);
        let (step, written) = match stored {
            None => (Step::PutItem, table.put(item, Condition::NoItem).await.map_err(Failure::from)),
            Some(stored) => {
                let old = stored::sub(stored);
                let is_of_another = old.is_some() && item.sub.is_some() && old != item.sub.as_deref();
                let written = if is_of_another {
                    // Nothing of the other person may be left.
                    table.put(item, Condition::ItemOf(old)).await.map_err(Failure::from)
                } else {
                    let change = adopted(item, stored);
                    table.update(name, &change, Condition::ItemOf(old)).await.map_err(Failure::from)
                };
                (Step::UpdateItem, written)
            }
        };
        if let Err(failure) = written {
            if !(failure.kind == Kind::Conflict || failure.maybe_done) {
                return Err(failure);
            }
            // The answer got lost, or a repeated request met what the first one wrote, or somebody
            // else was quicker: what is there now tells.
            match self.get(name).await {
                Ok(Some(now)) if stored::sub(&now) == item.sub.as_deref() => {
                    let differences = stored::differences(&now, item);
                    if !differences.is_empty() {
                        outcome.differences = differences;
                        return Err(failure);
                    }
                }
                _ => return Err(failure),
            }
        }
        outcome.steps.push(step);
        Ok(())
    }

    /// Deletes the user that this run created, after `failure`.
    pub(super) async fn undo(
        &self,
        pool: &Pool,
        user: &User,
        had_an_item: bool,
        failure: Failure,
        outcome: &mut Outcome,
    ) -> Failure {
        let name = &user.name;
        if failure.maybe_done && had_an_item {
            return failure.partly(&format!(
                "the user {name} was created, and whether the item was changed is not known; nobody has a password; run \
                 the same again"
            ));
        }
        if failure.maybe_done && user.sub.is_some() {
            // Just the item of this run has this `sub`.
            let ours = Condition::ItemOf(user.sub.as_deref());
            if let Err(DeleteError::Failed { .. }) = self.table().delete(name, ours).await {
                return failure.partly(&format!(
                    "the user {name} was created, and whether the item was written is not known; nobody has a password; \
                     run the same again"
                ));
            }
        }
        match pool.delete(name).await {
            Ok(_) => {
                outcome.steps.push(Step::DeleteUser);
                failure
            }
            Err(error) => failure.partly(&format!(
                "the user {name} was created and could not be deleted again ({error}); there is no item, and nobody has \
                 a password; run the same again, or delete the user"
            )),
        }
    }

    /// The last step: the password or the invitation, and then the mark that it is missing.
    pub(super) async fn prepare_sign_in(
        &self,
        pool: &Pool,
        entry: &Entry,
        user: &User,
        outcome: &mut Outcome,
    ) -> Result<(), Failure> {
        let name = &user.name;
        // Who has signed in needs nothing any more but that the mark is taken away.
        if user.is_new() {
            let (prepared, missing) = match entry {
                Entry::Password(password) => (pool.set_password(name, password).await, "the password"),
                Entry::Invitation => (pool.invite(name).await, "the invitation"),
            };
            prepared.map_err(|failure| {
                failure.partly(&format!(
                    "user and item of {name} are there, {missing} is missing; the same command goes on from there"
                ))
            })?;
            outcome.steps.push(step_of(entry));
        }
        let done = Change::from([(PENDING.to_owned(), None)]);
        self.table().update(name, &done, Condition::ItemOf(user.sub.as_deref())).await.map_err(|error| {
            Failure::from(error).partly(&format!(
                "the person can sign in; the same command takes the mark {PENDING} away, which is left in the item"
            ))
        })
    }
}

/// What makes `item` of what is stored, its `sub` and its mark included.
fn adopted(item: &Item, stored: &UserInfo) -> Change {
    let mut change = stored::change(&stored::differences(stored, item), item);
    if let Some(sub) = &item.sub {
        change.insert(SUB.to_owned(), Some(NewValue::Text(sub.clone())));
    }
    change
}
