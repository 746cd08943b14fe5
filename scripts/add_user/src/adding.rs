//! One person into both stores, without a half-done state.
//!
//! 1. Cognito creates the user. Nobody has a password for them yet, so nobody can sign in.
//! 2. The item is written, under the name that Cognito returned. If that fails, the user that this
//!    run created is deleted again.
//! 3. The password is set, or the invitation sent. If that fails, the same command goes on here: the
//!    item says so by an attribute of its own, which is taken away last.
//!
//! So there is no moment in which somebody can sign in without their claims.

mod steps;

use tools::item::{Item, NewValue, PENDING, SUB};
use tools::table::{StoredItem as UserInfo, UserInfoTable};

use crate::ask::Secret;
use crate::connection::Stores;
use crate::failure::{Failure, Kind};
use crate::pool::{Pool, User};
use crate::report::{Outcome, Step, Verdict};
use crate::stored::{self, Difference};

/// How a person gets in the first time.
#[derive(Debug)]
pub enum Entry {
    /// With this password.
    Password(Secret),
    /// With one that Cognito sends them.
    Invitation,
}

/// A person who is to be added.
#[derive(Debug, Clone)]
pub struct Person {
    /// The e-mail address; needed where Cognito creates a user.
    pub email: Option<String>,
    /// What the table is to say, under the name as it was given.
    pub item: Item,
}

/// What is to be done with people.
#[derive(Debug)]
pub struct Order<'a> {
    /// Where they are kept.
    pub stores: &'a Stores,
    /// How they get in; `None` if just the table is to be written.
    pub entry: Option<Entry>,
    /// Whether what is stored is changed where it differs.
    pub update: bool,
    /// Whether nothing is written.
    pub dry_run: bool,
}

