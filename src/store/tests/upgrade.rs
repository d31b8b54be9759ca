//! An older ledger is brought up to date, and at no moment neither whole nor new.

use super::*;
