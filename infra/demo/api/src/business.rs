//! The way of one request: every branch that it can take is here.

use std::time::Instant;

use claim_enrichment::access::{Access, Claim};
use serde_json::{Value, json};

use crate::caller::Caller;
use crate::check::AccessCheck;
use crate::company::Company;
use crate::request::{Request, Wanted, Way};
use crate::response::{Cost, Refusal, Response};

/// Answers requests.
#[derive(Debug)]
pub struct Business<C> {
    company: Company,
    check: C,
}

impl<C: AccessCheck> Business<C> {
    /// One that shows `company`, and asks `check` on the standard way.
    pub fn new(company: Company, check: C) -> Self {
        Self { company, check }
    }

    /// Answers a request of API Gateway. The error is for the log: the response says less of it.
    pub async fn handle(&self, event: Value) -> (Response, Option<Refusal>) {
        let mut cost = Cost::default();
        let answer = self.answer(event, &mut cost).await;
        let response = Response::new(&answer, cost);
        (response, answer.err())
    }

    async fn answer(&self, event: Value, cost: &mut Cost) -> Result<Value, Refusal> {
        let request = Request::read(event)?;
        let caller = Caller::read(&request.token, &request.subject)?;
        let started = Instant::now();
        let access = self.access(&request, &caller, cost).await;
        cost.time = started.elapsed();
        self.decide(&request.wanted, &access?)
    }

    async fn access(&self, request: &Request, caller: &Caller, cost: &mut Cost) -> Result<Access, Refusal> {
        match request.way {
            Way::Optimized => Ok(Access::of_claims(&caller.claims)),
            Way::Standard => {
                let checked = self.check.ask(&caller.question).await.map_err(Refusal::Unavailable)?;
                cost.table_reads = checked.table_reads;
                Ok(Access::of_claims(&checked.claims))
            }
        }
    }

    /// The decision, the same on both ways.
    fn decide(&self, wanted: &Wanted, access: &Access) -> Result<Value, Refusal> {
        match wanted {
            Wanted::Projects | Wanted::Project(_) if access.projects == Claim::Missing => {
                Err(Refusal::Missing("projects"))
            }
            Wanted::Projects => {
                let own = self.company.projects.iter().filter(|project| access.may_see(&project.name));
                let own: Vec<_> =
                    own.map(|project| json!({"name": project.name, "title": project.title})).collect();
                Ok(json!({"projects": own}))
            }
            Wanted::Project(name) => {
                let mut projects = self.company.projects.iter();
                let project = projects.find(|project| access.may_see(name) && project.name == *name);
                project.map(|project| json!(project)).ok_or(Refusal::Forbidden)
            }
            Wanted::Notices if access.department == Claim::Missing => Err(Refusal::Missing("department")),
            Wanted::Notices => {
                let board = self.company.boards.iter().find(|board| access.is_of(&board.department));
                board.map(|board| json!(board)).ok_or(Refusal::Forbidden)
            }
        }
    }
}
