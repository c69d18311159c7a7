-- The ledger of some copies (FIRST down to LAST), sealed as the product seals it: a block of BLOCK copies, each hashed with
-- the one before (linli/modules/ledger/chain.py). ACCOUNTS and TRANSFERS insert the rows of the copies of a block.
DO $$
DECLARE
    previous bytea := coalesce((SELECT b.hash FROM ledger.blocks AS b WHERE b.market_id = MARKET ORDER BY b.height DESC LIMIT 1),
        decode(repeat('00', 32), 'hex'));
    height integer := coalesce((SELECT max(b.height) FROM ledger.blocks AS b WHERE b.market_id = MARKET), 0);
    upto integer := FIRST;
    block record;
    hashed bytea;
BEGIN
    WHILE upto >= LAST LOOP
        height := height + 1;
        WITH opened AS (
            ACCOUNTS
            RETURNING account_id, owner, purpose, currency, limited, opened_at
        ), moved AS (
            TRANSFERS
            RETURNING transfer_id, debit_account_id, credit_account_id, amount_minor, currency, kind, subject_id, made_at
        ), line AS (
            SELECT 'account' AS kind, account_id AS entry_id, opened_at AS at, concat_ws('|', 'account', account_id, owner,
                purpose, currency, limited, (extract(epoch FROM opened_at) * 1000000)::bigint) AS text
            FROM opened
            UNION ALL
            SELECT 'transfer', transfer_id, made_at, concat_ws('|', 'transfer', transfer_id, debit_account_id,
                credit_account_id, amount_minor, currency, kind, subject_id, (extract(epoch FROM made_at) * 1000000)::bigint)
            FROM moved
        )
        SELECT array_agg(l.kind ORDER BY l.at, l.kind, l.entry_id) AS kinds,
            array_agg(l.entry_id ORDER BY l.at, l.kind, l.entry_id) AS entries,
            string_agg(l.text || E'\n', '' ORDER BY l.at, l.kind, l.entry_id) AS text, count(*) AS many,
            max(l.at) + interval '30 seconds' AS sealed_at
        INTO block FROM line AS l;
        hashed := sha256(convert_to('linli-ledger-1' || E'\n' || MARKET || E'\n' || height || E'\n' || encode(previous, 'hex')
            || E'\n' || (extract(epoch FROM block.sealed_at) * 1000000)::bigint || E'\n' || block.many || E'\n' || block.text,
            'UTF8'));
        INSERT INTO ledger.blocks (market_id, height, sealed_at, kinds, entries, previous_hash, hash)
        VALUES (MARKET, height, block.sealed_at, block.kinds, block.entries, previous, hashed);
        previous := hashed;
        upto := upto - BLOCK;
    END LOOP;
END $$;
