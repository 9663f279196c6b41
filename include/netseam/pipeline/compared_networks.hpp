#pragma once
#include "netseam/pipeline/config.hpp"
#include "netseam/pipeline/work_unit.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// A network that a checkpoint is compared with.
struct OtherNetwork {
  std::string name;              // of the checkpoint, or the last part of the path; with the folder in
                                 // front, as in seed2-step3, where several places have that name
  std::filesystem::path source;  // folder or file
  bool checkpoint = false;       // of the study: read as all its checkpoints are
};

/// What layers.against means for one checkpoint.
struct ComparedNetworks {
  std::vector<OtherNetwork> other;   // in the order of the option, each once
  std::vector<std::string> skipped;  // why an entry was left out, in words
};

/// For every unit of `units` the networks that it is compared with. Left out: the checkpoint itself, a
/// network that was named before, and the previous one of the first checkpoint. Rank-local; looks for files.
/// Errors: ConfigError for a path or glob that matches nothing and for two networks of one name.
[[nodiscard]] std::vector<ComparedNetworks> plan_comparisons(const Config& config,
                                                             const std::vector<WorkUnit>& units);

/// The files with the activations of a network. Throws InputError where there are none.
[[nodiscard]] std::vector<std::filesystem::path> activation_files(const Config& config,
                                                                  const OtherNetwork& other);

}  // namespace netseam::pipeline
