//! The vocabulary: what a job is, what can happen to it, what may be asked for it. Pure.
//!
//! A [`Job`] changes in one place only, [`Job::apply`]: an [`Event`] goes in, the job is what it is afterwards, whatever
//! the order in which answers arrive. Not for: when to do what (`engine`), how it is said (`words`), where it is kept (`store`).

mod catalogue;
mod check;
mod event;
mod failure;
mod filter;
mod id;
mod noted;
mod open;
pub mod origin;
mod outcome;
mod pace;
mod query;
mod record;
mod request;
mod status;
mod time;
mod usual;
mod window;

pub use catalogue::{Catalogue, Credits, Model, Prices, Rate, Source, is_model_meant, short_name};
pub use check::{
    BadJson, BadUrl, MAX_MEDIA, MediaKind, Problem, check_field, check_request, is_medium, media_kind, media_lines,
};
pub use event::{Event, Intent};
pub use failure::{Failure, FailureKind, FailureOrigin, LedgerFault};
pub use filter::{Archived, Comparison, Filter, FilterProblem, Term, What};
pub use id::{IntentToken, JobId, RemoteId};
pub use noted::Noted;
pub use open::{OpenJob, OpenJobs, Others};
pub use origin::{Origin, OriginError};
pub use outcome::{Answer, CancelOutcome, Poll, Recorded, Snapshot, SubmitOutcome, Video, openable};
pub use pace::Pace;
pub use query::{Query, Sort, Tally};
pub use record::{Details, Job, Step};
pub use request::{Draft, FIELDS, Field, Request, TOKEN_MEMBER};
pub use status::Status;
pub use time::Now;
pub use usual::{Kind, Usual};
pub use window::{Around, Counts, Page, Row, Span, Survey, Surveyed};
