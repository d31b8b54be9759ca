//! (room)

pub mod field;
