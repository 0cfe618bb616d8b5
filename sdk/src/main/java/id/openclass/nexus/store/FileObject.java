package id.openclass.nexus.store;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.FileSnapshot;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// A file as an object of a folder store.
///
/// @param file where it is
/// @param snapshot what it was when it was found
/// @param info what is known of it
record FileObject(Path file, FileSnapshot snapshot, ObjectInfo info) implements ObjectSource {
  /// Up to here the version is a digest: a pointer that is replaced twice within one tick of the
  /// file system's clock is still another one.
  private static final int DIGESTED_BYTES = 1 << 20;

  private static final int BUFFER = 1 << 18;

  static FileObject of(Path file) {
    FileSnapshot snapshot = FileSnapshot.of(file);
    return new FileObject(
        file, snapshot, new ObjectInfo(snapshot.sizeBytes(), version(file, snapshot), null));
  }

  private static ObjectVersion version(Path file, FileSnapshot snapshot) {
    if (snapshot.sizeBytes() > DIGESTED_BYTES) {
      return new ObjectVersion(
          snapshot.sizeBytes() + "-" + snapshot.modified() + "-" + snapshot.key());
    }
    try (ByteSource source = ByteSource.of(file)) {
      return new ObjectVersion(Digest.of(source).hex());
    }
  }

  @Override
  public String name() {
    return Display.escape(file.toString());
  }

  @Override
  public void transfer(ByteRange range, ByteSink sink) {
    try (ByteSource source = ByteSource.of(file)) {
      requireUnchanged();
      ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(BUFFER, range.length()));
      for (long at = range.offset(); at < range.end(); at += buffer.limit()) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), range.end() - at));
        source.read(at, buffer);
        sink.accept(buffer.flip());
      }
      requireUnchanged();
    }
  }

  private void requireUnchanged() {
    snapshot.requireUnchanged(file, "the object changed while it was read");
  }

  @Override
  public String toString() {
    return "FileObject[" + Display.escape(file.toString(), 60) + ", " + info + "]";
  }
}
