/** From intents to calls and flows: a pure function of intents, manifest and observations. */
@NullMarked
package dev.countersign.tools.plan;

import org.jspecify.annotations.NullMarked;
