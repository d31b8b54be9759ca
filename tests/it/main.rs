//! tests

mod screens;
