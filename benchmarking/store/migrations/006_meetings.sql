-- Meetings are those of the concept's steps, so a row is what somebody has arranged of one, and everything kept
-- of a meeting names its group and its step ("meeting-1", as self-assessments do). 002 had numbered meetings.

DROP TABLE preparation;
DROP TABLE commitment;
DROP TABLE assessment;
DROP TABLE meeting;
DROP TABLE cause;
DROP TABLE practice;

-- Assessments by others (grade, statement); 002 tied them to a numbered meeting.
CREATE TABLE assessment (
    id INTEGER PRIMARY KEY,
    organisation VARCHAR NOT NULL REFERENCES organisation (code),
    programme VARCHAR REFERENCES programme (id),
    concept_version VARCHAR,
    point INTEGER,
    score TINYINT,
    grade VARCHAR,
    statement VARCHAR,
    assessed_on DATE,
    source VARCHAR
);

CREATE TABLE meeting (
    team VARCHAR NOT NULL REFERENCES team (id),
    step VARCHAR NOT NULL,
    held_on DATE,
    place VARCHAR NOT NULL,
    invited DATE,
    revision INTEGER NOT NULL,
    changed_by VARCHAR NOT NULL,
    PRIMARY KEY (team, step)
);

-- A row for each thing an organisation has done; figures and self-assessments are found where they are kept.
CREATE TABLE preparation (
    team VARCHAR NOT NULL REFERENCES team (id),
    step VARCHAR NOT NULL,
    organisation VARCHAR NOT NULL REFERENCES organisation (code),
    what VARCHAR NOT NULL,
    done TIMESTAMP NOT NULL,
    document INTEGER,
    PRIMARY KEY (team, step, organisation, what)
);

CREATE TABLE note (
    id INTEGER PRIMARY KEY,
    team VARCHAR NOT NULL REFERENCES team (id),
    step VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    written_by VARCHAR NOT NULL,
    written TIMESTAMP NOT NULL,
    removed BOOLEAN NOT NULL
);

-- What somebody is typing and has not saved: one line for each person, meeting and kind.
CREATE TABLE note_draft (
    team VARCHAR NOT NULL REFERENCES team (id),
    step VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    who VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    typed TIMESTAMP NOT NULL,
    PRIMARY KEY (team, step, kind, who)
);

CREATE TABLE commitment (
    id INTEGER PRIMARY KEY,
    team VARCHAR NOT NULL REFERENCES team (id),
    step VARCHAR NOT NULL,
    organisation VARCHAR NOT NULL REFERENCES organisation (code),
    indicator VARCHAR NOT NULL,
    baseline DOUBLE,
    baseline_year SMALLINT,
    -- The round whose own figure the baseline is; empty where it is official.
    baseline_of VARCHAR,
    expected VARCHAR NOT NULL,
    made DATE NOT NULL,
    due_step VARCHAR,
    text VARCHAR NOT NULL
);

CREATE TABLE commitment_state (
    commitment INTEGER NOT NULL,
    number INTEGER NOT NULL,
    state VARCHAR NOT NULL,
    changed DATE NOT NULL,
    changed_by VARCHAR NOT NULL,
    why VARCHAR NOT NULL,
    PRIMARY KEY (commitment, number)
);

-- An analysis of one gap by SKR's deviation matrix. Never changed: a later one of the same gap counts instead.
CREATE TABLE cause (
    id INTEGER PRIMARY KEY,
    team VARCHAR REFERENCES team (id),
    organisation VARCHAR NOT NULL REFERENCES organisation (code),
    indicator VARCHAR NOT NULL,
    year SMALLINT NOT NULL,
    examined VARCHAR NOT NULL,
    likely VARCHAR NOT NULL,
    consequences VARCHAR NOT NULL,
    judgement VARCHAR NOT NULL,
    motivation VARCHAR NOT NULL,
    recorded TIMESTAMP NOT NULL,
    recorded_by VARCHAR NOT NULL
);

CREATE TABLE practice (
    id INTEGER PRIMARY KEY,
    team VARCHAR REFERENCES team (id),
    indicator VARCHAR,
    taken_from VARCHAR NOT NULL REFERENCES organisation (code),
    taken_by VARCHAR NOT NULL REFERENCES organisation (code),
    problem VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    adopted DATE,
    adopted_precision VARCHAR,
    effect VARCHAR NOT NULL,
    recorded TIMESTAMP NOT NULL
);
