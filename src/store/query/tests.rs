//! The executor against the plain meaning of a query.
