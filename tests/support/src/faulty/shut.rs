//! Servers that cannot be reached.

use std::net::SocketAddr;

use tokio::net::{TcpListener, TcpSocket, TcpStream};

use super::FaultyDynamoDb;

/// A server with an address that does not accept connections yet.
pub struct Shut {
    address: SocketAddr,
    door: ShutDoor,
}

enum ShutDoor {
    Bound(TcpSocket),
    Listening(TcpListener, Vec<TcpStream>),
}

impl Shut {
    /// The port is taken but refuses connections.
    pub fn refusing() -> Self {
        let socket = bound();
        Self { address: socket.local_addr().unwrap(), door: ShutDoor::Bound(socket) }
    }

    /// The system opens connections, which are never accepted.
    pub fn not_accepting() -> Self {
        let listener = bound().listen(64).unwrap();
        Self { address: listener.local_addr().unwrap(), door: ShutDoor::Listening(listener, Vec::new()) }
    }

    /// Connections do not open: the system's queue is full, so that it drops connection requests (Linux;
    /// other systems refuse them).
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

    /// Starts to serve.
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
