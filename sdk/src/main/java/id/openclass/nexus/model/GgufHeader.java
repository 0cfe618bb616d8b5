package id.openclass.nexus.model;

import java.util.List;
import java.util.Map;

/// What stands in front of the tensor data of a GGUF file.
///
/// @param version 2 or 3
/// @param alignment what tensor offsets are multiples of
/// @param values key-values in file order
/// @param tensors in file order, ranges counted from the start of the file
/// @param dataOffset where tensor data begins
record GgufHeader(
    int version,
    long alignment,
    Map<String, GgufValue> values,
    List<Tensor> tensors,
    long dataOffset) {}
