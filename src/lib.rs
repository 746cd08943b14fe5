//! DynamoDB-backed claim enrichment for Amazon Cognito: a pre token generation trigger.
//!
//! # Layout
//! | module | job |
//! | --- | --- |
//! | [`config`] | reads the environment, once |
//! | [`runtime`] | takes events from Lambda, gives answers back |
//! | [`handler`] | the branches: whom to look up, what a failure means |
//! | [`event`] | reads an event, writes claims into its response |
//! | [`repository`] | the port to where people are stored, and one in memory |
//! | [`dynamodb`] | the same in DynamoDB, and the table for those who write to it |
//! | [`item`] | what programs write into the table, and what may be in it |
//! | [`claims`] | makes claims of what was found: pure |
//! | [`user_info`], [`value`] | what was found |
//! | [`telemetry`] | one line for each event |
//!
//! # The way of one event
//! 1. `main.rs` has wired a [`handler::Handler`] to a [`dynamodb::DynamoDbRepository`] and handed it to
//!    [`runtime::serve`], which hands it each event as text.
//! 2. [`event::Event::parse`] splits the text, parses no more than is needed, and says whose event
//!    it is. An event without a person goes back as it came.
//! 3. [`repository::UserInfoRepository::find`] looks the person up, within a budget of time.
//! 4. [`claims::claims`] makes the claims: from what was found, or null ones.
//! 5. [`event::Event::with_claims`] merges them into the event's response, for its version.
//! 6. [`telemetry::Telemetry::event`] tells what happened, and the whole event goes back.

pub mod claims;
pub mod config;
pub mod dynamodb;
pub mod event;
pub mod handler;
pub mod item;
mod json;
pub mod repository;
pub mod reserved;
pub mod response;
pub mod rules;
pub mod runtime;
pub mod telemetry;
pub mod user_info;
pub mod value;
