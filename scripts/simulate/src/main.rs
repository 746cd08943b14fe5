//! `simulate` passes an event through the function's own handler and shows the tokens that Cognito would
//! issue.
//!
//! | module | job |
//! | --- | --- |
//! | `args`, `settings` | the command line, and the function's settings from it |
//! | `event` | the event: captured, or a sample |
//! | `embedded`, `tables`, `connection` | the tables: embedded, or real ones |
//! | `run` | the path from the options to the output |
//! | `simulate`, `recorder` | passes an event through the function, and records its requests |
//! | `simulation`, `check`, `explain`, `policy` | results: of an event, of validating rules, of a claim, a policy |
//! | `usage` | which entries of the rules use which read |
//! | `cognito` | a model of Cognito: the tokens that it makes of a response |
//! | `output` | renders results, as text or JSON |
//! | `advice`, `error` | what went wrong, and what to do about it |

mod advice;
mod args;
mod check;
mod cognito;
mod connection;
mod embedded;
mod error;
mod event;
mod explain;
mod output;
mod policy;
mod recorder;
mod run;
mod settings;
mod simulate;
mod simulation;
mod tables;
mod usage;

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;

use args::Args;

// One thread, as in the function.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run::run(&Args::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            for line in failure.lines() {
                // If the standard error is closed, nothing can report that.
                drop(writeln!(anstream::stderr(), "{}", tools::visible::text(&line)));
            }
            failure.exit_code()
        }
    }
}
