-- Organisations, indicators, programmes, submissions and what was observed.
-- observation and current_observation carry no keys, sequences or indexes: a primary key made
-- inserts ten times slower, and DuckLake, where these tables may one day live, has none.
-- The store proves their keys by a query inside every transaction that changes them.

CREATE TABLE organisation (
    code VARCHAR PRIMARY KEY,
    name VARCHAR NOT NULL,
    name_official VARCHAR,
    kind VARCHAR NOT NULL,
    county VARCHAR,
    skr_group VARCHAR,
    skr_group_name VARCHAR,
    population_women INTEGER,
    population_men INTEGER,
    population_year SMALLINT,
    latitude DOUBLE,
    longitude DOUBLE,
    valid_from DATE,
    valid_to DATE
);

-- One row for each version of an indicator: a changed definition never rewrites old years.
CREATE TABLE indicator (
    id VARCHAR NOT NULL,
    valid_from DATE NOT NULL DEFAULT DATE '1900-01-01',
    position INTEGER NOT NULL,
    title_sv VARCHAR NOT NULL,
    title_en VARCHAR NOT NULL,
    short_sv VARCHAR NOT NULL,
    short_en VARCHAR NOT NULL,
    base_sv VARCHAR NOT NULL,
    base_en VARCHAR NOT NULL,
    clause_sv VARCHAR,
    clause_en VARCHAR,
    topic_sv VARCHAR,
    topic_en VARCHAR,
    definition_sv VARCHAR,
    definition_en VARCHAR,
    subgoal TINYINT CHECK (subgoal BETWEEN 1 AND 6),
    shape VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    decimals TINYINT NOT NULL,
    applies_to VARCHAR[] NOT NULL,
    measured VARCHAR NOT NULL,
    family VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    direction VARCHAR NOT NULL,
    producer VARCHAR,
    source VARCHAR NOT NULL,
    operating_area VARCHAR,
    equality_point DOUBLE,
    lower DOUBLE,
    upper DOUBLE,
    notable DOUBLE,
    counted VARCHAR,
    breaks INTEGER[] NOT NULL,
    break_note_sv VARCHAR,
    break_note_en VARCHAR,
    caution_sv VARCHAR,
    caution_en VARCHAR,
    numerator VARCHAR,
    denominator VARCHAR,
    pair_men VARCHAR,
    suppress_below INTEGER NOT NULL,
    PRIMARY KEY (id, valid_from)
);

CREATE TABLE programme (
    id VARCHAR PRIMARY KEY,
    kind VARCHAR NOT NULL,
    name_sv VARCHAR NOT NULL,
    name_en VARCHAR NOT NULL,
    track VARCHAR,
    starts DATE,
    starts_precision VARCHAR,
    ends DATE,
    ends_precision VARCHAR,
    concept_version VARCHAR,
    opens_on DATE,
    note_sv VARCHAR,
    note_en VARCHAR
);

-- What each source says of a programme's dates. Sources disagree; every claim is kept.
CREATE TABLE programme_date_claim (
    programme VARCHAR NOT NULL REFERENCES programme (id),
    what VARCHAR NOT NULL,
    said VARCHAR NOT NULL,
    source VARCHAR NOT NULL
);

CREATE TABLE team (
    id VARCHAR PRIMARY KEY,
    programme VARCHAR NOT NULL REFERENCES programme (id),
    number INTEGER NOT NULL,
    area VARCHAR,
    UNIQUE (programme, number)
);

CREATE TABLE membership (
    id INTEGER PRIMARY KEY,
    team VARCHAR NOT NULL REFERENCES team (id),
    organisation VARCHAR NOT NULL REFERENCES organisation (code),
    role VARCHAR NOT NULL,
    joined DATE,
    joined_precision VARCHAR,
    left_on DATE,
    left_precision VARCHAR,
    source VARCHAR NOT NULL,
    certainty VARCHAR NOT NULL
);

CREATE TABLE decision (
    id INTEGER PRIMARY KEY,
    organisation VARCHAR NOT NULL REFERENCES organisation (code),
    kind VARCHAR NOT NULL,
    decided_on DATE,
    body VARCHAR,
    document_reference VARCHAR,
    source VARCHAR
);

-- What a programme or one of its teams asks for. No organisation means all its participants.
CREATE TABLE request (
    id INTEGER PRIMARY KEY,
    programme VARCHAR NOT NULL REFERENCES programme (id),
    team VARCHAR REFERENCES team (id),
    organisation VARCHAR REFERENCES organisation (code),
    indicator VARCHAR NOT NULL,
    first_year SMALLINT NOT NULL,
    last_year SMALLINT NOT NULL,
    due DATE
);

CREATE TABLE submission (
    id BIGINT PRIMARY KEY,
    origin VARCHAR NOT NULL,
    programme VARCHAR,
    sender VARCHAR NOT NULL,
    received TIMESTAMP NOT NULL,
    state VARCHAR NOT NULL,
    reason VARCHAR,
    publisher VARCHAR,
    published TIMESTAMP,
    rows INTEGER
);

-- The bytes as they were handed in; never changed. Apart from submission, so that lists stay light.
CREATE TABLE submission_file (
    submission BIGINT NOT NULL,
    part INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    content BLOB,
    sha256 VARCHAR NOT NULL,
    bytes BIGINT NOT NULL
);

CREATE TABLE finding (
    submission BIGINT NOT NULL,
    position INTEGER NOT NULL,
    code VARCHAR NOT NULL,
    level VARCHAR NOT NULL,
    sheet VARCHAR,
    row INTEGER,
    "column" VARCHAR,
    found VARCHAR,
    expected VARCHAR,
    suggestion VARCHAR,
    count INTEGER NOT NULL
);

CREATE TABLE observation (
    submission BIGINT NOT NULL,
    indicator VARCHAR NOT NULL,
    organisation VARCHAR NOT NULL,
    year SMALLINT NOT NULL,
    sex VARCHAR NOT NULL,
    value DOUBLE,
    numerator DOUBLE,
    denominator DOUBLE,
    missing VARCHAR,
    row INTEGER NOT NULL,
    known_from DATE NOT NULL
);

-- The latest published value of each origin. Derived: `observation` and `submission` can rebuild it.
CREATE TABLE current_observation (
    indicator VARCHAR NOT NULL,
    organisation VARCHAR NOT NULL,
    year SMALLINT NOT NULL,
    sex VARCHAR NOT NULL,
    origin VARCHAR NOT NULL,
    value DOUBLE,
    numerator DOUBLE,
    denominator DOUBLE,
    missing VARCHAR,
    submission BIGINT NOT NULL,
    row INTEGER NOT NULL,
    known_from DATE NOT NULL,
    programme VARCHAR
);

CREATE TABLE account (
    id INTEGER PRIMARY KEY,
    issuer VARCHAR,
    subject VARCHAR,
    address VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    organisation VARCHAR REFERENCES organisation (code),
    team VARCHAR REFERENCES team (id),
    invited TIMESTAMP NOT NULL,
    signed_out_before TIMESTAMP,
    UNIQUE (issuer, subject)
);

-- Append-only: what anyone changed, when, and from what to what (JSON). Its highest id is the data version.
CREATE TABLE event (
    id BIGINT PRIMARY KEY,
    happened TIMESTAMP NOT NULL,
    who VARCHAR NOT NULL,
    what VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    before VARCHAR,
    after VARCHAR
);
