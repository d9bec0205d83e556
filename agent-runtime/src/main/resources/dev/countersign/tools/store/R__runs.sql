-- What the runtime remembers of its runs. A row is begun before a verifier sees its receipt.
CREATE TABLE IF NOT EXISTS run_receipt (
  agent_id   CHAR(64)     NOT NULL,
  slot       BIGINT       NOT NULL,
  time_window BIGINT      NOT NULL,
  mode       VARCHAR(8)   NOT NULL,
  receipt_id CHAR(64)     NOT NULL,
  bundle     TEXT         NOT NULL,
  made_at    BIGINT       NOT NULL,
  PRIMARY KEY (agent_id, slot, time_window, mode)
);

CREATE INDEX IF NOT EXISTS run_receipt_id ON run_receipt (receipt_id);

-- How runs ended; a simulated one beside a live one of the same slot. Under way is what is certified and on its way to
-- the chain: what the outbox finishes later is then written here.
CREATE TABLE IF NOT EXISTS run_end (
  run_id     CHAR(64)     NOT NULL,
  mode       VARCHAR(8)   NOT NULL,
  agent_id   CHAR(64)     NOT NULL,
  slot       BIGINT       NOT NULL,
  done       BOOLEAN      NOT NULL,
  under_way  BOOLEAN      NOT NULL,
  report     TEXT         NOT NULL,
  ended_at   BIGINT       NOT NULL,
  PRIMARY KEY (run_id, mode)
);

-- Where they were kept before, without their mode.
CREATE TABLE IF NOT EXISTS run_report (
  run_id     CHAR(64)     NOT NULL PRIMARY KEY,
  agent_id   CHAR(64)     NOT NULL,
  slot       BIGINT       NOT NULL,
  done       BOOLEAN      NOT NULL,
  report     TEXT         NOT NULL,
  ended_at   BIGINT       NOT NULL
);

ALTER TABLE run_report ADD COLUMN IF NOT EXISTS under_way BOOLEAN DEFAULT FALSE NOT NULL;

INSERT INTO run_end (run_id, mode, agent_id, slot, done, under_way, report, ended_at)
SELECT run_id, CASE WHEN report LIKE '%"mode":"paper"%' THEN 'paper' ELSE 'live' END,
  agent_id, slot, done, under_way, report, ended_at
FROM run_report;

DROP TABLE run_report;
