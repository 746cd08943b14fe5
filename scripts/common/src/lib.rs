//! What the command-line tools of claim-enrichment share.
//!
//! | module | job |
//! | --- | --- |
//! | [`aws`] | finds the Region and the credentials as the AWS CLI does, and says why a request failed |
//! | [`settings`] | reads the function's settings from a tool's options |
//! | [`table`] | reads and writes the items of the table |
//! | [`item`] | the item of one user, and what it may hold |
//! | [`visible`] | makes characters visible that a terminal would act on or hide |
//! | [`embedded`] | a DynamoDB-compatible engine inside the process (feature `embedded`) |
//! | [`error`] | an error with its causes, in one line |

pub mod aws;
#[cfg(feature = "embedded")]
pub mod embedded;
pub mod error;
pub mod item;
pub mod settings;
pub mod table;
pub mod visible;
