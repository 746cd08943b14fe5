//! A demonstration of a service that reads the claims: an API of a construction company, which shows
//! users their projects and the notices of their department.
//!
//! # Modules
//! | module | job |
//! | --- | --- |
//! | [`runtime`] | start-up of both functions, and the loop that receives events from Lambda |
//! | [`handler`] | answers one API request |
//! | [`request`] | parses the event of API Gateway |
//! | [`caller`] | decodes the token that API Gateway has verified |
//! | [`check_user_access`] | the function CheckUserAccess: which claims would a token hold now? |
//! | [`lambda`] | calls CheckUserAccess through Lambda |
//! | [`sample_data`] | the projects, their work items, and the notice boards |
//! | [`response`] | the response and the errors |
//!
//! # The path of one request
//! 1. [`request::Request::parse`] finds the requested resource and the subject that API Gateway has
//!    authenticated.
//! 2. [`caller::Caller::from_token`] decodes the payload of the token, which must have that subject.
//! 3. `/optimized` uses the claims of the token. `/standard` calls CheckUserAccess, which reads the table.
//! 4. Both build a [`claim_enrichment::access::Access`] from the claims, which decides what the caller
//!    sees of the [`sample_data::SampleData`].

pub mod caller;
pub mod check_user_access;
pub mod handler;
pub mod lambda;
pub mod request;
pub mod response;
pub mod runtime;
pub mod sample_data;
