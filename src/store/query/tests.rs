//! The executor against the plain meaning of a query, its plans, and what is found in sentences.

use std::cmp::Ordering;
use std::time::Duration;

use jiff::SignedDuration;
use proptest::prelude::*;

use super::*;
use crate::job::{Credits, Filter, Job, RemoteId, Sort, Status, Step, Tally};
use crate::store::tests::{archived, at, id_at, job_at, memory, put};
use crate::words::search::cut;

/// The moment of every query.
const NOW: i64 = 100_000;

fn status() -> impl Strategy<Value = Status> {
    let known = Status::KNOWN.into_iter();
    let other = ["paused", "held"].map(|word| Status::Other(word.into()));
    prop::sample::select(known.chain(other).collect::<Vec<_>>())
}

fn second() -> impl Strategy<Value = i64> {
    // at one moment, in one stretch of the totals, in several
    prop_oneof![0..6_i64, 0..2000_i64, 0..NOW + 10]
}

fn ledger() -> impl Strategy<Value = Vec<Job>> {
    let prompts = [
        "a river in the market",
        "River boats",
        "清晨的市场里有河水",
        "水边的猫",
        "ไปตลาดน้ำยามเช้า",
        "ตลาดนัด and rivets",
        "market, market",
    ];
    let select = |from: &[&str]| prop::sample::select(from.iter().map(ToString::to_string).collect::<Vec<_>>());
    let what = (
        select(&prompts),
        select(&["seedance-2.0", "seedance-2.0-fast", "seedance-1.5-pro", "else"]),
        select(&["16:9", "9:16"]),
        select(&["720p", "1080p"]),
        prop::option::of(select(&[
            r#"{"batch":"a b"}"#,
            r#"{"batch": "B"}"#,
            r#"{"batch":"\u6c34"}"#,
            r#"{"x":"batch b"}"#,
            r#"{"batch":7,"x":"b"}"#,
            r#"{"batch":"b 7"}"#,
        ])),
    );
    let how = (
        second(),
        status(),
        prop::option::of(0..4_u64),
        prop::option::of(0..3_i64),
        prop::bool::weighted(0.2),
        prop::bool::weighted(0.7),
    );
    prop::collection::vec((what, how), 0..70).prop_map(|jobs| {
        let made = (1..)
            .zip(jobs)
            .map(|(number, ((prompt, model, ratio, resolution, metadata), how))| {
                let (second, status, credits, ran, archived, named) = how;
                let mut job = job_at(second, number);
                job.request.prompt = prompt;
                job.request.model = model;
                job.request.aspect_ratio = ratio;
                job.request.resolution = resolution;
                job.request.metadata = metadata;
                job.status = status;
                job.credits = credits.map(Credits::whole);
                job.archived = archived;
                job.remote_id = named
                    .then(|| RemoteId::parse(&format!("req_fill_{number:07}")))
                    .flatten();
                if let Some(ran) = ran.filter(|_| job.status.is_end()) {
                    let step = |later, status| Step {
                        at: at(second + later),
                        status,
                    };
                    job.steps = vec![step(0, Status::Sending), step(1, Status::Queued)];
                    job.ended_at = Some(at(second + 1 + ran));
                }
                job
            });
        made.collect()
    })
}

