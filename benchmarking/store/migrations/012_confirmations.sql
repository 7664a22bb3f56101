-- Questions about a draft that somebody has answered with yes: the finding as it was asked (its code, place
-- and texts, as JSON), so that a changed cell is asked about anew.

CREATE TABLE confirmation (
    submission BIGINT NOT NULL,
    about VARCHAR NOT NULL,
    who VARCHAR NOT NULL,
    made TIMESTAMP NOT NULL
);
