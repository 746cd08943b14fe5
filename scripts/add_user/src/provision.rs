//! One user into the pool and the table, so that nobody can sign in without their claims.
//!
//! 1. Cognito creates the user, without a password that anybody has.
//! 2. The item is written, under the name that Cognito returned. If that fails, the user that this run
//!    created is deleted again, unless another run has completed it meanwhile.
//! 3. The password is set, or the invitation sent. If that fails, the same command continues here: until
//!    this step is done, the item carries a mark, [`PENDING`].

mod steps;
mod undo;

use tools::item::{Item, NewValue, PENDING, SUB};
use tools::table::{StoredItem, UserInfoTable};

use crate::connection::Stores;
use crate::diff::{self, Difference};
use crate::failure::{Failure, Kind};
use crate::pool::{Pool, User};
use crate::prompt::Secret;
use crate::report::{Outcome, Step, Verdict};
use steps::Written;

/// How a user gets their first password.
#[derive(Debug)]
pub enum FirstSignIn {
    /// It is this one.
    Password(Secret),
    /// Cognito sends one.
    Invitation,
}

/// A user who is to be provisioned.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// The e-mail address; required where Cognito creates the user.
    pub email: Option<String>,
    /// The item, under the name as it was given.
    pub item: Item,
}

/// How users are provisioned.
#[derive(Debug)]
pub struct Provisioning<'a> {
    /// The pool and the table.
    pub stores: &'a Stores,
    /// The first sign-in; `None` if only the table is written.
    pub first_sign_in: Option<FirstSignIn>,
    /// Whether differences are applied instead of refused.
    pub update: bool,
    /// Whether nothing is written.
    pub dry_run: bool,
}

