#include "netseam/pipeline/compared_networks.hpp"

#include "netseam/core/error.hpp"
#include "netseam/input/activation_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace netseam::pipeline {
namespace {

/// A network and the one name of its place, however it was spelled.
struct Candidate {
  OtherNetwork network;
  std::filesystem::path place;
};

Candidate candidate_of(OtherNetwork network) {
  std::error_code error;
  auto place = std::filesystem::canonical(network.source, error);
  if (error) place = network.source;
  return {std::move(network), std::move(place)};
}

/// What layers.against names, before it is applied to a checkpoint.
class Plan {
 public:
  Plan(const Config& config, const std::vector<WorkUnit>& units) : config_(config) {
    for (const auto& unit : units) units_.push_back(candidate_of({unit.checkpoint, unit.source, true}));
    for (const auto& entry : config.layers.against)
      if (entry != "first" && entry != "last" && entry != "previous") by_path_[entry] = find(entry);
    lengthen_names();
  }

  [[nodiscard]] ComparedNetworks of_unit(std::size_t unit) const {
    ComparedNetworks plan;
    std::set<std::filesystem::path> taken;
    for (const auto& entry : config_.layers.against) {
      const auto candidates = candidates_of(entry, unit);
      if (candidates.empty()) plan.skipped.push_back(entry + ": this is the first checkpoint");
      for (const auto& [network, place] : candidates) {
        if (place == units_[unit].place) {
          plan.skipped.push_back(fmt::format("{}: {} is this checkpoint", entry, network.name));
        } else if (!taken.insert(place).second) {
          plan.skipped.push_back(fmt::format("{}: {} was named before", entry, network.name));
        } else {
          require_new_name(network, plan.other);
          plan.other.push_back(network);
        }
      }
    }
    return plan;
  }

 private:
  /// A path that leads to a checkpoint of the study is that checkpoint.
  [[nodiscard]] std::vector<Candidate> find(const std::string& entry) const {
    const auto paths = matching_paths(config_.resolve(entry));
    if (paths.empty())
      throw core::ConfigError(fmt::format("{}: layers.against: '{}' matches nothing (looked for {})",
                                          config_.file.string(), entry, config_.resolve(entry).string()));
    std::vector<Candidate> found;
    for (const auto& path : paths) {
      found.push_back(candidate_of({checkpoint_name(path), path, false}));
      for (const auto& unit : units_)
        if (unit.place == found.back().place) found.back() = unit;
    }
    return found;
  }

  /// Names that several places have, such as seed1/step3 and seed2/step3, get their folder in front.
  void lengthen_names() {
    std::map<std::string, std::set<std::filesystem::path>> places;
    for (const auto& unit : units_) places[unit.network.name].insert(unit.place);
    for (const auto& [entry, found] : by_path_)
      for (const auto& candidate : found) places[candidate.network.name].insert(candidate.place);
    for (auto& [entry, found] : by_path_)
      for (auto& [network, place] : found)
        if (!network.checkpoint && places[network.name].size() > 1)
          network.name = place.parent_path().filename().string() + "-" + network.name;
  }

  [[nodiscard]] std::vector<Candidate> candidates_of(const std::string& entry, std::size_t unit) const {
    if (entry == "first") return {units_.front()};
    if (entry == "last") return {units_.back()};
    if (entry != "previous") return by_path_.at(entry);
    return unit == 0 ? std::vector<Candidate>{} : std::vector<Candidate>{units_[unit - 1]};
  }

  void require_new_name(const OtherNetwork& network, const std::vector<OtherNetwork>& before) const {
    // `names` is the list of networks in the result file; dots are no names there
    if (network.name == "names" || network.name == "." || network.name == "..")
      throw core::ConfigError(fmt::format("{}: layers.against: {} has the reserved name '{}'",
                                          config_.file.string(), network.source.string(), network.name));
    for (const auto& known : before)
      if (known.name == network.name)
        throw core::ConfigError(
            fmt::format("{}: layers.against: {} and {} are both named '{}'; results would collide",
                        config_.file.string(), known.source.string(), network.source.string(), network.name));
  }

  const Config& config_;
  std::vector<Candidate> units_;
  std::map<std::string, std::vector<Candidate>> by_path_;
};

}  // namespace

std::vector<ComparedNetworks> plan_comparisons(const Config& config, const std::vector<WorkUnit>& units) {
  const Plan plan(config, units);
  std::vector<ComparedNetworks> plans;
  for (std::size_t unit = 0; unit < units.size(); ++unit) plans.push_back(plan.of_unit(unit));
  return plans;
}

std::vector<std::filesystem::path> activation_files(const Config& config, const OtherNetwork& other) {
  const bool as_study = other.checkpoint || config.layers.against_activations.empty();
  return input::expand_files(other.source,
                             as_study ? config.input.activations : config.layers.against_activations);
}

}  // namespace netseam::pipeline
