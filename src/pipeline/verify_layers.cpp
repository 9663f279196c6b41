#include "netseam/pipeline/verify_layers.hpp"

#include "gw_checks.hpp"
#include "layer_measures.hpp"
#include "layer_networks.hpp"
#include "layer_profiles.hpp"
#include "layer_targets.hpp"
#include "layers_input.hpp"
#include "layers_result.hpp"
#include "network_distances.hpp"
#include "other_input.hpp"
#include "verify_datasets.hpp"

#include "netseam/artifact/layer_distances_file.hpp"
#include "netseam/core/aligned_buffer.hpp"
#include "netseam/core/error.hpp"
#include "netseam/core/stop_flag.hpp"
#include "netseam/parallel/log.hpp"
#include "netseam/parallel/memory.hpp"
#include "netseam/parallel/process_sign.hpp"
#include "netseam/pipeline/pair_shards.hpp"
#include "netseam/pipeline/study_file.hpp"
#include "netseam/pipeline/unit_inputs.hpp"
#include "netseam/pipeline/unit_state.hpp"
#include "netseam/transport/solve_pair.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

namespace netseam::pipeline {
namespace {

namespace fs = std::filesystem;

std::string entry(const artifact::LayersFile& file, const std::string& path, const std::string& name) {
  const auto text = file.provenance.find(name);
  if (!text)
    throw core::InputError({path, "/provenance", "no entry '" + name + "'", "a file made by netseam layers"});
  return *text;
}

Config config_of(const artifact::LayersFile& file, const std::string& path) {
  std::istringstream text(entry(file, path, "config"));
  auto config = parse_study(text, path + ": /provenance config", entry(file, path, "study_file"), {});
  config.run = {};  // how the run went decides nothing
  return config;
}

/// The lines of the files of the network itself, or of its untrained twins. A previous checkpoint is a start
/// of the search only.
std::string lines_of(const std::string& fingerprints, bool twins) {
  std::istringstream lines(fingerprints);
  std::string text;
  for (std::string line; std::getline(lines, line);)
    if (!line.starts_with("previous checkpoint ") && line.starts_with("twin ") == twins) text += line + "\n";
  return text;
}

std::vector<OtherNetwork> networks_of(const artifact::LayersFile& file) {
  std::vector<OtherNetwork> networks;
  for (const auto& cross : file.layers.cross)
    networks.push_back({cross.name, cross.source, cross.checkpoint});
  return networks;
}

constexpr std::string_view scratch_name = "netseam-verify.";

/// Of checks that were killed; folders of other users stay.
void remove_abandoned_scratch(const fs::path& place) {
  std::error_code error;
  for (fs::directory_iterator entry(place, error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    std::error_code ignored;
    if (name.starts_with(scratch_name) && parallel::has_ended(name.substr(scratch_name.size())))
      fs::remove_all(entry->path(), ignored);
  }
}

/// A folder for what is computed again, removed at the end, or by the next check if this one is killed.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::error_code error;
    const fs::path place = fs::temp_directory_path(error);
    if (!error) remove_abandoned_scratch(place);
    path_ = place / (std::string(scratch_name) + parallel::run_token());
    if (!error) fs::create_directory(path_, error);
    if (!error) fs::permissions(path_, fs::perms::owner_all, error);
    if (error)
      throw core::ConfigError(fmt::format("{}: cannot be made: {}, expected a temporary folder (TMPDIR)",
                                          path_.string(), error.message()));
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ScratchFolder(ScratchFolder&&) = delete;
  ScratchFolder& operator=(ScratchFolder&&) = delete;
  ~ScratchFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// The metric spaces of all layers of one network.
class BuiltSpaces {
 public:
  BuiltSpaces(const input::ActivationReader& reader, const std::vector<data::LayerShape>& shapes,
              const LayersInput& input, const linalg::DenseBackend& backend) {
    std::size_t needed = 0;
    for (const auto& shape : shapes) needed += transport::metric_space_bytes(shape.points, input.space);
    if (needed > parallel::available_memory())
      throw core::ConfigError(
          fmt::format("the distances of {} layers need {:.1f} GiB to be checked; {:.1f} GiB are free",
                      shapes.size(), static_cast<double>(needed) * 0x1p-30,
                      static_cast<double>(parallel::available_memory()) * 0x1p-30));
    for (std::size_t layer = 0; layer < shapes.size(); ++layer) {
      const std::size_t points = shapes[layer].points;
      blocks_.emplace_back(transport::metric_space_bytes(points, input.space));
      transport::build_metric_space(backend, reader.read(layer, input.rows), input.space,
                                    blocks_.back().span());
      spaces_.push_back(transport::view_metric_space(points, input.space, blocks_.back().span()));
      most_points_ = std::max(most_points_, points);
    }
  }
  [[nodiscard]] const transport::MetricSpace& operator[](std::size_t layer) const { return spaces_[layer]; }
  [[nodiscard]] std::size_t size() const { return spaces_.size(); }
  [[nodiscard]] std::size_t most_points() const { return most_points_; }

 private:
  std::vector<core::AlignedBuffer<std::byte>> blocks_;
  std::vector<transport::MetricSpace> spaces_;
  std::size_t most_points_ = 0;
};

/// What all parts of a check work with.
struct Check {
  const parallel::Communicator& alone;
  const linalg::DenseBackend& backend;
  const artifact::LayersFile& file;
  const Config& config;
  const LayersInput& input;
  VerifyReport& report;
};

std::vector<double> scales_of(const BuiltSpaces& spaces) {
  std::vector<double> scales;
  for (std::size_t layer = 0; layer < spaces.size(); ++layer) scales.push_back(spaces[layer].scale);
  return scales;
}

void value_pairs(const Check& check, const BuiltSpaces& spaces, data::LayerDistances& now) {
  now.has_gw = true;
  now.scale = scales_of(spaces);
  transport::PairSolver solver(check.backend, spaces.most_points(), check.input.pair);
  for (std::size_t i = 0; i < spaces.size(); ++i)
    for (std::size_t j = i + 1; j < spaces.size(); ++j)
      now.pair.push_back(solver.values_of(spaces[i], spaces[j],
                                          check.file.layers.pair[data::pair_index(i, j, spaces.size())]));
}

/// Puts the pairs with every other network, valued anew, into shards, where the comparison with networks
/// finds them as if they had just been solved.
void value_pairs_with_networks(const Check& check, const BuiltSpaces& here, const SideRun& run) {
  const auto networks = networks_of(check.file);
  for (std::size_t k = 0; k < networks.size(); ++k) {
    const auto& cross = check.file.layers.cross[k];
    const auto other = open_other(check.config, networks[k], check.input);
    if (other.shapes.size() != cross.layer.size())
      throw core::InputError({networks[k].source.string(), "layers",
                              fmt::format("{} layers", other.shapes.size()),
                              fmt::format("the {} that were compared", cross.layer.size())});
    if (cross.pair.empty()) continue;
    const BuiltSpaces there(other.reader, other.shapes, check.input, check.backend);
    const std::size_t all = here.size() + there.size();
    transport::PairSolver solver(check.backend, std::max(here.most_points(), there.most_points()),
                                 check.input.pair);
    PairShards shards(check.alone, run.shards / fmt::format("against-{}", k), run.shard_key, all);
    for (std::size_t layer = 0; layer < all; ++layer)
      shards.add_scale(layer, (layer < here.size() ? here[layer] : there[layer - here.size()]).scale);
    for (std::size_t pair = 0; pair < cross.pair.size(); ++pair) {
      const std::size_t row = pair / there.size(), column = pair % there.size();
      shards.add(data::pair_index(row, here.size() + column, all),
                 solver.values_of(here[row], there[column], cross.pair[pair]));
    }
    shards.close();
  }
}

/// The twins that the file was tested against, or none and a note.
std::vector<TwinNetwork> twins_of(const Check& check, const WorkUnit& unit) {
  if (check.config.layers.twin.empty()) return {};
  try {
    const auto identity = identify(layers_sources(check.config, unit, nullptr, networks_of(check.file)));
    const std::string stored = entry(check.file, unit.source.string(), "input_fingerprints");
    const std::string changed = describe_difference(lines_of(stored, true), lines_of(identity.inputs, true));
    if (changed.empty())
      return open_twins(check.config, unit, check.input, find_twins(check.config, unit).path);
    check.report.notes.push_back("tests against untrained twins are not recomputed: " + changed);
  } catch (const core::Error& error) {
    check.report.notes.push_back(
        fmt::format("tests against untrained twins are not recomputed: {}", error.what()));
  }
  return {};
}

/// Takes over what the check does not recompute, and says so.
void keep_what_is_not_recomputed(const Check& check, data::LayerDistances& now) {
  const auto& stored = check.file.layers;
  bool words = !stored.gw_note.empty();
  for (std::size_t k = 0; k < std::min(now.measure.size(), stored.measure.size()); ++k) {
    words = words || !stored.measure[k].note.empty();
    now.measure[k].note = stored.measure[k].note;
  }
  now.gw_note = stored.gw_note;
  if (words)
    check.report.notes.emplace_back(
        "not recomputed: the notes in words, such as those on padding and on groups without the farthest "
        "samples");
  if (!stored.has_gw) return;
  check.report.notes.emplace_back(
      "not recomputed: start, status, iterations and gap of gw pairs, which say how their couplings were "
      "found");
  if (stored.grouped != "gw") return;
  now.segmentation.twin_null_model = stored.segmentation.twin_null_model;
  now.segmentation.twin_p_value = stored.segmentation.twin_p_value;
  if (!stored.segmentation.twin_p_value.empty())
    check.report.notes.emplace_back("not recomputed: tests of gw groups against untrained twins");
}

data::LayerDistances compute_again(const Check& check, const WorkUnit& unit, const fs::path& scratch) {
  const auto& [alone, backend, file, config, input, report] = check;
  const core::StopFlag stop;
  parallel::Log log(alone, {}, nullptr);
  const SideRun run{alone, backend, scratch / "shards", ShardKey(std::string("verify\n")), stop, log};
  auto now = describe_layers(input);
  if (file.layers.has_gw) {
    const BuiltSpaces spaces(input.reader, input.shapes, input, backend);
    value_pairs(check, spaces, now);
    value_pairs_with_networks(check, spaces, run);
  }
  auto ordinary_rows = input.rows;
  if (config.layers.profiles) {
    auto profiles = profile_layers(alone, backend, input);
    now.profile = std::move(profiles.profile);
    ordinary_rows = std::move(profiles.ordinary_rows);
  }
  now.measure = compare_by_measures(alone, backend, config, input, ordinary_rows, twins_of(check, unit),
                                    {run.shards, run.shard_key}, stop, log)
                    .value();
  now.target =
      compare_with_targets(alone, backend, config, input, read_targets(config, input), stop, log).value();
  now.cross = compare_with_networks(run, config, input, {networks_of(file), {}}).value();
  group_layers(alone, config, input, backend, now);
  keep_what_is_not_recomputed(check, now);
  return now;
}

/// Datasets that say how a coupling was found, the couplings themselves, and tests whose twins are not here.
bool is_left_out(const std::string& name, bool without_twins) {
  const std::string last = name.substr(name.rfind('/') + 1);
  const bool of_pairs = name.find("/gw/") != std::string::npos;
  static const std::vector<std::string> of_search{"start", "status", "iterations", "gap", "permutation"};
  if (of_pairs && std::find(of_search.begin(), of_search.end(), last) != of_search.end()) return true;
  if (of_pairs && name.find("/coupling/") != std::string::npos) return true;
  return without_twins && last.starts_with("twin_");
}

/// The library that the file was made with, if it is here.
std::unique_ptr<linalg::DenseBackend> same_backend(const std::string& description) {
  for (const auto library : {linalg::ProductLibrary::onednn, linalg::ProductLibrary::openblas}) {
    try {
      auto backend = linalg::make_cpu_backend(library);
      if (backend->description() == description) return backend;
    } catch (const core::ConfigError&) {
      continue;  // not installed here
    }
  }
  return linalg::make_cpu_backend(linalg::ProductLibrary::automatic);
}

/// Float32 products of another library differ by some roundings of 2^-24; what is made of them amplifies
/// that.
VerifyTolerance tolerance_for(const Check& check) {
  const auto made_with = check.file.provenance.find("dense_libraries").value_or("an unknown library");
  if (check.backend.description() == made_with) return {};
  check.report.notes.push_back(
      fmt::format("made with {}, recomputed with {}: compared up to float32 rounding", made_with,
                  check.backend.description()));
  const LayersConfig& layers = check.config.layers;
  const auto fewest = [](std::size_t a, std::size_t b) { return a == 0 ? b : b == 0 ? a : std::min(a, b); };
  const std::size_t draws = fewest(fewest(layers.resamples, layers.half_samples), layers.null);
  return {0x1p-16, draws == 0 ? 0 : 2 / static_cast<double>(draws)};
}

}  // namespace

VerifyReport verify_layers(const parallel::Communicator& alone, const fs::path& path,
                           linalg::ProductLibrary library) {
  const auto file = artifact::load_layer_distances(path);
  const Config config = config_of(file, path.string());
  WorkUnit unit;
  unit.source = entry(file, path.string(), "checkpoint_path");
  auto without_twins = config;
  without_twins.layers.twin.clear();
  const auto identity = identify(layers_sources(without_twins, unit, nullptr, networks_of(file)));
  const std::string stored_inputs = entry(file, path.string(), "input_fingerprints");
  const std::string changed = describe_difference(lines_of(stored_inputs, false), identity.inputs);
  if (!changed.empty())
    throw core::InputError(
        {unit.source.string(), "content", changed, "the inputs that " + path.string() + " was made of"});
  auto by_name = config;  // as the file has them: what is known of an order may have changed
  by_name.layers.select = file.layers.name;
  const LayersInput input = open_layers(by_name, unit);
  if (file.layers.name.size() != input.shapes.size() || file.layers.sample.size() != input.rows.size())
    throw core::InputError(
        {path.string(), "/layers", "other layers or samples than its config selects", "the same"});
  const auto backend = library == linalg::ProductLibrary::automatic
                           ? same_backend(entry(file, path.string(), "dense_libraries"))
                           : linalg::make_cpu_backend(library);
  VerifyReport report;
  const Check check{alone, *backend, file, config, input, report};
  const auto tolerance = tolerance_for(check);
  const ScratchFolder scratch;
  const auto now = compute_again(check, unit, scratch.path());
  const fs::path again = scratch.path() / "layers.h5";
  artifact::save_layer_distances(alone, again, now, file.provenance, file.convention);
  const bool no_twins = std::any_of(report.notes.begin(), report.notes.end(), [](const auto& note) {
    return note.starts_with("tests against untrained");
  });
  compare_datasets(
      path, again, [no_twins](const std::string& name) { return is_left_out(name, no_twins); }, tolerance,
      report);
  return report;
}

}  // namespace netseam::pipeline
