//! Many jobs at once: what a question about them has to know.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use super::error::Error;
use super::{query, row};
use crate::job::{JobId, Kind, Query, Status, Survey, Surveyed};

const JOB: &str = "SELECT status, archived, model, resolution, duration, media > 0, key FROM jobs WHERE id = ?1";

/// Those of the jobs that are there, and which of them the query leaves out.
pub(super) fn survey(
    db: &Connection,
    memory: &query::Memory,
    ids: &[JobId],
    query: &Query,
    now: Timestamp,
) -> Result<Survey, Error> {
    let mut survey = Survey::default();
    let mut asked = BTreeMap::<(Kind, bool), u64>::new();
    let mut keys = vec![];
    let mut job = db.prepare_cached(JOB)?;
    for &id in ids {
        let found = job
            .query_row([id.0.as_bytes()], |row| {
                let kind = Kind {
                    model: row.get(2)?,
                    resolution: row.get(3)?,
                    duration: row.get(4)?,
                };
                Ok((
                    row.get::<_, String>(0)?,
                    row.get(1)?,
                    (kind, row.get(5)?),
                    row.get::<_, i64>(6)?,
                ))
            })
            .optional()?;
        let Some((status, archived, asks, key)) = found else {
            continue;
        };
        let status = row::status(&status)?;
        if status != Status::Unknown {
            *asked.entry(asks).or_default() += 1;
        }
        survey.jobs.push(Surveyed {
            id,
            status,
            archived,
            outside: false,
        });
        keys.push(key);
    }
    let outside = query::are_outside(db, memory, &keys, query, now)?;
    for (job, outside) in survey.jobs.iter_mut().zip(outside) {
        job.outside = outside;
    }
    let asked = asked
        .into_iter()
        .map(|((kind, with_media), number)| (kind, with_media, number));
    survey.asked = asked.collect();
    Ok(survey)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::{Filter, Job, Status};
    use crate::store::tests::{archived, at, id_at, job_at, memory, put};

    fn kind_of(job: &Job) -> Kind {
        crate::job::Row::of(job).kind()
    }

    #[test]
    fn a_survey_tells_of_the_jobs_that_are_there_and_of_those_outside() {
        let db = memory();
        let mut with_media = job_at(7, 3);
        with_media.request.media_urls = vec!["https://example.com/a.jpg".into()];
        let mut plain = job_at(5, 1);
        plain.request.media_urls = vec![];
        let hidden = archived(with_media);
        put(&db, &plain);
        put(&db, &hidden);
        let asked = [plain.id, id_at(6, 9), hidden.id];
        let surveyed = |text: &str| {
            let filter = Filter::parse(text).0;
            let query = Query {
                filter,
                ..Query::default()
            };
            survey(&db, &query::Memory::default(), &asked, &query, at(9)).expect("a survey")
        };
        let of = |job: &Job, outside| Surveyed {
            id: job.id,
            status: Status::Waiting,
            archived: job.archived,
            outside,
        };
        for (text, outside) in [
            ("", [false, true]),
            ("archived:all river", [false, false]),
            ("river-3 archived:yes", [true, false]),
            ("-ตลาด archived:all", [true, true]),
        ] {
            let expected = Survey {
                jobs: vec![of(&plain, outside[0]), of(&hidden, outside[1])],
                asked: vec![(kind_of(&plain), false, 1), (kind_of(&hidden), true, 1)],
            };
            assert_eq!(surveyed(text), expected, "{text}");
        }
    }
}
