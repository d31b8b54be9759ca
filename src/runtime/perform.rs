//! From an effect to what is done, and back to exactly one message, also when the task that did it dies.

use std::sync::{PoisonError, RwLock};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Browser, Clock, Editor, Submits};
use crate::api::{Client, Limits};
use crate::app::{Effect, Marks, Message, NoKey, NoText};
use crate::config::KeySource;
use crate::engine;
use crate::job::{Event, Failure, FailureKind, IntentToken, JobId, Noted, Now, Origin, Poll, RemoteId, SubmitOutcome};
use crate::store::Store;

/// The two worlds outside the program, and what is needed to reach them.
pub struct Service {
    /// The ledger.
    pub store: Store,
    /// The client; another one when the key was read again.
    pub client: RwLock<Client>,
    /// Where the API is.
    pub origin: Origin,
    /// Where the key comes from.
    pub key_source: KeySource,
    /// Opens videos.
    pub browser: Browser,
    /// Has texts edited.
    pub editor: Editor,
    /// Where the person's days begin.
    pub zone: TimeZone,
    /// The clocks.
    pub clock: Clock,
    /// The submits that are on their way.
    pub submits: Submits,
}

impl Service {
    fn client(&self) -> Client {
        self.client.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn now(&self) -> Now {
        self.clock.now()
    }

    /// Does one effect. Those that change the screen or end the program are the loop's and come to nothing here.
    pub(super) async fn perform(&self, effect: Effect) -> Option<Message> {
        if let Effect::Engine(engine::Effect::Poll { id, remote_id }) = effect {
            return Some(Message::Engine(self.look(id, &remote_id).await));
        }
        // apart, so that of all that is done the looks, thousands a minute, do not carry the room that the largest takes
        Box::pin(self.perform_rest(effect)).await
    }

    async fn look(&self, id: JobId, remote_id: &RemoteId) -> engine::Message {
        let poll = self.client().status(remote_id, self.now().wall).await;
        engine::Message::Polled { id, poll }
    }

    async fn perform_rest(&self, effect: Effect) -> Option<Message> {
        Some(match effect {
            Effect::Engine(effect) => Message::Engine(self.perform_engine(effect).await),
            Effect::Page(query, span) => {
                let page = self.store.page(query.clone(), span, self.day_start(), self.now().wall);
                Message::Page(query, page.await)
            }
            Effect::Ids(query) => {
                let ids = self.store.ids(query.clone(), Marks::MOST + 1, self.now().wall).await;
                Message::Ids(query, ids)
            }
            Effect::Survey(ids, query) => Message::Surveyed(self.store.survey(ids, query, self.now().wall).await),
            Effect::Details(id, purpose) => Message::Details {
                id,
                purpose,
                details: self.store.details(id).await,
            },
            Effect::SaveDraft(draft) => Message::DraftSaved(self.store.save_draft(*draft).await),
            Effect::ReadKey => Message::KeyRead(self.read_key().await),
            Effect::Browse(url) => {
                let started = (self.browser)(url.clone()).await;
                Message::Browsed { url, started }
            }
            Effect::EditOutside(text) => Message::Edited((self.editor)(text).await),
            Effect::Copy(_) | Effect::Theme(_) | Effect::Redraw | Effect::Ring(_) | Effect::Suspend | Effect::Quit => {
                return None;
            }
        })
    }

    async fn perform_engine(&self, effect: engine::Effect) -> engine::Message {
        use engine::{Effect, Message};
        match effect {
            // a window that was killed leaves its rows `sending`: whoever reads the board finds them
            Effect::OpenJobs => {
                let _ = self.store.adopt_orphans(self.now().wall).await;
                Message::OpenJobs(self.store.open_jobs().await)
            }
            Effect::ChangedJobs => {
                let _ = self.store.adopt_orphans(self.now().wall).await;
                Message::OpenJobs(self.store.changed_jobs().await)
            }
            Effect::Usual => Message::Usual(self.store.usual().await),
            Effect::Record {
                job,
                intent,
                twins_since,
            } => {
                let _counted = intent.is_some().then(|| self.submits.begin());
                let id = job.id;
                Message::Recorded {
                    id,
                    recorded: self.store.record(*job, intent, twins_since).await,
                }
            }
            Effect::Track { job, name, seen } => Message::Tracked {
                name,
                recorded: self.store.track(*job, *seen).await,
            },
            Effect::Apply { id, event, at } => {
                let (kept, changed) = match self.store.apply(id, event.clone(), at).await {
                    Ok(applied) => (Ok(applied.job), applied.changed),
                    Err(failure) => (Err(failure), false),
                };
                if kept.is_ok() && matches!(event, Event::Answered { .. }) {
                    self.submits.is_written(id);
                }
                Message::Applied {
                    id,
                    event,
                    kept,
                    changed,
                }
            }
            Effect::Submit { id, token, body } => {
                let counted = self.submits.begin();
                let (outcome, answer) = self.client().submit(body).await;
                let event = Event::Answered {
                    token,
                    outcome: outcome.clone(),
                    answer: answer.clone(),
                };
                let kept = self
                    .store
                    .apply(id, event, self.now().wall)
                    .await
                    .map(|applied| applied.job);
                if kept.is_err() {
                    self.submits.keep(id, counted);
                }
                Message::Submitted {
                    id,
                    token,
                    outcome,
                    answer: answer.filter(|_| kept.is_err()),
                    kept,
                }
            }
            Effect::Poll { id, remote_id } => self.look(id, &remote_id).await,
            Effect::Cancel { id, remote_id } => Message::CancelAnswered {
                id,
                outcome: self.client().cancel(&remote_id).await,
            },
            Effect::Models => Message::Models(self.client().models().await),
        }
    }

    /// Writes that a job whose intent is durable was not sent after all: the program is being left, and no byte of it went out.
    pub(super) async fn leave_unsent(&self, id: JobId, token: IntentToken) -> Message {
        let counted = self.submits.begin();
        let outcome = SubmitOutcome::NotSent(Failure::new(FailureKind::Local, Noted::LeftUnsent.text()));
        let event = Event::Answered {
            token,
            outcome: outcome.clone(),
            answer: None,
        };
        let kept = self
            .store
            .apply(id, event, self.now().wall)
            .await
            .map(|applied| applied.job);
        if kept.is_err() {
            self.submits.keep(id, counted);
        }
        Message::Engine(engine::Message::Submitted {
            id,
            token,
            outcome,
            answer: None,
            kept,
        })
    }

    async fn read_key(&self) -> Result<(), NoKey> {
        let source = self.key_source.clone();
        let read = tokio::task::spawn_blocking(move || source.read())
            .await
            .map_err(|lost| NoKey::Failed(Failure::new(FailureKind::Local, lost.to_string())))?;
        // on the sandbox there is no key to read: its own stays
        let Some(key) = read.map_err(|error| NoKey::Unreadable(error.into()))? else {
            return Ok(());
        };
        let client = Client::new(&self.origin, key.expose(), Limits::default()).map_err(NoKey::Failed)?;
        *self.client.write().unwrap_or_else(PoisonError::into_inner) = client;
        Ok(())
    }

    /// Where the person's day began.
    fn day_start(&self) -> Timestamp {
        let now = self.now().wall;
        now.to_zoned_datetime(self.zone.clone())
            .start_of_day()
            .map_or(now, |start| start.timestamp())
    }
}

/// What is said in the place of an effect whose task died. A submit that died is unknown: it may have been delivered.
pub(super) fn lost(effect: &Effect) -> Option<Message> {
    let failure = || Failure::new(FailureKind::Local, Noted::TaskDied.text());
    let engine = match effect {
        Effect::Page(query, _) => return Some(Message::Page(query.clone(), Err(failure()))),
        Effect::Ids(query) => return Some(Message::Ids(query.clone(), Err(failure()))),
        Effect::Survey(..) => return Some(Message::Surveyed(Err(failure()))),
        Effect::Details(id, purpose) => {
            return Some(Message::Details {
                id: *id,
                purpose: *purpose,
                details: Err(failure()),
            });
        }
        Effect::SaveDraft(_) => return Some(Message::DraftSaved(Err(failure()))),
        Effect::ReadKey => return Some(Message::KeyRead(Err(NoKey::Failed(failure())))),
        Effect::Browse(url) => {
            return Some(Message::Browsed {
                url: url.clone(),
                started: Err(failure()),
            });
        }
        Effect::EditOutside(_) => return Some(Message::Edited(Err(NoText::Fault(failure().detail)))),
        Effect::Copy(_) | Effect::Theme(_) | Effect::Redraw | Effect::Ring(_) | Effect::Suspend | Effect::Quit => {
            return None;
        }
        Effect::Engine(engine) => engine,
    };
    Some(Message::Engine(match engine {
        engine::Effect::OpenJobs | engine::Effect::ChangedJobs => engine::Message::OpenJobs(Err(failure())),
        engine::Effect::Usual => engine::Message::Usual(Err(failure())),
        engine::Effect::Record { job, .. } => engine::Message::Recorded {
            id: job.id,
            recorded: Err(failure()),
        },
        engine::Effect::Track { name, .. } => engine::Message::Tracked {
            name: name.clone(),
            recorded: Err(failure()),
        },
        engine::Effect::Apply { id, event, .. } => engine::Message::Applied {
            id: *id,
            event: event.clone(),
            kept: Err(failure()),
            changed: false,
        },
        engine::Effect::Submit { id, token, .. } => engine::Message::Submitted {
            id: *id,
            token: *token,
            outcome: SubmitOutcome::Unknown(failure()),
            answer: None,
            kept: Err(failure()),
        },
        engine::Effect::Poll { id, .. } => engine::Message::Polled {
            id: *id,
            poll: Poll::Missed {
                failure: failure(),
                retry_after: None,
            },
        },
        engine::Effect::Cancel { id, .. } => engine::Message::CancelAnswered {
            id: *id,
            outcome: crate::job::CancelOutcome::Missed {
                failure: failure(),
                retry_after: None,
            },
        },
        engine::Effect::Models => engine::Message::Models(Err(failure())),
    }))
}
