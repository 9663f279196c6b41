#include "netseam/sculpt/success_rates.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>

namespace netseam::sculpt {
namespace {

// The rows of one group, the first of which counts successes.
std::vector<SuccessRate> rates_of(const std::string& group, std::span<const JudgedNetwork> networks) {
  std::vector<SuccessRate> rates{{group, "success", 0, 0, {}}};
  for (const JudgedNetwork& network : networks) {
    if (network.group != group) continue;
    const Verdict& verdict = network.verdict;
    if (rates.front().trials == 0)
      for (const SuccessPart& part : verdict) rates.push_back({group, part.name, 0, 0, {}});
    const auto same_name = [](const SuccessPart& part, const SuccessRate& rate) {
      return part.name == rate.part;
    };
    if (!std::equal(verdict.begin(), verdict.end(), rates.begin() + 1, rates.end(), same_name))
      throw core::InternalError("verdicts by different rules were counted together");
    for (SuccessRate& rate : rates) ++rate.trials;
    if (succeeded(verdict)) ++rates.front().successes;
    for (std::size_t i = 0; i < verdict.size(); ++i)
      if (verdict[i].holds) ++rates[i + 1].successes;
  }
  for (SuccessRate& rate : rates) rate.interval = stats::wilson_interval(rate.successes, rate.trials);
  return rates;
}

}  // namespace

std::vector<SuccessRate> success_rates(std::span<const JudgedNetwork> networks) {
  std::vector<std::string> groups;
  std::vector<SuccessRate> all;
  for (const JudgedNetwork& network : networks) {
    if (std::ranges::find(groups, network.group) != groups.end()) continue;
    groups.push_back(network.group);
    const auto rates = rates_of(network.group, networks);
    all.insert(all.end(), rates.begin(), rates.end());
  }
  return all;
}

}  // namespace netseam::sculpt
