/// Codes the blocks of a tensor, given those of a base: in come the bytes of a new tensor and of
/// the tensor that it grew from, out go segments that yield it slice by slice, and back.
///
/// Knows tensor types and their fields, nothing of files and containers. Open
/// [id.openclass.nexus.tensor.TensorPlan] first; a reader needs
/// [id.openclass.nexus.tensor.TensorDecoder] only.
@NullMarked
package id.openclass.nexus.tensor;

import org.jspecify.annotations.NullMarked;
