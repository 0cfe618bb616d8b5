package id.openclass.nexus.console;

import id.openclass.nexus.core.Progress;
import java.io.PrintStream;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/// Draws a bar on a terminal for what takes longer than a second, and takes it away at the end.
final class ProgressBars implements Progress {
  // A second, so that short operations stay silent; four pictures a second are enough for eyes.
  private static final long QUIET_NANOS = 1_000_000_000;
  private static final int REDRAW_MILLIS = 250;
  // Asking the terminal for its width would need native code; this fits every window.
  private static final int WIDTH = 79;
  private static final int LABEL = 30;

  private final PrintStream out;
  private final long quietNanos;

  ProgressBars(PrintStream out) {
    this(out, QUIET_NANOS);
  }

  ProgressBars(PrintStream out, long quietNanos) {
    this.out = out;
    this.quietNanos = quietNanos;
  }

  /// Whether the optional library that draws them is on the class path.
  static boolean areAvailable() {
    try {
      Class.forName("me.tongfei.progressbar.ProgressBar");
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  @Override
  public Task begin(String label, long totalBytes) {
    return new Bar(label, totalBytes);
  }

  private final class Bar implements Task {
    private final String label;
    private final long totalBytes;
    private final long started = System.nanoTime();
    private long done;
    private @Nullable ProgressBar bar;

    Bar(String label, long totalBytes) {
      this.label = label.length() > LABEL ? label.substring(0, LABEL) : label;
      this.totalBytes = totalBytes;
    }

    @Override
    public void advance(long bytes) {
      done += bytes;
      if (bar != null) {
        bar.stepTo(done);
      } else if (System.nanoTime() - started >= quietNanos) {
        bar = draw();
      }
    }

    private ProgressBar draw() {
      return new ProgressBarBuilder()
          .setTaskName(label)
          .setInitialMax(totalBytes)
          .setStyle(ProgressBarStyle.ASCII)
          .setUnit(" MB", 1_000_000)
          .setUpdateIntervalMillis(REDRAW_MILLIS)
          .startsFrom(done, Duration.ofNanos(System.nanoTime() - started))
          .setConsumer(new ConsoleProgressBarConsumer(out, WIDTH))
          .clearDisplayOnFinish()
          .build();
    }

    @Override
    public void close() {
      if (bar != null) {
        bar.close();
      }
    }
  }
}
