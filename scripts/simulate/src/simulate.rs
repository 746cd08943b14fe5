//! Passes an event through the function's own code.

use std::time::SystemTime;

use claim_enrichment::claims::Changes;
use claim_enrichment::config::Settings;
use claim_enrichment::dynamodb::DynamoDbRepository;
use claim_enrichment::event::{Event, EventVersion};
use claim_enrichment::handler::{Decision, Enricher};
use claim_enrichment::response;
use claim_enrichment::rules::{RuleFault, Rules};
use claim_enrichment::telemetry::{ReadReport, Report};
use serde_json::value::RawValue;
use tools::aws::AccessError;

use crate::args::Args;
use crate::cognito::{self, TokenEvent};
use crate::embedded::StartError;
use crate::recorder::{RecordedRequest, Recorder};
use crate::settings::SettingsError;
use crate::simulation::{ClaimSize, Location, ReadView, Simulation, millis};
use crate::tables::TablesError;
use crate::usage;
use crate::{connection, embedded, settings, tables};

/// Why the function's code cannot be connected to tables.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SimulatorError {
    #[error(transparent)]
    Settings(#[from] SettingsError),
    #[error(transparent)]
    Access(#[from] AccessError),
    #[error(transparent)]
    Tables(#[from] TablesError),
    #[error(transparent)]
    Embedded(#[from] StartError),
}

/// The function's own code, connected to its tables.
pub(crate) struct Simulator {
    pub(crate) settings: Settings,
    rule_warnings: Vec<RuleFault>,
    location: Option<Location>,
    repository: Recorder<DynamoDbRepository>,
}

impl Simulator {
    /// Connects to the tables that `args` select.
    ///
    /// # Errors
    /// The options or the rules are invalid, or there is no connection.
    pub(crate) async fn start(args: &Args) -> Result<Self, SimulatorError> {
        let checked = settings::read(args)?;
        let settings = checked.settings;
        let (environment, location) = if args.selects_real_table() {
            let (environment, location) = connection::find(args).await?;
            (environment, Some(location))
        } else {
            let tables = args.tables.as_deref().map(tables::read).transpose()?.unwrap_or_default();
            (embedded::start(&settings.default_read, tables).await?, None)
        };
        let timeout = settings.enrichment.lookup_timeout;
        let repository = DynamoDbRepository::connect(environment, &settings.connection, timeout).await;
        // As in the function's init phase, so that the times are those of a warm start.
        if let Some(read) = settings.enrichment.rules.reads().first() {
            repository.warm_up(read).await;
        }
        let repository = Recorder::new(repository);
        Ok(Self { settings, rule_warnings: checked.warnings, location, repository })
    }

    /// Returns the function's code for token requests.
    pub(crate) fn enricher(&self) -> Enricher<&Recorder<DynamoDbRepository>> {
        Enricher::new(&self.repository, self.settings.enrichment.clone())
    }
}

/// Passes `event` through the function and Cognito's model.
pub(crate) async fn simulate(simulator: &Simulator, event: &RawValue) -> Simulation {
    let sent = TokenEvent::new(event);
    let enricher = simulator.enricher();
    #[expect(clippy::expect_used, reason = "`event` makes sure that it is an object")]
    let parsed = Event::parse(event.get()).expect("a JSON object is an event");
    let enrichment = enricher.enrich(parsed.request(), None).await;
    let (returned, added, refusal) = match &enrichment.decision {
        Decision::Change(changes) => {
            let sizes = (added_bytes(&changes.id), added_bytes(&changes.access));
            (Some(response::complete(&parsed, changes)), sizes, None)
        }
        Decision::Skip => (Some(event.get().to_owned()), (0, 0), None),
        Decision::Refuse(refusal) => (None, (0, 0), Some(refusal.to_string())),
    };
    let returned = returned.and_then(|text| serde_json::from_str::<Box<RawValue>>(&text).ok());
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
    let is_v1 = enrichment.report.version == EventVersion::V1;
    let rules = &simulator.settings.enrichment.rules;
    Simulation {
        tokens: returned.as_ref().map(|returned| cognito::tokens(returned, is_v1, now)),
        claim_size: returned.is_some().then(|| ClaimSize {
            limit: simulator.settings.enrichment.max_claim_bytes,
            id: (!sent.is_machine()).then_some(added.0),
            access: added.1,
        }),
        reads: read_views(&enrichment.report, rules, simulator.repository.requests()),
        sent,
        returned,
        refusal,
        report: enrichment.report,
        rule_warnings: simulator.rule_warnings.clone(),
        location: simulator.location.clone(),
    }
}

/// Returns what is added to a token. Without an addition, the function counts only the frame of an object.
fn added_bytes(changes: &Changes<'_>) -> usize {
    if changes.added_bytes > 1 { changes.added_bytes } else { 0 }
}

/// Joins what the function logs about each read with its request and with the rules.
fn read_views(report: &Report, rules: &Rules, mut requests: Vec<RecordedRequest>) -> Vec<ReadView> {
    let mut usage = usage::by_name(rules);
    let view = |logged: &ReadReport| {
        let read = rules.reads().iter().find(|read| read.name == logged.name)?;
        let is_of_read = |request: &RecordedRequest| {
            request.table == read.table
                && request.index == read.index
                && request.keys.iter().all(|key| {
                    read.key_parts()
                        .first()
                        .is_some_and(|part| key.starts_with(&format!("{} = ", part.attribute)))
                })
        };
        let request = requests.iter().position(is_of_read).map(|index| requests.remove(index));
        let (operation, keys, attributes) = match request {
            Some(request) => (Some(request.operation), request.keys, request.attributes),
            None => (None, Vec::new(), Vec::new()),
        };
        Some(ReadView {
            name: logged.name.clone(),
            table: read.table.clone(),
            index: read.index.clone(),
            operation,
            keys,
            attributes,
            outcome: logged.outcome,
            cause: logged.cause,
            rows: logged.rows,
            requests: logged.requests,
            ms: millis(logged.time),
            used_by: usage
                .remove(logged.name.as_str())
                .map(|usage| usage.entries.into_iter().collect())
                .unwrap_or_default(),
        })
    };
    report.reads.iter().filter_map(view).collect()
}
