package id.openclass.nexus.delta;

class TensorEngineTest extends EngineContract {
  @Override
  DeltaEngine engine() {
    return DeltaEngine.TENSOR;
  }
}
