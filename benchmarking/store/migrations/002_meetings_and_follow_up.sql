-- What every kind of programme shares once it meets: steps, preparation, promises, causes, practices.

CREATE TABLE document (
    id INTEGER PRIMARY KEY,
    programme VARCHAR REFERENCES programme (id),
    organisation VARCHAR REFERENCES organisation (code),
    title VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    content BLOB,
    sha256 VARCHAR NOT NULL,
    received TIMESTAMP NOT NULL
);

-- A checklist belongs to a version of the concept; its points and their scale are rows, not code.
CREATE TABLE checklist (
    concept_version VARCHAR NOT NULL,
    point INTEGER NOT NULL,
    text_sv VARCHAR NOT NULL,
    text_en VARCHAR NOT NULL,
    scale_from TINYINT NOT NULL,
    scale_to TINYINT NOT NULL,
    source VARCHAR NOT NULL,
    PRIMARY KEY (concept_version, point)
);

CREATE TABLE meeting (
    id INTEGER PRIMARY KEY,
    team VARCHAR NOT NULL REFERENCES team (id),
    step INTEGER NOT NULL,
    theme_sv VARCHAR,
    theme_en VARCHAR,
    held_on DATE,
    place VARCHAR,
    frozen_version BIGINT
);

CREATE TABLE preparation (
    meeting INTEGER NOT NULL REFERENCES meeting (id),
    organisation VARCHAR NOT NULL REFERENCES organisation (code),
    what VARCHAR NOT NULL,
    done TIMESTAMP,
    document INTEGER REFERENCES document (id),
    PRIMARY KEY (meeting, organisation, what)
);

CREATE TABLE commitment (
    id INTEGER PRIMARY KEY,
    meeting INTEGER NOT NULL REFERENCES meeting (id),
    organisation VARCHAR NOT NULL REFERENCES organisation (code),
    indicator VARCHAR NOT NULL,
    baseline DOUBLE,
    baseline_year SMALLINT,
    expected_direction VARCHAR NOT NULL,
    due_meeting INTEGER REFERENCES meeting (id),
    state VARCHAR NOT NULL,
    text VARCHAR
);

-- Self-assessments per checklist point, and assessments by others (grade, statement).
CREATE TABLE assessment (
    id INTEGER PRIMARY KEY,
    organisation VARCHAR NOT NULL REFERENCES organisation (code),
    programme VARCHAR REFERENCES programme (id),
    meeting INTEGER REFERENCES meeting (id),
    concept_version VARCHAR,
    point INTEGER,
    score TINYINT,
    grade VARCHAR,
    statement VARCHAR,
    assessed_on DATE,
    source VARCHAR
);

CREATE TABLE seat (
    id INTEGER PRIMARY KEY,
    programme VARCHAR NOT NULL REFERENCES programme (id),
    organisation VARCHAR NOT NULL REFERENCES organisation (code),
    seats INTEGER NOT NULL,
    state VARCHAR NOT NULL,
    requested TIMESTAMP NOT NULL,
    explanation VARCHAR
);

CREATE TABLE cause (
    id INTEGER PRIMARY KEY,
    organisation VARCHAR NOT NULL REFERENCES organisation (code),
    indicator VARCHAR NOT NULL,
    year SMALLINT NOT NULL,
    text VARCHAR NOT NULL,
    unjustified BOOLEAN,
    recorded TIMESTAMP NOT NULL,
    recorded_by VARCHAR NOT NULL
);

CREATE TABLE practice (
    id INTEGER PRIMARY KEY,
    indicator VARCHAR,
    taken_from VARCHAR REFERENCES organisation (code),
    taken_by VARCHAR REFERENCES organisation (code),
    text VARCHAR NOT NULL,
    adopted_on DATE,
    effect_seen VARCHAR
);
