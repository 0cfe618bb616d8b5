package id.openclass.nexus.aws;

import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.Progress;
import java.util.Collection;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/// Parts that wait to be sent, a few at once. The first error ends all.
final class PartQueue {
  private final S3Options options;
  private final Queue<Integer> waiting;
  private final Map<Integer, CompletedPart> sent = new ConcurrentHashMap<>();
  private volatile boolean stopped;

  PartQueue(S3Options options, Collection<Integer> numbers) {
    this.options = options;
    this.waiting = new ConcurrentLinkedQueue<>(numbers);
  }

  /// Sends all.
  ///
  /// @param send sends one part
  /// @param progress hears of each part that is sent, one at a time
  /// @return the parts by their numbers
  Map<Integer, CompletedPart> run(
      IntFunction<CompletedPart> send, PartPlan plan, Progress.Task progress) {
    // Not virtual ones: for their sockets Java keeps a thread in the system, and at its end waits
    // 0.3 s for such threads.
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      var senders =
          IntStream.range(0, Math.min(options.connections(), waiting.size()))
              .mapToObj(i -> threads.submit(() -> drain(send, plan, progress)))
              .toList();
      @Nullable RuntimeException failure = null;
      for (Future<?> sender : senders) {
        failure = join(sender, failure);
      }
      if (failure != null) {
        throw failure;
      }
      return sent;
    }
  }

  private void drain(IntFunction<CompletedPart> send, PartPlan plan, Progress.Task progress) {
    try {
      for (Integer number = waiting.poll(); number != null && !stopped; number = waiting.poll()) {
        int part = number;
        sent.put(part, options.patience().call(() -> send.apply(part)));
        synchronized (this) {
          progress.advance(plan.range(part).length());
        }
      }
    } catch (RuntimeException e) {
      stopped = true;
      throw e;
    }
  }

  /// @return the error to tell: a permanent one before one that may pass
  private @Nullable RuntimeException join(Future<?> sender, @Nullable RuntimeException before) {
    try {
      sender.get();
      return before;
    } catch (ExecutionException e) {
      RuntimeException failure =
          e.getCause() instanceof RuntimeException r ? r : new IllegalStateException(e.getCause());
      return before == null || before instanceof NexusException.Transfer ? failure : before;
    } catch (InterruptedException e) {
      stopped = true;
      Thread.currentThread().interrupt();
      return NexusException.transfer("interrupted", null, "run this again", e);
    }
  }
}
