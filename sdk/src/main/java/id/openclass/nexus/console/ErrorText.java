package id.openclass.nexus.console;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Failures as lines for people: `nexus: error:`, then `nexus: file:` and `nexus: hint:` where
/// there is something to say. The texts of a [NexusException] are safe for a terminal already;
/// those of other exceptions are escaped here.
final class ErrorText {
  private ErrorText() {}

  static List<String> of(Throwable failure) {
    if (failure instanceof NexusException ours) {
      return lines(String.valueOf(ours.getMessage()), ours.where(), ours.hint());
    }
    String what = failure.getClass().getSimpleName();
    String message = failure.getMessage();
    String text = message == null ? what : what + ": " + Display.escape(message, 300);
    return switch (failure) {
      case LinkageError _ ->
          lines(
              "parts of this program do not fit together: " + text,
              null,
              "the scripts were built against other sources; build them again: jbang --fresh nexus@openclass");
      case OutOfMemoryError _ ->
          lines(text, null, "close other programs, or allow more memory: JAVA_TOOL_OPTIONS=-Xmx1g");
      default ->
          lines(
              "unexpected, a bug: " + text,
              null,
              "please report it with the output of the same command under NEXUS_DEBUG=1");
    };
  }

  static List<String> lines(String error, @Nullable String where, @Nullable String hint) {
    List<String> lines = new ArrayList<>();
    lines.add("nexus: error: " + error);
    if (where != null) {
      lines.add("nexus: file:  " + where);
    }
    if (hint != null) {
      lines.add("nexus: hint:  " + hint);
    }
    return lines;
  }

  static String stack(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }
}
