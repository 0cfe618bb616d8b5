package id.openclass.nexus.trust;

import id.openclass.nexus.core.NexusException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A client of a [RepositorySimulator] whose files are in memory. Exit codes as of the launcher.
final class SimulatedClient implements MetadataStorage {
  final RepositorySimulator repository;
  final Map<String, byte[]> files = new TreeMap<>();

  /// Downloaded targets, the latest download last.
  final Map<String, String> downloads = new LinkedHashMap<>();

  /// Why the last command failed; null when it did not.
  NexusException failure;

  Instant clock = RepositorySimulator.NOW;

  SimulatedClient(RepositorySimulator repository) {
    this.repository = repository;
    write("root", repository.published.get("root").getFirst());
  }

  int refresh() {
    return run(() -> ClientWorkflow.of(repository, this, clock).refresh());
  }

  int refreshAt(Instant time) {
    clock = time;
    return refresh();
  }

  int download(String... paths) {
    return run(() -> {
      ClientWorkflow workflow = ClientWorkflow.of(repository, this, clock);
      for (String path : paths) {
        download(workflow, path);
      }
    });
  }

  private int run(Runnable command) {
    failure = null;
    try {
      command.run();
      return 0;
    } catch (NexusException e) {
      failure = e;
      return 1;
    }
  }

  private void download(ClientWorkflow workflow, String path) {
    Optional<TargetFile> found = workflow.target(path);
    if (found.isEmpty()) {
      throw NexusException.notFound("no such target", path, null);
    }
    TargetFile target = found.get();
    String cached = downloads.get(path);
    if (cached == null || !isRight(target, cached.getBytes(StandardCharsets.UTF_8))) {
      byte[] bytes =
          repository.artifact(target.location(workflow.refresh().root().consistentSnapshot()));
      check(target, bytes);
      downloads.remove(path);
      downloads.put(path, new String(bytes, StandardCharsets.UTF_8));
    }
  }

  private static boolean isRight(TargetFile target, byte[] bytes) {
    try {
      check(target, bytes);
      return true;
    } catch (NexusException.Untrusted e) {
      return false;
    }
  }

  private static void check(TargetFile target, byte[] bytes) {
    ContentCheck check = target.check(target.path());
    check.update(ByteBuffer.wrap(bytes));
    check.finish();
  }

  List<String> downloaded() {
    return List.copyOf(downloads.values());
  }

  /// Version that is trusted of a role, 0 for none.
  long version(String role) {
    byte[] bytes = files.get(role);
    return bytes == null
        ? 0
        : StrictJson.parse(bytes, role).object("signed").integer("version", 1, Long.MAX_VALUE);
  }

  /// As `root 2`, in the order of names.
  List<String> trusted() {
    return files.keySet().stream().map(role -> role + " " + version(role)).toList();
  }

  @Override
  public Optional<byte[]> read(String role) {
    return Optional.ofNullable(files.get(role));
  }

  @Override
  public void write(String role, byte[] bytes) {
    files.put(role, bytes);
  }

  @Override
  public void remove(String role) {
    files.remove(role);
  }
}
