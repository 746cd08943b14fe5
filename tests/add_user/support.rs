//! What is shared with the function's tests.

#[path = "../support/dynamodb_local.rs"]
pub mod dynamodb_local;
#[path = "../support/embedded.rs"]
pub mod embedded;
#[path = "../support/table.rs"]
pub mod table;
