//! (room)
pub mod origin;

pub use origin::Origin;
