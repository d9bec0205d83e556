package dev.countersign.network.chain;

import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/** Stops reading an answer at a size, counted after decompression, so that no node fills memory. */
final class SizeLimit implements Interceptor {
  private final int limit;

  SizeLimit(int limit) {
    this.limit = limit;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Response response = chain.proceed(chain.request());
    ResponseBody body = response.body();
    if (body == null) {
      return response;
    }
    if (body.contentLength() > limit) {
      body.close();
      throw new Exceeded(limit);
    }
    return response.newBuilder().body(new Limited(body, limit)).build();
  }

  /** The answer is larger than the limit. */
  static final class Exceeded extends IOException {
    private static final long serialVersionUID = 1L;
    private final int limit;

    Exceeded(int limit) {
      super("over " + limit + " bytes");
      this.limit = limit;
    }

    int limit() {
      return limit;
    }
  }

  private static final class Limited extends ResponseBody {
    private final ResponseBody body;
    private final BufferedSource source;

    Limited(ResponseBody body, int limit) {
      this.body = body;
      source = Okio.buffer(new Counted(body.source(), limit));
    }

    @Override
    public @Nullable MediaType contentType() {
      return body.contentType();
    }

    @Override
    public long contentLength() {
      return body.contentLength();
    }

    @Override
    public BufferedSource source() {
      return source;
    }
  }

  private static final class Counted extends ForwardingSource {
    private final int limit;
    private long seen;

    Counted(BufferedSource source, int limit) {
      super(source);
      this.limit = limit;
    }

    @Override
    public long read(Buffer sink, long byteCount) throws IOException {
      long count = super.read(sink, byteCount);
      if (count > 0) {
        seen += count;
        if (seen > limit) {
          throw new Exceeded(limit);
        }
      }
      return count;
    }
  }
}
