package id.openclass.nexus.store;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.Display;
import java.net.URI;

/// An object of a web server.
///
/// @param http asks the server
/// @param uri its whole address, also what is secret in it
/// @param page whether a web page is what was asked for
/// @param info what the server said of it
record HttpObject(HttpGet http, URI uri, boolean page, ObjectInfo info) implements ObjectSource {
  @Override
  public String name() {
    return HttpAddress.shown(uri);
  }

  @Override
  public void transfer(ByteRange range, ByteSink sink) {
    http.transfer(this, range, sink);
  }

  @Override
  public String toString() {
    return "HttpObject[" + Display.escape(name(), 60) + ", " + info + "]";
  }
}
