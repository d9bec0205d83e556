-- Nonces of transactions that are not an action's: held for a while, so that no action takes them.
CREATE TABLE outbox_lent (
  chain_id BIGINT NOT NULL,
  sender CHAR(42) NOT NULL,
  nonce BIGINT NOT NULL,
  lent_at BIGINT NOT NULL,
  PRIMARY KEY (chain_id, sender, nonce)
);
