//! The rooms of `src` have one-way doors. This reads the sources and holds them to the table in `src/lib.rs`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Room, and the rooms it may name.
const DOORS: &[(&str, &[&str])] = &[
    ("job", &[]),
    ("words", &["job"]),
    ("engine", &["job"]),
    ("app", &["job", "engine", "words"]),
    ("ui", &["app", "engine", "job", "words"]),
    ("api", &["job"]),
    ("store", &["job", "words"]),
    ("sandbox", &[]),
    ("config", &["job", "words"]),
    ("cli", &["job", "words", "config", "sandbox", "runtime"]),
    (
        "runtime",
        &[
            "job", "words", "engine", "app", "ui", "api", "store", "sandbox", "config",
        ],
    ),
];

/// Rooms that are functions of what they are given.
const PURE: &[&str] = &["job", "words", "engine", "app"];

/// What a pure room never names: clocks, files, sockets, threads, the environment, async runtimes, the worlds outside.
const IMPURE: &[&str] = &[
    "tokio",
    "reqwest",
    "rusqlite",
    "axum",
    "std::fs",
    "std::env",
    "std::net::Tcp",
    "std::net::Udp",
    "std::thread",
    "std::process",
    "std::sync::mpsc",
    "Instant::now",
    "SystemTime",
    "Timestamp::now",
    "TimeZone::system",
    "thread_rng",
    "SysRng",
];

/// A crate and the only places that may name it.
const KEPT_TO: &[(&str, &[&str])] = &[
    ("reqwest", &["api", "sandbox/webhook.rs"]),
    ("rusqlite", &["store"]),
    ("notify", &["store"]),
    ("axum", &["sandbox"]),
    ("ratatui", &["ui", "runtime"]),
    ("crossterm", &["runtime"]),
    ("tui_textarea", &["app/field.rs", "app/field"]),
    ("frizbee", &["app/palette.rs"]),
    ("clap", &["cli"]),
    ("toml", &["config"]),
];

/// No file is longer, tests not counted.
const LONGEST: usize = 500;

struct Source {
    /// Path below `src`, with `/`.
    path: String,
    room: String,
    /// The text without what follows the first test module.
    code: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = vec![];
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("src can be read") {
            let path = entry.expect("src can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    found
        .iter()
        .filter(|path| !is_test(path))
        .map(|path| source(&root, path))
        .collect()
}

fn is_test(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "tests") || path.file_name().is_some_and(|name| name == "tests.rs")
}

fn source(src: &Path, file: &Path) -> Source {
    let text = fs::read_to_string(file).expect("a source can be read");
    let place = file
        .strip_prefix(src)
        .expect("below src")
        .to_string_lossy()
        .replace('\\', "/");
    let room = place
        .split('/')
        .next()
        .unwrap_or_default()
        .trim_end_matches(".rs")
        .to_owned();
    let code = text.split("\n#[cfg(test)]").next().unwrap_or_default().to_owned();
    Source {
        path: place,
        room,
        code,
    }
}

/// The lines of code: no comments.
fn lines(code: &str) -> impl Iterator<Item = &str> {
    code.lines().map(str::trim).filter(|line| !line.starts_with("//"))
}

#[test]
fn rooms_name_only_the_rooms_below_them() {
    let doors: BTreeMap<_, _> = DOORS.iter().copied().collect();
    let mut wrong = vec![];
    let mut seen = 0;
    for source in sources() {
        let Some(allowed) = doors.get(source.room.as_str()) else {
            assert!(
                ["lib", "main"].contains(&source.room.as_str()),
                "{} is in no room",
                source.path
            );
            continue;
        };
        for line in lines(&source.code) {
            for named in line.split("crate::").skip(1) {
                seen += 1;
                let room: String = named.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                if room != source.room && !allowed.contains(&room.as_str()) {
                    wrong.push(format!("{}: {line}", source.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(
        seen > 50,
        "the reading found only {seen} doors: it does not see the sources"
    );
}

#[test]
fn pure_rooms_see_no_clock_file_socket_or_runtime() {
    let mut wrong = vec![];
    for source in sources().iter().filter(|source| PURE.contains(&source.room.as_str())) {
        for line in lines(&source.code) {
            for impure in IMPURE.iter().filter(|impure| line.contains(**impure)) {
                wrong.push(format!("{}: {impure}: {line}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn crates_stay_in_their_rooms() {
    let mut wrong = vec![];
    for source in sources() {
        for (name, places) in KEPT_TO {
            let at_home = places
                .iter()
                .any(|place| source.room == *place || source.path.starts_with(place));
            for line in lines(&source.code).filter(|line| names(line, name) && !at_home) {
                wrong.push(format!("{}: {name}: {line}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The line names the crate as a path, not as part of another word.
fn names(line: &str, name: &str) -> bool {
    let path = format!("{}::", name.trim_end_matches("::"));
    line.match_indices(&path).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':')
    })
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    for source in sources() {
        assert!(
            source.code.starts_with("//!"),
            "{} does not say what it is for",
            source.path
        );
        let length = source.code.lines().count();
        assert!(length <= LONGEST, "{} has {length} lines", source.path);
    }
}
