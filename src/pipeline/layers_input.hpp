#pragma once
// What the stage `layers` reads of one checkpoint before it computes.
#include "netseam/data/activations.hpp"
#include "netseam/grouping/segmentation.hpp"
#include "netseam/input/activation_reader.hpp"
#include "netseam/pipeline/config.hpp"
#include "netseam/pipeline/work_unit.hpp"
#include "netseam/transport/metric_space.hpp"
#include "netseam/transport/pair_options.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// One checkpoint's layers, opened, and how they are compared.
struct LayersInput {
  input::ActivationReader reader;
  std::vector<std::size_t> rows;  // chosen samples, ascending
  std::vector<data::LayerShape> shapes;
  transport::MetricSpaceOptions space;
  transport::PairOptions pair;
  grouping::SegmentationOptions segmentation;
};

/// The layers of the network in `files`, read by the rules of the study; `select` as in layers.select. Reads
/// headers only. Rank-local. Errors: InputError, ConfigError of input/.
[[nodiscard]] input::ActivationReader open_activations(const Config& config,
                                                       const std::vector<std::filesystem::path>& files,
                                                       const std::vector<std::string>& select);
/// Those of the folder or file `source` that input.activations and layers.select name. Same errors.
[[nodiscard]] input::ActivationReader open_activations(const Config& config,
                                                       const std::filesystem::path& source);

/// Opens the files of a unit, chooses layers and samples, and checks them; reads headers, labels and weights
/// only. Rank-local. Errors: InputError, ConfigError of input/; fewer than two layers; labels or weights that
/// do not fit.
[[nodiscard]] LayersInput open_layers(const Config& config, const WorkUnit& unit);

/// Largest amount of memory that reading one layer takes beside its result, in bytes.
[[nodiscard]] std::size_t reading_scratch_bytes(const input::ActivationReader& reader);

}  // namespace netseam::pipeline
