#pragma once
// The untrained twins that a study sets its borders against.
#include "layers_input.hpp"

#include "netseam/pipeline/config.hpp"
#include "netseam/pipeline/work_unit.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// Where the twins of a checkpoint are.
struct TwinSources {
  std::vector<std::filesystem::path> path;  // folders or files, in the order of layers.twin, each once
  bool left_out_itself = false;             // the checkpoint is one of them, which says nothing
};

/// Resolves layers.twin for a checkpoint. Rank-local; reads folders, no files. Errors: ConfigError where a
/// pattern matches nothing; InputError where a folder has no activations.
[[nodiscard]] TwinSources find_twins(const Config& config, const WorkUnit& unit);

/// A twin's path as the study file would name it.
[[nodiscard]] std::string twin_name(const Config& config, const std::filesystem::path& source);

/// The same network without training, on the same samples.
struct TwinNetwork {
  std::string name;
  LayersInput input;
};

/// Opens the twins at `sources` of the network `input`, whose layers are matched by their names, or, where
/// they have other names, by their place; widths may differ. Rank-local; reads headers, labels and weights
/// only. Errors: InputError, naming both, where a twin has another number of samples or layers, or other
/// names while the order of one of the two is a guess; ConfigError where the options make no
/// resamples to compare on; those of open_layers.
[[nodiscard]] std::vector<TwinNetwork> open_twins(const Config& config, const WorkUnit& unit,
                                                  const LayersInput& input,
                                                  const std::vector<std::filesystem::path>& sources);

}  // namespace netseam::pipeline
