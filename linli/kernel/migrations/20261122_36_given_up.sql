-- A payment that was given up has run out: from now on that, and not its state, keeps it from being begun again.
UPDATE payments.intents SET expires_at = least(expires_at, statement_timestamp()) WHERE state = 'closed';
