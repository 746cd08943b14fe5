//! What `add_user` and `user_info` share: people in a Cognito user pool and in the function's table.
//!
//! | module | job |
//! | --- | --- |
//! | [`options`] | where pool and table are, on the command line |
//! | [`connection`] | the way there |
//! | [`pool`] | the user pool |
//! | [`stored`] | what the table says of a person, compared with what was asked for |
//! | [`adding`] | one person into both, without a half-done state |
//! | [`looking`] | what both stores say of people, and taking people out of them |
//! | [`batch`], [`rows`] | many at once |
//! | [`ask`] | questions on the terminal |
//! | [`report`], [`failure`] | what became of it, to read or for scripts |

pub mod adding;
pub mod ask;
pub mod batch;
pub mod connection;
pub mod failure;
pub mod looking;
pub mod options;
pub mod pool;
pub mod report;
pub mod rows;
pub mod stored;

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
