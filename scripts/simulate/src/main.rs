//! `simulate` passes an event through the function's own handler and shows the tokens that Cognito would
//! issue.
//!
//! | module | job |
//! | --- | --- |
//! | `args`, `settings` | the command line, and the function's settings from it |
//! | `event` | the event: captured, or a sample |
//! | `sample_table`, `connection` | the table: embedded, or a real one |
//! | `run` | the path from the options to the output |
//! | `simulation`, `check` | results: of an event, and of validating rules |
//! | `cognito` | a model of Cognito: the tokens that it makes of a response |
//! | `output` | renders results, as text or JSON |
//! | `advice`, `error` | what went wrong, and what to do about it |

mod advice;
mod args;
mod check;
mod cognito;
mod connection;
mod error;
mod event;
mod output;
mod run;
mod sample_table;
mod settings;
mod simulation;

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
