//! Users from a CSV file, all validated before the first request.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use tools::item::{Item, NewValue, PrincipalTag, text_fault};
use tools::visible;

use crate::failure::{Failure, Kind};
use crate::options;
use crate::provision::NewUser;

/// The columns that are no further attributes.
const COLUMNS: [&str; 4] = ["username", "email", "projects", "department"];

/// Separates one project from the next.
pub const PROJECT_SEPARATOR: char = ';';

/// The faults of a file that are shown.
const FAULTS_TOLD: usize = 20;

/// Files of spreadsheets begin with it.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// One row of a file.
#[derive(Debug, Clone)]
pub struct Row {
    /// The line that it begins on.
    pub line: u64,
    /// The user.
    pub user: NewUser,
}

/// Splits projects.
pub fn projects(text: &str) -> impl Iterator<Item = String> {
    text.split(PROJECT_SEPARATOR).map(str::trim).filter(|project| !project.is_empty()).map(str::to_owned)
}

/// Returns the fault of an e-mail address, as far as it shows without sending to it.
pub fn email_fault(email: &str) -> Option<String> {
    let halves = email.split_once('@');
    let is_one = halves
        .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'))
        && !email.chars().any(|char| char.is_whitespace() || char.is_control());
    let why = if is_one { text_fault(email)? } else { "it has to be like alice@example.com".to_owned() };
    Some(format!("e-mail address \"{}\": {why}", visible::text(email)))
}

/// Reads `path`, or the standard input for `-`.
///
/// # Errors
/// Everything that is wrong with the file.
pub fn read(path: &Path, needs_email: bool, tag: PrincipalTag) -> Result<Vec<Row>, Failure> {
    let shown = path.display();
    let input: Box<dyn Read> = if path == Path::new("-") {
        Box::new(io::stdin())
    } else {
        let file = File::open(path);
        Box::new(file.map_err(|error| {
            Failure::new(Kind::Usage, format!("the file {shown} could not be read: {error}"))
        })?)
    };
    parse(input, needs_email, tag).map_err(|mut faults| {
        let more = faults.len().saturating_sub(FAULTS_TOLD);
        faults.truncate(FAULTS_TOLD);
        faults.extend((more > 0).then(|| format!("and {more} more")));
        Failure::new(Kind::Usage, format!("the file {shown} is wrong: {}", faults.join("; ")))
    })
}

