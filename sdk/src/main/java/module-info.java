/// Ships LLM model files to places with poor networks: reads models, packages them, verifies and
/// inspects packages. Start at [id.openclass.nexus.Nexus].
module id.openclass.nexus {
  requires static transitive org.jspecify;
  requires org.apache.commons.compress;
  requires tools.jackson.databind;
  requires static info.picocli;
  requires static me.tongfei.progressbar;

  exports id.openclass.nexus.console;
  exports id.openclass.nexus.core;
  exports id.openclass.nexus.model;

  opens id.openclass.nexus.console to
      info.picocli;
}
