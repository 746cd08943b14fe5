//! The function on DynamoDB: each case runs on the real DynamoDB Local and on the embedded engine.
//!
//! `cargo test --test dynamodb` runs all, `cargo test --test dynamodb -- dynamodb_local::` one engine,
//! and a case's name that case on both. Without Java or Maven the cases on DynamoDB Local are ignored,
//! and say why; under `CI=true` they fail.

// Cases are ordinary functions to clippy, since this harness has no `#[test]`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod definition;
mod failures;
mod handler;
mod lookups;
mod names;
mod types;

use std::process::ExitCode;

use futures_util::future::LocalBoxFuture;
use libtest_mimic::{Arguments, Completion, Failed, Trial};

use test_support::{dynamodb_local, embedded};

/// What runs on the DynamoDB at an address.
type Case = fn(&'static str) -> LocalBoxFuture<'static, ()>;

macro_rules! cases {
    ($($file:ident::$case:ident,)+) => {
        [$((stringify!($case), |url| Box::pin($file::$case(url)))),+]
    };
}

const CASES: &[(&str, Case)] = &cases![
    definition::a_table_is_created_as_defined,
    definition::creating_a_table_twice_leaves_it_as_it_is,
    definition::many_may_create_a_table_at_once,
    lookups::what_was_put_is_found,
    lookups::nobody_is_found_where_nobody_is,
    lookups::a_later_item_replaces_an_earlier_one,
    lookups::a_change_is_seen_by_the_very_next_lookup,
    lookups::a_lookup_may_have_less_time_than_is_configured,
    lookups::many_lookups_at_once_each_find_their_own_person,
    lookups::an_item_of_almost_400_kb_is_read,
    names::only_the_exact_name_finds_a_person,
    names::the_longest_name_finds_a_person_and_a_longer_one_asks_nobody,
    names::only_the_attributes_that_are_asked_for_are_given,
    names::attributes_may_be_called_anything,
    types::every_type_is_read_as_what_it_is,
    types::numbers_keep_their_digits,
    types::sets_come_sorted_whatever_their_order,
    types::what_a_token_cannot_hold_is_unsupported,
    types::an_item_may_have_none_of_the_attributes,
    failures::no_such_table,
    failures::a_table_with_another_key_is_rejected,
    failures::nobody_listens,
    handler::each_way_of_storing_projects_becomes_its_claim,
    handler::odd_types_cost_their_own_claim_alone,
    handler::a_person_who_is_not_in_the_table_gets_null_claims,
    handler::a_table_that_is_missing_gives_null_claims,
];

/// What the embedded engine can't do: it takes no ARN for a table's name (`ValidationException`).
const CASES_OF_DYNAMODB_LOCAL: &[(&str, Case)] = &cases![lookups::a_table_may_be_named_by_its_arn,];

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let local = CASES.iter().chain(CASES_OF_DYNAMODB_LOCAL).map(|&(name, case)| {
        Trial::ignorable_test(format!("dynamodb_local::{name}"), move || on_dynamodb_local(case))
    });
    let embedded = CASES.iter().map(|&(name, case)| {
        Trial::test(format!("embedded::{name}"), move || {
            block_on(case(embedded::url()));
            Ok(())
        })
    });
    let without = Trial::test("scripted::a_table_that_is_not_known_yet_is_waited_for", || {
        block_on(definition::a_table_that_is_not_known_yet_is_waited_for());
        Ok(())
    });
    libtest_mimic::run(&arguments, local.chain(embedded).chain([without]).collect()).exit_code()
}

fn on_dynamodb_local(case: Case) -> Result<Completion, Failed> {
    match dynamodb_local::url() {
        Ok(url) => {
            block_on(case(url));
            Ok(Completion::Completed)
        }
        Err(unavailable) => Ok(Completion::ignored_with(unavailable.ignored()?)),
    }
}

fn block_on(case: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(case);
}
