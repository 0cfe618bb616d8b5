package id.openclass.nexus.delta;

class BsdiffEngineTest extends EngineContract {
  @Override
  DeltaEngine engine() {
    return DeltaEngine.BSDIFF;
  }
}
