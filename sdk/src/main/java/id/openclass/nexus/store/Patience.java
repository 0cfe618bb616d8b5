package id.openclass.nexus.store;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// How often something is tried again when the network fails, and how long is waited before: each
/// time twice as long, shortened by chance so that a thousand machines do not come back at once.
/// `docs/stores.md` section 2.
///
/// @param first the first waiting time
/// @param longest the longest
/// @param attempts how often in a row it may fail without any progress, 1 or more
/// @param listener hears of each failure that is followed by another try, in a few words
public record Patience(Duration first, Duration longest, int attempts, Consumer<String> listener) {
  private static final double JITTER = 0.5;
  private static final int FIRST_CONTACT = 3;

  /// 8 attempts within about a minute.
  ///
  /// @return what is used when nothing else is said
  public static Patience standard() {
    return new Patience(Duration.ofMillis(500), Duration.ofSeconds(30), 8, said -> {});
  }

  /// The same, with a listener.
  ///
  /// @param hears of each failure that is followed by another try
  /// @return a copy
  public Patience telling(Consumer<String> hears) {
    return new Patience(first, longest, attempts, hears);
  }

  /// The same for a first contact, where a wrong address is likelier than a bad line.
  ///
  /// @return a copy with at most 3 attempts
  public Patience briefly() {
    return new Patience(first, longest, Math.min(attempts, FIRST_CONTACT), listener);
  }

  /// Does something, again where the network fails.
  ///
  /// @param <T> what it yields
  /// @param work what; it may run more than once
  /// @return what it yields
  /// @throws NexusException.Transfer when the last attempt failed so, too
  public <T> T call(Supplier<T> work) {
    RetryPolicy<Object> policy =
        RetryPolicy.builder()
            .handle(NexusException.Transfer.class)
            .withBackoff(first, longest)
            .withJitter(JITTER)
            .withMaxAttempts(attempts)
            .onRetryScheduled(event -> tell(event.getLastException(), event.getDelay()))
            .build();
    try {
      return Failsafe.with(policy).get(work::get);
    } catch (FailsafeException e) {
      // Only an interrupt comes wrapped.
      Thread.currentThread().interrupt();
      throw NexusException.transfer("interrupted", null, "run this again", e);
    }
  }

  /// Does something that yields nothing, again where the network fails.
  ///
  /// @param work what; it may run more than once
  /// @throws NexusException.Transfer when the last attempt failed so, too
  public void run(Runnable work) {
    Object unused =
        call(() -> {
          work.run();
          return attempts;
        });
    assert unused != null;
  }

  private void tell(Throwable failure, Duration delay) {
    listener.accept(failure.getMessage() + "; trying again in " + Display.duration(delay));
  }

  /// As `Patience[8 attempts, 0.5 s to 30 s]`.
  @Override
  public String toString() {
    return "Patience["
        + attempts
        + " attempts, "
        + Display.duration(first)
        + " to "
        + Display.duration(longest)
        + "]";
  }
}
