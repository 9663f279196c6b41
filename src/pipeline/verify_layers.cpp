#include "netseam/pipeline/verify_layers.hpp"

#include "layers_input.hpp"
#include "verify_losses.hpp"
#include "verify_measures.hpp"
#include "verify_network.hpp"

#include "netseam/artifact/layer_distances_file.hpp"
#include "netseam/core/error.hpp"
#include "netseam/pipeline/study_file.hpp"
#include "netseam/pipeline/unit_inputs.hpp"
#include "netseam/pipeline/unit_state.hpp"

#include <fmt/format.h>

#include <sstream>

namespace netseam::pipeline {
namespace {

std::string entry(const artifact::LayersFile& file, const std::string& path, const std::string& name) {
  const auto text = file.provenance.find(name);
  if (!text)
    throw core::InputError({path, "/provenance", "no entry '" + name + "'", "a file made by netseam layers"});
  return *text;
}

Config config_of(const artifact::LayersFile& file, const std::string& path) {
  std::istringstream text(entry(file, path, "config"));
  return parse_study(text, path + ": /provenance config", entry(file, path, "study_file"), {});
}

/// The lines of the files that the values are recomputed from: neither a previous checkpoint, which is a
/// start only, nor untrained twins, which only test borders.
std::string own_inputs(const std::string& fingerprints) {
  std::istringstream lines(fingerprints);
  std::string text;
  for (std::string line; std::getline(lines, line);)
    if (!line.starts_with("previous checkpoint ") && !line.starts_with("twin ")) text += line + "\n";
  return text;
}

std::vector<OtherNetwork> networks_of(const artifact::LayersFile& file) {
  std::vector<OtherNetwork> networks;
  for (const auto& cross : file.layers.cross)
    networks.push_back({cross.name, cross.source, cross.checkpoint});
  return networks;
}

/// The layers that the file was made of, opened again.
LayersInput reopen(const artifact::LayersFile& file, const Config& config, const std::string& path) {
  WorkUnit unit;
  unit.source = entry(file, path, "checkpoint_path");
  auto without_twins = config;
  without_twins.layers.twin.clear();
  const auto now = identify(layers_sources(without_twins, unit, nullptr, networks_of(file)));
  const std::string changed =
      describe_difference(own_inputs(entry(file, path, "input_fingerprints")), now.inputs);
  if (!changed.empty())
    throw core::InputError(
        {unit.source.string(), "content", changed, "the inputs that " + path + " was made of"});
  auto by_name = config;  // as the file has them: what is known of an order may have changed
  by_name.layers.select = file.layers.name;
  return open_layers(by_name, unit);
}

void verify_losses(const data::LayerDistances& stored, const LayersInput& input,
                   const linalg::DenseBackend& backend, VerifyReport& report) {
  const BuiltSpaces spaces(input.reader, input.shapes, input.rows, input.space, backend);
  const std::size_t layers = input.shapes.size();
  for (std::size_t i = 0; i < layers; ++i)
    for (std::size_t j = i + 1; j < layers; ++j)
      verify_loss(stored.pair[data::pair_index(i, j, layers)], spaces[i], spaces[j],
                  fmt::format("{} and {}", stored.name[i], stored.name[j]), report);
}

}  // namespace

VerifyReport verify_layers(const std::filesystem::path& path, const linalg::DenseBackend& backend) {
  const auto file = artifact::load_layer_distances(path);
  const Config config = config_of(file, path.string());
  const LayersInput input = reopen(file, config, path.string());
  const auto& stored = file.layers;
  if (stored.name.size() != input.shapes.size() || stored.sample.size() != input.rows.size())
    throw core::InputError(
        {path.string(), "/layers", "other layers or samples than its config selects", "the same"});
  VerifyReport report;
  if (stored.has_gw) verify_losses(stored, input, backend, report);
  verify_measures(stored, config, input, backend, report);
  const auto networks = networks_of(file);
  for (std::size_t k = 0; k < networks.size(); ++k)
    verify_network(stored, stored.cross[k], config, input, networks[k], backend, report);
  return report;
}

}  // namespace netseam::pipeline
