-- Whether the answer is awaited at the provider's own address instead of the one that all providers share.
ALTER TABLE callbacks ADD COLUMN own_address INTEGER NOT NULL DEFAULT 0;
