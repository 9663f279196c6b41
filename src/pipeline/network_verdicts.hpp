#pragma once
// What success rules say of networks.
#include "netseam/data/network_hierarchy.hpp"
#include "netseam/data/success_rates.hpp"
#include "netseam/sculpt/success_rates.hpp"
#include "netseam/sculpt/success_rules.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace netseam::pipeline {

[[nodiscard]] std::vector<data::HierarchyPart> parts_of(const sculpt::Verdict& verdict);
[[nodiscard]] std::vector<data::PartRate> rates_of(std::span<const sculpt::JudgedNetwork> judged);

/// "1 hidden layer", "2 hidden layers".
[[nodiscard]] std::string depth_text(std::size_t hidden_layers);

/// Judges the networks that have modules and were trained on a Boolean function with a rule, whose inputs and
/// outputs they have; sets their parts. Rates by function and depth; of networks with one function, shape and
/// seed, outcomes of one training that tie, the first counts, as published.
[[nodiscard]] std::vector<data::PartRate> judge_by_function(std::vector<data::NetworkHierarchy>& networks);

}  // namespace netseam::pipeline
