#include "neurons_schema.hpp"

namespace netseam::artifact {

std::span<const NeuronsConventionField> neurons_convention_fields() {
  static constexpr NeuronsConventionField fields[] = {
      {"normalised_cut", &NeuronsConvention::normalised_cut},
      {"graph", &NeuronsConvention::graph},
      {"kernel_norm", &NeuronsConvention::kernel_norm},
      {"normalisation", &NeuronsConvention::normalisation},
      {"isolated", &NeuronsConvention::isolated},
      {"correlation", &NeuronsConvention::correlation},
      {"map_norm", &NeuronsConvention::map_norm},
      {"threshold", &NeuronsConvention::threshold},
      {"nearest", &NeuronsConvention::nearest},
      {"samples", &NeuronsConvention::samples},
      {"embedding", &NeuronsConvention::embedding},
      {"starts", &NeuronsConvention::starts},
      {"eigen_method", &NeuronsConvention::eigen_method},
      {"tolerance", &NeuronsConvention::tolerance},
      {"seed", &NeuronsConvention::seed},
  };
  return fields;
}

std::string partition_place(const data::NeuronClusters& neurons, std::size_t which) {
  return which == 0 ? "" : neurons.partition[which].graph + "/";
}

}  // namespace netseam::artifact
