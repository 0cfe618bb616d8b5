package id.openclass.nexus.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;

/// A real web server on loopback that answers as good ones do, or as a test wants it to.
public final class WebServer implements AutoCloseable {
  private final ServerSocket socket;
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final AtomicLong sent = new AtomicLong();
  private volatile UnaryOperator<Reply> change = reply -> reply;

  /// Starts.
  public WebServer() throws IOException {
    socket = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /// What was asked for.
  public record Request(String method, String path, Map<String, String> headers) {
    String range() {
      return headers.getOrDefault("range", "");
    }
  }

  /// What is answered. The body is cut after some bytes, and the connection with it.
  public record Reply(
      Request request, int status, Map<String, String> headers, byte[] body, long cutAfter) {
    Reply with(String header, String value) {
      Map<String, String> more = new TreeMap<>(headers);
      more.put(header, value);
      return new Reply(request, status, more, body, cutAfter);
    }

    Reply without(String header) {
      Map<String, String> fewer = new TreeMap<>(headers);
      fewer.remove(header);
      return new Reply(request, status, fewer, body, cutAfter);
    }

    Reply status(int other) {
      return new Reply(request, other, headers, body, cutAfter);
    }

    Reply body(byte[] other) {
      return new Reply(request, status, headers, other, cutAfter)
          .with("Content-Length", String.valueOf(other.length));
    }

    Reply cutAfter(long bytes) {
      return new Reply(request, status, headers, body, bytes);
    }
  }

  String url() {
    return "http://127.0.0.1:" + socket.getLocalPort() + "/";
  }

  void put(String path, byte[] content) {
    files.put(path, content);
  }

  /// From now on answers are changed.
  void change(UnaryOperator<Reply> how) {
    change = how;
  }

  List<Request> requests() {
    return requests;
  }

  long sentBytes() {
    return sent.get();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        Thread.ofVirtual().start(() -> serve(connection));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
      boolean open = true;
      while (open) {
        String first = in.readLine();
        if (first == null) {
          return;
        }
        Map<String, String> headers = new TreeMap<>();
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
          int colon = line.indexOf(':');
          headers.put(
              line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
        String[] words = first.split(" ");
        Request request = new Request(words[0], words[1], headers);
        requests.add(request);
        open = write(change.apply(answer(request)), connection.getOutputStream());
      }
    } catch (IOException e) {
      // The client has had enough.
    }
  }

  private Reply answer(Request request) {
    byte[] content = files.get(request.path().split("\\?")[0].substring(1));
    if (content == null) {
      return new Reply(request, 404, Map.of(), new byte[0], Long.MAX_VALUE).body("no".getBytes());
    }
    CRC32 crc = new CRC32();
    crc.update(content);
    Reply whole =
        new Reply(
                request,
                200,
                Map.of(
                    "ETag",
                    "\"" + crc.getValue() + "\"",
                    "Content-Type",
                    "application/octet-stream"),
                new byte[0],
                Long.MAX_VALUE)
            .body(content);
    return request.range().matches("bytes=\\d+-\\d+") ? part(whole, content) : whole;
  }

  private static Reply part(Reply whole, byte[] content) {
    String[] ends = whole.request().range().substring("bytes=".length()).split("-");
    int from = Integer.parseInt(ends[0]);
    int to = (int) Math.min(Long.parseLong(ends[1]), content.length - 1);
    if (from >= content.length) {
      return whole.status(416).body(new byte[0]).with("Content-Range", "bytes */" + content.length);
    }
    return whole
        .status(206)
        .body(Arrays.copyOfRange(content, from, to + 1))
        .with("Content-Range", "bytes " + from + "-" + to + "/" + content.length);
  }

  private boolean write(Reply reply, OutputStream out) throws IOException {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + reply.status() + " X\r\n");
    reply.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    out.write((head + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    int length = (int) Math.min(reply.body().length, reply.cutAfter());
    out.write(reply.body(), 0, length);
    sent.addAndGet(length);
    out.flush();
    return length == reply.body().length && reply.headers().containsKey("Content-Length");
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
