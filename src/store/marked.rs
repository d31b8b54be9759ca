//! Many jobs at once: which ones a list holds, and what a question about them has to know.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension};

use super::error::Error;
use super::page::is_of_archived;
use super::row;
use crate::job::{JobId, Kind, Query, Survey, Surveyed};

const IDS: &str = "SELECT id FROM jobs WHERE archived = ?1 ORDER BY created_at DESC, id DESC LIMIT ?2";
const JOB: &str = "SELECT status, archived, model, resolution, duration, media > 0 FROM jobs WHERE id = ?1";

/// The names of the first jobs of a list, in its order.
pub(super) fn ids(db: &Connection, query: &Query, limit: usize) -> Result<Vec<JobId>, Error> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    db.prepare_cached(IDS)?
        .query_and_then((is_of_archived(query), limit), |row| Ok(JobId(row::uuid(row, 0)?)))?
        .collect()
}

/// Those of the jobs that are there, and which of them the query leaves out.
pub(super) fn survey(db: &Connection, ids: &[JobId], query: &Query) -> Result<Survey, Error> {
    let mut survey = Survey::default();
    let mut asked = BTreeMap::<(Kind, bool), u64>::new();
    let mut job = db.prepare_cached(JOB)?;
    for &id in ids {
        let found = job
            .query_row([id.0.as_bytes()], |row| {
                let kind = Kind {
                    model: row.get(2)?,
                    resolution: row.get(3)?,
                    duration: row.get(4)?,
                };
                Ok((row.get::<_, String>(0)?, row.get(1)?, (kind, row.get(5)?)))
            })
            .optional()?;
        let Some((status, archived, asks)) = found else {
            continue;
        };
        let status = row::status(&status)?;
        survey.jobs.push(Surveyed {
            id,
            status,
            archived,
            outside: archived != is_of_archived(query),
        });
        *asked.entry(asks).or_default() += 1;
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
    use crate::store::tests::{archived, id_at, job_at, memory, put};

    fn kind_of(job: &Job) -> Kind {
        crate::job::Row::of(job).kind()
    }

    #[test]
    fn a_list_names_its_jobs_in_its_order_and_no_others() {
        let db = memory();
        let (older, newer, hidden) = (job_at(5, 1), job_at(9, 2), archived(job_at(7, 3)));
        for job in [&older, &newer, &hidden] {
            put(&db, job);
        }
        let named = |text: &str, limit| {
            let filter = Filter::parse(text).0;
            let query = Query {
                filter,
                ..Query::default()
            };
            ids(&db, &query, limit).expect("names")
        };
        assert_eq!(named("", 9), [newer.id, older.id]);
        assert_eq!(named("", 1), [newer.id]);
        assert_eq!(named("archived:yes", 9), [hidden.id]);
    }

    #[test]
    fn a_survey_tells_of_the_jobs_that_are_there() {
        let db = memory();
        let mut with_media = job_at(7, 3);
        with_media.request.media_urls = vec!["https://example.com/a.jpg".into()];
        let (mut plain, with_media) = (job_at(5, 1), archived(with_media));
        plain.request.media_urls = vec![];
        put(&db, &plain);
        put(&db, &with_media);
        let asked = [plain.id, id_at(6, 9), with_media.id];
        let surveyed = |job: &Job| Surveyed {
            id: job.id,
            status: Status::Waiting,
            archived: job.archived,
            outside: job.archived,
        };
        let expected = Survey {
            jobs: vec![surveyed(&plain), surveyed(&with_media)],
            asked: vec![(kind_of(&plain), false, 1), (kind_of(&with_media), true, 1)],
        };
        assert_eq!(survey(&db, &asked, &Query::default()).expect("a survey"), expected);
    }
}
