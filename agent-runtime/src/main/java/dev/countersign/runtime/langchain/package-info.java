/** Language models and the gate for applications that are written with LangChain4j. */
@NullMarked
package dev.countersign.runtime.langchain;

import org.jspecify.annotations.NullMarked;
