-- A request that is asked no longer stays, so that its number never means another one.
ALTER TABLE request ADD COLUMN withdrawn TIMESTAMP;

-- What the latest check read in files that nobody has published, so that it can be said what has come in
-- and how two versions differ without reading the files again. Derived from the bytes; without keys on
-- what many rows share, see 001.

CREATE TABLE draft_value (
    submission BIGINT NOT NULL,
    indicator VARCHAR NOT NULL,
    organisation VARCHAR NOT NULL,
    year SMALLINT NOT NULL,
    sex VARCHAR NOT NULL,
    value DOUBLE,
    numerator DOUBLE,
    denominator DOUBLE,
    missing VARCHAR,
    row INTEGER NOT NULL
);

-- `event` is the last thing said of the submission before it was read: a later one makes this old.
CREATE TABLE draft_reading (
    submission BIGINT PRIMARY KEY,
    event BIGINT NOT NULL
);
