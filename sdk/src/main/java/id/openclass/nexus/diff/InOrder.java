package id.openclass.nexus.diff;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/// Work that is done by several threads and taken in the order in which it was given, with a bound
/// on what is under way. One thread gives.
///
/// @param <T> what the work makes
final class InOrder<T> implements AutoCloseable {
  private final ExecutorService workers;
  private final int most;
  private final Consumer<T> taker;
  private final Queue<Future<T>> underWay = new ArrayDeque<>();

  InOrder(int threads, int most, Consumer<T> taker) {
    this.workers = Executors.newFixedThreadPool(threads);
    this.most = most;
    this.taker = taker;
  }

  void give(Callable<T> work) {
    give(work, most);
  }

  /// Waits until less is under way than otherwise.
  ///
  /// @param most how much may be under way with it
  void give(Callable<T> work, int most) {
    while (underWay.size() >= most) {
      takeOne();
    }
    underWay.add(workers.submit(work));
  }

  void takeAll() {
    while (!underWay.isEmpty()) {
      takeOne();
    }
  }

  private void takeOne() {
    taker.accept(result(underWay.remove()));
  }

  static <T> T result(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /// Ends what is under way.
  @Override
  public void close() {
    workers.shutdownNow();
    workers.close();
  }
}
