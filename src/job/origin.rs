//! The one address that the key goes to: scheme, host and port of the API, checked once and then trusted.
//!
//! Not for media or result links (those are judged where they are entered or opened), and not for connecting.

use std::fmt;

use url::{Host, Url};

/// The folder, and so the ledger, of the embedded sandbox. No [`Origin::folder_name`] is ever equal to it.
pub const SANDBOX_FOLDER: &str = "sandbox";

/// Longest host that still makes a folder name of at most 255 bytes with port and scheme behind it.
const LONGEST_HOST: usize = 240;

/// Scheme, host and port of an Open API: `https` anywhere, plain `http` on this machine alone.
///
/// A path is refused, not kept: the documented paths hang under `/api/open/v1` at the root of the host, and two
/// addresses that differ in nothing but a path would be one origin to the key and two ledgers to the person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin(Url);

/// Why a text is not the base URL of an API.
///
/// No variant carries the text itself: it may hold a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OriginError {
    /// Nothing, or nothing but blanks.
    Empty,
    /// A blank, a line break, a control character or a backslash: browsers and servers read these differently.
    Unclean,
    /// Neither `https://` nor `http://` in front.
    Scheme,
    /// Plain `http` to another machine, which would show the key to the whole way there.
    PlainHttp {
        /// The host as it was understood, after normalisation.
        host: String,
    },
    /// A user name or password, or any `@`.
    UserInfo,
    /// Something after the host.
    Path,
    /// A host that is no plain host name or IP address.
    Host,
    /// Anything else that the URL standard refuses.
    Unreadable(url::ParseError),
}

impl Default for Origin {
    /// `https://www.seedance2.ink`, the documented base URL of the service.
    fn default() -> Self {
        #[expect(clippy::expect_used, reason = "a constant text, parsed in a test of this file")]
        Self::parse(Self::SERVICE).expect("the service's own address is a valid origin")
    }
}

impl Origin {
    /// The documented base URL of the service.
    pub const SERVICE: &str = "https://www.seedance2.ink";

    /// Reads a base URL. One `/` at the end is nothing; host names are compared in lower case, IP addresses in
    /// their usual spelling (`http://2130706433` is `http://127.0.0.1`), and a default port is dropped.
    pub fn parse(text: &str) -> Result<Self, OriginError> {
        if text.trim().is_empty() {
            return Err(OriginError::Empty);
        }
        // The URL standard drops or rewrites these silently; what a person then reads is not what is called.
        if text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
            return Err(OriginError::Unclean);
        }
        let scheme = text.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
        if !matches!(scheme.as_deref(), Some("https" | "http")) {
            return Err(OriginError::Scheme);
        }
        if text.contains('@') {
            return Err(OriginError::UserInfo);
        }
        let url = Url::parse(text).map_err(OriginError::Unreadable)?;
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return Err(OriginError::Path);
        }
        let origin = Self(url);
        match origin.0.host() {
            Some(Host::Domain(name)) if !plain_name(name) => return Err(OriginError::Host),
            Some(_) => {}
            None => return Err(OriginError::Host),
        }
        if origin.0.scheme() == "http" && !origin.is_loopback() {
            return Err(OriginError::PlainHttp { host: origin.host() });
        }
        Ok(origin)
    }

    /// Whether the host is this machine: 127.0.0.0/8, `::1` or the name `localhost` (not `x.localhost`, and not an
    /// IPv4 address written as IPv6). Clients of such an origin are built without a proxy.
    pub fn is_loopback(&self) -> bool {
        match self.0.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
    }

    /// Host for the title bar: `www.seedance2.ink`, `127.0.0.1:8787`. The port is there when it is not the default.
    pub fn host(&self) -> String {
        self.0.authority().to_owned()
    }

    /// The address of one path of this origin. `path` begins with `/`; `?` and `#` in it are escaped, so text in
    /// it can never add a query or leave the origin.
    pub fn url(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        url.set_path(path);
        url
    }

    /// Name of this origin's folder: a single, visible, lower-case ASCII path component of at most 255 bytes.
    /// Distinct for distinct origins, on file systems that ignore case too, and never [`SANDBOX_FOLDER`].
    ///
    /// `https` on its usual port is the bare host; otherwise the port follows, and then `https` where it is that:
    /// `www.seedance2.ink`, `127.0.0.1_8787`, `localhost_443_https`. A host name never holds `_`, so nothing runs
    /// into anything else.
    pub fn folder_name(&self) -> String {
        let host = match self.0.host() {
            Some(Host::Ipv6(address)) => format!("ip6_{}", address.to_string().replace(':', "-")),
            Some(Host::Domain(_) | Host::Ipv4(_)) | None => self.0.host_str().unwrap_or_default().to_owned(),
        };
        let port = self.0.port_or_known_default().unwrap_or_default();
        if self.0.scheme() == "http" {
            format!("{host}_{port}")
        } else if port == 443 && host.contains('.') {
            host
        } else {
            format!("{host}_{port}_https")
        }
    }
}

