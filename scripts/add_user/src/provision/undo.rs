//! Undoing the creation of a user whose item could not be written.
//!
//! Two runs may provision the same user at the same time. So a run undoes only what nobody else has
//! completed: it reads the item and the user again just before it deletes the user. Cognito has no
//! conditional delete, so a run that completes the user within these milliseconds still loses the user; it
//! then finds out when it sets the password, and says so.

use tools::item::Item;
use tools::table::{Condition, DeleteError};

use super::Provisioning;
use super::steps::without_mark;
use crate::diff;
use crate::failure::{Failure, Kind};
use crate::pool::{Pool, User};
use crate::report::{Outcome, Step};

impl Provisioning<'_> {
    /// Deletes the user that this run created, after the write of `item` failed with `failure`. Returns the
    /// failure, with the state if something stays.
    pub(super) async fn undo(
        &self,
        pool: &Pool,
        user: &User,
        had_an_item: bool,
        item: &Item,
        failure: Failure,
        outcome: &mut Outcome,
    ) -> Failure {
        let name = &user.name;
        let unknown = |failure: Failure, what: &str| {
            failure.partly(&format!(
                "this run created the user {name}, and {what} is not known; run the same command again"
            ))
        };
        if user.sub.is_none() {
            return unknown(failure, "whether another run completed it");
        }
        if failure.may_be_done && had_an_item {
            return unknown(failure, "whether the item was changed");
        }
        match self.table().get(name).await {
            Err(_) => return unknown(failure, "whether there is an item"),
            Ok(Some(now)) if now.sub() == user.sub.as_deref() => {
                outcome.differences = diff::differences(&now, &without_mark(item));
                let differences: Vec<_> = outcome.differences.iter().map(ToString::to_string).collect();
                return failure.partly(&format!(
                    "this run created the user {name}, and another run wrote the item, with other data ({}); both stay; \
                     see `user_info show {name}`, and apply this data with --update",
                    differences.join("; ")
                ));
            }
            Ok(_) => {}
        }
        match pool.find(name).await {
            Err(_) => return unknown(failure, "whether another run completed it"),
            Ok(Some(now)) if now.sub == user.sub && now.is_new() => {}
            Ok(Some(now)) if now.sub == user.sub => {
                return failure.partly(&format!(
                    "this run created the user {name}, and another program completed it (status {}); the user stays, \
                     without an item; run the same command again with --update",
                    now.status
                ));
            }
            Ok(_) => {
                return failure.partly(&format!(
                    "another program deleted the user {name}, which this run created; run the same command again"
                ));
            }
        }
        if let Err(error) = pool.delete(name).await {
            return failure.partly(&format!(
                "the user {name} was created and could not be deleted again ({error}); there is no item, and nobody has \
                 a password; run the same command again, or delete the user"
            ));
        }
        outcome.steps.push(Step::DeleteUser);
        if failure.may_be_done {
            // The write may arrive late. No other user ever has this `sub`.
            let late = self.table().delete(name, Condition::ItemOf(user.sub.as_deref())).await;
            if let Err(DeleteError::Failed { .. }) = late {
                return failure.partly(&format!(
                    "the user {name} is deleted again, and whether the item was written is not known; it would carry the \
                     sub of the deleted user, which no other user has; run the same command again"
                ));
            }
        }
        match failure.kind {
            Kind::Conflict => {
                Failure::new(Kind::Conflict, format!("{failure} (the new user is deleted again)"))
            }
            _ => failure,
        }
    }
}
