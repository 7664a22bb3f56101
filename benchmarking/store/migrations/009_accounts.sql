-- Who was invited, what they were given, and what the network has decided for itself. The account of 001
-- held one role and was never used.

DROP TABLE account;

-- An erased account keeps its number, by which the trail names it, and nothing of the person.
-- No key on issuer and subject, which change; the store proves them inside each change.
CREATE TABLE account (
    id INTEGER PRIMARY KEY,
    address VARCHAR,
    issuer VARCHAR,
    subject VARCHAR,
    invited TIMESTAMP NOT NULL,
    first_signed_in TIMESTAMP,
    signed_out_before TIMESTAMP,
    blocked TIMESTAMP,
    erased TIMESTAMP
);

CREATE TABLE assignment (
    account INTEGER NOT NULL,
    standing VARCHAR NOT NULL,
    organisation VARCHAR,
    team VARCHAR,
    programme VARCHAR
);

CREATE TABLE setting (
    name VARCHAR PRIMARY KEY,
    value VARCHAR NOT NULL
);

-- For which organisation a file is handed in, where somebody may hand in for some only.
ALTER TABLE submission ADD COLUMN handed_in_for VARCHAR;
