//! A server that says exactly the bytes it was told to, or breaks off where it was told to, and remembers what reached it.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use seedance_tui::{
    api::{Client, Limits},
    job::Origin,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// The key of these tests.
pub const KEY: &str = "sd2_live_0123456789abcdef";

/// What the server does once a request has arrived whole.
#[derive(Clone)]
pub enum Act {
    /// Says this, and waits for the next request on the same connection.
    Say(Vec<u8>),
    /// The same, but so long after the request came.
    SayAfter(Duration, Vec<u8>),
    /// Says this, then closes in good order.
    SayAndClose(Vec<u8>),
    /// Says this, then nothing more.
    SayAndStall(Vec<u8>),
    /// Resets the connection after so many bytes of the request; 0 is right after the connection stood.
    ResetAfter(usize),
    /// Resets the connection after the whole request.
    Reset,
}

/// One request as it came.
#[derive(Clone, Debug)]
pub struct Seen {
    /// Which connection, counted from 0.
    pub connection: usize,
    /// The request line and headers, lower case.
    pub head: String,
    pub body: Vec<u8>,
}

impl Seen {
    /// The request that pays.
    pub fn is_submit(&self) -> bool {
        self.head.starts_with("post /api/open/v1/video/generations http")
    }

    /// A look at a job.
    pub fn is_look(&self) -> bool {
        self.head.starts_with("get /api/open/v1/video/generations/")
    }

    /// A cancel of a job.
    pub fn is_cancel(&self) -> bool {
        self.head.starts_with("post ") && !self.is_submit()
    }

    /// It came with this key.
    pub fn has_key(&self, key: &str) -> bool {
        let header = format!("\r\nauthorization: bearer {key}\r\n");
        self.head.contains(&header.to_lowercase())
    }

    /// The last part of the path that is an id: `req_7` is 7.
    pub fn number(&self) -> Option<usize> {
        let rest = self.head.split_once("/req_")?.1;
        let end = rest.find(|c: char| !c.is_ascii_digit())?;
        rest[..end].parse().ok()
    }
}

/// What to do at a request.
type Script = dyn Fn(&Seen) -> Act + Send + Sync;

pub struct Server {
    pub address: SocketAddr,
    seen: Arc<Mutex<Vec<Seen>>>,
    connections: Arc<Mutex<usize>>,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Server {
    /// Does the same at every request.
    pub async fn start(act: Act) -> Self {
        let bytes = match act {
            Act::ResetAfter(bytes) => Some(bytes),
            Act::Say(_) | Act::SayAfter(..) | Act::SayAndClose(_) | Act::SayAndStall(_) | Act::Reset => None,
        };
        Self::listen(bytes, Arc::new(move |_| act.clone())).await
    }

    /// Asks the script at every request that arrived whole.
    pub async fn scripted(script: impl Fn(&Seen) -> Act + Send + Sync + 'static) -> Self {
        Self::listen(None, Arc::new(script)).await
    }

    async fn listen(reset_after: Option<usize>, script: Arc<Script>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(vec![]));
        let connections = Arc::new(Mutex::new(0));
        let (log, count) = (seen.clone(), connections.clone());
        let task = tokio::spawn(async move {
            // the connections end with the server
            let mut open = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let connection = *count.lock().unwrap();
                *count.lock().unwrap() += 1;
                open.spawn(serve(stream, reset_after, script.clone(), connection, log.clone()));
            }
        });
        Self {
            address,
            seen,
            connections,
            task,
        }
    }

    /// Answers every request with a status, headers and a body of that length.
    pub async fn saying(status: &str, headers: &[&str], body: impl AsRef<[u8]>) -> Self {
        Self::start(Act::Say(answer(status, headers, body))).await
    }

    pub fn origin(&self) -> Origin {
        Origin::parse(&format!("http://{}", self.address)).unwrap()
    }

    pub fn client(&self) -> Client {
        Client::new(&self.origin(), KEY, Limits::default()).unwrap()
    }

    /// The requests that arrived whole.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    /// How many of the requests are such.
    pub fn count(&self, such: impl Fn(&Seen) -> bool) -> usize {
        self.seen.lock().unwrap().iter().filter(|seen| such(seen)).count()
    }

    /// How many connections were made.
    pub fn connections(&self) -> usize {
        *self.connections.lock().unwrap()
    }
}

pub fn answer(status: &str, headers: &[&str], body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let mut bytes = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n", body.len()).into_bytes();
    for header in headers {
        bytes.extend_from_slice(format!("{header}\r\n").as_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(body);
    bytes
}

async fn serve(
    mut stream: TcpStream,
    reset_after: Option<usize>,
    script: Arc<Script>,
    connection: usize,
    log: Arc<Mutex<Vec<Seen>>>,
) {
    if let Some(bytes) = reset_after {
        let mut some = vec![0; bytes];
        stream.read_exact(&mut some).await.unwrap();
        stream.set_zero_linger().unwrap();
        return;
    }
    while let Some((head, body)) = request(&mut stream).await {
        let seen = Seen { connection, head, body };
        let act = script(&seen);
        log.lock().unwrap().push(seen);
        // the client may hang up in the middle of a large answer: some tests are about that
        match &act {
            Act::Say(bytes) => drop(stream.write_all(bytes).await),
            Act::SayAfter(time, bytes) => {
                tokio::time::sleep(*time).await;
                drop(stream.write_all(bytes).await);
            }
            Act::SayAndClose(bytes) => return drop(stream.write_all(bytes).await),
            Act::SayAndStall(bytes) => {
                let _ = stream.write_all(bytes).await;
                return std::future::pending().await;
            }
            Act::Reset | Act::ResetAfter(_) => return stream.set_zero_linger().unwrap(),
        }
    }
}

/// One request, or nothing when the client has closed.
async fn request(stream: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut bytes = vec![];
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap().to_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .map_or(0, |length| length.parse().unwrap());
    while bytes.len() < end + length {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    Some((head, bytes.split_off(end)))
}
