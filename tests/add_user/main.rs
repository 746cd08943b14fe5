//! The programs `add_user` and `user_info`, as built, between a terminal, DynamoDB and a Cognito API.
//!
//! Each case runs on DynamoDB Local and on the embedded engine, with MiniStack's Cognito beside it and
//! a proxy before both. `cargo test --test add_user` runs all, `cargo test --test add_user -- embedded::`
//! those on one engine, and a case's name that case on both. Without Java, Maven or Python cases are
//! ignored, and say why; under `CI=true` they fail.

// Cases are ordinary functions to clippy, since this harness has no `#[test]`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod aliases;
mod causes;
mod csv;
mod failures;
mod http;
mod lookup;
mod ministack;
mod places;
mod prompts;
mod provision;
mod proxy;
mod races;
mod readme;
mod sign_in;
mod values;
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
    provision::new_user_is_in_pool_and_table_and_can_sign_in,
    provision::item_is_written_before_the_password_is_set,
    provision::same_command_again_changes_nothing,
    provision::other_data_is_refused_with_the_difference,
    provision::an_update_applies_the_difference,
    provision::an_invitation_is_sent_once,
    provision::item_has_the_name_that_cognito_reports,
    provision::letter_case_is_as_cognito_stores_it,
    provision::the_table_alone_can_be_written,
    provision::a_dry_run_writes_nothing,
    provision::item_of_an_earlier_user_is_not_inherited,
    provision::existing_item_without_sub_is_adopted,
    failures::denied_step_leaves_nothing,
    failures::lost_step_leaves_nothing,
    failures::lost_answer_is_recovered,
    failures::user_who_cannot_be_deleted_again_is_reported,
    failures::refused_password_is_resumed,
    failures::failed_invitation_is_resumed,
    failures::remaining_mark_is_removed,
    failures::update_that_fails_in_the_middle_is_reported,
    failures::throttled_request_is_repeated,
    races::user_completed_by_another_run_stays,
    races::user_completed_by_another_run_with_the_same_data_is_done,
    races::user_with_a_password_set_by_others_stays,
    races::state_that_cannot_be_read_is_left_alone,
    races::user_deleted_by_another_run_leaves_no_item,
    races::unclear_update_is_reported_as_unclear,
    aliases::alias_is_refused,
    aliases::confirmed_alias_is_followed_but_gets_no_password,
    aliases::sign_in_attribute_is_a_name,
    values::stored_values_are_escaped,
    values::hidden_characters_are_refused,
    values::attribute_given_twice_is_a_list,
    values::items_without_sub_and_of_other_users_are_reported,
    causes::expired_credentials_and_a_wrong_clock_are_named,
    causes::denied_operation_names_its_iam_action,
    causes::table_with_another_key_is_described,
    readme::commands_of_the_page_run,
    csv::thousand_users_survive_interruptions,
    csv::invalid_file_changes_nothing,
    csv::failed_row_ends_the_file_or_not,
    csv::file_for_the_table_only,
    lookup::user_is_shown,
    lookup::all_users_are_listed_and_marked,
    lookup::rights_are_changed,
    lookup::user_is_removed_and_each_failure_is_resumed,
    places::missing_pool_table_and_stack_are_not_found,
    places::invalid_options_are_refused,
    places::missing_region_credentials_and_network_are_reported,
    places::stack_outputs_name_pool_and_table,
    places::stack_outputs_name_the_key,
    places::table_may_have_another_key_name,
    prompts::missing_options_are_prompted_for,
    prompts::a_password_is_typed_twice_the_same,
    prompts::removal_is_confirmed,
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
