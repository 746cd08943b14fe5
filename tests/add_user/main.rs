//! The programs `add_user` and `user_info`, as built, between a terminal, DynamoDB and a Cognito API.
//!
//! Each case runs on DynamoDB Local and on the embedded engine, with MiniStack's Cognito beside it and
//! a proxy before both. `cargo test --test add_user` runs all, `cargo test --test add_user -- embedded::`
//! those on one engine, and a case's name that case on both. Without Java, Maven or Python cases are
//! ignored, and say why; under `CI=true` they fail.

// Cases are ordinary functions to clippy, since this harness has no `#[test]`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod adding;
mod csv;
mod failing;
mod http;
mod looking;
mod ministack;
mod places;
mod prompts;
mod proxy;
mod sign_in;
mod world;

use std::env;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Completion, Failed, Trial};

use test_support::dynamodb_local::Unavailable;
use test_support::{dynamodb_local, embedded};

/// What runs on the DynamoDB and on the MiniStack at these addresses.
type Case = fn(&'static str, &'static str);

macro_rules! cases {
    ($($file:ident::$case:ident,)+) => {
        [$((stringify!($case), $file::$case)),+]
    };
}

const CASES: &[(&str, Case)] = &cases![
    adding::a_person_is_in_both_stores_and_can_sign_in,
    adding::there_is_no_moment_without_claims,
    adding::the_same_again_changes_nothing,
    adding::other_data_is_refused_with_the_difference,
    adding::an_update_applies_the_difference,
    adding::an_invitation_is_sent_once,
    adding::the_name_is_the_one_that_cognito_reports,
    adding::upper_and_lower_case_are_as_cognito_stores_them,
    adding::the_table_alone_can_be_written,
    adding::a_dry_run_writes_nothing,
    adding::an_item_of_somebody_before_is_not_inherited,
    adding::an_item_that_was_there_first_is_taken_over,
    failing::a_step_that_is_denied_leaves_nothing,
    failing::a_step_that_is_lost_leaves_nothing,
    failing::an_answer_that_is_lost_is_no_loss,
    failing::a_user_who_cannot_be_deleted_again_is_told_of,
    failing::a_password_that_is_refused_is_resumed,
    failing::an_invitation_that_failed_is_resumed,
    failing::a_mark_that_was_left_is_taken_away,
    failing::an_update_that_fails_in_the_middle_is_told_of,
    failing::throttling_is_waited_for,
    csv::a_thousand_people_survive_interruptions,
    csv::a_wrong_file_touches_nothing,
    csv::a_row_that_fails_ends_it_or_not,
    csv::a_file_for_the_table_alone,
    looking::one_person_is_shown,
    looking::everybody_is_listed_and_marked,
    looking::rights_are_changed,
    looking::somebody_is_removed_and_each_failure_is_resumed,
    places::whatever_is_not_there_is_not_found,
    places::options_that_make_no_sense_are_refused,
    places::no_way_there,
    places::a_stack_says_where_everything_is,
    places::a_stack_says_what_the_key_is,
    places::a_table_may_have_another_key,
    prompts::everything_is_asked_for,
    prompts::a_password_is_typed_twice_the_same,
    prompts::removing_is_asked_about,
];

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let local = CASES.iter().map(|&(name, case)| {
        let name = format!("dynamodb_local::{name}");
        Trial::ignorable_test(name, move || run(case, dynamodb_local::url()))
    });
    let embedded = CASES.iter().map(|&(name, case)| {
        Trial::ignorable_test(format!("embedded::{name}"), move || run(case, Ok(embedded::url())))
    });
    let signed_in = Trial::ignorable_test("embedded::the_claims_are_in_the_token", || {
        if !sign_in::function().exists() {
            return unavailable(Unavailable::Missing(
                "the function is not built: run `cargo build`".to_owned(),
            ));
        }
        run(sign_in::the_claims_are_in_the_token, Ok(embedded::url()))
    });
    libtest_mimic::run(&arguments, local.chain(embedded).chain([signed_in]).collect()).exit_code()
}

fn run(case: Case, dynamodb: Result<&'static str, Unavailable>) -> Result<Completion, Failed> {
    match dynamodb.and_then(|dynamodb| Ok((dynamodb, ministack::url()?))) {
        Ok((dynamodb, ministack)) => {
            case(dynamodb, ministack);
            Ok(Completion::Completed)
        }
        Err(why) => unavailable(why),
    }
}

fn unavailable(why: Unavailable) -> Result<Completion, Failed> {
    match why {
        Unavailable::Missing(why) if env::var_os("CI").is_none_or(|ci| ci != "true") => {
            Ok(Completion::ignored_with(why))
        }
        Unavailable::Missing(why) | Unavailable::Failed(why) => Err(why.into()),
    }
}
