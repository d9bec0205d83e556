package dev.countersign.inference.template;

import dev.countersign.inference.template.TemplateRefused.Code;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * A chat template as models on Hugging Face carry it: the part of Jinja2 that such templates use,
 * in the configuration that transformers gives it ({@code trim_blocks}, {@code lstrip_blocks}, loop
 * controls, {@code tojson} without escapes, {@code raise_exception}, {@code strftime_now}, {@code
 * generation}).
 *
 * <p>Guarantees: a template that renders gives what jinja2 3.1 gives, character by character. What
 * is not known here is refused by its name, when it is read or, where only a value tells, when it
 * is rendered. Rendering is a pure function of template, context and limits; it reaches nothing of
 * Java, no file, no clock and no chance, and it ends within its limits. Immutable and thread-safe.
 *
 * <p>Does not guarantee that a template is a sensible one, nor that everything jinja2 renders is
 * rendered here.
 *
 * <p>As transformers does, give {@code messages}, {@code tools} and {@code documents} (null where
 * there are none), {@code add_generation_prompt}, and the special tokens as {@code bos_token},
 * {@code eos_token} and so on.
 *
 * @see <a href="https://jinja.palletsprojects.com/en/stable/templates/">Jinja template designer
 *     documentation</a>
 * @see <a href="https://huggingface.co/docs/transformers/chat_templating">transformers: chat
 *     templates</a>
 */
public final class ChatTemplate {
  /** The longest template that is read, in UTF-16 units. */
  public static final int LONGEST = 1 << 18;

  /** The members of a context that are trusted unless the caller says otherwise. */
  public static final Set<String> TRUSTED = Set.of("bos_token", "eos_token");

  private final List<Statement> statements;

  private ChatTemplate(List<Statement> statements) {
    this.statements = statements;
  }

  /**
   * Reads a template.
   *
   * @throws TemplateRefused where it is no Jinja2, too large, or needs what is not known here
   */
  public static ChatTemplate parse(String source) throws TemplateRefused {
    if (source.length() > LONGEST) {
      throw new TemplateRefused(
          Code.TOO_LARGE, Place.START, "it has more than " + LONGEST + " characters");
    }
    return new ChatTemplate(StatementParser.parse(source));
  }

  /**
   * The prompt for a context.
   *
   * @throws TemplateFailed where the template or the context makes that impossible, or the limits
   *     end it
   */
  public String render(ObjectNode context, TemplateLimits limits) throws TemplateFailed {
    return rendered(context, limits, TRUSTED).plain();
  }

  /**
   * The prompt for a context, with the origin of its text. Trusted are the template's own text, the
   * texts of {@link #TRUSTED}, and a message's role where it consists of letters, digits, hyphens
   * and underscores; everything else of the context is not.
   *
   * @return spans whose texts together are the prompt; neighbours differ in trust
   * @throws TemplateFailed as {@link #render} does
   */
  public List<Span> renderSpans(ObjectNode context, TemplateLimits limits) throws TemplateFailed {
    return renderSpans(context, limits, TRUSTED);
  }

  /**
   * The prompt for a context, with the origin of its text.
   *
   * @param trusted the members of the context whose texts are trusted, whatever is in them
   */
  public List<Span> renderSpans(ObjectNode context, TemplateLimits limits, Set<String> trusted)
      throws TemplateFailed {
    return rendered(context, limits, trusted).spans();
  }

  private Text rendered(ObjectNode context, TemplateLimits limits, Set<String> trusted)
      throws TemplateFailed {
    Rendering run = new Rendering(limits);
    Scope scope = Scope.of(ContextValues.of(context, trusted, run));
    return new Renderer(run).render(statements, scope);
  }
}
