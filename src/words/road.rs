//! Why the road to the service broke, read from the words of the HTTP library: they are a long chain, and one link of it says all.
//! Not for answers of the service: those are said as they are.

/// What broke it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// Nobody listens there.
    Refused,
    /// The name of the host could not be looked up.
    NoSuchHost,
    /// No way leads there: no network, or a wall in between.
    NoRoute,
    /// Whoever answered could not prove to be the service.
    Certificate,
    /// A proxy on the way did not let it through.
    Proxy,
    /// It was closed from the other side.
    Closed,
    /// It took too long.
    TooLong,
}

/// What each cause is known by, in small letters. The first that fits is it.
const SIGNS: [(&str, Cause); 14] = [
    ("proxy", Cause::Proxy),
    ("tunnel", Cause::Proxy),
    ("dns error", Cause::NoSuchHost),
    ("lookup address", Cause::NoSuchHost),
    ("certificate", Cause::Certificate),
    ("refused", Cause::Refused),
    ("unreachable", Cause::NoRoute),
    ("no route", Cause::NoRoute),
    ("reset", Cause::Closed),
    ("broken pipe", Cause::Closed),
    ("closed", Cause::Closed),
    ("eof", Cause::Closed),
    ("timed out", Cause::TooLong),
    ("deadline", Cause::TooLong),
];

impl Cause {
    /// Reads it from such a chain; none where no link is known.
    pub fn of(chain: &str) -> Option<Self> {
        let chain = chain.to_lowercase();
        let sign = SIGNS.into_iter().find(|(sign, _)| chain.contains(sign));
        sign.map(|(_, cause)| cause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_s_chains_are_understood() {
        let connect = |end: &str| Cause::of(&format!("error sending request: client error (Connect): {end}"));
        assert_eq!(
            connect("tcp connect error: Connection refused (os error 111)"),
            Some(Cause::Refused)
        );
        assert_eq!(
            connect("dns error: failed to lookup address information: Name or service not known"),
            Some(Cause::NoSuchHost)
        );
        assert_eq!(
            connect("tcp connect error: Network is unreachable (os error 101)"),
            Some(Cause::NoRoute)
        );
        assert_eq!(
            connect("invalid peer certificate: UnknownIssuer"),
            Some(Cause::Certificate)
        );
        assert_eq!(connect("unsuccessful tunnel"), Some(Cause::Proxy));
        assert_eq!(connect("operation timed out"), Some(Cause::TooLong));
        let sent = |end: &str| Cause::of(&format!("error sending request: client error (SendRequest): {end}"));
        assert_eq!(
            sent("connection error: Connection reset by peer (os error 104)"),
            Some(Cause::Closed)
        );
        assert_eq!(sent("connection closed before message completed"), Some(Cause::Closed));
        assert_eq!(sent("something new"), None);
    }
}
