//! Whether the system lets us have the threads that we need. What starts them later takes it for granted, and panics where it cannot,
//! with half a runtime behind it that is waited for. Not for starting them: each is started where its work is.

use std::io;
use std::sync::Mutex;
use std::thread::{Builder, scope};

/// More than the dashboard and its sandbox have before anything is asked of them.
const NEEDED: usize = 16;

/// The system's error where it does not let us have so many at a time.
pub fn can_have_threads() -> io::Result<()> {
    let door = Mutex::new(());
    scope(|scope| {
        // nobody goes before all are there
        let closed = door.lock();
        let mut each = (0..NEEDED).map(|_| Builder::new().spawn_scoped(scope, || drop(door.lock())));
        let started = each.try_for_each(|thread| thread.map(drop));
        drop(closed);
        started
    })
}
