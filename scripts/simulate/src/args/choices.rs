//! Options that take one of a few values.

use clap::ValueEnum;

/// The version of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum VersionOption {
    /// Only text, only in the ID token
    #[value(name = "V1", alias = "V1_0", alias = "1")]
    V1,
    /// JSON, in the ID token and the access token
    #[value(name = "V2", alias = "V2_0", alias = "2")]
    V2,
    /// Like V2, and also machine tokens
    #[value(name = "V3", alias = "V3_0", alias = "3")]
    V3,
}

/// Why Cognito issues tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TriggerSource {
    /// A sign-in through managed login, or with an external identity provider
    #[value(name = "HostedAuth", alias = "TokenGeneration_HostedAuth")]
    HostedAuth,
    /// A sign-in through the API, or a refresh by GetTokensFromRefreshToken
    #[value(name = "Authentication", alias = "TokenGeneration_Authentication")]
    Authentication,
    /// The first sign-in, after the new password
    #[value(name = "NewPasswordChallenge", alias = "TokenGeneration_NewPasswordChallenge")]
    NewPasswordChallenge,
    /// A sign-in on a known device
    #[value(name = "AuthenticateDevice", alias = "TokenGeneration_AuthenticateDevice")]
    AuthenticateDevice,
    /// A token refresh
    #[value(name = "RefreshTokens", alias = "TokenGeneration_RefreshTokens")]
    RefreshTokens,
    /// A machine token
    #[value(name = "ClientCredentials", alias = "TokenGeneration_ClientCredentials")]
    ClientCredentials,
}

/// What a failed lookup means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OnLookupFailure {
    /// The claims from tables are null
    Null,
    /// The claims from tables are left out
    Omit,
    /// The sign-in is refused
    Fail,
}

/// The form of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PolicyFormat {
    /// JSON, for the AWS CLI
    Json,
    /// JSON with Fn::Sub, for a CloudFormation template
    Cloudformation,
}