fn filter() -> impl Strategy<Value = String> {
    let terms = [
        "river",
        "riv",
        "r",
        "market",
        "boats",
        "\"river in\"",
        "\"river i\"",
        "水",
        "市场",
        "ตลาด",
        "ตลาดน้ำ",
        "ตลาดน",
        "猫",
        "nothing",
        "req_fill",
        "req_fill_00",
        "req_fill_0000007",
        "0000007",
        "state:succ",
        "state:f,q",
        "state:other",
        "model:fast",
        "model:s",
        "ratio:9",
        "res:1080p",
        "age:<1000s",
        "age:>=99000s",
        "age:>0s",
        "credits:>1",
        "credits:2",
        "credits:>0 -credits:2",
        "credits:<=0",
        "batch:\"a b\"",
        "batch:b",
        "batch:水",
        "batch:7",
        "batch:\"B 7\"",
        "archived:yes",
        "archived:all",
        "—",
    ];
    let term = (prop::bool::weighted(0.25), prop::sample::select(terms.to_vec()));
    let term = term.prop_map(|(negated, term)| format!("{}{term}", if negated { "-" } else { "" }));
    prop_oneof![
        1 => Just(String::new()),
        4 => prop::collection::vec(term, 1..4).prop_map(|terms| terms.join(" ")),
    ]
}

fn limits() -> impl Strategy<Value = Limits> {
    let values = (0..40_u32, 0..40_usize);
    // what is counted: all of so few, next to nothing, or what lies between
    let counting = prop_oneof![
        3 => Just((1000, 100_000)),
        1 => (0..30_usize, 0..2000_u64),
    ];
    (0..40_u64, 1..20_usize, 0..2_u64, values, 0..4_u64, 1..20_u32, counting).prop_map(
        |(passed, look_ups, probing, (few, sorted), in_vain, at_once, (counted, counting))| Limits {
            passed,
            look_ups,
            probing: Duration::from_micros(probing * 300),
            few,
            sorted,
            in_vain,
            at_once,
            counted,
            counting,
        },
    )
}

#[derive(Debug, Clone)]
enum Anchor {
    Top,
    Bottom,
    Job(prop::sample::Index),
    /// The name of no job, half a second after that second.
    Stranger(i64),
}

fn anchor() -> impl Strategy<Value = Anchor> {
    prop_oneof![
        Just(Anchor::Top),
        Just(Anchor::Bottom),
        any::<prop::sample::Index>().prop_map(Anchor::Job),
        second().prop_map(Anchor::Stranger),
    ]
}

/// Queries, each with the windows that are asked for one after the other.
fn queries() -> impl Strategy<Value = (Query, Vec<(Anchor, u32)>)> {
    let sort = prop::sample::select(Sort::ALL.to_vec());
    let windows = prop::collection::vec((anchor(), 0..9_u32), 1..4);
    (filter(), sort, any::<bool>(), windows).prop_map(|(text, sort, reversed, windows)| {
        let (filter, problems) = Filter::parse(&text);
        assert_eq!(problems, [], "{text}");
        let query = Query { filter, sort, reversed };
        (query, windows)
    })
}

fn words(text: &str) -> Vec<String> {
    cut(text).map(Into::into).collect()
}

/// What happens between two queries.
#[derive(Debug, Clone)]
enum Change {
    None,
    Comes,
    Moves(prop::sample::Index, Status, bool),
}

fn change() -> impl Strategy<Value = Change> {
    let moves = (any::<prop::sample::Index>(), status(), any::<bool>());
    prop_oneof![
        Just(Change::None),
        Just(Change::Comes),
        moves.prop_map(|(which, status, archived)| Change::Moves(which, status, archived)),
    ]
}

/// Changes a job in the ledger.
fn change_to(db: &Connection, job: &mut Job, change: impl FnOnce(&mut Job)) {
    let before = job.clone();
    change(job);
    let (key, _) = row::find(db, job.id).expect("readable").expect("there");
    row::update(db, key, &before, job).expect("written");
}

