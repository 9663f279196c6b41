#include "module_sets.hpp"

#include <map>

namespace netseam::sculpt {

Labels modules_of(const data::NetworkModules& modules, std::size_t layer) {
  return {modules.module[layer].begin(), modules.module[layer].end()};
}

Groups groups_of(std::span<const std::size_t> kept, std::span<const std::size_t> label) {
  std::map<std::size_t, std::set<std::size_t>> of_label;
  for (std::size_t i = 0; i < kept.size(); ++i) of_label[label[i]].insert(kept[i]);
  Groups groups;
  for (const auto& [name, units] : of_label) groups.insert(units);
  return groups;
}

bool two_output_modules(const data::NetworkModules& modules) {
  Labels of_parity[2];
  for (std::size_t i = 0; i < modules.kept.back().size(); ++i)
    of_parity[modules.kept.back()[i] % 2].insert(modules.module.back()[i]);
  return of_parity[0].size() == 1 && of_parity[1].size() == 1 && of_parity[0] != of_parity[1];
}

}  // namespace netseam::sculpt
