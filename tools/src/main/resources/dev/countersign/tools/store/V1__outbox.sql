-- Times are milliseconds since 1970. Hashes are 64 hexadecimal digits, addresses and byte strings 0x and digits.

CREATE TABLE outbox_entry (
  run_id CHAR(64) PRIMARY KEY,
  agent_id CHAR(64) NOT NULL,
  agent_name VARCHAR(64) NOT NULL,
  slot BIGINT NOT NULL,
  chain_id BIGINT NOT NULL,
  gate CHAR(42) NOT NULL,
  receipt_id CHAR(64) NOT NULL,
  calls_hash CHAR(64) NOT NULL,
  flows TEXT NOT NULL,
  valid_until BIGINT NOT NULL,
  pinned_block BIGINT NOT NULL,
  max_gas_per_action NUMERIC(78, 0) NOT NULL,
  max_gas_per_day NUMERIC(78, 0) NOT NULL,
  state VARCHAR(16) NOT NULL,
  version BIGINT NOT NULL,
  calldata TEXT,
  nonce BIGINT,
  ending VARCHAR(20),
  ending_transaction CHAR(64),
  ending_block BIGINT,
  ending_block_hash CHAR(64),
  ending_block_time BIGINT,
  reason VARCHAR(64),
  sentence TEXT,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  UNIQUE (agent_id, slot)
);

CREATE INDEX outbox_entry_state ON outbox_entry (state);

CREATE TABLE outbox_transaction (
  hash CHAR(64) PRIMARY KEY,
  run_id CHAR(64) NOT NULL REFERENCES outbox_entry (run_id),
  ordinal BIGINT NOT NULL,
  kind VARCHAR(8) NOT NULL,
  chain_id BIGINT NOT NULL,
  sender CHAR(42) NOT NULL,
  nonce BIGINT NOT NULL,
  raw TEXT NOT NULL,
  gas_limit BIGINT NOT NULL,
  max_fee NUMERIC(78, 0) NOT NULL,
  tip NUMERIC(78, 0) NOT NULL,
  signed_at BIGINT NOT NULL,
  sent_at BIGINT,
  answer TEXT,
  cost NUMERIC(78, 0),
  UNIQUE (run_id, ordinal)
);

CREATE INDEX outbox_transaction_nonce ON outbox_transaction (chain_id, sender, nonce);

-- The next nonce that is nobody's yet. Taken in the transaction that stores the signed bytes.
CREATE TABLE outbox_nonce (
  chain_id BIGINT NOT NULL,
  sender CHAR(42) NOT NULL,
  next_nonce BIGINT NOT NULL,
  PRIMARY KEY (chain_id, sender)
);
