#include "network_verdicts.hpp"

#include "netseam/core/words.hpp"
#include "netseam/tasks/boolean_task.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdint>
#include <optional>
#include <set>
#include <tuple>

namespace netseam::pipeline {
namespace {

/// The rule that a network can be judged by.
std::optional<tasks::BooleanFamily> rule_of(const data::NetworkHierarchy& network) {
  const auto function = tasks::boolean_function(network.function);
  const bool fits = function && network.fault.empty() && network.units.size() > 2 &&
                    network.units.front() == network.function.front() &&
                    network.units.back() == network.function.back();
  return fits ? std::optional(function->family) : std::nullopt;
}

}  // namespace

std::vector<data::HierarchyPart> parts_of(const sculpt::Verdict& verdict) {
  std::vector<data::HierarchyPart> parts;
  for (const auto& part : verdict) parts.push_back({part.name, part.holds, part.required});
  return parts;
}

std::vector<data::PartRate> rates_of(std::span<const sculpt::JudgedNetwork> judged) {
  std::vector<data::PartRate> rates;
  for (const auto& rate : sculpt::success_rates(judged))
    rates.push_back(
        {rate.group, rate.part, rate.successes, rate.trials, rate.interval.low, rate.interval.high});
  return rates;
}

std::string depth_text(std::size_t hidden_layers) { return core::counted(hidden_layers, "hidden layer"); }

std::vector<data::PartRate> judge_by_function(std::vector<data::NetworkHierarchy>& networks) {
  std::vector<sculpt::JudgedNetwork> judged;
  std::set<std::tuple<std::vector<std::size_t>, std::vector<std::size_t>, std::uint64_t>> counted;
  for (auto& network : networks) {
    const auto rule = rule_of(network);
    if (!rule) continue;
    const auto verdict = sculpt::judge(*rule, network.modules);
    network.part = parts_of(verdict);
    if (network.seed && !counted.emplace(network.function, network.units, *network.seed).second) continue;
    judged.push_back(
        {fmt::format("[{}], {}", fmt::join(network.function, ","), depth_text(network.units.size() - 2)),
         verdict});
  }
  return rates_of(judged);
}

}  // namespace netseam::pipeline
