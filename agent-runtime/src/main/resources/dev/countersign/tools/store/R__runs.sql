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

CREATE TABLE IF NOT EXISTS run_report (
  run_id     CHAR(64)     NOT NULL PRIMARY KEY,
  agent_id   CHAR(64)     NOT NULL,
  slot       BIGINT       NOT NULL,
  done       BOOLEAN      NOT NULL,
  report     TEXT         NOT NULL,
  ended_at   BIGINT       NOT NULL
);

-- Whether it is certified and on its way to the chain; what the outbox finished later is then written here.
ALTER TABLE run_report ADD COLUMN IF NOT EXISTS under_way BOOLEAN DEFAULT FALSE NOT NULL;

CREATE INDEX IF NOT EXISTS run_receipt_id ON run_receipt (receipt_id);
