-- Places are found by their codes since 20261124_10; the text that was looked through before is read by nobody.
ALTER TABLE discovery.places DROP COLUMN words;