/// The place in a list where a row stands, or would.
fn place(list: &[Row], query: &Query, row: &Row) -> usize {
    list.iter()
        .take_while(|each| query.order(each, row) == Ordering::Less)
        .count()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn every_window_is_the_list_cut_at_that_place(
        mut jobs in ledger(),
        asked in prop::collection::vec((queries(), limits(), change()), 1..12),
    ) {
        let db = memory();
        // those of one moment come in the order of their names
        let mut later = jobs.split_off(jobs.len() - jobs.len() / 4).into_iter();
        for job in &jobs {
            put(&db, job);
        }
        let memory_of_words = Memory::default();
        for ((query, windows), limits, change) in asked {
            match change {
                Change::Comes => jobs.extend(later.next().inspect(|job| put(&db, job))),
                Change::Moves(which, status, archived) if !jobs.is_empty() => {
                    let which = which.index(jobs.len());
                    let ended_at = jobs[which].ended_at.filter(|_| status.is_end());
                    change_to(&db, &mut jobs[which], |job| {
                        *job = Job { status, ended_at, archived, ..job.clone() };
                    });
                }
                Change::Moves(..) | Change::None => {}
            }
            let wanted = jobs.iter().filter(|job| query.filter.matches(job, at(NOW), words));
            let mut list: Vec<_> = wanted.map(Row::of).collect();
            list.sort_by(|one, other| query.order(one, other));
            let of_order = matches!(query.sort, Sort::State | Sort::Model);
            for (anchor, reach) in windows {
                let (around, place) = match anchor {
                    Anchor::Job(which) if !jobs.is_empty() => {
                        let job = which.get(&jobs);
                        (Around::Job(job.id), place(&list, &query, &Row::of(job)))
                    }
                    // a stranger has a time and nothing else
                    Anchor::Stranger(second) if !of_order => {
                        let half = SignedDuration::from_millis(500);
                        let stranger = Job::new(id_at(second, 0), job_at(second, 0).request, at(second) + half);
                        let id = crate::store::tests::id_at_millis(second * 1000 + 500, 0);
                        (Around::Job(id), place(&list, &query, &Row::of(&stranger)))
                    }
                    Anchor::Bottom => (Around::Bottom, list.len().saturating_sub(1)),
                    Anchor::Top | Anchor::Job(_) | Anchor::Stranger(_) => (Around::Top, 0),
                };
                let span = Span { around, reach };
                let page = page_within(&db, &memory_of_words, &query, span, (at(0), at(NOW)), limits).expect("a page");
                let reach = usize::try_from(reach).expect("small");
                let cut = place.saturating_sub(reach).min(list.len())..list.len().min(place + reach + 1);
                let first = if cut.is_empty() { 0 } else { cut.start };
                prop_assert_eq!(&page.rows, &list[cut], "{:?} {:?}", query, span);
                // exact is what it is; what is not exact is never more than that, and never where all is counted or known anyway
                let whole = limits.counted >= Limits::MEASURED.counted;
                let known = whole || query.filter.terms.is_empty();
                for (told, is, must) in [(page.before, first, whole), (page.total, list.len(), known)] {
                    let is = u64::try_from(is).expect("small");
                    let sound = if told.exact { told.number == is } else { told.number <= is && !must };
                    prop_assert!(sound, "{told:?} of {is} {query:?} {span:?}");
                }
            }
            let ids = super::ids(&db, &memory_of_words, &query, 5, at(NOW)).expect("names");
            prop_assert_eq!(ids, list.iter().take(5).map(|row| row.id).collect::<Vec<_>>());
        }
    }
}

