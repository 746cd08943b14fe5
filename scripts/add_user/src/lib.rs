//! What `add_user` and `user_info` share: users in an Amazon Cognito user pool and in the table.
//!
//! | module | job |
//! | --- | --- |
//! | [`options`] | the options that both programs have |
//! | [`connection`] | finds the pool and the table |
//! | [`pool`] | the user pool |
//! | [`diff`] | how an item differs from what was given |
//! | [`provision`] | one user into the pool and the table |
//! | [`lookup`] | what the pool and the table hold of users, and removing them |
//! | [`batch`], [`rows`] | many users from a CSV file |
//! | [`prompt`] | questions on the terminal |
//! | [`report`], [`failure`] | results and exit codes |

pub mod batch;
pub mod connection;
pub mod diff;
pub mod failure;
pub mod lookup;
pub mod options;
pub mod pool;
pub mod prompt;
pub mod provision;
pub mod report;
pub mod rows;

/// The exit codes, as the help of both programs describes them.
pub const EXIT_CODES: &str = "\
Exit codes:
  0  done, or nothing to do
  1  another failure, such as no connection or long throttling; nothing was changed
  2  usage: wrong or missing options or data, or a table with another key; nothing was changed
  3  conflict: what is stored differs, or the name is an alias; nothing was changed
  4  not found: the user, the pool, the table or the stack; nothing was changed
  5  denied: the credentials are missing, expired, invalid or not allowed; nothing was changed
  6  partly done or not known: the message says what exists; the same command continues from there";
