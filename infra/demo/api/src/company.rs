//! The construction company.

use serde::{Deserialize, Serialize};

/// All that the company has.
#[derive(Debug, Deserialize)]
pub struct Company {
    /// Its projects.
    pub projects: Vec<Project>,
    /// Its notice boards.
    pub boards: Vec<Board>,
}

/// One project.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Project {
    /// Its name, by which the claim `projects` means it.
    pub name: String,
    /// What is being built.
    pub title: String,
    /// What there is to do.
    pub work_items: Vec<WorkItem>,
}

/// Something to do.
#[derive(Debug, Deserialize, Serialize)]
pub struct WorkItem {
    /// Its number.
    pub id: String,
    /// What it is.
    pub task: String,
    /// How far it is.
    pub status: String,
}

/// The notice board of a department.
#[derive(Debug, Deserialize, Serialize)]
pub struct Board {
    /// Whose it is, as the claim `department` names it.
    pub department: String,
    /// What hangs there.
    pub notices: Vec<String>,
}

impl Company {
    /// The one that is compiled in.
    ///
    /// # Errors
    /// Its file is not what it should be.
    pub fn built_in() -> serde_json::Result<Self> {
        serde_json::from_str(include_str!("company.json"))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_file_can_be_read_and_every_name_is_there_once() {
        let company = Company::built_in().unwrap();
        let projects: BTreeSet<_> = company.projects.iter().map(|project| &project.name).collect();
        let boards: BTreeSet<_> = company.boards.iter().map(|board| &board.department).collect();
        assert_eq!((projects.len(), boards.len()), (company.projects.len(), company.boards.len()));
        assert!(company.projects.iter().all(|project| !project.work_items.is_empty()));
    }
}
