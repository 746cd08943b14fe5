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

/// What both programs say in their help.
pub const EXIT_CODES: &str = "\
Exit codes:
  0  done, or nothing to do
  1  failed otherwise: no way there, throttled for long, refused; nothing was changed
  2  usage: wrong or missing options or data; nothing was changed
  3  conflict: what is stored differs; nothing was changed
  4  not found: the person, the pool, the table or the stack; nothing was changed
  5  denied: the credentials are missing, not valid or not allowed to; nothing was changed
  6  partly done: what is there now is said, and the same command again goes on from there";
