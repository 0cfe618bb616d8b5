package id.openclass.nexus.weights;

import eu.maveniverse.maven.mima.context.Context;
import eu.maveniverse.maven.mima.context.ContextOverrides;
import eu.maveniverse.maven.mima.context.Runtimes;
import id.openclass.nexus.core.Display;
import id.openclass.nexus.core.NexusException;
import id.openclass.nexus.core.Progress;
import java.nio.file.Path;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.transfer.AbstractTransferListener;
import org.eclipse.aether.transfer.TransferEvent;
import org.jspecify.annotations.Nullable;

/// Fetches one artifact as Maven itself would, by MIMA. Apart from the rest, so that nothing else
/// needs that library.
final class MavenFetch {
  private MavenFetch() {}

  static Path fetch(String coordinates, Progress progress) {
    Artifact artifact = new DefaultArtifact(coordinates);
    try (Downloads downloads = new Downloads(progress)) {
      ContextOverrides overrides =
          ContextOverrides.create()
              .withUserSettings(true)
              .checksumPolicy(ContextOverrides.ChecksumPolicy.FAIL)
              .transferListener(downloads)
              .build();
      try (Context maven = Runtimes.INSTANCE.getRuntime().create(overrides)) {
        return maven
            .repositorySystem()
            .resolveArtifact(
                maven.repositorySystemSession(),
                new ArtifactRequest(artifact, maven.remoteRepositories(), null))
            .getArtifact()
            .getFile()
            .toPath();
      }
    } catch (ArtifactResolutionException e) {
      throw NexusException.transfer(
          "could not fetch " + coordinates + ": " + Display.escape(String.valueOf(e.getMessage())),
          null,
          "check the network and run this again; mirrors and proxies are taken from Maven's"
              + " settings.xml",
          e);
    }
  }

  /// Turns what the transport tells into [Progress]. Only files of the artifact itself count, not
  /// their checksums.
  private static final class Downloads extends AbstractTransferListener implements AutoCloseable {
    private final Progress progress;
    private Progress.@Nullable Task task;

    Downloads(Progress progress) {
      this.progress = progress;
    }

    @Override
    public synchronized void transferStarted(TransferEvent event) {
      String name = event.getResource().getResourceName();
      if (name.endsWith(".jar")) {
        close();
        String file = name.substring(name.lastIndexOf('/') + 1);
        task = progress.begin("fetching " + file, event.getResource().getContentLength());
      }
    }

    @Override
    public synchronized void transferProgressed(TransferEvent event) {
      if (task != null && event.getResource().getResourceName().endsWith(".jar")) {
        task.advance(event.getDataLength());
      }
    }

    @Override
    public synchronized void close() {
      if (task != null) {
        task.close();
        task = null;
      }
    }
  }
}
