/** The part of Jinja2 that chat templates are written in, and nothing of Java behind it. */
@NullMarked
package dev.countersign.inference.template;

import org.jspecify.annotations.NullMarked;
