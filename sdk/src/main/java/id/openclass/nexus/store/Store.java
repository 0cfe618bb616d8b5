package id.openclass.nexus.store;

import id.openclass.nexus.core.ByteRange;
import id.openclass.nexus.core.ByteSource;
import id.openclass.nexus.core.Digest;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.OutputFile;
import id.openclass.nexus.core.Progress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Objects by their keys, to be read. `docs/stores.md` says what each operation means; a contract
/// suite (`StoreContract`) holds every store to it.
///
/// Of the errors, only [NexusException.Transfer] may pass: every other one is permanent. Any
/// operation may be repeated. Threads may share a store.
public interface Store extends AutoCloseable {
  /// Opens a folder or a web server.
  ///
  /// @param address a path, or an address that begins with `http://` or `https://`
  /// @return the store; that it is there is not checked
  /// @throws NexusException.InvalidValue for an address of another kind
  static Store at(String address) {
    if (address.matches("(?i)https?://.*")) {
      return HttpStore.at(address);
    }
    if (address.matches("[A-Za-z][A-Za-z0-9+.-]+://.*")) {
      throw NexusException.invalidValue(
          "not a store that is read here: " + Display.escape(address, 80),
          "a folder, or an address that begins with https://");
    }
    return FolderStore.at(Path.of(address));
  }

  /// What errors call it.
  ///
  /// @return a path or an address, without secrets
  String name();

  /// What errors call an object of it.
  ///
  /// @param key any key
  /// @return a path or an address, without secrets
  String address(ObjectKey key);

  /// Looks for an object.
  ///
  /// @param key its key
  /// @return the object at the version that it has now; empty when there is none, or the store does
  ///   not tell us
  Optional<ObjectSource> find(ObjectKey key);

  /// Looks for an object that should be there.
  ///
  /// @param key its key
  /// @return the object
  /// @throws NexusException.NotFound when there is none, or the store does not tell us
  default ObjectSource open(ObjectKey key) {
    return find(key)
        .orElseThrow(() ->
            NexusException.notFound(
                "no such object, or no permission to read it",
                address(key),
                "look at the address and at what you may read there"));
  }

  /// Whether there is an object.
  ///
  /// @param key its key
  /// @return false also when the store does not tell us
  default boolean exists(ObjectKey key) {
    return find(key).isPresent();
  }

  /// Reads a whole object that should be small, as it is now: in one request where the store can.
  ///
  /// @param key its key
  /// @param mostBytes a larger one is refused before it is read, or when it turns out to be
  /// @return its bytes; empty when there is none, or the store does not tell us
  /// @throws NexusException.Malformed when it is larger
  default Optional<byte[]> readSmall(ObjectKey key, int mostBytes) {
    try {
      return find(key).map(object -> readWhole(object, mostBytes));
    } catch (NexusException.NotFound e) {
      // Somebody has removed it since it was found.
      return Optional.empty();
    }
  }

  /// Reads a whole object that was found, and should be small.
  ///
  /// @param object an object of any store
  /// @param mostBytes a larger one is refused before it is read
  /// @return its bytes
  /// @throws NexusException.Malformed when it is larger, or another one by now
  static byte[] readWhole(ObjectSource object, int mostBytes) {
    if (object.length() > mostBytes) {
      throw tooLarge(object.name(), mostBytes);
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) object.length());
    object.transfer(new ByteRange(0, object.length()), bytes::put);
    return bytes.array();
  }

  /// What is said of an object that should be small and is not.
  ///
  /// @param address what errors call it
  /// @param mostBytes what is allowed
  /// @return the exception, to be thrown
  static NexusException tooLarge(String address, int mostBytes) {
    return NexusException.malformed(
        "this is larger than what belongs here: " + Display.grouped(mostBytes) + " bytes at most",
        address,
        -1,
        "the address is probably that of something else");
  }

  @Override
  void close();

  /// A store that is written, too. Who has only a [Store] cannot publish, not even by mistake.
  interface Writable extends Store {
    /// Most bytes of an object that is replaced.
    int MOST_REPLACED_BYTES = 16 << 20;

    /// Writes an object that never changes.
    ///
    /// @param key its key, which should name its content
    /// @param content what it shall hold; read more than once, by several threads
    /// @param sha256 of the content
    /// @param sent hears of the bytes that are written; of some twice when a line broke
    /// @return whether the same bytes were there already
    /// @throws NexusException.Refused when other bytes are there, or the store forbids writing
    /// @throws NexusException.DigestMismatch when the content has another digest; nothing is
    ///   written
    OutputFile.Outcome writeNew(
        ObjectKey key, ByteSource content, Digest sha256, Progress.Task sent);

    /// Writes a small object that never changes.
    ///
    /// @param key its key, which should name its content
    /// @param content what it shall hold
    /// @return whether the same bytes were there already
    /// @throws NexusException.Refused when other bytes are there, or the store forbids writing
    default OutputFile.Outcome writeNew(ObjectKey key, byte[] content) {
      return writeNew(key, ByteSource.of(address(key), content), Digest.of(content), done -> {});
    }

    /// Replaces one of the few objects that change.
    ///
    /// @param key its key
    /// @param content at most [#MOST_REPLACED_BYTES]
    /// @param expected the version that is replaced, [ObjectVersion#NONE] or [ObjectVersion#ANY]
    /// @return the new version; empty when the object has another version than expected, and then
    ///   nothing was written
    /// @throws NexusException.Refused when the store forbids writing or honours no such condition
    Optional<ObjectVersion> replace(ObjectKey key, byte[] content, ObjectVersion expected);

    /// Removes an object, if there is one.
    ///
    /// @param key its key
    void delete(ObjectKey key);

    /// Lists objects whose keys begin with a text.
    ///
    /// @param prefix any text, also an empty one
    /// @return the objects in the order of their keys; things in the store that have no key are
    ///   left out
    List<Listed> list(String prefix);

    /// Whether [#replace] and [#writeNew] are safe against another publisher. Writes an object
    /// twice, and removes it.
    ///
    /// @return true when the store proved it
    boolean honoursConditions();

    /// Removes what writers left unfinished, never what is being written now.
    ///
    /// @param prefix of the keys
    /// @param startedBefore only what is older
    /// @return how many
    int dropUnfinished(String prefix, Instant startedBefore);

    /// An object in a list.
    ///
    /// @param key its key
    /// @param sizeBytes how long it is
    record Listed(ObjectKey key, long sizeBytes) {}
  }
}
