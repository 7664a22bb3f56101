-- What sources say of an initiative is told in the order it was written.
ALTER TABLE sourced_fact ADD COLUMN position INTEGER DEFAULT 0;
