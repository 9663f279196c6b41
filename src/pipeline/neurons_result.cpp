#include "neurons_result.hpp"

#include "netseam/core/words.hpp"
#include "netseam/pipeline/options.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace netseam::pipeline {
namespace {

/// The value of an option as the study file would give it.
std::string option_value(const Config& config, const std::string& key) {
  const auto& table = option_table();
  const auto found = std::find_if(table.begin(), table.end(), [&](const Option& o) { return o.key == key; });
  return found == table.end() ? "" : found->get(config);
}

}  // namespace

artifact::NeuronsConvention neurons_convention(const Config& config) {
  const auto value = [&](const char* name) { return option_value(config, std::string("neurons.") + name); };
  artifact::NeuronsConvention convention;
  convention.graph = value("graph");
  convention.isolated = value("isolated");
  convention.embedding = value("embedding");
  convention.starts = config.neurons.starts > 0 ? value("starts") : "25, or 100 for more than 2,000 neurons";
  convention.eigen_method = value("eigen-method");
  convention.tolerance = value("eigen-tolerance");
  convention.seed = option_value(config, "study.seed");
  if (config.neurons.graph != GraphKind::activations) {
    convention.kernel_norm = value("kernel-norm");
    convention.normalisation = value("normalisation");
  }
  if (config.neurons.graph != GraphKind::weights) {
    convention.correlation = value("correlation") + ", squared";
    convention.map_norm = value("map-norm");
    convention.threshold = value("threshold");
    convention.nearest = config.neurons.nearest > 0 ? value("nearest") : "all";
    convention.samples =
        config.neurons.samples > 0 ? "at most " + value("samples") + ", chosen by the seed" : "all";
  }
  return convention;
}

std::string clusters_text(const data::GraphPartition& partition) {
  std::string text =
      fmt::format("{}: {}, n-cut {:.4g}", partition.graph, core::counted(partition.cluster.size(), "cluster"),
                  partition.normalised_cut);
  if (!partition.converged) text += ", from eigenvectors that have not converged";
  for (std::size_t n = 0; n < partition.null.size(); ++n)
    text += fmt::format("{}{:.3g} ({})", n == 0 ? "; p " : ", ", partition.null[n].p, partition.null[n].name);
  return text;
}

}  // namespace netseam::pipeline
