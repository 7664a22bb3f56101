-- The other kinds of programme: what each has to do, how far its members have come, who came, who got a seat.
-- They share programme, team and membership with rounds. `seat` of 002 and `assessment` held one state
-- where there are askings over time, and one grade without its year.

DROP TABLE seat;
DROP TABLE assessment;

-- How well the day of a decision is known; empty: the day itself.
ALTER TABLE decision ADD COLUMN decided_precision VARCHAR;

CREATE TABLE initiative (
    programme VARCHAR PRIMARY KEY REFERENCES programme (id),
    county VARCHAR,
    aim_sv VARCHAR,
    aim_en VARCHAR,
    meetings_a_year INTEGER,
    source VARCHAR NOT NULL,
    certainty VARCHAR NOT NULL
);

CREATE TABLE milestone (
    programme VARCHAR NOT NULL REFERENCES programme (id),
    code VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    title_sv VARCHAR NOT NULL,
    title_en VARCHAR NOT NULL,
    whom VARCHAR,
    decision VARCHAR,
    source VARCHAR NOT NULL,
    PRIMARY KEY (programme, code)
);

-- No row: nobody here knows how far the member has come.
CREATE TABLE progress (
    programme VARCHAR NOT NULL REFERENCES programme (id),
    organisation VARCHAR NOT NULL REFERENCES organisation (code),
    milestone VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    "on" DATE,
    on_precision VARCHAR,
    due DATE,
    due_precision VARCHAR,
    note VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    certainty VARCHAR NOT NULL,
    PRIMARY KEY (programme, organisation, milestone)
);

CREATE TABLE occasion (
    programme VARCHAR NOT NULL REFERENCES programme (id),
    number INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    title_sv VARCHAR NOT NULL,
    title_en VARCHAR NOT NULL,
    planned DATE,
    planned_precision VARCHAR,
    held DATE,
    held_precision VARCHAR,
    cancelled BOOLEAN NOT NULL,
    place VARCHAR NOT NULL,
    organisation VARCHAR REFERENCES organisation (code),
    note_sv VARCHAR,
    note_en VARCHAR,
    source VARCHAR NOT NULL,
    certainty VARCHAR NOT NULL,
    PRIMARY KEY (programme, number)
);

-- Numbers by role and sex, and no names. An empty organisation: it is not told from where they came.
CREATE TABLE attendance (
    programme VARCHAR NOT NULL REFERENCES programme (id),
    occasion INTEGER NOT NULL,
    organisation VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    women INTEGER NOT NULL,
    men INTEGER NOT NULL,
    unsplit INTEGER NOT NULL,
    source VARCHAR NOT NULL,
    PRIMARY KEY (programme, occasion, organisation, role)
);

CREATE TABLE work (
    programme VARCHAR NOT NULL REFERENCES programme (id),
    number INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    title_sv VARCHAR NOT NULL,
    title_en VARCHAR NOT NULL,
    owner VARCHAR REFERENCES organisation (code),
    due DATE,
    due_precision VARCHAR,
    state VARCHAR NOT NULL,
    finished DATE,
    finished_precision VARCHAR,
    note_sv VARCHAR,
    note_en VARCHAR,
    source VARCHAR NOT NULL,
    certainty VARCHAR NOT NULL,
    PRIMARY KEY (programme, number)
);

CREATE TABLE sourced_fact (
    programme VARCHAR NOT NULL REFERENCES programme (id),
    code VARCHAR NOT NULL,
    said_sv VARCHAR NOT NULL,
    said_en VARCHAR NOT NULL,
    counted INTEGER,
    among INTEGER,
    year SMALLINT,
    milestone VARCHAR,
    organisation VARCHAR REFERENCES organisation (code),
    source VARCHAR NOT NULL,
    certainty VARCHAR NOT NULL,
    PRIMARY KEY (programme, code)
);

CREATE TABLE county_assessment (
    programme VARCHAR NOT NULL REFERENCES programme (id),
    organisation VARCHAR NOT NULL REFERENCES organisation (code),
    year SMALLINT NOT NULL,
    grade VARCHAR NOT NULL,
    assessor_sv VARCHAR NOT NULL,
    assessor_en VARCHAR NOT NULL,
    statement_sv VARCHAR,
    statement_en VARCHAR,
    source VARCHAR NOT NULL,
    certainty VARCHAR NOT NULL,
    PRIMARY KEY (programme, organisation, year)
);

CREATE TABLE seat_offer (
    programme VARCHAR NOT NULL REFERENCES programme (id),
    number INTEGER NOT NULL,
    title VARCHAR NOT NULL,
    seats INTEGER NOT NULL,
    per_member INTEGER NOT NULL,
    closes DATE NOT NULL,
    source VARCHAR NOT NULL,
    PRIMARY KEY (programme, number)
);

-- Who got how many is computed from these by the rule (`seats.allot`), so it is not kept.
CREATE TABLE seat_request (
    programme VARCHAR NOT NULL REFERENCES programme (id),
    offer INTEGER NOT NULL,
    organisation VARCHAR NOT NULL REFERENCES organisation (code),
    asked TIMESTAMP NOT NULL,
    wanted INTEGER NOT NULL,
    kept INTEGER NOT NULL,
    taken INTEGER,
    PRIMARY KEY (programme, offer, organisation, asked)
);

-- What a new initiative of a kind begins with.
CREATE TABLE initiative_template (
    kind VARCHAR PRIMARY KEY,
    roles VARCHAR[] NOT NULL,
    occasions VARCHAR[] NOT NULL,
    work_kinds VARCHAR[] NOT NULL,
    meetings_a_year INTEGER,
    source VARCHAR NOT NULL
);

CREATE TABLE template_milestone (
    template VARCHAR NOT NULL REFERENCES initiative_template (kind),
    code VARCHAR NOT NULL,
    position INTEGER NOT NULL,
    title_sv VARCHAR NOT NULL,
    title_en VARCHAR NOT NULL,
    whom VARCHAR,
    decision VARCHAR,
    source VARCHAR NOT NULL,
    PRIMARY KEY (template, code)
);

CREATE TABLE template_work (
    template VARCHAR NOT NULL REFERENCES initiative_template (kind),
    number INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    title_sv VARCHAR NOT NULL,
    title_en VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    PRIMARY KEY (template, number)
);
