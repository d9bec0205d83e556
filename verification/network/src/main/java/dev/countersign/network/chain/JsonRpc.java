package dev.countersign.network.chain;

import dev.countersign.network.chain.ChainUnavailable.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.web3j.protocol.core.Request;
import org.web3j.protocol.core.Response;
import org.web3j.protocol.exceptions.ClientConnectionException;
import org.web3j.protocol.http.HttpService;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON-RPC 2.0 over HTTP, to a node that may be slow, broken or hostile.
 *
 * <p>Guarantees: a request ends within {@link RpcLimits#call}; an answer larger than {@link
 * RpcLimits#maxBytes} is not read to its end; an answer is matched to its request by id, also in a
 * batch; redirects are not followed. Every failure is a {@link ChainException}, whose sentence
 * names the host and never the rest of the URL, where keys live.
 *
 * <p>Does not guarantee that an answer is true, nor that a request arrives only once: one whose
 * connection broke may be sent again, and after a failure the node may have done what it was asked.
 * So only send what may arrive twice; a signed transaction may.
 */
public final class JsonRpc implements AutoCloseable {
  private final JsonMapper mapper;
  private final OkHttpClient client;
  private final Http http;
  private final String name;

  private JsonRpc(URI url, RpcLimits limits) {
    name = url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
    mapper = mapper(limits);
    client =
        new OkHttpClient.Builder()
            .connectTimeout(limits.connect())
            .readTimeout(limits.read())
            .writeTimeout(limits.read())
            .callTimeout(limits.call())
            .followRedirects(false)
            .followSslRedirects(false)
            .retryOnConnectionFailure(true)
            .addInterceptor(new SizeLimit(limits.maxBytes()))
            .build();
    http = new Http(url.toString(), client);
  }

  /**
   * Prepares to speak to a node; sends nothing yet.
   *
   * @param url {@code http} or {@code https}
   * @throws ChainUnavailable with {@link Kind#UNREACHABLE} for any other URL
   */
  public static JsonRpc open(URI url, RpcLimits limits) throws ChainUnavailable {
    String scheme = url.getScheme();
    boolean web = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
    if (!web || url.getHost() == null || url.getPort() > 65_535) {
      throw new ChainUnavailable(
          Kind.UNREACHABLE, "an RPC URL is http:// or https:// and a host; this one is not");
    }
    return new JsonRpc(url, limits);
  }

  /** The node's host and port, for sentences. */
  public String name() {
    return name;
  }

  /**
   * Sends one request.
   *
   * @return the {@code result} member, possibly a JSON null
   * @throws ChainRefused when the node answers with an error
   * @throws ChainUnavailable when it gives no usable answer
   */
  public JsonNode call(String method, Object... params) throws ChainRefused, ChainUnavailable {
    Request<Object, Response<?>> request = request(RpcCall.of(method, params));
    JsonNode answer = exchange(request, method);
    requireId(answer, request.getId(), method);
    return read(answer, method).orThrow();
  }

  /**
   * Sends several requests at once, in one HTTP exchange.
   *
   * @return an answer for each request, in the order of the requests
   * @throws ChainRefused when the node refuses the batch as a whole
   * @throws ChainUnavailable when it gives no usable answer, or leaves one out
   */
  public List<RpcAnswer> batch(List<RpcCall> calls) throws ChainRefused, ChainUnavailable {
    if (calls.isEmpty()) {
      return List.of();
    }
    List<Request<Object, Response<?>>> requests = new ArrayList<>(calls.size());
    for (RpcCall call : calls) {
      requests.add(request(call));
    }
    String what = "a batch of " + calls.size() + " (" + calls.get(0).method() + ", ...)";
    JsonNode answers = exchange(requests, what);
    if (answers.isObject()) {
      read(answers, what).orThrow();
    }
    if (!answers.isArray() || answers.size() != calls.size()) {
      throw malformed(what, "the answer is not a list of " + calls.size());
    }
    Map<Long, JsonNode> byId = new HashMap<>();
    for (JsonNode answer : answers) {
      JsonNode id = answer.path("id");
      if (!id.isIntegralNumber() || byId.put(id.longValue(), answer) != null) {
        throw malformed(what, "an id is missing or appears twice");
      }
    }
    List<RpcAnswer> ordered = new ArrayList<>(calls.size());
    for (Request<Object, Response<?>> request : requests) {
      JsonNode answer = byId.get(request.getId());
      if (answer == null) {
        throw malformed(what, "a request has no answer");
      }
      ordered.add(read(answer, request.getMethod()));
    }
    return ordered;
  }

  private Request<Object, Response<?>> request(RpcCall call) {
    return new Request<>(call.method(), call.params(), http, null);
  }

  private JsonNode exchange(Object body, String what) throws ChainUnavailable {
    try (InputStream answer = http.performIO(mapper.writeValueAsString(body))) {
      JsonNode read = answer == null ? null : mapper.readTree(answer);
      if (read == null) {
        throw malformed(what, "there is no body");
      }
      return read;
    } catch (SizeLimit.Exceeded e) {
      throw unavailable(Kind.MALFORMED, what, "the answer is over " + e.limit() + " bytes", e);
    } catch (InterruptedIOException e) {
      throw unavailable(Kind.UNREACHABLE, what, "no answer in time", e);
    } catch (IOException e) {
      throw unavailable(Kind.UNREACHABLE, what, "no connection: " + e.getMessage(), e);
    } catch (ClientConnectionException e) {
      throw unavailable(Kind.UNREACHABLE, what, "HTTP status " + e.getCode(), e);
    } catch (JacksonException e) {
      throw unavailable(Kind.MALFORMED, what, "the answer is not JSON", e);
    }
  }

  private void requireId(JsonNode answer, long id, String what) throws ChainUnavailable {
    JsonNode given = answer.path("id");
    boolean same = given.isIntegralNumber() && given.canConvertToLong() && given.longValue() == id;
    // JSON-RPC 2.0: a request that could not even be parsed is answered with an error and id null.
    if (!same && !(given.isNull() && answer.has("error"))) {
      throw malformed(what, "the answer has another id than the request");
    }
  }

  private RpcAnswer read(JsonNode answer, String what) throws ChainUnavailable {
    JsonNode error = answer.path("error");
    if (error.isObject()) {
      return new RpcAnswer.Refused(ChainRefused.of(name, what, error));
    }
    if (!answer.isObject() || !answer.has("result")) {
      throw malformed(what, "the answer has neither a result nor an error");
    }
    return new RpcAnswer.Result(answer.get("result"));
  }

  private ChainUnavailable malformed(String what, String detail) {
    return unavailable(Kind.MALFORMED, what, detail, null);
  }

  private ChainUnavailable unavailable(
      Kind kind, String what, String detail, @Nullable Throwable cause) {
    String sentence = name + " gave no usable answer to " + what + ": " + detail;
    return cause == null
        ? new ChainUnavailable(kind, sentence)
        : new ChainUnavailable(kind, sentence, cause);
  }

  private static JsonMapper mapper(RpcLimits limits) {
    return JsonMapper.builder(
            JsonFactory.builder()
                .streamReadConstraints(
                    StreamReadConstraints.builder()
                        .maxNestingDepth(64)
                        .maxDocumentLength(limits.maxBytes())
                        .maxStringLength(limits.maxBytes())
                        .maxNameLength(1024)
                        .maxNumberLength(64)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build())
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build();
  }

  /** Closes idle connections; a later call opens new ones. */
  @Override
  public void close() {
    client.connectionPool().evictAll();
    client.dispatcher().executorService().shutdown();
  }

  /** Opens web3j's exchange of bytes, below its lenient parsing of answers. */
  private static final class Http extends HttpService {
    Http(String url, OkHttpClient client) {
      super(url, client);
    }

    @Override
    protected @Nullable InputStream performIO(String request) throws IOException {
      return super.performIO(request);
    }
  }
}
