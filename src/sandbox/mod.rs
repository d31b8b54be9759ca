//! A Seedance Open API of our own, on loopback: the whole contract without a key, a network or a
//! bill. The program opens on it when no key is configured, and its tests talk to it.
//!
//! It shares no type with the API client, so that a mistake of one is not repeated by the other.
//! What the API's pages state is in `documented`, what they leave open in `assumed`; nothing else
//! in this room decides how the service behaves.
//!
//! The state of a job follows from its small file and the time alone: there is no timer (but to see
//! when a webhook is due) and no job in memory, so any sandbox over the same folder, at once or
//! after a restart, answers for all of its jobs.

mod account;
mod answer;
mod assumed;
mod documented;
mod faults;
mod job;
mod request;
mod results;
mod routes;
mod service;
mod shelf;
mod stock;
mod webhook;

#[cfg(test)]
mod tests;

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, oneshot};
use tokio::task::JoinHandle;

pub use faults::{Faults, FaultsError, fault_list, faults};
pub use job::{Millis, Pace, PaceError};
pub use stock::{Stocked, stock};

use account::Account;
use service::Service;
use shelf::Shelf;
use webhook::Errands;

/// Tells the time: milliseconds since 1970.
pub type Clock = Arc<dyn Fn() -> u64 + Send + Sync>;

/// How a sandbox is to run.
#[derive(Clone)]
pub struct Options {
    /// Folder of the jobs, one small file each, and of the key. Made when missing.
    pub dir: PathBuf,
    /// Where to listen; loopback only. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// How long jobs take.
    pub pace: Pace,
    /// Credits that this run may charge in all; a submit beyond them gets 402.
    pub balance: u64,
    /// Unfinished jobs that this run may have at a time; a submit beyond them gets 429.
    pub in_flight: usize,
    /// The key that clients must send; `None` takes the one kept in `dir`, made at first use.
    pub key: Option<String>,
    /// What goes wrong on purpose.
    pub faults: Faults,
    /// The time of day, by which jobs proceed.
    pub clock: Clock,
}

impl Options {
    /// The usual sandbox over this folder: a free port on 127.0.0.1, jobs that end within seconds,
    /// ample credits, no faults.
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self {
            dir: dir.into(),
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            pace: Pace::default(),
            balance: assumed::BALANCE,
            in_flight: assumed::IN_FLIGHT,
            key: None,
            faults: Faults::default(),
            clock: Arc::new(wall_clock),
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Options")
            .field("dir", &self.dir)
            .field("listen", &self.listen)
            .finish_non_exhaustive()
    }
}

fn wall_clock() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

/// Why a sandbox did not start. Whoever started it says it.
#[derive(Debug)]
pub enum StartError {
    /// The address could be reached from other machines: there is no TLS, and the key is not a secret.
    NotLoopback(SocketAddr),
    /// The port is taken, or may not be used.
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The folder cannot be made, read or written.
    Folder {
        /// The folder.
        dir: PathBuf,
        /// What the system says.
        source: io::Error,
    },
}

/// A running sandbox. It stops when this is dropped; [`stop`](Self::stop) also waits for it.
#[derive(Debug)]
pub struct Sandbox {
    address: SocketAddr,
    key: String,
    faults: Faults,
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

/// Calls that touch files at a time, each on a thread of its own.
const CALLS_AT_ONCE: usize = 4;

/// How long `stop` waits for answers that are on their way.
const STOP_LIMIT: Duration = Duration::from_secs(2);

/// Binds and begins to serve, on the tokio runtime that runs this.
pub async fn start(options: Options) -> Result<Sandbox, StartError> {
    if !options.listen.ip().to_canonical().is_loopback() {
        return Err(StartError::NotLoopback(options.listen));
    }
    let folder = |source| StartError::Folder {
        dir: options.dir.clone(),
        source,
    };
    let shelf = Shelf::open(&options.dir).map_err(folder)?;
    let key = options.key.map_or_else(|| shelf.key(), Ok).map_err(folder)?;

    let refused = |source| StartError::Listen {
        address: options.listen,
        source,
    };
    let listener = TcpListener::bind(options.listen).await.map_err(refused)?;
    let address = listener.local_addr().map_err(refused)?;
    let old = shelf.clone();
    drop(tokio::task::spawn_blocking(move || old.clear_out()));
    let (errands, waiting) = Errands::new();
    let service = Arc::new(Service {
        shelf,
        account: Mutex::new(Account::new(options.balance, options.in_flight)),
        faults: options.faults.clone().into(),
        pace: options.pace,
        clock: options.clock,
        errands,
        turns: Semaphore::new(CALLS_AT_ONCE),
        key: key.clone(),
        origin: origin(address),
    });

    let (stop, stopped) = oneshot::channel::<()>();
    let listener = listener.tap_io(|connection| {
        // Without it small answers may wait for each other; an answer is right either way.
        let _ = connection.set_nodelay(true);
    });
    let router = routes::router(Arc::clone(&service));
    let server = axum::serve(listener, router).with_graceful_shutdown(async { drop(stopped.await) });
    let task = tokio::spawn(async move {
        tokio::select! {
            // It never ends in an error: a connection that cannot be accepted is tried again.
            _ = server => {}
            // Ends with the server, and never before.
            () = webhook::run(service, waiting) => {}
        }
    });
    Ok(Sandbox {
        address,
        key,
        faults: options.faults,
        stop,
        task,
    })
}

fn origin(address: SocketAddr) -> String {
    format!("http://{address}")
}

impl Sandbox {
    /// What a client takes for the service's address: `http://127.0.0.1:PORT`.
    pub fn base_url(&self) -> String {
        origin(self.address)
    }

    /// The key that the sandbox wants to see. Good here only.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Where it listens; the port is the real one.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What is copied, what is assumed, how to steer it and which faults are on, as plain lines for a person.
    pub fn banner(&self) -> String {
        assumed::banner(&self.base_url(), &self.faults)
    }

    /// Stops listening and waits, for two seconds at most, until open answers are given.
    pub async fn stop(self) {
        drop(self.stop);
        // Beyond the limit, what is left ends with the runtime.
        let _ = tokio::time::timeout(STOP_LIMIT, self.task).await;
    }
}
