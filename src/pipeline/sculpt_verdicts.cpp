#include "sculpt_verdicts.hpp"

#include "network_modules.hpp"
#include "network_verdicts.hpp"

#include "netseam/sculpt/success_rates.hpp"
#include "netseam/sculpt/success_rules.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace netseam::pipeline {

JudgedTask judge_networks(const Config& config, const NamedTask& task, std::vector<GridNetwork> networks) {
  JudgedTask result;
  auto& sculpted = result.sculpted;
  sculpted.task = task.name;
  std::vector<sculpt::JudgedNetwork> judged;
  for (std::size_t n = 0; n < networks.size(); ++n) {
    auto& chosen = sculpted.network.emplace_back(std::move(networks[n].chosen));
    const auto& hierarchy = result.hierarchy.emplace_back(modules_of(config, chosen.network, n));
    if (!task.family || !hierarchy.fault.empty()) continue;
    auto verdict = sculpt::judge(*task.family, hierarchy.modules);
    const auto succeeds = [&](const data::LayeredNetwork& tied) {
      const auto found = modules_of(config, tied, n);
      return found.fault.empty() && sculpt::succeeded(sculpt::judge(*task.family, found.modules));
    };
    const bool some = sculpt::succeeded(verdict) || std::ranges::any_of(networks[n].tied, succeeds);
    verdict.push_back({"success of this or of a tied network", some, false});
    chosen.part = parts_of(verdict);
    judged.push_back({depth_text(chosen.depth), verdict});
  }
  if (task.family) sculpted.rule = tasks::family_text(*task.family);
  sculpted.rate = rates_of(judged);
  return result;
}

}  // namespace netseam::pipeline
