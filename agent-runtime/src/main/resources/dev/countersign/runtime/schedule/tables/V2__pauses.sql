-- Agents that do not run until somebody says so, by name; '*' stands for all of them.
CREATE TABLE schedule_pause (
  agent     VARCHAR(63) NOT NULL PRIMARY KEY,
  paused_at BIGINT      NOT NULL
);
