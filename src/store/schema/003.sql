-- Version 3: how often a job came into a facet or left it, so that what was looked for in all its jobs in vain is not looked for again
-- before one of them could be another.
ALTER TABLE facets ADD COLUMN moves INTEGER NOT NULL DEFAULT 0;

DROP TRIGGER job_added;
DROP TRIGGER job_removed;
DROP TRIGGER job_changed;

CREATE TRIGGER job_added AFTER INSERT ON jobs BEGIN
    UPDATE facets SET number = number + 1, moves = moves + 1 WHERE facet = new.facet;
    INSERT INTO stretches VALUES (new.archived, new.key >> 32, 1) ON CONFLICT DO UPDATE SET number = number + 1;
END;

CREATE TRIGGER job_removed AFTER DELETE ON jobs BEGIN
    UPDATE facets SET number = number - 1, moves = moves + 1 WHERE facet = old.facet;
    UPDATE stretches SET number = number - 1 WHERE archived = old.archived AND stretch = old.key >> 32;
    DELETE FROM search WHERE rowid = old.key;
END;

CREATE TRIGGER job_changed AFTER UPDATE OF facet ON jobs WHEN old.facet <> new.facet BEGIN
    UPDATE facets SET number = number + 1, moves = moves + 1 WHERE facet = new.facet;
    UPDATE facets SET number = number - 1, moves = moves + 1 WHERE facet = old.facet;
END;
