/**
 * Keeps agents running on their schedules: which slot is due is a pure function of the schedule and
 * the time, and Quartz, with its state in a database, says when to look.
 */
@NullMarked
package dev.countersign.runtime.schedule;

import org.jspecify.annotations.NullMarked;
