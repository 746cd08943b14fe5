//! What test crates share.

pub mod answer;
pub mod cases;
pub mod dynamodb_local;
pub mod embedded;
pub mod faulty;
pub mod function;
pub mod runtime_api;
pub mod store;
pub mod table;
