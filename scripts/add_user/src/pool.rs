//! The user pool: the only part that knows Cognito's API.

mod name;

use aws_config::SdkConfig;
use aws_sdk_cognitoidentityprovider::Client;
use aws_sdk_cognitoidentityprovider::config::http::HttpResponse;
use aws_sdk_cognitoidentityprovider::error::{BuildError, ProvideErrorMetadata, SdkError};
use aws_sdk_cognitoidentityprovider::types::{
    AttributeType, DeliveryMediumType, MessageActionType, UserStatusType, UserType, UsernameAttributeType,
};
use tokio::sync::OnceCell;

use crate::failure::{Failure, Kind};
use crate::prompt::Secret;

/// The users in one page of a listing: the most that Cognito returns.
const PAGE: i32 = 60;

/// One user pool.
#[derive(Debug)]
pub struct Pool {
    client: Client,
    id: String,
    follow_alias: bool,
    /// The attributes that users sign in with instead of a user name of their own; looked up once.
    username_attributes: OnceCell<Vec<UsernameAttributeType>>,
}

/// One user of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The name as Cognito reports it, which the trigger receives.
    pub name: String,
    /// The unique id, which tells the user from a later one of the same name.
    pub sub: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The phone number.
    pub phone_number: Option<String>,
    /// Whether the user was found by an alias, which was accepted with `--follow-alias`.
    pub is_alias_match: bool,
    /// Cognito's word for it, such as `CONFIRMED`.
    pub status: String,
    /// Whether sign-ins are allowed.
    pub enabled: bool,
}

impl User {
    /// Whether the user has never signed in and has no password of their own.
    pub fn is_new(&self) -> bool {
        self.status == UserStatusType::ForceChangePassword.as_str()
    }
}

impl Pool {
    /// Returns the pool `id`. Sends nothing. `follow_alias` says whether a name may be an alias.
    pub fn new(sdk: &SdkConfig, id: String, follow_alias: bool) -> Self {
        Self { client: Client::new(sdk), id, follow_alias, username_attributes: OnceCell::new() }
    }

    /// Its id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the user `name`, or `None` if there is none.
    ///
    /// Cognito also finds users by their aliases, so a user who takes a name as `preferred_username` could
    /// receive what is meant for its owner. Therefore the name has to be the user's own, in any letter case,
    /// or, in a pool whose users sign in with an e-mail address or a phone number, that attribute.
    ///
    /// # Errors
    /// The name is only an alias, and `--follow-alias` was not given; or a request failed.
    pub async fn find(&self, name: &str) -> Result<Option<User>, Failure> {
        let found = self.client.admin_get_user().user_pool_id(&self.id).username(name).send().await;
        match found {
            Ok(user) => {
                let attributes = user.user_attributes.unwrap_or_default();
                let user = user_of(user.username, attributes, user.user_status, user.enabled);
                self.own_name(name, user).await.map(Some)
            }
            Err(error) if said(&error, "UserNotFoundException") => Ok(None),
            Err(error) => Err(self.failed("could not be read", name, "cognito-idp:AdminGetUser", error)),
        }
    }

    /// Creates a user without a password that anybody has, and sends no message. `None` if the name is taken.
    ///
    /// # Errors
    /// Any other.
    pub async fn create(&self, name: &str, email: &str) -> Result<Option<User>, Failure> {
        let request = self.client.admin_create_user().user_pool_id(&self.id).username(name);
        // An administrator vouches for the address: it is where a lost password goes.
        let request = request.user_attributes(named("email", email)?);
        let request = request.user_attributes(named("email_verified", "true")?);
        let created = request.message_action(MessageActionType::Suppress).send().await;
        match created.map(|created| created.user) {
            Ok(Some(user)) => Ok(Some(listed(user))),
            Ok(None) => {
                let text = format!("user {name:?} was created, but Cognito did not say as whom");
                Err(Failure { kind: Kind::Failed, text, may_be_done: true })
            }
            Err(error) if said(&error, "UsernameExistsException") => Ok(None),
            Err(error) => {
                Err(self.failed("could not be created", name, "cognito-idp:AdminCreateUser", error))
            }
        }
    }

    /// Gives a user a password that holds until they change it.
    ///
    /// # Errors
    /// Any, such as a password that the pool's policy refuses.
    pub async fn set_password(&self, name: &str, password: &Secret) -> Result<(), Failure> {
        let request = self.client.admin_set_user_password().user_pool_id(&self.id).username(name);
        let set = request.password(password.text()).permanent(true).send().await;
        set.map(drop)
            .map_err(|error| self.failed("got no password", name, "cognito-idp:AdminSetUserPassword", error))
    }

