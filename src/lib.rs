//! `seedance-tui`: a terminal dashboard for the Seedance 2.0 Open API.
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
