/** What an agent can do: observe and act on chain; policy; wallet; the durable outbox. */
@NullMarked
package dev.countersign.tools;

import org.jspecify.annotations.NullMarked;
