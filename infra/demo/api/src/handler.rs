//! Answers one API request.

use std::time::Instant;

use claim_enrichment::access::{Access, Claim};
use serde_json::{Value, json};

use crate::caller::Caller;
use crate::check_user_access::AccessCheck;
use crate::request::{Architecture, Request, Resource};
use crate::response::{ApiError, Cost, Response};
use crate::sample_data::SampleData;

/// Answers API requests.
#[derive(Debug)]
pub struct RequestHandler<C> {
    data: SampleData,
    access_check: C,
}

impl<C: AccessCheck> RequestHandler<C> {
    /// Creates a handler that serves `data` and calls `access_check` for requests below `/standard`.
    pub fn new(data: SampleData, access_check: C) -> Self {
        Self { data, access_check }
    }

    /// Answers an event of API Gateway. The error is for the log; the response tells the client less.
    pub async fn handle(&self, event: Value) -> (Response, Option<ApiError>) {
        let mut cost = Cost::default();
        let result = self.answer(event, &mut cost).await;
        let response = Response::new(&result, cost);
        (response, result.err())
    }

    async fn answer(&self, event: Value, cost: &mut Cost) -> Result<Value, ApiError> {
        let request = Request::parse(event)?;
        let caller = Caller::from_token(&request.token, &request.subject)?;
        let started = Instant::now();
        let access = self.access(&request, &caller, cost).await;
        cost.duration = started.elapsed();
        self.authorize(&request.resource, &access?)
    }

    async fn access(&self, request: &Request, caller: &Caller, cost: &mut Cost) -> Result<Access, ApiError> {
        match request.architecture {
            Architecture::Optimized => Ok(Access::from_claims(&caller.claims)),
            Architecture::Standard => {
                let checked =
                    self.access_check.check(&caller.check_request).await.map_err(ApiError::Unavailable)?;
                cost.table_reads = checked.table_reads;
                Ok(Access::from_claims(&checked.claims))
            }
        }
    }

    /// Returns the resource if `access` allows it. Both architectures use this function.
    fn authorize(&self, resource: &Resource, access: &Access) -> Result<Value, ApiError> {
        match resource {
            Resource::Projects | Resource::Project(_) if access.projects == Claim::Missing => {
                Err(ApiError::MissingClaim("projects"))
            }
            Resource::Projects => {
                let projects = self.data.projects.iter().filter(|project| access.has_project(&project.name));
                let projects: Vec<_> =
                    projects.map(|project| json!({"name": project.name, "title": project.title})).collect();
                Ok(json!({"projects": projects}))
            }
            Resource::Project(name) => {
                let mut projects = self.data.projects.iter();
                let project = projects.find(|project| access.has_project(name) && project.name == *name);
                project.map(|project| json!(project)).ok_or(ApiError::Forbidden)
            }
            Resource::Notices if access.department == Claim::Missing => {
                Err(ApiError::MissingClaim("department"))
            }
            Resource::Notices => {
                let mut boards = self.data.notice_boards.iter();
                let board = boards.find(|board| access.in_department(&board.department));
                board.map(|board| json!(board)).ok_or(ApiError::Forbidden)
            }
        }
    }
}
