-- Version 2, what finds the rows, and what keeps the totals.

-- The list without a filter, and the sum of a day's credits.
CREATE INDEX jobs_list ON jobs (archived, key, credits);
-- A filter by facets, newest first.
CREATE INDEX jobs_facet ON jobs (facet, key, credits);
-- Two orders of their own; the facet is tested on the way.
CREATE INDEX jobs_credits ON jobs (credits, key, facet);
CREATE INDEX jobs_running ON jobs (running, key, facet);
CREATE INDEX jobs_open ON jobs (open) WHERE open = 1;
CREATE INDEX jobs_request ON jobs (request_hash);
CREATE INDEX jobs_remote ON jobs (remote_id) WHERE remote_id IS NOT NULL;
CREATE INDEX intents_job ON intents (job);

CREATE TRIGGER job_added AFTER INSERT ON jobs BEGIN
    UPDATE facets SET number = number + 1 WHERE facet = new.facet;
    INSERT INTO stretches VALUES (new.archived, new.key >> 32, 1) ON CONFLICT DO UPDATE SET number = number + 1;
END;

CREATE TRIGGER job_removed AFTER DELETE ON jobs BEGIN
    UPDATE facets SET number = number - 1 WHERE facet = old.facet;
    UPDATE stretches SET number = number - 1 WHERE archived = old.archived AND stretch = old.key >> 32;
    DELETE FROM search WHERE rowid = old.key;
END;

CREATE TRIGGER job_changed AFTER UPDATE OF facet ON jobs WHEN old.facet <> new.facet BEGIN
    UPDATE facets SET number = number + 1 WHERE facet = new.facet;
    UPDATE facets SET number = number - 1 WHERE facet = old.facet;
END;

CREATE TRIGGER job_moved AFTER UPDATE OF archived ON jobs WHEN old.archived <> new.archived BEGIN
    UPDATE stretches SET number = number - 1 WHERE archived = old.archived AND stretch = old.key >> 32;
    INSERT INTO stretches VALUES (new.archived, new.key >> 32, 1) ON CONFLICT DO UPDATE SET number = number + 1;
END;
