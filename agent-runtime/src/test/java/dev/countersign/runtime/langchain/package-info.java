@NullMarked
package dev.countersign.runtime.langchain;

import org.jspecify.annotations.NullMarked;
