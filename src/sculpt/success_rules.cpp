#include "netseam/sculpt/success_rules.hpp"

#include "module_sets.hpp"

#include "netseam/core/error.hpp"

#include <algorithm>
#include <cstddef>

namespace netseam::sculpt {
namespace {

using data::NetworkModules;
using tasks::BooleanFamily;

Groups input_modules(const NetworkModules& modules) { return groups_of(modules.kept[0], modules.module[0]); }

bool every_later_layer(const NetworkModules& modules, const Labels& labels) {
  for (std::size_t layer = 1; layer < modules.module.size(); ++layer)
    if (modules_of(modules, layer) != labels) return false;
  return true;
}

Verdict judge_input_separable(const NetworkModules& modules) {
  const Groups wanted{{0, 1}, {2, 3}};
  const bool split =
      input_modules(modules) == wanted && groups_of(modules.kept.back(), modules.module.back()) == wanted;
  // outputs 0, 1 in the module of inputs 0, 1: units are in ascending order
  const bool together = split && modules.module.back().front() == modules.module[0].front();
  return {{"two modules", together && data::module_count(modules) == 2}};
}

Verdict judge_separable_and_reused(const NetworkModules& modules) {
  bool three = true;
  for (std::size_t layer = 0; layer < modules.module.size(); ++layer)
    three = three && modules_of(modules, layer).size() == 3;
  return {{"input pairs", input_modules(modules) == Groups{{0, 1}, {2, 3}, {4, 5}}},
          {"three modules in every layer", three}};
}

Verdict judge_reused(const NetworkModules& modules) {
  const Labels inputs = modules_of(modules, 0);
  const bool together = input_modules(modules) == Groups{{0, 1, 2, 3}} && modules_of(modules, 1) == inputs;
  const std::size_t last_hidden = modules.module.size() - 2;
  return {{"inputs and first hidden layer together", together},
          {"two output modules", two_output_modules(modules)},
          {"last hidden layer in output modules",
           modules_of(modules, last_hidden) == modules_of(modules, last_hidden + 1)}};
}

bool single_intermediate(const NetworkModules& modules) {
  const std::size_t outputs = modules.module.size() - 1;
  const Labels inputs = modules_of(modules, 0);
  if (outputs == 3) {
    const Labels middle = modules_of(modules, 2);
    return middle.size() == 1 && modules_of(modules, 3) == middle;
  }
  for (std::size_t layer = 1; layer < outputs; ++layer) {
    const Labels labels = modules_of(modules, layer);
    if (labels.size() == 1 && !inputs.contains(*labels.begin())) return true;
  }
  return false;
}

Verdict judge_levels(const NetworkModules& modules) {
  const std::size_t hidden_layers = modules.module.size() - 2;
  const bool separable = input_modules(modules) == Groups{{0, 1, 2, 3}, {4, 5, 6, 7}} &&
                         modules_of(modules, 1) == modules_of(modules, 0);
  return {{"separable inputs", separable},
          {"single intermediate", single_intermediate(modules), hidden_layers >= 2},
          {"two output modules", two_output_modules(modules), hidden_layers >= 3}};
}

bool expected_clusters(BooleanFamily family, const Groups& inputs) {
  switch (family) {
    case BooleanFamily::overlap_0:
      return inputs == Groups{{0, 1, 2, 3}, {4, 5, 6, 7}};
    case BooleanFamily::overlap_1:
      return inputs == Groups{{0, 1, 2}, {3}, {4, 5, 6}};
    case BooleanFamily::overlap_2:
      return inputs == Groups{{0, 1}, {2, 3}, {4, 5}};
    case BooleanFamily::overlap_4:
      return inputs == Groups{{0, 1, 2, 3}};
    default:
      break;
  }
  std::vector<std::size_t> sizes;
  for (const auto& group : inputs) sizes.push_back(group.size());
  std::ranges::sort(sizes);
  return sizes == std::vector<std::size_t>{1, 1, 3};
}

Verdict judge_overlap(BooleanFamily family, const NetworkModules& modules) {
  const Groups inputs = groups_of(modules.kept[0], modules.cluster[0]);
  const Labels hidden = modules_of(modules, 1);
  Verdict verdict{{"input clusters", expected_clusters(family, inputs)},
                  {"hidden units separable", hidden.size() == 2 && every_later_layer(modules, hidden)},
                  {"two output modules", two_output_modules(modules)}};
  if (family == BooleanFamily::overlap_3)
    verdict.push_back({"common inputs together", inputs == Groups{{0}, {1, 2, 3}, {4}}, false});
  return verdict;
}

}  // namespace

bool succeeded(const Verdict& verdict) {
  return std::ranges::all_of(verdict, [](const SuccessPart& part) { return part.holds || !part.required; });
}

Verdict judge(BooleanFamily family, const NetworkModules& modules) {
  if (modules.module.size() < 3 || modules.kept.size() != modules.module.size() ||
      modules.cluster.size() != modules.module.size())
    throw core::InternalError("modules of a network without hidden layers cannot be judged");
  switch (family) {
    case BooleanFamily::input_separable:
      return judge_input_separable(modules);
    case BooleanFamily::none:
      return {{"one module", data::module_count(modules) == 1}};
    case BooleanFamily::separable_and_reused:
      return judge_separable_and_reused(modules);
    case BooleanFamily::reused:
      return judge_reused(modules);
    case BooleanFamily::levels:
      return judge_levels(modules);
    default:
      return judge_overlap(family, modules);
  }
}

}  // namespace netseam::sculpt
