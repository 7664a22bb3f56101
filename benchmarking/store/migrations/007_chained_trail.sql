-- The trail is chained: each event's hash covers what it says and the hash of the one before
-- (store/trail.py, which also chains the events that are there already).

ALTER TABLE event ADD COLUMN hash VARCHAR;

-- What the machine's clock said, where that lay before the event before; `happened` never decreases.
ALTER TABLE event ADD COLUMN clock TIMESTAMP;

-- Bytes that somebody wants removed, until a second person agrees. No reference to submission, see 001.
CREATE TABLE purge_request (
    submission BIGINT PRIMARY KEY,
    reason VARCHAR NOT NULL,
    asked_by VARCHAR NOT NULL,
    asked TIMESTAMP NOT NULL
);

-- How many months the network keeps what; a row only where it is not the default (store/purging.py).
CREATE TABLE retention (
    what VARCHAR PRIMARY KEY,
    months INTEGER NOT NULL
);
