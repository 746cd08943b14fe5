//! Reads of the function's repository, each on DynamoDB Local and on the embedded engine.
//!
//! `cargo test --test dynamodb` runs all, `cargo test --test dynamodb -- dynamodb_local::` one engine,
//! and a case's name that case on both. Without Java or Maven the cases on DynamoDB Local are ignored,
//! and say why; under `CI=true` they fail.

// Cases are ordinary functions to clippy, since this harness has no `#[test]`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod failures;
mod lookups;
mod names;
mod reading;
mod reads;
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
    lookups::items_are_found_as_they_were_written,
    lookups::a_missing_or_deleted_item_is_not_found,
    lookups::a_later_item_replaces_an_earlier_one,
    lookups::a_change_is_seen_by_the_next_read,
    lookups::reads_at_the_same_time_each_find_their_own_item,
    lookups::an_item_of_almost_400_kb_is_read,
    names::only_the_exact_name_finds_an_item,
    names::the_longest_name_finds_an_item,
    names::only_the_requested_attributes_are_returned,
    names::attributes_may_have_any_name,
    types::each_type_is_read_as_its_value,
    types::numbers_keep_their_digits,
    types::sets_are_sorted,
    types::binary_values_are_unsupported,
    types::an_item_without_the_attributes_is_found,
    failures::a_missing_table_is_not_retried,
    failures::a_table_with_another_key_is_rejected,
    failures::an_address_without_a_server_is_unreachable,
    reads::a_query_returns_the_rows_of_its_key_in_their_order,
    reads::a_query_reads_all_pages,
    reads::a_filter_hides_rows_of_every_page,
    reads::an_index_is_read_by_its_own_key,
    reads::rows_are_read_by_many_keys_in_their_order,
    reads::large_rows_are_read_by_many_keys,
    reads::numeric_keys_are_found_in_any_spelling,
    reads::attributes_may_be_reserved_words,
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
    let scripted = Trial::test("scripted::unprocessed_keys_are_read_again", || {
        block_on(reads::unprocessed_keys_are_read_again());
        Ok(())
    });
    libtest_mimic::run(&arguments, local.chain(embedded).chain([scripted]).collect()).exit_code()
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
