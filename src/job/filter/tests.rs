use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::job::{Draft, JobId, RemoteId};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + second).expect("in range")
}

fn job() -> Job {
    let draft = Draft {
        prompt: "A paper boat in a gutter".into(),
        metadata: r#"{"batch":"Shots 7","scene":"s-08"}"#.into(),
        ..Draft::default()
    };
    let request = draft.request(&crate::job::Catalogue::built_in()).expect("sound");
    Job {
        remote_id: RemoteId::parse("req_1234567890"),
        credits: Some(Credits::whole(64)),
        status: Status::Failed,
        ..Job::new(JobId(Uuid::from_u128(7)), request, at(-7200))
    }
}

/// Words as a simple text has them.
fn cut(text: &str) -> Vec<String> {
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
}

fn finds(text: &str) -> bool {
    let (filter, problems) = Filter::parse(text);
    assert_eq!(problems, [], "{text}");
    filter.matches(&job(), at(0), cut)
}

#[test]
fn every_term_means_what_it_says() {
    for yes in [
        "",
        "paper BOA",
        "\"paper boat\"",
        "\"paper bo",
        "req_1234",
        "scene",
        "state:failed",
        "state:fail",
        "state:queued,failed",
        "-state:succeeded",
        "model:2.0",
        "model:seed",
        "MODEL:seedance-2.0",
        "-model:fast",
        "ratio:16",
        "res:720P",
        "age:>1h",
        "age:<=2h",
        "age:>=7200s",
        "-age:>1d",
        "credits:64",
        "credits:>63.5",
        "credits:<=64",
        "batch:\"shots 7\"",
        "archived:no",
        "archived:all",
        "—",
        "-—",
    ] {
        assert!(finds(yes), "{yes}");
    }
    for no in [
        "papers",
        "\"paper bo\"",
        "\"boat paper\"",
        "-boat",
        "state:succeeded",
        "state:other",
        "-state:f",
        "model:fast",
        "model:1",
        "ratio:9:16",
        "age:<2h",
        "age:>1w",
        "credits:>64",
        "batch:shots",
        "archived:yes",
        "boat state:queued",
    ] {
        assert!(!finds(no), "{no}");
    }
}

#[test]
fn archived_jobs_are_left_out_unless_they_are_spoken_of() {
    let archived = Job {
        archived: true,
        ..job()
    };
    let finds = |text: &str| Filter::parse(text).0.matches(&archived, at(0), cut);
    assert_eq!(["", "boat", "archived:no"].map(finds), [false; 3]);
    assert_eq!(
        ["archived:yes", "archived:all boat", "-archived:no"].map(finds),
        [true; 3]
    );
}

#[test]
fn a_charge_that_is_not_known_is_no_number() {
    let unknown = Job { credits: None, ..job() };
    let finds = |text: &str| Filter::parse(text).0.matches(&unknown, at(0), cut);
    assert_eq!(
        ["credits:<1", "credits:>=0", "-credits:>100"].map(finds),
        [false, false, true]
    );
}

#[test]
fn nonsense_is_told_and_filters_nothing() {
    let told = |text: &str| {
        let (filter, problems) = Filter::parse(text);
        assert_eq!(filter, Filter::default(), "{text}");
        problems
    };
    assert_eq!(told("colour:red"), [FilterProblem::Key("colour".into())]);
    assert_eq!(told("สถานะ:queued"), [FilterProblem::Key("สถานะ".into())]);
    assert_eq!(told("คีย์:x"), [FilterProblem::Key("คีย์".into())], "a mark is no letter");
    assert_eq!(Filter::state_words().count(), Status::KNOWN.len() + 1);
    assert_eq!(told("-state:done"), [FilterProblem::State("done".into())]);
    for begun in ["state:", "-state:", "state:,", "age:<", "credits: ", "-", "\"\"", "\""] {
        let begun_is = [FilterProblem::Unfinished(begun.trim_end().into())];
        assert_eq!(told(begun), begun_is);
    }
    for age in [
        "2h",
        "<2",
        "<h",
        "<2y",
        "<-2h",
        "<99999999999999999999s",
        "<18446744073709551615w",
    ] {
        assert_eq!(told(&format!("age:{age}")), [FilterProblem::Age(age.into())]);
    }
    assert_eq!(told("credits:>many"), [FilterProblem::Credits(">many".into())]);
    assert_eq!(told("archived:perhaps"), [FilterProblem::Archived("perhaps".into())]);
    assert_eq!(
        told("state:queued,-failed"),
        [FilterProblem::State("-failed".into())],
        "only that one is wrong"
    );
    assert_eq!(Filter::parse(&"a ".repeat(40)).1, [FilterProblem::TooMany]);
    let words = |text: &str| What::Words(text.into());
    let (filter, problems) = Filter::parse("https://x.example/a 12:30");
    let whats: Vec<_> = filter.terms.into_iter().map(|term| term.what).collect();
    assert_eq!(
        (whats, problems),
        (vec![words("https://x.example/a"), words("12:30")], vec![])
    );
}

fn piece() -> impl Strategy<Value = String> {
    let known = [
        "state:f",
        "state:c,q",
        "-model:fast",
        "ratio:\"9:16\"",
        "res:7",
        "age:<2h",
        "age:>=90s",
        "credits:=6.4",
        "batch:\"a b\"",
        "archived:all",
        "\"",
        "-",
        " ",
        ":",
        "é",
        "水",
        "\u{85}",
        "a\"b",
        "--",
        "\"-x",
        "\"state:x y",
    ];
    prop_oneof![
        proptest::sample::select(known.map(str::to_owned).to_vec()),
        any::<char>().prop_map(String::from),
        "[a-z<>=0-9:, \"-]{0,6}",
    ]
}

proptest! {
    #[test]
    fn what_is_printed_is_read_as_the_same(pieces in proptest::collection::vec(piece(), 0..12), space: bool) {
        let text = pieces.join(if space { " " } else { "" });
        let (filter, _) = Filter::parse(&text);
        let (again, problems) = Filter::parse(&filter.to_string());
        prop_assert_eq!(&again, &filter, "{:?} {}", text, filter);
        prop_assert_eq!(problems, vec![]);
        filter.matches(&job(), at(0), cut);
    }
}
