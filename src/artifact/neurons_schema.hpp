#pragma once
#include "netseam/artifact/neuron_clusters_file.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace netseam::artifact {

inline constexpr std::string_view neurons_schema = "netseam.neurons";
inline constexpr std::int64_t neurons_schema_version = 1;

/// The convention's fields and the attributes that hold them, in the order of the struct.
using NeuronsConventionField = std::pair<const char*, std::string NeuronsConvention::*>;
[[nodiscard]] std::span<const NeuronsConventionField> neurons_convention_fields();

/// A dataset of one number of a null model, or of a comparison.
template <class Value>
struct NumberField {
  const char* name;
  const char* description;
  double Value::*number;
};
inline constexpr NumberField<data::NullCuts> null_fields[] = {
    {"p", "(1 + replicates whose n-cut is not larger) / (1 + replicates)", &data::NullCuts::p},
    {"z", "(n-cut - mean) / deviation; NaN where the deviation is 0", &data::NullCuts::z},
    {"mean", "mean n-cut of the replicates", &data::NullCuts::mean},
    {"deviation", "population deviation of the n-cuts of the replicates", &data::NullCuts::deviation},
    {"reduction", "(mean - n-cut) / mean", &data::NullCuts::reduction}};
inline constexpr NumberField<data::PartitionComparison> comparison_fields[] = {
    {"adjusted_rand", "adjusted Rand index of the two partitions", &data::PartitionComparison::adjusted_rand},
    {"normalised_mutual_information", "normalised mutual information of the two partitions",
     &data::PartitionComparison::normalised_mutual_information},
    {"transfer_to_activations", "n-cut of the activation graph by the clusters of the weights",
     &data::PartitionComparison::transfer_to_activations},
    {"transfer_to_weights", "n-cut of the weight graph by the clusters of the activations",
     &data::PartitionComparison::transfer_to_weights},
    {"p", "(1 + shuffles whose mutual information is not smaller) / (1 + shuffles)",
     &data::PartitionComparison::p}};

/// Where the datasets of a partition are: "" for the first, "GRAPH/" for a second.
[[nodiscard]] std::string partition_place(const data::NeuronClusters& neurons, std::size_t which);

}  // namespace netseam::artifact
