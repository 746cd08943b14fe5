//! Whether a name is a user's own, or only an alias.

use aws_sdk_cognitoidentityprovider::types::UsernameAttributeType;

use super::{Pool, User};
use crate::failure::{Failure, Kind};

impl Pool {
    /// Returns `user`, whom Cognito found by `given`, if that is the user's own name.
    pub(super) async fn own_name(&self, given: &str, user: User) -> Result<User, Failure> {
        if is_same(given, &user.name) {
            return Ok(user);
        }
        let attributes = self.username_attributes().await?;
        let signs_in_with_it = attributes.iter().any(|attribute| {
            let value = match attribute {
                UsernameAttributeType::Email => user.email.as_deref(),
                UsernameAttributeType::PhoneNumber => user.phone_number.as_deref(),
                _ => None,
            };
            value.is_some_and(|value| is_same(given, value))
        });
        if signs_in_with_it {
            return Ok(user);
        }
        if self.follow_alias {
            return Ok(User { is_alias_match: true, ..user });
        }
        let text = format!(
            "{given:?} is not the name of a user in pool {}, but an alias of the user {:?}; give that name if you mean \
             this user, or confirm with --follow-alias",
            self.id, user.name
        );
        Err(Failure::new(Kind::Conflict, text))
    }

    /// The attributes that the users of this pool sign in with. Their user names are UUIDs ("Customizing
    /// sign-in attributes" in the Amazon Cognito Developer Guide).
    async fn username_attributes(&self) -> Result<&[UsernameAttributeType], Failure> {
        let read = self.username_attributes.get_or_try_init(|| async {
            let described = self.client.describe_user_pool().user_pool_id(&self.id).send().await;
            let described = described.map_err(|error| {
                let what = format!("the sign-in attributes of pool {} could not be read", self.id);
                Failure::of_service(&what, "cognito-idp:DescribeUserPool", error)
            })?;
            Ok(described.user_pool.and_then(|pool| pool.username_attributes).unwrap_or_default())
        });
        read.await.map(Vec::as_slice)
    }
}

/// Whether two names differ at most by letter case: a pool may ignore it.
fn is_same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}
