package id.openclass.nexus.trust;

import static org.assertj.core.api.Assertions.assertThat;

import id.openclass.nexus.core.NexusException;

/// What tests say of refusals.
final class Attacks {
  private Attacks() {}

  static void assertReason(SimulatedClient client, NexusException.Untrusted.Reason reason) {
    assertThat(client.failure).isInstanceOf(NexusException.Untrusted.class);
    assertThat(((NexusException.Untrusted) client.failure).reason()).isEqualTo(reason);
  }
}
