//! What stands between the programs and the services: writes down what is asked, and makes what it
//! is told to fail, fail.

use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::{Value as Json, json};

use crate::http::Message;

/// How a request fails.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Fault {
    /// It is refused with this status and error code.
    Refused(u16, &'static str),
    /// The same with this message.
    Because(u16, &'static str, &'static str),
    /// It never arrives.
    Lost,
    /// It is carried out, and the answer gets lost.
    AnswerLost,
}

/// A request that was made.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) operation: String,
    pub(crate) body: Json,
}

#[derive(Default)]
struct State {
    asked: Vec<Asked>,
    /// Operations, how often each is still to fail, and how.
    faults: Vec<(String, usize, Fault)>,
    folds_names: bool,
    /// Aliases, and the users whom Cognito finds by them.
    aliases: Vec<(String, String)>,
    /// What happens once before a request of this operation.
    before: Option<(String, Box<dyn FnOnce() + Send>)>,
}

/// A proxy for the services behind it.
#[derive(Clone)]
pub(crate) struct Proxy {
    pub(crate) url: String,
    state: Arc<Mutex<State>>,
}

impl Proxy {
    pub(crate) fn start(dynamodb: &'static str, others: &'static str) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let proxy = Self { url, state: Arc::default() };
        let serving = proxy.clone();
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let proxy = serving.clone();
                // A program that was killed is gone in the middle of an answer.
                thread::spawn(move || drop(proxy.serve(&connection, dynamodb, others)));
            }
        });
        proxy
    }

    /// Lets the next `times` requests of `operation` fail. An invitation is called `Invite`.
    pub(crate) fn fail(&self, operation: &str, times: usize, fault: Fault) {
        self.state.lock().unwrap().faults.push((operation.to_owned(), times, fault));
    }

    /// Ends all faults.
    pub(crate) fn heal(&self) {
        self.state.lock().unwrap().faults.clear();
    }

    /// Behaves like a pool that takes upper and lower case for the same, and stores the lower.
    pub(crate) fn fold_names(&self) {
        self.state.lock().unwrap().folds_names = true;
    }

    /// Behaves like a pool in which `user` has taken `alias`.
    pub(crate) fn alias(&self, alias: &str, user: &str) {
        self.state.lock().unwrap().aliases.push((alias.to_owned(), user.to_owned()));
    }

    /// Runs `action` before the next request of `operation`.
    pub(crate) fn before(&self, operation: &str, action: impl FnOnce() + Send + 'static) {
        self.state.lock().unwrap().before = Some((operation.to_owned(), Box::new(action)));
    }

    /// All that was asked since this was asked last.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.state.lock().unwrap().asked)
    }

    /// The names of what was asked.
    pub(crate) fn operations(&self) -> Vec<String> {
        self.asked().into_iter().map(|asked| asked.operation).collect()
    }

    /// The same without what only reads.
    pub(crate) fn writes(&self) -> Vec<String> {
        let reads = ["AdminGetUser", "ListUsers", "GetItem", "Scan", "DescribeStacks", "DescribeUserPool"];
        self.operations().into_iter().filter(|operation| !reads.contains(&operation.as_str())).collect()
    }

    /// How many requests were made so far.
    pub(crate) fn count(&self) -> usize {
        self.state.lock().unwrap().asked.len()
    }

    fn serve(&self, connection: &TcpStream, dynamodb: &str, others: &str) -> std::io::Result<()> {
        let Some(mut request) = Message::read(connection)? else { return Ok(()) };
        let target = request.header("x-amz-target").unwrap_or("CloudFormation.DescribeStacks").to_owned();
        let mut body = request.json();
        let mut operation = target.rsplit('.').next().unwrap().to_owned();
        if body["MessageAction"] == "RESEND" {
            operation = "Invite".to_owned();
        }
        let before = {
            let mut state = self.state.lock().unwrap();
            state.before.take_if(|(name, _)| *name == operation)
        };
        if let Some((_, action)) = before {
            action();
        }
        let fault = {
            let mut state = self.state.lock().unwrap();
            state.asked.push(Asked { operation: operation.clone(), body: body.clone() });
            let name = body["Username"].as_str().unwrap_or_default().to_owned();
            let user = state.aliases.iter().find(|(alias, _)| *alias == name).map(|(_, user)| user.clone());
            if let Some(user) = user.or_else(|| state.folds_names.then(|| name.to_lowercase()))
                && !name.is_empty()
            {
                body["Username"] = user.into();
                request.body = body.to_string().into_bytes();
            }
            let fault = state.faults.iter_mut().find(|(name, left, _)| *name == operation && *left > 0);
            fault.map(|fault| {
                fault.1 -= 1;
                fault.2
            })
        };
        let upstream = if target.starts_with("DynamoDB") { dynamodb } else { others };
        match fault {
            None => request.send(upstream)?.write(connection),
            Some(Fault::Lost) => connection.shutdown(Shutdown::Both),
            Some(Fault::AnswerLost) => {
                request.send(upstream)?;
                connection.shutdown(Shutdown::Both)
            }
            Some(Fault::Refused(status, code)) => refusal(status, code, "as the test says").write(connection),
            Some(Fault::Because(status, code, why)) => refusal(status, code, why).write(connection),
        }
    }
}

fn refusal(status: u16, code: &str, message: &str) -> Message {
    Message {
        start: format!("HTTP/1.1 {status} ."),
        headers: vec![("content-type".to_owned(), "application/x-amz-json-1.0".to_owned())],
        body: json!({"__type": code, "message": message}).to_string().into_bytes(),
    }
}
