-- A guest who has signed in is somebody else from then on.
ALTER TABLE identity.people ADD COLUMN adopted_at timestamptz;