    /// Sends the invitation, with a password to be changed at the first sign-in.
    ///
    /// # Errors
    /// Any.
    pub async fn invite(&self, name: &str) -> Result<(), Failure> {
        let request = self.client.admin_create_user().user_pool_id(&self.id).username(name);
        let request = request.desired_delivery_mediums(DeliveryMediumType::Email);
        let sent = request.message_action(MessageActionType::Resend).send().await;
        sent.map(drop)
            .map_err(|error| self.failed("got no invitation", name, "cognito-idp:AdminCreateUser", error))
    }

    /// Changes the e-mail address.
    ///
    /// # Errors
    /// Any.
    pub async fn set_email(&self, name: &str, email: &str) -> Result<(), Failure> {
        let request = self.client.admin_update_user_attributes().user_pool_id(&self.id).username(name);
        let request = request.user_attributes(named("email", email)?);
        let set = request.user_attributes(named("email_verified", "true")?).send().await;
        set.map(drop).map_err(|error| {
            self.failed("got no new e-mail address", name, "cognito-idp:AdminUpdateUserAttributes", error)
        })
    }

    /// Ends the user's sessions, and says whether there is such a user.
    ///
    /// # Errors
    /// Any but that there is none.
    pub async fn sign_out(&self, name: &str) -> Result<bool, Failure> {
        let request = self.client.admin_user_global_sign_out().user_pool_id(&self.id).username(name);
        self.unless_absent(
            "could not be signed out",
            name,
            "cognito-idp:AdminUserGlobalSignOut",
            request.send().await,
        )
    }

    /// Deletes the user, and says whether there was one.
    ///
    /// # Errors
    /// Any but that there is none.
    pub async fn delete(&self, name: &str) -> Result<bool, Failure> {
        let request = self.client.admin_delete_user().user_pool_id(&self.id).username(name);
        self.unless_absent("could not be deleted", name, "cognito-idp:AdminDeleteUser", request.send().await)
    }

    /// The users of one page, beginning at `token`, and the next page's token.
    ///
    /// # Errors
    /// Any.
    pub async fn page(&self, token: Option<String>) -> Result<(Vec<User>, Option<String>), Failure> {
        let request = self.client.list_users().user_pool_id(&self.id).limit(PAGE);
        let page = request.set_pagination_token(token).send().await.map_err(|error| {
            Failure::of_service(
                &format!("the users of pool {} could not be listed", self.id),
                "cognito-idp:ListUsers",
                error,
            )
        })?;
        let users = page.users.unwrap_or_default().into_iter().map(listed).collect();
        Ok((users, page.pagination_token))
    }

    fn unless_absent<T, E>(
        &self,
        what: &str,
        name: &str,
        action: &'static str,
        answer: Result<T, SdkError<E, HttpResponse>>,
    ) -> Result<bool, Failure>
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        match answer {
            Ok(_) => Ok(true),
            Err(error) if said(&error, "UserNotFoundException") => Ok(false),
            Err(error) => Err(self.failed(what, name, action, error)),
        }
    }

    fn failed<E>(
        &self,
        what: &str,
        name: &str,
        action: &'static str,
        error: SdkError<E, HttpResponse>,
    ) -> Failure
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        Failure::of_service(&format!("user {name:?} {what} in pool {}", self.id), action, error)
    }
}

fn said<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>, code: &str) -> bool {
    error.as_service_error().and_then(|error| error.code()) == Some(code)
}

fn named(name: &str, value: &str) -> Result<AttributeType, Failure> {
    let built = AttributeType::builder().name(name).value(value).build();
    built.map_err(|error: BuildError| Failure::new(Kind::Failed, error.to_string()))
}

fn listed(user: UserType) -> User {
    let name = user.username.unwrap_or_default();
    user_of(name, user.attributes.unwrap_or_default(), user.user_status, user.enabled)
}

fn user_of(
    name: String,
    attributes: Vec<AttributeType>,
    status: Option<UserStatusType>,
    enabled: bool,
) -> User {
    let attribute = |name: &str| {
        attributes.iter().find(|attribute| attribute.name == name).and_then(|found| found.value.clone())
    };
    let status = status.map(|status| status.as_str().to_owned()).unwrap_or_default();
    User {
        name,
        sub: attribute("sub"),
        email: attribute("email"),
        phone_number: attribute("phone_number"),
        is_alias_match: false,
        status,
        enabled,
    }
}