impl Provisioning<'_> {
    /// Provisions one user. A failure is part of the outcome.
    pub async fn run(&self, user: &NewUser) -> Outcome {
        let mut outcome = Outcome::new(&user.item.user_name, self.dry_run);
        outcome.notes = user.item.warnings();
        outcome.result = match (&self.first_sign_in, &self.stores.pool) {
            (Some(first), Some(pool)) => self.pool_and_table(pool, first, user, &mut outcome).await,
            _ => self.table_only(user, &mut outcome).await,
        };
        outcome
    }

    async fn pool_and_table(
        &self,
        pool: &Pool,
        first: &FirstSignIn,
        wanted: &NewUser,
        outcome: &mut Outcome,
    ) -> Result<Verdict, Failure> {
        let name = &wanted.item.user_name;
        let user = match pool.find(name).await? {
            Some(user) => user,
            None => match self.create(pool, first, wanted, outcome).await? {
                Some(verdict) => return Ok(verdict),
                // Another run was faster, or an answer was lost and the request was repeated.
                None => pool.find(name).await?.ok_or_else(|| {
                    let text = format!(
                        "user {name:?}: Cognito says that the name is taken, but finds no such user; the name may be \
                         another user's alias or e-mail address"
                    );
                    Failure::new(Kind::Conflict, text)
                })?,
            },
        };
        self.existing(pool, first, wanted, user, outcome).await
    }

    /// Provisions a user whom Cognito does not know. `None` if it knows the name by now.
    async fn create(
        &self,
        pool: &Pool,
        first: &FirstSignIn,
        wanted: &NewUser,
        outcome: &mut Outcome,
    ) -> Result<Option<Verdict>, Failure> {
        let given = &wanted.item.user_name;
        let stored = self.table().get(given).await?;
        if let Some(stored) = &stored {
            let mut differences = diff::differences(stored, &wanted.item);
            // The item of a user who had the name before.
            differences.extend(stored.sub().map(|sub| Difference::new(SUB, sub, "a new user's")));
            self.accept(given, differences, outcome)?;
        }
        let write_step = if stored.is_some() { Step::UpdateItem } else { Step::PutItem };
        if self.dry_run {
            outcome.steps.extend([Step::CreateUser, write_step, step_of(first)]);
            return Ok(Some(Verdict::Added));
        }
        let user = match pool.create(given, wanted.email.as_deref().unwrap_or_default()).await {
            Ok(Some(user)) => user,
            Ok(None) => return Ok(None),
            Err(failure) if failure.may_be_done => {
                return match pool.find(given).await {
                    Ok(Some(_)) => Ok(None),
                    Ok(None) => Err(failure),
                    Err(_) => Err(failure.partly(&format!(
                        "whether the user {given} was created is not known; nobody has a password; run the same \
                         command again"
                    ))),
                };
            }
            Err(failure) => return Err(failure),
        };
        outcome.steps.push(Step::CreateUser);
        outcome.user_name.clone_from(&user.name);
        let stored = stored.filter(|_| user.name == *given);
        let item = item_of(&wanted.item, &user, Some(first));
        match self.write(&item, stored.as_ref(), outcome).await {
            Ok(written) => self.first_sign_in(pool, first, &user, written, outcome).await?,
            Err(failure) => {
                return Err(self.undo(pool, &user, stored.is_some(), &item, failure, outcome).await);
            }
        }
        Ok(Some(Verdict::Added))
    }

    /// Provisions a user whom Cognito knows, perhaps from a run that was interrupted.
    async fn existing(
        &self,
        pool: &Pool,
        first: &FirstSignIn,
        wanted: &NewUser,
        user: User,
        outcome: &mut Outcome,
    ) -> Result<Verdict, Failure> {
        outcome.user_name.clone_from(&user.name);
        let stored = self.table().get(&user.name).await?;
        let mut differences = Vec::new();
        if user.email != wanted.email {
            differences.push(Difference::new("email", user.email.clone(), wanted.email.clone()));
        }
        let has_new_email = !differences.is_empty();
        // A user who never signed in, and whose item is missing or was not written for them, is what a run
        // leaves that is interrupted between its steps.
        let is_unfinished =
            user.is_new() && stored.as_ref().is_none_or(|stored| stored.sub() != user.sub.as_deref());
        match &stored {
            Some(stored) => differences.extend(item_differences(stored, &wanted.item, user.sub.as_deref())),
            None if is_unfinished => {}
            None => differences.push(Difference::new("item", None::<String>, "one of the table")),
        }
        let differs_in_item = differences.len() > usize::from(has_new_email);
        let is_pending = stored.as_ref().is_some_and(StoredItem::is_pending) || is_unfinished;
        if user.is_alias_match && is_pending && user.is_new() {
            let text = format!(
                "{:?} is an alias of the user {:?}, who has never signed in: a first sign-in is prepared only under the \
                 user's own name",
                wanted.item.user_name, user.name
            );
            return Err(Failure::new(Kind::Conflict, text));
        }
        let is_updated = !differences.is_empty();
        self.accept(&user.name, differences, outcome)?;
        if has_new_email {
            if !self.dry_run {
                let set = pool.set_email(&user.name, wanted.email.as_deref().unwrap_or_default()).await;
                set.map_err(|failure| failure.or_unknown("whether the e-mail address was changed"))?;
            }
            outcome.steps.push(Step::SetEmail);
        }
        let mut written = Written::ByThisRun;
        if differs_in_item || is_unfinished {
            let item = item_of(&wanted.item, &user, is_pending.then_some(first));
            if self.dry_run {
                outcome.steps.push(if stored.is_some() { Step::UpdateItem } else { Step::PutItem });
            } else {
                written = self.write(&item, stored.as_ref(), outcome).await.map_err(|failure| {
                    if has_new_email {
                        failure.partly(
                            "the e-mail address is changed, the item is not; run the same command again",
                        )
                    } else {
                        failure.or_unknown("whether the item was written")
                    }
                })?;
            }
        }
        match (is_pending, self.dry_run) {
            (true, true) if user.is_new() => outcome.steps.push(step_of(first)),
            (true, false) => self.first_sign_in(pool, first, &user, written, outcome).await?,
            _ => {}
        }
        Ok(if is_pending {
            Verdict::Resumed
        } else if is_updated {
            Verdict::Updated
        } else {
            Verdict::Unchanged
        })
    }

    /// Writes the item of a user who signs in by other means.
    async fn table_only(&self, wanted: &NewUser, outcome: &mut Outcome) -> Result<Verdict, Failure> {
        let mut item = wanted.item.clone();
        if let Some(pool) = &self.stores.pool {
            match pool.find(&item.user_name).await? {
                Some(user) => (item.user_name, item.sub) = (user.name, user.sub),
                None => outcome.notes.push(format!(
                    "pool {} has no user {:?} yet; the function finds the item if Cognito's name of the user is exactly \
                     this",
                    pool.id(),
                    item.user_name
                )),
            }
        }
        outcome.user_name.clone_from(&item.user_name);
        let stored = self.table().get(&item.user_name).await?;
        let differences = stored.as_ref().map(|stored| item_differences(stored, &item, item.sub.as_deref()));
        let (verdict, step) = match &differences {
            None => (Verdict::Added, Step::PutItem),
            Some(differences) if differences.is_empty() => return Ok(Verdict::Unchanged),
            Some(_) => (Verdict::Updated, Step::UpdateItem),
        };
        self.accept(&item.user_name, differences.unwrap_or_default(), outcome)?;
        if self.dry_run {
            outcome.steps.push(step);
        } else {
            let written = self.write(&item, stored.as_ref(), outcome).await;
            written.map_err(|failure| failure.or_unknown("whether the item was written"))?;
        }
        Ok(verdict)
    }

    /// Refuses differences, unless they are to be applied.
    fn accept(&self, name: &str, differences: Vec<Difference>, outcome: &mut Outcome) -> Result<(), Failure> {
        let said: Vec<_> = differences.iter().map(ToString::to_string).collect();
        outcome.differences = differences;
        if said.is_empty() || self.update {
            return Ok(());
        }
        let text = format!("{name} is there already, otherwise: {}; --update applies it", said.join("; "));
        Err(Failure::new(Kind::Conflict, text))
    }

    fn table(&self) -> &UserInfoTable {
        &self.stores.table
    }
}

/// The item for `user`, marked as unfinished if the `first` sign-in is still to be prepared.
fn item_of(wanted: &Item, user: &User, first: Option<&FirstSignIn>) -> Item {
    let mut item = Item { user_name: user.name.clone(), sub: user.sub.clone(), ..wanted.clone() };
    let word = first.map(|first| match first {
        FirstSignIn::Password(_) => "password",
        FirstSignIn::Invitation => "invitation",
    });
    item.attributes.extend(word.map(|word| (PENDING.to_owned(), NewValue::Text(word.to_owned()))));
    item
}

/// The differences, the `sub` included.
fn item_differences(stored: &StoredItem, wanted: &Item, sub: Option<&str>) -> Vec<Difference> {
    let mut differences = diff::differences(stored, wanted);
    if let (Some(old), Some(sub)) = (stored.sub(), sub)
        && old != sub
    {
        differences.push(Difference::new(SUB, old, sub));
    }
    differences
}

fn step_of(first: &FirstSignIn) -> Step {
    match first {
        FirstSignIn::Password(_) => Step::SetPassword,
        FirstSignIn::Invitation => Step::SendInvitation,
    }
}
