-- What an agent's ended actions cost on a UTC day (days since 1970), so that a day's limit is asked of one row.
CREATE TABLE outbox_gas (
  agent_id CHAR(64) NOT NULL,
  utc_day BIGINT NOT NULL,
  wei NUMERIC(78, 0) NOT NULL,
  PRIMARY KEY (agent_id, utc_day)
);

-- How much of an action's cost is in outbox_gas already: a slot may have another window after one that ended.
ALTER TABLE outbox_entry ADD COLUMN gas_booked NUMERIC(78, 0) DEFAULT 0 NOT NULL;

INSERT INTO outbox_gas (agent_id, utc_day, wei)
SELECT e.agent_id, t.signed_at / 86400000, SUM(t.cost)
FROM outbox_entry e JOIN outbox_transaction t ON t.run_id = e.run_id
WHERE e.state IN ('SETTLED', 'REFUSED', 'FAILED', 'REPLACED', 'EXPIRED') AND t.cost IS NOT NULL
GROUP BY e.agent_id, t.signed_at / 86400000;

UPDATE outbox_entry SET gas_booked = COALESCE(
  (SELECT SUM(t.cost) FROM outbox_transaction t WHERE t.run_id = outbox_entry.run_id), 0)
WHERE state IN ('SETTLED', 'REFUSED', 'FAILED', 'REPLACED', 'EXPIRED');

CREATE INDEX outbox_entry_agent_state ON outbox_entry (agent_id, state);