#[test]
fn no_question_reads_the_table_or_sorts() {
    let db = memory();
    let plan = |sql: &str| -> Vec<String> {
        let mut statement = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect("sound SQL");
        let steps = statement.raw_query().mapped(|row| row.get::<_, String>(3));
        steps.map(|step| step.expect("a step")).collect()
    };
    let by_index = [
        (merge::LIST_OLDER, "jobs_list (archived=? AND key>? AND key<?)"),
        (merge::LIST_NEWER, "jobs_list (archived=? AND key>? AND key<?)"),
        (merge::FACET_OLDER, "jobs_facet (facet=? AND key>? AND key<?)"),
        (merge::FACET_NEWER, "jobs_facet (facet=? AND key>? AND key<?)"),
        (search::UNCHARGED, "jobs_credits (credits=? AND key>? AND key<?)"),
        (search::CHARGED, "jobs_credits (credits>? AND credits<?)"),
        (
            values::CREDITS.same_down,
            "jobs_credits (credits=? AND key>? AND key<?)",
        ),
        (values::CREDITS.same_up, "jobs_credits (credits=? AND key>? AND key<?)"),
        (values::CREDITS.down, "jobs_credits (credits<?)"),
        (values::CREDITS.up, "jobs_credits (credits>?)"),
        (
            values::RUNNING.same_down,
            "jobs_running (running=? AND key>? AND key<?)",
        ),
        (values::RUNNING.same_up, "jobs_running (running=? AND key>? AND key<?)"),
        (values::RUNNING.down, "jobs_running (running<?)"),
        (values::RUNNING.up, "jobs_running (running>?)"),
        (numbers::WITHIN, "jobs_list (archived=? AND key>? AND key<?)"),
        (numbers::TODAY, "jobs_list (archived=? AND key>?)"),
    ];
    let sent_today = plan(numbers::SENT_TODAY);
    assert!(
        sent_today.contains(&"SEARCH intents USING INTEGER PRIMARY KEY (rowid>?)".into()),
        "the intents of the day alone: {sent_today:?}"
    );
    for (sql, index) in by_index {
        assert_eq!(
            plan(sql),
            [format!("SEARCH jobs USING COVERING INDEX {index}")],
            "{sql}"
        );
    }
    for sql in [search::LOOK_UP, values::CREDITS.of, values::RUNNING.of] {
        assert_eq!(plan(sql), ["SEARCH jobs USING INTEGER PRIMARY KEY (rowid=?)"], "{sql}");
    }
    for sql in [
        hits::OLDER,
        hits::NEWER,
        hits::STRUCTURE,
        words::ONE,
        list::PLACE,
        numbers::LATER,
        numbers::TOOK,
    ] {
        let plan = plan(sql);
        let sound = |step: &String| step.starts_with("SEARCH") || step.contains("VIRTUAL TABLE INDEX");
        assert!(plan.len() == 1 && plan.iter().all(sound), "{sql}: {plan:?}");
    }
}

#[test]
fn parts_of_sentences_and_of_ids_are_found() {
    let db = memory();
    let with = |number: u64, prompt: &str| {
        let mut job = job_at(5, number);
        job.request.prompt = prompt.into();
        job.remote_id = RemoteId::parse(&format!("req_fill_{number:07}"));
        job
    };
    let prompts = [
        "清晨的市场里，一个女人在河水边",
        "ไปเที่ยวตลาดน้ำดำเนินสะดวกกับแม่",
        "ตลาดนัดยามเย็น",
        "Night MARKET, 4K",
    ];
    for (number, prompt) in (1..).zip(prompts) {
        put(&db, &with(number, prompt));
    }
    let found = |text: &str| -> Vec<u64> {
        let query = Query {
            filter: Filter::parse(text).0,
            reversed: true,
            ..Query::default()
        };
        let span = Span {
            around: Around::Top,
            reach: 9,
        };
        let page = page(&db, &Memory::default(), &query, span, at(0), at(9)).expect("a page");
        let number = |row: Row| {
            let name = row.remote_id.expect("a name").to_string();
            name["req_fill_".len()..].parse().expect("a number")
        };
        page.rows.into_iter().map(number).collect()
    };
    for (text, numbers) in [
        ("水", &[1][..]),
        ("市场", &[1]),
        ("水市", &[]),
        ("ตลาด", &[2, 3]),
        ("ตลาดน้ำ", &[2]),
        ("ตลาด -น้ำ", &[3]),
        ("req_fill_00", &[1, 2, 3, 4]),
        ("req_fill_0000001", &[1]),
        ("\"req_fill_00\"", &[]),
        ("marke", &[4]),
        ("\"marke\"", &[]),
        ("\"night market\"", &[4]),
        ("\" OR ids:*", &[]),
        ("n m 4", &[4]),
    ] {
        assert_eq!(found(text), numbers, "{text}");
    }
}

