@org.jspecify.annotations.NullMarked
package dev.countersign.inference.language;
