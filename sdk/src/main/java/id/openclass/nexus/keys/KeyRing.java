package id.openclass.nexus.keys;

import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.trust.RoleKeys;
import id.openclass.nexus.trust.SigningKey;
import id.openclass.nexus.trust.VerifyingKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The private keys that a publisher has at hand: some that were named, and those of a folder,
/// which are found by the `.pub` beside them and read only when a role needs them.
///
/// ```java
/// KeyRing.of(List.of(online)).withFolder(folder, () -> null).signersOf(root.keysOf(TIMESTAMP));
/// ```
public final class KeyRing {
  private static final String PUBLIC = ".pub";

  private final List<SigningKey> named;
  private final @Nullable Path folder;
  private final Supplier<char @Nullable []> passphrase;

  private KeyRing(
      List<SigningKey> named, @Nullable Path folder, Supplier<char @Nullable []> passphrase) {
    this.named = List.copyOf(named);
    this.folder = folder;
    this.passphrase = passphrase;
  }

  /// Keys that were named.
  ///
  /// @param keys any, also none
  /// @return these and no others
  public static KeyRing of(List<SigningKey> keys) {
    return new KeyRing(keys, null, () -> null);
  }

  /// Adds the keys of a folder.
  ///
  /// @param path need not exist
  /// @param secret what opens encrypted keys; what it gives is cleared after use
  /// @return a changed copy
  public KeyRing withFolder(Path path, Supplier<char @Nullable []> secret) {
    return new KeyRing(named, path, secret);
  }

  /// Adds keys that were named.
  ///
  /// @param keys any
  /// @return a changed copy
  public KeyRing with(List<SigningKey> keys) {
    List<SigningKey> all = new ArrayList<>(named);
    all.addAll(keys);
    return new KeyRing(all, folder, passphrase);
  }

  /// Those that speak for a role.
  ///
  /// @param role the role's keys
  /// @return each once; keys of the folder only as far as the named ones are too few
  /// @throws NexusException when a key file that is needed cannot be read
  public List<SigningKey> signersOf(RoleKeys role) {
    Map<String, SigningKey> found = new LinkedHashMap<>();
    for (SigningKey key : named) {
      String id = idIn(role, key.verifyingKey());
      if (id != null) {
        found.put(id, key);
      }
    }
    for (Path file : publicKeys()) {
      String id = idIn(role, readOrNull(file));
      Path secret = Path.of(file.toString().replaceFirst("[.]pub$", ".pem"));
      if (id != null && found.size() < role.threshold() && Files.exists(secret)) {
        found.putIfAbsent(id, read(secret));
      }
    }
    return List.copyOf(found.values());
  }

  private static @Nullable String idIn(RoleKeys role, @Nullable VerifyingKey key) {
    return role.keys().entrySet().stream()
        .filter(entry -> entry.getValue().equals(key))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(null);
  }

  private List<Path> publicKeys() {
    return folder == null ? List.of() : new KeyFolder(folder).publicKeys();
  }

  /// What else lies in the folder is no reason to stop.
  private static @Nullable VerifyingKey readOrNull(Path file) {
    try {
      return KeyFile.readVerifying(file);
    } catch (NexusException e) {
      return null;
    }
  }

  private SigningKey read(Path file) {
    char[] secret = passphrase.get();
    try {
      return KeyFile.readSigning(file, secret);
    } finally {
      if (secret != null) {
        Arrays.fill(secret, '\0');
      }
    }
  }

  /// A public key by what names it in model signatures.
  ///
  /// @param hint 64 hexadecimal digits
  /// @return the key, when it was named or its `.pub` is in the folder
  public Optional<VerifyingKey> byHint(String hint) {
    List<VerifyingKey> all = new ArrayList<>();
    named.forEach(key -> all.add(key.verifyingKey()));
    for (Path file : publicKeys()) {
      VerifyingKey key = readOrNull(file);
      if (key != null) {
        all.add(key);
      }
    }
    return all.stream().filter(key -> key.hint().equals(hint)).findFirst();
  }

  /// Where keys were looked for, as errors say it.
  ///
  /// @return a path, or that keys have to be named
  public String places() {
    return folder == null
        ? "the keys that were named"
        : "--signing-key and " + Display.escape(folder + "/*" + PUBLIC);
  }

  /// As `KeyRing[2 keys, /home/me/.config/openclass-nexus/keys]`.
  @Override
  public String toString() {
    return "KeyRing["
        + named.size()
        + (named.size() == 1 ? " key" : " keys")
        + (folder == null ? "]" : ", " + Display.escape(folder.toString(), 70) + "]");
  }
}
