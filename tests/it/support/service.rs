//! A service that accepts every submit and tells of each job what the test says, written by hand from the API's pages.

use std::sync::{Arc, Mutex};

use super::server::{Act, Seen, answer};

/// Which state each job is in: `req_1` first.
#[derive(Clone, Default)]
pub struct Board(Arc<Mutex<Vec<&'static str>>>);

impl Board {
    /// From now on the service tells this state of a job, counted from 1.
    pub fn set(&self, number: usize, state: &'static str) {
        self.0.lock().unwrap()[number - 1] = state;
    }

    /// The answer to any request.
    pub fn answer(&self, seen: &Seen) -> Act {
        let mut states = self.0.lock().unwrap();
        if seen.is_submit() {
            states.push("queued");
            let number = states.len();
            return say(&format!(
                r#"{{"success":true,"requestId":"req_{number}","status":"queued","creditsCharged":40}}"#
            ));
        }
        let Some(number) = seen.number().filter(|number| (1..=states.len()).contains(number)) else {
            return no_such_thing();
        };
        if seen.is_cancel() {
            states[number - 1] = "cancelled";
        }
        let state = states[number - 1];
        say(&format!(
            r#"{{"success":true,"requestId":"req_{number}","status":"{state}"}}"#
        ))
    }
}

/// 200 with this body.
pub fn say(body: &str) -> Act {
    Act::SayAndClose(answer(
        "200 OK",
        &["Content-Type: application/json", "Connection: close"],
        body,
    ))
}

/// 404 with the envelope.
pub fn no_such_thing() -> Act {
    refuse("404 Not Found", "not_found")
}

/// A readable refusal.
pub fn refuse(status: &str, code: &str) -> Act {
    let body = format!(r#"{{"success":false,"error":{{"code":"{code}","message":"so it says"}}}}"#);
    Act::SayAndClose(answer(
        status,
        &["Content-Type: application/json", "Connection: close"],
        body,
    ))
}