impl Order<'_> {
    /// Adds one person, or says why not.
    pub async fn add(&self, person: &Person) -> Outcome {
        let mut outcome = Outcome::of(&person.item.user_name, self.dry_run);
        outcome.notes = person.item.warnings();
        outcome.result = self.try_to_add(person, &mut outcome).await;
        outcome
    }

    async fn try_to_add(&self, person: &Person, outcome: &mut Outcome) -> Result<Verdict, Failure> {
        let name = &person.item.user_name;
        let (Some(entry), Some(pool)) = (&self.entry, &self.stores.pool) else {
            return self.table_only(person, outcome).await;
        };
        let user = match pool.find(name).await? {
            Some(user) => user,
            None => match self.add_new(pool, entry, person, outcome).await? {
                Some(verdict) => return Ok(verdict),
                // Somebody else was quicker, or an answer got lost and the request was repeated.
                None => pool.find(name).await?.ok_or_else(|| {
                    let text = format!("{name}: Cognito says that there is such a user, and finds none");
                    Failure::new(Kind::Conflict, text)
                })?,
            },
        };
        self.go_on(pool, entry, person, user, outcome).await
    }

    /// Somebody whom Cognito doesn't know. `None` if it does by now.
    async fn add_new(
        &self,
        pool: &Pool,
        entry: &Entry,
        person: &Person,
        outcome: &mut Outcome,
    ) -> Result<Option<Verdict>, Failure> {
        let typed = &person.item.user_name;
        let stored = self.get(typed).await?;
        if let Some(stored) = &stored {
            let mut differences = stored::differences(stored, &person.item);
            // An item of somebody who had the name before.
            differences.extend(stored::sub(stored).map(|sub| Difference::new(SUB, sub, "a new user's")));
            self.accept(typed, differences, outcome)?;
        }
        let write_step = if stored.is_some() { Step::UpdateItem } else { Step::PutItem };
        if self.dry_run {
            outcome.steps.extend([Step::CreateUser, write_step, step_of(entry)]);
            return Ok(Some(Verdict::Added));
        }
        let user = match pool.create(typed, person.email.as_deref().unwrap_or_default()).await {
            Ok(Some(user)) => user,
            Ok(None) => return Ok(None),
            Err(failure) if failure.maybe_done => {
                return match pool.find(typed).await {
                    Ok(Some(_)) => Ok(None),
                    Ok(None) => Err(failure),
                    Err(_) => Err(failure.partly(&format!(
                        "whether the user {typed} was created is not known; nobody has a password; run the same again"
                    ))),
                };
            }
            Err(failure) => return Err(failure),
        };
        outcome.steps.push(Step::CreateUser);
        outcome.user_name.clone_from(&user.name);
        let stored = stored.filter(|_| user.name == *typed);
        let item = item_of(&person.item, &user, Some(entry));
        if let Err(failure) = self.write(&item, stored.as_ref(), outcome).await {
            return Err(self.undo(pool, &user, stored.is_some(), failure, outcome).await);
        }
        self.prepare_sign_in(pool, entry, &user, outcome).await?;
        Ok(Some(Verdict::Added))
    }

    /// Somebody whom Cognito knows already, perhaps from a run that did not come to its end.
    async fn go_on(
        &self,
        pool: &Pool,
        entry: &Entry,
        person: &Person,
        user: User,
        outcome: &mut Outcome,
    ) -> Result<Verdict, Failure> {
        outcome.user_name.clone_from(&user.name);
        let stored = self.get(&user.name).await?;
        let mut differences = Vec::new();
        if user.email != person.email {
            differences.push(Difference::new("email", user.email.clone(), person.email.clone()));
        }
        let has_new_email = !differences.is_empty();
        // Who has never signed in, and has no item, or one that was not written for them, was left so
        // between the steps.
        let is_unfinished =
            user.is_new() && stored.as_ref().is_none_or(|stored| stored::sub(stored) != user.sub.as_deref());
        match &stored {
            Some(stored) => differences.extend(item_differences(stored, &person.item, user.sub.as_deref())),
            None if is_unfinished => {}
            None => differences.push(Difference::new("item", None::<String>, "one of the table")),
        }
        let differs_in_item = differences.len() > usize::from(has_new_email);
        let is_pending = stored.as_ref().is_some_and(stored::is_pending) || is_unfinished;
        let is_updated = !differences.is_empty();
        self.accept(&user.name, differences, outcome)?;
        if has_new_email {
            if !self.dry_run {
                pool.set_email(&user.name, person.email.as_deref().unwrap_or_default()).await?;
            }
            outcome.steps.push(Step::SetEmail);
        }
        if differs_in_item || is_unfinished {
            let item = item_of(&person.item, &user, is_pending.then_some(entry));
            if self.dry_run {
                let step = if stored.is_some() { Step::UpdateItem } else { Step::PutItem };
                outcome.steps.push(step);
            } else if let Err(failure) = self.write(&item, stored.as_ref(), outcome).await {
                return Err(if has_new_email {
                    failure.partly("the e-mail address is the new one, the item is not; run the same again")
                } else {
                    failure
                });
            }
        }
        match (is_pending, self.dry_run) {
            (true, true) if user.is_new() => outcome.steps.push(step_of(entry)),
            (true, false) => self.prepare_sign_in(pool, entry, &user, outcome).await?,
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

    /// Somebody who signs in by other means.
    async fn table_only(&self, person: &Person, outcome: &mut Outcome) -> Result<Verdict, Failure> {
        let mut item = person.item.clone();
        if let Some(pool) = &self.stores.pool {
            match pool.find(&item.user_name).await? {
                Some(user) => (item.user_name, item.sub) = (user.name, user.sub),
                None => outcome.notes.push(format!(
                    "pool {} has no user {:?} yet; the trigger finds the item if Cognito's name for them will be \
                     exactly this",
                    pool.id(),
                    item.user_name
                )),
            }
        }
        outcome.user_name.clone_from(&item.user_name);
        let stored = self.get(&item.user_name).await?;
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
            self.write(&item, stored.as_ref(), outcome).await?;
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

    async fn get(&self, name: &str) -> Result<Option<UserInfo>, Failure> {
        Ok(self.table().get(name).await?)
    }

    fn table(&self) -> &UserInfoTable {
        &self.stores.table
    }
}

/// The item for `user`; with an `entry` marked as not finished.
fn item_of(wanted: &Item, user: &User, entry: Option<&Entry>) -> Item {
    let mut item = Item { user_name: user.name.clone(), sub: user.sub.clone(), ..wanted.clone() };
    let word = entry.map(|entry| match entry {
        Entry::Password(_) => "password",
        Entry::Invitation => "invitation",
    });
    item.attributes.extend(word.map(|word| (PENDING.to_owned(), NewValue::Text(word.to_owned()))));
    item
}

/// The differences, the person's identity included.
fn item_differences(stored: &UserInfo, wanted: &Item, sub: Option<&str>) -> Vec<Difference> {
    let mut differences = stored::differences(stored, wanted);
    if let (Some(old), Some(sub)) = (stored::sub(stored), sub)
        && old != sub
    {
        differences.push(Difference::new(SUB, old, sub));
    }
    differences
}

fn step_of(entry: &Entry) -> Step {
    match entry {
        Entry::Password(_) => Step::SetPassword,
        Entry::Invitation => Step::SendInvitation,
    }
}
