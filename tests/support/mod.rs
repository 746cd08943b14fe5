//! What test crates share.

pub mod dynamodb_local;
pub mod embedded;
pub mod faulty;
pub mod function;
pub mod runtime_api;
pub mod table;
