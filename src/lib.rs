//! DynamoDB-backed claim enrichment for Amazon Cognito: a pre token generation trigger.
//!
//! # Layout
//! | module | job |
//! | --- | --- |
//! | [`config`] | reads the environment, once, at start-up |
//! | [`runtime`] | receives events from Lambda and sends the responses |
//! | [`handler`] | holds the branches: whether rules apply, what a failed read means |
//! | [`event`] | parses an event into the [`event::TokenRequest`] |
//! | [`rules`] | claim rules: format, validation, the built-in rules |
//! | [`claims`] | computes what the rules change in the tokens: pure |
//! | [`lookup`] | performs the reads that the rules need |
//! | [`lookup_outcome`] | the results of reads and choices |
//! | [`repository`] | the port to the tables |
//! | [`dynamodb`], [`memory`] | its implementations |
//! | [`response`] | writes the changes into the event |
//! | [`telemetry`] | one log line for each event, with metrics |
//! | [`access`] | for services: reads the claims of a verified token |
//! | [`reserved`], [`row`], [`value`] | names that Cognito reserves, items, values |
//!
//! # The path of one event
//! 1. `main.rs` wires a [`handler::Handler`] to a [`dynamodb::DynamoDbRepository`] and passes it to
//!    [`runtime::serve`], which hands it each event as text.
//! 2. [`event::Event::parse`] splits the text and parses what is needed.
//! 3. [`claims::Plan`] finds the rules that apply. A machine event that no rule is for, and a user event
//!    without user name, go back as they came.
//! 4. [`lookup::perform`] makes the reads that these rules need, through the
//!    [`repository::Repository`], within the lookup timeout.
//! 5. [`claims::Plan::refusal`] and [`claims::Plan::changes`] compute what becomes of the tokens.
//! 6. [`response::complete`] merges the changes into the event's response, in the container of its version.
//! 7. [`telemetry::Telemetry::event`] logs what was decided, and the whole event goes back.

pub mod access;
mod budget;
pub mod claims;
pub mod config;
mod decimal;
pub mod dynamodb;
pub mod event;
pub mod handler;
mod json;
pub mod lookup;
pub mod lookup_outcome;
pub mod memory;
pub mod repository;
pub mod reserved;
pub mod response;
pub mod row;
pub mod rules;
pub mod runtime;
pub mod telemetry;
pub mod value;
