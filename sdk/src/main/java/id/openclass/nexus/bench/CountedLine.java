package id.openclass.nexus.bench;

import id.openclass.nexus.core.NexusException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/// A line to a server on this machine that counts the bytes that are sent over it, and breaks or
/// calls when it is told to. Threads may share it.
public final class CountedLine implements AutoCloseable {
  private static final int BUFFER = 64 << 10;

  private final InetSocketAddress server;
  private final ServerSocket socket;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private long sent;
  private long breakAt = Long.MAX_VALUE;
  private long callAt = Long.MAX_VALUE;
  private CompletableFuture<Void> call = new CompletableFuture<>();

  private CountedLine(InetSocketAddress server, ServerSocket socket) {
    this.server = server;
    this.socket = socket;
  }

  /// Opens a line.
  ///
  /// @param port of the server, on loopback
  /// @return the line
  /// @throws NexusException.Transfer when there is no port for it
  public static CountedLine to(int port) {
    try {
      InetAddress loopback = InetAddress.getLoopbackAddress();
      ServerSocket socket = new ServerSocket(0, 50, loopback);
      CountedLine line = new CountedLine(new InetSocketAddress(loopback, port), socket);
      Thread.ofVirtual().start(line::accept);
      return line;
    } catch (IOException e) {
      throw NexusException.transfer("no port to listen on", "127.0.0.1", null, e);
    }
  }

  /// Where clients connect to.
  ///
  /// @return a port on loopback
  public int port() {
    return socket.getLocalPort();
  }

  /// What clients have sent.
  ///
  /// @return bytes, heads of requests counted, too
  public synchronized long sentBytes() {
    return sent;
  }

  /// Breaks every connection after more bytes, and each new one, until [#mend].
  ///
  /// @param bytes that clients may still send
  public synchronized void breakAfter(long bytes) {
    breakAt = sent + bytes;
  }

  /// Lets the line work again.
  public synchronized void mend() {
    breakAt = Long.MAX_VALUE;
  }

  /// Arranges a call after more bytes.
  ///
  /// @param bytes that clients send before
  /// @return is completed when they have
  public synchronized CompletableFuture<Void> callAfter(long bytes) {
    callAt = sent + bytes;
    call = new CompletableFuture<>();
    return call;
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        connect(socket.accept());
      } catch (IOException e) {
        // The client or the line is gone.
      }
    }
  }

  private void connect(Socket client) throws IOException {
    Socket remote = new Socket();
    open.add(client);
    open.add(remote);
    try {
      remote.connect(server);
    } catch (IOException e) {
      close(client, remote);
      return;
    }
    Thread.ofVirtual().start(() -> copy(client, remote, true));
    Thread.ofVirtual().start(() -> copy(remote, client, false));
  }

  private void copy(Socket from, Socket to, boolean counted) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (counted && isBroken(n)) {
          open.forEach(socket -> close(socket));
          return;
        }
        out.write(buffer, 0, n);
      }
    } catch (IOException e) {
      // One end has closed it.
    } finally {
      close(from, to);
    }
  }

  private synchronized boolean isBroken(int bytes) {
    sent += bytes;
    if (sent >= callAt) {
      callAt = Long.MAX_VALUE;
      call.complete(null);
    }
    return sent > breakAt;
  }

  private void close(Socket... sockets) {
    for (Socket one : sockets) {
      open.remove(one);
      try {
        one.close();
      } catch (IOException e) {
        // It is closed, then.
      }
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw NexusException.transfer("cannot close a port", "127.0.0.1", null, e);
    }
    open.forEach(one -> close(one));
  }

  /// As `CountedLine[40000, 253,000,000 bytes]`.
  @Override
  public String toString() {
    return "CountedLine[" + port() + ", " + sentBytes() + " bytes]";
  }
}
