//! A thread that brings the second copy to the disk while somebody waits for something else. One for the life of the ledger: to begin a
//! thread for each submit would cost a tenth of it.

use std::io;
use std::sync::mpsc::{Sender, channel};
use std::thread::{self, JoinHandle};

use super::Shared;

/// The second copy, as the writer of the ledger has it. Dropped, it ends the thread.
pub(in crate::store) struct Beside {
    copy: Shared,
    /// Each with the way back for how it ended.
    syncs: Option<Sender<Sender<io::Result<()>>>>,
    thread: Option<JoinHandle<()>>,
}

impl Beside {
    pub(in crate::store) fn start(copy: Shared) -> io::Result<Self> {
        let (syncs, asked) = channel::<Sender<io::Result<()>>>();
        let synced = copy.clone();
        let thread = thread::Builder::new().name("second copy".into()).spawn(move || {
            for answer in asked {
                // nobody listens where the other work panicked
                drop(answer.send(synced.lock().sync()));
            }
        })?;
        Ok(Self {
            copy,
            syncs: Some(syncs),
            thread: Some(thread),
        })
    }

    pub(in crate::store) const fn copy(&self) -> &Shared {
        &self.copy
    }

    /// Does the work while all that was written is brought to the disk; both have ended when this returns.
    pub(in crate::store) fn sync_beside<T>(&self, work: impl FnOnce() -> T) -> (T, io::Result<()>) {
        let (answer, synced) = channel();
        let asked = self.syncs.as_ref().is_some_and(|syncs| syncs.send(answer).is_ok());
        let done = work();
        if !asked {
            // the thread is gone
            return (done, self.copy.lock().sync());
        }
        let died = |_| Err(io::Error::other("it panicked"));
        (done, synced.recv().unwrap_or_else(died))
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        drop(self.syncs.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}