fn parse(input: impl Read, needs_email: bool, tag: PrincipalTag) -> Result<Vec<Row>, Vec<String>> {
    let text = io::read_to_string(input).map_err(|error| vec![error.to_string()])?;
    // The reader counts lines that end with both wrongly.
    let text = text.replace("\r\n", "\n");
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|error| vec![error.to_string()])?;
    let headers: Vec<String> = headers
        .iter()
        .enumerate()
        .map(|(index, name)| if index == 0 { name.trim_start_matches(BYTE_ORDER_MARK) } else { name })
        .map(str::to_owned)
        .collect();
    let mut faults: Vec<_> = COLUMNS
        .iter()
        .filter(|column| !headers.iter().any(|header| header == *column))
        .filter(|column| needs_email || **column != "email")
        .map(|column| format!("there is no column {column}; the first row has to name the columns"))
        .collect();
    for (index, header) in headers.iter().enumerate() {
        let holds_one_value = ["username", "email", "department"].contains(&header.as_str());
        if holds_one_value && headers.iter().take(index).any(|earlier| earlier == header) {
            faults.push(format!("there are two columns {header:?}"));
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let (mut rows, mut lines_of_names) = (Vec::new(), HashMap::new());
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                faults.push(error.to_string());
                continue;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        let fields = || {
            let fields = headers.iter().map(String::as_str).zip(record.iter());
            fields.filter(|(_, value)| !value.is_empty())
        };
        let one = |name: &str| fields().find(|(header, _)| *header == name).map(|(_, text)| text.to_owned());
        let (user_name, email, department) =
            (one("username").unwrap_or_default(), one("email"), one("department"));
        let projects =
            fields().filter(|(header, _)| *header == "projects").flat_map(|(_, text)| projects(text));
        let projects = projects.collect();
        let mut attributes = options::attributes(fields().filter(|(header, _)| !COLUMNS.contains(header)));
        for (name, value) in &mut attributes {
            let is_list = headers.iter().filter(|header| *header == name).count() > 1;
            if is_list {
                // In every row the same type, also where one of the columns is empty.
                *value = NewValue::List(value.texts().into_iter().map(str::to_owned).collect());
            }
        }
        let item = Item { user_name, projects, department, attributes, sub: None };
        let of_item = item.faults(tag).into_iter().map(|fault| fault.to_string());
        let of_email = match &email {
            Some(email) => email_fault(email),
            None => needs_email.then(|| "there is no e-mail address".to_owned()),
        };
        faults.extend(of_item.chain(of_email).map(|fault| format!("line {line}: {fault}")));
        if let Some(earlier) = lines_of_names.insert(item.user_name.clone(), line) {
            faults.push(format!("line {line}: user name {:?} is on line {earlier} already", item.user_name));
        }
        rows.push(Row { line, user: NewUser { email, item } });
    }
    if faults.is_empty() { Ok(rows) } else { Err(faults) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Vec<Row>, Vec<String>> {
        parse(text.as_bytes(), true, PrincipalTag::Department)
    }

    #[test]
    fn row_is_a_user() {
        let rows = parsed(
            "\u{feff}username,email,projects,department,tier\r\n\
             alice,alice@example.com, gemini ;apollo;,\"Legal\",gold\r\n\
             bob,bob@example.com,,,\r\n",
        );
        let [alice, bob] = <[Row; 2]>::try_from(rows.unwrap()).unwrap();
        assert_eq!((alice.line, bob.line), (2, 3));
        let item = alice.user.item;
        assert_eq!(item.projects.into_iter().collect::<Vec<_>>(), ["apollo", "gemini"]);
        assert_eq!(item.department.as_deref(), Some("Legal"));
        assert_eq!(
            item.attributes.into_iter().collect::<Vec<_>>(),
            [("tier".into(), NewValue::Text("gold".into()))]
        );
        let bare = Item { user_name: "bob".to_owned(), ..Item::default() };
        assert_eq!(bob.user.item, bare);
        assert_eq!(bob.user.email.as_deref(), Some("bob@example.com"));
    }

    #[test]
    fn every_fault_is_reported_with_its_line() {
        let faults = parsed(
            "username,email,projects,department\nalice,alice,,\nbob,,,\nalice,a@b,,\na b,a@b,,R&D\nshort,a@b\n",
        );
        let faults = faults.unwrap_err();
        for (fault, part) in [
            ("line 2: e-mail", "like alice@example.com"),
            ("line 3: there is no e-mail", ""),
            ("line 4: user name \"alice\" is on line 2", ""),
            ("line 5: user name \"a b\"", "no blanks"),
            ("line 5: department \"R&D\"", "principal tag"),
        ] {
            assert!(faults.iter().any(|told| told.starts_with(fault) && told.contains(part)), "{faults:?}");
        }
        assert_eq!(faults.len(), 6, "{faults:?}");
    }

    #[test]
    fn columns_are_required_once() {
        assert_eq!(parsed("username,email,projects\n").unwrap_err().len(), 1);
        assert_eq!(parsed("username,email,projects,department,email\n").unwrap_err().len(), 1);
        assert!(parse("username,projects,department\n".as_bytes(), false, PrincipalTag::Nothing).is_ok());
        assert_eq!(parsed("").unwrap_err().len(), 4);
    }

    #[test]
    fn column_given_twice_is_a_list() {
        let rows = parsed(
            "username,email,projects,department,projects,groups,groups\n\
             alice,a@b,x,,y;z,g,h\n\
             bob,b@b,,,,,h\n",
        );
        let [alice, bob] = <[Row; 2]>::try_from(rows.unwrap()).unwrap();
        let list = |texts: &[&str]| Some(NewValue::List(texts.iter().map(ToString::to_string).collect()));
        assert_eq!(alice.user.item.projects.into_iter().collect::<Vec<_>>(), ["x", "y", "z"]);
        assert_eq!(alice.user.item.attributes.get("groups").cloned(), list(&["g", "h"]));
        assert_eq!(bob.user.item.attributes.get("groups").cloned(), list(&["h"]));
    }
}
