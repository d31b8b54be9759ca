-- Version 2, the tables. `002_found.sql` has what finds rows in them, made when they are full: a ledger of version 1 is moved over
-- row by row in between (`second.rs`).
-- Times are whole milliseconds since 1970 (UTC), lengths of time whole milliseconds, credits are thousandths.

-- `key` is the place in the order of creation: the millisecond times 1024, and the next free number from there. Newest first is
-- the order of the table itself, and of every index from the end.
CREATE TABLE jobs (
    key INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
    created_at INTEGER NOT NULL,
    status TEXT NOT NULL,
    open INTEGER NOT NULL CHECK (open IN (0, 1)),
    archived INTEGER NOT NULL CHECK (archived IN (0, 1)),
    facet INTEGER NOT NULL REFERENCES facets (facet),
    accepted_at INTEGER,
    seen_at INTEGER,
    started_at INTEGER,
    ended_at INTEGER,
    running INTEGER,
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

-- Raw answers as evidence: of the submit, and of the last look that changed something.
CREATE TABLE answers (
    job INTEGER NOT NULL REFERENCES jobs (key) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('submit', 'last')),
    at INTEGER NOT NULL,
    http_status INTEGER,
    body BLOB NOT NULL,
    UNIQUE (job, kind)
) STRICT;

-- What jobs have in common, and how many have it in common, so that nobody counts a million rows: a filter over these is a set of
-- facets with an exact total. The numbers are kept by triggers. One that no job has any more stays, at 0: the next job soon has it
-- again. All undocumented words of the service count as one state.
CREATE TABLE facets (
    facet INTEGER PRIMARY KEY,
    archived INTEGER NOT NULL,
    status TEXT NOT NULL,
    model TEXT NOT NULL,
    aspect_ratio TEXT NOT NULL,
    resolution TEXT NOT NULL,
    number INTEGER NOT NULL,
    UNIQUE (archived, status, model, aspect_ratio, resolution)
) STRICT;

-- How many jobs were created in each stretch of 2^22 ms (about 70 minutes): of 2^32 keys. The rows before any place in the list
-- are the stretches after it, and a count within one stretch.
CREATE TABLE stretches (
    archived INTEGER NOT NULL,
    stretch INTEGER NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (archived, stretch)
) STRICT, WITHOUT ROWID;

-- The words that a job is found by, at its key. They come in cut and in lower case, with a space between them; the metadata's end with
-- one for the whole name of its batch.
CREATE VIRTUAL TABLE search USING fts5 (
    ids, prompt, metadata, content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '1 2 3'
);

-- Jobs whose words the index does not have yet, or no longer has all of: it follows within a second, so that what is paid for need
-- not wait for it.
CREATE TABLE unindexed (
    job INTEGER PRIMARY KEY REFERENCES jobs (key) ON DELETE CASCADE
) STRICT;

-- How long the last jobs of a kind took that succeeded, in the order in which that was seen.
CREATE TABLE usual (
    model TEXT NOT NULL,
    resolution TEXT NOT NULL,
    duration INTEGER NOT NULL,
    slot INTEGER NOT NULL,
    took INTEGER NOT NULL,
    PRIMARY KEY (model, resolution, duration, slot)
) STRICT, WITHOUT ROWID;
