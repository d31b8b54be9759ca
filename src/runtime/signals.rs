//! The signals: those that want the program to end, those of job control, and the one that tells of another size.

use std::io;
use std::thread;
use std::time::Duration;

use rustix::process::Signal as Number;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::{Instant, sleep_until};

use super::input::{Ear, Input};
use super::leave::{GRACE, HELD_UP, LAST_CALL, Submits};
use super::terminal;

/// Between two looks at a loop that is held up.
const STEP: Duration = Duration::from_millis(20);

/// Waits for signals, on a runtime of its own: it hears them too when everything else is held up, and until the very end.
pub(super) fn listen_to_signals(ear: Ear, submits: Submits) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let inside = runtime.enter();
    let ends = Ends {
        interrupt: signal(SignalKind::interrupt())?,
        quit: signal(SignalKind::quit())?,
        terminate: signal(SignalKind::terminate())?,
        hang_up: signal(SignalKind::hangup())?,
    };
    let number = |number: Number| signal(SignalKind::from_raw(number.as_raw()));
    let told = [
        (signal(SignalKind::window_change())?, Input::Resized),
        (number(Number::TSTP)?, Input::Stop),
        (number(Number::CONT)?, Input::Continued),
    ];
    drop(inside);
    thread::Builder::new().name("signals".into()).spawn(move || {
        runtime.block_on(async {
            for (signal, input) in told {
                tokio::spawn(hand_on(signal, input, ear.clone()));
            }
            ends.heed(ear, submits).await;
        });
    })?;
    Ok(())
}

/// Hands each signal of a kind to the loop.
async fn hand_on(mut signal: Signal, input: Input, ear: Ear) {
    while signal.recv().await.is_some() {
        if ear.inputs.send(ear.moment(input.clone())).await.is_err() {
            return;
        }
    }
}

/// The signals that want the program to end.
struct Ends {
    interrupt: Signal,
    quit: Signal,
    terminate: Signal,
    hang_up: Signal,
}

impl Ends {
    /// Hands each signal to the loop, which leaves in good order. Where the program is still there when it should be gone, most likely
    /// in a write that the terminal does not take (a stopped multiplexer, a connection that stalls), it is ended from here:
    /// [`LAST_CALL`] after a second signal, and after the first when the submits on their way are over or have had their time.
    ///
    /// Ctrl-C is the loop's own key, but a loop that is held up does not come to it.
    async fn heed(mut self, ear: Ear, submits: Submits) {
        let mut leaving: Option<Leaving> = None;
        loop {
            let wish = tokio::select! {
                Some(()) = self.interrupt.recv() => {
                    if terminal::is_lent() {
                        continue;
                    }
                    Some(ear.wish_to_end())
                }
                Some(()) = self.quit.recv() => {
                    if terminal::is_lent() {
                        continue;
                    }
                    Some(ear.wish_to_end())
                }
                Some(()) = self.terminate.recv() => Some(ear.wish_to_end()),
                Some(()) = self.hang_up.recv() => match ear.hang_up() {
                    None => continue,
                    wish => wish,
                },
                () = ear.interrupted.notified() => None,
                () = Leaving::goes_on(leaving.as_mut(), &submits) => continue,
                else => return,
            };
            // not before: it waits for a signal for as long as the program runs
            let now = Instant::now();
            leaving = Some(match leaving {
                None => Leaving {
                    held_up_at: now + HELD_UP,
                    by: now + GRACE + LAST_CALL,
                    waits: true,
                    by_key: wish.is_none(),
                },
                Some(before) => Leaving {
                    by: before.by.min(now + LAST_CALL),
                    waits: false,
                    by_key: false,
                    ..before
                },
            });
            if let Some(wish) = wish {
                let inputs = ear.inputs.clone();
                // the loop may take nothing just now, and the next signal has to be heard
                tokio::spawn(async move { inputs.send(wish).await });
            }
        }
    }
}

/// The end of the program, once somebody asked for it.
struct Leaving {
    /// From then on a loop that has not begun to leave is taken for held up.
    held_up_at: Instant,
    /// It is ended where it stands at that time.
    by: Instant,
    /// That is later as long as submits are on their way.
    waits: bool,
    /// Asked for by a key alone: once the terminal is given back the loop has heard it, and keeps its own time.
    by_key: bool,
}

impl Leaving {
    /// Waits for the next thing to do about it, and does it.
    async fn goes_on(leaving: Option<&mut Self>, submits: &Submits) {
        let Some(leaving) = leaving else {
            return std::future::pending().await;
        };
        let ours = terminal::is_ours();
        tokio::select! {
            () = submits.are_over(), if leaving.waits => {
                leaving.waits = false;
                leaving.by = leaving.by.min(Instant::now() + LAST_CALL);
            }
            () = sleep_until(leaving.by) => {
                if ours || !leaving.by_key {
                    terminal::abandon();
                }
                leaving.by = Instant::now() + GRACE;
            }
            () = sleep_until(leaving.held_up_at), if ours => {
                terminal::let_frames_pass();
                leaving.held_up_at = Instant::now() + STEP;
            }
        }
    }
}
