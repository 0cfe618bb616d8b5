/// Ships LLM model files to places with poor networks: reads models, packages them, verifies and
/// inspects packages. Start at [id.openclass.nexus.Nexus].
module id.openclass.nexus {
  requires static transitive org.jspecify;
  requires org.apache.commons.compress;
  requires tools.jackson.databind;

  exports id.openclass.nexus.archive;
  exports id.openclass.nexus.core;
  exports id.openclass.nexus.model;
}
