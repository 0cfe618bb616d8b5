// Writes a signed repository into the folder "repository", with the SDK alone: what .ci/trust lets
// python-tuf read. Version 2 of the root has another timestamp key.
import java.nio.file.*;
import java.time.*;
import static id.openclass.nexus.trust.MetadataType.*;

var now = Instant.now();
var offline = SigningKey.generate(KeyPurpose.REPO);
var second = SigningKey.generate(KeyAlgorithm.RSA);
var online = SigningKey.generate(KeyPurpose.REPO);
var release = SigningKey.generate(KeyAlgorithm.P256);
var fresh = SigningKey.generate(KeyPurpose.REPO);

void write(String path, byte[] bytes) throws Exception {
  Path file = Path.of("repository", path);
  Files.createDirectories(file.getParent());
  Files.write(file, bytes);
}

var rootKeys = RoleKeys.of(2, List.of(offline.verifyingKey(), second.verifyingKey()));
var onlineKeys = RoleKeys.of(1, List.of(online.verifyingKey()));
var root = SignedMetadata.sign(RootMetadata.of(Map.of(ROOT, rootKeys, TARGETS, RoleKeys.of(1, List.of(offline.verifyingKey())), SNAPSHOT, onlineKeys, TIMESTAMP, onlineKeys), Lifetime.ROOT.from(now)), List.of(offline, second));
write("metadata/1.root.json", root.bytes());
var next = RootRotation.from(root.bytes(), "1.root.json").add(TIMESTAMP, fresh.verifyingKey()).remove(TIMESTAMP, online.verifyingKey().id()).sign(List.of(offline, second), now);
write("metadata/2.root.json", next.bytes());

byte[] model = new byte[300_000];
new java.util.Random(1).nextBytes(model);
var target = TargetFile.of("tiny/1.0.0/tiny-1.0.0.tar.gz", model.length, Digest.of(model));
write("targets/" + target.location(true), model);

var tiny = SignedMetadata.sign(TargetsMetadata.empty(Lifetime.ONLINE.from(now)).withTarget(target), List.of(release));
write("metadata/1.tiny.json", tiny.bytes());
var delegation = Delegation.of("tiny", RoleKeys.of(1, List.of(release.verifyingKey())), List.of("tiny/*/*"));
var targets = SignedMetadata.sign(TargetsMetadata.empty(Lifetime.TARGETS.from(now)).withDelegation(delegation), List.of(offline));
write("metadata/1.targets.json", targets.bytes());
var snapshot = SignedMetadata.sign(SnapshotMetadata.of(Map.of("targets", MetaFile.of(targets), "tiny", MetaFile.of(tiny)), Lifetime.ONLINE.from(now)), List.of(online));
write("metadata/1.snapshot.json", snapshot.bytes());
write("metadata/timestamp.json", SignedMetadata.sign(TimestampMetadata.of(MetaFile.of(snapshot), Lifetime.TIMESTAMP.from(now)), List.of(fresh)).bytes());
write("made", new byte[0]);
/exit
