//! What the engine is told, what it wants done, and its settings.

use jiff::Timestamp;

use crate::job::{
    Answer, CancelOutcome, Catalogue, Event, Failure, Intent, IntentToken, Job, JobId, Kind, Now, OpenJobs, Pace, Poll,
    Recorded, RemoteId, Request, Snapshot, SubmitOutcome, Usual,
};

/// What the engine goes by; from the settings of the program.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// How often to look at a job.
    pub pace: Pace,
    /// Requests a second, all kinds together: more than 0, and less than 1 for one in several seconds.
    pub requests_per_second: f64,
    /// Jobs at the service or on their way at once; the rest wait here.
    pub in_flight: usize,
}

/// What happened, or what the person wants.
#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// The time of [`super::Engine::next_wake`] has come.
    Wake,
    /// This process holds `engine.lock` from now on.
    Holding,
    /// It does not any more: it is about to be stopped, and looks on from now on.
    LetGo,
    /// Another process changed the ledger.
    LedgerChanged,
    /// The open jobs of the ledger, or why they could not be read. Answers [`Effect::OpenJobs`] and [`Effect::ChangedJobs`].
    OpenJobs(Result<OpenJobs, Failure>),
    /// How long jobs usually take, of every kind of which the ledger has seen enough. Answers [`Effect::Usual`].
    Usual(Result<Vec<(Kind, Usual)>, Failure>),
    /// The person sends a request. While the key is refused ([`super::Engine::refuses_to_ask`]), or after [`Message::Seal`], this does
    /// nothing.
    Send {
        /// What is asked for.
        request: Request,
        /// What to do where an equal request was sent within the last minute, or nobody knows what became of one.
        twin: Twin,
    },
    /// The person sends one request of many, and was asked: it goes through our own queue. While the key is refused this does nothing.
    Enqueue(Box<Request>),
    /// Answers [`Effect::Record`].
    Recorded {
        /// Which job.
        id: JobId,
        /// What became of it.
        recorded: Result<Recorded, Failure>,
    },
    /// The person wants a job watched that was submitted elsewhere, if a look shows that there is one.
    Track(RemoteId),
    /// Answers [`Effect::Track`].
    Tracked {
        /// Its name at the service.
        name: RemoteId,
        /// What became of it.
        recorded: Result<Recorded, Failure>,
    },
    /// Answers [`Effect::Submit`].
    Submitted {
        /// Which job.
        id: JobId,
        /// Which try.
        token: IntentToken,
        /// How it ended.
        outcome: SubmitOutcome,
        /// What came back, kept in memory only where it could not be written.
        answer: Option<Answer>,
        /// The job after the outcome was written, or why it could not be written.
        kept: Result<Option<Box<Job>>, Failure>,
    },
    /// Answers [`Effect::Poll`].
    Polled {
        /// Which job.
        id: JobId,
        /// What was seen.
        poll: Poll,
    },
    /// Answers [`Effect::Apply`].
    Applied {
        /// Which job.
        id: JobId,
        /// What was to be written.
        event: Event,
        /// The job afterwards; none where the ledger has no such job.
        kept: Result<Option<Box<Job>>, Failure>,
        /// Something was written. An intent that changed nothing, because somebody else sent or withdrew the job, is never sent.
        changed: bool,
    },
    /// Answers [`Effect::Cancel`].
    CancelAnswered {
        /// Which job.
        id: JobId,
        /// How it went.
        outcome: CancelOutcome,
    },
    /// The person cancels a job.
    Cancel(JobId),
    /// The person wants it looked at now.
    Look(JobId, RemoteId),
    /// The person settles an `unknown` job.
    Settle(JobId, Settlement),
    /// The person hides a job or brings it back.
    Archive(JobId, bool),
    /// The person pauses our own queue, or lets it go on.
    PauseQueue(bool),
    /// The ledger was found damaged, so an intent in it is not sure to be kept: from here on nothing that pays begins, whoever holds the
    /// engine. What is on its way goes on, and so do looks and cancels.
    Seal,
    /// Answers [`Effect::Models`].
    Models(Result<Catalogue, Failure>),
    /// The key was read again after it had been refused.
    KeyRead {
        /// It could be read: one request may try it.
        read_well: bool,
        /// A job that may be looked at to try it, where none is due.
        chosen: Option<(JobId, RemoteId)>,
    },
}

/// What to do where an equal request was sent within the last minute, or nobody knows what became of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Twin {
    /// Record nothing and say so.
    Ask,
    /// The person means to send the same: only of one of which nobody knows what became they are asked.
    AskIfUnknown,
    /// The person was asked and said yes.
    SendAnyway,
}

/// How an `unknown` job is settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settlement {
    /// It is the request of this name, if a look shows that there is one.
    Adopt(RemoteId),
    /// It does not exist at the service.
    NotCreated,
    /// This, which is what the job asks for, is sent again. Pays, perhaps for the second time.
    SendAgain(Box<Request>),
}

/// What the engine wants done. Each comes back as exactly one message, also when whoever does it dies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Read every open job of the ledger.
    OpenJobs,
    /// Read the open jobs that changed since they were read last, and which are not open any more.
    ChangedJobs,
    /// Read how long jobs usually take.
    Usual,
    /// Put a new job into the ledger, durable, in one transaction: as it is, and with its intent where it has one.
    Record {
        /// The job, waiting.
        job: Box<Job>,
        /// The intent to send it at once.
        intent: Option<Intent>,
        /// Write nothing where an equal request was recorded since then.
        twins_since: Option<Timestamp>,
    },
    /// Put a job into the ledger that was submitted elsewhere and that a look has shown, unless it is there. Nothing is sent.
    Track {
        /// The job, as it was seen.
        job: Box<Job>,
        /// Its name at the service.
        name: RemoteId,
        /// What was seen.
        seen: Box<Snapshot>,
    },
    /// Write what happened to a job.
    Apply {
        /// Which job.
        id: JobId,
        /// What happened.
        event: Event,
        /// When.
        at: Timestamp,
    },
    /// Send the POST of a job whose intent is durable, and write what came back. Never done twice for one intent.
    Submit {
        /// Which job.
        id: JobId,
        /// Which try.
        token: IntentToken,
        /// The body as recorded.
        body: String,
    },
    /// Look at a job.
    Poll {
        /// Which job.
        id: JobId,
        /// Its name at the service.
        remote_id: RemoteId,
    },
    /// Ask for a cancel.
    Cancel {
        /// Which job.
        id: JobId,
        /// Its name at the service.
        remote_id: RemoteId,
    },
    /// Ask which models there are.
    Models,
}

impl Effect {
    pub(super) fn apply(id: JobId, event: Event, now: Now) -> Self {
        Self::Apply {
            id,
            event,
            at: now.wall,
        }
    }
}
