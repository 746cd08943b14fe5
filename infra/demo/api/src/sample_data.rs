//! The data of the construction company, compiled into the program.

use serde::{Deserialize, Serialize};

/// Projects and notice boards.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SampleData {
    /// All projects.
    pub projects: Vec<Project>,
    /// The notice board of each department.
    pub notice_boards: Vec<NoticeBoard>,
}

/// A construction project.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Project {
    /// The name, as the claim `projects` holds it.
    pub name: String,
    /// A description of one line.
    pub title: String,
    /// The tasks of the project.
    pub work_items: Vec<WorkItem>,
}

/// A task of a project.
#[derive(Debug, Deserialize, Serialize)]
pub struct WorkItem {
    /// An identifier, unique in the project.
    pub id: String,
    /// The task.
    pub task: String,
    /// `open`, `in progress` or `done`.
    pub status: String,
}

/// The notice board of a department.
#[derive(Debug, Deserialize, Serialize)]
pub struct NoticeBoard {
    /// The name of the department, as the claim `department` holds it.
    pub department: String,
    /// The notices.
    pub notices: Vec<String>,
}

impl SampleData {
    /// Parses the compiled-in `sample_data.json`.
    ///
    /// # Errors
    /// The file does not have the expected structure; a test rules that out.
    pub fn built_in() -> serde_json::Result<Self> {
        serde_json::from_str(include_str!("sample_data.json"))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn built_in_data_parses_and_names_are_unique() {
        let data = SampleData::built_in().unwrap();
        let projects: BTreeSet<_> = data.projects.iter().map(|project| &project.name).collect();
        let departments: BTreeSet<_> = data.notice_boards.iter().map(|board| &board.department).collect();
        assert_eq!((projects.len(), departments.len()), (data.projects.len(), data.notice_boards.len()));
        assert!(data.projects.iter().all(|project| !project.work_items.is_empty()));
    }
}
