//! Reading the text of one value: durations, numbers, switches, commands. Pure.
//!
//! Not for where the text comes from, and not for the words of a choice, which stand with their enum.

use std::path::PathBuf;
use std::time::Duration;

use super::key::unless_key;
use super::layers::Written;
use super::paths::written_path;
use crate::job::{Origin, OriginError};
use crate::words::start::ValueProblem;

/// What a shell would act on, and we hand to the program as it stands.
const SHELL_WORDS: &[&str] = &["|", "||", "&", "&&", ";", "<", ">", ">>", "2>", "2>/dev/null"];

pub(super) fn not_taken(written: &Written) -> ValueProblem {
    ValueProblem::NotTaken(unless_key(written.text).into_owned())
}

fn outside(written: &Written, least: &impl ToString, most: &impl ToString) -> ValueProblem {
    ValueProblem::Outside {
        text: unless_key(written.text).into_owned(),
        least: least.to_string(),
        most: most.to_string(),
    }
}

/// The address of an API.
pub(super) fn origin(written: &Written) -> Result<Origin, ValueProblem> {
    Origin::parse(written.text).map_err(|error| match error {
        OriginError::PlainHttp { host } => ValueProblem::Origin(OriginError::PlainHttp {
            host: unless_key(&host).into_owned(),
        }),
        error => ValueProblem::Origin(error),
    })
}

/// A path, made absolute.
pub(super) fn path(written: &Written) -> Result<PathBuf, ValueProblem> {
    if written.text.is_empty() {
        return Err(ValueProblem::Empty);
    }
    Ok(written_path(written.text, written.base, written.home))
}

/// The path of a folder. A key is none, and must not become a name on the disk.
pub(super) fn folder(written: &Written) -> Result<PathBuf, ValueProblem> {
    if unless_key(written.text) == written.text {
        path(written)
    } else {
        Err(not_taken(written))
    }
}

/// `auto` (`None`) or a duration with its unit.
pub(super) fn pace(written: &Written, least: Duration, most: Duration) -> Result<Option<Duration>, ValueProblem> {
    if written.text == "auto" {
        return Ok(None);
    }
    let signed: jiff::SignedDuration = written.text.parse().map_err(|_| not_taken(written))?;
    let bounds = least..=most;
    match Duration::try_from(signed) {
        Ok(duration) if bounds.contains(&duration) => Ok(Some(duration)),
        Ok(_) | Err(_) => Err(outside(
            written,
            &format_args!("{least:?}"),
            &format_args!("{} h", most.as_secs() / 3600),
        )),
    }
}

/// `auto` (`None`) or a number.
pub(super) fn rate(written: &Written, least: f64, most: f64) -> Result<Option<f64>, ValueProblem> {
    if written.text == "auto" {
        return Ok(None);
    }
    let rate: f64 = written.text.parse().map_err(|_| not_taken(written))?;
    // Refuses NaN too, which is in no range.
    if (least..=most).contains(&rate) {
        Ok(Some(rate))
    } else {
        Err(outside(written, &least, &most))
    }
}

/// A whole number.
pub(super) fn count(written: &Written, least: u16, most: u16) -> Result<u16, ValueProblem> {
    // Wider than any bound, so that a large number is called large and not unreadable.
    let count: i64 = written.text.parse().map_err(|_| not_taken(written))?;
    u16::try_from(count)
        .ok()
        .filter(|count| (least..=most).contains(count))
        .ok_or_else(|| outside(written, &least, &most))
}

/// `on` or `off`; `true` and `false` are what TOML calls them.
pub(super) fn switch(written: &Written) -> Result<bool, ValueProblem> {
    match written.text {
        "on" | "true" => Ok(true),
        "off" | "false" => Ok(false),
        _ => Err(not_taken(written)),
    }
}

/// A program and its arguments: words, `'...'` and `"..."` as in a shell, but nothing is expanded.
pub(super) fn command(written: &Written) -> Result<Vec<String>, ValueProblem> {
    let words = shlex::split(written.text).ok_or(ValueProblem::OpenQuotation)?;
    if words.first().is_none_or(String::is_empty) {
        return Err(ValueProblem::NoProgram);
    }
    if words.iter().any(|word| SHELL_WORDS.contains(&word.as_str())) {
        return Err(ValueProblem::NeedsShell);
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::layers::Source;

    fn written(text: &str) -> Written<'_> {
        Written {
            text,
            source: &Source::Default,
            base: Path::new("/"),
            home: None,
        }
    }

    #[test]
    fn paces() {
        let pace = |text| pace(&written(text), Duration::from_millis(10), Duration::from_secs(86_400));
        for (text, read) in [
            ("auto", None),
            ("20s", Some(Duration::from_secs(20))),
            ("500ms", Some(Duration::from_millis(500))),
            ("1m", Some(Duration::from_secs(60))),
            ("1m 30s", Some(Duration::from_secs(90))),
            ("0.5s", Some(Duration::from_millis(500))),
            ("24h", Some(Duration::from_secs(86_400))),
        ] {
            assert_eq!(pace(text), Ok(read), "{text}");
        }
        for text in [
            "",
            "20",
            "0s",
            "9ms",
            "25h",
            "-20s",
            "20s ago",
            "soon",
            "Auto",
            "1e9s",
            "999999999999999999999s",
        ] {
            assert!(pace(text).is_err(), "{text}");
        }
        let outside = ValueProblem::Outside {
            text: "1ms".to_owned(),
            least: "10ms".to_owned(),
            most: "24 h".to_owned(),
        };
        assert_eq!(pace("1ms"), Err(outside));
    }

    #[test]
    fn numbers() {
        let rate = |text| rate(&written(text), 0.1, 1000.0);
        assert_eq!(
            (rate("auto"), rate("5"), rate("0.5")),
            (Ok(None), Ok(Some(5.0)), Ok(Some(0.5)))
        );
        for text in ["", "0", "-1", "nan", "inf", "1001", "5/s"] {
            assert!(rate(text).is_err(), "{text}");
        }
        let count = |text| count(&written(text), 1, 1000);
        assert_eq!((count("1"), count("1000")), (Ok(1), Ok(1000)));
        for text in ["", "0", "1001", "-1", "65537", "99999999999", "5.0", "auto"] {
            assert!(count(text).is_err(), "{text}");
        }
    }

    #[test]
    fn commands() {
        let command = |text| command(&written(text));
        for (text, words) in [
            ("pass show seedance", &["pass", "show", "seedance"][..]),
            ("'my tool' \"a b\" c\\ d $HOME", &["my tool", "a b", "c d", "$HOME"]),
            (
                "sh -c 'pass show x | head -n 1'",
                &["sh", "-c", "pass show x | head -n 1"],
            ),
            ("printf 'a | b'", &["printf", "a | b"]),
        ] {
            assert_eq!(command(text).unwrap(), words, "{text}");
        }
        for text in ["", "  ", "'open", "''", "pass show x | head -n 1", "pass && true"] {
            assert!(command(text).is_err(), "{text}");
        }
    }
}
