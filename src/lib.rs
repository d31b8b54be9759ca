//! `seedance-tui`: a terminal dashboard for the Seedance 2.0 Open API. This page is the map of the code.
//!
//! # Rooms
//!
//! The doors go one way; `tests/it/architecture.rs` reads the sources and holds this table.
//!
//! | room | what lives there | may say `crate::` |
//! |---|---|---|
//! | [`job`] | pure vocabulary: request, job, state, event, catalogue; what is wrong with a draft | - |
//! | [`words`] | pure: every text for people, one table a language; sanitiser, widths, durations | `job` |
//! | [`engine`] | pure machine that moves jobs: submit, queue, poll, cancel | `job` |
//! | [`app`] | pure machine of what the person sees and means: form, list, questions, keys | `job` `engine` `words` |
//! | [`ui`] | pixels: [`ui::View`] draws an [`app::App`] | `app` `engine` `job` `words` |
//! | [`api`] | the wire: the service's Open API over HTTP | `job` |
//! | [`store`] | the disk: the ledger, its second copy and repair, its locks, changes by others | `job` `words` |
//! | [`sandbox`] | a service of our own on loopback; shares no type with the client, so no shared mistake | - |
//! | [`config`] | flags, environment, file, defaults; paths; where the key comes from | `job` `words` |
//! | [`runtime`] | the loop, effects to futures, input, the terminal, the browser | all but `cli` |
//! | [`cli`] | the command line, one file for each headless command | `job` `words` `config` `sandbox` `runtime` |
//!
//! The four pure rooms never see a clock, a file, a socket, a thread, the environment or an async runtime.
//!
//! # The way of a key press and of an answer
//!
//! ```text
//!  terminal ── runtime::input ─► app::Message ──┐
//!  tasks of runtime::perform ──► app::Message ──┼─► App::update(message, now) ─► Vec<Effect> ─► runtime::perform
//!  sleep until App::next_wake ─► Message::Wake ─┘         │
//!                                                         ▼ at most once in 16 ms, never when nothing happened
//!                                         View::draw(&app, now, frame) ─► Geometry ─► Message::Drawn
//! ```
//!
//! What tells a time reads differently by itself: [`app::App::next_change_on_screen`] says when the next frame is wanted for that.
//!
//! [`app::App`] owns the [`engine::Engine`]. Time is an argument, effects are data, and every effect that touches disk or network
//! comes back as exactly one message, also when its task dies.
//!
//! # The life of a paid job
//!
//! `Ctrl-S` → the form is checked → `Effect::Record`: job and intent are durable (store, `synchronous=FULL`) → `Effect::Submit`: the
//! recorded bytes go out once, and the raw answer and what was read from it are written in one transaction → looked at when due
//! → [`job::Job::apply`] merges what was seen, in whatever order, inside the ledger's transaction. What is not proved to be
//! accepted, rejected or not sent is `unknown`, and stays visible until the person settles it ([`engine::Settlement`]).
//!
//! The ledger is the truth and memory holds a window: the list is a query ([`job::Query`], [`job::Page`]), the engine keeps the
//! due times of open jobs only.
//!
//! # How to add
//!
//! - **a key**: a variant of [`app::action::Action`], a row in [`app::keymap::BINDINGS`] with the name by which it is remapped (or,
//!   for one that only changes a field, in [`app::typing::TYPING`]), its words in `words/table/keys.rs`; the compiler asks for the rest. Help, footer, palette and the README's table follow.
//! - **a field of the API**: [`job::Request`] and its `body`, a row in [`job::FIELDS`]. The request is one JSON column: no migration.
//! - **a column of the list**: a row in `ui/columns.rs`. Narrow screens drop columns by priority.
//! - **a term of the filter**: a variant of [`job::What`], its key in `job/filter/parse.rs`; the compiler asks for the rest.
//! - **a setting**: a row in [`config::SETTINGS`], its words in [`words::line`]. Its three spellings, `--help` and the guide's table follow.
//! - **an error outside the dashboard**: a variant in [`words::start`], made where it is met. The compiler asks each language for it.
//! - **a fault of the sandbox**: a row in `sandbox/faults.rs`.

pub mod api;
pub mod app;
pub mod cli;
pub mod config;
pub mod engine;
pub mod job;
pub mod runtime;
pub mod sandbox;
pub mod store;
pub mod ui;
pub mod words;
