//! DynamoDB-backed claim enrichment for Amazon Cognito: a pre token generation trigger.
//!
//! # Layout
//! | module | job |
//! | --- | --- |
//! | [`config`] | reads the environment, once |
//! | [`rules`] | what goes into which token: the format, its check, the built-in rules |
//! | [`runtime`] | takes events from Lambda, gives answers back |
//! | [`handler`] | the branches: whom to look up, what a failure means |
//! | [`event`] | reads an event |
//! | [`repository`] | the port to where people are stored, and one in memory |
//! | [`dynamodb`] | the same in DynamoDB |
//! | [`claims`] | what the rules do to the tokens, with what was found: pure |
//! | [`response`] | writes that into the event |
//! | [`telemetry`] | one line for each event |
//! | [`access`] | for services that are given the tokens: what their bearers may see |
//! | [`reserved`], [`user_info`], [`value`] | names that Cognito keeps, people, what they have |
//!
//! # The way of one event
//! 1. `main.rs` has wired a [`handler::Handler`] to a [`dynamodb::DynamoDbRepository`] and handed it to
//!    [`runtime::serve`], which gives it each event as text.
//! 2. [`event::Event::parse`] splits the text and parses no more than is needed. An event without a
//!    person, or that no rule is for, goes back as it came.
//! 3. [`claims::Plan`] knows which rules apply and which attributes of the table they need.
//! 4. [`repository::UserInfoRepository::find`] reads those, within a budget of time. Without any
//!    there is no lookup.
//! 5. [`claims::Plan::enrich`] computes what is to be done to the tokens: with what was found, or with
//!    nulls.
//! 6. [`response::complete`] merges it into the event's response, in the container of its version.
//! 7. [`telemetry::Telemetry::event`] tells what happened, and the whole event goes back.

pub mod access;
mod budget;
pub mod claims;
pub mod config;
pub mod dynamodb;
pub mod event;
pub mod handler;
mod json;
pub mod repository;
pub mod reserved;
pub mod response;
pub mod rules;
pub mod runtime;
pub mod telemetry;
pub mod user_info;
pub mod value;
