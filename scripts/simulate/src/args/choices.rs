//! Options that take one of a few values.

use clap::ValueEnum;

/// The version of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Trigger {
    /// Text, in the ID token
    #[value(name = "V1", alias = "V1_0", alias = "1")]
    V1,
    /// JSON, in the ID and the access token
    #[value(name = "V2", alias = "V2_0", alias = "2")]
    V2,
    /// The same, and for machines too
    #[value(name = "V3", alias = "V3_0", alias = "3")]
    V3,
}

/// What tokens are issued for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Source {
    /// A sign-in through the hosted pages, or from another identity provider
    #[value(name = "HostedAuth", alias = "TokenGeneration_HostedAuth")]
    HostedAuth,
    /// A sign-in through the API
    #[value(name = "Authentication", alias = "TokenGeneration_Authentication")]
    Authentication,
    /// A first sign-in, after the new password
    #[value(name = "NewPasswordChallenge", alias = "TokenGeneration_NewPasswordChallenge")]
    NewPasswordChallenge,
    /// A sign-in on a known device
    #[value(name = "AuthenticateDevice", alias = "TokenGeneration_AuthenticateDevice")]
    AuthenticateDevice,
    /// A refresh
    #[value(name = "RefreshTokens", alias = "TokenGeneration_RefreshTokens")]
    RefreshTokens,
    /// A machine
    #[value(name = "ClientCredentials", alias = "TokenGeneration_ClientCredentials")]
    ClientCredentials,
}

/// What a lookup that fails means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OnLookupFailure {
    /// The claims from the table are null
    Null,
    /// They are left out
    Omit,
    /// The sign-in is refused
    Fail,
}
