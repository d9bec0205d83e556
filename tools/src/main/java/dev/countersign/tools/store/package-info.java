/**
 * What is kept on disk: one database by its JDBC URL, H2 in a file by default, in SQL that
 * PostgreSQL takes as well.
 */
@NullMarked
package dev.countersign.tools.store;

import org.jspecify.annotations.NullMarked;
