//! What a newcomer sees first: an event as Cognito sends it, passed through the very handler of the
//! function, and the tokens that come of it.
//!
//! | module | job |
//! | --- | --- |
//! | `args` | the command line |
//! | `run` | the way from the arguments to the output |
//! | `input`, `sample` | the event: captured, or made up |
//! | `embedded`, `table` | the table: inside this program, or a real one |
//! | `tokens` | what Cognito makes of the answer: pure |
//! | `text`, `page`, `report` | the output, to read or for scripts |
//! | `advice`, `error` | what went wrong, and what to do about it |

mod advice;
mod args;
mod embedded;
mod error;
mod input;
mod page;
mod report;
mod run;
mod sample;
mod table;
mod text;
mod tokens;

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;

use args::Args;

// One thread, as in the function.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run::run(&Args::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Where this can't be written there is nobody to tell.
            drop(writeln!(anstream::stderr(), "simulate: {}", page::one_line(&error.to_string())));
            error.exit_code()
        }
    }
}
