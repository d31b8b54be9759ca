//! An API of hand-written answers, for the real binary. It knows nothing of the sandbox and of the client: bytes in, bytes out, all of
//! them kept.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

pub const KEY: &str = "sd2_live_stand-in-0123456789";

/// What a request is answered with.
pub enum Answer {
    /// A status line's number and a JSON body.
    Json(u16, String),
    /// Nothing, until the test says what.
    Later(Receiver<String>),
}

pub fn ok(body: impl Into<String>) -> Answer {
    Answer::Json(200, body.into())
}

/// An answer and the end of it that the test holds.
pub fn later() -> (Sender<String>, Answer) {
    let (sender, receiver) = channel();
    (sender, Answer::Later(receiver))
}

/// One request as it came.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// `GET /path`.
    pub line: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(each, _)| each == name);
        found.map(|(_, value)| value.as_str())
    }
}

pub struct StandIn {
    address: SocketAddr,
    seen: Arc<Mutex<Vec<Request>>>,
}

type Script = dyn FnMut(&Request) -> Answer + Send;

impl StandIn {
    /// Answers as the script says. Its threads end with the test binary.
    pub fn start(script: impl FnMut(&Request) -> Answer + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(vec![]));
        let script: Arc<Mutex<Box<Script>>> = Arc::new(Mutex::new(Box::new(script)));
        let log = seen.clone();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (log, script) = (log.clone(), script.clone());
                thread::spawn(move || serve(stream, &log, &script));
            }
        });
        Self { address, seen }
    }

    pub fn host(&self) -> String {
        self.address.to_string()
    }

    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Requests whose first line is this, or begins so.
    pub fn seen(&self, line: &str) -> Vec<Request> {
        let seen = self.seen.lock().unwrap();
        seen.iter()
            .filter(|request| request.line.starts_with(line))
            .cloned()
            .collect()
    }
}

fn serve(mut stream: TcpStream, log: &Mutex<Vec<Request>>, script: &Mutex<Box<Script>>) {
    let Some(request) = read(&mut stream) else { return };
    log.lock().unwrap().push(request.clone());
    let answer = (script.lock().unwrap())(&request);
    let (status, body) = match answer {
        Answer::Json(status, body) => (status, body),
        Answer::Later(body) => match body.recv() {
            Ok(body) => (200, body),
            Err(_) => return,
        },
    };
    let head = format!(
        "HTTP/1.1 {status} Spoken\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    // the program may be gone by now: some tests are about that
    let _ = stream.write_all((head + &body).as_bytes());
    let _ = stream.shutdown(Shutdown::Write);
}

fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = vec![];
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        more(stream, &mut bytes)?;
    };
    let text = String::from_utf8(bytes[..head].to_vec()).unwrap();
    let mut lines = text.lines();
    let line = lines.next().unwrap().trim_end_matches(" HTTP/1.1").to_owned();
    let headers = lines.filter_map(|line| line.split_once(": "));
    let headers: Vec<_> = headers
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length: usize = length.map_or(0, |(_, length)| length.parse().unwrap());
    while bytes.len() < head + length {
        more(stream, &mut bytes)?;
    }
    Some(Request {
        line,
        headers,
        body: String::from_utf8(bytes.split_off(head)).unwrap(),
    })
}

fn more(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Option<()> {
    let mut some = [0; 4096];
    let count = stream.read(&mut some).ok().filter(|count| *count > 0)?;
    bytes.extend_from_slice(&some[..count]);
    Some(())
}