/// Whether a normalised domain is a plain host name: labels of letters, digits and hyphens, none empty.
fn plain_name(name: &str) -> bool {
    name.len() <= LONGEST_HOST
        && name
            .split('.')
            .all(|label| !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'))
        && !name.starts_with('-')
}

impl fmt::Display for Origin {
    /// Without a slash at the end: `https://www.seedance2.ink`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn accepts_and_normalises() {
        for (text, shown, loopback, folder) in [
            (
                "https://www.seedance2.ink",
                "https://www.seedance2.ink",
                false,
                "www.seedance2.ink",
            ),
            (
                "https://WWW.Seedance2.INK/",
                "https://www.seedance2.ink",
                false,
                "www.seedance2.ink",
            ),
            (
                "https://www.seedance2.ink:443",
                "https://www.seedance2.ink",
                false,
                "www.seedance2.ink",
            ),
            (
                "https://api.example:8443",
                "https://api.example:8443",
                false,
                "api.example_8443_https",
            ),
            ("https://sandbox", "https://sandbox", false, "sandbox_443_https"),
            ("http://127.0.0.1:8787", "http://127.0.0.1:8787", true, "127.0.0.1_8787"),
            ("http://127.9.9.9", "http://127.9.9.9", true, "127.9.9.9_80"),
            ("HTTP://LOCALHOST", "http://localhost", true, "localhost_80"),
            ("https://localhost", "https://localhost", true, "localhost_443_https"),
            ("http://[::1]:80", "http://[::1]", true, "ip6_--1_80"),
            ("http://[::1]:8787/", "http://[::1]:8787", true, "ip6_--1_8787"),
            (
                "https://[2001:db8::1]",
                "https://[2001:db8::1]",
                false,
                "ip6_2001-db8--1_443_https",
            ),
            // other spellings of 127.0.0.1
            ("http://2130706433", "http://127.0.0.1", true, "127.0.0.1_80"),
            ("http://0x7f.1", "http://127.0.0.1", true, "127.0.0.1_80"),
            ("http://0177.0.0.1", "http://127.0.0.1", true, "127.0.0.1_80"),
            ("https://例え.jp", "https://xn--r8jz45g.jp", false, "xn--r8jz45g.jp"),
        ] {
            let origin = Origin::parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
            assert_eq!(
                (
                    origin.to_string().as_str(),
                    origin.is_loopback(),
                    origin.folder_name().as_str()
                ),
                (shown, loopback, folder),
                "{text}"
            );
        }
    }

    #[test]
    fn refuses_what_could_leak_the_key_or_mislead() {
        let plain = |host: &str| OriginError::PlainHttp { host: host.to_owned() };
        for (text, error) in [
            ("", OriginError::Empty),
            (" \n", OriginError::Empty),
            ("www.seedance2.ink", OriginError::Scheme),
            ("localhost:8787", OriginError::Scheme),
            ("https:www.seedance2.ink", OriginError::Scheme),
            ("ftp://www.seedance2.ink", OriginError::Scheme),
            ("javascript://x", OriginError::Scheme),
            ("http://www.seedance2.ink", plain("www.seedance2.ink")),
            ("http://127.0.0.1.evil.com", plain("127.0.0.1.evil.com")),
            ("http://evil.com:8787", plain("evil.com:8787")),
            ("http://x.localhost", plain("x.localhost")),
            ("http://0.0.0.0", plain("0.0.0.0")),
            ("http://[::]", plain("[::]")),
            ("http://[::ffff:127.0.0.1]", plain("[::ffff:7f00:1]")),
            ("http://128.0.0.1", plain("128.0.0.1")),
            ("http://localhost@evil.com", OriginError::UserInfo),
            ("https://user:secret@www.seedance2.ink", OriginError::UserInfo),
            ("https://@www.seedance2.ink", OriginError::UserInfo),
            ("https://www.seedance2.ink\\@evil.com", OriginError::Unclean),
            ("https://www.seedance2.ink\n", OriginError::Unclean),
            (" https://www.seedance2.ink", OriginError::Unclean),
            ("htt\tps://www.seedance2.ink", OriginError::Unclean),
            ("https://www.seedance2.ink/api/open/v1", OriginError::Path),
            ("https://www.seedance2.ink//", OriginError::Path),
            ("https://www.seedance2.ink?", OriginError::Path),
            ("https://www.seedance2.ink#", OriginError::Path),
            ("http://localhost.", OriginError::Host),
            ("https://www.seedance2.ink.", OriginError::Host),
            ("https://a..b", OriginError::Host),
            ("https://localhost_80", OriginError::Host),
            ("https://-x.example", OriginError::Host),
            ("https://", OriginError::Unreadable(url::ParseError::EmptyHost)),
            ("https://x:99999", OriginError::Unreadable(url::ParseError::InvalidPort)),
        ] {
            assert_eq!(Origin::parse(text), Err(error), "{text:?}");
        }
    }

    #[test]
    fn a_password_is_not_repeated() {
        let error = Origin::parse("https://user:hunter2@www.seedance2.ink").unwrap_err();
        assert!(!format!("{error:?}").contains("hunter2"));
    }

    #[test]
    fn the_service_is_the_default() {
        assert_eq!(Origin::default().to_string(), Origin::SERVICE);
    }

    #[test]
    fn paths_stay_inside_the_origin() {
        let origin = Origin::default();
        for (path, whole) in [
            ("/api/open/v1/models", "https://www.seedance2.ink/api/open/v1/models"),
            ("/a?b#c", "https://www.seedance2.ink/a%3Fb%23c"),
            ("//evil.com/x", "https://www.seedance2.ink//evil.com/x"),
        ] {
            assert_eq!(origin.url(path).as_str(), whole);
        }
    }

    fn hosts() -> impl Strategy<Value = String> {
        prop_oneof![
            "[a-cA-C]{1,2}(\\.[a-c0-9-]{1,3}){0,2}",
            Just("localhost".to_owned()),
            Just("sandbox".to_owned()),
            "127\\.0\\.0\\.[0-3]",
            "\\[::[1-3](:[0-9]{1,4})?\\]",
            "[0-9]{1,3}\\.[0-9]{1,3}",
        ]
    }

    proptest! {
        #[test]
        fn reading_never_panics(text in "\\PC{0,40}", tail in "(https?://)?[a-z0-9:@/\\[\\]?#._%-]{0,30}") {
            let _ = Origin::parse(&text);
            let _ = Origin::parse(&tail);
            let _ = Origin::parse(&format!("https://{text}"));
        }

        #[test]
        fn what_is_shown_reads_back_the_same(scheme in "https?", host in hosts(), port in proptest::option::of(1u16..)) {
            let port = port.map(|port| format!(":{port}")).unwrap_or_default();
            if let Ok(origin) = Origin::parse(&format!("{scheme}://{host}{port}")) {
                prop_assert_eq!(Origin::parse(&origin.to_string()), Ok(origin));
            }
        }

        #[test]
        fn folders_are_safe_and_distinct(
            a in ("https?", hosts(), prop_oneof![Just(80u16), Just(443), 1u16..4]),
            b in ("https?", hosts(), prop_oneof![Just(80u16), Just(443), 1u16..4]),
        ) {
            let read = |(scheme, host, port): (String, String, u16)| Origin::parse(&format!("{scheme}://{host}:{port}"));
            if let (Ok(a), Ok(b)) = (read(a), read(b)) {
                let name = a.folder_name();
                prop_assert!(name.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || b".-_".contains(&c)));
                prop_assert!(!name.starts_with(['.', '-']) && !name.ends_with('.') && name.len() <= 255);
                prop_assert_ne!(&name, SANDBOX_FOLDER);
                prop_assert_eq!(a == b, name == b.folder_name());
            }
        }
    }
}