#[test]
fn what_the_words_found_last_is_forgotten_when_the_index_changes() {
    let (db, words) = (memory(), Memory::default());
    let query = Query {
        filter: Filter::parse("river").0,
        ..Query::default()
    };
    let found = || {
        let span = Span {
            around: Around::Top,
            reach: 9,
        };
        let page = page(&db, &words, &query, span, at(0), at(9)).expect("a page");
        page.rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(found(), []);
    let jobs = [1, 2].map(|number| job_at(5, number));
    put(&db, &jobs[0]);
    assert_eq!(found(), [jobs[0].id]);
    assert_eq!(found(), [jobs[0].id]);
    put(&db, &jobs[1]);
    assert_eq!(found(), [jobs[1].id, jobs[0].id]);
    db.execute("DELETE FROM jobs WHERE id = ?1", [jobs[1].id.0.as_bytes()])
        .expect("removed");
    assert_eq!(found(), [jobs[0].id]);
    let words = "UPDATE search SET ids = '', prompt = 'sea', metadata = '' WHERE rowid = 5000 << 10";
    assert_eq!(db.execute(words, []), Ok(1));
    assert_eq!(found(), []);
}

#[test]
fn what_lacks_a_word_is_looked_for_anew_where_a_job_came_or_went() {
    let (db, words) = (memory(), Memory::default());
    let mut jobs: Vec<_> = (0..9_i64).map(|number| job_at(number, number.unsigned_abs())).collect();
    for job in &mut jobs {
        job.status = Status::Succeeded;
    }
    let lacks = |job: &mut Job| job.request.prompt = "a lake".into();
    jobs[3].status = Status::Failed;
    lacks(&mut jobs[3]);
    for job in &jobs {
        put(&db, job);
    }
    // as an older program leaves them
    db.execute("UPDATE facets SET moves = 0", []).expect("set");
    let found = |text: &str| {
        let query = Query {
            filter: Filter::parse(text).0,
            ..Query::default()
        };
        let span = Span {
            around: Around::Top,
            reach: 9,
        };
        // asked at once whether few are left
        let limits = Limits {
            passed: 1,
            ..Limits::MEASURED
        };
        let page = page_within(&db, &words, &query, span, (at(0), at(9)), limits).expect("a page");
        page.rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    assert_eq!(found("-river state:succeeded"), []);
    assert_eq!(found("-river state:failed"), [jobs[3].id], "of another facet");
    change_to(&db, &mut jobs[3], |job| job.status = Status::Succeeded);
    assert_eq!(found("-river state:succeeded"), [jobs[3].id], "it came");
    assert_eq!(found("-river state:failed"), [], "it went");
    let structure = || -> Vec<u8> { db.query_row(hits::STRUCTURE, [], |row| row.get(0)).expect("there") };
    let before = structure();
    change_to(&db, &mut jobs[3], |job| job.status = Status::Failed);
    change_to(&db, &mut jobs[5], |job| job.status = Status::Failed);
    assert_eq!(found("-river"), [jobs[3].id]);
    assert_eq!(structure(), before, "what was read of the index is still good");
}

#[test]
fn a_window_far_from_the_last_one_by_the_same_words_is_whole() {
    let db = memory();
    let mut jobs: Vec<_> = (0..4000).map(|number| job_at(number, number.unsigned_abs())).collect();
    for job in jobs.iter_mut().step_by(2) {
        job.request.prompt = "a lake".into();
    }
    db.execute_batch("BEGIN").expect("begun");
    for job in &jobs {
        put(&db, job);
    }
    for text in ["river", "-river"] {
        let query = Query {
            filter: Filter::parse(text).0,
            ..Query::default()
        };
        let wanted = |job: &&Job| query.filter.matches(job, at(NOW), words);
        let list: Vec<_> = jobs.iter().rev().filter(wanted).map(|job| job.id).collect();
        let end = list.len() - 1;
        let memory_of_words = Memory::default();
        // otherwise so few were all read at once
        let limits = Limits {
            at_once: 1,
            ..Limits::MEASURED
        };
        for place in [0, end, end / 2, 9, 10, end - 20, end / 2, 40, 0] {
            let around = Around::Job(list[place]);
            let span = Span { around, reach: 9 };
            let page = page_within(&db, &memory_of_words, &query, span, (at(0), at(NOW)), limits).expect("a page");
            let rows: Vec<_> = page.rows.iter().map(|row| row.id).collect();
            let expected = &list[place.saturating_sub(9)..=end.min(place + 9)];
            assert_eq!(rows, expected, "{text} about {place}");
        }
    }
}

#[test]
fn a_word_beside_a_rare_state_is_counted_to_its_end() {
    let db = memory();
    for number in 0..1000 {
        let mut job = job_at(50_000 + i64::try_from(number).expect("small"), number);
        if number % 3 == 0 {
            job.status = Status::Failed;
        }
        put(&db, &job);
    }
    let (filter, _) = Filter::parse("river state:failed");
    for (sort, around) in Sort::ALL
        .into_iter()
        .flat_map(|sort| [(sort, Around::Top), (sort, Around::Bottom)])
    {
        let query = Query {
            filter: filter.clone(),
            sort,
            ..Query::default()
        };
        let span = Span { around, reach: 40 };
        let page = page(&db, &Memory::default(), &query, span, at(0), at(NOW)).expect("a page");
        assert_eq!(page.total, Tally::exactly(334), "{sort:?}");
    }
}

#[test]
fn the_numbers_beside_a_window_are_the_whole_boards() {
    let db = memory();
    let charged = |second, number, credits| Job {
        credits: Some(Credits::whole(credits)),
        ..job_at(second, number)
    };
    put(&db, &charged(10, 1, 1000));
    put(&db, &charged(20, 2, 40));
    put(&db, &archived(charged(30, 3, 2)));
    for number in 0..5 {
        let kind = Row::of(&job_at(0, 0)).kind();
        crate::store::derived::keep_usual(&db, &kind, Duration::from_secs(60 + number)).expect("kept");
    }
    let live = Job {
        status: Status::Processing,
        ..job_at(40, 4)
    };
    put(&db, &live);
    let hidden = |number, status| {
        archived(Job {
            status,
            ..job_at(0, number)
        })
    };
    put(&db, &hidden(5, Status::Processing));
    put(&db, &hidden(6, Status::Failed));
    let query = Query {
        filter: Filter::parse("state:processing").0,
        ..Query::default()
    };
    let span = Span {
        around: Around::Top,
        reach: 9,
    };
    let page = page(&db, &Memory::default(), &query, span, at(20), at(50)).expect("a page");
    assert_eq!(page.counts.credits_today, Credits::whole(42));
    let on_the_board = [(Status::Processing, 2), (Status::Waiting, 3)];
    assert_eq!(
        page.counts.by_status, on_the_board,
        "what goes on counts, hidden or not"
    );
    assert_eq!(page.counts.archived, 3);
    let [(kind, usual)] = &page.usual[..] else {
        panic!("one kind: {:?}", page.usual)
    };
    assert_eq!((kind, usual.median), (&Row::of(&live).kind(), Duration::from_secs(62)));
}

#[test]
fn an_empty_ledger_has_an_empty_page() {
    let span = Span {
        around: Around::Job(id_at(1, 1)),
        reach: 9,
    };
    for sort in Sort::ALL {
        let query = Query {
            sort,
            ..Query::default()
        };
        assert_eq!(
            page(&memory(), &Memory::default(), &query, span, at(0), at(0)).expect("a page"),
            Page::default()
        );
    }
}
