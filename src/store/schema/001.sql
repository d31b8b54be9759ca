-- Version 1. Never edited once released: a later version adds a file of its own. A word that older programs cannot read (a state, a
-- sort of failure) needs a new version too: they take it for damage.
-- Times are whole milliseconds since 1970 (UTC), credits are thousandths.

-- What the list sorts by and shows, so that a page never reads a whole request. `rest` is JSON, in no column because nothing
-- is ever looked up by it.
CREATE TABLE jobs (
    key INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    created_at INTEGER NOT NULL,
    status TEXT NOT NULL,
    open INTEGER NOT NULL CHECK (open IN (0, 1)),
    archived INTEGER NOT NULL CHECK (archived IN (0, 1)),
    seen_at INTEGER,
    started_at INTEGER,
    ended_at INTEGER,
    duration INTEGER NOT NULL,
    media INTEGER NOT NULL,
    credits INTEGER,
    has_video INTEGER NOT NULL CHECK (has_video IN (0, 1)),
    failure TEXT,
    remote_id TEXT,
    model TEXT NOT NULL,
    aspect_ratio TEXT NOT NULL,
    resolution TEXT NOT NULL,
    request_hash BLOB NOT NULL CHECK (length(request_hash) = 32),
    prompt TEXT NOT NULL,
    rest TEXT NOT NULL
) STRICT;

-- The list, and the sum of a day's credits, each without touching the table.
CREATE INDEX jobs_list ON jobs (archived, created_at, id, credits);
CREATE INDEX jobs_open ON jobs (created_at, id) WHERE open = 1;
CREATE INDEX jobs_request ON jobs (request_hash, created_at);
CREATE INDEX jobs_remote ON jobs (remote_id) WHERE remote_id IS NOT NULL;

-- Whole requests: up to megabytes, written once, so that a change of state never writes them again.
CREATE TABLE requests (
    job INTEGER PRIMARY KEY REFERENCES jobs (key) ON DELETE CASCADE,
    request TEXT NOT NULL
) STRICT;

-- Every try to send, in the order of `key`: the very bytes of the POST, and which open ledger made it.
CREATE TABLE intents (
    key INTEGER PRIMARY KEY,
    job INTEGER NOT NULL REFERENCES jobs (key) ON DELETE CASCADE,
    token BLOB NOT NULL UNIQUE CHECK (length(token) = 16),
    at INTEGER NOT NULL,
    owner BLOB NOT NULL CHECK (length(owner) = 16),
    size INTEGER NOT NULL,
    sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
    body TEXT NOT NULL
) STRICT;
CREATE INDEX intents_job ON intents (job);

-- Raw answers as evidence: of the submit, and of the last look that changed something.
CREATE TABLE answers (
    job INTEGER NOT NULL REFERENCES jobs (key) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('submit', 'last')),
    at INTEGER NOT NULL,
    http_status INTEGER,
    body BLOB NOT NULL,
    UNIQUE (job, kind)
) STRICT;

-- What stands in the form.
CREATE TABLE draft (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    draft TEXT NOT NULL
) STRICT;

-- Totals, so that nobody counts a million rows. Kept by triggers: no writer can forget them.
-- All undocumented words of the service count as one state.
CREATE TABLE counts (
    archived INTEGER NOT NULL,
    status TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (archived, status)
) STRICT, WITHOUT ROWID;

-- How many jobs were created in each stretch of 2^22 ms (about 70 minutes). The rows before any place in the list are the
-- stretches after it, and a count within one stretch.
CREATE TABLE stretches (
    archived INTEGER NOT NULL,
    stretch INTEGER NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (archived, stretch)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER job_added AFTER INSERT ON jobs BEGIN
    INSERT INTO counts VALUES (new.archived, iif(new.status GLOB 'other:*', 'other:', new.status), 1)
        ON CONFLICT DO UPDATE SET number = number + 1;
    INSERT INTO stretches VALUES (new.archived, new.created_at >> 22, 1)
        ON CONFLICT DO UPDATE SET number = number + 1;
END;

CREATE TRIGGER job_removed AFTER DELETE ON jobs BEGIN
    UPDATE counts SET number = number - 1
        WHERE archived = old.archived AND status = iif(old.status GLOB 'other:*', 'other:', old.status);
    UPDATE stretches SET number = number - 1
        WHERE archived = old.archived AND stretch = old.created_at >> 22;
END;

CREATE TRIGGER job_changed AFTER UPDATE OF status, archived ON jobs
WHEN old.status <> new.status OR old.archived <> new.archived BEGIN
    UPDATE counts SET number = number - 1
        WHERE archived = old.archived AND status = iif(old.status GLOB 'other:*', 'other:', old.status);
    INSERT INTO counts VALUES (new.archived, iif(new.status GLOB 'other:*', 'other:', new.status), 1)
        ON CONFLICT DO UPDATE SET number = number + 1;
END;

CREATE TRIGGER job_moved AFTER UPDATE OF archived, created_at ON jobs
WHEN old.archived <> new.archived OR old.created_at <> new.created_at BEGIN
    UPDATE stretches SET number = number - 1
        WHERE archived = old.archived AND stretch = old.created_at >> 22;
    INSERT INTO stretches VALUES (new.archived, new.created_at >> 22, 1)
        ON CONFLICT DO UPDATE SET number = number + 1;
END;
