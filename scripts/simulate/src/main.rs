//! What a newcomer sees first: an event as Cognito sends it, passed through the very handler of the
//! function, and the tokens that come of it.
//!
//! | module | job |
//! | --- | --- |
//! | `args`, `settings` | the command line, and the function's configuration by it |
//! | `run` | the way from the arguments to the output |
//! | `check` | the rules alone |
//! | `input`, `sample` | the event: captured, or made up |
//! | `sample_table`, `table` | the table: inside this program, or a real one |
//! | `tokens` | what Cognito makes of the answer: pure |
//! | `text`, `page`, `report` | the output, to read or for scripts |
//! | `advice`, `error` | what went wrong, and what to do about it |

mod advice;
mod args;
mod check;
mod error;
mod input;
mod page;
mod report;
mod run;
mod sample;
mod sample_table;
mod settings;
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
            for line in error.lines() {
                // Where this can't be written there is nobody to tell.
                drop(writeln!(anstream::stderr(), "{}", page::one_line(&line)));
            }
            error.exit_code()
        }
    }
}
