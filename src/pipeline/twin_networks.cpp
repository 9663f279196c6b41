#include "twin_networks.hpp"

#include "netseam/core/error.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace netseam::pipeline {
namespace {

/// Both are made of the same files.
bool same_network(const Config& config, const std::filesystem::path& first,
                  const std::filesystem::path& second) {
  const auto a = input::expand_files(first, config.input.activations),
             b = input::expand_files(second, config.input.activations);
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    std::error_code missing;
    return std::filesystem::equivalent(x, y, missing);
  });
}

void require_resamples(const Config& config) {
  const auto& layers = config.layers;
  const bool by_gw = layers.measures.front() == "gw";
  const bool others = std::any_of(layers.measures.begin(), layers.measures.end(),
                                  [](const std::string& name) { return name != "gw"; });
  if (by_gw && layers.resamples == 0)
    throw core::ConfigError("layers.twin: needs layers.resamples, found 0, expected at least 1");
  if (others && layers.half_samples == 0)
    throw core::ConfigError("layers.twin: needs layers.half-samples, found 0, expected at least 1");
}

void require_same_size(const WorkUnit& unit, const LayersInput& input, const std::filesystem::path& source,
                       const input::ActivationReader& twin) {
  const auto require = [&](const char* what, std::size_t found, std::size_t expected) {
    if (found != expected)
      throw core::InputError({source.string(), what, fmt::format("{} {}", found, what),
                              fmt::format("{}, as {} has, whose untrained twin it is to be (layers.twin)",
                                          expected, unit.source.string())});
  };
  require("samples", twin.samples(), input.reader.samples());
  require("layers", twin.layers(), input.reader.layers());
}

std::vector<std::string> names_of(const input::ActivationReader& reader) {
  std::vector<std::string> names;
  for (std::size_t layer = 0; layer < reader.layers(); ++layer) names.push_back(reader.tensor(layer).name);
  return names;
}

/// The study with the layers of `input` by name where `twin` has the same ones: its files may have another
/// order. Layers of other names are compared by their place, of which both orders must tell.
Config matched_by_name(const Config& config, const LayersInput& input, const std::filesystem::path& source,
                       const input::ActivationReader& twin) {
  const auto names = names_of(input.reader), theirs = names_of(twin);
  if (std::is_permutation(names.begin(), names.end(), theirs.begin(), theirs.end())) {
    Config by_name = config;
    by_name.layers.select = names;
    return by_name;
  }
  for (const auto* reader : {&input.reader, &twin})
    if (reader->order() == data::OrderSource::guessed)
      throw core::InputError({source.string(), "layers",
                              fmt::format("other names than {} has, and {} in an order that is a guess",
                                          input.reader.tensor(0).file, reader == &twin ? "these" : "those"),
                              "the same names in an untrained twin (layers.twin), or files that store the "
                              "order of their layers"});
  return config;
}

}  // namespace

TwinSources find_twins(const Config& config, const WorkUnit& unit) {
  TwinSources found;
  for (const std::string& pattern : config.layers.twin) {
    const auto paths = matching_paths(config.resolve(pattern));
    if (paths.empty())
      throw core::ConfigError(fmt::format("{}: layers.twin: '{}' matches nothing (looked for {})",
                                          config.file.string(), pattern, config.resolve(pattern).string()));
    for (const auto& path : paths) {
      if (same_network(config, path, unit.source))
        found.left_out_itself = true;
      else if (std::none_of(found.path.begin(), found.path.end(),
                            [&](const auto& other) { return same_network(config, path, other); }))
        found.path.push_back(path);
    }
  }
  return found;
}

std::string twin_name(const Config& config, const std::filesystem::path& source) {
  return source.lexically_normal().lexically_proximate(config.file.parent_path()).string();
}

std::vector<TwinNetwork> open_twins(const Config& config, const WorkUnit& unit, const LayersInput& input,
                                    const std::vector<std::filesystem::path>& sources) {
  std::vector<TwinNetwork> twins;
  if (sources.empty()) return twins;
  require_resamples(config);
  for (const auto& source : sources) {
    // before samples are chosen, which would fail with less to say
    const auto reader = open_activations(config, source);
    require_same_size(unit, input, source, reader);
    WorkUnit twin = unit;
    twin.source = source;
    twins.push_back(
        {twin_name(config, source), open_layers(matched_by_name(config, input, source, reader), twin)});
  }
  return twins;
}

}  // namespace netseam::pipeline
