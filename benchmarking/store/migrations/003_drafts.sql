-- What a sender has said of a draft, beside the bytes that never change: how the file is to be read,
-- and the cells mended. Without keys on what many rows share; see 001.

CREATE TABLE draft (
    submission BIGINT PRIMARY KEY,
    shape VARCHAR NOT NULL,
    answers VARCHAR NOT NULL,
    remembered BOOLEAN NOT NULL
);

-- One row for each mended cell; `before` is what the file holds, `text` what the draft has instead.
CREATE TABLE correction (
    submission BIGINT NOT NULL,
    sheet VARCHAR,
    row INTEGER NOT NULL,
    "column" VARCHAR NOT NULL,
    before VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    who VARCHAR NOT NULL,
    made TIMESTAMP NOT NULL
);

-- How a sender's files of one shape were last read, so that the next one asks less.
CREATE TABLE reading_habit (
    sender VARCHAR NOT NULL,
    shape VARCHAR NOT NULL,
    answers VARCHAR NOT NULL,
    learned TIMESTAMP NOT NULL,
    PRIMARY KEY (sender, shape)
);

-- The returned or withdrawn submission that this one was handed in for instead.
ALTER TABLE submission ADD COLUMN follows BIGINT;

-- How the file was read when it was published, as JSON (`drafts.Reading`): the receipt says it.
ALTER TABLE submission ADD COLUMN reading VARCHAR;
