package id.openclass.nexus.store;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;

/// A store on a web server, which is only read: a key follows the server's address.
/// `docs/stores.md` section 4. It tries nothing twice: put a [RetryingStore] around it.
public final class HttpStore implements Store {
  /// How long a server may be silent: more than any line's latency, less than anybody's patience.
  public static final Duration SILENCE = Duration.ofSeconds(60);

  private final URI base;
  private final HttpGet http;

  private HttpStore(URI base, HttpGet http) {
    this.base = base;
    this.http = http;
  }

  /// The store at an address.
  ///
  /// @param address of the folder that holds the objects; `http://` or `https://`
  /// @return the store; the server is not asked yet
  /// @throws NexusException.InvalidValue when it is no such address
  public static HttpStore at(String address) {
    return at(address, SILENCE);
  }

  /// The store at an address, with a time of its own.
  ///
  /// @param address of the folder that holds the objects; `http://` or `https://`
  /// @param silence how long the server may send nothing
  /// @return the store; the server is not asked yet
  /// @throws NexusException.InvalidValue when it is no such address
  public static HttpStore at(String address, Duration silence) {
    URI uri = parse(address.endsWith("/") ? address : address + "/");
    if (uri.getRawQuery() != null) {
      throw NexusException.invalidValue(
          "the address of a store has no '?': " + HttpAddress.shown(uri), "name its folder");
    }
    return new HttpStore(uri, new HttpGet(silence));
  }

  /// Looks for one object by its whole address, which may be signed.
  ///
  /// @param address `http://` or `https://`
  /// @return the object; empty when there is none, or the server does not tell us
  /// @throws NexusException.InvalidValue when it is no such address
  public static Optional<ObjectSource> object(String address) {
    URI uri = parse(address);
    return new HttpGet(SILENCE).find(uri, HttpAddress.isPage(uri));
  }

  /// Looks for one object, which should be there, by its whole address.
  ///
  /// @param address `http://` or `https://`
  /// @return the object
  /// @throws NexusException.NotFound when there is none, or the server does not tell us
  public static ObjectSource open(String address) {
    return object(address)
        .orElseThrow(() ->
            NexusException.notFound(
                "no such object, or no permission to read it",
                HttpAddress.shown(parse(address)),
                "look at the address; one that is signed may have expired"));
  }

  private static URI parse(String address) {
    try {
      URI uri = new URI(address.strip());
      if (!HttpAddress.isHttp(uri) || uri.getRawFragment() != null) {
        throw NexusException.invalidValue(
            "not an address of the web: " + HttpAddress.shown(uri),
            "for example https://models.example.org/packages");
      }
      if (uri.getRawUserInfo() != null) {
        throw NexusException.invalidValue(
            "the address holds a user name or a password", "leave out what is before '@'");
      }
      return uri;
    } catch (URISyntaxException e) {
      // Its message has the whole address, with what is secret in it.
      throw NexusException.invalidValue(
          "not an address: it has characters that addresses have not, such as a space",
          "write a space as %20; for example https://models.example.org/my%20packages");
    }
  }

  @Override
  public String name() {
    return HttpAddress.shown(base);
  }

  @Override
  public String address(ObjectKey key) {
    return HttpAddress.shown(uri(key));
  }

  private URI uri(ObjectKey key) {
    return base.resolve(HttpAddress.encode(key.text()));
  }

  @Override
  public Optional<ObjectSource> find(ObjectKey key) {
    URI uri = uri(key);
    return http.find(uri, HttpAddress.isPage(uri));
  }

  @Override
  public Optional<byte[]> readSmall(ObjectKey key, int mostBytes) {
    URI uri = uri(key);
    return http.readSmall(uri, HttpAddress.isPage(uri), mostBytes);
  }

  /// Lets go of connections.
  @Override
  public void close() {
    http.close();
  }

  /// As `HttpStore[https://models.example.org/]`.
  @Override
  public String toString() {
    return "HttpStore[" + Display.escape(name(), 80) + "]";
  }
}
