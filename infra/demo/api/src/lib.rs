//! The API of a construction company: what people see of it is decided by the claims in their tokens.
//!
//! # Layout
//! | module | job |
//! | --- | --- |
//! | [`start`] | what both programs do first, and the loop that takes events |
//! | [`business`] | the way of one request, and every branch that it can take |
//! | [`request`] | reads what API Gateway sends |
//! | [`caller`] | reads the token that it has verified |
//! | [`check`] | the port to CheckUserAccess, and that function: what would a token say now? |
//! | [`invoke`] | the port's adapter: a call of that function through Lambda |
//! | [`company`] | the projects, their work items, and the departments' boards |
//! | [`response`] | what goes back |
//!
//! # The way of one request
//! 1. [`request::Request::read`] finds out what is asked for, and who API Gateway says is asking.
//! 2. [`caller::Caller::read`] decodes the token's payload, which has to be of the same subject.
//! 3. Under `/optimized` the payload's claims are all there is to know. Under `/standard` the port
//!    asks CheckUserAccess, which reads the table.
//! 4. Either way [`claim_enrichment::access::Access`] says what the caller may see of the
//!    [`company::Company`].

pub mod business;
pub mod caller;
pub mod check;
pub mod company;
pub mod invoke;
pub mod request;
pub mod response;
pub mod start;
