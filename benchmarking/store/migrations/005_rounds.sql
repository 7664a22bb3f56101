-- The life of a round: versions of the concept, steps taken, who wants in, who was let in, and what
-- organisations scored themselves. The checklist of 002 had one table for versions and points.

DROP TABLE checklist;

CREATE TABLE checklist (
    version VARCHAR PRIMARY KEY,
    scale_from TINYINT NOT NULL,
    scale_to TINYINT NOT NULL,
    note_sv VARCHAR,
    note_en VARCHAR,
    source VARCHAR NOT NULL
);

CREATE TABLE checklist_point (
    version VARCHAR NOT NULL REFERENCES checklist (version),
    number INTEGER NOT NULL,
    text_sv VARCHAR NOT NULL,
    text_en VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    PRIMARY KEY (version, number)
);

-- No reference from programme: a round may name a version that nothing is known of.
CREATE TABLE concept (
    version VARCHAR PRIMARY KEY,
    position INTEGER NOT NULL,
    name_sv VARCHAR NOT NULL,
    name_en VARCHAR NOT NULL,
    months INTEGER,
    meetings INTEGER,
    checklist VARCHAR REFERENCES checklist (version),
    note_sv VARCHAR,
    note_en VARCHAR,
    source VARCHAR NOT NULL
);

CREATE TABLE concept_step (
    concept VARCHAR NOT NULL REFERENCES concept (version),
    number INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    title_sv VARCHAR NOT NULL,
    title_en VARCHAR NOT NULL,
    aim_sv VARCHAR NOT NULL,
    aim_en VARCHAR NOT NULL,
    preparation_sv VARCHAR,
    preparation_en VARCHAR,
    certainty VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    PRIMARY KEY (concept, number)
);

-- A step that a round has taken, once. `number` counts meetings and is 1 for all else.
CREATE TABLE round_step (
    programme VARCHAR NOT NULL REFERENCES programme (id),
    stage VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    taken DATE NOT NULL,
    precision VARCHAR NOT NULL,
    note VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    PRIMARY KEY (programme, stage, number)
);

-- Grows by each change to a group's members; who saves on an older one is told of the newer. No row: 0.
CREATE TABLE team_revision (
    team VARCHAR PRIMARY KEY,
    revision INTEGER NOT NULL,
    changed_by VARCHAR NOT NULL
);

-- The last day a decision was in force; empty while it is.
ALTER TABLE decision ADD COLUMN ended DATE;

CREATE TABLE application (
    programme VARCHAR NOT NULL REFERENCES programme (id),
    organisation VARCHAR NOT NULL REFERENCES organisation (code),
    role VARCHAR NOT NULL,
    applied_on DATE,
    theme VARCHAR NOT NULL,
    capacity INTEGER NOT NULL,
    PRIMARY KEY (programme, organisation)
);

-- Let in without a decision in force: what was lacking, and why all the same.
CREATE TABLE admission (
    programme VARCHAR NOT NULL REFERENCES programme (id),
    organisation VARCHAR NOT NULL REFERENCES organisation (code),
    reason VARCHAR NOT NULL,
    lacking VARCHAR NOT NULL,
    admitted DATE NOT NULL,
    admitted_by VARCHAR NOT NULL,
    PRIMARY KEY (programme, organisation)
);

-- Which of the three functions a participant has filled. A row is a filled one; who fills it is nowhere.
CREATE TABLE function_filled (
    programme VARCHAR NOT NULL REFERENCES programme (id),
    organisation VARCHAR NOT NULL REFERENCES organisation (code),
    function VARCHAR NOT NULL,
    PRIMARY KEY (programme, organisation, function)
);

CREATE TABLE self_assessment (
    id INTEGER PRIMARY KEY,
    organisation VARCHAR NOT NULL REFERENCES organisation (code),
    programme VARCHAR NOT NULL REFERENCES programme (id),
    step VARCHAR NOT NULL,
    checklist VARCHAR NOT NULL,
    assessed_on DATE NOT NULL,
    statement VARCHAR NOT NULL,
    UNIQUE (organisation, programme, step)
);

CREATE TABLE self_assessment_score (
    assessment INTEGER NOT NULL,
    point INTEGER NOT NULL,
    score TINYINT NOT NULL,
    PRIMARY KEY (assessment, point)
);
