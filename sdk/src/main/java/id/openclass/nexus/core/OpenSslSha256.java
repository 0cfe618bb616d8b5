package id.openclass.nexus.core;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// SHA-256 by the system's OpenSSL, for Linux on processors that have no instructions for it: there
/// Java's takes a quarter longer, and half as long again on those before AVX2:
/// `docs/decisions/0008-sha-256-by-openssl.md`.
final class OpenSslSha256 extends MessageDigest {
  /// In C, `SHA256_CTX`: the name of the library stands for its layout.
  private static final int STATE_LONGS = 112 / Long.BYTES;

  /// Fed at once: no collector can begin while one of the functions runs.
  private static final int PIECE = 256 << 10;

  private final Functions functions;
  private final MemorySegment state = MemorySegment.ofArray(new long[STATE_LONGS]);

  OpenSslSha256(Functions functions) {
    super("SHA-256");
    this.functions = functions;
    engineReset();
  }

  /// A new running SHA-256. The first call loads the library: some hundredths of a second.
  ///
  /// @return empty where Java's is as good, or this one cannot be had
  static Optional<MessageDigest> create() {
    return Optional.ofNullable(Functions.FASTER).map(OpenSslSha256::new);
  }

  @Override
  protected int engineGetDigestLength() {
    return Digest.BYTES;
  }

  @Override
  protected void engineUpdate(byte input) {
    engineUpdate(new byte[] {input}, 0, 1);
  }

  @Override
  protected void engineUpdate(byte[] input, int offset, int length) {
    MemorySegment bytes = MemorySegment.ofArray(input).asSlice(offset, length);
    for (long at = 0; at < length; at += PIECE) {
      functions.update(state, bytes.asSlice(at, Math.min(PIECE, length - at)));
    }
  }

  @Override
  protected byte[] engineDigest() {
    byte[] digest = new byte[Digest.BYTES];
    functions.complete(MemorySegment.ofArray(digest), state);
    engineReset();
    return digest;
  }

  @Override
  protected void engineReset() {
    functions.begin(state);
  }

  /// What is called of the library. They return 1.
  ///
  /// @param init `int SHA256_Init(SHA256_CTX *)`
  /// @param update `int SHA256_Update(SHA256_CTX *, const void *, size_t)`
  /// @param finish `int SHA256_Final(unsigned char *, SHA256_CTX *)`
  record Functions(MethodHandle init, MethodHandle update, MethodHandle finish) {
    static final String LIBRARY = "libcrypto.so.3";

    /// What processors call their instructions: x86 and ARM.
    private static final Pattern INSTRUCTIONS = Pattern.compile("\\b(sha_ni|sha2)\\b");

    private static final @Nullable Functions FASTER = loadWhereFaster();

    private static @Nullable Functions loadWhereFaster() {
      // Without --enable-native-access a call would print a warning.
      boolean allowed = OpenSslSha256.class.getModule().isNativeAccessEnabled();
      Path processors = Path.of("/proc/cpuinfo");
      try {
        return allowed && !INSTRUCTIONS.matcher(Files.readString(processors)).find()
            ? load(LIBRARY)
            : null;
      } catch (IOException
          | IllegalArgumentException
          | NoSuchElementException
          | UnsupportedOperationException e) {
        // No Linux, no such library, one without these functions, or no way to call them.
        return null;
      }
    }

    /// @throws IllegalArgumentException when there is no such library
    /// @throws NoSuchElementException when it has not these functions
    @SuppressWarnings("restricted")
    static Functions load(String name) {
      SymbolLookup library = SymbolLookup.libraryLookup(name, Arena.global());
      return new Functions(
          function(library, "SHA256_Init", ADDRESS),
          function(library, "SHA256_Update", ADDRESS, ADDRESS, JAVA_LONG),
          function(library, "SHA256_Final", ADDRESS, ADDRESS));
    }

    @SuppressWarnings("restricted")
    private static MethodHandle function(
        SymbolLookup library, String name, MemoryLayout... parameters) {
      // Critical: they take arrays of Java where they lie.
      return Linker.nativeLinker()
          .downcallHandle(
              library.findOrThrow(name),
              FunctionDescriptor.of(JAVA_INT, parameters),
              Linker.Option.critical(true));
    }

    void begin(MemorySegment state) {
      try {
        require((int) init.invokeExact(state));
      } catch (Throwable e) {
        throw failure(e);
      }
    }

    void update(MemorySegment state, MemorySegment bytes) {
      try {
        require((int) update.invokeExact(state, bytes, bytes.byteSize()));
      } catch (Throwable e) {
        throw failure(e);
      }
    }

    void complete(MemorySegment digest, MemorySegment state) {
      try {
        require((int) finish.invokeExact(digest, state));
      } catch (Throwable e) {
        throw failure(e);
      }
    }

    private static void require(int answer) {
      if (answer != 1) {
        throw new IllegalStateException(LIBRARY + " answered " + answer);
      }
    }

    private static RuntimeException failure(Throwable thrown) {
      return switch (thrown) {
        case RuntimeException e -> e;
        case Error e -> throw e;
        default -> new IllegalStateException(thrown);
      };
    }
  }
}
