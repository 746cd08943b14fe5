//! Ways of not being reached.

use std::net::SocketAddr;

use tokio::net::{TcpListener, TcpSocket, TcpStream};

use super::FaultyDynamoDb;

/// A DynamoDB that has an address, but doesn't take connections yet.
pub struct Shut {
    address: SocketAddr,
    door: ShutDoor,
}

enum ShutDoor {
    Bound(TcpSocket),
    Listening(TcpListener, Vec<TcpStream>),
}

impl Shut {
    /// Its port refuses every connection, and nobody else can get it.
    pub fn refusing() -> Self {
        let socket = bound();
        Self { address: socket.local_addr().unwrap(), door: ShutDoor::Bound(socket) }
    }

    /// Connections open, since the system opens them, and nobody ever takes one.
    pub fn not_accepting() -> Self {
        let listener = bound().listen(64).unwrap();
        Self { address: listener.local_addr().unwrap(), door: ShutDoor::Listening(listener, Vec::new()) }
    }

    /// Connections don't even open: the system's queue is full, so it drops what asks for one.
    /// (Linux; elsewhere a full queue refuses.)
    pub async fn full() -> Self {
        let listener = bound().listen(0).unwrap();
        let address = listener.local_addr().unwrap();
        let filler = TcpStream::connect(address).await.unwrap();
        Self { address, door: ShutDoor::Listening(listener, vec![filler]) }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// From now on it is served.
    pub fn open(self) -> FaultyDynamoDb {
        let listener = match self.door {
            ShutDoor::Bound(socket) => socket.listen(64).unwrap(),
            ShutDoor::Listening(listener, _filler) => listener,
        };
        FaultyDynamoDb::serve(listener, None)
    }
}

fn bound() -> TcpSocket {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
    socket
}
