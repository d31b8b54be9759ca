//! What the person sees and means, key by key, with hand-made answers in the place of the ledger and the service.

mod acting;
mod anything;
mod asking;
mod bulk;
mod forming;
mod kit;
mod listing;
mod noticing;
mod opening;
mod outside;
mod palette;
mod paying;
mod pointing;
mod settling;
mod tracking;
mod waking;
mod wide;
