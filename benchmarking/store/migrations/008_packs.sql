-- What somebody has made of a group's pack before a meeting, and the pack as the meeting saw it. Both are JSON
-- texts of `preparing` (Edits, Pack): they are read and written whole.

CREATE TABLE pack_edit (
    team VARCHAR NOT NULL REFERENCES team (id),
    step VARCHAR NOT NULL,
    dropped VARCHAR[] NOT NULL,
    moved VARCHAR[] NOT NULL,
    notes VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    changed_by VARCHAR NOT NULL,
    PRIMARY KEY (team, step)
);

CREATE TABLE pack_kept (
    team VARCHAR NOT NULL REFERENCES team (id),
    step VARCHAR NOT NULL,
    as_of DATE NOT NULL,
    content VARCHAR NOT NULL,
    kept TIMESTAMP NOT NULL,
    kept_by VARCHAR NOT NULL,
    PRIMARY KEY (team, step)
);
